//! A format as a declaration, in TOML or JSON, that needs no Rust.
//!
//! A [`Spec`] says of a header what [`LengthBuilder`](crate::LengthBuilder) says and more; [`Spec::build`] makes a
//! [`SpecFormat`] of it, which is a format like any other. [`SCHEMA`] is a JSON Schema of it.
//!
//! ```
//! use framing_core::spec::Spec;
//! use framing_core::{Decoder, Step};
//!
//! // TPKT (RFC 1006, section 6): version 3, a byte of zero, the length of the whole packet.
//! let tpkt = Spec::from_toml(r#"
//!     header = 4
//!     magic = "03"
//!     offset = 2
//!     width = 2
//!     counts = "frame"
//! "#)?.build()?;
//!
//! let mut decoder = Decoder::new(tpkt);
//! let Ok(Step::Done(frame)) = decoder.decode(b"\x03\x00\x00\x06hi") else { panic!("the frame is complete") };
//! assert_eq!((frame.header.length, frame.body()), (6, &b"hi"[..]));
//!
//! let fault = Spec::from_toml("width = 9")?.build().unwrap_err();
//! assert_eq!(fault.to_string(), r#"key "width": expected 1 to 8 bytes, found 9"#);
//! # Ok::<(), framing_core::spec::SpecError>(())
//! ```
//!
//! In Rust it is a builder, for lengths in digits and varints among others:
//!
//! ```
//! use framing_core::FrameBuffer;
//! use framing_core::spec::{Spec, TextRadix, VarintKind};
//!
//! let digits = Spec::new().with_text(TextRadix::Hex).with_width(4).with_max(9000);
//! let mut frames = FrameBuffer::new(digits.build()?);
//! frames.push(b"0002hi");
//! assert_eq!(frames.next()?.expect("a complete frame").body(), b"hi");
//!
//! let varint = Spec::new().with_offset(1).with_varint(VarintKind::Quic);
//! let mut frames = FrameBuffer::new(varint.build()?);
//! frames.push(b"\x07\x40\x02hi");
//! assert_eq!(frames.next()?.expect("a complete frame").body(), b"hi");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use alloc::string::ToString;

mod build;
mod check;
mod constants;
mod digest;
mod error;
mod field;
mod format;
mod head;
mod header;
mod keys;
mod layout;
mod length;
pub(crate) mod likeness;
mod quick;
#[cfg(test)]
mod tests;
mod texts;

pub use self::error::SpecError;
pub use self::format::SpecFormat;
pub use self::header::SpecHeader;
pub use self::keys::{
    BodySpec, CheckCovers, CheckKind, CheckPlace, CheckSpec, Choose, EscapeSpec, ExtensionSpec, Fill,
    FixedSpec, OneOrMore, Spec, TextRadix, ToEnd, TrailerField, VarintKind,
};

/// The maximum length of the text of a spec, in bytes.
pub const MAX_TEXT: usize = 1 << 20;

/// The JSON Schema of a [`Spec`].
pub const SCHEMA: &str = include_str!("schema.json");

impl Spec {
    /// Reads a spec in TOML.
    ///
    /// # Errors
    ///
    /// [`SpecError`] at the line where the text is not TOML, with the key that is unknown or of the wrong type, or when
    /// the text is longer than [`MAX_TEXT`].
    pub fn from_toml(text: &str) -> Result<Self, SpecError> {
        SpecError::check_len(text)?;
        let deserializer =
            toml::Deserializer::parse(text).map_err(|error| SpecError::of_toml(text, "", &error))?;
        serde_path_to_error::deserialize(deserializer)
            .map_err(|error| SpecError::of_toml(text, &error.path().to_string(), error.inner()))
    }

    /// Reads a spec in JSON.
    ///
    /// # Errors
    ///
    /// As for [`from_toml`](Self::from_toml).
    pub fn from_json(text: &str) -> Result<Self, SpecError> {
        SpecError::check_len(text)?;
        let mut deserializer = serde_json::Deserializer::from_str(text);
        let spec = serde_path_to_error::deserialize(&mut deserializer)
            .map_err(|error| SpecError::of_json(&error.path().to_string(), error.inner()))?;
        deserializer.end().map_err(|error| SpecError::of_json("", &error))?;
        Ok(spec)
    }

    /// Reads a spec in JSON if its first character is `{`, in TOML otherwise.
    ///
    /// # Errors
    ///
    /// As for [`from_toml`](Self::from_toml).
    pub fn parse(text: &str) -> Result<Self, SpecError> {
        if text.trim_start().starts_with('{') { Self::from_json(text) } else { Self::from_toml(text) }
    }

    /// Creates the format that the spec describes.
    ///
    /// # Errors
    ///
    /// [`SpecError`] with the key whose value cannot work, and the values that it may have.
    pub fn build(&self) -> Result<SpecFormat, SpecError> {
        build::build(self)
    }

    /// Creates the format that the text of a spec describes, in TOML or JSON.
    ///
    /// # Errors
    ///
    /// As for [`parse`](Self::parse) and [`build`](Self::build); the latter with the line of the key, in TOML.
    ///
    /// ```
    /// let fault = framing_core::spec::Spec::compile("name = 'mine'\nwidth = 9").unwrap_err();
    /// assert_eq!(fault.to_string(), r#"line 2, column 9, key "width": expected 1 to 8 bytes, found 9"#);
    /// ```
    pub fn compile(text: &str) -> Result<SpecFormat, SpecError> {
        Self::parse(text)?.build().map_err(|fault| fault.located_in(text))
    }
}
