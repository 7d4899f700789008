//! The async and the blocking writer with one interface.

use std::future::Future;
use std::io::ErrorKind;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use bytes::Buf;
use framing_core::{
    EnqueueError, FrameQueue, FrameWriter, Limits, Undelivered, Watermarks, WriteError, blocking,
};

use crate::formats::Format;
use crate::transport::{Source, Transport};

/// What came of an attempt; nothing when the transport or the source was not ready, and the attempt was given up.
pub(crate) type Attempt = Option<Result<(), WriteError>>;

pub(crate) trait Writer<F: Format>: Sized {
    fn over(transport: Transport, format: F, watermarks: Watermarks) -> Self;
    fn limited(self, limits: Limits) -> Self;
    fn transport(&mut self) -> &mut Transport;
    fn queue(&self) -> &FrameQueue<F>;
    fn enqueue<B: Buf>(&mut self, body: B) -> Result<(), EnqueueError>;
    fn offer<B: Buf>(&mut self, body: B) -> Result<Option<(F::Header, B)>, EnqueueError>;
    fn ready(&mut self) -> Attempt;
    fn flush(&mut self) -> Attempt;
    fn send(&mut self, body: &[u8]) -> Attempt;
    fn send_from(&mut self, len: u64, source: &mut Source) -> Attempt;
    fn resume_from(&mut self, source: &mut Source) -> Attempt;
    fn undelivered(&mut self) -> Undelivered<F::Header>;

    fn new(transport: Transport, format: F) -> Self {
        Self::over(transport, format, Watermarks::DEFAULT.with_high(u64::MAX))
    }

    /// Attempts it until it is done.
    fn flush_all(&mut self) -> Result<(), WriteError> {
        until_done(|| self.flush())
    }
}

/// Attempts something until it is done.
pub(crate) fn until_done(mut attempt: impl FnMut() -> Attempt) -> Result<(), WriteError> {
    loop {
        if let Some(done) = attempt() {
            return done;
        }
    }
}

/// Polls a future once, then drops it.
pub(crate) fn once<T>(future: impl Future<Output = T>) -> Option<T> {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => Some(output),
        Poll::Pending => None,
    }
}

impl<F: Format> Writer<F> for FrameWriter<Transport, F> {
    fn over(transport: Transport, format: F, watermarks: Watermarks) -> Self {
        Self::new(transport, format).with_watermarks(watermarks)
    }

    fn limited(self, limits: Limits) -> Self {
        self.with_limits(limits)
    }

    fn transport(&mut self) -> &mut Transport {
        self.get_mut()
    }

    fn queue(&self) -> &FrameQueue<F> {
        self.queue()
    }

    fn enqueue<B: Buf>(&mut self, body: B) -> Result<(), EnqueueError> {
        self.enqueue_body(body)
    }

    fn offer<B: Buf>(&mut self, body: B) -> Result<Option<(F::Header, B)>, EnqueueError> {
        self.offer(F::Header::default(), body)
    }

    fn ready(&mut self) -> Attempt {
        once(self.ready())
    }

    fn flush(&mut self) -> Attempt {
        once(self.flush())
    }

    fn send(&mut self, body: &[u8]) -> Attempt {
        once(self.send_body(body))
    }

    fn send_from(&mut self, len: u64, source: &mut Source) -> Attempt {
        once(self.send_from(F::Header::default(), len, source))
    }

    fn resume_from(&mut self, source: &mut Source) -> Attempt {
        once(self.resume_from(source))
    }

    fn undelivered(&mut self) -> Undelivered<F::Header> {
        self.undelivered()
    }
}

/// A transport or a source that would block is not ready.
fn blocked(result: Result<(), WriteError>) -> Attempt {
    match result {
        Err(WriteError::Io(error) | WriteError::Source(error)) if error.kind() == ErrorKind::WouldBlock => {
            None
        }
        other => Some(other),
    }
}

impl<F: Format> Writer<F> for blocking::FrameWriter<Transport, F> {
    fn over(transport: Transport, format: F, watermarks: Watermarks) -> Self {
        Self::new(transport, format).with_watermarks(watermarks)
    }

    fn limited(self, limits: Limits) -> Self {
        self.with_limits(limits)
    }

    fn transport(&mut self) -> &mut Transport {
        self.get_mut()
    }

    fn queue(&self) -> &FrameQueue<F> {
        self.queue()
    }

    fn enqueue<B: Buf>(&mut self, body: B) -> Result<(), EnqueueError> {
        self.enqueue_body(body)
    }

    fn offer<B: Buf>(&mut self, body: B) -> Result<Option<(F::Header, B)>, EnqueueError> {
        self.offer(F::Header::default(), body)
    }

    fn ready(&mut self) -> Attempt {
        blocked(self.ready())
    }

    fn flush(&mut self) -> Attempt {
        blocked(self.flush())
    }

    fn send(&mut self, body: &[u8]) -> Attempt {
        blocked(self.send_body(body))
    }

    fn send_from(&mut self, len: u64, source: &mut Source) -> Attempt {
        blocked(self.send_from(F::Header::default(), len, source))
    }

    fn resume_from(&mut self, source: &mut Source) -> Attempt {
        blocked(self.resume_from(source))
    }

    fn undelivered(&mut self) -> Undelivered<F::Header> {
        self.undelivered()
    }
}
