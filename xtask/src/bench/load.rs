//! What is read or written: many frames of one size, and the count and sum by which a contender proves that it did.

use std::io::{self, Read};
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use framing_core::{Encode, EncodeError, U32Be, encode_frame};
use tokio::io::{AsyncRead, ReadBuf};

/// The sizes of body that are measured, in bytes.
pub(super) const SIZES: [usize; 8] = [0, 16, 64, 256, 1 << 10, 16 << 10, 64 << 10, 1 << 20];

/// Bytes of frames that are laid out, to be repeated: few enough to stay in a cache close to the core.
const LAP: usize = 256 << 10;
/// How many copies of them there are, each of which lies elsewhere in its page of memory: what copying costs depends on
/// where the two ends lie, by as much as half, and that a contender's buffer lies well or badly would be chance.
const PLACES: usize = 8;
/// Bytes between one place and the next.
const PLACE: usize = (4 << 10) / PLACES + 8;

/// Frames of one size, as they are on the wire.
pub(super) struct Load {
    pub(super) size: usize,
    /// Some frames, to be read `laps` times over, after as much padding as puts them in their place.
    wires: Vec<Vec<u8>>,
    pub(super) laps: usize,
    /// The bodies of one lap, to be written.
    bodies: Vec<Bytes>,
    pub(super) expected: Tally,
}

impl Load {
    /// About `bytes` bytes, but at most `frames` frames, of `size` bytes each after 4-byte big-endian lengths.
    pub(super) fn new(size: usize, bytes: usize, frames: usize) -> Result<Self, EncodeError> {
        Self::of(&mut U32Be::new(), size, bytes, frames)
    }

    /// The same in any format whose header is nothing but the length.
    pub(super) fn of<F: Encode>(
        format: &mut F,
        size: usize,
        bytes: usize,
        frames: usize,
    ) -> Result<Self, EncodeError>
    where
        F::Header: Default,
    {
        let in_lap = (LAP / (size + 4)).max(2);
        let laps = (bytes / (size + 4)).min(frames).div_ceil(in_lap);
        let mut wire = Vec::new();
        let mut lap = Tally::default();
        let bodies: Vec<Bytes> = (0..in_lap).map(|frame| body(size, frame)).collect();
        for body in &bodies {
            lap.see(body);
            encode_frame(format, &F::Header::default(), body, &mut wire)?;
        }
        let wires = (0..PLACES).map(|place| [&vec![0; place * PLACE], &wire[..]].concat()).collect();
        Ok(Self { size, wires, laps, bodies, expected: lap.times(laps) })
    }

    /// The frames of one lap, in the place for this round.
    pub(super) fn wire(&self, round: usize) -> &[u8] {
        let place = round % PLACES;
        self.wires.get(place).and_then(|wire| wire.get(place * PLACE..)).unwrap_or_default()
    }

    /// The bodies of one lap, joined.
    pub(super) fn content(&self) -> Vec<u8> {
        self.bodies.concat()
    }

    /// Every body, one lap after the other.
    pub(super) fn bodies(&self) -> impl Iterator<Item = &Bytes> {
        (0..self.laps).flat_map(|_| &self.bodies)
    }

    /// The whole load as a transport that has all of it ready.
    pub(super) fn in_memory(&self, round: usize) -> Laps<'_> {
        Laps::of(self.wire(round), self.laps)
    }
}

/// The body of one frame; no two frames in a row end with the same byte.
fn body(size: usize, frame: usize) -> Bytes {
    (0..size).map(|at| (at * 7 + frame * 13) as u8).collect()
}

/// What was read: enough to tell that every body began and ended where it should, little enough to cost next to nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    /// Of another width than the rest, or the compiler would add to two numbers at once, in memory, which takes as long
    /// as to read a frame.
    pub(super) frames: u32,
    pub(super) bytes: u64,
    /// The sum of the last bytes of all bodies.
    pub(super) ends: u64,
}

impl Tally {
    #[inline(always)]
    pub(super) fn see(&mut self, body: &[u8]) {
        self.frames += 1;
        self.bytes += body.len() as u64;
        self.ends += u64::from(body.last().copied().unwrap_or(0));
    }

    pub(super) fn times(self, laps: usize) -> Self {
        let (frames, laps) = (self.frames * laps as u32, laps as u64);
        Self { frames, bytes: self.bytes * laps, ends: self.ends * laps }
    }
}

/// The same bytes again and again, given as fast as they are asked for.
pub(super) struct Laps<'a> {
    wire: &'a [u8],
    at: usize,
    left: usize,
}

impl<'a> Laps<'a> {
    pub(super) fn of(wire: &'a [u8], laps: usize) -> Self {
        Self { wire, at: 0, left: laps }
    }
}

impl Laps<'_> {
    /// The next bytes, at most `most` of them; none after the last lap.
    #[inline]
    fn ahead(&mut self, most: usize) -> &[u8] {
        if self.left == 0 {
            return &[];
        }
        let rest = self.wire.get(self.at..).unwrap_or_default();
        let bytes = rest.get(..most).unwrap_or(rest);
        self.at += bytes.len();
        if self.at == self.wire.len() {
            (self.at, self.left) = (0, self.left - 1);
        }
        bytes
    }
}

impl Read for Laps<'_> {
    #[inline]
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        let mut filled = 0;
        while let Some(room) = room.get_mut(filled..).filter(|room| !room.is_empty()) {
            match self.ahead(room.len()).read(room)? {
                0 => break,
                more => filled += more,
            }
        }
        Ok(filled)
    }
}

impl AsyncRead for Laps<'_> {
    #[inline]
    fn poll_read(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        room: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        while room.remaining() > 0 {
            let bytes = self.ahead(room.remaining());
            if bytes.is_empty() {
                break;
            }
            room.put_slice(bytes);
        }
        Poll::Ready(Ok(()))
    }
}
