//! Writers of messages, over a transport that waits or blocks.

/// The methods of both writers that neither wait nor block.
macro_rules! writer_methods {
    () => {
        impl<W> MessageWriter<W> {
            /// Creates a writer for a new connection.
            #[must_use]
            pub const fn new(transport: W) -> Self {
                Self { transport, outgoing: Outgoing::new() }
            }

            /// Announces that a request was received: the next final responses answer the requests in this order.
            ///
            /// A response without a request is written as the answer to a GET of HTTP/1.1.
            pub fn answer(&mut self, request: AnsweredRequest) {
                self.outgoing.answer(request);
            }

            /// Starts a request whose body is sent as `body`. Nothing is written before [`flush`](Self::flush), or before
            /// the writer holds 64 KiB.
            ///
            /// # Errors
            ///
            /// [`MessageWriteError`]; nothing was queued.
            pub fn start_request(
                &mut self,
                head: &RequestHeader,
                body: MessageBody,
            ) -> Result<(), MessageWriteError> {
                self.outgoing.start_request(head, body)
            }

            /// Starts a response whose body is sent as `body`; an interim one (1xx) is complete with its head.
            ///
            /// An answer to HEAD and a 304 have the fields that announce `body`, and no body; 1xx, 204 and a 2xx to CONNECT
            /// have neither. For a client of HTTP/1.0, a chunked body is sent until the connection closes, and the head says
            /// whether the connection persists.
            ///
            /// # Errors
            ///
            /// [`MessageWriteError`]; nothing was queued.
            pub fn start_response(
                &mut self,
                head: &ResponseHeader,
                body: MessageBody,
            ) -> Result<(), MessageWriteError> {
                self.outgoing.start_response(head, body)
            }

            /// Gives up the message that was started: its body is not sent, and the connection is unusable.
            ///
            /// For a client whose request with `Expect: 100-continue` was answered by a final response.
            pub const fn abandon(&mut self) {
                self.outgoing.abandon();
            }

            /// Returns whether the connection may be used for another message after this one.
            #[must_use]
            pub const fn persistence(&self) -> Persistence {
                self.outgoing.persistence()
            }

            /// Returns a reference to the transport.
            #[must_use]
            pub const fn get_ref(&self) -> &W {
                &self.transport
            }

            /// Returns the transport. Bytes that were not flushed are lost.
            #[must_use]
            pub fn into_inner(self) -> W {
                self.transport
            }
        }
    };
}

#[cfg(feature = "tokio")]
pub(crate) mod asynchronous;
pub(crate) mod blocking;
mod outgoing;

pub use outgoing::{AnsweredRequest, MessageWriteError};
