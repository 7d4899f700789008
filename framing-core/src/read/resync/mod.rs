//! Resynchronization: frames out of a stream that contains noise.

#[cfg(feature = "std")]
pub(crate) mod blocking;
#[cfg(feature = "std")]
mod reader_macro;
#[cfg(feature = "tokio")]
mod tokio;

use core::fmt;

#[cfg(feature = "tokio")]
pub use self::tokio::ResyncReader;
use crate::decoder::Decoder;
use crate::frame::Parts;
use crate::read::Growing;
use crate::read::storage::Unread;
use crate::{Error, ErrorKind, Frame, Limits, Outcome, Phase, Step, TwoPhase};

/// Effort that is granted for each byte of the stream, in bytes to examine.
const EFFORT_PER_BYTE: usize = 64;
/// The most effort that is saved up.
const MAX_EFFORT: usize = 16 << 20;
/// A false start of at most this many bytes is always examined.
const MIN_EFFORT: usize = 512;

/// Finds the frames of a stream that contains noise: a serial line, a radio link, a file with holes.
///
/// Push bytes in, take frames out, as with a [`FrameBuffer`](crate::FrameBuffer). After a fault it tries every following
/// offset, starting with the byte after the false start, until the format accepts a frame. So a false length does not hide
/// the frames after it. It then reports the skipped range and the error that began it.
///
/// The format decides what a frame is: sync bytes, a valid header, a checksum. For a format without any of these,
/// [`with_run`](Self::with_run) demands several frames in a row.
///
/// ```
/// use framing_core::{Netstring, Resync, Resynced};
///
/// let mut stream = Resync::new(Netstring::new());
/// stream.push(b"2:hi,#!3:yo");
/// stream.push(b"u,");
/// stream.end();
///
/// let mut found = Vec::new();
/// while let Some(next) = stream.next() {
///     found.push(match next {
///         Resynced::Frame(frame) => format!("{} {:?}", frame.offset(), frame.body()),
///         Resynced::Skipped(range) => format!("{} skipped {}", range.offset, range.len),
///     });
/// }
/// assert_eq!(found, ["0 [104, 105]", "5 skipped 2", "7 [121, 111, 117]"]);
/// assert_eq!(stream.error(), None, "the stream ended between two frames");
/// ```
///
/// # Memory
///
/// That of a [`FrameBuffer`](crate::FrameBuffer): at most twice the longest frame that the [`Limits`] allow. A false start
/// whose length is within the limits waits until that many bytes have arrived or the stream ends, so a live stream of short
/// frames wants [low limits](Self::with_limits).
///
/// # Time
///
/// Linear in the length of the stream. Each byte grants the effort to examine 64 bytes of false starts, and up to 16 MiB of
/// it are saved up. When a hostile stream has used that up, false starts longer than the remaining effort are passed
/// over without being examined; those of up to 512 bytes never are.
pub struct Resync<F: TwoPhase> {
    decoder: Decoder<F>,
    buffer: Growing,
    need: usize,
    /// The number of frames in a row that end a search.
    run: usize,
    is_in_sync: bool,
    effort: usize,
    /// The range that is being skipped.
    skipping: Option<Skipped>,
    /// A frame that was found after a skipped range, whose bytes are still buffered.
    found: Option<Parts<F::Header>>,
    end: End,
}

impl<F: TwoPhase> fmt::Debug for Resync<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Resync")
            .field("decoder", &self.decoder)
            .field("buffered", &self.buffer.unread().len())
            .field("skipping", &self.skipping)
            .finish_non_exhaustive()
    }
}

/// What [`Resync::next`] finds.
///
/// It is exhaustive: a stream consists of frames and of what is not one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resynced<'a, H> {
    /// A frame.
    Frame(Frame<'a, H>),
    /// Bytes that belong to no frame.
    Skipped(Skipped),
}

