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
//! let Ok(Step::Done(frame)) = decoder.decode(b"\x03\x00\x00\x06hi") else { panic!("the frame is whole") };
//! assert_eq!((frame.header.length, frame.body()), (6, &b"hi"[..]));
//!
//! let fault = Spec::from_toml("width = 9")?.build().unwrap_err();
//! assert_eq!(fault.to_string(), r#"key "width": expected 1 to 8 bytes, found 9"#);
//! # Ok::<(), framing_core::spec::SpecError>(())
//! ```
//!
//! Its keys are public fields too, so that in Rust it is a builder, of lengths in digits and of varints among others:
//!
//! ```
//! use framing_core::FrameBuffer;
//! use framing_core::spec::{Spec, TextRadix, VarintKind};
//!
//! let digits = Spec { text: Some(TextRadix::Hex), width: Some(4), max: Some(9000), ..Spec::default() };
//! let mut frames = FrameBuffer::new(digits.build()?);
//! frames.push(b"0002hi");
//! assert_eq!(frames.next()?.expect("a whole frame").body(), b"hi");
//!
//! let varint = Spec { offset: 1, varint: Some(VarintKind::Quic), ..Spec::default() };
//! let mut frames = FrameBuffer::new(varint.build()?);
//! frames.push(b"\x07\x40\x02hi");
//! assert_eq!(frames.next()?.expect("a whole frame").body(), b"hi");
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

pub use self::error::SpecError;
pub use self::format::SpecFormat;
pub use self::header::SpecHeader;
pub use self::keys::{
    BodySpec, CheckCovers, CheckKind, CheckPlace, CheckSpec, Choose, EscapeSpec, ExtensionSpec, Fill,
    FixedSpec, OneOrMore, Spec, TextRadix, ToEnd, TrailerField, VarintKind,
};

/// The JSON Schema of a [`Spec`].
pub const SCHEMA: &str = include_str!("schema.json");

impl Spec {
    /// Reads a spec in TOML.
    ///
    /// # Errors
    ///
    /// [`SpecError`] at the line where the text is no TOML, or with the key that is unknown or of the wrong type.
    pub fn from_toml(text: &str) -> Result<Self, SpecError> {
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

    /// The format that the spec describes.
    ///
    /// # Errors
    ///
    /// [`SpecError`] with the key whose value cannot work, and what it may be.
    pub fn build(&self) -> Result<SpecFormat, SpecError> {
        build::build(self)
    }
}
