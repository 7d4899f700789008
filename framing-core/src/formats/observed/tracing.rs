//! Frames and errors as events of the crate `tracing`.

use tracing::Span;

use super::{Event, FrameEvent, Observer};

/// Records frames and errors as [`tracing`] events in the span of a connection.
///
/// Frames are events of the level `TRACE`, with the fields `direction` (`in` or `out`), `offset`, `header_len`,
/// `body_len` and `trailer_len`; errors are events of the level `WARN`, with `direction`, `offset`, `error` and, for
/// received bytes, `bytes` in hexadecimal. The target is `framing`.
///
/// ```
/// use framing_core::{FrameReader, FrameWriter, Observed, Tracing, U32Be};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let (here, there) = tokio::io::duplex(64);
/// // One span for both directions, with the fields that identify the connection.
/// let tracing = Tracing::new(tracing::debug_span!("connection", peer = "192.0.2.1"));
/// let mut writer = FrameWriter::new(here, Observed::new(U32Be, tracing.clone()));
/// let mut reader = FrameReader::new(there, Observed::new(U32Be, tracing));
///
/// writer.send_body(b"hello").await?;
/// assert_eq!(reader.next().await?.expect("a frame").body(), b"hello");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Tracing {
    span: Span,
}

impl Tracing {
    /// Creates an observer that records events in `span`.
    #[must_use]
    pub const fn new(span: Span) -> Self {
        Self { span }
    }

    /// Returns the span.
    #[must_use]
    pub const fn span(&self) -> &Span {
        &self.span
    }

    fn frame<H>(&self, direction: &str, frame: &FrameEvent<'_, H>) {
        let FrameEvent { offset, header_len, body_len, trailer_len, .. } = frame;
        tracing::trace!(
            target: "framing", parent: &self.span,
            direction, offset, header_len, body_len, trailer_len, "frame"
        );
    }
}

impl Default for Tracing {
    /// Creates a span `connection` of the level `DEBUG`.
    fn default() -> Self {
        Self::new(tracing::debug_span!(target: "framing", "connection"))
    }
}

impl<H> Observer<H> for Tracing {
    fn observe(&mut self, event: &Event<'_, H>) {
        match event {
            Event::FrameRead(frame) => self.frame("in", frame),
            Event::FrameWritten(frame) => self.frame("out", frame),
            Event::ReadError { error, nearby } => tracing::warn!(
                target: "framing", parent: &self.span,
                direction = "in", offset = error.offset(), %error, bytes = %nearby, "malformed input"
            ),
            Event::EncodeError { error, offset } => tracing::warn!(
                target: "framing", parent: &self.span,
                direction = "out", offset, %error, "frame not encoded"
            ),
        }
    }
}
