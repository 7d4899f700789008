//! The grammar that trailers, heads and extensions share: RFC 9110, section 5.6, byte by byte.
//!
//! It is public for `framing-http` and for whoever reads a format of the same family.

use framing_core::Malformed;

/// Refuses the byte `at`, where `expected` should have stood.
///
/// # Errors
///
/// Always.
#[inline]
pub const fn refuse<T>(at: usize, expected: &'static str) -> Result<T, Malformed> {
    Err(Malformed::new(at, expected))
}

const TOKEN: u8 = 1;
const VALUE: u8 = 2;
const QUOTED: u8 = 4;

/// The classes that each byte belongs to.
#[expect(clippy::indexing_slicing, reason = "evaluated while compiling, where it cannot go beyond the end")]
static CLASSES: [u8; 256] = {
    let mut classes = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let token = matches!(byte as u8,
            b'!' | b'#' | b'$' | b'%' | b'&' | b'\'' | b'*' | b'+' | b'-' | b'.' | b'^' | b'_' | b'`' | b'|' | b'~'
            | b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z');
        let value = matches!(byte as u8, b'\t' | b' '..=b'~' | 0x80..);
        let quoted = value && !matches!(byte as u8, b'"' | b'\\');
        classes[byte] = (token as u8 * TOKEN) | (value as u8 * VALUE) | (quoted as u8 * QUOTED);
        byte += 1;
    }
    classes
};

#[inline]
#[expect(clippy::indexing_slicing, reason = "a byte is below 256")]
fn is(byte: u8, class: u8) -> bool {
    CLASSES[usize::from(byte)] & class != 0
}

/// `tchar`: may it stand in a token? (RFC 9110, section 5.6.2)
#[must_use]
#[inline]
pub fn is_token(byte: u8) -> bool {
    is(byte, TOKEN)
}

/// `field-vchar / SP / HTAB`: may it stand in a field value? No other control character may. (RFC 9110, section 5.5)
#[must_use]
#[inline]
pub fn is_value(byte: u8) -> bool {
    is(byte, VALUE)
}

/// `qdtext`: may it stand in a quoted string without a backslash? (RFC 9110, section 5.6.4)
#[must_use]
#[inline]
pub fn is_quoted(byte: u8) -> bool {
    is(byte, QUOTED)
}

/// `SP / HTAB`: optional whitespace. (RFC 9110, section 5.6.3)
#[must_use]
#[inline]
pub const fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t')
}

/// `1*DIGIT` below 2^64, and nothing else: no sign, which `FromStr` would take, no separator, not empty.
///
/// ```
/// use framing_chunked::grammar::decimal;
///
/// assert_eq!(decimal(b"0042"), Some(42));
/// for refused in [&b""[..], b"+5", b"1_0", b"0x5", b"18446744073709551616"] {
///     assert_eq!(decimal(refused), None);
/// }
/// ```
#[must_use]
pub fn decimal(digits: &[u8]) -> Option<u64> {
    let mut number = (!digits.is_empty()).then_some(0u64)?;
    for byte in digits {
        let digit = byte.is_ascii_digit().then(|| byte - b'0')?;
        number = number.checked_mul(10)?.checked_add(digit.into())?;
    }
    Some(number)
}

/// `value` without the spaces and tabs around it.
#[must_use]
pub fn trim(mut value: &[u8]) -> &[u8] {
    while let [b' ' | b'\t', rest @ ..] | [rest @ .., b' ' | b'\t'] = value {
        value = rest;
    }
    value
}

/// How far a parameter has come: `name [ BWS "=" BWS ( token / quoted-string ) ]`, behind its semicolon.
///
/// The grammar of chunk extensions (RFC 9112, section 7.1.1) and of the parameters of a coding (section 7).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Parameter {
    /// Behind the semicolon: whitespace, then the name.
    Start,
    /// In the name.
    Name,
    /// In whitespace behind the name: `=` may follow.
    AfterName,
    /// Behind the `=`: whitespace, then the value.
    ValueStart,
    /// In a value that is a token.
    Token,
    /// In a quoted string.
    Quoted,
    /// Behind a backslash in a quoted string.
    Escaped,
    /// Behind the closing quote.
    Closed,
    /// In whitespace behind the value.
    AfterValue,
}

impl Parameter {
    /// All, in the order of their numbers.
    pub const ALL: [Self; 9] = [
        Self::Start,
        Self::Name,
        Self::AfterName,
        Self::ValueStart,
        Self::Token,
        Self::Quoted,
        Self::Escaped,
        Self::Closed,
        Self::AfterValue,
    ];

    /// Where it stands behind `byte`; nothing when the byte is no part of a parameter.
    #[must_use]
    pub fn step(self, byte: u8) -> Option<Self> {
        Some(match self {
            Self::Start | Self::ValueStart if is_space(byte) => self,
            Self::ValueStart if byte == b'"' => Self::Quoted,
            Self::Start | Self::Name if is_token(byte) => Self::Name,
            Self::ValueStart | Self::Token if is_token(byte) => Self::Token,
            Self::Name | Self::AfterName if is_space(byte) => Self::AfterName,
            Self::Name | Self::AfterName if byte == b'=' => Self::ValueStart,
            Self::Quoted if byte == b'\\' => Self::Escaped,
            Self::Quoted if byte == b'"' => Self::Closed,
            Self::Quoted if is_quoted(byte) => Self::Quoted,
            Self::Escaped if is_value(byte) => Self::Quoted,
            Self::Token | Self::Closed | Self::AfterValue if is_space(byte) => Self::AfterValue,
            _ => return None,
        })
    }

    /// Is it complete if it ends here?
    #[must_use]
    pub const fn may_end(self) -> bool {
        matches!(self, Self::Name | Self::AfterName | Self::Token | Self::Closed | Self::AfterValue)
    }

    /// Does it stand in whitespace that only more of it may follow?
    #[must_use]
    pub const fn is_spaced(self) -> bool {
        matches!(self, Self::AfterName | Self::AfterValue)
    }

    /// What should stand here, to refuse anything else.
    #[must_use]
    pub const fn expected(self) -> &'static str {
        match self {
            Self::Start => "the name of a parameter",
            Self::Name => "a character of a name, '=', ';' or the end",
            Self::AfterName => "'=' or ';'",
            Self::ValueStart => "a token or a quoted string",
            Self::Token => "a character of a token, ';' or the end",
            Self::Quoted | Self::Escaped => "a character of a quoted string",
            Self::Closed => "';' or the end",
            Self::AfterValue => "';'",
        }
    }
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
    fn parameters() {
        for (text, whole) in [
            ("a", true),
            (" a", true),
            ("a=b", true),
            ("a \t= \tb", true),
            (r#"a="b c\"d;=""#, true),
            (r#"a="""#, true),
            ("a ", true),
            ("a=b ", true),
            ("", false),
            (" ", false),
            ("a=", false),
            (r#"a="b"#, false),
            (r#"a="b\"#, false),
        ] {
            let end = text.bytes().try_fold(Parameter::Start, |state, byte| state.step(byte));
            assert_eq!(end.map(Parameter::may_end), Some(whole), "{text:?}");
        }
        for text in [
            "=", ";", "a;", "a=;", "a==", "a b", "a=b c", "a=\"b\"c", "a\0", "a=\"\n\"", "a=\"\\\r",
            "a=\"\x7f",
        ] {
            assert_eq!(
                text.bytes().try_fold(Parameter::Start, |state, byte| state.step(byte)),
                None,
                "{text:?}"
            );
        }
    }
}
