//! Parameters: `name [ BWS "=" BWS ( token / quoted-string ) ]`.

use super::class::{is_quoted, is_space, is_token, is_value};

/// The state of a parser of one parameter, after its semicolon.
///
/// This is the grammar of chunk extensions (RFC 9112, section 7.1.1) and of the parameters of a transfer coding (section
/// 7).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
// Exhaustive on purpose: searches pack its number.
pub enum Parameter {
    /// After the semicolon: whitespace, then the name.
    Start,
    /// In the name.
    Name,
    /// In whitespace after the name: `=` may follow.
    AfterName,
    /// After the `=`: whitespace, then the value.
    ValueStart,
    /// In a value that is a token.
    Token,
    /// In a quoted string.
    Quoted,
    /// After a backslash in a quoted string.
    Escaped,
    /// After the closing quote.
    Closed,
    /// In whitespace after the value.
    AfterValue,
}

impl Parameter {
    /// All states, in the order of their numbers.
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

    /// Returns the state after `byte`, or `None` when the byte is not part of a parameter.
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

    /// Returns whether the parameter is complete if it ends here.
    #[must_use]
    pub const fn may_end(self) -> bool {
        matches!(self, Self::Name | Self::AfterName | Self::Token | Self::Closed | Self::AfterValue)
    }

    /// Returns whether this is whitespace after the name or after the value.
    #[must_use]
    pub const fn is_spaced(self) -> bool {
        matches!(self, Self::AfterName | Self::AfterValue)
    }

    /// Describes what may follow, to refuse anything else.
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
    fn parameters() {
        for (text, complete) in [
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
            assert_eq!(end.map(Parameter::may_end), Some(complete), "{text:?}");
        }
        for text in [
            "=", ";", "a;", "a=;", "a==", "a b", "a=b c", "a=\"b\"c", "a\0", "a=\"\n\"", "a=\"\\\r",
            "a=\"\x7f",
        ] {
            let end = text.bytes().try_fold(Parameter::Start, |state, byte| state.step(byte));
            assert_eq!(end, None, "{text:?}");
        }
    }
}
