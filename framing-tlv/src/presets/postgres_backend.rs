//! Messages of a PostgreSQL server.

use framing_core::{BodyLen, ByteSink, Encode, EncodeError, Extent, Limits, Malformed, Scan, TwoPhase};

use super::Presence;
#[cfg(feature = "registry")]
use super::declare::{DynFormat, Frame, Setting, bad_header, preset};

/// Messages of a PostgreSQL server (*Frontend/Backend Protocol*, *Message Formats*).
///
/// Before the messages, the server answers each request for encryption with one byte: `S`, `G` or `N`. Those bytes are
/// also types of messages, so by default such a byte is an answer if no length below 2^24 follows. That takes one byte
/// more than the answer, which a client that waits for the answer alone does not have: it sets
/// [`with_answer`](Self::with_answer).
///
/// ```
/// use framing_core::FrameBuffer;
/// use framing_tlv::{PostgresBackend, PostgresBackendHeader};
///
/// let mut messages = FrameBuffer::new(PostgresBackend::new());
/// messages.push(b"NZ\0\0\0\x05I");
/// let answer = messages.next()?.expect("the answer is complete");
/// assert_eq!(answer.header, PostgresBackendHeader::EncryptionAnswer(b'N'));
/// assert_eq!(messages.next()?.expect("ReadyForQuery").body(), b"I");
/// # Ok::<(), framing_core::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PostgresBackend {
    answer: Presence,
    is_started: bool,
}

/// The header of a [`PostgresBackend`] message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum PostgresBackendHeader {
    /// The answer to a request for encryption: `S` or `G` accepts, `N` refuses.
    EncryptionAnswer(u8),
    /// A message.
    #[cfg_attr(feature = "serde", serde(untagged))]
    Message {
        /// The type.
        kind: u8,
        /// The length, which includes itself. Ignored when the header is encoded.
        length: u32,
    },
}

impl Default for PostgresBackendHeader {
    /// Returns the header of ReadyForQuery.
    fn default() -> Self {
        Self::Message { kind: b'Z', length: 4 }
    }
}

/// The longest body: `PQ_LARGE_MESSAGE_LIMIT` without the length.
const LONGEST: u64 = (1 << 30) - 6;

impl PostgresBackend {
    /// Creates the format for the start of a connection.
    #[must_use]
    pub const fn new() -> Self {
        Self { answer: Presence::Optional, is_started: false }
    }

    /// Sets whether the stream starts with the answer to a request for encryption.
    #[must_use]
    pub const fn with_answer(mut self, answer: Presence) -> Self {
        self.answer = answer;
        self
    }

    /// Decides whether the stream continues with an answer; `None` if the second byte decides and is missing.
    fn is_answer(self, seen: &[u8]) -> Option<bool> {
        match (self.answer, seen) {
            (Presence::Absent, _) => Some(false),
            _ if self.is_started => Some(false),
            (Presence::Required, [first, ..]) => Some(is_answer_byte(*first)),
            (_, [first, ..]) if !is_answer_byte(*first) => Some(false),
            (_, [_, second, ..]) => Some(*second != 0),
            _ => None,
        }
    }
}

const fn is_answer_byte(byte: u8) -> bool {
    matches!(byte, b'S' | b'G' | b'N')
}

fn check_kind(kind: u8) -> Result<(), Malformed> {
    if kind.is_ascii_alphanumeric() { Ok(()) } else { Err(Malformed::new(0, "the type of a message")) }
}

impl TwoPhase for PostgresBackend {
    type Header = PostgresBackendHeader;

    #[inline]
    fn header_len(&self, seen: &[u8], _: &mut Scan) -> Result<Extent, Malformed> {
        let Some(&first) = seen.first() else { return Ok(Extent::AtLeast(1)) };
        match self.is_answer(seen) {
            Some(true) => return Ok(Extent::Exact(1)),
            None => return Ok(Extent::AtLeast(2)),
            Some(false) if self.answer == Presence::Required && !self.is_started => {
                return Err(Malformed::new(0, "S, G or N, the answer to a request for encryption"));
            }
            Some(false) => check_kind(first)?,
        }
        match seen.get(1..5).and_then(<[u8]>::first_chunk) {
            Some(&length) => match i32::from_be_bytes(length) {
                ..0 => Err(Malformed::new(1, "a length that is not negative")),
                0..4 => Err(Malformed::new(1, "a length that includes itself")),
                _ => Ok(Extent::Exact(5)),
            },
            None => Ok(Extent::Exact(5)),
        }
    }

    #[inline]
    fn header(&self, bytes: &[u8]) -> Result<PostgresBackendHeader, Malformed> {
        match *bytes {
            [answer] => Ok(PostgresBackendHeader::EncryptionAnswer(answer)),
            [kind, a, b, c, d] => {
                Ok(PostgresBackendHeader::Message { kind, length: u32::from_be_bytes([a, b, c, d]) })
            }
            _ => Err(Malformed::new(bytes.len(), "a complete header")),
        }
    }

    #[inline]
    fn body_len(&self, header: &PostgresBackendHeader) -> Result<BodyLen, Malformed> {
        Ok(BodyLen::Exact(match *header {
            PostgresBackendHeader::EncryptionAnswer(_) => 0,
            PostgresBackendHeader::Message { length, .. } => u64::from(length).saturating_sub(4),
        }))
    }

