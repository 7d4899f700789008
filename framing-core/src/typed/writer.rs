//! Values written as frames.

use core::marker::PhantomData;
use core::pin::Pin;
use core::task::{Context, Poll};

use bytes::Bytes;
use futures_sink::Sink;
use serde::Serialize;
use tokio::io::AsyncWrite;

use super::{Payload, TypedError};
use crate::{Encode, FrameQueue, FrameWriter, Limits, TwoPhase, Undelivered, Watermarks, WriteError};

/// A [`FrameWriter`] whose bodies are values of serde types.
///
/// ```
/// # #[cfg(feature = "json")]
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), framing_core::typed::TypedError> {
/// use framing_core::typed::{Json, TypedWriter};
/// use framing_core::{FrameWriter, U8};
///
/// let mut writer = TypedWriter::new(FrameWriter::new(Vec::new(), U8::new()), Json);
/// writer.feed(&[16]).await?;
/// writer.feed(&-1).await?;
/// writer.close().await?;
/// assert_eq!(writer.into_inner().into_inner(), b"\x04[16]\x02-1");
/// # Ok(())
/// # }
/// # #[cfg(not(feature = "json"))]
/// # fn main() {}
/// ```
#[derive(Debug)]
pub struct TypedWriter<W, F: TwoPhase, P> {
    writer: FrameWriter<W, F>,
    payload: P,
}

impl<W, F: TwoPhase, P: Payload> TypedWriter<W, F, P> {
    /// Creates a writer whose bodies `payload` encodes.
    #[must_use]
    pub fn new(writer: FrameWriter<W, F>, payload: P) -> Self {
        Self { writer, payload }
    }

    /// Sets the watermarks; see [`FrameWriter::with_watermarks`].
    #[must_use]
    pub fn with_watermarks(mut self, watermarks: Watermarks) -> Self {
        self.writer = self.writer.with_watermarks(watermarks);
        self
    }

    /// Sets the limits; see [`FrameWriter::with_limits`].
    #[must_use]
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.writer.set_limits(limits);
        self
    }

    /// Sets the write timeout; see [`FrameWriter::with_write_timeout`].
    #[cfg(feature = "time")]
    #[must_use]
    pub fn with_write_timeout(mut self, timeout: core::time::Duration) -> Self {
        self.writer = self.writer.with_write_timeout(timeout);
        self
    }

    /// Returns the queue of frames that are not written.
    #[must_use]
    pub fn queue(&self) -> &FrameQueue<F> {
        self.writer.queue()
    }

    /// Removes the frames that were not sent and returns them, encoded; see [`FrameWriter::undelivered`].
    pub fn undelivered(&mut self) -> Undelivered<F::Header> {
        self.writer.undelivered()
    }

    /// Returns a reference to the writer of frames.
    #[must_use]
    pub fn get_ref(&self) -> &FrameWriter<W, F> {
        &self.writer
    }

    /// Returns a mutable reference to the writer of frames, to send frames whose bodies are not values.
    pub fn get_mut(&mut self) -> &mut FrameWriter<W, F> {
        &mut self.writer
    }

    /// Returns the writer of frames.
    #[must_use]
    pub fn into_inner(self) -> FrameWriter<W, F> {
        self.writer
    }

    /// Returns the payload format.
    #[must_use]
    pub fn payload(&self) -> &P {
        &self.payload
    }

    fn encode<T: Serialize + ?Sized>(&self, value: &T) -> Result<Bytes, TypedError> {
        self.payload.encode(value).map(Bytes::from).map_err(TypedError::Value)
    }
}

impl<W, F: Encode, P: Payload> TypedWriter<W, F, P> {
    /// Queues a frame with this header and this value, without writing.
    ///
    /// # Errors
    ///
    /// [`TypedError::Value`] when the payload format cannot represent the value; [`TypedError::Write`]: see
    /// [`FrameWriter::enqueue`].
    pub fn enqueue<T: Serialize + ?Sized>(&mut self, header: F::Header, value: &T) -> Result<(), TypedError> {
        let body = self.encode(value)?;
        Ok(self.writer.enqueue(header, body).map_err(WriteError::from)?)
    }
}

