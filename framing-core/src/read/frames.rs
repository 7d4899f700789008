//! Frames that lie one after the other in bytes that are already there.

use core::fmt;
use core::iter::FusedIterator;

use crate::decoder::Decoder;
use crate::frame::Parts;
use crate::{Error, Frame, Limits, Step, TwoPhase};

/// The frames of some bytes, borrowed from them: a body that is made of frames, a file in memory, a packet.
///
/// The bytes are all there is: where they end inside a frame, the last item is
/// [`Truncated`](crate::ErrorKind::Truncated). After an error, and after the end, there is nothing more. The frames and
/// the errors are those of every reader; offsets are counted from the first byte.
///
/// ```
/// use framing_core::{Frames, U8};
///
/// let mut frames = Frames::new(b"\x02hi\x03yo", U8::new());
/// let first = frames.next().ok_or("a frame")??;
/// assert_eq!((first.body(), first.bytes(), first.offset()), (&b"hi"[..], &b"\x02hi"[..], 0));
///
/// let cut = frames.next().ok_or("an error")?.unwrap_err();
/// assert_eq!(cut.to_string(), "stream ended at byte 6 inside the body: 3 of 4 bytes of the frame");
/// assert!(frames.next().is_none());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Frames<'a, F: TwoPhase> {
    decoder: Decoder<F>,
    rest: &'a [u8],
    over: bool,
}

impl<'a, F: TwoPhase> Frames<'a, F> {
    /// The frames of `bytes`, within the format's own limits.
    #[must_use]
    #[inline]
    pub fn new(bytes: &'a [u8], format: F) -> Self {
        Self { decoder: Decoder::new(format), rest: bytes, over: false }
    }

    /// The same frames, within other limits.
    #[must_use]
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.decoder.set_limits(limits);
        self
    }

    /// Sets the stream offset of the first byte.
    ///
    /// ```
    /// use framing_core::{Frames, U8};
    ///
    /// let outer = Frames::new(b"\x03\x02hi", U8::new()).next().ok_or("a frame")??;
    /// let inside = outer.offset() + outer.header_bytes().len() as u64;
    /// let inner = Frames::new(outer.body(), U8::new()).with_offset(inside).next().ok_or("a frame")??;
    /// assert_eq!((inner.body(), inner.offset()), (&b"hi"[..], 1));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn with_offset(mut self, offset: u64) -> Self {
        self.decoder = self.decoder.with_offset(offset);
        self
    }

    /// The bytes from the next frame on.
    #[must_use]
    pub const fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// Where the next frame begins, or the one that is wrong.
    #[must_use]
    pub fn offset(&self) -> u64 {
        self.decoder.offset()
    }

    /// The format, in the state that the frames so far have left it in.
    #[must_use]
    pub fn format(&self) -> &F {
        self.decoder.format()
    }

    /// Passes over the next `n` bytes, or all there are: something else has read them.
    ///
    /// ```
    /// use framing_core::{Frames, U8};
    ///
    /// let mut frames = Frames::new(b"magic\x02hi", U8::new());
    /// frames.pass_over(5);
    /// assert_eq!(frames.next().ok_or("a frame")??.body(), b"hi");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn pass_over(&mut self, n: usize) {
        let (passed, rest) = self.rest.split_at_checked(n).unwrap_or((self.rest, &[]));
        self.decoder.pass_over(passed.len());
        self.rest = rest;
    }

    #[inline(always)]
    #[expect(
        clippy::indexing_slicing,
        reason = "a decoder makes parts only of a frame that the input holds whole"
    )]
    fn lend(&mut self, parts: Parts<F::Header>) -> Frame<'a, F::Header> {
        let frame = Frame::lend(parts, self.rest);
        self.rest = &self.rest[frame.bytes().len()..];
        frame
    }

    /// What is no whole frame, out of the ordinary, or the end.
    #[cold]
    #[inline(never)]
    fn next_slowly(&mut self) -> Result<Option<Frame<'a, F::Header>>, Error> {
        match self.decoder.step_slowly(self.rest)? {
            Step::Done(parts) => Ok(Some(self.lend(parts))),
            Step::Need(_) if self.decoder.finish_frame(self.rest)? => {
                let parts = self.decoder.take(self.rest)?;
                Ok(Some(self.lend(parts)))
            }
            Step::Need(_) => Ok(None),
        }
    }
}

impl<'a, F: TwoPhase> Iterator for Frames<'a, F> {
    type Item = Result<Frame<'a, F::Header>, Error>;

    #[inline(always)]
    fn next(&mut self) -> Option<Self::Item> {
        if let Some(parts) = self.decoder.step_fast(self.rest) {
            return Some(Ok(self.lend(parts)));
        }
        if self.over {
            return None;
        }
        let next = self.next_slowly();
        self.over = !matches!(next, Ok(Some(_)));
        next.transpose()
    }
}

impl<F: TwoPhase> FusedIterator for Frames<'_, F> {}

impl<F: TwoPhase> fmt::Debug for Frames<'_, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Frames").field("offset", &self.offset()).field("rest", &self.rest.len()).finish()
    }
}
