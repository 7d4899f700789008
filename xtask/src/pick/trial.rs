//! How well one format explains a stream: the frames that it reads, and how unlikely they would be in other bytes.

use framing_core::registry::{Declaration, DynFormat};
use framing_core::{Decoder, Error, Outcome, Step};

/// Frames whose bytes are changed to see what the format checks.
const PROBED_FRAMES: usize = 12;
/// Bytes of a header or trailer that are changed.
const PROBED_BYTES: usize = 24;
/// What is added to a byte, each in turn.
const CHANGES: [u8; 4] = [1, 0x33, 0x80, 0xc5];
/// Frames that must follow a changed byte for the format to have accepted the change.
const FOLLOWING: usize = 3;
/// Bytes after the start of a frame that are decoded with a change in them.
const WINDOW: usize = 16 << 10;

/// How a format reads a stream.
#[derive(Clone, Debug)]
pub(super) struct Trial {
    /// The bytes before the first frame.
    pub(super) skipped: usize,
    pub(super) frames: usize,
    /// The bytes of all frames.
    pub(super) covered: usize,
    /// The bytes of the stream.
    pub(super) total: usize,
    /// How many bits of the frames the format has checked, estimated from the first frames.
    pub(super) bits: f64,
    /// What ended the frames.
    pub(super) error: Option<Error>,
}

/// A frame that was read, and the format before it.
struct Read {
    format: DynFormat,
    start: usize,
    header: usize,
    trailer: usize,
    end: usize,
}

impl Trial {
    /// Reads the stream from the byte `skipped` on.
    pub(super) fn new(declaration: &'static Declaration, stream: &[u8], skipped: usize) -> Self {
        let (frames, error) = read((declaration.make)(), stream, skipped);
        let covered = frames.last().map_or(0, |last| last.end - skipped);
        let probed = frames.get(..PROBED_FRAMES.min(frames.len())).unwrap_or_default();
        let probed_bytes = probed.last().map_or(0, |last| last.end - skipped);
        let count = frames.len();
        let bits = |(index, frame)| checked_bits(frame, stream, FOLLOWING.min(count - index));
        let bits: f64 = probed.iter().enumerate().map(bits).sum();
        let scale = if probed_bytes == 0 { 0.0 } else { covered as f64 / probed_bytes as f64 };
        let frames = frames.len();
        Self { skipped, frames, covered, total: stream.len(), bits: bits * scale, error }
    }

    /// The part of the stream that whole frames explain, from 0 to 1.
    pub(super) fn explained(&self) -> f64 {
        if self.total == 0 { 0.0 } else { self.covered as f64 / self.total as f64 }
    }

    /// Whether the stream ended between frames, or cut one short: a capture may end anywhere.
    pub(super) fn reached_the_end(&self) -> bool {
        self.error.is_none_or(|error| error.outcome() == Outcome::Truncated)
    }

    /// The rank among other trials, higher being better.
    pub(super) fn score(&self) -> f64 {
        let fits = if self.reached_the_end() { 1.0 } else { 0.3 };
        let from_the_start = if self.skipped == 0 { 1.0 } else { 0.5 };
        self.bits * self.explained().powi(3) * fits * from_the_start
    }

    /// Whether the frames are more than chance.
    pub(super) fn is_plausible(&self) -> bool {
        let least = if self.skipped == 0 { 1 } else { 3 };
        self.frames >= least && self.bits >= 24.0 && self.explained() >= 0.5 && self.score() >= 16.0
    }
}

/// Reads all frames; returns them with the error that ended them.
fn read(format: DynFormat, stream: &[u8], skipped: usize) -> (Vec<Read>, Option<Error>) {
    let mut frames = Vec::new();
    let mut decoder = Decoder::new(format);
    let mut start = skipped;
    loop {
        let rest = stream.get(start..).unwrap_or_default();
        let format = decoder.format().clone();
        let frame = match decoder.decode(rest) {
            Ok(Step::Done(frame)) => Some(frame),
            Ok(Step::Need(_)) => match decoder.finish(rest) {
                Ok(frame) => frame,
                Err(error) => return (frames, Some(error)),
            },
            Err(error) => return (frames, Some(error)),
        };
        let Some(frame) = frame else { return (frames, None) };
        let end = start + frame.bytes().len();
        let (header, trailer) = (frame.header_bytes().len(), frame.trailer().len());
        frames.push(Read { format, start, header, trailer, end });
        start = end;
    }
}

/// Estimates how many bits of a frame the format checks: those whose change it notices.
///
/// Without a change, the format reads `following` frames from there.
fn checked_bits(frame: &Read, stream: &[u8], following: usize) -> f64 {
    let end = stream.len().min(frame.end + WINDOW);
    let Some(bytes) = stream.get(frame.start..end) else { return 0.0 };
    let mut changed = bytes.to_vec();
    let len = frame.end - frame.start;
    let header = 0..frame.header.min(PROBED_BYTES);
    let trailer = len - frame.trailer.min(PROBED_BYTES)..len;
    let probes = header.chain(trailer);
    probes
        .map(|at| {
            let noticed = CHANGES.iter().filter(|change| {
                let Some(byte) = changed.get_mut(at) else { return false };
                let old = *byte;
                *byte = old.wrapping_add(**change);
                let noticed = is_refused(frame.format.clone(), &changed, end == stream.len(), following);
                if let Some(byte) = changed.get_mut(at) {
                    *byte = old;
                }
                noticed
            });
            let part = noticed.count() as f64 / CHANGES.len() as f64;
            -(1.0 - part * 255.0 / 256.0).log2()
        })
        .sum()
}

/// Whether the format refuses the bytes within a few frames, or takes them to go on beyond the end of the stream.
fn is_refused(format: DynFormat, bytes: &[u8], is_end: bool, following: usize) -> bool {
    let mut decoder = Decoder::new(format);
    let mut rest = bytes;
    for _ in 0..following {
        if rest.is_empty() {
            return false;
        }
        match decoder.decode(rest) {
            Ok(Step::Done(frame)) => rest = rest.get(frame.bytes().len()..).unwrap_or_default(),
            Ok(Step::Need(need)) => return is_end || need > bytes.len(),
            Err(_) => return true,
        }
    }
    false
}
