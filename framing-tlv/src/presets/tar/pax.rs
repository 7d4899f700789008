//! The record `size` of a pax extended header (POSIX.1-2017, *pax*, pax Extended Header).

use framing_core::Malformed;

/// The size in an extended header.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Size {
    /// No record.
    #[default]
    Unspecified,
    /// An empty record, which cancels a size in a global header.
    FromBlock,
    /// A size.
    Bytes(u64),
}

impl Size {
    /// Returns this, or `other` if nothing is specified.
    pub(super) const fn or(self, other: Self) -> Self {
        match self {
            Self::Unspecified => other,
            specified => specified,
        }
    }

    /// Returns the number of bytes.
    pub(super) const fn specified(self) -> Option<u64> {
        match self {
            Self::Bytes(bytes) => Some(bytes),
            Self::Unspecified | Self::FromBlock => None,
        }
    }
}

const KEY: &[u8] = b"size=";

/// A reader of records `<length> <key>=<value>\n`. It reads pieces of any size and stores no record.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Records {
    size: Size,
    place: Place,
    is_malformed: bool,
}

/// Where in a record the next byte is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// In the length, of which `digits` were read.
    Length { value: u64, digits: u64 },
    /// In the key: `left` bytes of the record follow, and `matched` bytes of [`KEY`] were found.
    Key { left: u64, matched: usize },
    /// In a value: its number so far, if the key is `size`.
    Value { left: u64, size: Option<Size> },
}

impl Default for Place {
    fn default() -> Self {
        Self::Length { value: 0, digits: 0 }
    }
}

impl Records {
    /// Reads the next piece.
    pub(super) fn read(&mut self, piece: &[u8]) {
        for &byte in piece {
            if self.is_malformed {
                return;
            }
            match self.next(byte) {
                Some(place) => self.place = place,
                None => self.is_malformed = true,
            }
        }
    }

    /// Returns the size, after the last piece.
    pub(super) fn finish(self) -> Result<Size, Malformed> {
        if self.is_malformed || self.place != Place::default() {
            return Err(Malformed::new(0, "pax records"));
        }
        Ok(self.size)
    }

    /// Returns the place after `byte`, unless it is malformed.
    fn next(&mut self, byte: u8) -> Option<Place> {
        match self.place {
            Place::Length { value, digits } if byte.is_ascii_digit() => {
                let value = value.checked_mul(10)?.checked_add(u64::from(byte - b'0'))?;
                Some(Place::Length { value, digits: digits + 1 })
            }
            Place::Length { value, digits } if byte == b' ' && digits > 0 => {
                // The length includes itself and the blank; the shortest rest is "=\n".
                let left = value.checked_sub(digits + 1)?;
                (left >= 2).then_some(Place::Key { left, matched: 0 })
            }
            Place::Length { .. } => None,
            Place::Key { left, matched } => {
                let left = left - 1;
                match byte {
                    _ if left == 0 => None,
                    b'=' if KEY.get(matched..) == Some(b"=") => {
                        Some(Place::Value { left, size: Some(Size::FromBlock) })
                    }
                    b'=' => Some(Place::Value { left, size: None }),
                    _ if KEY.get(matched) == Some(&byte) => Some(Place::Key { left, matched: matched + 1 }),
                    _ => Some(Place::Key { left, matched: KEY.len() }),
                }
            }
            Place::Value { left: 1, size } => {
                self.size = size.unwrap_or(self.size);
                (byte == b'\n').then_some(Place::default())
            }
            Place::Value { left, size: None } => Some(Place::Value { left: left - 1, size: None }),
            Place::Value { left, size: Some(size) } => {
                let digit = byte.is_ascii_digit().then(|| u64::from(byte - b'0'))?;
                let bytes = size.specified().unwrap_or(0).checked_mul(10)?.checked_add(digit)?;
                Some(Place::Value { left: left - 1, size: Some(Size::Bytes(bytes)) })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn size(pieces: &[&[u8]]) -> Option<Size> {
        let mut records = Records::default();
        pieces.iter().for_each(|piece| records.read(piece));
        records.finish().ok()
    }

    #[test]
    fn the_size_is_found_however_the_records_are_split() {
        let cases: &[(&[u8], Option<Size>)] = &[
            (b"", Some(Size::Unspecified)),
            (b"12 size=123\n", Some(Size::Bytes(123))),
            (b"15 path=a.file\n13 size=1536\n", Some(Size::Bytes(1536))),
            (b"12 size=123\n10 size=7\n", Some(Size::Bytes(7))),
            (b"8 size=\n", Some(Size::FromBlock)),
            (b"9 sizes=\n", Some(Size::Unspecified)),
            (b"9 siz=ze\n", Some(Size::Unspecified)),
            (b"11 asize=1\n", Some(Size::Unspecified)),
            (b"11 a=size=\n", Some(Size::Unspecified)),
            (b"13 a=1\n b=\nc\n", Some(Size::Unspecified)),
            (b"9 size=x\n", None),
            (b"12 size=123", None),
            (b"12 size=1234\n", None),
            (b"2 \n", None),
            (b" a=b\n", None),
            (b"28 size=99999999999999999999\n", None),
            (b"99999999999999999999 a=b\n", None),
        ];
        for (bytes, expected) in cases {
            for at in 0..=bytes.len() {
                let (first, second) = bytes.split_at(at);
                assert_eq!(size(&[first, second]), *expected, "{bytes:02x?}");
            }
        }
    }
}
