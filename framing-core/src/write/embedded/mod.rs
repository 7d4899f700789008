//! Writers over the traits of `embedded-io`, blocking and async, without the standard library.

#[cfg(feature = "embedded-io-async")]
pub(crate) mod asynchronous;
#[cfg(feature = "embedded-io")]
mod blocking;

use core::fmt;

#[cfg(feature = "embedded-io")]
pub use self::blocking::FrameWriter;
use crate::{EncodeError, EnqueueError};

/// Why a writer over an embedded transport could not write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum WriteError<E> {
    /// The transport failed. Nothing is lost: flush again if the transport allows it.
    Io(E),
    /// The transport reports a number of bytes written that cannot be: none, or more than it was given.
    Count(usize),
    /// The frame was not queued.
    Enqueue(EnqueueError),
}

impl<E> From<EnqueueError> for WriteError<E> {
    fn from(error: EnqueueError) -> Self {
        Self::Enqueue(error)
    }
}

impl<E> From<EncodeError> for WriteError<E> {
    fn from(error: EncodeError) -> Self {
        Self::Enqueue(EnqueueError::Encode(error))
    }
}

impl<E: fmt::Debug> fmt::Display for WriteError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => write!(f, "transport: {error:?}"),
            Self::Count(found) => {
                write!(f, "transport: expected at least 1 byte written and no more than given, found {found}")
            }
            Self::Enqueue(error) => error.fmt(f),
        }
    }
}

impl<E: fmt::Debug> core::error::Error for WriteError<E> {}

/// The methods that write, of the async and of the blocking `FrameWriter`.
macro_rules! writing {
    ([$($async:tt)?] [$($await:tt)*]) => {
        impl<W, F: TwoPhase> FrameWriter<W, F> {
            /// Creates a writer for a new stream.
            #[must_use]
            pub fn new(transport: W, format: F) -> Self {
                Self { transport, queue: FrameQueue::new(format) }
            }
        }

        impl<W: Write, F: Encode> FrameWriter<W, F> {
            /// Makes room for a frame: does nothing below the high [watermark](Watermarks), otherwise writes all queued
            /// bytes.
            ///
            /// # Errors
            ///
            /// [`WriteError::Io`] when the transport fails, after which another call may be tried.
            pub $($async)? fn ready(&mut self) -> Result<(), WriteError<W::Error>> {
                if self.queue.has_room() { Ok(()) } else { self.write_all()$($await)* }
            }

            /// Makes room, then queues a frame.
            ///
            /// # Errors
            ///
            /// See [`ready`](Self::ready) and [`enqueue`](Self::enqueue); the frame is dropped.
            pub $($async)? fn feed<B: Buf>(&mut self, header: F::Header, body: B) -> Result<(), WriteError<W::Error>> {
                self.ready()$($await)*?;
                Ok(self.queue.enqueue(header, body)?)
            }

            /// Writes all queued frames, and flushes the transport.
            ///
            /// # Errors
            ///
            /// See [`ready`](Self::ready).
            pub $($async)? fn flush(&mut self) -> Result<(), WriteError<W::Error>> {
                self.write_all()$($await)*?;
                self.queue.release();
                self.transport.flush()$($await)*.map_err(WriteError::Io)
            }

            /// Writes all queued frames, then this one, and flushes the transport. A body of
            /// [`FrameQueue::SHARE_FROM`] bytes or more that is `Bytes` is not copied.
            ///
            /// # Errors
            ///
            /// See [`feed`](Self::feed) and [`flush`](Self::flush).
            pub $($async)? fn send<B: Buf>(&mut self, header: F::Header, body: B) -> Result<(), WriteError<W::Error>> {
                self.feed(header, body)$($await)*?;
                self.flush()$($await)*
            }

            $($async)? fn write_all(&mut self) -> Result<(), WriteError<W::Error>> {
                loop {
                    let Some(next) = self.queue.unsent().next() else { return Ok(()) };
                    let offered = next.len();
                    let written = self.transport.write(next)$($await)*.map_err(WriteError::Io)?;
                    if written == 0 || written > offered {
                        return Err(WriteError::Count(written));
                    }
                    self.queue.written(written);
                }
            }
        }
    };
}

use writing;
