//! Frames read as values.

use core::marker::PhantomData;
use core::pin::Pin;
use core::task::{Context, Poll, ready};

use futures_core::Stream;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use tokio::io::AsyncRead;

use super::{Payload, TypedError};
use crate::{Frame, FrameReader, FrameStream, TwoPhase};

/// A [`FrameReader`] whose bodies are values of serde types.
#[derive(Debug)]
pub struct TypedReader<R, F: TwoPhase, P> {
    reader: FrameReader<R, F>,
    payload: P,
}

impl<R, F: TwoPhase, P: Payload> TypedReader<R, F, P> {
    /// Reads bodies as `payload` says them.
    #[must_use]
    pub fn new(reader: FrameReader<R, F>, payload: P) -> Self {
        Self { reader, payload }
    }

    /// The reader of frames.
    #[must_use]
    pub fn into_inner(self) -> FrameReader<R, F> {
        self.reader
    }
}

impl<R: AsyncRead + Unpin, F: TwoPhase, P: Payload> TypedReader<R, F, P> {
    /// The next value, which may borrow from the reader until the next call; nothing once the stream has ended between
    /// two frames.
    ///
    /// # Cancel safety
    ///
    /// Cancel safe.
    ///
    /// # Errors
    ///
    /// [`TypedError::Body`] when the body is no such value: the next call reads the next frame. [`TypedError::Read`] as
    /// [`FrameReader::next`].
    pub async fn next<'a, T: Deserialize<'a>>(&'a mut self) -> Result<Option<T>, TypedError> {
        Ok(self.next_with_header().await?.map(|(_, value)| value))
    }

    /// The next value with the header of its frame.
    ///
    /// # Cancel safety
    ///
    /// Cancel safe.
    ///
    /// # Errors
    ///
    /// As [`next`](Self::next).
    pub async fn next_with_header<'a, T: Deserialize<'a>>(
        &'a mut self,
    ) -> Result<Option<(F::Header, T)>, TypedError> {
        let Self { reader, payload } = self;
        let Some(frame) = reader.next().await? else { return Ok(None) };
        let value = decode(payload, frame.offset(), frame.body())?;
        let Frame { header, .. } = frame;
        Ok(Some((header, value)))
    }

    /// A [`Stream`] of values that own what they are made of. A bad body does not end it.
    #[must_use]
    pub fn into_stream<T: DeserializeOwned>(self) -> TypedStream<R, F, P, T> {
        TypedStream { frames: self.reader.into_stream(), payload: self.payload, value: PhantomData }
    }
}

/// Values, as a [`Stream`]; see [`TypedReader::into_stream`].
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

fn decode<'a, P: Payload, T: Deserialize<'a>>(
    payload: &P,
    offset: u64,
    body: &'a [u8],
) -> Result<T, TypedError> {
    payload.decode(body).map_err(|error| TypedError::Body { offset, len: body.len(), error })
}
