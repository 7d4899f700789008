//! What PostgreSQL clients send.

use framing_core::{BodyLen, ByteSink, Encode, EncodeError, Extent, Limits, Malformed, Scan, TwoPhase};

#[cfg(feature = "registry")]
use super::declare::{DynFormat, Frame, Phase, Reject, Setting, bad_header, preset};
use crate::header::big_endian;

/// Messages from a client of PostgreSQL (*Frontend/Backend Protocol*, *Message Formats*).
///
/// A start-up message has no type: its length comes first. Requests for encryption (`SSLRequest`, `GSSENCRequest`) have
/// the same form, and another start-up message follows them; after any other, every message has a type. The one byte
/// with which a server answers such a request is not part of this stream.
///
/// ```
/// use framing_core::{Decoder, Step};
/// use framing_tlv::PostgresFrontend;
///
/// let mut messages = Decoder::new(PostgresFrontend::new());
/// let Ok(Step::Done(startup)) = messages.decode(b"\0\0\0\x09\0\x03\0\0\0") else { panic!("it is complete") };
/// assert_eq!((startup.header.kind, startup.body()), (None, &b"\0\x03\0\0\0"[..]));
/// let Ok(Step::Done(query)) = messages.decode(b"X\0\0\0\x04") else { panic!("it is complete") };
/// assert_eq!(query.header.kind, Some(b'X'));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PostgresFrontend {
    untyped: Untyped,
    /// The first bytes of a start-up message's body, as a number, and how many they are.
    code: u32,
    seen: u8,
}

/// Which messages have no type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Untyped {
    /// Those up to the first that is no request for encryption.
    UntilStartup,
    /// This number of bytes more.
    Next(u64),
}

/// The header of a [`PostgresFrontend`] message.
// Exhaustive on purpose: the protocol fixes the fields.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct PostgresHeader {
    /// The type; none of a start-up message.
    pub kind: Option<u8>,
    /// The length, which counts itself. Not looked at when the header is written.
    pub length: u32,
}

/// Start-up messages are shorter (`MAX_STARTUP_PACKET_LENGTH`).
const LONGEST_STARTUP: u64 = 10_000;
const ENCRYPTION_REQUESTS: [u32; 2] = [80_877_103, 80_877_104];

impl Default for PostgresFrontend {
    fn default() -> Self {
        Self::new()
    }
}

impl PostgresFrontend {
    /// The start of a connection.
    #[must_use]
    pub const fn new() -> Self {
        Self { untyped: Untyped::UntilStartup, code: 0, seen: 0 }
    }

    /// A stream whose first `frames` messages have no type, whatever they are; all have one if it is 0.
    #[must_use]
    pub const fn startup_frames(mut self, frames: u64) -> Self {
        self.untyped = Untyped::Next(frames);
        self
    }

    fn is_startup(&self) -> bool {
        self.untyped != Untyped::Next(0)
    }

    /// Bytes before the length.
    fn before_length(&self) -> usize {
        if self.is_startup() { 0 } else { 1 }
    }

    fn longest(&self) -> u64 {
        if self.is_startup() { LONGEST_STARTUP - 4 } else { (1 << 30) - 6 }
    }

    fn check_length(&self, length: u64) -> Result<(), Malformed> {
        let at = self.before_length();
        match length {
            0..4 => Err(Malformed::new(at, "a length that covers itself")),
            0x8000_0000.. => Err(Malformed::new(at, "a length that is not negative")),
            _ if self.is_startup() && length > LONGEST_STARTUP => {
                Err(Malformed::new(at, "a start-up message of at most 10000 bytes"))
            }
            _ => Ok(()),
        }
    }
}

impl TwoPhase for PostgresFrontend {
    type Header = PostgresHeader;

    #[inline]
    fn header_len(&self, _: &[u8], _: &mut Scan) -> Result<Extent, Malformed> {
        Ok(Extent::Exact(self.before_length() + 4))
    }

