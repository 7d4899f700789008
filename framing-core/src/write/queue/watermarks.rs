//! When there is room for another frame.

/// How many unsent bytes make a writer wait: the high mark and the low mark.
///
/// There is room for another frame, of any size, while fewer bytes than the high mark are unsent; so a writer holds at
/// most the high mark and one frame. Once full, `ready` writes until no more than the low mark are left.
///
/// ```
/// use framing_core::Watermarks;
///
/// let marks = Watermarks::DEFAULT.high(1 << 20).low(256 << 10);
/// assert_eq!((marks.high, marks.low), (1 << 20, 256 << 10));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Watermarks {
    /// Bytes from which on there is no room. An empty writer always has room.
    pub high: u64,
    /// Bytes down to which a full writer is emptied.
    pub low: u64,
}

impl Watermarks {
    /// 64 KiB and 16 KiB.
    pub const DEFAULT: Self = Self { high: 64 << 10, low: 16 << 10 };

    /// These marks with another high one, in bytes.
    #[must_use]
    pub const fn high(mut self, bytes: u64) -> Self {
        self.high = bytes;
        self
    }

    /// These marks with another low one, in bytes.
    #[must_use]
    pub const fn low(mut self, bytes: u64) -> Self {
        self.low = bytes;
        self
    }
}

impl Default for Watermarks {
    fn default() -> Self {
        Self::DEFAULT
    }
}
