//! Between the phases: the header is known, and the caller decides what becomes of the body.

use crate::{Error, FrameBuffer, Step, Storage, TwoPhase};

/// A frame of which the header was read, and no byte of the body buffered on its account.
#[derive(Debug)]
#[non_exhaustive]
pub struct Announced<'a, H> {
    /// What the format read from the header.
    pub header: &'a H,
    /// The header as it was on the wire.
    pub header_bytes: &'a [u8],
    /// The length of the body, if the header specifies it.
    pub body_len: Option<u64>,
    /// Where the frame begins, in bytes from the start of the stream.
    pub offset: u64,
}

/// What a policy decides of a frame when it has seen the header; see `FrameReader::next_admitted`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Admission {
    /// Buffer the frame, if it is within the reader's limits.
    Buffer,
    /// Buffer the frame if its body has at most this number of bytes; skip it otherwise.
    BufferUpTo(u64),
    /// Pass over it.
    Skip,
    /// Refuse it, which ends the stream.
    Refuse,
}

#[cfg(any(feature = "std", feature = "embedded-io", feature = "embedded-io-async"))]
impl Admission {
    /// Whether a frame with a body of this length is passed over; none if it is refused.
    pub(crate) fn skips(self, body_len: Option<u64>) -> Option<bool> {
        match self {
            Self::Buffer => Some(false),
            Self::BufferUpTo(most) => Some(body_len.is_some_and(|len| len > most)),
            Self::Skip => Some(true),
            Self::Refuse => None,
        }
    }
}

/// Decide after the header: buffer the body with [`next`](Self::next), hand it out with
/// [`stream_body`](Self::stream_body), pass over it with [`skip`](Self::skip), or [`refuse`](Self::refuse) it.
///
/// ```
/// use framing_core::{FrameBuffer, Step, U32Be};
///
/// let mut frames = FrameBuffer::new(U32Be::new());
/// frames.push(b"\0\0\0\x05hel");
/// let frame = frames.next_header()?.expect("the header is there");
/// assert_eq!(frame.body_len, Some(5));
///
/// frames.stream_body()?;
/// assert_eq!(frames.body()?, Step::Done(Some(&b"hel"[..])));
/// frames.consume_body(3);
/// assert_eq!(frames.body()?, Step::Need(1));
/// frames.push(b"lo");
/// assert_eq!(frames.body()?, Step::Done(Some(&b"lo"[..])));
/// frames.consume_body(2);
/// assert_eq!(frames.body()?, Step::Done(None));
/// # Ok::<(), framing_core::Error>(())
/// ```
impl<F: TwoPhase, S: Storage> FrameBuffer<F, S> {
    /// The next frame as far as its header, or nothing while that is incomplete, and once the stream has ended cleanly.
    ///
    /// Asked again before anything else is done, it gives the same frame. No limit for the body holds yet. What is left
    /// of a body that was being handed out is passed over first.
    ///
    /// # Errors
    ///
    /// As [`next`](Self::next), but for what is wrong after the header.
    pub fn next_header(&mut self) -> Result<Option<Announced<'_, F::Header>>, Error> {
        match self.header_status()? {
            Step::Done(true) => Ok(self.announced()),
            Step::Need(_) | Step::Done(false) => Ok(None),
        }
    }

    /// The frame whose header was read and of which nothing was consumed.
    pub(crate) fn announced(&self) -> Option<Announced<'_, F::Header>> {
        let decoder = self.decoder();
        Some(Announced {
            header: decoder.header()?,
            header_bytes: self.buffered().get(..decoder.header_len()).unwrap_or_default(),
            body_len: decoder.body_len(),
            offset: decoder.offset(),
        })
    }

    /// The same, where it is certain that there is one.
    #[cfg(any(feature = "std", feature = "embedded-io", feature = "embedded-io-async"))]
    #[expect(
        clippy::expect_used,
        reason = "an `Incoming` is made only where the header was read, and consumes nothing while it lives"
    )]
    pub(crate) fn incoming(&self) -> Announced<'_, F::Header> {
        self.announced().expect("the header was read")
    }

    /// Hands out the body of the frame whose header was read, with [`body`](Self::body) and
    /// [`consume_body`](Self::consume_body), whatever its length. No limit but that of the trailer holds.
    ///
    /// # Errors
    ///
    /// [`NotStreamable`](crate::ErrorKind::NotStreamable) when only a walk over the whole body finds its end; the frame
    /// can still be read with [`next`](Self::next). Any earlier fatal error.
    pub fn stream_body(&mut self) -> Result<(), Error> {
        self.consume_header()
    }

    /// Returns the next bytes of the body that is being streamed, for [`consume_body`](Self::consume_body).
    ///
    /// `Step::Done(None)` means that the body is over, that its trailer was verified, and that the next frame is at the
    /// front.
    ///
    /// # Errors
    ///
    /// [`Truncated`](crate::ErrorKind::Truncated) after [`end`](Self::end), or the format refuses the trailer;
    /// final.
    pub fn body(&mut self) -> Result<Step<Option<&[u8]>>, Error> {
        let step = self.body_step()?;
        Ok(step.map(|part| part.map(|n| self.buffered().get(..n).unwrap_or_default())))
    }

    /// Returns the remaining bytes of the body that is being streamed, if its header specifies the length.
    #[must_use]
    pub fn rest_of_body(&self) -> Option<u64> {
        self.decoder().rest_of_body()
    }

    /// Passes over the frame at the front, of which at least the header was read: what has arrived of it at once, the
    /// rest as it comes, without buffering it. The body is not looked at but for what the format
    /// [verifies](TwoPhase::end_frame). It serves after [`next_header`](Self::next_header), and after an error that can
    /// be [skipped](Error::skip).
    ///
    /// A frame whose end only a walk over the body finds is buffered first, within the limits.
    ///
    /// # Errors
    ///
    /// Any earlier fatal error, and what is wrong with what has arrived of the frame.
    pub fn skip(&mut self) -> Result<(), Error> {
        self.begin_passing_over()?;
        self.pass_over_body().map(|_| ())
    }

    /// Refuses the frame whose header was read, which ends the stream: the bytes after it are never read.
    pub fn refuse(&mut self) -> Error {
        self.refuse_frame()
    }
}
