//! A format behind a pointer, so that a program can hold any.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::any::Any;
use core::fmt;

use bytes::BufMut;
use serde::Serialize;
use serde_json::Value;

use crate::{BodyLen, Encode, EncodeError, Extent, Limits, Malformed, Scan, TwoPhase};

/// Any format, and itself a format; its header is behind a pointer too.
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
/// let frame = frames.next()?.expect("a whole frame");
/// assert_eq!((frame.body(), frame.header.get::<u64>()), (&b"hi"[..], Some(&2)));
/// # Ok::<(), framing_core::Error>(())
/// ```
#[derive(Clone)]
pub struct DynFormat(Box<dyn AnyFormat>);

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
        let writing = Writing {
            header: F::encode_header,
            trailer: F::encode_trailer,
            default: F::Header::default,
            fields: |header| serde_json::to_value(header).unwrap_or_default(),
        };
        Self(Box::new(Erased { format, writing: Some(writing) }))
    }

    /// A format that is only read.
    #[must_use]
    pub fn read_only<F>(format: F) -> Self
    where
        F: TwoPhase + Clone + Send + Sync + 'static,
        F::Header: Send + Sync + 'static,
    {
        Self(Box::new(Erased { format, writing: None }))
    }

    /// Whether the format can be written as well as read.
    #[must_use]
    pub fn is_writable(&self) -> bool {
        self.default_header().is_some()
    }

    /// A header to write in front of a body; none if the format is only read.
    #[must_use]
    pub fn default_header(&self) -> Option<DynHeader> {
        self.0.default_header()
    }

    /// What the format read from the header, by name, as JSON; `null` if the format is only read.
    #[must_use]
    pub fn fields(&self, header: &DynHeader) -> Value {
        self.0.fields(header)
    }
}

impl fmt::Debug for DynFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("DynFormat").finish_non_exhaustive()
    }
}

impl DynHeader {
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

impl TwoPhase for DynFormat {
    type Header = DynHeader;

    fn header_len(&self, seen: &[u8], scan: &mut Scan) -> Result<Extent, Malformed> {
        self.0.header_len(seen, scan)
    }

    fn header(&self, bytes: &[u8]) -> Result<DynHeader, Malformed> {
        self.0.header(bytes)
    }

    fn body_len(&self, header: &DynHeader) -> Result<BodyLen, Malformed> {
        self.0.body_len(header)
    }

    fn scan_body(&self, header: &DynHeader, seen: &[u8], scan: &mut Scan) -> Result<Extent, Malformed> {
        self.0.scan_body(header, seen, scan)
    }

    fn trailer_len(&self, header: &DynHeader, body: u64) -> Result<usize, Malformed> {
        self.0.trailer_len(header, body)
    }

    fn see_body(&mut self, header: &DynHeader, piece: &[u8]) {
        self.0.see_body(header, piece);
    }

    fn end_frame(&mut self, header: &DynHeader, trailer: &[u8]) -> Result<(), Malformed> {
        self.0.end_frame(header, trailer)
    }

    fn body_limit(&self, header: &DynHeader) -> u64 {
        self.0.body_limit(header)
    }

    fn may_end(&self) -> bool {
        self.0.may_end()
    }

    fn limits(&self) -> Limits {
        self.0.limits()
    }
}

impl Encode for DynFormat {
    fn encode_header<B: BufMut>(
        &self,
        header: &DynHeader,
        body_len: u64,
        out: &mut B,
    ) -> Result<(), EncodeError> {
        let mut bytes = Vec::new();
        self.0.encode_header(header, body_len, &mut bytes)?;
        out.put_slice(&bytes);
        Ok(())
    }

