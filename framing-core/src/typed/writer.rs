//! Values written as frames.

use core::marker::PhantomData;
use core::pin::Pin;
use core::task::{Context, Poll};

use bytes::Bytes;
use futures_sink::Sink;
use serde::Serialize;
use tokio::io::AsyncWrite;

use super::{Payload, TypedError};
use crate::{Encode, FrameWriter, TwoPhase, WriteError};

/// A [`FrameWriter`] whose bodies are values of serde types.
#[derive(Debug)]
pub struct TypedWriter<W, F: TwoPhase, P> {
    writer: FrameWriter<W, F>,
    payload: P,
}

impl<W, F: TwoPhase, P: Payload> TypedWriter<W, F, P> {
    /// Writes bodies as `payload` says them.
    #[must_use]
    pub fn new(writer: FrameWriter<W, F>, payload: P) -> Self {
        Self { writer, payload }
    }

    /// The writer of frames.
    #[must_use]
    pub fn into_inner(self) -> FrameWriter<W, F> {
        self.writer
    }

    fn encode<T: Serialize + ?Sized>(&self, value: &T) -> Result<Bytes, TypedError> {
        self.payload.encode(value).map(Bytes::from).map_err(TypedError::Value)
    }
}

impl<W: AsyncWrite + Unpin, F: Encode, P: Payload> TypedWriter<W, F, P> {
    /// Waits for room, then queues a frame with this value behind a header of the format's own making.
    ///
    /// # Cancel safety
    ///
    /// Nothing is queued when the future is dropped before it is ready.
    ///
    /// # Errors
    ///
    /// [`TypedError::Value`] when the value cannot be said; [`TypedError::Write`] as [`FrameWriter::feed`].
    pub async fn feed<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), TypedError>
    where
        F::Header: Default,
    {
        self.feed_with_header(F::Header::default(), value).await
    }

    /// Waits for room, then queues a frame with this header and this value.
    ///
    /// # Cancel safety
    ///
    /// As [`feed`](Self::feed).
    ///
    /// # Errors
    ///
    /// As [`feed`](Self::feed).
    pub async fn feed_with_header<T: Serialize + ?Sized>(
        &mut self,
        header: F::Header,
        value: &T,
    ) -> Result<(), TypedError> {
        let body = self.encode(value)?;
        Ok(self.writer.feed(header, body).await?)
    }

    /// [`feed`](Self::feed), then [`flush`](Self::flush).
    ///
    /// # Cancel safety
    ///
    /// Once the frame is queued it is written by the next flush, also when the future is dropped.
    ///
    /// # Errors
    ///
    /// As [`feed`](Self::feed).
    pub async fn send<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), TypedError>
    where
        F::Header: Default,
    {
        self.feed(value).await?;
        self.flush().await
    }

    /// Writes all that is queued.
    ///
    /// # Cancel safety
    ///
    /// Cancel safe.
    ///
    /// # Errors
    ///
    /// [`TypedError::Write`] as [`FrameWriter::flush`].
    pub async fn flush(&mut self) -> Result<(), TypedError> {
        Ok(self.writer.flush().await?)
    }

    /// A [`Sink`] of values of one type.
    #[must_use]
    pub fn into_sink<T: Serialize>(self) -> TypedSink<W, F, P, T> {
        TypedSink { writer: self, value: PhantomData }
    }
}

/// Values, as a [`Sink`]; see [`TypedWriter::into_sink`].
#[derive(Debug)]
pub struct TypedSink<W, F: TwoPhase, P, T> {
    writer: TypedWriter<W, F, P>,
    value: PhantomData<fn(T)>,
}

impl<W, F, P, T> Sink<T> for TypedSink<W, F, P, T>
where
    W: AsyncWrite + Unpin,
    F: Encode + Unpin,
    F::Header: Default + Unpin,
    P: Payload + Unpin,
    T: Serialize,
{
    type Error = TypedError;

    fn poll_ready(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), TypedError>> {
        self.writer.writer.poll_ready(cx).map_err(TypedError::from)
    }

    fn start_send(mut self: Pin<&mut Self>, value: T) -> Result<(), TypedError> {
        let body = self.writer.encode(&value)?;
        Ok(self.writer.writer.enqueue_body(body).map_err(WriteError::from)?)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), TypedError>> {
        self.writer.writer.poll_flush(cx).map_err(TypedError::from)
    }

    fn poll_close(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), TypedError>> {
        self.writer.writer.poll_close(cx).map_err(TypedError::from)
    }
}
