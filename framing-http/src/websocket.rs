//! WebSocket frames.

#[cfg(feature = "registry")]
use crate::text::bad_header;
#[cfg(feature = "registry")]
use framing_core::registry::{Declaration, DynFormat, Reject, Sample, SampleFrame as Frame, Setting};
use framing_core::{BodyLen, ByteSink, Encode, EncodeError, Extent, Malformed, Scan, TwoPhase};

/// Frames of WebSocket (RFC 6455, section 5.2). The masking key is part of the header; the body is masked, as on the wire.
///
/// Refused are reserved bits and opcodes, control frames that are fragmented or longer than 125 bytes, and lengths that
/// are not minimal. A client masks every frame and a server none: [`masked`](Self::masked) specifies the side.
///
/// ```
/// use framing_core::FrameBuffer;
/// use framing_http::WebSocket;
///
/// let mut frames = FrameBuffer::new(WebSocket::new().masked(false));
/// frames.push(b"\x81\x02hi\x81\x82");
/// let frame = frames.next()?.expect("the frame is complete");
/// assert_eq!((frame.header.opcode(), frame.header.mask, frame.body()), (1, None, &b"hi"[..]));
/// assert!(frames.next().is_err(), "a server does not mask");
/// # Ok::<(), framing_core::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WebSocket {
    masked: Option<bool>,
    /// The reserved bits that an extension uses.
    extension_bits: u8,
}

/// The header of a [`WebSocket`] frame.
// Exhaustive on purpose: RFC 6455, section 5.2, fixes the fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct WebSocketHeader {
    /// The first byte: FIN, three reserved bits, opcode.
    pub first: u8,
    /// The masking key of a frame from a client.
    pub mask: Option<[u8; 4]>,
    /// Bytes of body. Ignored when the header is encoded.
    pub length: u64,
}

impl WebSocketHeader {
    /// Returns the opcode: continuation 0, text 1, binary 2, close 8, ping 9, pong 10.
    #[must_use]
    pub const fn opcode(&self) -> u8 {
        self.first & 0x0f
    }

    /// Returns whether this is the last frame of the message.
    #[must_use]
    pub const fn is_final(&self) -> bool {
        self.first & 0x80 != 0
    }

    /// Returns whether the message is compressed (RFC 7692); set on the first frame of a message only.
    #[must_use]
    pub const fn is_compressed(&self) -> bool {
        self.first & RSV1 != 0
    }

    /// Masks or unmasks the body, which is the same operation (section 5.3). Does nothing without a masking key.
    ///
    /// ```
    /// use framing_http::WebSocketHeader;
    ///
    /// let header = WebSocketHeader { mask: Some(*b"\x37\xfa\x21\x3d"), ..WebSocketHeader::default() };
    /// let mut body = *b"\x7f\x9f\x4d\x51\x58";
    /// header.apply_mask(&mut body);
    /// assert_eq!(&body, b"Hello");
    /// ```
    pub fn apply_mask(&self, body: &mut [u8]) {
        self.apply_mask_at(body, 0);
    }

    /// Masks or unmasks a part of the body that starts `offset` bytes after the start of the body.
    pub fn apply_mask_at(&self, part: &mut [u8], offset: u64) {
        let Some(mut key) = self.mask else { return };
        key.rotate_left(usize::try_from(offset % 4).unwrap_or(0));
        // Four copies of the key. The compiler turns words of 16 bytes into vector operations.
        let wide = u128::from(u32::from_ne_bytes(key)) * 0x1_0000_0001_0000_0001_0000_0001;
        let (words, rest) = part.as_chunks_mut::<16>();
        for word in words {
            *word = (u128::from_ne_bytes(*word) ^ wide).to_ne_bytes();
        }
        for (byte, key) in rest.iter_mut().zip(key.iter().cycle()) {
            *byte ^= key;
        }
    }
}

impl Default for WebSocketHeader {
    /// Returns the header of a binary message of one frame, not masked.
    fn default() -> Self {
        Self { first: 0x82, mask: None, length: 0 }
    }
}

const RSV1: u8 = 0x40;

impl WebSocket {
    /// Creates the format for frames of either side.
    #[must_use]
    pub const fn new() -> Self {
        Self { masked: None, extension_bits: 0 }
    }

    /// Accepts only frames of a client, which are masked (`true`), or of a server, which are not (`false`).
    #[must_use]
    pub const fn masked(mut self, masked: bool) -> Self {
        self.masked = Some(masked);
        self
    }

