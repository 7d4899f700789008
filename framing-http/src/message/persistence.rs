//! What becomes of the connection after a message.

use framing_core::fields::{Field, Fields, trim};

use super::{MessageBody, RequestHeader, ResponseHeader, split_start_line};

/// What becomes of the connection after a message (RFC 9112, section 9.3).
// Exhaustive on purpose: a connection persists, closes or switches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Persistence {
    /// It continues with the next message.
    Persists,
    /// It ends. Whatever is received after the message is not looked at.
    Closes,
    /// It continues as another protocol, with the first byte after the message.
    Switches,
}

impl RequestHeader {
    /// What becomes of the connection after this request and its answer, as far as the request says. `head` is what the
    /// header was read from.
    ///
    /// It closes
    ///
    /// - after the option `close` ("If the \"close\" connection option is present, the connection will not persist after
    ///   the current response", RFC 9112, section 9.3);
    /// - after HTTP/1.0 without the option `keep-alive` (the same section). A proxy closes after HTTP/1.0 in any case
    ///   ("the recipient is not a proxy or the message is a response"), which is for the proxy to know;
    /// - when the request specifies two lengths and a leniency accepts it ("the server MUST close the
    ///   connection after responding to such a request", RFC 9112, section 6.1).
    ///
    /// ```
    /// use framing_core::{Decoder, Step};
    /// use framing_http::{HttpRequest, Persistence};
    ///
    /// for (head, expected) in [
    ///     (&b"GET / HTTP/1.1\r\n\r\n"[..], Persistence::Persists),
    ///     (b"GET / HTTP/1.1\r\nConnection: te, Close\r\n\r\n", Persistence::Closes),
    ///     (b"GET / HTTP/1.0\r\n\r\n", Persistence::Closes),
    ///     (b"GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", Persistence::Persists),
    /// ] {
    ///     let mut decoder = Decoder::new(HttpRequest::new());
    ///     let Step::Done(request) = decoder.decode(head)? else { panic!("the request is complete") };
    ///     assert_eq!(request.header.persistence(request.header_bytes()), expected);
    /// }
    /// # Ok::<(), framing_core::Error>(())
    /// ```
    #[must_use]
    pub fn persistence(&self, head: &[u8]) -> Persistence {
        said(self.is_1_0, self.must_close, self.on(head).fields)
    }

    /// Does the client wait for a 100 before it sends the body?
    ///
    /// That is, does it expect `100-continue` in HTTP/1.1 and announce a body (RFC 9110, section 10.1.1: a server "MUST
    /// ignore" the expectation in HTTP/1.0). A server that answers finally without reading the body cannot know whether the
    /// body will be sent, and should close the connection.
    #[must_use]
    pub fn expects_continue(&self, head: &[u8]) -> bool {
        !self.is_1_0 && self.body != MessageBody::None && {
            options(self.on(head).fields, "expect").any(|option| option.eq_ignore_ascii_case(b"100-continue"))
        }
    }
}

impl ResponseHeader {
    /// What becomes of the connection after this response. `head` is what the header was read from.
    ///
    /// It switches after a 101 and after a 2xx to CONNECT; it persists after any other interim response, as the final one
    /// is still to come. After a final one it closes where a [request](RequestHeader::persistence) does, and where the end
    /// of the connection ends the body (RFC 9112, section 6.3, item 8).
    #[must_use]
    pub fn persistence(&self, head: &[u8]) -> Persistence {
        if self.switches {
            Persistence::Switches
        } else if self.is_interim() {
            Persistence::Persists
        } else if self.body == MessageBody::UntilClose {
            Persistence::Closes
        } else {
            said(self.is_1_0, self.must_close, Fields::new(split_start_line(head).1))
        }
    }
}

fn said(is_1_0: bool, must_close: bool, fields: Fields<'_>) -> Persistence {
    let has = |wanted: &[u8]| {
        options(fields.clone(), "connection").any(|option| option.eq_ignore_ascii_case(wanted))
    };
    if must_close || has(b"close") || is_1_0 && !has(b"keep-alive") {
        Persistence::Closes
    } else {
        Persistence::Persists
    }
}

