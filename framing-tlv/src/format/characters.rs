//! Values whose length counts characters and not bytes.

use framing_core::{EncodeError, Extent, Malformed, Scan};

const OTHER_NUMBER: &str = "a value in UTF-8, and a length that is the number of its characters";

/// The value so far.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Seen {
    bytes: u64,
    characters: u64,
    /// The first byte of a character of this number of bytes.
    begun: [u8; 4],
    len: usize,
    /// Whether a byte was there that no character has in that place.
    is_broken: bool,
}

impl Seen {
    /// Nothing yet.
    pub(crate) const NOTHING: Self =
        Self { bytes: 0, characters: 0, begun: [0; 4], len: 0, is_broken: false };

    pub(crate) fn see(&mut self, piece: &[u8]) {
        self.bytes += piece.len() as u64;
        piece.iter().for_each(|&byte| self.see_byte(byte));
    }

    fn see_byte(&mut self, byte: u8) {
        if let Some(place) = self.begun.get_mut(self.len) {
            *place = byte;
            self.len += 1;
        }
        match core::str::from_utf8(self.begun.get(..self.len).unwrap_or_default()) {
            Ok(_) => (self.characters, self.len) = (self.characters + 1, 0),
            Err(error) => self.is_broken |= error.error_len().is_some(),
        }
    }

    /// Ends the value: refuses one that is not text, or whose number of characters differs from its header.
    pub(crate) fn end(&mut self, said: u64) -> Result<(), Malformed> {
        let Self { bytes, characters, len, is_broken, .. } = core::mem::take(self);
        match said_of(said, bytes) {
            Ok(said) if said == characters && len == 0 && !is_broken => Ok(()),
            _ => Err(Malformed::new(0, OTHER_NUMBER)),
        }
    }
}

/// How many characters a value of `len` bytes is said to have; as many if nothing is said.
pub(crate) fn said_of(said: u64, len: u64) -> Result<u64, EncodeError> {
    let said = if said == 0 { len } else { said };
    let possible = said <= len && len <= said.saturating_mul(4);
    if possible { Ok(said) } else { Err(EncodeError::Invalid(OTHER_NUMBER)) }
}

/// The end of a value of `count` characters; `scan.state` counts those before `scan.position`.
pub(crate) fn scan(count: u64, seen: &[u8], scan: &mut Scan) -> Result<Extent, Malformed> {
    while scan.state < count {
        let rest = seen.get(scan.position..).unwrap_or_default();
        let Some(&first) = rest.first() else { break };
        let len = len_of(first).ok_or(Malformed::new(scan.position, "a character of UTF-8"))?;
        if let Err(error) = core::str::from_utf8(rest.get(..len).unwrap_or(rest)) {
            return match error.error_len() {
                None => Ok(Extent::AtLeast(scan.position + len)),
                Some(right) => Err(Malformed::new(scan.position + right, "a character of UTF-8")),
            };
        }
        scan.position += len;
        scan.state += 1;
    }
    match usize::try_from(count.saturating_sub(scan.state)) {
        Ok(0) => Ok(Extent::Exact(scan.position)),
        left => Ok(Extent::AtLeast(scan.position.saturating_add(left.unwrap_or(usize::MAX)))),
    }
}

/// Bytes of the character that begins with this one; none if none does.
const fn len_of(first: u8) -> Option<usize> {
    match first {
        0..0x80 => Some(1),
        0xc2..0xe0 => Some(2),
        0xe0..0xf0 => Some(3),
        0xf0..0xf5 => Some(4),
        _ => None,
    }
}
