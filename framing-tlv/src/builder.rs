//! Writing frames that are made of frames.

use alloc::vec::Vec;

use framing_core::{Encode, EncodeError, encode_frame};

/// Writes frames inside one another: what a frame is made of is written first, its length is known then.
///
/// A format's state, such as the order of types, is kept for each level by itself. A call that is refused changes
/// nothing. What is written is copied once for each level that it lies in.
///
/// ```
/// use framing_tlv::Tag;
/// use framing_tlv::families::EMV;
///
/// let tag = |bytes: &[u8]| Tag::new(bytes).ok_or("a tag");
/// let mut builder = EMV.builder();
/// builder.open(tag(b"\x6f")?);
/// builder.value(tag(b"\x84")?, b"1PAY.SYS.DDF01")?;
/// builder.open(tag(b"\xa5")?);
/// builder.value(tag(b"\x88")?, &[2])?.value(tag(b"\x5f\x2d")?, b"en")?;
/// builder.close()?.close()?;
/// assert_eq!(builder.finish()?, b"\x6f\x1a\x84\x0e1PAY.SYS.DDF01\xa5\x08\x88\x01\x02\x5f\x2d\x02en");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Builder<F: Encode> {
    pristine: F,
    /// The frames that are open, from the outermost, each with the header that it will have.
    open: Vec<(Level<F>, F::Header)>,
    /// What is written into now.
    level: Level<F>,
}

/// The frames so far of one body.
#[derive(Clone, Debug)]
struct Level<F> {
    format: F,
    bytes: Vec<u8>,
}

impl<F: Encode + Clone> Builder<F> {
    /// Nothing yet, for a stream that starts now.
    #[must_use]
    pub fn new(format: F) -> Self {
        let level = Level { format: format.clone(), bytes: Vec::new() };
        Self { pristine: format, open: Vec::new(), level }
    }

    /// Writes a frame with this header and this body.
    ///
    /// # Errors
    ///
    /// [`EncodeError`] when the format refuses it.
    pub fn value(&mut self, header: impl Into<F::Header>, body: &[u8]) -> Result<&mut Self, EncodeError> {
        self.level.put(&header.into(), body)?;
        Ok(self)
    }

    /// Begins a frame with this header, whose body is what is written until it is [closed](Self::close).
    pub fn open(&mut self, header: impl Into<F::Header>) -> &mut Self {
        let inner = Level { format: self.pristine.clone(), bytes: Vec::new() };
        let outer = core::mem::replace(&mut self.level, inner);
        self.open.push((outer, header.into()));
        self
    }

    /// Ends the frame that was opened last.
    ///
    /// # Errors
    ///
    /// [`EncodeError`] when none is open, or the format refuses the frame: its body is too long, or its type may not
    /// stand there. It is still open then.
    pub fn close(&mut self) -> Result<&mut Self, EncodeError> {
        let Some((outer, header)) = self.open.last_mut() else {
            return Err(EncodeError::Invalid("a frame that is open, to be closed"));
        };
        outer.put(header, &self.level.bytes)?;
        if let Some((outer, _)) = self.open.pop() {
            self.level = outer;
        }
        Ok(self)
    }

    /// How many frames are open.
    #[must_use]
    pub fn depth(&self) -> usize {
        self.open.len()
    }

    /// All that was written.
    ///
    /// # Errors
    ///
    /// [`EncodeError::Invalid`] when a frame is still open.
    pub fn finish(self) -> Result<Vec<u8>, EncodeError> {
        match self.open.is_empty() {
            true => Ok(self.level.bytes),
            false => Err(EncodeError::Invalid("every frame that was opened to be closed")),
        }
    }
}

impl<F: Encode> Level<F> {
    fn put(&mut self, header: &F::Header, body: &[u8]) -> Result<(), EncodeError> {
        encode_frame(&mut self.format, header, body, &mut self.bytes)
    }
}
