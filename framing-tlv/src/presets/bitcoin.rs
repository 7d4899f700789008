//! Messages between nodes of Bitcoin.
#![cfg(feature = "bitcoin")]

use framing_core::{BodyLen, ByteSink, Encode, EncodeError, Extent, Limits, Malformed, Scan, Step, TwoPhase};
use sha2::{Digest, Sha256};

#[cfg(feature = "registry")]
use super::declare::{DynFormat, DynHeader, Frame, Phase, Reject, bad_header, preset};
use crate::header::{Parsed, complete, extent, quick};

/// Messages between nodes of Bitcoin (Bitcoin Developer Reference, *P2P Network*, *Message Headers*), whose checksum is
/// verified.
///
/// The checksum of the body is in the header, so a header to be written is made [for its body](BitcoinHeader::new).
///
/// ```
/// use framing_core::encode_frame;
/// use framing_tlv::{Bitcoin, BitcoinHeader};
///
/// let mut wire = Vec::new();
/// encode_frame(&mut Bitcoin::new(), &BitcoinHeader::new("verack", b""), b"", &mut wire)?;
/// assert_eq!(wire, b"\xf9\xbe\xb4\xd9verack\0\0\0\0\0\0\0\0\0\0\x5d\xf6\xe0\xe2");
/// # Ok::<(), framing_core::EncodeError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Bitcoin {
    body: Sha256,
}

/// The header of a [`Bitcoin`] message.
// Exhaustive on purpose: the protocol fixes the fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct BitcoinHeader {
    /// The start string of the network.
    pub network: [u8; 4],
    /// The command, filled up with zeros.
    pub command: [u8; 12],
    /// Bytes of payload. Not looked at when the header is written.
    pub length: u32,
    /// The first bytes of the double SHA-256 of the payload.
    pub checksum: [u8; 4],
}

impl BitcoinHeader {
    /// A header of the main network for this body; of `command` the first 12 bytes.
    #[must_use]
    pub fn new(command: &str, body: &[u8]) -> Self {
        let mut name = [0; 12];
        for (place, byte) in name.iter_mut().zip(command.bytes()) {
            *place = byte;
        }
        Self {
            network: MAIN,
            command: name,
            length: u32::try_from(body.len()).unwrap_or(u32::MAX),
            checksum: checksum(Sha256::new_with_prefix(body)),
        }
    }
}

impl Default for BitcoinHeader {
    /// That of `verack`, which has no body.
    fn default() -> Self {
        Self::new("verack", b"")
    }
}

const MAIN: [u8; 4] = [0xf9, 0xbe, 0xb4, 0xd9];
/// Main, test (3 and 4), signet and regression-test networks.
const NETWORKS: [[u8; 4]; 5] = [
    MAIN,
    [0x0b, 0x11, 0x09, 0x07],
    [0x1c, 0x16, 0x3f, 0x28],
    [0x0a, 0x03, 0xcf, 0x40],
    [0xfa, 0xbf, 0xb5, 0xda],
];
/// `MAX_PROTOCOL_MESSAGE_LENGTH`.
const LONGEST: u64 = 4_000_000;

fn checksum(body: Sha256) -> [u8; 4] {
    let [a, b, c, d, ..] = <[u8; 32]>::from(Sha256::digest(body.finalize()));
    [a, b, c, d]
}

fn read(seen: &[u8]) -> Result<Parsed<BitcoinHeader>, Malformed> {
    let agrees =
        |network: &[u8; 4]| network.iter().zip(seen).take_while(|(wanted, seen)| wanted == seen).count();
    let agree = NETWORKS.iter().map(agrees).max().unwrap_or(0);
    if agree < seen.len().min(4) {
        return Err(Malformed::new(agree, "the start string of a network"));
    }
    let Some(&[n0, n1, n2, n3, ref rest @ ..]) = seen.first_chunk::<24>() else {
        return Ok(Step::Need(24));
    };
    let &[ref command @ .., l0, l1, l2, l3, c0, c1, c2, c3] = rest;
    let header = BitcoinHeader {
        network: [n0, n1, n2, n3],
        command: *command,
        length: u32::from_le_bytes([l0, l1, l2, l3]),
        checksum: [c0, c1, c2, c3],
    };
    Ok(Step::Done((header, 24)))
}

