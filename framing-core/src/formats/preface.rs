//! What comes before the frames: a greeting, a signature, the one byte of an answer.

use crate::{BodyLen, ByteSink, Encode, EncodeError, Extent, Malformed, Scan, TwoPhase};

/// `N` bytes in front of the frames, which are all header: the greeting of AMQP, the signature of a PNG file, the one
/// byte with which a PostgreSQL server answers a request for encryption.
///
/// A stream that begins so is read as this format first, and then [handed over](crate::FrameBuffer::with_format) to the
/// format of its frames.
///
/// ```
/// use framing_core::{FrameBuffer, Preface, U16Be};
///
/// let mut greeting = FrameBuffer::new(Preface::exactly(*b"HI/1"));
/// greeting.push(b"HI/1\0\x05hello");
/// assert_eq!(greeting.next()?.expect("the greeting is there").header, *b"HI/1");
///
/// let mut frames = greeting.with_format(U16Be::new());
/// assert_eq!(frames.next()?.expect("the first frame").body(), b"hello");
///
/// let mut stranger = FrameBuffer::new(Preface::exactly(*b"HI/1"));
/// stranger.push(b"HI/2");
/// assert_eq!(stranger.next().unwrap_err().offset(), 3, "the byte that differs");
/// # Ok::<(), framing_core::Error>(())
/// ```
///
/// `N` is at least 1: with 0 it does not compile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Preface<const N: usize> {
    expected: Option<[u8; N]>,
}

impl<const N: usize> Preface<N> {
    /// Any `N` bytes, for the caller to judge.
    #[must_use]
    pub const fn any() -> Self {
        Self::of(None)
    }

    /// These bytes and no others: the first one that differs is refused as soon as it is there.
    #[must_use]
    pub const fn exactly(bytes: [u8; N]) -> Self {
        Self::of(Some(bytes))
    }

    const fn of(expected: Option<[u8; N]>) -> Self {
        const { assert!(N > 0, "a preface has at least one byte") };
        Self { expected }
    }

    /// What `bytes` begin with, if it is not the preface.
    fn check(&self, bytes: &[u8]) -> Result<(), Malformed> {
        match &self.expected {
            Some(wanted) => {
                Malformed::refuse_difference(bytes, wanted, "the bytes that every such stream begins with")
            }
            None => Ok(()),
        }
    }
}

impl<const N: usize> TwoPhase for Preface<N> {
    type Header = [u8; N];

    #[inline]
    fn header_len(&self, seen: &[u8], _: &mut Scan) -> Result<Extent, Malformed> {
        self.check(seen).map(|()| Extent::Exact(N))
    }

    #[inline]
    fn header(&self, bytes: &[u8]) -> Result<[u8; N], Malformed> {
        bytes.try_into().map_err(|_| Malformed::new(bytes.len(), "a complete preface"))
    }

    #[inline]
    fn body_len(&self, _: &[u8; N]) -> Result<BodyLen, Malformed> {
        Ok(BodyLen::Exact(0))
    }
}

impl<const N: usize> Encode for Preface<N> {
    fn encode_header<B: ByteSink>(
        &self,
        header: &[u8; N],
        body_len: u64,
        out: &mut B,
    ) -> Result<(), EncodeError> {
        EncodeError::fit(body_len, 0)?;
        self.check(header).map_err(|refused| EncodeError::Invalid(refused.expected))?;
        out.put_slice(header);
        Ok(())
    }
}
