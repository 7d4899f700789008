//! The bytes that an error was found at.

use core::fmt;

/// The first of the bytes that decide an [`Error`](crate::Error), at most [`Found::MAX`].
///
/// They are the same for every way of splitting the stream.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Found {
    bytes: [u8; Self::MAX],
    len: u8,
}

impl Found {
    /// The maximum number of bytes.
    pub const MAX: usize = 8;

    /// No bytes.
    pub(crate) const NONE: Self = Self { bytes: [0; Self::MAX], len: 0 };

    /// Copies the first bytes of `bytes`.
    #[must_use]
    pub fn new(bytes: &[u8]) -> Self {
        let mut found = Self::NONE;
        for (place, byte) in found.bytes.iter_mut().zip(bytes) {
            *place = *byte;
            found.len = found.len.saturating_add(1);
        }
        found
    }

    /// Returns the bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..self.len.into()).unwrap_or_default()
    }

    /// Returns the bytes as text if each of them is a printable ASCII character.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        let is_text = self.as_bytes().iter().all(|byte| byte.is_ascii_graphic() || *byte == b' ');
        core::str::from_utf8(self.as_bytes()).ok().filter(|text| is_text && !text.is_empty())
    }

    /// Returns the bytes that look like the start of another protocol, and the name of that protocol.
    pub(super) fn protocol(&self) -> Option<(Self, &'static str)> {
        const STARTS: [(&[u8], &str); 12] = [
            (b"GET ", "HTTP"),
            (b"HEAD", "HTTP"),
            (b"POST", "HTTP"),
            (b"PUT ", "HTTP"),
            (b"OPTI", "HTTP"),
            (b"HTTP", "HTTP"),
            (b"PRI ", "HTTP/2"),
            (b"SSH-", "SSH"),
            (b"{\"", "JSON"),
            (b"Cont", "a Content-Length header"),
            (b"<?xm", "XML"),
            (b"PROX", "a PROXY header"),
        ];
        let bytes = self.as_bytes();
        if let [0x16, 0x03, 0..=4, ..] = bytes {
            return Some((Self::new(bytes.first_chunk::<3>()?), "TLS"));
        }
        let start = STARTS.iter().find(|(start, _)| bytes.starts_with(start));
        start.map(|(start, protocol)| (Self::new(start), *protocol))
    }
}

impl fmt::Display for Found {
    /// Writes the bytes in hexadecimal, then in quotes if they are text: `47 45 54 20 "GET "`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separator = "";
        for byte in self.as_bytes() {
            write!(f, "{separator}{byte:02x}")?;
            separator = " ";
        }
        self.as_text().map_or(Ok(()), |text| write!(f, " {text:?}"))
    }
}

impl fmt::Debug for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Found({self})")
    }
}