/// A range of a stream that belongs to no frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Skipped {
    /// The byte offset of the range in the stream.
    pub offset: u64,
    /// The number of bytes.
    pub len: u64,
    /// Why no frame starts at `offset`.
    pub error: Error,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    NotYet,
    Announced,
    /// All was handed out. The error is that of a stream that ended inside a frame.
    Reached(Option<Error>),
}

/// What an attempt at the front of the buffer came to.
enum Attempt {
    Complete,
    Wait,
    End,
}

/// What [`Resync::next`] finds, without its bytes.
pub(crate) enum Found<H> {
    Frame(Parts<H>),
    Skipped(Skipped),
}

impl<F: TwoPhase + Clone> Resync<F> {
    /// Creates an empty buffer for a new stream, with the format's own limits.
    #[must_use]
    pub fn new(format: F) -> Self {
        Self {
            decoder: Decoder::new(format),
            buffer: Growing::default(),
            need: 0,
            run: 1,
            is_in_sync: true,
            effort: MAX_EFFORT,
            skipping: None,
            found: None,
            end: End::NotYet,
        }
    }

    /// Sets the limits. They bound the memory, and how far a false length is believed.
    #[must_use]
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.decoder.set_limits(limits);
        self
    }

    /// Sets the offset of the first byte in its stream.
    #[must_use]
    pub fn with_offset(mut self, offset: u64) -> Self {
        self.decoder.restart(offset);
        self
    }

    /// Sets how many frames in a row are needed at the start and after a fault: 1 unless this is called.
    ///
    /// The end of the stream directly after a frame also confirms it. Choose 3 or more for a format whose every byte string is a frame, such
    /// as a plain length; an isolated frame in noise is skipped then.
    ///
    /// ```
    /// use framing_core::{Resync, Resynced, U8};
    ///
    /// let mut stream = Resync::new(U8::new()).with_run(3);
    /// stream.push(b"\xff\x01a\x01b\x01c\x01d");
    /// stream.end();
    /// let Some(Resynced::Skipped(noise)) = stream.next() else { panic!("noise comes first") };
    /// assert_eq!((noise.offset, noise.len), (0, 1));
    /// let Some(Resynced::Frame(frame)) = stream.next() else { panic!("a frame follows") };
    /// assert_eq!(frame.body(), b"a");
    /// ```
    #[must_use]
    pub fn with_run(mut self, frames: usize) -> Self {
        self.run = frames.max(1);
        self.is_in_sync = self.run == 1;
        self
    }

    /// Appends received bytes.
    pub fn push(&mut self, bytes: &[u8]) {
        self.buffer.append(bytes);
    }

    /// Returns room to receive into, never empty. [`filled`](Self::filled) takes how many bytes of it were used.
    pub fn room(&mut self) -> &mut [u8] {
        self.buffer.room(self.need)
    }

    /// Marks the first `n` bytes of the [`room`](Self::room) as received.
    pub fn filled(&mut self, n: usize) {
        self.buffer.filled(n, self.need);
    }

    /// Marks the end of the stream.
    pub fn end(&mut self) {
        if self.end == End::NotYet {
            self.end = End::Announced;
        }
    }

    /// Continues after `lost` bytes of the stream that were not received.
    ///
    /// Call [`end`](Self::end) and take what remains first: a frame that lacks bytes is skipped there. The lost bytes
    /// themselves are not reported.
    ///
    /// ```
    /// use framing_core::{Netstring, Resync, Resynced};
    ///
    /// let mut stream = Resync::new(Netstring::new());
    /// stream.push(b"9:hi");
    /// stream.end();
    /// assert!(matches!(stream.next(), Some(Resynced::Skipped(range)) if range.len == 4));
    /// assert!(stream.next().is_none());
    ///
    /// stream.continue_after(100);
    /// stream.push(b"2:yo,");
    /// assert!(matches!(stream.next(), Some(Resynced::Frame(frame)) if frame.offset() == 104));
    /// ```
    pub fn continue_after(&mut self, lost: u64) {
        let unread = self.buffer.unread().len();
        self.buffer.consume(unread);
        self.found = None;
        let unread = u64::try_from(unread).unwrap_or(u64::MAX);
        self.decoder.restart(self.decoder.offset().saturating_add(unread).saturating_add(lost));
        self.is_in_sync = self.run == 1;
        self.end = End::NotYet;
    }

    /// Returns the next frame or skipped range, or `None` while it is incomplete and once the stream has ended.
    #[expect(
        clippy::should_implement_trait,
        reason = "the frame borrows the buffer, which Iterator cannot express"
    )]
    pub fn next(&mut self) -> Option<Resynced<'_, F::Header>> {
        let found = self.find()?;
        Some(self.lend(found))
    }

    /// Returns whether the stream has ended and everything was handed out.
    #[must_use]
    pub fn is_ended(&self) -> bool {
        matches!(self.end, End::Reached(_))
    }

    /// Returns the error of a stream that ended inside a frame. `None` means that it ended between two frames, or after
    /// noise, or not yet.
    #[must_use]
    pub fn error(&self) -> Option<Error> {
        match self.end {
            End::Reached(error) => error,
            _ => None,
        }
    }

    /// Returns the decoder. Its offset is that of the next byte to examine.
    #[must_use]
    pub fn decoder(&self) -> &Decoder<F> {
        &self.decoder
    }

    /// Returns the bytes that were received and are neither part of a frame nor skipped.
    #[must_use]
    pub fn buffered(&self) -> &[u8] {
        self.buffer.unread()
    }

    /// Lends what [`find`](Self::find) found.
    pub(crate) fn lend(&mut self, found: Found<F::Header>) -> Resynced<'_, F::Header> {
        match found {
            Found::Skipped(range) => Resynced::Skipped(range),
            Found::Frame(parts) => {
                let total = parts.layout.total();
                Resynced::Frame(Frame::lend(parts, self.buffer.consume(total)))
            }
        }
    }

    /// Finds the next frame or skipped range.
    pub(crate) fn find(&mut self) -> Option<Found<F::Header>> {
        if let Some(parts) = self.found.take() {
            return Some(Found::Frame(parts));
        }
        while !self.is_ended() {
            match self.frame() {
                Ok(Step::Done(Some(parts))) => return Some(self.found(parts)),
                Ok(Step::Done(None)) => return self.finish(None).map(Found::Skipped),
                Ok(Step::Need(need)) => {
                    self.need = need;
                    return None;
                }
                Err(error) if self.buffer.unread().is_empty() => {
                    return self.finish(Some(error)).map(Found::Skipped);
                }
                Err(error) => self.skip_byte(error),
            }
        }
        None
    }

    /// Hands out a frame, after the range that was skipped before it.
    fn found(&mut self, parts: Parts<F::Header>) -> Found<F::Header> {
        self.is_in_sync = true;
        self.grant_effort(parts.layout.total());
        match self.skipping.take() {
            None => Found::Frame(parts),
            Some(range) => {
                self.found = Some(parts);
                Found::Skipped(range)
            }
        }
    }

    /// Ends the stream, with the range that was skipped at its end.
    fn finish(&mut self, error: Option<Error>) -> Option<Skipped> {
        let range = self.skipping.take();
        let cut = range.map(|range| range.error).filter(|error| error.outcome() == Outcome::Truncated);
        self.end = End::Reached(cut.or(error));
        range
    }

    /// Skips the first byte, at which no frame starts because of `error`.
    fn skip_byte(&mut self, error: Error) {
        let offset = self.decoder.offset();
        let range = self.skipping.get_or_insert(Skipped { offset, len: 0, error });
        range.len = range.len.saturating_add(1);
        self.buffer.consume(1);
        self.decoder.restart(offset.saturating_add(1));
        self.is_in_sync = false;
        self.need = 0;
        self.grant_effort(1);
    }

    fn grant_effort(&mut self, bytes: usize) {
        let granted = bytes.saturating_mul(EFFORT_PER_BYTE);
        self.effort = self.effort.saturating_add(granted).min(MAX_EFFORT);
    }

    /// Consumes the frame at the front of the buffer. `None` means that the stream has ended between two frames.
    fn frame(&mut self) -> Result<Step<Option<Parts<F::Header>>>, Error> {
        let attempt = self.attempt().inspect_err(|error| self.effort = self.effort_after(error))?;
        match attempt {
            Attempt::Wait => Ok(Step::Need(self.need)),
            Attempt::End => Ok(Step::Done(None)),
            Attempt::Complete => self.take(),
        }
    }

    /// Learns about the frame at the front of the buffer, without consuming it.
    fn attempt(&mut self) -> Result<Attempt, Error> {
        let unread = self.buffer.unread();
        let reach = if self.is_in_sync { usize::MAX } else { self.effort.max(MIN_EFFORT) };
        match self.decoder.advance(unread.get(..reach).unwrap_or(unread))? {
            Step::Done(()) => Ok(Attempt::Complete),
            Step::Need(need) if need > reach => Err(self.too_long(need, reach)),
            Step::Need(need) if self.end == End::NotYet => {
                self.need = need;
                Ok(Attempt::Wait)
            }
            Step::Need(_) if self.decoder.finish_frame(unread)? => Ok(Attempt::Complete),
            Step::Need(_) => Ok(Attempt::End),
        }
    }

    fn too_long(&self, len: usize, limit: usize) -> Error {
        let (len, limit) = (len.try_into().unwrap_or(u64::MAX), limit.try_into().unwrap_or(u64::MAX));
        Error::new(ErrorKind::TooLong { len, limit }, Phase::Body, self.decoder.offset())
    }

    /// Returns the effort that remains after an attempt that failed with `error`.
    fn effort_after(&self, error: &Error) -> usize {
        let examined = error.offset().saturating_sub(self.decoder.offset());
        self.effort.saturating_sub(usize::try_from(examined).unwrap_or(usize::MAX))
    }

    /// Consumes the complete frame at the front of the buffer, unless the format refuses it or the frames after it.
    fn take(&mut self) -> Result<Step<Option<Parts<F::Header>>>, Error> {
        let (format, offset) = (self.decoder.format().clone(), self.decoder.offset());
        let step = self.decoder.take(self.buffer.unread()).and_then(|parts| {
            let confirmed = self.confirm(parts.layout.total())?;
            Ok((confirmed, parts))
        });
        match step {
            Ok((Step::Done(()), parts)) => Ok(Step::Done(Some(parts))),
            Ok((Step::Need(need), _)) => {
                self.restore(format, offset);
                Ok(Step::Need(need))
            }
            Err(error) => {
                self.restore(format, offset);
                self.effort = self.effort_after(&error);
                Err(error)
            }
        }
    }

    fn restore(&mut self, format: F, offset: u64) {
        *self.decoder.format_mut() = format;
        self.decoder.restart(offset);
    }

    /// Decodes the frames that confirm the one in the first `total` bytes.
    fn confirm(&self, total: usize) -> Result<Step<()>, Error> {
        if self.is_in_sync {
            return Ok(Step::Done(()));
        }
        let mut probe = self.decoder.fork();
        let mut rest = self.buffer.unread().get(total..).unwrap_or_default();
        for _ in 1..self.run {
            match probe.decode(rest)? {
                Step::Done(frame) => rest = rest.get(frame.bytes().len()..).unwrap_or_default(),
                Step::Need(_) if self.end != End::NotYet => match probe.finish(rest)? {
                    Some(frame) => rest = rest.get(frame.bytes().len()..).unwrap_or_default(),
                    None => break,
                },
                Step::Need(need) => {
                    let before = self.buffer.unread().len().saturating_sub(rest.len());
                    return Ok(Step::Need(before.saturating_add(need)));
                }
            }
        }
        Ok(Step::Done(()))
    }
}
