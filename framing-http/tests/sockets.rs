//! Connections over real sockets, read by the async reader and by the blocking one: both do the same.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that is wrong fails, as it should"
)]

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;

use framing_http::{
    HttpRequest, HttpResponse, MessageFormat, MessageReader, Persistence, RequestMethod, blocking,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::runtime::Runtime;

/// What the far end does, in its order.
#[derive(Clone, Copy)]
enum Act {
    Send(&'static str),
    /// Waits until exactly this has come.
    See(&'static str),
}

use Act::{See, Send};

/// The near end: a reader of one of the two kinds.
enum Near<M: MessageFormat> {
    Async(Runtime, MessageReader<tokio::net::TcpStream, M>),
    Blocking(blocking::MessageReader<TcpStream, M>),
}

#[derive(Clone, Copy, Debug)]
enum Kind {
    Async,
    Blocking,
}

impl<M: MessageFormat<Header: Clone>> Near<M> {
    fn new(kind: Kind, socket: TcpStream, format: M) -> Self {
        match kind {
            Kind::Blocking => Self::Blocking(blocking::MessageReader::new(socket, format)),
            Kind::Async => {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
                socket.set_nonblocking(true).unwrap();
                let socket = runtime.block_on(async { tokio::net::TcpStream::from_std(socket).unwrap() });
                Self::Async(runtime, MessageReader::new(socket, format))
            }
        }
    }

    /// The first line of the next head.
    fn next(&mut self) -> Option<String> {
        let line = |bytes: &[u8]| String::from_utf8_lossy(bytes).lines().next().unwrap().to_owned();
        match self {
            Self::Async(runtime, reader) => {
                runtime.block_on(reader.next_head()).unwrap().map(|head| line(head.bytes))
            }
            Self::Blocking(reader) => reader.next_head().unwrap().map(|head| line(head.bytes)),
        }
    }

    fn body(&mut self) -> String {
        let mut body = Vec::new();
        match self {
            Self::Async(runtime, reader) => runtime.block_on(reader.copy_body(&mut body)).unwrap(),
            Self::Blocking(reader) => reader.copy_body(&mut body).unwrap(),
        };
        String::from_utf8(body).unwrap()
    }

    /// Reads this much of the body, and no more.
    fn some_of_body(&mut self, len: usize) -> String {
        let mut some = Vec::new();
        while some.len() < len {
            let wanted = len - some.len();
            let taken = match self {
                Self::Async(runtime, reader) => {
                    let bytes = runtime.block_on(reader.fill_body()).unwrap();
                    let taken = bytes.len().min(wanted);
                    some.extend_from_slice(&bytes[..taken]);
                    reader.consume_body(taken);
                    taken
                }
                Self::Blocking(reader) => {
                    let bytes = reader.fill_body().unwrap();
                    let taken = bytes.len().min(wanted);
                    some.extend_from_slice(&bytes[..taken]);
                    reader.consume_body(taken);
                    taken
                }
            };
            assert!(taken > 0, "the body ends early");
        }
        String::from_utf8(some).unwrap()
    }

    fn send(&mut self, text: &str) {
        match self {
            Self::Async(runtime, reader) => {
                runtime.block_on(reader.get_mut().write_all(text.as_bytes())).unwrap();
            }
            Self::Blocking(reader) => reader.get_mut().write_all(text.as_bytes()).unwrap(),
        }
    }

    fn persistence(&self) -> Persistence {
        match self {
            Self::Async(_, reader) => reader.persistence(),
            Self::Blocking(reader) => reader.persistence(),
        }
    }

    fn awaits_continue(&self) -> bool {
        match self {
            Self::Async(_, reader) => reader.awaits_continue(),
            Self::Blocking(reader) => reader.awaits_continue(),
        }
    }

    /// Returns all bytes after the current message, as another protocol reads them.
    fn into_rest(self) -> String {
        let mut rest = Vec::new();
        match self {
            Self::Async(runtime, reader) => runtime.block_on(async {
                let (mut socket, unread) = reader.into_parts().await.unwrap();
                rest.extend_from_slice(&unread);
                socket.read_to_end(&mut rest).await.unwrap();
            }),
            Self::Blocking(reader) => {
                let (mut socket, unread) = reader.into_parts().unwrap();
                rest.extend_from_slice(&unread);
                socket.read_to_end(&mut rest).unwrap();
            }
        }
        String::from_utf8(rest).unwrap()
    }
}

impl Near<HttpResponse> {
    fn expect(&mut self, methods: &[RequestMethod]) {
        for method in methods {
            match self {
                Self::Async(_, reader) => reader.expect(*method),
                Self::Blocking(reader) => reader.expect(*method),
            }
        }
    }
}

/// Runs `near` against a far end that performs the acts and then closes: once with each kind of reader.
fn with_both<M: MessageFormat<Header: Clone> + Clone>(format: M, far: &'static [Act], near: fn(Near<M>)) {
    for kind in [Kind::Async, Kind::Blocking] {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let acting = thread::spawn(move || act(TcpStream::connect(address).unwrap(), far));
        let (socket, _) = listener.accept().unwrap();
        near(Near::new(kind, socket, format.clone()));
        acting.join().unwrap_or_else(|_| panic!("the far end of the {kind:?} reader"));
    }
}

fn act(mut socket: TcpStream, acts: &[Act]) {
    for act in acts {
        match act {
            Send(text) => socket.write_all(text.as_bytes()).unwrap(),
            See(text) => {
                let mut seen = vec![0; text.len()];
                socket.read_exact(&mut seen).unwrap();
                assert_eq!(String::from_utf8_lossy(&seen), *text);
            }
        }
    }
}

const CONTINUE: &str = "HTTP/1.1 100 Continue\r\n\r\n";

#[test]
fn a_client_that_waits_for_a_100_sends_the_body_behind_it() {
    let far = &[
        Send("PUT /1 HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n"),
        See(CONTINUE),
        Send("helloGET /2 HTTP/1.1\r\n\r\n"),
    ];
    with_both(HttpRequest::new(), far, |mut near| {
        assert_eq!(near.next().as_deref(), Some("PUT /1 HTTP/1.1"));
        assert!(near.awaits_continue());
        near.send(CONTINUE);
        assert_eq!(near.body(), "hello");
        assert!(!near.awaits_continue());
        assert_eq!(near.next().as_deref(), Some("GET /2 HTTP/1.1"));
        assert_eq!(near.next(), None);
    });
}

#[test]
fn a_client_that_is_refused_instead_of_a_100_gets_no_further() {
    let far = &[
        Send("PUT /1 HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 22\r\n\r\n"),
        See("HTTP/1.1 417 No\r\n"),
        Send("GET /2 HTTP/1.1\r\n\r\n...."),
    ];
    with_both(HttpRequest::new(), far, |mut near| {
        assert!(near.next().is_some());
        near.send("HTTP/1.1 417 No\r\n");
        assert_eq!((near.next(), near.persistence()), (None, Persistence::Closes));
    });
}

#[test]
fn an_unread_body_is_passed_over_and_a_long_one_is_not() {
    let far = &[
        Send("POST /1 HTTP/1.1\r\nContent-Length: 23\r\n\r\nGET /a HTTP/1.1\r\n\r\n...."),
        Send(
            "POST /2 HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n13\r\nGET /b HTTP/1.1\r\n\r\n\r\n",
        ),
        Send("0\r\n\r\nPOST /3 HTTP/1.1\r\nContent-Length: 262145\r\n\r\n"),
    ];
    with_both(HttpRequest::new(), far, |mut near| {
        assert_eq!(near.next().as_deref(), Some("POST /1 HTTP/1.1"));
        assert_eq!(near.next().as_deref(), Some("POST /2 HTTP/1.1"));
        assert_eq!(near.some_of_body(2), "he");
        assert_eq!(near.next().as_deref(), Some("POST /3 HTTP/1.1"));
        assert_eq!(near.persistence(), Persistence::Persists);
        assert_eq!((near.next(), near.persistence()), (None, Persistence::Closes));
        assert_eq!(near.next(), None);
    });
}

#[test]
fn a_body_goes_on_where_it_was_left() {
    let far = &[
        Send("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nd"),
        See("."),
        Send("e\r\n0\r\n\r\n"),
    ];
    with_both(HttpRequest::new(), far, |mut near| {
        assert!(near.next().is_some());
        assert_eq!(near.some_of_body(2), "ab");
        assert_eq!(near.some_of_body(2), "cd");
        near.send(".");
        assert_eq!(near.body(), "e");
        assert_eq!(near.body(), "");
    });
}

#[test]
fn nothing_is_read_behind_a_message_that_closes() {
    let far = &[Send("GET /1 HTTP/1.1\r\nConnection: close\r\n\r\nGET /2 HTTP/1.1\r\n\r\n")];
    with_both(HttpRequest::new(), far, |mut near| {
        assert!(near.next().is_some());
        assert_eq!((near.next(), near.persistence()), (None, Persistence::Closes));
    });
    let far = &[Send(
        "GET /1 HTTP/1.0\r\nConnection: keep-alive\r\n\r\nGET /2 HTTP/1.0\r\n\r\nGET /3 HTTP/1.0\r\n\r\n",
    )];
    with_both(HttpRequest::new(), far, |mut near| {
        assert_eq!(near.next().as_deref(), Some("GET /1 HTTP/1.0"));
        assert_eq!(near.next().as_deref(), Some("GET /2 HTTP/1.0"));
        assert_eq!((near.next(), near.persistence()), (None, Persistence::Closes));
    });
}

#[test]
fn pipelined_answers_are_read_each_as_the_answer_to_its_own_request() {
    let far = &[
        Send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"),
        Send("HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"),
        Send("HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n"),
        Send("HTTP/1.1 407 No\r\nContent-Length: 1\r\n\r\nxHTTP/1.1 200 OK\r\n\r\ntunnel"),
    ];
    with_both(HttpResponse::new(), far, |mut near| {
        let (head, connect, other) = (RequestMethod::Head, RequestMethod::Connect, RequestMethod::Other);
        near.expect(&[head, other, other, connect, connect]);
        for (status, body) in [
            ("200 OK", ""),
            ("103 Early Hints", ""),
            ("200 OK", "hello"),
            ("304 Not Modified", ""),
            ("407 No", "x"),
        ] {
            assert_eq!(near.next(), Some(format!("HTTP/1.1 {status}")));
            assert_eq!(near.body(), body, "{status}");
            assert_eq!(near.persistence(), Persistence::Persists, "{status}");
        }
        assert_eq!(near.next().as_deref(), Some("HTTP/1.1 200 OK"));
        assert_eq!(near.persistence(), Persistence::Switches);
        assert_eq!(near.next(), None);
        assert_eq!(near.into_rest(), "tunnel");
    });
}

#[test]
fn an_upgrade_hands_over_what_was_received_and_what_comes() {
    let far = &[Send("HTTP/1.1 101 Up\r\nUpgrade: x\r\n\r\none "), See("."), Send("two")];
    with_both(HttpResponse::new(), far, |mut near| {
        assert_eq!(near.next().as_deref(), Some("HTTP/1.1 101 Up"));
        assert_eq!(near.persistence(), Persistence::Switches);
        near.send(".");
        assert_eq!(near.into_rest(), "one two");
    });
    let far =
        &[Send("GET / HTTP/1.1\r\nUpgrade: x\r\nContent-Length: 2\r\n\r\nhi"), See("101"), Send("there")];
    with_both(HttpRequest::new(), far, |mut near| {
        assert!(near.next().is_some());
        near.send("101");
        assert_eq!(near.into_rest(), "there", "after the body that nobody read");
    });
}

#[test]
fn a_body_until_close_is_the_last() {
    let far = &[Send("HTTP/1.1 200 OK\r\n\r\nuntil "), See("."), Send("close")];
    with_both(HttpResponse::new(), far, |mut near| {
        assert!(near.next().is_some());
        assert_eq!(near.persistence(), Persistence::Closes);
        near.send(".");
        assert_eq!(near.body(), "until close");
        assert_eq!(near.next(), None);
    });
}
