//! The header of a chunk.

use alloc::boxed::Box;
use alloc::vec::Vec;

use framing_core::fields::{Fields, Parameter, is_token, is_value, put_field};
use framing_core::{EncodeError, Malformed};

use super::extension::Extensions;
use super::size::size_and_digits;
use crate::refuse;

/// The header of a chunk: its size and extensions.
///
/// A plain one, with a size only, allocates nothing. Any other keeps its text, so that it can be
/// written again in front of other data.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChunkHeader {
    /// Bytes of data; zero in the last chunk.
    pub size: u64,
    text: Option<Box<Text>>,
}

/// The rest of a header after the size, as received.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Text {
    /// From after the size to the end of its line.
    extensions: Vec<u8>,
    /// The lines of the trailer fields.
    trailers: Vec<u8>,
}

impl ChunkHeader {
    #[inline(always)]
    pub(super) const fn plain(size: u64) -> Self {
        Self { size, text: None }
    }

    /// Reads a header whose end was found.
    #[cold]
    pub(super) fn read(bytes: &[u8]) -> Result<Self, Malformed> {
        let line = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
        let Some((size, digits)) = size_and_digits(line) else { return refuse(0, "a chunk size") };
        let extensions = line.get(digits..).unwrap_or_default();
        let extensions = extensions.strip_suffix(b"\r").unwrap_or(extensions);
        let trailers = bytes.get(line.len() + 1..).unwrap_or_default();
        let mut fields = Fields::new(trailers);
        fields.by_ref().for_each(drop);
        let trailers = trailers.get(..trailers.len() - fields.rest().len()).unwrap_or_default();
        if extensions.is_empty() && trailers.is_empty() {
            return Ok(Self::plain(size));
        }
        let text = Text { extensions: extensions.into(), trailers: trailers.into() };
        Ok(Self { size, text: Some(Box::new(text)) })
    }

    /// The same header, to write, with one more extension.
    ///
    /// # Errors
    ///
    /// [`EncodeError::Invalid`] when the name is not a token, or the value cannot be quoted.
    ///
    /// ```
    /// use framing_chunked::{ChunkHeader, HttpChunked};
    /// use framing_core::encode_frame;
    ///
    /// let header = ChunkHeader::default().with_extension("check", Some("a \"b\""))?;
    /// let mut wire = Vec::new();
    /// encode_frame(&mut HttpChunked::new(), &header, b"hi", &mut wire)?;
    /// assert_eq!(wire, b"2;check=\"a \\\"b\\\"\"\r\nhi\r\n");
    /// # Ok::<(), framing_core::EncodeError>(())
    /// ```
    pub fn with_extension(mut self, name: &str, value: Option<&str>) -> Result<Self, EncodeError> {
        let extensions = &mut self.text.get_or_insert_default().extensions;
        if name.is_empty() || !name.bytes().all(is_token) {
            return Err(EncodeError::Invalid("a token as the name of an extension"));
        }
        extensions.push(b';');
        extensions.extend_from_slice(name.as_bytes());
        if let Some(value) = value {
            extensions.push(b'=');
            put_value(value.as_bytes(), extensions)?;
        }
        Ok(self)
    }

    /// The same header, to write as that of the last chunk, with one more trailer field.
    ///
    /// # Errors
    ///
    /// [`EncodeError::Invalid`] when the name is no token, or the value holds a control character.
    ///
    /// ```
    /// use framing_chunked::{ChunkHeader, HttpChunked};
    /// use framing_core::encode_frame;
    ///
    /// let header = ChunkHeader::default().with_trailer("Digest", "x")?;
    /// let mut wire = Vec::new();
    /// encode_frame(&mut HttpChunked::new(), &header, b"", &mut wire)?;
    /// assert_eq!(wire, b"0\r\nDigest: x\r\n\r\n");
    /// # Ok::<(), framing_core::EncodeError>(())
    /// ```
    pub fn with_trailer(mut self, name: &str, value: &str) -> Result<Self, EncodeError> {
        let trailers = &mut self.text.get_or_insert_default().trailers;
        put_field(name, value.as_bytes(), trailers)?;
        Ok(self)
    }

    /// Returns the extensions, in order.
    #[must_use]
    pub fn extensions(&self) -> Extensions<'_> {
        Extensions::new(self.extension_bytes())
    }

    /// The trailer fields; none but in the last chunk.
    #[must_use]
    pub fn trailers(&self) -> Fields<'_> {
        Fields::new(self.trailer_bytes())
    }

    #[inline(always)]
    pub(super) fn extension_bytes(&self) -> &[u8] {
        self.text.as_deref().map_or(&[], |text| &text.extensions)
    }

    pub(super) fn trailer_bytes(&self) -> &[u8] {
        self.text.as_deref().map_or(&[], |text| &text.trailers)
    }
}

/// Writes a value as a token if it is one, and as a quoted string otherwise.
fn put_value(value: &[u8], out: &mut Vec<u8>) -> Result<(), EncodeError> {
    if !value.iter().all(|byte| is_value(*byte)) {
        return Err(EncodeError::Invalid("the value of an extension without control characters"));
    }
    if !value.is_empty() && value.iter().all(|byte| is_token(*byte)) {
        out.extend_from_slice(value);
        return Ok(());
    }
    out.push(b'"');
    for byte in value {
        if Parameter::Quoted.step(*byte) != Some(Parameter::Quoted) {
            out.push(b'\\');
        }
        out.push(*byte);
    }
    out.push(b'"');
    Ok(())
}
