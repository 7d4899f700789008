//! Where a format writes its headers and trailers.

/// Accepts the bytes of a header or a trailer from [`Encode`](crate::Encode).
///
/// Every `bytes::BufMut` is one, such as `Vec<u8>` and `BytesMut`. A [`SliceSink`] writes to memory of a fixed size and
/// needs no allocator. The methods that write a number write it in big-endian order unless their name ends in `_le`.
///
/// ```
/// use framing_core::{ByteSink, SliceSink};
///
/// fn write<B: ByteSink>(out: &mut B) {
///     out.put_u16(0x0102);
///     out.put_slice(b"hi");
/// }
///
/// let mut bytes = Vec::new();
/// write(&mut bytes);
/// assert_eq!(bytes, b"\x01\x02hi");
///
/// let mut room = [0; 3];
/// let mut sink = SliceSink::new(&mut room);
/// write(&mut sink);
/// assert_eq!((sink.written(), sink.wanted()), (&b"\x01\x02h"[..], 4));
/// ```
pub trait ByteSink {
    /// Appends `bytes`.
    fn put_slice(&mut self, bytes: &[u8]);

    /// Appends `byte`.
    #[inline]
    fn put_u8(&mut self, byte: u8) {
        self.put_slice(&[byte]);
    }

    /// Appends `byte`, `count` times.
    #[inline]
    fn put_bytes(&mut self, byte: u8, count: usize) {
        for _ in 0..count {
            self.put_u8(byte);
        }
    }

    /// Appends 2 bytes.
    #[inline]
    fn put_u16(&mut self, value: u16) {
        self.put_slice(&value.to_be_bytes());
    }

    /// Appends 2 bytes, little-endian.
    #[inline]
    fn put_u16_le(&mut self, value: u16) {
        self.put_slice(&value.to_le_bytes());
    }

    /// Appends 4 bytes.
    #[inline]
    fn put_u32(&mut self, value: u32) {
        self.put_slice(&value.to_be_bytes());
    }

    /// Appends 4 bytes, little-endian.
    #[inline]
    fn put_u32_le(&mut self, value: u32) {
        self.put_slice(&value.to_le_bytes());
    }

    /// Appends 8 bytes.
    #[inline]
    fn put_u64(&mut self, value: u64) {
        self.put_slice(&value.to_be_bytes());
    }

    /// Appends 8 bytes, little-endian.
    #[inline]
    fn put_u64_le(&mut self, value: u64) {
        self.put_slice(&value.to_le_bytes());
    }

    /// Appends the least significant `width` bytes of `value`; zeros precede them if `width` is over 8.
    #[inline]
    fn put_uint(&mut self, value: u64, width: usize) {
        self.put_bytes(0, width.saturating_sub(8));
        let unused = 8_usize.saturating_sub(width);
        self.put_slice(value.to_be_bytes().get(unused..).unwrap_or_default());
    }
}

#[cfg(feature = "alloc")]
impl<B: bytes::BufMut> ByteSink for B {
    #[inline(always)]
    fn put_slice(&mut self, bytes: &[u8]) {
        bytes::BufMut::put_slice(self, bytes);
    }

    #[inline(always)]
    fn put_u8(&mut self, byte: u8) {
        bytes::BufMut::put_u8(self, byte);
    }

    #[inline]
    fn put_bytes(&mut self, byte: u8, count: usize) {
        bytes::BufMut::put_bytes(self, byte, count);
    }
}

/// Writes to a slice, and counts the bytes that do not fit.
#[derive(Debug)]
pub struct SliceSink<'a> {
    room: &'a mut [u8],
    wanted: usize,
}

impl<'a> SliceSink<'a> {
    /// Creates a sink that writes to `room` from its start.
    #[must_use]
    #[inline]
    pub fn new(room: &'a mut [u8]) -> Self {
        Self { room, wanted: 0 }
    }

    /// Returns the bytes that were written.
    #[must_use]
    #[inline]
    pub fn written(&self) -> &[u8] {
        self.room.get(..self.wanted).unwrap_or(self.room)
    }

    /// Returns how many bytes were given to the sink: more than [written](Self::written) if they do not fit.
    #[must_use]
    #[inline]
    pub fn wanted(&self) -> usize {
        self.wanted
    }
}

impl ByteSink for SliceSink<'_> {
    #[inline]
    fn put_slice(&mut self, bytes: &[u8]) {
        let rest = self.room.get_mut(self.wanted..).unwrap_or_default();
        let fits = rest.len().min(bytes.len());
        if let (Some(room), Some(bytes)) = (rest.get_mut(..fits), bytes.get(..fits)) {
            room.copy_from_slice(bytes);
        }
        self.wanted = self.wanted.saturating_add(bytes.len());
    }
}