/// The elements of the lists in all fields of this name (RFC 9110, section 5.6.1).
pub(super) fn options<'a>(fields: Fields<'a>, name: &str) -> impl Iterator<Item = &'a [u8]> {
    fields
        .filter(move |field: &Field<'_>| field.is(name))
        .flat_map(|field| field.value.split(|byte| *byte == b','))
        .map(trim)
}

#[cfg(test)]
mod tests {
    use framing_core::TwoPhase;

    use super::Persistence::{Closes, Persists, Switches};
    use crate::{HttpRequest, HttpResponse, Leniency, RequestMethod};

    #[test]
    fn what_requests_say() {
        for (head, expected) in [
            ("GET / HTTP/1.1\r\n\r\n", Persists),
            ("GET / HTTP/1.2\r\n\r\n", Persists),
            ("GET / HTTP/1.1\r\nConnection: keep-alive\r\n\r\n", Persists),
            ("GET / HTTP/1.1\r\nConnection: upgrade\r\nUpgrade: close\r\n\r\n", Persists),
            ("GET / HTTP/1.1\r\nConnection: closed\r\n\r\n", Persists),
            ("GET / HTTP/1.1\r\nConnection: close\r\n\r\n", Closes),
            ("GET / HTTP/1.1\r\nConnection: keep-alive, close\r\n\r\n", Closes),
            ("GET / HTTP/1.1\r\nconnection: x\r\nCONNECTION: y ,\tCLOSE \r\n\r\n", Closes),
            ("GET / HTTP/1.0\r\n\r\n", Closes),
            ("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n", Persists),
            ("GET / HTTP/1.0\r\nConnection: keep-alive, close\r\n\r\n", Closes),
        ] {
            let header = HttpRequest::new().header(head.as_bytes()).unwrap();
            assert_eq!(header.persistence(head.as_bytes()), expected, "{head:?}");
        }
        let head = b"POST / HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n";
        let lenient = HttpRequest::new().with_leniency(Leniency::TRANSFER_ENCODING_OVER_LENGTH);
        assert_eq!(lenient.header(head).unwrap().persistence(head), Closes);
    }

    #[test]
    fn what_responses_say() {
        let (other, head, connect) = (RequestMethod::Other, RequestMethod::Head, RequestMethod::Connect);
        for (method, text, expected) in [
            (other, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", Persists),
            (other, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", Persists),
            (other, "HTTP/1.1 204 No\r\n\r\n", Persists),
            (other, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", Closes),
            (other, "HTTP/1.1 200 OK\r\n\r\n", Closes),
            (other, "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n", Closes),
            (other, "HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n", Closes),
            (other, "HTTP/1.0 200 OK\r\nContent-Length: 0\r\nConnection: keep-alive\r\n\r\n", Persists),
            (other, "HTTP/1.1 100 Go on\r\nConnection: close\r\n\r\n", Persists),
            (other, "HTTP/1.0 103 Hints\r\n\r\n", Persists),
            (other, "HTTP/1.1 101 Up\r\nConnection: upgrade\r\n\r\n", Switches),
            (head, "HTTP/1.1 200 OK\r\n\r\n", Persists),
            (connect, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", Switches),
            (connect, "HTTP/1.1 407 No\r\nContent-Length: 0\r\n\r\n", Persists),
        ] {
            let header = HttpResponse::new().answering(method).header(text.as_bytes()).unwrap();
            assert_eq!(header.persistence(text.as_bytes()), expected, "{method:?}: {text:?}");
        }
    }

    #[test]
    fn who_waits_for_a_100() {
        for (head, expected) in [
            ("PUT / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n", true),
            ("PUT / HTTP/1.1\r\nexpect: 100-Continue\r\nTransfer-Encoding: chunked\r\n\r\n", true),
            ("PUT / HTTP/1.1\r\nExpect: a, 100-continue\r\nContent-Length: 0\r\n\r\n", true),
            ("PUT / HTTP/1.1\r\nExpect: 100-continue\r\n\r\n", false),
            ("PUT / HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n", false),
            ("PUT / HTTP/1.1\r\nExpect: 200-ok\r\nContent-Length: 1\r\n\r\n", false),
            ("PUT / HTTP/1.1\r\nContent-Length: 1\r\n\r\n", false),
        ] {
            let header = HttpRequest::new().header(head.as_bytes()).unwrap();
            assert_eq!(header.expects_continue(head.as_bytes()), expected, "{head:?}");
        }
    }
}
