//! What is looked at: a stream, cut into writes.

use std::fmt;
use std::io::{self, Read};
use std::str::FromStr;

use framing_core::testkit::Split;

/// Where the stream is cut: `whole`, `bytes`, or offsets such as `3,7`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Cuts {
    /// Every byte for itself.
    Bytes,
    At(Split),
}

impl FromStr for Cuts {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == "bytes" { Ok(Self::Bytes) } else { text.parse().map(Self::At) }
    }
}

impl fmt::Display for Cuts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bytes => f.write_str("a byte a write"),
            Self::At(split) if split.cuts().is_empty() => f.write_str("in one write"),
            Self::At(split) => write!(f, "cut at {split}"),
        }
    }
}

impl Cuts {
    /// The first cut after this offset; none if the write continues to the end.
    fn after(&self, offset: u64) -> Option<u64> {
        match self {
            Self::Bytes => Some(offset + 1),
            Self::At(split) => split.cuts().iter().map(|&cut| cut as u64).find(|&cut| cut > offset),
        }
    }
}

/// How much is read at once.
const PIECE: usize = 64 << 10;

/// A stream that is handed out in pieces, none of which reaches over a cut.
pub(super) struct Feed<R> {
    input: R,
    cuts: Cuts,
    offset: u64,
    room: Vec<u8>,
}

/// What comes next of the stream.
pub(super) enum Piece<'a> {
    Bytes(&'a [u8]),
    /// The write is over, and another one follows if the stream has not ended.
    EndOfWrite,
    EndOfStream,
}

impl<R: Read> Feed<R> {
    pub(super) fn new(input: R, cuts: Cuts) -> Self {
        Self { input, cuts, offset: 0, room: vec![0; PIECE] }
    }

    /// Bytes handed out so far.
    pub(super) fn offset(&self) -> u64 {
        self.offset
    }

    pub(super) fn input(&self) -> &R {
        &self.input
    }

    /// The next bytes of the write that began at `start`.
    pub(super) fn next(&mut self, start: u64) -> io::Result<Piece<'_>> {
        let left = self.cuts.after(start).map_or(u64::MAX, |cut| cut - self.offset);
        if left == 0 {
            return Ok(Piece::EndOfWrite);
        }
        let most = usize::try_from(left).map_or(PIECE, |left| left.min(PIECE));
        let room = self.room.get_mut(..most).unwrap_or_default();
        let read = read_some(&mut self.input, room)?;
        self.offset += read as u64;
        Ok(if read == 0 { Piece::EndOfStream } else { Piece::Bytes(room.get(..read).unwrap_or_default()) })
    }
}

/// Reads, again where the first attempt was interrupted.
fn read_some(input: &mut impl Read, room: &mut [u8]) -> io::Result<usize> {
    loop {
        match input.read(room) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            read => return read,
        }
    }
}
