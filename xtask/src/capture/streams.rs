//! All streams of a capture: one for each direction of a TCP connection, one for each pair of UDP endpoints.

use std::collections::HashMap;
use std::io::Read;
use std::net::SocketAddr;

use super::file::{Packet, packets};
use super::packet::{Segment, Transport, segment};
use super::reassembly::{Piece, Reassembly};
use crate::exit::Failure;

/// The most streams of one capture.
const MAX_STREAMS: usize = 1 << 20;

/// One direction of a conversation.
#[derive(Clone, Debug)]
pub(crate) struct Stream {
    pub(crate) transport: Transport,
    pub(crate) from: SocketAddr,
    pub(crate) to: SocketAddr,
    pub(crate) packets: u64,
    /// Bytes in order.
    pub(crate) bytes: u64,
    /// Bytes that the capture does not have.
    pub(crate) missing: u64,
    /// Bytes that came more than once.
    pub(crate) repeated: u64,
    /// Nanoseconds since the Unix epoch: the first packet, the last one.
    pub(crate) first_time: u128,
    pub(crate) last_time: u128,
}

/// What happens to a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Event<'a> {
    /// The next bytes of a TCP stream, and when the packet came that completed them.
    Bytes { bytes: &'a [u8], time: u128 },
    /// A UDP datagram.
    Datagram { bytes: &'a [u8], time: u128 },
    /// Bytes of the stream that the capture does not have.
    Gap { len: u64 },
    /// Nothing more comes.
    End,
}

/// Reads a capture and calls `with` for each event of each stream; the first argument is the stream's number, from 0.
///
/// Returns the streams in the order in which they began.
pub(crate) fn read(
    input: impl Read + Send,
    with: &mut impl FnMut(usize, &Stream, Event<'_>) -> Result<(), Failure>,
) -> Result<Vec<Stream>, Failure> {
    let mut streams = Streams::default();
    packets(input, |packet| streams.packet(&packet, with))?;
    for number in 0..streams.all.len() {
        streams.end(number, with)?;
    }
    Ok(streams.all.into_iter().map(|direction| direction.stream).collect())
}

type Key = (Transport, SocketAddr, SocketAddr);

#[derive(Default)]
struct Streams {
    all: Vec<Direction>,
    /// The latest stream between two endpoints.
    latest: HashMap<Key, usize>,
}

struct Direction {
    stream: Stream,
    reassembly: Reassembly,
    ended: bool,
}

impl Streams {
    fn packet(
        &mut self,
        packet: &Packet<'_>,
        with: &mut impl FnMut(usize, &Stream, Event<'_>) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let Some(segment) = segment(packet) else { return Ok(()) };
        let number = self.number(&segment, packet.time, with)?;
        let Some(direction) = self.all.get_mut(number) else { return Ok(()) };
        direction.take(&segment, packet.time, &mut |stream, event| with(number, stream, event))?;
        if segment.flags.rst {
            self.end(number, with)?;
            if let Some(&other) = self.latest.get(&(segment.transport, segment.to, segment.from)) {
                self.end(other, with)?;
            }
        }
        Ok(())
    }

    /// Finds the stream that a segment belongs to, or begins one.
    fn number(
        &mut self,
        segment: &Segment<'_>,
        time: u128,
        with: &mut impl FnMut(usize, &Stream, Event<'_>) -> Result<(), Failure>,
    ) -> Result<usize, Failure> {
        let key = (segment.transport, segment.from, segment.to);
        if let Some(&number) = self.latest.get(&key) {
            let first_byte = segment.sequence.wrapping_add(1);
            let is_another = segment.flags.syn
                && self.all.get(number).is_some_and(|direction| direction.reassembly.is_another(first_byte));
            if !is_another {
                return Ok(number);
            }
            self.end(number, with)?;
        }
        if self.all.len() == MAX_STREAMS {
            return Err(Failure::Input(format!("the capture has more than {MAX_STREAMS} streams")));
        }
        self.all.push(Direction::new(segment, time));
        self.latest.insert(key, self.all.len() - 1);
        Ok(self.all.len() - 1)
    }

    fn end(
        &mut self,
        number: usize,
        with: &mut impl FnMut(usize, &Stream, Event<'_>) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let Some(direction) = self.all.get_mut(number).filter(|direction| !direction.ended) else {
            return Ok(());
        };
        direction.finish(&mut |stream, event| with(number, stream, event))
    }
}

impl Direction {
    fn new(segment: &Segment<'_>, time: u128) -> Self {
        let &Segment { transport, from, to, .. } = segment;
        let stream = Stream {
            transport,
            from,
            to,
            packets: 0,
            bytes: 0,
            missing: 0,
            repeated: 0,
            first_time: time,
            last_time: time,
        };
        Self { stream, reassembly: Reassembly::default(), ended: false }
    }

    fn take(
        &mut self,
        segment: &Segment<'_>,
        time: u128,
        with: &mut impl FnMut(&Stream, Event<'_>) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        self.stream.packets += 1;
        self.stream.last_time = time;
        if segment.transport == Transport::Udp {
            self.stream.bytes += segment.payload.len() as u64;
            self.stream.missing += segment.missing as u64;
            return with(&self.stream, Event::Datagram { bytes: segment.payload, time });
        }
        let sequence = segment.sequence.wrapping_add(u32::from(segment.flags.syn));
        if segment.flags.syn {
            self.reassembly.start(sequence);
        }
        let Self { stream, reassembly, .. } = self;
        let mut out = |piece: Piece<'_>| with_piece(stream, piece, time, with);
        reassembly.push(sequence, segment.payload, segment.missing as u64, &mut out)?;
        stream.repeated = reassembly.repeated;
        Ok(())
    }

    fn finish(
        &mut self,
        with: &mut impl FnMut(&Stream, Event<'_>) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        self.ended = true;
        let Self { stream, reassembly, .. } = self;
        let time = stream.last_time;
        reassembly.finish(&mut |piece: Piece<'_>| with_piece(stream, piece, time, with))?;
        with(&self.stream, Event::End)
    }
}

/// Counts a piece of a TCP stream and hands it on.
fn with_piece(
    stream: &mut Stream,
    piece: Piece<'_>,
    time: u128,
    with: &mut impl FnMut(&Stream, Event<'_>) -> Result<(), Failure>,
) -> Result<(), Failure> {
    match piece {
        Piece::Bytes(bytes) => {
            stream.bytes += bytes.len() as u64;
            with(stream, Event::Bytes { bytes, time })
        }
        Piece::Gap(len) => {
            stream.missing += len;
            with(stream, Event::Gap { len })
        }
    }
}
