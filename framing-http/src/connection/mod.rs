//! One side of a connection: message after message, over a transport that waits or blocks.

/// The methods of both readers that neither wait nor block.
macro_rules! methods_without_waiting {
    () => {
        impl<R, M: MessageFormat> MessageReader<R, M> {
            /// A reader of a connection that begins now.
            #[must_use]
            pub fn new(transport: R, messages: M) -> Self {
                Self { parts: FrameReader::new(transport, InParts::new(messages)), track: Track::new() }
            }

            /// The same reader with other limits. That for the header holds for heads, size lines and trailer sections; that for the
            /// body holds for nothing, as bodies are never gathered.
            #[must_use]
            pub fn with_limits(mut self, limits: Limits) -> Self {
                self.parts.set_limits(limits);
                self
            }

            /// Sets how many bytes of an unread body are skipped at most, chunk framing included; 256 KiB by default.
            ///
            /// After a body of which more remains unread the reader stops: closing the connection costs less.
            #[must_use]
            pub const fn with_most_passed_over(mut self, bytes: u64) -> Self {
                self.track.most_passed_over = bytes;
                self
            }

            /// The header of the last chunk of the message at hand, once its body was read: it has the trailers.
            #[must_use]
            pub const fn trailers(&self) -> Option<&ChunkHeader> {
                self.track.last.as_ref()
            }

            /// What becomes of the connection after the message at hand, as far as is known now.
            #[must_use]
            pub const fn persistence(&self) -> Persistence {
                self.track.persistence
            }

            /// Does the peer wait for a 100 before it sends the body of the message at hand, none of which was asked for yet?
            #[must_use]
            pub const fn awaits_continue(&self) -> bool {
                self.track.awaits_continue
            }

            /// The transport. Reading from it takes bytes away from the messages.
            pub fn get_mut(&mut self) -> &mut R {
                self.parts.get_mut()
            }

            /// Is any of the message at hand still in front of the reader?
            fn is_inside(&mut self) -> bool {
                let decoder = self.parts.frames().decoder();
                let is_at_it = self.track.at.is_some_and(|at| decoder.offset() == at);
                is_at_it || decoder.format().is_in_chunks() || decoder.is_streaming()
            }
        }

        impl<R> MessageReader<R, HttpResponse> {
            /// Says that a request of this method was sent, so that its answer is read as one: no body after HEAD, a tunnel after a
            /// 2xx to CONNECT. Pipelined requests are said in their order; an answer that none is said for is read as the format
            /// [was told](HttpResponse::answering).
            ///
            /// ```
            /// use framing_http::blocking::MessageReader;
            /// use framing_http::{HttpResponse, RequestMethod};
            ///
            /// let transport = &b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"[..];
            /// let mut responses = MessageReader::new(transport, HttpResponse::new());
            /// responses.expect(RequestMethod::Head);
            /// responses.expect(RequestMethod::Other);
            ///
            /// responses.next_head()?.expect("the answer to HEAD");
            /// responses.next_head()?.expect("the other answer");
            /// let mut body = Vec::new();
            /// responses.copy_body(&mut body)?;
            /// assert_eq!(body, b"hi");
            /// # Ok::<(), Box<dyn std::error::Error>>(())
            /// ```
            pub fn expect(&mut self, method: RequestMethod) {
                self.parts.format_mut().messages_mut().expect(method);
            }
        }
    };
}

#[cfg(feature = "tokio")]
mod asynchronous;
pub(crate) mod blocking;
pub(crate) mod writer;

use std::vec::Vec;

use framing_chunked::ChunkHeader;
use framing_core::Announced;

#[cfg(feature = "tokio")]
pub use asynchronous::MessageReader;
#[cfg(feature = "tokio")]
pub use writer::asynchronous::MessageWriter;
pub use writer::{AnsweredRequest, MessageWriteError};

use crate::{MessageFormat, Part, Persistence};

/// The head of a message, lent by a [`MessageReader`] or a [`blocking::MessageReader`](crate::blocking::MessageReader).
#[derive(Debug)]
#[non_exhaustive]
pub struct MessageHead<'a, H> {
    /// The framing that it specifies.
    pub header: H,
    /// Its bytes, as they were received.
    pub bytes: &'a [u8],
}

/// The most bytes of a body that nobody wanted which are received for the sake of the next message: as many as Go's server
/// receives.
const MOST_PASSED_OVER: u64 = 256 << 10;

/// Where in its messages a reader is: all that both readers decide, and nothing that waits.
#[derive(Debug)]
struct Track {
    head: Vec<u8>,
    /// Where in the stream the head at hand begins.
    at: Option<u64>,
    persistence: Persistence,
    /// Does the peer wait for a 100, and was none of the body asked for?
    awaits_continue: bool,
    last: Option<ChunkHeader>,
    most_passed_over: u64,
    /// The offset up to which the rest of the body at hand is passed over, once that has begun.
    passes_up_to: Option<u64>,
}

/// What a part is to the message at hand.
enum Role<H> {
    /// The head of the next one.
    NextHead(H),
    /// Its own: its head, or a chunk of it.
    Own,
    /// The same, and the last of it: the chunk without data.
    Last(ChunkHeader),
}

impl Track {
    const fn new() -> Self {
        Self {
            head: Vec::new(),
            at: None,
            persistence: Persistence::Persists,
            awaits_continue: false,
            last: None,
            most_passed_over: MOST_PASSED_OVER,
            passes_up_to: None,
        }
    }

    /// What `part` is.
    fn role<H: Clone>(&self, part: &Announced<'_, Part<H>>) -> Role<H> {
        match part.header {
            Part::Head(header) if Some(part.offset) != self.at => Role::NextHead(header.clone()),
            Part::Chunk(chunk) if chunk.size == 0 => Role::Last(chunk.clone()),
            Part::Head(_) | Part::Chunk(_) => Role::Own,
        }
    }

    /// Makes the head of `part` the one at hand.
    fn begin<M: MessageFormat>(&mut self, part: &Announced<'_, Part<M::Header>>, header: &M::Header) {
        self.head.clear();
        self.head.extend_from_slice(part.header_bytes);
        self.at = Some(part.offset);
        self.persistence = M::persistence(header, &self.head);
        self.awaits_continue = M::expects_continue(header, &self.head);
        self.passes_up_to = None;
    }

    /// Leaves the message at hand, of which `offset` comes next: is there to be another?
    fn leave(&mut self, offset: u64, is_inside: bool) -> bool {
        self.last = None;
        if self.awaits_continue && is_inside {
            self.persistence = Persistence::Closes;
        }
        let limit = self.most_passed_over;
        self.passes_up_to.get_or_insert(offset.saturating_add(limit));
        self.persistence == Persistence::Persists
    }

    /// May what ends at `end` be passed over, if that is known? If not, nothing more is read.
    fn passes_over(&mut self, end: Option<u64>) -> bool {
        let most = self.passes_up_to.unwrap_or(u64::MAX);
        let passes = end.is_some_and(|end| end <= most);
        if !passes {
            self.persistence = Persistence::Closes;
        }
        passes
    }

    /// The same of a part that was not begun.
    fn passes_over_part<H>(&mut self, part: &Announced<'_, H>) -> bool {
        let front = part.offset.saturating_add(part.header_bytes.len() as u64);
        self.passes_over(part.body_len.map(|len| front.saturating_add(len)))
    }
}
