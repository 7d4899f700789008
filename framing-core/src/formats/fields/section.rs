//! Sections of field lines: the search for the end, and the length that they announce.

mod search;
#[cfg(test)]
mod tests;

use core::ops::Range;

use self::search::Search;
use super::line::refuse;
use super::{FieldSyntax, RepeatedLength};
use crate::{Extent, Malformed, Scan};

/// Describes a header of field lines that ends with an empty line, and the field that announces the length of the body.
///
/// ```
/// use framing_core::fields::{FieldSection, RepeatedLength};
/// use framing_core::{Extent, Scan};
///
/// let section = FieldSection::new().with_start_line().with_repeated_length(RepeatedLength::Equal);
/// let names = ["Content-Length", "l"];
/// let head = b"OPTIONS a SIP/2.0\r\nl: 2\r\n\r\n";
/// assert_eq!(section.head_len(&names, head, &mut Scan::default()), Ok(Extent::Exact(head.len())));
/// assert_eq!(section.length(&names, head)?.map(|length| length.value), Some(2));
///
/// let refused = section.length(&names, b"OPTIONS a SIP/2.0\r\nl: 2\r\nl: 3\r\n\r\n");
/// assert_eq!(refused.unwrap_err().at, 28);
/// # Ok::<(), framing_core::Malformed>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FieldSection {
    syntax: FieldSyntax,
    max_fields: u16,
    repeats: RepeatedLength,
    options: u8,
}

const START_LINE: u8 = 1;
const EMPTY_LINES: u8 = 2;
const EXACT_CASE: u8 = 4;
const REQUIRED: u8 = 8;
const FOLDED_LENGTH: u8 = 16;

/// A length that was found in a section.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FieldLength {
    /// The number.
    pub value: u64,
    /// The range of its digits.
    pub range: Range<usize>,
}

impl Default for FieldSection {
    fn default() -> Self {
        Self::new()
    }
}

impl FieldSection {
    /// The most field lines that a limit can allow.
    pub const MAX_FIELDS: u16 = 4095;

    /// Creates a section that is read as strictly as the fields of HTTP/1.1, with at most 4,095 fields.
    #[must_use]
    pub const fn new() -> Self {
        let (syntax, repeats) = (FieldSyntax::STRICT, RepeatedLength::Refused);
        Self { syntax, max_fields: Self::MAX_FIELDS, repeats, options: 0 }
    }

    /// Sets the syntax of the field lines.
    #[must_use]
    pub const fn with_syntax(mut self, syntax: FieldSyntax) -> Self {
        self.syntax = syntax;
        self
    }

    /// Sets the most field lines; at most [`MAX_FIELDS`](Self::MAX_FIELDS).
    #[must_use]
    pub const fn with_max_fields(mut self, fields: u16) -> Self {
        self.max_fields = if fields > Self::MAX_FIELDS { Self::MAX_FIELDS } else { fields };
        self
    }

    /// Sets how a second length field is treated.
    #[must_use]
    pub const fn with_repeated_length(mut self, repeats: RepeatedLength) -> Self {
        self.repeats = repeats;
        self
    }

    /// Expects a line of text without control characters before the fields.
    #[must_use]
    pub const fn with_start_line(self) -> Self {
        self.with(START_LINE)
    }

    /// Skips empty lines before the start line.
    #[must_use]
    pub const fn with_empty_lines(self) -> Self {
        self.with(EMPTY_LINES)
    }

    /// Compares the names of the length field with their case.
    #[must_use]
    pub const fn with_exact_case(self) -> Self {
        self.with(EXACT_CASE)
    }

    /// Refuses a section without a length field.
    #[must_use]
    pub const fn with_required_length(self) -> Self {
        self.with(REQUIRED)
    }

    /// Accepts a line ending and whitespace before the digits of the length (SIP: RFC 3261, section 7.3.1).
    #[must_use]
    pub const fn with_folded_length(self) -> Self {
        self.with(FOLDED_LENGTH)
    }

    const fn with(mut self, option: u8) -> Self {
        self.options |= option;
        self
    }

    const fn has(self, option: u8) -> bool {
        self.options & option != 0
    }

    /// Finds the end of the section at the front of `seen`, whose length field has one of `names`.
    ///
    /// For [`TwoPhase::header_len`](crate::TwoPhase::header_len): each byte is examined once, and refused at once.
    ///
    /// # Errors
    ///
    /// [`Malformed`] at the first byte that is not allowed.
    pub fn head_len<N: AsRef<[u8]>>(
        &self,
        names: &[N],
        seen: &[u8],
        scan: &mut Scan,
    ) -> Result<Extent, Malformed> {
        let mut search = Search::unpack(*scan);
        let found = search.run(self, names, seen)?;
        *scan = search.pack();
        Ok(if found {
            Extent::Exact(search.position)
        } else {
            Extent::AtLeast(search.position.saturating_add(1))
        })
    }

    /// Reads the length from a complete section.
    ///
    /// # Errors
    ///
    /// As [`head_len`](Self::head_len); and when the section does not end where `head` does.
    pub fn length<N: AsRef<[u8]>>(&self, names: &[N], head: &[u8]) -> Result<Option<FieldLength>, Malformed> {
        let mut search = Search::unpack(Scan::default());
        if !search.run(self, names, head)? || search.position != head.len() {
            return refuse(search.position, "the end of the header");
        }
        let (value, range) = (search.length.value(head), search.length.range(head));
        Ok(value.zip(range).map(|(value, range)| FieldLength { value, range }))
    }

    /// Returns whether `byte` ends a line by itself.
    const fn ends_line(&self, byte: u8) -> bool {
        byte == b'\n' && self.syntax.allows_bare_lf()
    }
}
