//! Named exceptions from the strict reading.

use core::fmt;
use core::ops::BitOr;

/// What is let through that the strict reading refuses. Nothing, unless named.
///
/// Each member is an exception that an RFC lets a recipient make, or that peers are known to need. Where two readers
/// of one stream differ in any of them, an attacker can make them see different messages; so name what a peer needs,
/// and nothing else.
///
/// ```
/// use framing_chunked::Leniency;
///
/// let leniency = Leniency::BARE_LF | Leniency::OBS_FOLD;
/// assert!(leniency.allows(Leniency::BARE_LF));
/// assert!(!leniency.allows(Leniency::EQUAL_LENGTHS));
/// assert_eq!(leniency.to_string(), "bare-lf, obs-fold");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Leniency(u16);

impl Leniency {
    /// The strict reading.
    pub const NONE: Self = Self(0);
    /// A lone LF ends a line of a head or of a trailer section: "a recipient MAY recognize a single LF as a line
    /// terminator and ignore any preceding CR" (RFC 9112, section 2.2). Chunked framing has no such exception.
    pub const BARE_LF: Self = Self(1);
    /// A line that starts with whitespace goes on with the field value before it (RFC 9112, section 5.2). Not so for
    /// Content-Length and Transfer-Encoding, which stay refused when folded.
    pub const OBS_FOLD: Self = Self(1 << 1);
    /// Whitespace between a field name and its colon, which "a proxy MUST remove" from a response (RFC 9112, section
    /// 5.1). In a request it stays refused: "a server MUST reject" it.
    pub const SPACE_BEFORE_COLON: Self = Self(1 << 2);
    /// Control characters other than CR, LF and NUL in a field value, which recipients "MAY retain" (RFC 9110, section
    /// 5.5).
    pub const CONTROL_IN_VALUE: Self = Self(1 << 3);
    /// More than one Content-Length, as fields or as a list, all saying the same number (RFC 9110, section 8.6).
    pub const EQUAL_LENGTHS: Self = Self(1 << 4);
    /// Transfer-Encoding overrides Content-Length (RFC 9112, section 6.3, item 3). The connection must be closed after
    /// such a message (section 6.1).
    pub const TRANSFER_ENCODING_OVER_LENGTH: Self = Self(1 << 5);
    /// Spaces and tabs behind a chunk size that has no extension, which old servers pad with (RFC 9112, section 7.1.1,
    /// has whitespace only in front of a `;`).
    pub const SPACE_AFTER_SIZE: Self = Self(1 << 6);
    /// Empty elements in a Transfer-Encoding list, which a recipient of lists parses and ignores (RFC 9110, section
    /// 5.6.1.2).
    pub const EMPTY_LIST_ELEMENTS: Self = Self(1 << 7);
    /// Any number of empty lines in front of a request line, where "at least one" is ignored (RFC 9112, section 2.2).
    pub const EMPTY_LINES: Self = Self(1 << 8);
    /// Spaces and tabs in runs between the words of a start line and behind them (RFC 9112, section 3, and section 4).
    pub const START_LINE_SPACE: Self = Self(1 << 9);
    /// A status line that ends behind the status code, without the space (RFC 9112, section 4, demands the space).
    pub const NO_REASON: Self = Self(1 << 10);
    /// A Transfer-Encoding in HTTP/1.0, to be read as in HTTP/1.1 with the connection closed afterwards (RFC 9112,
    /// section 6.1).
    pub const TRANSFER_ENCODING_IN_1_0: Self = Self(1 << 11);

    const NAMES: [(Self, &'static str); 12] = [
        (Self::BARE_LF, "bare-lf"),
        (Self::OBS_FOLD, "obs-fold"),
        (Self::SPACE_BEFORE_COLON, "space-before-colon"),
        (Self::CONTROL_IN_VALUE, "control-in-value"),
        (Self::EQUAL_LENGTHS, "equal-lengths"),
        (Self::TRANSFER_ENCODING_OVER_LENGTH, "transfer-encoding-over-length"),
        (Self::SPACE_AFTER_SIZE, "space-after-size"),
        (Self::EMPTY_LIST_ELEMENTS, "empty-list-elements"),
        (Self::EMPTY_LINES, "empty-lines"),
        (Self::START_LINE_SPACE, "start-line-space"),
        (Self::NO_REASON, "no-reason"),
        (Self::TRANSFER_ENCODING_IN_1_0, "transfer-encoding-in-1.0"),
    ];

    /// Does it name all of `exceptions`?
    #[must_use]
    #[inline]
    pub const fn allows(self, exceptions: Self) -> bool {
        self.0 & exceptions.0 == exceptions.0
    }

    /// These exceptions and those.
    #[must_use]
    pub const fn and(self, others: Self) -> Self {
        Self(self.0 | others.0)
    }

    /// These exceptions but not those.
    #[must_use]
    pub const fn without(self, others: Self) -> Self {
        Self(self.0 & !others.0)
    }

    /// Each single exception, with its name in the kebab case of the command line.
    pub fn all() -> impl Iterator<Item = (Self, &'static str)> {
        Self::NAMES.into_iter()
    }

    /// The exception of this name.
    ///
    /// ```
    /// use framing_chunked::Leniency;
    ///
    /// assert_eq!(Leniency::named("obs-fold"), Some(Leniency::OBS_FOLD));
    /// assert_eq!(Leniency::named("anything"), None);
    /// ```
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::all().find(|(_, known)| *known == name).map(|(exception, _)| exception)
    }
}

impl BitOr for Leniency {
    type Output = Self;

    fn bitor(self, others: Self) -> Self {
        self.and(others)
    }
}

impl fmt::Display for Leniency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut names = Self::all().filter(|(exception, _)| self.allows(*exception)).map(|(_, name)| name);
        f.write_str(names.next().unwrap_or("none"))?;
        names.try_for_each(|name| write!(f, ", {name}"))
    }
}
