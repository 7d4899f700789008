//! The TCP segment or UDP datagram that a packet carries.

use std::net::{IpAddr, SocketAddr};

use etherparse::{EtherType, LaxNetSlice, LaxSlicedPacket, TransportSlice};
use pcap_parser::Linktype;

use super::file::Packet;

/// The protocols whose payload is taken out of a capture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Transport {
    Tcp,
    Udp,
}

impl Transport {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Tcp => "tcp",
            Self::Udp => "udp",
        }
    }
}

/// The payload of one packet, and where it belongs.
#[derive(Clone, Copy, Debug)]
pub(super) struct Segment<'a> {
    pub(super) transport: Transport,
    pub(super) from: SocketAddr,
    pub(super) to: SocketAddr,
    /// The sequence number of the first byte, for TCP.
    pub(super) sequence: u32,
    pub(super) flags: Flags,
    pub(super) payload: &'a [u8],
    /// Bytes of payload that the capture left out.
    pub(super) missing: usize,
}

/// The flags of a TCP segment that matter for its place in the stream.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Flags {
    pub(super) syn: bool,
    pub(super) rst: bool,
}

/// Finds the segment in a packet; `None` if it carries neither TCP nor UDP, or is a later fragment.
pub(super) fn segment<'a>(packet: &Packet<'a>) -> Option<Segment<'a>> {
    let sliced = slice(packet.link, packet.bytes)?;
    let (from, to, payload) = match sliced.net.as_ref()? {
        LaxNetSlice::Ipv4(ip) => {
            let header = ip.header();
            (IpAddr::from(header.source_addr()), IpAddr::from(header.destination_addr()), ip.payload())
        }
        LaxNetSlice::Ipv6(ip) => {
            let header = ip.header();
            (IpAddr::from(header.source_addr()), IpAddr::from(header.destination_addr()), ip.payload())
        }
        LaxNetSlice::Arp(_) => return None,
    };
    let missing = if payload.incomplete { packet.cut } else { 0 };
    let fragmented = payload.fragmented;
    let at = |ip, port| SocketAddr::new(ip, port);
    match sliced.transport? {
        TransportSlice::Tcp(tcp) if !fragmented => Some(Segment {
            transport: Transport::Tcp,
            from: at(from, tcp.source_port()),
            to: at(to, tcp.destination_port()),
            sequence: tcp.sequence_number(),
            flags: Flags { syn: tcp.syn(), rst: tcp.rst() },
            payload: tcp.payload(),
            missing,
        }),
        TransportSlice::Udp(udp) if !fragmented => Some(Segment {
            transport: Transport::Udp,
            from: at(from, udp.source_port()),
            to: at(to, udp.destination_port()),
            sequence: 0,
            flags: Flags::default(),
            payload: udp.payload(),
            missing,
        }),
        _ => None,
    }
}

/// Takes the link layer off.
fn slice(link: Linktype, bytes: &[u8]) -> Option<LaxSlicedPacket<'_>> {
    match link {
        Linktype::ETHERNET => LaxSlicedPacket::from_ethernet(bytes).ok(),
        Linktype::RAW | Linktype::IPV4 | Linktype::IPV6 => LaxSlicedPacket::from_ip(bytes).ok(),
        // The protocol of some systems' raw captures.
        Linktype(12 | 14) => LaxSlicedPacket::from_ip(bytes).ok(),
        // A protocol family of 4 bytes, in the byte order of the capturing host or of the network.
        Linktype::NULL | Linktype(108) => LaxSlicedPacket::from_ip(bytes.get(4..)?).ok(),
        Linktype::LINUX_SLL => ether_type(bytes, 14, 16),
        Linktype(276) => ether_type(bytes, 0, 20),
        _ => None,
    }
}

/// Takes off a link header of `len` bytes with the EtherType at `at`.
fn ether_type(bytes: &[u8], at: usize, len: usize) -> Option<LaxSlicedPacket<'_>> {
    let kind = bytes.get(at..at + 2)?.first_chunk().map(|kind| u16::from_be_bytes(*kind))?;
    Some(LaxSlicedPacket::from_ether_type(EtherType(kind), bytes.get(len..)?))
}
