//! A type-erased format, so that a program can hold any.

mod erased;

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::any::{Any, type_name};
use core::fmt;

use serde::Serialize;
use serde_json::Value;

use self::erased::{AnyFormat, Erased, Writing};
use super::diagram::LayoutDiagram;
use super::setting::{Setting, SettingError, SettingInfo};
use crate::spec::{Spec, SpecError};
use crate::{ByteSink, Encode, EncodeError, TwoPhase, forward_two_phase};

/// A type-erased format, which is itself a format; its header is type-erased too.
///
/// Every call goes over a pointer and every header is one allocation, so this is for programs that learn the format's
/// name while they run, and for tests; not for servers.
///
/// ```
/// use framing_core::registry::DynFormat;
/// use framing_core::{FrameBuffer, U8};
///
/// let mut frames = FrameBuffer::new(DynFormat::new(U8::new()));
/// frames.push(b"\x02hi");
/// let frame = frames.next()?.expect("a complete frame");
/// assert_eq!((frame.body(), frame.header.get::<u64>()), (&b"hi"[..], Some(&2)));
/// # Ok::<(), framing_core::Error>(())
/// ```
#[derive(Clone)]
pub struct DynFormat {
    format: Box<dyn AnyFormat>,
    about: Arc<About>,
    coding: Option<ContentCoding>,
    header_for: Option<fn(&[u8]) -> DynHeader>,
}

/// The description of a format, for people.
#[derive(Clone)]
struct About {
    type_name: &'static str,
    spec: Option<Cow<'static, str>>,
    diagram: Option<&'static str>,
}

impl About {
    fn of<F>() -> Arc<Self> {
        Arc::new(Self { type_name: type_name::<F>(), spec: None, diagram: None })
    }
}

/// How the bodies of a format encode their content, if the content differs from their bytes.
// Exhaustive on purpose: a coding decodes and encodes.
#[derive(Clone, Copy, Debug)]
pub struct ContentCoding {
    /// The content of a body after this header; none where the body is the content.
    pub decode: fn(&DynHeader, &[u8]) -> Option<Vec<u8>>,
    /// Encodes the content as a body after this header; `None` if the content is the body.
    pub encode: fn(&DynHeader, &[u8]) -> Option<Vec<u8>>,
}

/// The header that a [`DynFormat`] reads.
pub struct DynHeader(Box<dyn Any + Send + Sync>);

impl DynFormat {
    /// A format that is read and written.
    #[must_use]
    pub fn new<F>(format: F) -> Self
    where
        F: Encode + Clone + Send + Sync + 'static,
        F::Header: Default + Serialize + Send + Sync + 'static,
    {
        Self::with_settings(format, &[])
    }

