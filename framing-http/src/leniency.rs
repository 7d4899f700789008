//! Named exceptions from the strict rules.

use core::fmt;
use core::ops::BitOr;
use core::str::FromStr;

use framing_core::fields::FieldSyntax;

/// A set of exceptions from the strict rules; empty by default.
///
/// Each member is an exception that an RFC allows a recipient to make, or that peers are known to need. Where two readers
/// of one stream differ in any of them, an attacker can make them see different messages; so name what a peer needs,
/// and nothing else.
///
/// ```
/// use framing_http::Leniency;
///
/// let leniency = Leniency::BARE_LF | Leniency::OBS_FOLD;
/// assert!(leniency.allows(Leniency::BARE_LF));
/// assert!(!leniency.allows(Leniency::EQUAL_LENGTHS));
/// assert_eq!(leniency.to_string(), "bare-lf,obs-fold");
/// assert_eq!("bare-lf,obs-fold".parse(), Ok(leniency));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Leniency(u16);

/// The members with their names, in the order of their bits.
macro_rules! members {
    ($($(#[$doc:meta])* $bit:literal $member:ident $name:literal)*) => {
        impl Leniency {
            $($(#[$doc])* pub const $member: Self = Self(1 << $bit);)*

            const MEMBERS: &[(Self, &'static str)] = &[$((Self::$member, $name)),*];
        }
    };
}

members! {
    /// A lone LF ends a line of a head or of a trailer section: "a recipient MAY recognize a single LF as a line
    /// terminator and ignore any preceding CR" (RFC 9112, section 2.2). Chunked framing has no such exception, so the
    /// empty line that ends a chunked body stays CR LF.
    0 BARE_LF "bare-lf"
    /// A line that starts with whitespace continues the field value before it (RFC 9112, section 5.2). A folded
    /// Content-Length or Transfer-Encoding stays refused.
    1 OBS_FOLD "obs-fold"
    /// Whitespace between a field name and its colon, which "a proxy MUST remove" from a response (RFC 9112, section
    /// 5.1). In a request it stays refused: "a server MUST reject" it.
    2 SPACE_BEFORE_COLON "space-before-colon"
    /// Control characters other than CR, LF and NUL in a field value, which recipients "MAY retain" (RFC 9110, section
    /// 5.5).
    3 CONTROL_IN_VALUE "control-in-value"
    /// More than one Content-Length, as fields or as a list, if all are the same number (RFC 9110, section 8.6).
    4 EQUAL_LENGTHS "equal-lengths"
    /// Transfer-Encoding overrides Content-Length (RFC 9112, section 6.3, item 3). The connection must be closed after
    /// such a message (section 6.1).
    5 TRANSFER_ENCODING_OVER_LENGTH "transfer-encoding-over-length"
    /// Spaces and tabs after a chunk size that has no extension, which old servers pad with (RFC 9112, section 7.1.1,
    /// has whitespace only before a `;`).
    6 SPACE_AFTER_SIZE "space-after-size"
    /// Empty elements in a Transfer-Encoding list, which a recipient of lists parses and ignores (RFC 9110, section
    /// 5.6.1.2).
    7 EMPTY_LIST_ELEMENTS "empty-list-elements"
    /// Any number of empty lines before a request line, where "at least one" is ignored (RFC 9112, section 2.2).
    8 EMPTY_LINES "empty-lines"
    /// Runs of spaces and tabs between the words of a start line and after them (RFC 9112, section 3, and section 4).
    9 START_LINE_SPACE "start-line-space"
    /// A status line that ends after the status code, without the space (RFC 9112, section 4, demands the space).
    10 NO_REASON "no-reason"
    /// A Transfer-Encoding in HTTP/1.0, read as in HTTP/1.1 with the connection closed afterwards (RFC 9112, section
    /// 6.1).
    11 TRANSFER_ENCODING_IN_1_0 "transfer-encoding-in-1.0"
    /// An empty line before a status line, which some servers send after a body (RFC 9112, section 2.2, ignores it before
    /// request lines only).
    12 EMPTY_LINE_BEFORE_STATUS "empty-line-before-status"
    /// Bytes of 0x80 and above in a request target, which browsers of old send unescaped (RFC 3986 has none).
    13 NON_ASCII_TARGET "non-ascii-target"
    /// Lines that start with whitespace between the start line and the first field, which a recipient may "consume [...]
    /// without further processing" (RFC 9112, section 2.2). They are skipped.
    14 SPACE_BEFORE_FIRST_FIELD "space-before-first-field"
}

impl Leniency {
    /// The strict rules.
    pub const NONE: Self = Self(0);

    /// Returns whether the set contains all of `exceptions`.
    #[must_use]
    #[inline]
    pub const fn allows(self, exceptions: Self) -> bool {
        self.0 & exceptions.0 == exceptions.0
    }

    /// Returns the union of the two sets.
    #[must_use]
    pub const fn and(self, others: Self) -> Self {
        Self(self.0 | others.0)
    }

    /// Returns the exceptions of this set that are not in `others`.
    #[must_use]
    pub const fn without(self, others: Self) -> Self {
        Self(self.0 & !others.0)
    }

    /// Iterates over the single exceptions, with the names that the command line uses.
    pub fn all() -> impl Iterator<Item = (Self, &'static str)> {
        Self::MEMBERS.iter().copied()
    }

    /// Returns the exception with this name.
    ///
    /// ```
    /// use framing_http::Leniency;
    ///
    /// assert_eq!(Leniency::from_name("obs-fold"), Some(Leniency::OBS_FOLD));
    /// assert_eq!(Leniency::from_name("anything"), None);
    /// ```
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::all().find(|(_, known)| *known == name).map(|(exception, _)| exception)
    }

    /// Returns the syntax of field lines with these exceptions.
    #[must_use]
    pub const fn field_syntax(self) -> FieldSyntax {
        let mut syntax = FieldSyntax::STRICT;
        if self.allows(Self::BARE_LF) {
            syntax = syntax.allow_bare_lf();
        }
        if self.allows(Self::OBS_FOLD) {
            syntax = syntax.allow_folding();
        }
        if self.allows(Self::SPACE_BEFORE_COLON) {
            syntax = syntax.allow_space_before_colon();
        }
        if self.allows(Self::CONTROL_IN_VALUE) {
            syntax = syntax.allow_control_in_value();
        }
        syntax
    }
}

impl BitOr for Leniency {
    type Output = Self;

    fn bitor(self, others: Self) -> Self {
        self.and(others)
    }
}

/// Writes the names, separated by commas.
impl fmt::Display for Leniency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut names = Self::all().filter(|(exception, _)| self.allows(*exception)).map(|(_, name)| name);
        f.write_str(names.next().unwrap_or("none"))?;
        names.try_for_each(|name| write!(f, ",{name}"))
    }
}

/// A name that is not that of a [`Leniency`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnknownLeniency;

impl fmt::Display for UnknownLeniency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected names of leniencies, separated by commas; help: the names are ")?;
        Leniency::all().enumerate().try_for_each(|(index, (_, name))| {
            f.write_str(if index == 0 { "" } else { ", " })?;
            f.write_str(name)
        })
    }
}

impl core::error::Error for UnknownLeniency {}

/// Parses names separated by commas; `none` is the empty set.
impl FromStr for Leniency {
    type Err = UnknownLeniency;

    fn from_str(names: &str) -> Result<Self, UnknownLeniency> {
        let known = |name: &str| match name.trim() {
            "none" => Some(Self::NONE),
            name => Self::from_name(name),
        };
        names.split(',').try_fold(Self::NONE, |all, name| Some(all | known(name)?)).ok_or(UnknownLeniency)
    }
}

#[cfg(test)]
mod tests {
    use std::string::ToString;

    use super::*;

    #[test]
    fn each_has_a_name_and_a_bit_of_its_own() {
        let mut all = Leniency::NONE;
        for (leniency, name) in Leniency::all() {
            assert!(!all.allows(leniency), "{name}");
            all = all | leniency;
            assert_eq!((leniency.to_string(), name.parse()), (name.to_string(), Ok(leniency)));
        }
        assert_eq!(all.to_string().parse(), Ok(all));
        assert_eq!((Leniency::NONE.to_string(), "none".parse()), ("none".to_string(), Ok(Leniency::NONE)));
        assert_eq!("bare-lf, x".parse::<Leniency>(), Err(UnknownLeniency));
    }
}