impl Bitcoin {
    /// The start of a connection.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
}

impl TwoPhase for Bitcoin {
    type Header = BitcoinHeader;

    #[inline]
    fn header_len(&self, seen: &[u8], _: &mut Scan) -> Result<Extent, Malformed> {
        Ok(extent(read(seen)?, seen.len()))
    }

    #[inline(always)]
    fn whole_header(&self, seen: &[u8], _: Scan) -> Option<(usize, BitcoinHeader)> {
        quick(read(seen))
    }

    #[inline]
    fn header(&self, bytes: &[u8]) -> Result<BitcoinHeader, Malformed> {
        complete(read(bytes)?)
    }

    #[inline]
    fn body_len(&self, header: &BitcoinHeader) -> Result<BodyLen, Malformed> {
        Ok(BodyLen::Exact(header.length.into()))
    }

    #[inline]
    fn observe_body(&mut self, _: &BitcoinHeader, piece: &[u8]) {
        self.body.update(piece);
    }

    fn end_frame(&mut self, header: &BitcoinHeader, _: &[u8]) -> Result<(), Malformed> {
        let seen = checksum(core::mem::take(&mut self.body));
        if seen == header.checksum {
            Ok(())
        } else {
            Err(Malformed::new(0, "a body of the header's checksum"))
        }
    }

    fn limits(&self) -> Limits {
        Limits::DEFAULT.with_body(LONGEST)
    }
}

impl Encode for Bitcoin {
    #[expect(clippy::cast_possible_truncation, reason = "fits, as `EncodeError::fit` has checked")]
    fn encode_header<B: ByteSink>(
        &self,
        header: &BitcoinHeader,
        body_len: u64,
        out: &mut B,
    ) -> Result<(), EncodeError> {
        let length = EncodeError::fit(body_len, LONGEST)? as u32;
        if !NETWORKS.contains(&header.network) {
            return Err(EncodeError::Invalid("the start string of a network"));
        }
        out.put_slice(&header.network);
        out.put_slice(&header.command);
        out.put_u32_le(length);
        out.put_slice(&header.checksum);
        Ok(())
    }
}

#[cfg(feature = "registry")]
preset! {
    "bitcoin", "network, command, 4-byte little-endian length, checksum; payload", "Bitcoin Developer Reference, P2P Network, Message Headers",
    make: || DynFormat::new(Bitcoin::new())
        .with_header_for(|body| DynHeader::new(BitcoinHeader::new("verack", body)))
        .with_diagram("[magic:4][command:12][length:4 LE][checksum:4][body]"),
    aliases: ["btc"],
    samples: ["verack": [
        Frame::new(b"\xf9\xbe\xb4\xd9verack\0\0\0\0\0\0\0\0\0\0\x5d\xf6\xe0\xe2", b""),
        Frame::new(b"\x0b\x11\x09\x07verack\0\0\0\0\0\0\0\0\0\0\x5d\xf6\xe0\xe2", b""),
    ]],
    rejects: [
        bad_header("no-network", b"\xf9\xbe\xb4\xd8", 3),
        Reject::malformed("checksum", b"\xf9\xbe\xb4\xd9verack\0\0\0\0\0\0\0\0\0\0\x5d\xf6\xe0\xe3", 0, 23, Phase::Body),
        Reject::too_long("over-four-million", b"\xf9\xbe\xb4\xd9verack\0\0\0\0\0\0\x01\x09\x3d\x00\x5d\xf6\xe0\xe2", 24),
    ],
}