    /// A format that is read and written, with [settings](Self::set) before a stream begins.
    #[must_use]
    pub fn with_settings<F>(format: F, settings: &'static [Setting<F>]) -> Self
    where
        F: Encode + Clone + Send + Sync + 'static,
        F::Header: Default + Serialize + Send + Sync + 'static,
    {
        let writing = Writing {
            header: F::encode_header,
            trailer: F::encode_trailer,
            default: F::Header::default,
            fields: |header| serde_json::to_value(header).unwrap_or_default(),
        };
        Self {
            format: Box::new(Erased { format, writing: Some(writing), settings }),
            about: About::of::<F>(),
            coding: None,
            header_for: None,
        }
    }

    /// Creates the format of a [`Spec`] in the program, in TOML or JSON.
    ///
    /// # Panics
    ///
    /// When it is none: the mistake is in the program. A text from elsewhere goes through [`Spec::parse`].
    #[must_use]
    #[expect(
        clippy::panic,
        reason = "the mistake is in the program that holds the text, not in bytes that it reads"
    )]
    pub fn from_spec(text: &'static str) -> Self {
        match Self::parse_spec(text) {
            Ok(format) => format,
            Err(fault) => panic!("{fault}"),
        }
    }

    /// The format of a [`Spec`] that comes from elsewhere, in TOML or JSON.
    ///
    /// ```
    /// use framing_core::registry::DynFormat;
    ///
    /// let format = DynFormat::parse_spec("width = 2".to_string())?;
    /// assert_eq!(format.diagram().map(|diagram| diagram.to_string()).as_deref(), Some("[length:2 BE][body]"));
    /// # Ok::<(), framing_core::spec::SpecError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`Spec::parse`] and [`Spec::build`] have them.
    pub fn parse_spec(text: impl Into<Cow<'static, str>>) -> Result<Self, SpecError> {
        let text = text.into();
        let mut format = Self::new(Spec::compile(&text)?);
        Arc::make_mut(&mut format.about).spec = Some(text);
        Ok(format)
    }

    /// The text that the format was made [of](Self::from_spec), if it was.
    #[must_use]
    pub fn spec(&self) -> Option<&str> {
        self.about.spec.as_deref()
    }

    /// Sets the layout diagram of the frames, in the notation of [`LayoutDiagram`].
    #[must_use]
    pub fn with_diagram(mut self, diagram: &'static str) -> Self {
        Arc::make_mut(&mut self.about).diagram = Some(diagram);
        self
    }

    /// Returns the layout diagram of the frames: that of the spec, or the one that was [set](Self::with_diagram).
    #[must_use]
    pub fn diagram(&self) -> Option<LayoutDiagram> {
        match (&self.about.spec, self.about.diagram) {
            (Some(text), _) => Spec::parse(text).ok().map(|spec| LayoutDiagram::from_spec(&spec)),
            (None, diagram) => LayoutDiagram::parse(diagram?).ok(),
        }
    }

    /// The name of the type of the format, with its path: for people, and not the same for every compiler.
    #[must_use]
    pub fn type_name(&self) -> &'static str {
        self.about.type_name
    }

    /// Applies a setting, before a stream begins.
    ///
    /// # Errors
    ///
    /// [`SettingError`] when the format has no such setting, or the setting does not take this value.
    pub fn set(&mut self, name: &str, value: &Value) -> Result<(), SettingError> {
        self.format.set(name, value)
    }

    /// Returns the settings of the format.
    #[must_use]
    pub fn settings(&self) -> Vec<SettingInfo> {
        self.format.settings()
    }

    /// A format that is only read.
    #[must_use]
    pub fn read_only<F>(format: F) -> Self
    where
        F: TwoPhase + Clone + Send + Sync + 'static,
        F::Header: Send + Sync + 'static,
    {
        Self {
            format: Box::new(Erased { format, writing: None, settings: &[] }),
            about: About::of::<F>(),
            coding: None,
            header_for: None,
        }
    }

    /// Sets the coding of the bodies that encode their content.
    #[must_use]
    pub fn with_coding(mut self, coding: ContentCoding) -> Self {
        self.coding = Some(coding);
        self
    }

    /// Decodes the content of a body after this header, if it differs from its bytes, as in a chunked HTTP message.
    #[must_use]
    pub fn content(&self, header: &DynHeader, body: &[u8]) -> Option<Vec<u8>> {
        (self.coding?.decode)(header, body)
    }

    /// Encodes `content` as a body after this header, if the body differs from the content.
    #[must_use]
    pub fn code(&self, header: &DynHeader, content: &[u8]) -> Option<Vec<u8>> {
        (self.coding?.encode)(header, content)
    }

    /// Marks a format whose headers depend on more of the body than its length, such as a checksum.
    #[must_use]
    pub fn with_header_for(mut self, header_for: fn(&[u8]) -> DynHeader) -> Self {
        self.header_for = Some(header_for);
        self
    }

    /// Whether the format can be written as well as read.
    #[must_use]
    pub fn is_writable(&self) -> bool {
        self.default_header().is_some()
    }

    /// A header to write in front of a body; none if the format is only read.
    #[must_use]
    pub fn default_header(&self) -> Option<DynHeader> {
        self.format.default_header()
    }

    /// A header to write in front of this body; none if the format is only read.
    #[must_use]
    pub fn header_for(&self, body: &[u8]) -> Option<DynHeader> {
        self.header_for.map_or_else(|| self.default_header(), |header_for| Some(header_for(body)))
    }

    /// What the format read from the header, by name, as JSON; `null` if the format is only read.
    #[must_use]
    pub fn fields(&self, header: &DynHeader) -> Value {
        self.format.fields(header)
    }
}

impl fmt::Debug for DynFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("DynFormat").finish_non_exhaustive()
    }
}

impl DynHeader {
    /// A header of a format that has such headers.
    #[must_use]
    pub fn new<H: Send + Sync + 'static>(header: H) -> Self {
        Self(Box::new(header))
    }

    /// The header that the format itself has, if it is a `T`.
    #[must_use]
    pub fn get<T: 'static>(&self) -> Option<&T> {
        self.0.downcast_ref()
    }
}

impl fmt::Debug for DynHeader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("DynHeader").finish_non_exhaustive()
    }
}

#[deny(clippy::missing_trait_methods, reason = "a wrapper that misses a method changes the format")]
impl TwoPhase for DynFormat {
    type Header = DynHeader;
    forward_two_phase!(self => self.format);
}

#[deny(clippy::missing_trait_methods, reason = "a wrapper that misses a method changes the format")]
impl Encode for DynFormat {
    fn encode_header<B: ByteSink>(
        &self,
        header: &DynHeader,
        body_len: u64,
        out: &mut B,
    ) -> Result<(), EncodeError> {
        let mut bytes = Vec::new();
        self.format.encode_header(header, body_len, &mut bytes)?;
        out.put_slice(&bytes);
        Ok(())
    }

    fn encode_trailer<B: ByteSink>(&self, header: &DynHeader, body_len: u64, out: &mut B) {
        let mut bytes = Vec::new();
        self.format.encode_trailer(header, body_len, &mut bytes);
        out.put_slice(&bytes);
    }
}