    /// Sets whether data frames may be compressed by permessage-deflate (RFC 7692), which sets the first reserved bit.
    #[must_use]
    pub const fn compressed(mut self, compressed: bool) -> Self {
        self.extension_bits = if compressed { RSV1 } else { 0 };
        self
    }

    #[inline]
    fn check_first(self, first: u8) -> Result<(), Malformed> {
        // Only the first frame of a data message is compressed (RFC 7692, section 6).
        let allowed = if matches!(first & 0x0f, 1 | 2) { self.extension_bits } else { 0 };
        if first & 0x70 & !allowed != 0 {
            return Err(Malformed::new(0, "reserved bits of zero"));
        }
        match first & 0x0f {
            0..=2 => Ok(()),
            8..=10 if first & 0x80 != 0 => Ok(()),
            8..=10 => Err(Malformed::new(0, "a control frame that is not fragmented")),
            _ => Err(Malformed::new(0, "an opcode that is not reserved")),
        }
    }

    #[inline]
    fn check_second(self, first: u8, second: u8) -> Result<(), Malformed> {
        if self.masked.is_some_and(|masked| masked != (second & 0x80 != 0)) {
            return Err(Malformed::new(1, "a mask on every frame of a client and on none of a server"));
        }
        if first & 0x08 != 0 && second & 0x7f > 125 {
            return Err(Malformed::new(1, "a control frame of at most 125 bytes"));
        }
        Ok(())
    }
}

/// Bytes of the extended length.
#[inline]
const fn extended_width(second: u8) -> usize {
    match second & 0x7f {
        126 => 2,
        127 => 8,
        _ => 0,
    }
}

#[inline]
const fn key_width(second: u8) -> usize {
    if second & 0x80 == 0 { 0 } else { 4 }
}

/// Reads the length, and the bytes that follow it. `None` if the length is incomplete.
#[inline]
fn read_length(second: u8, rest: &[u8]) -> Option<(u64, &[u8])> {
    match second & 0x7f {
        126 => rest.split_first_chunk().map(|(length, rest)| (u16::from_be_bytes(*length).into(), rest)),
        127 => rest.split_first_chunk().map(|(length, rest)| (u64::from_be_bytes(*length), rest)),
        short => Some((short.into(), rest)),
    }
}

#[inline]
fn check_length(second: u8, length: u64) -> Result<(), Malformed> {
    let least = match second & 0x7f {
        126 => 126,
        127 => 0x1_0000,
        _ => 0,
    };
    if length >> 63 != 0 {
        return Err(Malformed::new(2, "a length below 2^63"));
    }
    if length < least {
        return Err(Malformed::new(2, "a minimal length"));
    }
    Ok(())
}

impl TwoPhase for WebSocket {
    type Header = WebSocketHeader;

    #[inline]
    fn header_len(&self, seen: &[u8], _: &mut Scan) -> Result<Extent, Malformed> {
        let Some((&first, rest)) = seen.split_first() else { return Ok(Extent::AtLeast(2)) };
        self.check_first(first)?;
        let Some((&second, rest)) = rest.split_first() else { return Ok(Extent::AtLeast(2)) };
        self.check_second(first, second)?;
        if let Some((length, _)) = read_length(second, rest) {
            check_length(second, length)?;
        }
        Ok(Extent::Exact(2 + extended_width(second) + key_width(second)))
    }

    #[inline]
    fn header(&self, bytes: &[u8]) -> Result<WebSocketHeader, Malformed> {
        let incomplete = Malformed::new(bytes.len(), "a complete header");
        let [first, second, rest @ ..] = bytes else { return Err(incomplete) };
        let (length, key) = read_length(*second, rest).ok_or(incomplete)?;
        let mask = if second & 0x80 == 0 { None } else { Some(*key.first_chunk().ok_or(incomplete)?) };
        Ok(WebSocketHeader { first: *first, mask, length })
    }

    #[inline]
    fn body_len(&self, header: &WebSocketHeader) -> Result<BodyLen, Malformed> {
        Ok(BodyLen::Exact(header.length))
    }
}

impl Encode for WebSocket {
    fn encode_header<B: ByteSink>(
        &self,
        header: &WebSocketHeader,
        body_len: u64,
        out: &mut B,
    ) -> Result<(), EncodeError> {
        let invalid = |refused: Malformed| EncodeError::Invalid(refused.expected);
        let length = Length::new(body_len);
        let mask = if header.mask.is_some() { 0x80 } else { 0 };
        let second = mask | length.code();
        self.check_first(header.first).map_err(invalid)?;
        self.check_second(header.first, second).map_err(invalid)?;
        EncodeError::fit(body_len, u64::MAX >> 1)?;
        out.put_u8(header.first);
        out.put_u8(second);
        match length {
            Length::Short(_) => {}
            Length::Medium(length) => out.put_u16(length),
            Length::Long(length) => out.put_u64(length),
        }
        out.put_slice(header.mask.as_ref().map_or(&[], |key| key.as_slice()));
        Ok(())
    }
}

