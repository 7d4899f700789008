//! Where two readers end a message differently: request and response smuggling, seen in the bytes.
//!
//! A [`Judge`] compares the strict reader with [products](PRODUCTS), each with all of its known behaviours; with readers
//! that have a single [`Behaviour`]; and with [combinations](COMBINATIONS) of behaviours that occur together. For each
//! behaviour its source is given: a measured version, an advisory, an issue or the product's source.
//!
//! - [`Judge::report`] compares them over a stream, message by message, and gives a [`Risk`].
//! - [`Judge::head`] judges one head as soon as it is complete: the form for a proxy.
//! - [`normalize_request`] and [`normalize_response`] write the unambiguous form of an accepted message.
//!
//! # Memory and time
//!
//! A report takes time linear in the bytes, times the number of ways in which the readers read them, which is at most the
//! number of readers; a message that all readers read alike is read twice, by the strict reader and by one of the others.
//! It keeps one offset per message. A verdict on a head allocates nothing when all readers agree.

mod behaviour;
mod compare;
mod head;
mod lax;
mod normalize;
mod readers;
mod report;
mod strict;
#[cfg(test)]
mod tests;

use alloc::vec::Vec;

pub use behaviour::Behaviour;
pub use head::{Framing, HeadVerdict};
pub use normalize::{Action, Change, Normalized, normalize_request, normalize_response};
pub use readers::{
    COMBINATIONS, Combination, Evidence, PRODUCTS, Product, Reader, Readers, Sourced, UnknownReader,
};
pub use report::{Boundary, Difference, End, Place, Reading, Report, Risk};

use self::behaviour::Behaviours;
use self::compare::Comparison;
use self::lax::Side;
use crate::RequestMethod;

/// Compares readers of one side's messages.
///
/// ```
/// use framing_http::ambiguity::{Judge, Readers, Risk};
///
/// let smuggling = b"POST / HTTP/1.1\r\nContent-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nG";
/// assert_eq!(Judge::requests().report(smuggling).risk(), Risk::Conflict);
///
/// let lenient = b"GET / HTTP/1.1\nHost: a\n\n";
/// assert_eq!(Judge::requests().report(lenient).risk(), Risk::Refusal);
///
/// let pair = Readers::between(["hyper", "llhttp"])?;
/// assert_eq!(Judge::requests().with_readers(&pair).report(lenient).risk(), Risk::Refusal);
/// # Ok::<(), framing_http::ambiguity::UnknownReader>(())
/// ```
#[derive(Clone, Debug)]
pub struct Judge {
    side: Side,
    readers: Vec<(Reader, Behaviours)>,
}

impl Judge {
    /// Compares all readers of requests.
    #[must_use]
    pub fn requests() -> Self {
        Self::new(Side::Requests)
    }

    /// Compares all readers of responses to requests of one method.
    ///
    /// ```
    /// use framing_http::RequestMethod;
    /// use framing_http::ambiguity::{Judge, Risk};
    ///
    /// let bytes = b"HTTP/1.1 304 Not Modified\r\nContent-Length: 19\r\n\r\nHTTP/1.1 200 OK\r\n\r\n";
    /// let judge = Judge::responses(RequestMethod::Other);
    /// let report = judge.report(bytes);
    /// assert_eq!(report.risk(), Risk::Conflict);
    /// assert!(report.to_string().contains("body-of-bodiless"));
    /// ```
    #[must_use]
    pub fn responses(method: RequestMethod) -> Self {
        Self::new(Side::Responses(method))
    }

    fn new(side: Side) -> Self {
        Self { side, readers: Readers::all().on(side) }
    }

    /// Sets the readers to compare.
    #[must_use]
    pub fn with_readers(mut self, readers: &Readers) -> Self {
        self.readers = readers.on(self.side);
        self
    }

    /// Compares the readers over a stream that starts and ends with `bytes`.
    #[must_use]
    pub fn report<'a>(&'a self, bytes: &'a [u8]) -> Report<'a> {
        let comparison = Comparison { side: self.side, bytes, readers: &self.readers };
        Report { side: self.side, bytes, readers: &self.readers, found: comparison.run() }
    }

    /// Judges the head at the start of `bytes`: whether readers will delimit its body differently.
    ///
    /// `bytes` is the head, and whatever has arrived after it. With bytes of the body, readers that leave a body unread are
    /// counted too, where the body would be read as a request.
    ///
    /// ```
    /// use framing_core::{Decoder, Step};
    /// use framing_http::HttpRequest;
    /// use framing_http::ambiguity::{Judge, Risk};
    ///
    /// let judge = Judge::requests();
    /// let bytes = b"POST / HTTP/1.1\r\nContent_Length: 3\r\n\r\nGET / HTTP/1.1\r\n\r\n";
    /// let Step::Done(request) = Decoder::new(HttpRequest::new()).decode(bytes)? else { panic!("complete") };
    ///
    /// let verdict = judge.head(request.bytes());
    /// assert_eq!(verdict.risk, Risk::Conflict);
    /// assert_eq!(verdict.framings[1].readers[0], "underscore-is-a-dash");
    /// # Ok::<(), framing_core::Error>(())
    /// ```
    #[must_use]
    pub fn head(&self, bytes: &[u8]) -> HeadVerdict {
        head::judge(self.side, &self.readers, bytes)
    }
}
