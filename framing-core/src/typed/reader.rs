//! Frames read as values.

use core::marker::PhantomData;
use core::pin::Pin;
use core::task::{Context, Poll, ready};

use futures_core::Stream;
use futures_core::stream::FusedStream;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use tokio::io::AsyncRead;

use super::{Payload, TypedError};
use crate::{Admission, Frame, FrameReader, FrameStream, Incoming, Limits, ReadError, TwoPhase};

/// A [`FrameReader`] whose bodies are values of serde types.
///
/// ```
/// # #[cfg(feature = "json")]
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), framing_core::typed::TypedError> {
/// use framing_core::typed::{Json, TypedReader};
/// use framing_core::{FrameReader, Limits, U8};
///
/// let frames = FrameReader::new(&b"\x04[16]\x02-1"[..], U8::new());
/// let mut reader = TypedReader::new(frames, Json).with_limits(Limits::DEFAULT.with_body(100));
/// assert_eq!(reader.next().await?, Some([16]));
/// assert_eq!(reader.next().await?, Some(-1));
/// assert_eq!(reader.next::<i32>().await?, None);
/// # Ok(())
/// # }
/// # #[cfg(not(feature = "json"))]
/// # fn main() {}
/// ```
#[derive(Debug)]
pub struct TypedReader<R, F: TwoPhase, P> {
    reader: FrameReader<R, F>,
    payload: P,
}

impl<R, F: TwoPhase, P: Payload> TypedReader<R, F, P> {
    /// Creates a reader whose bodies `payload` decodes.
    #[must_use]
    pub fn new(reader: FrameReader<R, F>, payload: P) -> Self {
        Self { reader, payload }
    }

    /// Sets the limits.
    #[must_use]
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.reader.set_limits(limits);
        self
    }

    /// Sets how long the reader waits for its peer; see [`FrameReader::with_timeouts`].
    #[cfg(feature = "time")]
    #[must_use]
    pub fn with_timeouts(mut self, timeouts: crate::Timeouts) -> Self {
        self.reader = self.reader.with_timeouts(timeouts);
        self
    }

    /// Sets the limits; see [`FrameReader::set_limits`].
    pub fn set_limits(&mut self, limits: Limits) {
        self.reader.set_limits(limits);
    }

    /// Returns a reference to the reader of frames.
    #[must_use]
    pub fn get_ref(&self) -> &FrameReader<R, F> {
        &self.reader
    }

    /// Returns a mutable reference to the reader of frames. A frame that it returns is consumed.
    pub fn get_mut(&mut self) -> &mut FrameReader<R, F> {
        &mut self.reader
    }

    /// Returns the reader of frames.
    #[must_use]
    pub fn into_inner(self) -> FrameReader<R, F> {
        self.reader
    }

    /// Returns the payload format.
    #[must_use]
    pub fn payload(&self) -> &P {
        &self.payload
    }
}

impl<R: AsyncRead + Unpin, F: TwoPhase, P: Payload> TypedReader<R, F, P> {
    /// Reads the next value, which may borrow from the reader until the next call; `None` once the stream has ended
    /// between two frames.
    ///
    /// # Cancel safety
    ///
    /// Cancel safe.
    ///
    /// # Errors
    ///
    /// [`TypedError::Body`] when the body is not such a value: the next call reads the next frame. [`TypedError::Read`]:
    /// see [`FrameReader::next`].
    pub async fn next<'a, T: Deserialize<'a>>(&'a mut self) -> Result<Option<T>, TypedError> {
        Ok(self.next_with_header().await?.map(|(_, value)| value))
    }

    /// Reads the next value and the header of its frame.
    ///
    /// # Cancel safety
    ///
    /// Cancel safe.
    ///
    /// # Errors
    ///
    /// See [`next`](Self::next).
    pub async fn next_with_header<'a, T: Deserialize<'a>>(
        &'a mut self,
    ) -> Result<Option<(F::Header, T)>, TypedError> {
        let Self { reader, payload } = self;
        let frame = reader.next().await?;
        frame.map(|frame| value_of(payload, frame)).transpose()
    }

    /// Reads the next value of a frame that `admit` accepts; see [`FrameReader::next_admitted`]. The bodies of the other
    /// frames are neither buffered nor decoded.
    ///
    /// # Cancel safety
    ///
    /// Cancel safe.
    ///
    /// # Errors
    ///
    /// See [`next`](Self::next) and [`FrameReader::next_admitted`].
    pub async fn next_admitted<'a, T: Deserialize<'a>>(
        &'a mut self,
        admit: impl FnMut(&F::Header, Option<u64>) -> Admission,
    ) -> Result<Option<(F::Header, T)>, TypedError> {
        let Self { reader, payload } = self;
        let frame = reader.next_admitted(admit).await?;
        frame.map(|frame| value_of(payload, frame)).transpose()
    }

    /// Reads the header of the next frame, whose body is then buffered, streamed, skipped or refused; see
    /// [`FrameReader::next_header`]. A frame about which nothing is decided is the one that [`next`](Self::next) reads.
    ///
    /// # Cancel safety
    ///
    /// Cancel safe.
    ///
    /// # Errors
    ///
    /// See [`FrameReader::next_header`].
    pub async fn next_header(&mut self) -> Result<Option<Incoming<'_, R, F>>, ReadError> {
        self.reader.next_header().await
    }

    /// Returns a [`Stream`] of values that own their data. A malformed body does not end it.
    #[must_use]
    pub fn into_stream<T: DeserializeOwned>(self) -> TypedStream<R, F, P, T> {
        TypedStream { frames: self.reader.into_stream(), payload: self.payload, value: PhantomData }
    }
}

/// A [`Stream`] of values; see [`TypedReader::into_stream`].
#[derive(Debug)]
pub struct TypedStream<R, F: TwoPhase, P, T> {
    frames: FrameStream<R, F>,
    payload: P,
    value: PhantomData<fn() -> T>,
}

impl<R, F, P, T> Stream for TypedStream<R, F, P, T>
where
    R: AsyncRead + Unpin,
    F: TwoPhase + Unpin,
    F::Header: Unpin,
    P: Payload + Unpin,
    T: DeserializeOwned,
{
    type Item = Result<T, TypedError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let frame = ready!(Pin::new(&mut self.frames).poll_next(cx));
        Poll::Ready(frame.map(|frame| {
            let frame = frame?;
            decode(&self.payload, frame.offset(), frame.body())
        }))
    }
}

/// Ends after an error of the reader that is final; a malformed body does not end it.
impl<R, F, P, T> FusedStream for TypedStream<R, F, P, T>
where
    R: AsyncRead + Unpin,
    F: TwoPhase + Unpin,
    F::Header: Unpin,
    P: Payload + Unpin,
    T: DeserializeOwned,
{
    fn is_terminated(&self) -> bool {
        self.frames.is_terminated()
    }
}

fn value_of<'a, P: Payload, H, T: Deserialize<'a>>(
    payload: &P,
    frame: Frame<'a, H>,
) -> Result<(H, T), TypedError> {
    let value = decode(payload, frame.offset(), frame.body())?;
    let Frame { header, .. } = frame;
    Ok((header, value))
}

fn decode<'a, P: Payload, T: Deserialize<'a>>(
    payload: &P,
    offset: u64,
    body: &'a [u8],
) -> Result<T, TypedError> {
    payload.decode(body).map_err(|error| TypedError::Body { offset, len: body.len(), error })
}