/// The minimal encoding of a length.
enum Length {
    Short(u8),
    Medium(u16),
    Long(u64),
}

impl Length {
    fn new(length: u64) -> Self {
        match (u8::try_from(length), u16::try_from(length)) {
            (Ok(short @ 0..=125), _) => Self::Short(short),
            (_, Ok(medium)) => Self::Medium(medium),
            _ => Self::Long(length),
        }
    }

    /// The seven bits of the second byte.
    const fn code(&self) -> u8 {
        match *self {
            Self::Short(length) => length,
            Self::Medium(_) => 126,
            Self::Long(_) => 127,
        }
    }
}

#[cfg(feature = "registry")]
pub(crate) const WEBSOCKET: Declaration = Declaration::new("websocket", || {
    DynFormat::with_settings(WebSocket::new(), SETTINGS).with_diagram(
        "[flags and opcode:1][mask flag and length:1][longer length:0|2|8][masking key:0|4][body]",
    )
})
.with_aliases(&["ws"])
.with_summary("flags and opcode, length in 1, 3 or 9 bytes, masking key; payload")
.with_package("framing-http")
.with_source("RFC 6455, section 5.2")
.with_samples(&[Sample::new(
    "either-side",
    &[
        Frame::new(b"\x81\x02", b"hi"),
        Frame::new(b"\x82\x81\x01\x02\x03\x04", b"x"),
        Frame::new(b"\x89\x00", b""),
    ],
)])
.with_rejects(&[
    bad_header("reserved-bit", b"\xc1\x00", 0),
    bad_header("reserved-opcode", b"\x83\x00", 0),
    bad_header("fragmented-ping", b"\x09\x00", 0),
    bad_header("long-ping", b"\x89\x7e\x00\x7e", 1),
    bad_header("two-bytes-below-126", b"\x82\x7e\x00\x7d", 2),
    bad_header("eight-bytes-below-65536", b"\x82\x7f\x00\x00\x00\x00\x00\x00\xff\xff", 2),
    Reject::too_long("announces-the-maximum", b"\x82\x7f\x7f\xff\xff\xff\xff\xff\xff\xff", 10),
]);

#[cfg(feature = "registry")]
const SETTINGS: &[Setting<WebSocket>] = &[
    Setting::new(
        "masked",
        "true for the frames of a client, false for those of a server; either by default",
        |format: &mut WebSocket, value| {
            *format = format.masked(value.as_bool().ok_or("true or false")?);
            Ok(())
        },
    )
    .with_values("true, false"),
    Setting::new(
        "compressed",
        "true if permessage-deflate was negotiated: data frames may have the first reserved bit",
        |format: &mut WebSocket, value| {
            *format = format.compressed(value.as_bool().ok_or("true or false")?);
            Ok(())
        },
    )
    .with_values("true, false"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masking_is_the_same_in_one_piece_and_in_two() {
        let key = [1, 20, 77, 0xf0];
        let header = WebSocketHeader { mask: Some(key), ..WebSocketHeader::default() };
        let plain: alloc::vec::Vec<u8> = (0..100).collect();
        for len in 0..plain.len() {
            let expected: alloc::vec::Vec<u8> =
                plain[..len].iter().zip(key.iter().cycle()).map(|(byte, key)| byte ^ key).collect();
            let mut whole = plain[..len].to_vec();
            header.apply_mask(&mut whole);
            assert_eq!(whole, expected, "{len} bytes");
            for at in 0..=len {
                let mut parts = plain[..len].to_vec();
                let (first, second) = parts.split_at_mut(at);
                header.apply_mask(first);
                header.apply_mask_at(second, at as u64);
                assert_eq!(parts, expected, "{len} bytes split at {at}");
            }
        }
    }

    #[test]
    fn only_the_first_frame_of_a_data_message_may_be_compressed() {
        let read = |first: u8, format: WebSocket| format.header_len(&[first, 0], &mut Scan::default());
        for (first, accepted) in [(0xc1, true), (0x42, true), (0xc0, false), (0xc9, false), (0xe1, false)] {
            let compressed = WebSocket::new().compressed(true);
            assert_eq!(read(first, compressed).is_ok(), accepted, "{first:x}");
            assert!(read(first, compressed.compressed(false)).is_err(), "{first:x}");
        }
    }
}
