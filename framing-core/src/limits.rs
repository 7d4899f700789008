//! How long the parts of a frame may be.

/// The most bytes that each part of a frame may have. Checked from the header alone, before any memory is committed.
///
/// ```
/// use framing_core::Limits;
///
/// let limits = Limits::DEFAULT.body(16 << 20);
/// assert_eq!(limits.body, 16 << 20);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of header, at most `u32::MAX`. A header that has no end within them is refused.
    pub header: usize,
    /// Bytes of body.
    pub body: u64,
    /// Bytes of trailer, at most `u32::MAX`.
    pub trailer: usize,
}

impl Limits {
    /// 64 KiB of header, 8 MiB of body, 64 KiB of trailer.
    pub const DEFAULT: Self = Self { header: 64 << 10, body: 8 << 20, trailer: 64 << 10 };

    /// These limits with another one for the header, in bytes.
    #[must_use]
    pub const fn header(mut self, bytes: usize) -> Self {
        self.header = bytes;
        self
    }

    /// These limits with another one for the body, in bytes.
    #[must_use]
    pub const fn body(mut self, bytes: u64) -> Self {
        self.body = bytes;
        self
    }

    /// These limits with another one for the trailer, in bytes.
    #[must_use]
    pub const fn trailer(mut self, bytes: usize) -> Self {
        self.trailer = bytes;
        self
    }

    /// These limits, with headers and trailers that a [`Layout`](crate::frame::Layout) can hold.
    pub(crate) fn clamped(self) -> Self {
        let most = usize::try_from(u32::MAX).unwrap_or(usize::MAX);
        Self { header: self.header.min(most), body: self.body, trailer: self.trailer.min(most) }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self::DEFAULT
    }
}