    #[inline]
    fn end_frame(&mut self, header: &PostgresBackendHeader, _: &[u8]) -> Result<(), Malformed> {
        // After a refusal, the client may ask for the other kind of encryption.
        match header {
            PostgresBackendHeader::EncryptionAnswer(_) => self.answer = Presence::Optional,
            PostgresBackendHeader::Message { .. } => self.is_started = true,
        }
        Ok(())
    }

    fn limits(&self) -> Limits {
        Limits::DEFAULT.with_body(LONGEST)
    }
}

impl Encode for PostgresBackend {
    fn encode_header<B: ByteSink>(
        &self,
        header: &PostgresBackendHeader,
        body_len: u64,
        out: &mut B,
    ) -> Result<(), EncodeError> {
        match *header {
            PostgresBackendHeader::EncryptionAnswer(answer) => {
                if self.is_started || self.answer == Presence::Absent || !is_answer_byte(answer) {
                    return Err(EncodeError::Invalid("S, G or N, before the first message"));
                }
                EncodeError::fit(body_len, 0)?;
                out.put_u8(answer);
            }
            PostgresBackendHeader::Message { kind, .. } => {
                check_kind(kind).map_err(|refused| EncodeError::Invalid(refused.expected))?;
                let length = EncodeError::fit(body_len, LONGEST)? + 4;
                out.put_u8(kind);
                out.put_uint(length, 4);
            }
        }
        Ok(())
    }
}

#[cfg(feature = "registry")]
const SETTINGS: &[Setting<PostgresBackend>] = &[Setting::new(
    "preface",
    "whether the stream starts with the one-byte answer to a request for encryption: optional, which is the default, required or none",
    |format: &mut PostgresBackend, value| {
        *format = format.with_answer(Presence::from_name(value.as_str())?);
        Ok(())
    },
)];

#[cfg(feature = "registry")]
preset! {
    "postgres-backend", "the one-byte answer to a request for encryption; type, 4-byte length that includes itself, message",
    "PostgreSQL, Frontend/Backend Protocol, Message Formats",
    make: || DynFormat::with_settings(PostgresBackend::new(), SETTINGS).with_diagram("[answer:1] or [type:1][length:4 BE counts itself][body]"),
    aliases: ["postgres", "postgresql", "pg"],
    samples: ["ready-for-query": [
        Frame::new(b"Z\x00\x00\x00\x05", b"I"),
        Frame::new(b"1\x00\x00\x00\x04", b""),
        Frame::new(b"S\x00\x00\x00\x06", b"a\0"),
    ]],
    rejects: [
        bad_header("below-itself", b"Z\x00\x00\x00\x03", 1),
        bad_header("negative", b"Z\xff\xff\xff\xff", 1),
    ],
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use framing_core::{FrameBuffer, Outcome};

    use super::*;

    type Read = (Vec<usize>, Result<(), (Outcome, u64)>);
    type Case = (Presence, &'static [&'static [u8]], Read);

    /// The lengths of the frames, read byte by byte, and how the stream ends.
    fn read(answer: Presence, bytes: &[u8]) -> Read {
        let mut frames = FrameBuffer::new(PostgresBackend::new().with_answer(answer));
        let mut lengths = Vec::new();
        for step in 0..=bytes.len() {
            match bytes.get(step) {
                Some(byte) => frames.push(&[*byte]),
                None => frames.end(),
            }
            loop {
                match frames.next() {
                    Ok(Some(frame)) => lengths.push(frame.bytes().len()),
                    Ok(None) => break,
                    Err(error) => return (lengths, Err((error.outcome(), error.offset()))),
                }
            }
        }
        (lengths, Ok(()))
    }

    #[test]
    fn answers_are_told_from_messages() {
        use Presence::{Absent, Optional, Required};
        const AUTHENTICATION: &[u8] = b"R\0\0\0\x08\0\0\0\0";
        const STATUS: &[u8] = b"S\0\0\0\x06a\0";
        let refused = |at| Err((Outcome::Malformed, at));
        let cases: [Case; 8] = [
            (Optional, &[b"GN", AUTHENTICATION, STATUS], ([1, 1, 9, 7].into(), Ok(()))),
            (Optional, &[STATUS, STATUS], ([7, 7].into(), Ok(()))),
            (Optional, &[b"S", b"\x16\x03\x03"], ([1].into(), refused(1))),
            (Optional, &[b"S"], ([].into(), Err((Outcome::Truncated, 1)))),
            (Required, &[b"S"], ([1].into(), Ok(()))),
            (Required, &[b"N", AUTHENTICATION, STATUS], ([1, 9, 7].into(), Ok(()))),
            (Required, &[AUTHENTICATION], ([].into(), refused(0))),
            (Absent, &[b"NR\0\0"], ([].into(), Err((Outcome::Truncated, 4)))),
        ];
        for (answer, bytes, expected) in cases {
            let bytes = bytes.concat();
            assert_eq!(read(answer, &bytes), expected, "{answer:?} {bytes:02x?}");
        }
    }
}