    #[expect(clippy::cast_possible_truncation, reason = "a number of 4 bytes")]
    #[inline]
    fn header(&self, bytes: &[u8]) -> Result<PostgresHeader, Malformed> {
        let length = big_endian(bytes.get(self.before_length()..).unwrap_or_default());
        self.check_length(length)?;
        let kind = if self.is_startup() { None } else { bytes.first().copied() };
        Ok(PostgresHeader { kind, length: length as u32 })
    }

    #[inline]
    fn body_len(&self, header: &PostgresHeader) -> Result<BodyLen, Malformed> {
        Ok(BodyLen::Exact(u64::from(header.length).saturating_sub(4)))
    }

    fn observe_body(&mut self, _: &PostgresHeader, piece: &[u8]) {
        for &byte in piece.iter().take(4_usize.saturating_sub(self.seen.into())) {
            self.code = self.code << 8 | u32::from(byte);
            self.seen += 1;
        }
    }

    fn end_frame(&mut self, _: &PostgresHeader, _: &[u8]) -> Result<(), Malformed> {
        let asks_for_encryption = self.seen == 4 && ENCRYPTION_REQUESTS.contains(&self.code);
        (self.code, self.seen) = (0, 0);
        self.untyped = match self.untyped {
            Untyped::UntilStartup if asks_for_encryption => Untyped::UntilStartup,
            Untyped::UntilStartup => Untyped::Next(0),
            Untyped::Next(frames) => Untyped::Next(frames.saturating_sub(1)),
        };
        Ok(())
    }

    fn limits(&self) -> Limits {
        Limits::DEFAULT.with_body((1 << 30) - 6)
    }
}

impl Encode for PostgresFrontend {
    #[expect(clippy::cast_possible_truncation, reason = "checked to be at most the highest of 4 bytes")]
    fn encode_header<B: ByteSink>(
        &self,
        header: &PostgresHeader,
        body_len: u64,
        out: &mut B,
    ) -> Result<(), EncodeError> {
        let length = EncodeError::fit(body_len, self.longest())? + 4;
        match (self.is_startup(), header.kind) {
            (true, None) => {}
            // An empty header is that of a query.
            (false, kind) => out.put_u8(kind.unwrap_or(b'Q')),
            (true, Some(_)) => return Err(EncodeError::Invalid("a start-up message, which has no type")),
        }
        out.put_u32(length as u32);
        Ok(())
    }
}

#[cfg(feature = "registry")]
const SETTINGS: &[Setting<PostgresFrontend>] = &[Setting::new(
    "startup_frames",
    "how many messages without a type come first; by default those up to the first that asks for no encryption",
    |format: &mut PostgresFrontend, value| {
        *format = format.startup_frames(value.as_u64().ok_or("a number of messages")?);
        Ok(())
    },
)];

#[cfg(feature = "registry")]
preset! {
    "postgres-frontend", "a start-up message without a type; then type, 4-byte length that counts itself, message",
    "PostgreSQL, Frontend/Backend Protocol, Message Formats",
    make: || DynFormat::with_settings(PostgresFrontend::new(), SETTINGS).with_diagram("[length:4 BE counts itself][body] or [type:1][length:4 BE counts itself][body]"),
    samples: [once "encryption-startup-query": [
        Frame::new(b"\x00\x00\x00\x08", b"\x04\xd2\x16\x2f"),
        Frame::new(b"\x00\x00\x00\x09", b"\x00\x03\x00\x00\x00"),
        Frame::new(b"Q\x00\x00\x00\x06", b";\x00"),
        Frame::new(b"X\x00\x00\x00\x04", b""),
    ]],
    rejects: [
        bad_header("below-itself", b"\x00\x00\x00\x03", 0),
        bad_header("long-startup", b"\x00\x00\x27\x11", 0),
        Reject::malformed("negative", b"\0\0\0\x09\0\x03\0\0\0Q\xff\xff\xff\xff", 1, 10, Phase::Header),
    ],
}
