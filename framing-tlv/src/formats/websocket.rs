//! Frames of WebSocket.

use bytes::BufMut;
use framing_core::{BodyLen, Encode, EncodeError, Extent, Malformed, Scan, TwoPhase};

use crate::front::{Front, big_endian};

/// Frames of WebSocket (RFC 6455, section 5.2). The masking key is part of the header, and the body is as on the wire.
///
/// Refused are reserved bits and opcodes, control frames that are long or fragmented, and lengths in more bytes than
/// they take. Whether frames are masked, which tells the side of the stream, is not looked at unless
/// [said](Self::masked).
///
/// ```
/// use framing_core::{Decoder, Step};
/// use framing_tlv::WebSocket;
///
/// let mut frames = Decoder::new(WebSocket::new().masked(false));
/// let Ok(Step::Done(frame)) = frames.decode(b"\x81\x02hi") else { panic!("the frame is whole") };
/// assert_eq!((frame.header.opcode(), frame.header.mask, frame.body()), (1, None, &b"hi"[..]));
/// assert!(frames.decode(b"\x81\x82").is_err(), "a server does not mask");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WebSocket {
    masked: Option<bool>,
    /// The reserved bits that an extension uses.
    reserved: u8,
}

/// The header of a [`WebSocket`] frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct WebSocketHeader {
    /// The first byte: FIN, three reserved bits, opcode.
    pub first: u8,
    /// The masking key of a frame from a client.
    pub mask: Option<[u8; 4]>,
    /// Bytes of body. Not looked at when the header is written.
    pub length: u64,
}

impl WebSocketHeader {
    /// Continuation 0, text 1, binary 2, close 8, ping 9, pong 10.
    #[must_use]
    pub const fn opcode(&self) -> u8 {
        self.first & 0x0f
    }

    /// Whether the message ends with this frame.
    #[must_use]
    pub const fn is_final(&self) -> bool {
        self.first & 0x80 != 0
    }

    /// Masks the whole body of this frame, or takes the mask off it: it is the same (section 5.3). A body that is not masked
    /// stays as it is.
    ///
    /// ```
    /// use framing_tlv::WebSocketHeader;
    ///
    /// let header = WebSocketHeader { mask: Some(*b"\x37\xfa\x21\x3d"), ..WebSocketHeader::default() };
    /// let mut body = *b"\x7f\x9f\x4d\x51\x58";
    /// header.apply_mask(&mut body);
    /// assert_eq!(&body, b"Hello");
    /// ```
    pub fn apply_mask(&self, body: &mut [u8]) {
        let Some(key) = &self.mask else { return };
        for (byte, key) in body.iter_mut().zip(key.iter().cycle()) {
            *byte ^= key;
        }
    }
}

impl Default for WebSocketHeader {
    /// A binary message that is not masked.
    fn default() -> Self {
        Self { first: 0x82, mask: None, length: 0 }
    }
}

impl WebSocket {
    /// Frames of either side.
    #[must_use]
    pub const fn new() -> Self {
        Self { masked: None, reserved: 0 }
    }

    /// Frames of a client, which are all masked, or of a server, which never are.
    #[must_use]
    pub const fn masked(mut self, masked: bool) -> Self {
        self.masked = Some(masked);
        self
    }

    /// Frames with the first reserved bit where permessage-deflate (RFC 7692) sets it.
    #[must_use]
    pub const fn compressed(mut self) -> Self {
        self.reserved = 0x40;
        self
    }

    fn check_first(self, first: u8) -> Result<(), Malformed> {
        if first & 0x70 & !self.reserved != 0 {
            return Err(Malformed::new(0, "reserved bits of zero"));
        }
        match first & 0x0f {
            0..=2 => Ok(()),
            8..=10 if first & 0x80 != 0 => Ok(()),
            8..=10 => Err(Malformed::new(0, "a control frame that is not fragmented")),
            _ => Err(Malformed::new(0, "an opcode that is not reserved")),
        }
    }

    fn check_second(self, first: u8, second: u8) -> Result<(), Malformed> {
        if self.masked.is_some_and(|masked| masked != (second & 0x80 != 0)) {
            return Err(Malformed::new(1, "a mask on every frame of a client and on none of a server"));
        }
        if first & 0x08 != 0 && second & 0x7f > 125 {
            return Err(Malformed::new(1, "a control frame of at most 125 bytes"));
        }
        Ok(())
    }

    fn read(self, seen: &[u8]) -> Result<Front<WebSocketHeader>, Malformed> {
        let Some(&first) = seen.first() else { return Ok(Front::Need(2)) };
        self.check_first(first)?;
        let Some(&second) = seen.get(1) else { return Ok(Front::Need(2)) };
        self.check_second(first, second)?;
        let (width, least) = match second & 0x7f {
            126 => (2, 126),
            127 => (8, 0x1_0000),
            _ => (0, 0),
        };
        let length = match seen.get(2..2 + width) {
            Some([]) => u64::from(second & 0x7f),
            Some(bytes) => check_length(big_endian(bytes), least)?,
            None => return Ok(Front::Need(2 + width + key_width(second))),
        };
        let end = 2 + width + key_width(second);
        let Some(key) = seen.get(2 + width..end) else { return Ok(Front::Need(end)) };
        Ok(Front::Whole(WebSocketHeader { first, mask: key.first_chunk().copied(), length }, end))
    }
}

const fn key_width(second: u8) -> usize {
    if second & 0x80 == 0 { 0 } else { 4 }
}

fn check_length(length: u64, least: u64) -> Result<u64, Malformed> {
    if length >> 63 != 0 {
        return Err(Malformed::new(2, "a length below 2^63"));
    }
    if length < least {
        return Err(Malformed::new(2, "a length in as few bytes as can say it"));
    }
    Ok(length)
}

impl TwoPhase for WebSocket {
    type Header = WebSocketHeader;

    #[inline]
    fn header_len(&self, seen: &[u8], _: &mut Scan) -> Result<Extent, Malformed> {
        Ok(self.read(seen)?.extent(seen.len()))
    }

    #[inline]
    fn header(&self, bytes: &[u8]) -> Result<WebSocketHeader, Malformed> {
        self.read(bytes)?.whole()
    }

    #[inline]
    fn body_len(&self, header: &WebSocketHeader) -> Result<BodyLen, Malformed> {
        Ok(BodyLen::Exact(header.length))
    }
}

impl Encode for WebSocket {
    fn encode_header<B: BufMut>(
        &self,
        header: &WebSocketHeader,
        body_len: u64,
        out: &mut B,
    ) -> Result<(), EncodeError> {
        let invalid = |refused: Malformed| EncodeError::Invalid(refused.expected);
        let mask = if header.mask.is_some() { 0x80 } else { 0 };
        let second = mask
            | if body_len < 126 {
                body_len as u8
            } else if body_len <= 0xffff {
                126
            } else {
                127
            };
        self.check_first(header.first).map_err(invalid)?;
        self.check_second(header.first, second).map_err(invalid)?;
        EncodeError::fit(body_len, i64::MAX as u64)?;
        out.put_u8(header.first);
        out.put_u8(second);
        match second & 0x7f {
            126 => out.put_u16(body_len as u16),
            127 => out.put_u64(body_len),
            _ => {}
        }
        out.put_slice(header.mask.as_ref().map_or(&[], |key| key.as_slice()));
        Ok(())
    }
}
