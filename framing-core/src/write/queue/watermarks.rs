//! How much a writer holds before it asks its user to wait.

/// How many unsent bytes a queue holds before it is full, and how few a full one is emptied to.
///
/// At the high watermark or above, a queue refuses frames; an empty queue accepts a frame of any length. A writer that
/// waits for room writes until it is at the low watermark or below, so that it does not wait again at once.
///
/// ```
/// use framing_core::Watermarks;
///
/// let watermarks = Watermarks::DEFAULT.with_high(1 << 20).with_low(256 << 10);
/// assert_eq!((watermarks.high(), watermarks.low()), (1 << 20, 256 << 10));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Watermarks {
    high: u64,
    low: u64,
}

impl Watermarks {
    /// High 64 KiB, low 16 KiB.
    pub const DEFAULT: Self = Self { high: 64 << 10, low: 16 << 10 };

    /// Creates watermarks, in bytes.
    #[must_use]
    pub const fn new(high: u64, low: u64) -> Self {
        Self { high, low }
    }

    /// Sets the high watermark, in bytes.
    #[must_use]
    pub const fn with_high(mut self, bytes: u64) -> Self {
        self.high = bytes;
        self
    }

    /// Sets the low watermark, in bytes.
    #[must_use]
    pub const fn with_low(mut self, bytes: u64) -> Self {
        self.low = bytes;
        self
    }

    /// Returns the high watermark: the number of bytes from which on the queue is full.
    #[must_use]
    #[inline(always)]
    pub const fn high(&self) -> u64 {
        self.high
    }

    /// Returns the low watermark: the number of bytes to which a full queue is emptied.
    #[must_use]
    #[inline(always)]
    pub const fn low(&self) -> u64 {
        self.low
    }
}

impl Default for Watermarks {
    fn default() -> Self {
        Self::DEFAULT
    }
}
