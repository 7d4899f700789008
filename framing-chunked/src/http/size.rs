//! Chunk sizes: `1*HEXDIG` below 2^64, and nothing else.

use framing_core::ByteSink;

/// The digits that are looked at, leading zeros included.
pub(super) const MAX_DIGITS: usize = 32;

const NO_DIGIT: u8 = 16;

#[expect(clippy::cast_possible_truncation, reason = "the loop ends at 256")]
#[expect(clippy::indexing_slicing, reason = "evaluated while compiling, where it cannot go beyond the end")]
static DIGITS: [u8; 256] = {
    let mut digits = [NO_DIGIT; 256];
    let mut byte = 0;
    while byte < 256 {
        digits[byte] = match byte as u8 {
            digit @ b'0'..=b'9' => digit - b'0',
            digit @ b'a'..=b'f' => digit - b'a' + 10,
            digit @ b'A'..=b'F' => digit - b'A' + 10,
            _ => NO_DIGIT,
        };
        byte += 1;
    }
    digits
};

/// The value of a hexadecimal digit.
#[inline]
#[expect(clippy::indexing_slicing, reason = "a byte is below 256")]
pub(super) fn digit(byte: u8) -> Option<u64> {
    let digit = DIGITS[usize::from(byte)];
    (digit < NO_DIGIT).then_some(digit.into())
}

/// The size at the front of `line`, and how many digits it has: 32 at most are looked at. Nothing when it is no size
/// below 2^64.
pub(super) fn size_and_digits(line: &[u8]) -> Option<(u64, usize)> {
    let mut size = 0u64;
    let mut digits = 0;
    for value in line.iter().take(MAX_DIGITS).map_while(|byte| digit(*byte)) {
        if size >> 60 != 0 {
            return None;
        }
        size = size << 4 | value;
        digits += 1;
    }
    (digits > 0).then_some((size, digits))
}

/// Returns the size and the length of a complete size line without extensions.
#[inline(always)]
#[expect(clippy::indexing_slicing, reason = "a byte is below 256")]
pub(super) fn plain_line(line: &[u8]) -> Option<(u64, usize)> {
    // A constant, unlike a static, lies close to the code that it is inlined into.
    const IS_DIGIT: [bool; 256] = is_digit();
    let mut size = 0;
    let mut digits = 0;
    let mut rest = line;
    // The next chunk cannot be found before this number is known, so a digit is not looked up in a table of values, which
    // would take longer: its low half is its value, and of a letter 9 less than that.
    while let [byte, behind @ ..] = rest
        && IS_DIGIT[usize::from(*byte)]
        && digits < 16
    {
        size = size << 4 | u64::from((byte & 15) + 9 * (byte >> 6));
        digits += 1;
        rest = behind;
    }
    (digits > 0 && rest.starts_with(b"\r\n")).then_some((size, digits + 2))
}

#[expect(clippy::cast_possible_truncation, reason = "the loop ends at 256")]
#[expect(clippy::indexing_slicing, reason = "evaluated while compiling, where it cannot go beyond the end")]
const fn is_digit() -> [bool; 256] {
    let mut is_digit = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        is_digit[byte] = (byte as u8).is_ascii_hexdigit();
        byte += 1;
    }
    is_digit
}

/// Writes a size in as few digits as it needs.
#[expect(clippy::cast_possible_truncation, reason = "4 bits of it are used")]
#[expect(clippy::indexing_slicing, reason = "a number of 4 bits is below 16")]
pub(super) fn put<B: ByteSink>(size: u64, out: &mut B) {
    let unneeded = (size | 1).leading_zeros() / 4;
    let mut digits = [0; 16];
    for (index, digit) in digits.iter_mut().enumerate() {
        *digit = b"0123456789abcdef"[(size >> (60 - 4 * index)) as usize & 15];
    }
    out.put_slice(digits.get(unneeded as usize..).unwrap_or_default());
}

#[cfg(test)]
mod tests {
    use std::format;
    use std::string::String;
    use std::vec::Vec;

    use super::*;

    #[test]
    fn sizes() {
        for (line, size) in [
            ("0", Some((0, 1))),
            ("a\r\n", Some((10, 1))),
            ("fF;x", Some((255, 2))),
            ("ffffffffffffffff", Some((u64::MAX, 16))),
            ("0000000000000000ffffffffffffffff", Some((u64::MAX, 32))),
            ("10000000000000000", None),
            ("", None),
            ("+1", None),
            (" 1", None),
            ("0x1", Some((0, 1))),
        ] {
            assert_eq!(size_and_digits(line.as_bytes()), size, "{line:?}");
        }
    }

    #[test]
    fn a_size_is_written_in_as_few_digits_as_it_needs() {
        for size in [0, 1, 15, 16, 0xab_cdef, 1 << 60, u64::MAX] {
            let mut digits = Vec::new();
            put(size, &mut digits);
            assert_eq!(String::from_utf8(digits).unwrap(), format!("{size:x}"));
        }
    }

    #[test]
    fn plain_lines() {
        for (line, plain) in [
            ("5\r\n", Some((5, 3))),
            ("0\r\n", Some((0, 3))),
            ("ffffffffffffffff\r\nx", Some((u64::MAX, 18))),
            ("10000000000000000\r\n", None),
            ("5\r", None),
            ("5", None),
            ("", None),
            ("\r\n", None),
            ("5 \r\n", None),
            ("5;a\r\n", None),
            ("5\rx", None),
            ("5\n", None),
        ] {
            assert_eq!(plain_line(line.as_bytes()), plain, "{line:?}");
        }
    }
}
