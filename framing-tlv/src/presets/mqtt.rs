//! MQTT control packets.

use framing_core::{
    BodyLen, ByteSink, Encode, EncodeError, Extent, Limits, Malformed, Number, Scan, Step, TwoPhase,
};

#[cfg(feature = "registry")]
use super::declare::{DynFormat, Frame, Setting, bad_header, preset};
use crate::header::{Parsed, complete, extent, quick, shift};
use crate::integers::MQTT;

/// Control packets of MQTT 3.1.1 and 5 (section 2.1 of both): type and flags, remaining length, packet.
///
/// Reserved types, reserved flags and QoS 3 are refused at the first byte. Type 15, AUTH, is reserved in MQTT 3.1.1 and
/// needs [`MqttVersion::V5`].
///
/// ```
/// use framing_core::FrameBuffer;
/// use framing_tlv::Mqtt;
///
/// let mut packets = FrameBuffer::new(Mqtt::new());
/// packets.push(b"\x32\x07\x00\x01t\x00\x01hi\x36");
/// let publish = packets.next()?.expect("the packet is complete");
/// assert_eq!((publish.header.kind(), publish.header.flags()), (3, 2));
/// assert_eq!(packets.next().unwrap_err().offset(), 9, "QoS 3");
/// # Ok::<(), framing_core::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mqtt {
    version: MqttVersion,
}

/// The version of MQTT.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum MqttVersion {
    /// MQTT 3.1.1.
    #[default]
    V3,
    /// MQTT 5.
    V5,
}

/// The fixed header of an [`Mqtt`] packet.
// Exhaustive on purpose: the protocol fixes the fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct MqttHeader {
    /// The first byte: type and flags.
    pub first: u8,
    /// The remaining length. Ignored when the header is encoded.
    pub length: u32,
    /// Bytes of the remaining length. The encoder writes at least as many.
    pub width: u8,
}

impl MqttHeader {
    /// Creates a header from a packet type and flags, of which the lowest four bits count.
    #[must_use]
    pub const fn new(kind: u8, flags: u8) -> Self {
        Self { first: kind << 4 | flags & 0x0f, length: 0, width: 1 }
    }

    /// Returns the packet type: CONNECT is 1, PUBLISH is 3.
    #[must_use]
    pub const fn kind(&self) -> u8 {
        self.first >> 4
    }

    /// Returns the flags.
    #[must_use]
    pub const fn flags(&self) -> u8 {
        self.first & 0x0f
    }
}

impl Default for MqttHeader {
    /// Returns the header of a PUBLISH packet with QoS 0.
    fn default() -> Self {
        Self::new(3, 0)
    }
}

/// The highest remaining length.
const LONGEST: u64 = (1 << 28) - 1;

impl Mqtt {
    /// Creates the format for MQTT 3.1.1.
    #[must_use]
    pub const fn new() -> Self {
        Self { version: MqttVersion::V3 }
    }

    /// Sets the version.
    #[must_use]
    pub const fn with_version(mut self, version: MqttVersion) -> Self {
        self.version = version;
        self
    }

    #[inline]
    fn check_first(self, first: u8) -> Result<(), Malformed> {
        let refuse = |expected| Err(Malformed::new(0, expected));
        match (first >> 4, first & 0x0f) {
            (0, _) => refuse("a packet type that is not reserved"),
            (15, _) if self.version == MqttVersion::V3 => {
                refuse("a packet type that is not reserved in MQTT 3.1.1; help: AUTH needs version 5")
            }
            (3, flags) if flags & 6 == 6 => refuse("a QoS of 0, 1 or 2"),
            (3, _) | (6 | 8 | 10, 2) => Ok(()),
            (6 | 8 | 10, _) => refuse("the flags 2, which are fixed for this packet type"),
            (_, 0) => Ok(()),
            _ => refuse("the flags 0, which are fixed for this packet type"),
        }
    }

    #[inline(always)]
    fn read(self, seen: &[u8]) -> Result<Parsed<MqttHeader>, Malformed> {
        let Some((&first, rest)) = seen.split_first() else { return Ok(Step::Need(2)) };
        self.check_first(first)?;
        if let [short @ 0..0x80, ..] = *rest {
            return Ok(Step::Done((MqttHeader { first, length: short.into(), width: 1 }, 2)));
        }
        read_long(first, rest)
    }
}

