//! `Content-Length: N`, an empty line, N bytes: the base protocol of the Language Server and Debug Adapter protocols.

#[cfg(test)]
mod tests;

use alloc::boxed::Box;
use alloc::vec::Vec;

use framing_core::fields::{FieldSection, Fields, RepeatedLength, put_field};
use framing_core::{BodyLen, ByteSink, Encode, EncodeError, Extent, Malformed, Scan, TwoPhase};

use crate::{Leniency, refuse};

/// The field that announces the length of the body.
const NAME: [&str; 1] = ["Content-Length"];
/// The field as nearly everyone writes it, up to its digits.
const PLAIN: &[u8; 16] = b"Content-Length: ";
/// The most digits that are a number below 2^64 whatever they are.
const MOST_SAFE_DIGITS: usize = 18;

/// What ends a header part: the end of its last line, and the empty line.
const END: &[u8; 4] = b"\r\n\r\n";

/// Messages after a header part with a Content-Length field, as in the [Language Server Protocol] and the
/// [Debug Adapter Protocol].
///
/// The header part is field lines, `Name: value` and CRLF each, and an empty line. It is read strictly:
///
/// - every line ends with CRLF, and neither CR nor LF occurs anywhere else;
/// - a name is a token (RFC 9110, section 5.6.2) with the colon right after it, and is compared without case;
/// - a value holds no control character but the tab; spaces and tabs around it are not part of it;
/// - one field is `Content-Length`, and its value is digits alone, below 2^64; leading zeros are fine;
/// - a second Content-Length is refused;
/// - a header part has at most 4,095 fields and 128 MiB, whatever the limits are.
///
/// [Leniencies](Self::with_leniency) relax it: [`EQUAL_LENGTHS`](Leniency::EQUAL_LENGTHS) takes a Content-Length again
/// that says the same number, [`BARE_LF`](Leniency::BARE_LF) a line that ends with LF alone.
///
/// Other fields may be there; they are in [the header](ContentLengthHeader::other_fields).
///
/// [Language Server Protocol]: https://microsoft.github.io/language-server-protocol/specifications/lsp/3.17/specification/#baseProtocol
/// [Debug Adapter Protocol]: https://microsoft.github.io/debug-adapter-protocol/overview#base-protocol
///
/// ```
/// use framing_core::{Decoder, Step};
/// use framing_http::ContentLength;
///
/// let mut decoder = Decoder::new(ContentLength::new());
/// let Step::Done(message) = decoder.decode(b"Content-Length: 4\r\n\r\nnull")? else { panic!("it is complete") };
/// assert_eq!((message.header.length, message.body()), (4, &b"null"[..]));
/// # Ok::<(), framing_core::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ContentLength {
    section: FieldSection,
}

impl ContentLength {
    /// The strict format.
    #[must_use]
    pub const fn new() -> Self {
        Self { section: FieldSection::new().with_required_length() }
    }

    /// The same format with exceptions from the strict reading.
    #[must_use]
    pub const fn with_leniency(mut self, leniency: Leniency) -> Self {
        let repeats = match leniency.allows(Leniency::EQUAL_LENGTHS) {
            true => RepeatedLength::Equal,
            false => RepeatedLength::Refused,
        };
        self.section = self.section.with_syntax(leniency.field_syntax()).with_repeated_length(repeats);
        self
    }
}

impl Default for ContentLength {
    fn default() -> Self {
        Self::new()
    }
}

/// The fields of a header part.
///
/// A plain one, which has only a Content-Length, costs no memory. Of any other it keeps the text, so that it can be
/// written again in front of another body.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ContentLengthHeader {
    /// Bytes of body.
    pub length: u64,
    other: Option<Box<[u8]>>,
}

impl ContentLengthHeader {
    /// A header to write, with a Content-Type field.
    ///
    /// # Errors
    ///
    /// [`EncodeError::Invalid`] when the value holds a control character.
    ///
    /// ```
    /// use framing_core::encode_frame;
    /// use framing_http::{ContentLength, ContentLengthHeader};
    ///
    /// let header = ContentLengthHeader::with_content_type("application/vscode-jsonrpc; charset=utf-8")?;
    /// let mut wire = Vec::new();
    /// encode_frame(&mut ContentLength::new(), &header, b"null", &mut wire)?;
    /// assert_eq!(
    ///     wire,
    ///     b"Content-Length: 4\r\nContent-Type: application/vscode-jsonrpc; charset=utf-8\r\n\r\nnull"
    /// );
    /// # Ok::<(), framing_core::EncodeError>(())
    /// ```
    pub fn with_content_type(value: &str) -> Result<Self, EncodeError> {
        Self::default().with_field("Content-Type", value)
    }

