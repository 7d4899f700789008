//! The packets of a pcap or pcapng file, in the order of the file.

use std::io::Read;

use pcap_parser::{Block, Linktype, PcapBlockOwned, PcapError, create_reader};

use crate::exit::Failure;

/// Bytes of buffer to begin with.
const BUFFER: usize = 256 << 10;
/// The longest block of a file that is read, in bytes.
const MAX_BLOCK: usize = 64 << 20;

/// The first four bytes of every capture that this module reads.
const MAGIC: [[u8; 4]; 5] = [
    [0xa1, 0xb2, 0xc3, 0xd4],
    [0xd4, 0xc3, 0xb2, 0xa1],
    [0xa1, 0xb2, 0x3c, 0x4d],
    [0x4d, 0x3c, 0xb2, 0xa1],
    [0x0a, 0x0d, 0x0d, 0x0a],
];

/// Returns whether a file that starts with these bytes is a pcap or pcapng file.
pub(crate) fn is_capture(start: &[u8]) -> bool {
    start.first_chunk().is_some_and(|magic| MAGIC.contains(magic))
}

/// A captured packet.
#[derive(Clone, Copy, Debug)]
pub(super) struct Packet<'a> {
    /// Nanoseconds since the Unix epoch.
    pub(super) time: u128,
    pub(super) link: Linktype,
    pub(super) bytes: &'a [u8],
    /// Bytes of the packet that the capture left out (its snap length).
    pub(super) cut: usize,
}

/// What the packets of a file need to be understood.
#[derive(Default)]
struct Interfaces {
    known: Vec<Interface>,
    /// Ticks per second of the timestamps of a pcap file.
    subsecond: u32,
}

#[derive(Clone, Copy)]
struct Interface {
    link: Linktype,
    ticks_per_second: u64,
    offset: i64,
}

/// Calls `with` for each packet of the capture.
pub(super) fn packets(
    input: impl Read + Send,
    mut with: impl FnMut(Packet<'_>) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let mut reader = create_reader(BUFFER, input).map_err(|error| refuse(&error))?;
    let mut interfaces = Interfaces::default();
    let mut capacity = BUFFER;
    loop {
        let exhausted = reader.reader_exhausted();
        let step = match reader.next() {
            Ok((len, block)) => {
                if let Some(packet) = interfaces.packet(&block) {
                    with(packet)?;
                }
                Next::Block(len)
            }
            Err(PcapError::Eof | PcapError::UnexpectedEof) => Next::End,
            // A capture that was interrupted ends inside a packet; what it has is worth reading.
            Err(PcapError::Incomplete(_)) if exhausted => Next::End,
            Err(PcapError::Incomplete(_)) => Next::Refill,
            Err(PcapError::BufferTooSmall) if capacity < MAX_BLOCK => Next::Grow,
            Err(error) => return Err(refuse(&error)),
        };
        match step {
            Next::Block(len) => reader.consume(len),
            Next::End => return Ok(()),
            Next::Refill => reader.refill().map_err(|error| refuse(&error))?,
            Next::Grow => {
                capacity *= 2;
                reader.grow(capacity);
            }
        }
    }
}

/// What to do after a step through the file.
enum Next {
    Block(usize),
    Refill,
    Grow,
    End,
}

fn refuse<I>(error: &PcapError<I>) -> Failure {
    Failure::Input(match error {
        PcapError::HeaderNotRecognized => "expected a pcap or pcapng file".into(),
        PcapError::ReadError => "the capture cannot be read".into(),
        PcapError::BufferTooSmall => format!("the capture has a block of more than {MAX_BLOCK} bytes"),
        PcapError::NomError(_, kind) | PcapError::OwnedNomError(_, kind) => {
            format!("the capture is malformed: {kind:?}")
        }
        _ => "the capture is malformed".into(),
    })
}

impl Interfaces {
    /// Learns from a block what later packets need; returns the packet in it, if it has one.
    fn packet<'a>(&mut self, block: &'a PcapBlockOwned<'_>) -> Option<Packet<'a>> {
        match block {
            PcapBlockOwned::LegacyHeader(header) => {
                let nanoseconds = header.is_nanosecond_precision();
                self.subsecond = if nanoseconds { 1_000_000_000 } else { 1_000_000 };
                self.known = vec![Interface { link: header.network, ticks_per_second: 1, offset: 0 }];
                None
            }
            PcapBlockOwned::Legacy(packet) => {
                let link = self.known.first()?.link;
                let nanoseconds =
                    u64::from(packet.ts_usec) * u64::from(1_000_000_000 / self.subsecond.max(1));
                let time = u128::from(packet.ts_sec) * 1_000_000_000 + u128::from(nanoseconds);
                Some(cut_to(packet.data, packet.caplen, packet.origlen, time, link))
            }
            PcapBlockOwned::NG(block) => self.packet_of_ng(block),
        }
    }

    fn packet_of_ng<'a>(&mut self, block: &'a Block<'_>) -> Option<Packet<'a>> {
        match block {
            Block::SectionHeader(_) => {
                self.known.clear();
                None
            }
            Block::InterfaceDescription(interface) => {
                self.known.push(Interface {
                    link: interface.linktype,
                    ticks_per_second: interface.ts_resolution().unwrap_or(1_000_000),
                    offset: interface.ts_offset(),
                });
                None
            }
            Block::EnhancedPacket(packet) => {
                let interface = self.known.get(usize::try_from(packet.if_id).ok()?)?;
                let ticks = u64::from(packet.ts_high) << 32 | u64::from(packet.ts_low);
                Some(cut_to(
                    packet.data,
                    packet.caplen,
                    packet.origlen,
                    interface.time(ticks),
                    interface.link,
                ))
            }
            Block::SimplePacket(packet) => {
                let captured = u32::try_from(packet.data.len()).unwrap_or(u32::MAX).min(packet.origlen);
                Some(cut_to(packet.data, captured, packet.origlen, 0, self.known.first()?.link))
            }
            _ => None,
        }
    }
}

impl Interface {
    /// Converts a timestamp to nanoseconds since the Unix epoch.
    fn time(&self, ticks: u64) -> u128 {
        let nanoseconds = u128::from(ticks) * 1_000_000_000 / u128::from(self.ticks_per_second.max(1));
        let offset = u128::from(self.offset.unsigned_abs()) * 1_000_000_000;
        if self.offset < 0 { nanoseconds.saturating_sub(offset) } else { nanoseconds + offset }
    }
}

/// The data of a block is padded; the packet is its first `captured` bytes.
fn cut_to(data: &[u8], captured: u32, original: u32, time: u128, link: Linktype) -> Packet<'_> {
    let bytes = usize::try_from(captured).ok().and_then(|len| data.get(..len)).unwrap_or(data);
    let cut = usize::try_from(original.saturating_sub(captured)).unwrap_or(usize::MAX);
    Packet { time, link, bytes, cut }
}