/// Reads a header whose remaining length has several bytes.
fn read_long(first: u8, rest: &[u8]) -> Result<Parsed<MqttHeader>, Malformed> {
    Ok(match MQTT.decode(rest).map_err(|refused| shift(refused, 1))? {
        Step::Done(Number { value, width }) => {
            let (length, narrow) = (u32::try_from(value), u8::try_from(width));
            let (length, narrow) = (length.unwrap_or(u32::MAX), narrow.unwrap_or(u8::MAX));
            Step::Done((MqttHeader { first, length, width: narrow }, 1 + width))
        }
        Step::Need(need) => Step::Need(1 + need),
    })
}

impl TwoPhase for Mqtt {
    type Header = MqttHeader;

    #[inline]
    fn header_len(&self, seen: &[u8], _: &mut Scan) -> Result<Extent, Malformed> {
        Ok(extent(self.read(seen)?, seen.len()))
    }

    #[inline(always)]
    fn whole_header(&self, seen: &[u8], _: Scan) -> Option<(usize, MqttHeader)> {
        quick(self.read(seen))
    }

    #[inline]
    fn header(&self, bytes: &[u8]) -> Result<MqttHeader, Malformed> {
        complete(self.read(bytes)?)
    }

    #[inline]
    fn body_len(&self, header: &MqttHeader) -> Result<BodyLen, Malformed> {
        Ok(BodyLen::Exact(header.length.into()))
    }

    fn limits(&self) -> Limits {
        Limits::DEFAULT.with_body(LONGEST)
    }
}

impl Encode for Mqtt {
    fn encode_header<B: ByteSink>(
        &self,
        header: &MqttHeader,
        body_len: u64,
        out: &mut B,
    ) -> Result<(), EncodeError> {
        self.check_first(header.first).map_err(|refused| EncodeError::Invalid(refused.expected))?;
        EncodeError::fit(body_len, LONGEST)?;
        out.put_u8(header.first);
        MQTT.encode(body_len, header.width.into(), out)
    }
}

#[cfg(feature = "registry")]
const SETTINGS: &[Setting<Mqtt>] = &[Setting::new(
    "version",
    "3 for MQTT 3.1.1, which is the default, or 5, which has the packet type AUTH",
    |format: &mut Mqtt, value| {
        let version = match value.as_u64() {
            Some(3 | 4) => MqttVersion::V3,
            Some(5) => MqttVersion::V5,
            _ => return Err("3 or 5"),
        };
        *format = format.with_version(version);
        Ok(())
    },
)];

#[cfg(feature = "registry")]
preset! {
    "mqtt", "type and flags, remaining length as a varint of 1 to 4 bytes, packet", "MQTT 3.1.1, section 2.2",
    make: || DynFormat::with_settings(Mqtt::new(), SETTINGS).with_diagram("[type and flags:1][length:1..4 leb128][body]"),
    aliases: ["mosquitto"],
    samples: ["puback-ping-publish": [
        Frame::new(b"\x40\x02", b"\x00\x01"),
        Frame::new(b"\xc0\x00", b""),
        Frame::new(b"\x30\x81\x00", b"x"),
        Frame::new(b"\x82\x00", b""),
    ]],
    rejects: [
        bad_header("fifth-length-byte", b"\x10\xff\xff\xff\xff\x01", 4),
        bad_header("type-0", b"\x0a\xc0", 0),
        bad_header("type-15", b"\xf0\x00", 0),
        bad_header("qos-3", b"\x36\x02\x00\x00", 0),
        bad_header("reserved-flags", b"\xc1\x00", 0),
        bad_header("missing-flags", b"\x80\x00", 0),
    ],
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_bytes_are_accepted_as_the_documents_list_them() {
        let accepted = |version| {
            let format = Mqtt::new().with_version(version);
            (0..=255).filter(|&first| format.check_first(first).is_ok()).collect::<alloc::vec::Vec<u8>>()
        };
        let mut expected = alloc::vec![0x10, 0x20];
        expected.extend((0x30..0x40).filter(|first| first & 6 != 6));
        expected.extend([0x40, 0x50, 0x62, 0x70, 0x82, 0x90, 0xa2, 0xb0, 0xc0, 0xd0, 0xe0]);
        assert_eq!(accepted(MqttVersion::V3), expected);
        expected.push(0xf0);
        assert_eq!(accepted(MqttVersion::V5), expected);
    }
}
