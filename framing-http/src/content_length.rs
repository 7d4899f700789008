//! `Content-Length: N`, an empty line, N bytes: the base protocol of the Language Server and Debug Adapter protocols.

mod search;
#[cfg(test)]
mod tests;

use alloc::boxed::Box;
use alloc::vec::Vec;

use bytes::BufMut;
use framing_core::{BodyLen, Encode, EncodeError, Extent, Malformed, Scan, TwoPhase};

use crate::field::{Fields, decimal, is_value, refuse};
use search::{Search, missing};

/// What a header part looks like that says the length and nothing else.
const PLAIN: &[u8; 16] = b"Content-Length: ";
/// What ends a header part: the end of its last line, and the empty line.
const END: &[u8; 4] = b"\r\n\r\n";

/// Messages behind a header part with a Content-Length field, as in the [Language Server Protocol] and the
/// [Debug Adapter Protocol].
///
/// The header part is field lines, `Name: value` and CRLF each, and an empty line. It is read strictly:
///
/// - every line ends with CRLF, and neither CR nor LF stands anywhere else;
/// - a name is a token (RFC 9110, section 5.6.2) with the colon right behind it, and is compared without case;
/// - a value holds no control character but the tab; spaces and tabs around it are not part of it;
/// - one field is `Content-Length`, and its value is digits alone, below 2^64; leading zeros are fine;
/// - a second Content-Length is refused, unless [`RepeatedLength`] says otherwise.
///
/// Other fields may be there and stay readable in the bytes of the header, with [`Fields`]. A header part of
/// more than 256 MiB is refused whatever the limits are.
///
/// [Language Server Protocol]: https://microsoft.github.io/language-server-protocol/specifications/lsp/3.17/specification/#baseProtocol
/// [Debug Adapter Protocol]: https://microsoft.github.io/debug-adapter-protocol/overview#base-protocol
///
/// ```
/// use framing_core::{Decoder, Step};
/// use framing_http::ContentLength;
///
/// let mut decoder = Decoder::new(ContentLength::new());
/// let Step::Frame(message) = decoder.decode(b"Content-Length: 4\r\n\r\nnull")? else { panic!("it is whole") };
/// assert_eq!((message.header.length, message.body()), (4, &b"null"[..]));
/// # Ok::<(), framing_core::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ContentLength {
    repeated: RepeatedLength,
}

/// What becomes of a header part with more than one Content-Length field.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RepeatedLength {
    /// It is refused.
    #[default]
    Refuse,
    /// It is taken when all of them say the same number, as RFC 9110, section 8.6, lets a recipient do.
    AllowEqual,
}

impl ContentLength {
    /// The strict format.
    #[must_use]
    pub const fn new() -> Self {
        Self { repeated: RepeatedLength::Refuse }
    }

    /// The same format with another answer to repeated Content-Length fields.
    #[must_use]
    pub const fn repeated(self, repeated: RepeatedLength) -> Self {
        Self { repeated }
    }
}

/// What a header part says.
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
        if !value.bytes().all(is_value) {
            return Err(EncodeError::Invalid("a Content-Type without control characters"));
        }
        let other = [b"Content-Type: ", value.as_bytes(), b"\r\n"].concat();
        Ok(Self { length: 0, other: Some(other.into()) })
    }

    /// The fields other than Content-Length.
    #[must_use]
    pub fn other_fields(&self) -> Fields<'_> {
        Fields::of(self.other.as_deref().unwrap_or_default())
    }

    /// The value of the first Content-Type field.
    #[must_use]
    pub fn content_type(&self) -> Option<&[u8]> {
        self.other_fields().find(|field| field.is("content-type")).map(|field| field.value)
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for ContentLengthHeader {
    /// The length, and the other fields, each as its name and its value.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use alloc::string::String;
        use alloc::vec::Vec;

        use serde::ser::SerializeMap;

        let other: Vec<_> =
            self.other_fields().map(|field| [field.name, field.value].map(String::from_utf8_lossy)).collect();
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("length", &self.length)?;
        if !other.is_empty() {
            map.serialize_entry("other", &other)?;
        }
        map.end()
    }
}

impl TwoPhase for ContentLength {
    type Header = ContentLengthHeader;

    #[inline]
    fn header_len(&self, seen: &[u8], scan: &mut Scan) -> Result<Extent, Malformed> {
        match plain(seen) {
            Some((_, len)) => Ok(Extent::Exact(len)),
            None => Search::new(self.repeated, seen).resume(scan),
        }
    }

    #[inline]
    fn header(&self, bytes: &[u8]) -> Result<ContentLengthHeader, Malformed> {
        match plain(bytes) {
            Some((length, _)) => Ok(ContentLengthHeader { length, other: None }),
            None => read(bytes),
        }
    }

    #[inline]
    fn body_len(&self, header: &ContentLengthHeader) -> Result<BodyLen, Malformed> {
        Ok(BodyLen::Exact(header.length))
    }
}

impl Encode for ContentLength {
    /// Writes the Content-Length, then the other fields of `header`.
    fn encode_header<B: BufMut>(
        &self,
        header: &ContentLengthHeader,
        body_len: u64,
        out: &mut B,
    ) -> Result<(), EncodeError> {
        out.put_slice(PLAIN);
        put_decimal(body_len, out);
        out.put_slice(b"\r\n");
        out.put_slice(header.other.as_deref().unwrap_or_default());
        out.put_slice(b"\r\n");
        Ok(())
    }
}

/// The length, and the bytes of a header part that says nothing else, in the words that everyone writes it in.
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

/// So many digits are a number below 2^64, whatever they are.
const MOST_SAFE_DIGITS: usize = 18;

/// Reads a header part whose end was found.
#[cold]
fn read(bytes: &[u8]) -> Result<ContentLengthHeader, Malformed> {
    let mut fields = Fields::of(bytes);
    let mut length = None;
    let mut other = Vec::new();
    loop {
        let line = fields.rest();
        let Some(field) = fields.next() else { break };
        if field.is("content-length") {
            length = decimal(field.value);
        } else {
            other.extend_from_slice(line.get(..line.len() - fields.rest().len()).unwrap_or_default());
        }
    }
    if fields.rest() != b"\r\n" {
        return refuse(bytes.len() - fields.rest().len(), "field lines, then an empty line");
    }
    let length = length.ok_or(missing(bytes.len().saturating_sub(2)))?;
    Ok(ContentLengthHeader { length, other: (!other.is_empty()).then(|| other.into()) })
}

/// Writes `number` in decimal.
pub(crate) fn put_decimal<B: BufMut>(mut number: u64, out: &mut B) {
    let mut digits = [b'0'; 20];
    let mut used = 0;
    for digit in digits.iter_mut().rev() {
        *digit += (number % 10) as u8;
        number /= 10;
        used += 1;
        if number == 0 {
            break;
        }
    }
    out.put_slice(digits.get(digits.len() - used..).unwrap_or_default());
}
