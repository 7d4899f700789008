//! Character classes of field lines (RFC 9110, sections 5.5 and 5.6), and the values made of them.

const TOKEN: u8 = 1;
const VALUE: u8 = 2;
const QUOTED: u8 = 4;

/// The classes that each byte belongs to.
#[expect(clippy::indexing_slicing, reason = "evaluated while compiling, where it cannot go beyond the end")]
#[expect(clippy::cast_possible_truncation, reason = "the index is below 256")]
static CLASSES: [u8; 256] = {
    let mut classes = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        classes[byte] = classes_of(byte as u8);
        byte += 1;
    }
    classes
};

const fn classes_of(byte: u8) -> u8 {
    let value = matches!(byte, b'\t' | b' '..=b'~' | 0x80..);
    let mut classes = if value { VALUE } else { 0 };
    if value && !matches!(byte, b'"' | b'\\') {
        classes |= QUOTED;
    }
    if byte.is_ascii_alphanumeric()
        || matches!(byte, b'!' | b'#'..=b'\'' | b'*' | b'+' | b'-' | b'.' | b'^'..=b'`' | b'|' | b'~')
    {
        classes |= TOKEN;
    }
    classes
}

#[inline]
#[expect(clippy::indexing_slicing, reason = "a byte is below 256")]
fn is(byte: u8, class: u8) -> bool {
    CLASSES[usize::from(byte)] & class != 0
}

/// Returns whether `byte` is a `tchar`, a character of a token (RFC 9110, section 5.6.2).
#[must_use]
#[inline]
pub fn is_token(byte: u8) -> bool {
    is(byte, TOKEN)
}

/// Returns whether `byte` may occur in a field value: `field-vchar`, space or tab (RFC 9110, section 5.5).
#[must_use]
#[inline]
pub fn is_value(byte: u8) -> bool {
    is(byte, VALUE)
}

/// Returns whether `byte` is a `qdtext`, which needs no backslash in a quoted string (RFC 9110, section 5.6.4).
#[must_use]
#[inline]
pub fn is_quoted(byte: u8) -> bool {
    is(byte, QUOTED)
}

/// Returns whether `byte` is optional whitespace: space or tab (RFC 9110, section 5.6.3).
#[must_use]
#[inline]
pub const fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t')
}

/// Removes the spaces and tabs around `value`.
///
/// ```
/// assert_eq!(framing_core::fields::trim(b" \ta b\t"), b"a b");
/// ```
#[must_use]
pub fn trim(mut value: &[u8]) -> &[u8] {
    while let [b' ' | b'\t', rest @ ..] | [rest @ .., b' ' | b'\t'] = value {
        value = rest;
    }
    value
}

/// Parses `1*DIGIT` below 2^64: no sign, which `FromStr` would accept, no separator, not empty.
///
/// ```
/// use framing_core::fields::decimal;
///
/// assert_eq!(decimal(b"0042"), Some(42));
/// for refused in [&b""[..], b"+5", b"1_0", b"0x5", b"18446744073709551616"] {
///     assert_eq!(decimal(refused), None);
/// }
/// ```
#[must_use]
pub fn decimal(digits: &[u8]) -> Option<u64> {
    let first = (!digits.is_empty()).then_some(0_u64);
    digits.iter().fold(first, |number, byte| {
        let digit = byte.wrapping_sub(b'0');
        number.filter(|_| digit < 10)?.checked_mul(10)?.checked_add(digit.into())
    })
}

/// Counts the bytes at the front of `bytes` that may occur in a field value, eight at a time.
#[inline]
pub(super) fn value_len(bytes: &[u8]) -> usize {
    const HIGH: u64 = u64::from_ne_bytes([0x80; 8]);
    const LOW: u64 = u64::from_ne_bytes([1; 8]);
    const SPACE: u64 = u64::from_ne_bytes([b' '; 8]);
    const DELETE: u64 = u64::from_ne_bytes([0x7f; 8]);
    let mut plain = 0;
    for word in bytes.chunks_exact(8).filter_map(|word| word.first_chunk()) {
        let word = u64::from_ne_bytes(*word);
        // The subtractions set the highest bit of each byte below the space, and of each byte equal to DEL. A borrow may
        // also mark the byte after such a byte, but never a byte before it.
        let below = word.wrapping_sub(SPACE) & !word;
        let differs = word ^ DELETE;
        let delete = differs.wrapping_sub(LOW) & !differs;
        if (below | delete) & HIGH != 0 {
            break;
        }
        plain += 8;
    }
    let rest = bytes.get(plain..).unwrap_or_default();
    plain + rest.iter().take_while(|byte| is_value(**byte)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_classes_are_those_of_the_rfc() {
        for byte in 0..=255u8 {
            let graphic = byte.is_ascii_graphic();
            let delimiter = b"\"(),/:;<=>?@[\\]{}".contains(&byte);
            assert_eq!(is_token(byte), graphic && !delimiter, "token {byte:#x}");
            assert_eq!(is_value(byte), graphic || is_space(byte) || byte >= 0x80, "value {byte:#x}");
            assert_eq!(is_quoted(byte), is_value(byte) && byte != b'"' && byte != b'\\', "quoted {byte:#x}");
        }
    }

    #[test]
    fn a_value_ends_at_the_first_control_character_wherever_it_is() {
        for byte in 0..=255u8 {
            for at in 0..20 {
                for fill in [b' ', b'a', b'\t', 0x80, 0xff, b'!', b'~'] {
                    let mut bytes = [fill; 20];
                    bytes[at] = byte;
                    let expected = if is_value(byte) { 20 } else { at };
                    assert_eq!(value_len(&bytes), expected, "{byte:#x} at {at} in {fill:#x}");
                }
            }
        }
    }
}
