//! Bytes as hex digits in JSON.

use std::fmt;

use data_encoding::{DecodeError, DecodeKind, HEXLOWER_PERMISSIVE};
use serde::de::{self, Deserialize, Deserializer, Visitor};

/// A JSON string that should be hex digits, borrowed from the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Digits<'a>(&'a str);

/// Digits that are no bytes.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct NotHex {
    /// How many digits of the text are right.
    pub(crate) position: usize,
    text: String,
}

impl<'a> Digits<'a> {
    /// Returns how many bytes they encode.
    pub(crate) fn byte_len(self) -> usize {
        self.0.len() / 2
    }

    /// Appends the bytes to `out`.
    pub(crate) fn append_to(self, out: &mut Vec<u8>) -> Result<(), NotHex> {
        let start = out.len();
        let bytes = HEXLOWER_PERMISSIVE.decode_len(self.0.len()).map_err(|error| self.refusal(error))?;
        out.resize(start + bytes, 0);
        let room = out.get_mut(start..).unwrap_or_default();
        match HEXLOWER_PERMISSIVE.decode_mut(self.0.as_bytes(), room) {
            Ok(_) => Ok(()),
            Err(partial) => Err(self.refusal(partial.error)),
        }
    }

    /// Where in `line`, which the digits are borrowed from, they begin.
    pub(crate) fn place_in(self, line: &'a [u8]) -> usize {
        self.0.as_ptr().addr().saturating_sub(line.as_ptr().addr())
    }

    fn refusal(self, error: DecodeError) -> NotHex {
        let text = match (error.kind, self.0.get(error.position..).and_then(|rest| rest.chars().next())) {
            (DecodeKind::Symbol, Some(found)) => {
                format!("expected a hex digit, found {found:?} as character {}", error.position + 1)
            }
            _ => format!("expected hex digits in pairs, found {} digits", self.0.len()),
        };
        NotHex { position: error.position, text }
    }
}

impl fmt::Display for NotHex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Digits<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(DigitsVisitor)
    }
}

struct DigitsVisitor;

impl<'de> Visitor<'de> for DigitsVisitor {
    type Value = Digits<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string of hex digits")
    }

    fn visit_borrowed_str<E: de::Error>(self, text: &'de str) -> Result<Digits<'de>, E> {
        Ok(Digits(text))
    }

    fn visit_str<E: de::Error>(self, _: &str) -> Result<Digits<'de>, E> {
        Err(E::custom("expected hex digits without escapes"))
    }
}

/// Bytes, read from hex digits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Hex(pub(crate) Vec<u8>);

impl<'de> Deserialize<'de> for Hex {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut bytes = Vec::new();
        match Digits::deserialize(deserializer)?.append_to(&mut bytes) {
            Ok(()) => Ok(Self(bytes)),
            Err(not_hex) => Err(de::Error::custom(not_hex)),
        }
    }
}
