//! A format that reports its frames and errors, for logs and metrics.

mod event;
#[cfg(feature = "tracing")]
mod tracing;

use core::fmt;

pub use self::event::{Event, FrameEvent, Nearby};
#[cfg(feature = "tracing")]
pub use self::tracing::Tracing;
use crate::{ByteSink, Encode, EncodeError, Error, TwoPhase, forward_two_phase};

/// Observes the frames and errors of a stream.
///
/// Every closure `FnMut(&Event<'_, H>)` is an observer.
pub trait Observer<H> {
    /// Observes an event. The reader or writer waits until this returns.
    fn observe(&mut self, event: &Event<'_, H>);
}

impl<H, O: FnMut(&Event<'_, H>)> Observer<H> for O {
    fn observe(&mut self, event: &Event<'_, H>) {
        self(event);
    }
}

/// A format whose frames and errors an [`Observer`] sees.
///
/// Every reader and writer of this crate reports to it, whatever the transport: each frame that is read (returned,
/// streamed or skipped), each frame that is written, each framing error with the [bytes around it](Nearby), and each
/// frame that cannot be encoded. An error that a reader returns several times is observed once. Errors of the transport
/// and timeouts are not observed: they reach the caller only. Without this wrapper observation costs nothing.
///
/// ```
/// use framing_core::{Event, Observed, U32Be, blocking::{FrameReader, FrameWriter}};
///
/// #[derive(Default)]
/// struct Traffic {
///     frames: u64,
///     bytes: u64,
/// }
///
/// let mut written = Traffic::default();
/// let count = |event: &Event<'_, u64>| {
///     if let Event::FrameWritten(frame) = event {
///         written.frames += 1;
///         written.bytes += frame.body_len;
///     }
/// };
/// let mut writer = FrameWriter::new(Vec::new(), Observed::new(U32Be, count));
/// writer.send_body(b"hello")?;
/// writer.send_body(b"you")?;
/// let mut wire = writer.into_inner();
/// assert_eq!((written.frames, written.bytes), (2, 8));
///
/// wire.extend(b"GET / HTTP/1.1\r\n");
/// let mut report = String::new();
/// let log = |event: &Event<'_, u64>| {
///     if let Event::ReadError { nearby, .. } = event {
///         report = nearby.to_string();
///     }
/// };
/// let mut reader = FrameReader::new(&wire[..], Observed::new(U32Be, log));
/// while let Ok(Some(_)) = reader.next() {}
/// drop(reader);
/// assert_eq!(report, "47 45 54 20 [2f] 20 48 54 54 50 2f 31 2e 31 0d 0a");
/// # Ok::<(), framing_core::WriteError>(())
/// ```
#[derive(Clone)]
pub struct Observed<F, O> {
    format: F,
    observer: O,
    /// The error that was observed last, which readers return again.
    failed: Option<Error>,
}

impl<F, O> Observed<F, O> {
    /// Creates a format whose frames and errors `observer` sees.
    #[must_use]
    pub const fn new(format: F, observer: O) -> Self {
        Self { format, observer, failed: None }
    }

    /// Returns the observed format.
    #[must_use]
    pub const fn format(&self) -> &F {
        &self.format
    }

    /// Returns the observed format, to change it.
    pub const fn format_mut(&mut self) -> &mut F {
        &mut self.format
    }

    /// Returns the observer.
    #[must_use]
    pub const fn observer(&self) -> &O {
        &self.observer
    }

    /// Returns the observer, to change it.
    pub const fn observer_mut(&mut self) -> &mut O {
        &mut self.observer
    }

    /// Returns the format and the observer.
    pub fn into_parts(self) -> (F, O) {
        (self.format, self.observer)
    }

    /// Whether the event is an error that was observed already.
    fn is_repeated<H>(&mut self, event: &Event<'_, H>) -> bool {
        let error = match event {
            Event::ReadError { error, .. } => Some(*error),
            _ => None,
        };
        let before = core::mem::replace(&mut self.failed, error);
        error.is_some() && before == error
    }
}

#[deny(clippy::missing_trait_methods, reason = "a wrapper that misses a method changes the format")]
impl<F: TwoPhase, O: Observer<F::Header>> TwoPhase for Observed<F, O> {
    type Header = F::Header;
    forward_two_phase!(@except_observe self => self.format);

    #[inline]
    fn observe(&mut self, event: &Event<'_, Self::Header>) {
        if !self.is_repeated(event) {
            self.observer.observe(event);
        }
        self.format.observe(event);
    }
}

#[deny(clippy::missing_trait_methods, reason = "a wrapper that misses a method changes the format")]
impl<F: Encode, O: Observer<F::Header>> Encode for Observed<F, O> {
    #[inline(always)]
    fn encode_header<B: ByteSink>(
        &self,
        header: &Self::Header,
        body_len: u64,
        out: &mut B,
    ) -> Result<(), EncodeError> {
        self.format.encode_header(header, body_len, out)
    }

    #[inline(always)]
    fn encode_trailer<B: ByteSink>(&self, header: &Self::Header, body_len: u64, out: &mut B) {
        self.format.encode_trailer(header, body_len, out);
    }
}

impl<F: fmt::Debug, O> fmt::Debug for Observed<F, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Observed").field("format", &self.format).finish_non_exhaustive()
    }
}
