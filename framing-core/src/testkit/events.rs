//! What a reader under test reports: frames, and the end.

use std::collections::VecDeque;
use std::fmt;
use std::string::{String, ToString};
use std::sync::{Arc, Mutex, PoisonError};
use std::vec::Vec;

/// A frame that a reader gave; a part that it does not give is not compared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Taken {
    /// The header, as on the wire.
    pub header: Option<Vec<u8>>,
    /// The body, as on the wire.
    pub body: Option<Vec<u8>>,
    /// The trailer, as on the wire.
    pub trailer: Option<Vec<u8>>,
}

impl Taken {
    /// Creates a frame of which only the body is known.
    #[must_use]
    pub fn body(body: impl Into<Vec<u8>>) -> Self {
        Self { body: Some(body.into()), ..Self::default() }
    }

    /// Sets the header.
    #[must_use]
    pub fn with_header(mut self, header: impl Into<Vec<u8>>) -> Self {
        self.header = Some(header.into());
        self
    }

    /// Sets the trailer.
    #[must_use]
    pub fn with_trailer(mut self, trailer: impl Into<Vec<u8>>) -> Self {
        self.trailer = Some(trailer.into());
        self
    }
}

impl From<Vec<u8>> for Taken {
    fn from(body: Vec<u8>) -> Self {
        Self::body(body)
    }
}

impl From<bytes::Bytes> for Taken {
    fn from(body: bytes::Bytes) -> Self {
        Self::body(body)
    }
}

impl From<bytes::BytesMut> for Taken {
    fn from(body: bytes::BytesMut) -> Self {
        Self::body(body)
    }
}

/// A reader that reports this many frames between two looks at them never ends.
const ENDLESS: usize = 1 << 16;

#[derive(Debug)]
pub(super) enum Event {
    Frame(Taken),
    Ended,
    Failed(String),
}

/// Where a reader under test reports to.
#[derive(Clone, Debug, Default)]
pub(super) struct Events(Arc<Mutex<VecDeque<Event>>>);

impl Events {
    /// Reports an item; whether more may follow.
    pub(super) fn push<T: Into<Taken>, E: fmt::Display>(&self, item: Result<Option<T>, E>) -> bool {
        let event = match item {
            Ok(Some(frame)) => Event::Frame(frame.into()),
            Ok(None) => Event::Ended,
            Err(error) => Event::Failed(error.to_string()),
        };
        let mut events = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let goes_on = matches!(event, Event::Frame(_)) && events.len() < ENDLESS;
        events.push_back(event);
        goes_on
    }

    pub(super) fn next(&self) -> Option<Event> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).pop_front()
    }
}
