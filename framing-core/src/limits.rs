//! The limits on the parts of a frame.

/// The maximum length of each part of a frame.
///
/// A decoder checks the lengths that a header specifies before any memory is committed to them.
///
/// ```
/// use framing_core::Limits;
///
/// let limits = Limits::DEFAULT.with_body(16 << 20);
/// assert_eq!(limits.body(), 16 << 20);
/// assert_eq!(limits.header(), Limits::DEFAULT.header());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Limits {
    header: usize,
    body: u64,
    trailer: usize,
}

/// The longest header and trailer that a decoder supports.
const LONGEST: usize = if usize::BITS < 32 { usize::MAX } else { u32::MAX as usize };

impl Limits {
    /// 64 KiB of header, 8 MiB of body, 64 KiB of trailer.
    pub const DEFAULT: Self = Self { header: 64 << 10, body: 8 << 20, trailer: 64 << 10 };

    /// The highest limits that a decoder supports: 4 GiB of header and of trailer, and a body of any length.
    ///
    /// Memory still grows only with the bytes that arrive, but nothing bounds it.
    pub const UNLIMITED: Self = Self { header: LONGEST, body: u64::MAX, trailer: LONGEST };

    /// Returns the maximum length of a header, in bytes. A header without an end within them is refused.
    #[must_use]
    #[inline(always)]
    pub const fn header(self) -> usize {
        self.header
    }

    /// Returns the maximum length of a body, in bytes.
    #[must_use]
    #[inline(always)]
    pub const fn body(self) -> u64 {
        self.body
    }

    /// Returns the maximum length of a trailer, in bytes.
    #[must_use]
    #[inline(always)]
    pub const fn trailer(self) -> usize {
        self.trailer
    }

    /// Sets the maximum length of a header, in bytes; at most 2³² − 1.
    #[must_use]
    pub const fn with_header(mut self, bytes: usize) -> Self {
        self.header = if bytes < LONGEST { bytes } else { LONGEST };
        self
    }

    /// Sets the maximum length of a body, in bytes.
    #[must_use]
    pub const fn with_body(mut self, bytes: u64) -> Self {
        self.body = bytes;
        self
    }

    /// Sets the maximum length of a trailer, in bytes; at most 2³² − 1.
    #[must_use]
    pub const fn with_trailer(mut self, bytes: usize) -> Self {
        self.trailer = if bytes < LONGEST { bytes } else { LONGEST };
        self
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self::DEFAULT
    }
}