    fn encode_trailer<B: BufMut>(&self, header: &DynHeader, body_len: u64, out: &mut B) {
        let mut bytes = Vec::new();
        self.0.encode_trailer(header, body_len, &mut bytes);
        out.put_slice(&bytes);
    }
}

/// [`TwoPhase`] and [`Encode`] without types that differ from format to format.
trait AnyFormat: Send + Sync {
    fn clone_boxed(&self) -> Box<dyn AnyFormat>;
    fn header_len(&self, seen: &[u8], scan: &mut Scan) -> Result<Extent, Malformed>;
    fn header(&self, bytes: &[u8]) -> Result<DynHeader, Malformed>;
    fn body_len(&self, header: &DynHeader) -> Result<BodyLen, Malformed>;
    fn scan_body(&self, header: &DynHeader, seen: &[u8], scan: &mut Scan) -> Result<Extent, Malformed>;
    fn trailer_len(&self, header: &DynHeader, body: u64) -> Result<usize, Malformed>;
    fn see_body(&mut self, header: &DynHeader, piece: &[u8]);
    fn end_frame(&mut self, header: &DynHeader, trailer: &[u8]) -> Result<(), Malformed>;
    fn body_limit(&self, header: &DynHeader) -> u64;
    fn may_end(&self) -> bool;
    fn limits(&self) -> Limits;
    fn default_header(&self) -> Option<DynHeader>;
    fn fields(&self, header: &DynHeader) -> Value;
    fn encode_header(&self, header: &DynHeader, body_len: u64, out: &mut Vec<u8>) -> Result<(), EncodeError>;
    fn encode_trailer(&self, header: &DynHeader, body_len: u64, out: &mut Vec<u8>);
}

impl Clone for Box<dyn AnyFormat> {
    fn clone(&self) -> Self {
        (**self).clone_boxed()
    }
}

/// A format, and what it can do besides being read.
#[derive(Clone)]
struct Erased<F: TwoPhase> {
    format: F,
    writing: Option<Writing<F>>,
}

type WriteHeader<F> = fn(&F, &<F as TwoPhase>::Header, u64, &mut Vec<u8>) -> Result<(), EncodeError>;

struct Writing<F: TwoPhase> {
    header: WriteHeader<F>,
    trailer: fn(&F, &F::Header, u64, &mut Vec<u8>),
    default: fn() -> F::Header,
    fields: fn(&F::Header) -> Value,
}

impl<F: TwoPhase> Clone for Writing<F> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<F: TwoPhase> Copy for Writing<F> {}

const FOREIGN_HEADER: &str = "a header that this format has read";

fn own<H: 'static>(header: &DynHeader) -> Result<&H, Malformed> {
    header.get().ok_or(Malformed::new(0, FOREIGN_HEADER))
}

impl<F> AnyFormat for Erased<F>
where
    F: TwoPhase + Clone + Send + Sync + 'static,
    F::Header: Send + Sync + 'static,
{
    fn clone_boxed(&self) -> Box<dyn AnyFormat> {
        Box::new(self.clone())
    }

    fn header_len(&self, seen: &[u8], scan: &mut Scan) -> Result<Extent, Malformed> {
        self.format.header_len(seen, scan)
    }

    fn header(&self, bytes: &[u8]) -> Result<DynHeader, Malformed> {
        Ok(DynHeader(Box::new(self.format.header(bytes)?)))
    }

    fn body_len(&self, header: &DynHeader) -> Result<BodyLen, Malformed> {
        self.format.body_len(own(header)?)
    }

    fn scan_body(&self, header: &DynHeader, seen: &[u8], scan: &mut Scan) -> Result<Extent, Malformed> {
        self.format.scan_body(own(header)?, seen, scan)
    }

    fn trailer_len(&self, header: &DynHeader, body: u64) -> Result<usize, Malformed> {
        self.format.trailer_len(own(header)?, body)
    }

    fn see_body(&mut self, header: &DynHeader, piece: &[u8]) {
        if let Ok(header) = own(header) {
            self.format.see_body(header, piece);
        }
    }

    fn end_frame(&mut self, header: &DynHeader, trailer: &[u8]) -> Result<(), Malformed> {
        self.format.end_frame(own(header)?, trailer)
    }

    fn body_limit(&self, header: &DynHeader) -> u64 {
        own(header).map_or(0, |header| self.format.body_limit(header))
    }

    fn may_end(&self) -> bool {
        self.format.may_end()
    }

    fn limits(&self) -> Limits {
        self.format.limits()
    }

    fn default_header(&self) -> Option<DynHeader> {
        self.writing.map(|writing| DynHeader(Box::new((writing.default)())))
    }

    fn fields(&self, header: &DynHeader) -> Value {
        match (self.writing, own(header)) {
            (Some(writing), Ok(header)) => (writing.fields)(header),
            _ => Value::Null,
        }
    }

    fn encode_header(&self, header: &DynHeader, body_len: u64, out: &mut Vec<u8>) -> Result<(), EncodeError> {
        let writing = self.writing.ok_or(EncodeError::Invalid("a format that can be written"))?;
        let header = own(header).map_err(|refusal| EncodeError::Invalid(refusal.expected))?;
        (writing.header)(&self.format, header, body_len, out)
    }

    fn encode_trailer(&self, header: &DynHeader, body_len: u64, out: &mut Vec<u8>) {
        if let (Some(writing), Ok(header)) = (self.writing, own(header)) {
            (writing.trailer)(&self.format, header, body_len, out);
        }
    }
}