    /// The same header, to write, with one more field.
    ///
    /// # Errors
    ///
    /// [`EncodeError::Invalid`] when the name is no token or is Content-Length, which the format writes itself, or when the
    /// value holds a control character.
    pub fn with_field(self, name: &str, value: &str) -> Result<Self, EncodeError> {
        if name.eq_ignore_ascii_case("content-length") {
            return Err(EncodeError::Invalid("a field other than Content-Length"));
        }
        let mut other = self.other.map_or_else(Vec::new, Vec::from);
        put_field(name, value.as_bytes(), &mut other)?;
        Ok(Self { other: Some(other.into()), ..self })
    }

    /// The fields other than Content-Length.
    #[must_use]
    pub fn other_fields(&self) -> Fields<'_> {
        Fields::new(self.other.as_deref().unwrap_or_default())
    }

    /// The value of the first Content-Type field.
    #[must_use]
    pub fn content_type(&self) -> Option<&[u8]> {
        self.other_fields().find(|field| field.is("content-type")).map(|field| field.value)
    }
}

impl TwoPhase for ContentLength {
    type Header = ContentLengthHeader;

    #[inline]
    fn header_len(&self, seen: &[u8], scan: &mut Scan) -> Result<Extent, Malformed> {
        match plain(seen) {
            Some((_, len)) => Ok(Extent::Exact(len)),
            None => self.section.head_len(&NAME, seen, scan),
        }
    }

    #[inline]
    fn header(&self, bytes: &[u8]) -> Result<ContentLengthHeader, Malformed> {
        match plain(bytes) {
            Some((length, _)) => Ok(ContentLengthHeader { length, other: None }),
            None => self.read(bytes),
        }
    }

    #[inline]
    fn body_len(&self, header: &ContentLengthHeader) -> Result<BodyLen, Malformed> {
        Ok(BodyLen::Exact(header.length))
    }
}

impl Encode for ContentLength {
    /// Writes the Content-Length, then the other fields of `header`.
    fn encode_header<B: ByteSink>(
        &self,
        header: &ContentLengthHeader,
        body_len: u64,
        out: &mut B,
    ) -> Result<(), EncodeError> {
        out.put_slice(PLAIN);
        out.put_slice(itoa::Buffer::new().format(body_len).as_bytes());
        out.put_slice(b"\r\n");
        out.put_slice(header.other.as_deref().unwrap_or_default());
        out.put_slice(b"\r\n");
        Ok(())
    }
}

/// The length, and the bytes of a header part in the most common form.
#[inline]
fn plain(seen: &[u8]) -> Option<(u64, usize)> {
    let value = seen.strip_prefix(PLAIN)?;
    let mut length = 0;
    for (index, byte) in value.iter().take(MOST_SAFE_DIGITS + 1).enumerate() {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            let whole = index > 0 && value.get(index..)?.starts_with(END);
            return whole.then_some((length, PLAIN.len() + index + END.len()));
        }
        length = length * 10 + u64::from(digit);
    }
    None
}

impl ContentLength {
    /// Reads a header part whose end was found.
    #[cold]
    fn read(&self, bytes: &[u8]) -> Result<ContentLengthHeader, Malformed> {
        let Some(length) = self.section.length(&NAME, bytes)? else {
            return refuse(bytes.len(), "a header part with a Content-Length");
        };
        let mut fields = Fields::new(bytes);
        let mut other = Vec::new();
        loop {
            let line = fields.rest();
            let Some(field) = fields.next() else { break };
            if !field.is("content-length") {
                let len = line.len() - fields.rest().len();
                other.extend_from_slice(line.get(..len).unwrap_or_default());
            }
        }
        Ok(ContentLengthHeader { length: length.value, other: (!other.is_empty()).then(|| other.into()) })
    }
}