impl<W: AsyncWrite + Unpin, F: Encode, P: Payload> TypedWriter<W, F, P> {
    /// Waits until there is room for a frame; see [`FrameWriter::ready`].
    ///
    /// # Cancel safety
    ///
    /// Cancel safe.
    ///
    /// # Errors
    ///
    /// [`TypedError::Write`]: see [`FrameWriter::ready`].
    pub async fn ready(&mut self) -> Result<(), TypedError> {
        Ok(self.writer.ready().await?)
    }

    /// Waits for room, then queues a frame with the default header and this value.
    ///
    /// # Cancel safety
    ///
    /// A future dropped before it is ready has queued nothing.
    ///
    /// # Errors
    ///
    /// [`TypedError::Value`] when the payload format cannot represent the value; [`TypedError::Write`]: see
    /// [`FrameWriter::feed`].
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
    /// See [`feed`](Self::feed).
    ///
    /// # Errors
    ///
    /// See [`feed`](Self::feed).
    pub async fn feed_with_header<T: Serialize + ?Sized>(
        &mut self,
        header: F::Header,
        value: &T,
    ) -> Result<(), TypedError> {
        let body = self.encode(value)?;
        Ok(self.writer.feed(header, body).await?)
    }

    /// Writes all queued frames, then one with the default header and this value, and flushes the transport.
    ///
    /// # Cancel safety
    ///
    /// Once the frame is queued, the next flush writes it, even if the future is dropped.
    ///
    /// # Errors
    ///
    /// See [`feed`](Self::feed).
    pub async fn send<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), TypedError>
    where
        F::Header: Default,
    {
        self.send_with_header(F::Header::default(), value).await
    }

    /// Writes all queued frames, then one with this header and this value, and flushes the transport.
    ///
    /// # Cancel safety
    ///
    /// See [`send`](Self::send).
    ///
    /// # Errors
    ///
    /// See [`feed`](Self::feed).
    pub async fn send_with_header<T: Serialize + ?Sized>(
        &mut self,
        header: F::Header,
        value: &T,
    ) -> Result<(), TypedError> {
        self.feed_with_header(header, value).await?;
        self.flush().await
    }

    /// Writes all queued frames, and flushes the transport.
    ///
    /// # Cancel safety
    ///
    /// Cancel safe.
    ///
    /// # Errors
    ///
    /// [`TypedError::Write`]: see [`FrameWriter::flush`].
    pub async fn flush(&mut self) -> Result<(), TypedError> {
        Ok(self.writer.flush().await?)
    }

    /// Writes all queued frames, then shuts down the writing side of the transport.
    ///
    /// # Cancel safety
    ///
    /// Cancel safe.
    ///
    /// # Errors
    ///
    /// [`TypedError::Write`]: see [`FrameWriter::close`].
    pub async fn close(&mut self) -> Result<(), TypedError> {
        Ok(self.writer.close().await?)
    }

    /// Returns a [`Sink`] of values of one type.
    #[must_use]
    pub fn into_sink<T: Serialize>(self) -> TypedSink<W, F, P, T> {
        TypedSink { writer: self, value: PhantomData }
    }
}

/// A [`Sink`] of values; see [`TypedWriter::into_sink`].
#[derive(Debug)]
pub struct TypedSink<W, F: TwoPhase, P, T> {
    writer: TypedWriter<W, F, P>,
    value: PhantomData<fn(T)>,
}

impl<W, F: TwoPhase, P, T> TypedSink<W, F, P, T> {
    /// Returns the writer, with the frames that are not written.
    #[must_use]
    pub fn into_inner(self) -> TypedWriter<W, F, P> {
        self.writer
    }
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
