//! One field line, byte by byte.

use super::FieldSyntax;
use super::class::{is_space, is_token, is_value, value_len};
use crate::Malformed;

/// The state of a parser of field lines, up to the empty line that ends them.
///
/// A search keeps this state, so that no byte is examined twice however the bytes arrive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
// Exhaustive on purpose: searches pack its number.
pub enum FieldLine {
    /// At the start of a line.
    Start,
    /// In the name of a field.
    Name,
    /// In whitespace after the name.
    AfterName,
    /// After the colon.
    Value,
    /// After the CR of a field line.
    LineFeed,
    /// After the CR of the empty line.
    LastLineFeed,
    /// After the empty line.
    End,
}

impl FieldLine {
    /// All states, in the order of their numbers.
    pub const ALL: [Self; 7] = [
        Self::Start,
        Self::Name,
        Self::AfterName,
        Self::Value,
        Self::LineFeed,
        Self::LastLineFeed,
        Self::End,
    ];

    /// Returns the state after `byte`.
    ///
    /// At the start of a line, the caller decides whether whitespace continues the line before it.
    ///
    /// # Errors
    ///
    /// [`Malformed`] when the byte `at` is not allowed here.
    #[inline]
    pub fn step(self, at: usize, byte: u8, syntax: FieldSyntax) -> Result<Self, Malformed> {
        Ok(match (self, byte) {
            (Self::Start, b'\r') => Self::LastLineFeed,
            (Self::Start, b'\n') if syntax.allows_bare_lf() => Self::End,
            (Self::Name | Self::AfterName, b':') => Self::Value,
            (Self::Start | Self::Name, _) if syntax.allows_in_name(byte) => Self::Name,
            (Self::Start, _) => return refuse(at, "a field name or an empty line"),
            (Self::Name | Self::AfterName, b' ' | b'\t') if syntax.allows_space_before_colon() => {
                Self::AfterName
            }
            (Self::Name, _) => return refuse(at, "a character of a field name or ':'"),
            (Self::AfterName, _) => return refuse(at, "':'"),
            (Self::Value, b'\r') => Self::LineFeed,
            (Self::Value, b'\n') if syntax.allows_bare_lf() => Self::Start,
            (Self::Value, _) if syntax.allows_in_value(byte) => Self::Value,
            (Self::Value, _) => return refuse(at, "a character of a field value or CR LF"),
            (Self::LineFeed, b'\n') => Self::Start,
            (Self::LastLineFeed, b'\n') => Self::End,
            (Self::LineFeed | Self::LastLineFeed, _) => return refuse(at, "LF after CR"),
            (Self::End, _) => return refuse(at, "nothing after the empty line"),
        })
    }

    /// Counts the bytes at the front of `rest` that leave the state as it is.
    #[inline]
    #[must_use]
    pub fn skip(self, rest: &[u8]) -> usize {
        match self {
            Self::Name => rest.iter().take_while(|byte| is_token(**byte)).count(),
            Self::Value => value_len(rest),
            _ => 0,
        }
    }
}

impl FieldSyntax {
    fn allows_in_name(self, byte: u8) -> bool {
        is_token(byte) || self.allows_any_name() && !matches!(byte, b':' | b'\r' | b'\n' | 0)
    }

    fn allows_in_value(self, byte: u8) -> bool {
        is_value(byte) || self.allows_control_in_value() && !matches!(byte, b'\r' | b'\n' | 0)
    }

    /// Returns whether `byte`, at the start of a line, continues the field line before it.
    #[must_use]
    #[inline]
    pub const fn folds(self, byte: u8) -> bool {
        self.allows_folding() && is_space(byte)
    }
}

/// Refuses the byte `at`.
pub(super) const fn refuse<T>(at: usize, expected: &'static str) -> Result<T, Malformed> {
    Err(Malformed::new(at, expected))
}
