//! A type-erased format.

use alloc::boxed::Box;
use alloc::string::ToString;
use alloc::vec::Vec;

use serde_json::Value;

use super::{DynHeader, Setting, SettingError, SettingInfo};
use crate::{BodyLen, EncodeError, Event, Extent, Limits, Malformed, Scan, TwoPhase};

/// A format without types that differ from format to format, and what it can do besides being read.
pub(super) trait AnyFormat: TwoPhase<Header = DynHeader> + Send + Sync {
    fn clone_boxed(&self) -> Box<dyn AnyFormat>;
    fn default_header(&self) -> Option<DynHeader>;
    fn fields(&self, header: &DynHeader) -> Value;
    fn encode_header(&self, header: &DynHeader, body_len: u64, out: &mut Vec<u8>) -> Result<(), EncodeError>;
    fn encode_trailer(&self, header: &DynHeader, body_len: u64, out: &mut Vec<u8>);
    fn set(&mut self, name: &str, value: &Value) -> Result<(), SettingError>;
    fn settings(&self) -> Vec<SettingInfo>;
}

impl Clone for Box<dyn AnyFormat> {
    fn clone(&self) -> Self {
        (**self).clone_boxed()
    }
}

/// A format, and what it can do besides being read.
#[derive(Clone)]
pub(super) struct Erased<F: TwoPhase + 'static> {
    pub(super) format: F,
    pub(super) writing: Option<Writing<F>>,
    pub(super) settings: &'static [Setting<F>],
}

pub(super) type WriteHeader<F> =
    fn(&F, &<F as TwoPhase>::Header, u64, &mut Vec<u8>) -> Result<(), EncodeError>;

pub(super) struct Writing<F: TwoPhase> {
    pub(super) header: WriteHeader<F>,
    pub(super) trailer: fn(&F, &F::Header, u64, &mut Vec<u8>),
    pub(super) default: fn() -> F::Header,
    pub(super) fields: fn(&F::Header) -> Value,
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

#[deny(clippy::missing_trait_methods, reason = "a wrapper that misses a method changes the format")]
impl<F> TwoPhase for Erased<F>
where
    F: TwoPhase + Clone + Send + Sync + 'static,
    F::Header: Send + Sync + 'static,
{
    type Header = DynHeader;

    fn header_len(&self, seen: &[u8], scan: &mut Scan) -> Result<Extent, Malformed> {
        self.format.header_len(seen, scan)
    }

    fn header(&self, bytes: &[u8]) -> Result<DynHeader, Malformed> {
        Ok(DynHeader::new(self.format.header(bytes)?))
    }

    fn whole_header(&self, seen: &[u8], scan: Scan) -> Option<(usize, DynHeader)> {
        let (len, header) = self.format.whole_header(seen, scan)?;
        Some((len, DynHeader::new(header)))
    }

    fn body_len(&self, header: &DynHeader) -> Result<BodyLen, Malformed> {
        self.format.body_len(own(header)?)
    }

    fn scan_body(&self, header: &DynHeader, seen: &[u8], scan: &mut Scan) -> Result<Extent, Malformed> {
        self.format.scan_body(own(header)?, seen, scan)
    }

    fn trailer_len(&self, header: &DynHeader, body: u64) -> Result<u64, Malformed> {
        self.format.trailer_len(own(header)?, body)
    }

    fn observe_body(&mut self, header: &DynHeader, piece: &[u8]) {
        if let Ok(header) = own(header) {
            self.format.observe_body(header, piece);
        }
    }

    fn check_trailer(&self, header: &DynHeader, seen: &[u8]) -> Result<(), Malformed> {
        self.format.check_trailer(own(header)?, seen)
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

    fn may_end_after(&self, unread: &[u8]) -> bool {
        self.format.may_end_after(unread)
    }

    fn has_ended(&self) -> bool {
        self.format.has_ended()
    }

    fn limits(&self) -> Limits {
        self.format.limits()
    }

    fn observe(&mut self, event: &Event<'_, DynHeader>) {
        if let Some(event) = event.map_header(DynHeader::get) {
            self.format.observe(&event);
        }
    }
}

impl<F> AnyFormat for Erased<F>
where
    F: TwoPhase + Clone + Send + Sync + 'static,
    F::Header: Send + Sync + 'static,
{
    fn clone_boxed(&self) -> Box<dyn AnyFormat> {
        Box::new(self.clone())
    }

    fn default_header(&self) -> Option<DynHeader> {
        self.writing.map(|writing| DynHeader::new((writing.default)()))
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

    fn set(&mut self, name: &str, value: &Value) -> Result<(), SettingError> {
        let Some(setting) = self.settings.iter().find(|setting| setting.info().name == name) else {
            let known = self.settings.iter().map(|setting| setting.info().name).collect();
            return Err(SettingError::Unknown { name: name.to_string(), known });
        };
        setting.apply(&mut self.format, value).map_err(|expected| SettingError::Value {
            name: name.to_string(),
            expected,
            found: value.clone(),
        })
    }

    fn settings(&self) -> Vec<SettingInfo> {
        self.settings.iter().map(Setting::info).collect()
    }
}
