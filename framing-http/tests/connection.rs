//! Connections, message after message.

#![cfg(test)]

use framing_core::{Limits, Outcome, ReadError};
use framing_http::{HttpRequest, HttpResponse, Leniency, MessageReader, RequestMethod};
use tokio::io::{AsyncWriteExt, sink};

async fn targets(transport: &[u8]) -> (Vec<String>, Option<Outcome>) {
    let mut requests = MessageReader::new(transport, HttpRequest::new());
    let mut targets = Vec::new();
    loop {
        match requests.next_head().await {
            Ok(Some(head)) => {
                targets.push(String::from_utf8_lossy(head.header.on(head.bytes).target).into_owned());
            }
            Ok(None) => return (targets, None),
            Err(ReadError::Frame(error)) => return (targets, Some(error.outcome())),
            Err(error) => panic!("{error}"),
        }
    }
}

#[tokio::test]
async fn what_is_left_of_a_body_is_never_a_message() {
    for body in [
        "Content-Length: 22\r\n\r\nGET /admin HTTP/1.1\r\n\r",
        "Transfer-Encoding: chunked\r\n\r\n17\r\nGET /admin HTTP/1.1\r\n\r\n\r\n0\r\nA: b\r\n\r\n",
        "Content-Length: 0\r\n\r\n",
        "Host: a\r\n\r\n",
    ] {
        let wire = format!("POST /1 HTTP/1.1\r\n{body}GET /2 HTTP/1.1\r\n\r\n");
        assert_eq!(targets(wire.as_bytes()).await, (vec!["/1".into(), "/2".into()], None), "{body:?}");
    }
}

#[tokio::test]
async fn what_is_wrong_comes_behind_what_is_right() {
    for (wire, heads, outcome) in [
        ("GET /1 HTTP/1.1\r\n\r\nGET", 1, Outcome::Truncated),
        ("GET /1 HTTP/1.1\r\n\r\nGET  /2", 1, Outcome::Malformed),
        ("PUT /1 HTTP/1.1\r\nContent-Length: 5\r\n\r\nhi", 1, Outcome::Truncated),
        ("PUT /1 HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n", 1, Outcome::Truncated),
        ("PUT /1 HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi__", 1, Outcome::Malformed),
    ] {
        let (targets, end) = targets(wire.as_bytes()).await;
        assert_eq!((targets.len(), end), (heads, Some(outcome)), "{wire:?}");
    }
}

#[tokio::test]
async fn the_head_is_given_before_the_body_is_sent() {
    let (mut client, server) = tokio::io::duplex(1 << 10);
    let mut requests = MessageReader::new(server, HttpRequest::new());
    client.write_all(b"PUT /1 HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n").await.unwrap();
    let head = requests.next_head().await.unwrap().unwrap();
    assert!(head.header.on(head.bytes).fields.any(|field| field.is("expect")));
    client.write_all(b"hi").await.unwrap();
    let mut body = Vec::new();
    assert_eq!(requests.copy_body(&mut body).await.unwrap(), 2);
    assert_eq!(body, b"hi");
}

#[tokio::test]
async fn bodies_of_any_length_are_streamed() {
    let chunk = vec![b'x'; 100_000];
    let head = b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n186a0\r\n";
    let wire = [&head[..], &chunk, b"\r\n186a0\r\n", &chunk, b"\r\n0\r\n\r\n"].concat();
    let mut requests =
        MessageReader::new(&wire[..], HttpRequest::new()).with_limits(Limits::DEFAULT.with_body(10));
    assert!(requests.next_head().await.unwrap().is_some());
    assert_eq!(requests.copy_body(&mut sink()).await.unwrap(), 200_000);
    assert!(requests.next_head().await.unwrap().is_none());
}

#[tokio::test]
async fn interim_responses_come_in_front_of_the_final_one() {
    let wire = &b"HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\nHTTP/1.1 200 OK\r\n\r\nuntil close"[..];
    let mut responses = MessageReader::new(wire, HttpResponse::new());
    assert!(responses.next_head().await.unwrap().unwrap().header.is_interim());
    assert_eq!(responses.next_head().await.unwrap().unwrap().header.status, 200);
    let mut body = Vec::new();
    responses.copy_body(&mut body).await.unwrap();
    assert_eq!(body, b"until close");
    assert!(responses.next_head().await.unwrap().is_none());
}

#[tokio::test]
async fn what_follows_an_upgrade_is_handed_on_unread() {
    for (method, head) in [
        (RequestMethod::Other, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n"),
        (RequestMethod::Connect, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"),
    ] {
        let wire = format!("{head}\u{1}hello");
        let format = HttpResponse::new().answering(method);
        let mut responses = MessageReader::new(wire.as_bytes(), format);
        assert!(responses.next_head().await.unwrap().is_some());
        let (_, unread) = responses.into_parts().await.unwrap();
        assert_eq!(&unread[..], b"\x01hello", "{head:?}");
    }
}

#[tokio::test]
async fn an_unread_body_stands_in_front_of_what_is_handed_on() {
    let wire =
        &b"GET / HTTP/1.1\r\nUpgrade: x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\nrest"[..];
    let mut requests = MessageReader::new(wire, HttpRequest::new());
    assert!(requests.next_head().await.unwrap().is_some());
    let (_, unread) = requests.into_parts().await.unwrap();
    assert_eq!(&unread[..], b"rest");
}

#[tokio::test]
async fn a_dropped_future_loses_nothing_of_a_body() {
    let wire = &b"POST /1 HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\nA: b\r\n\r\nGET /2 HTTP/1.1\r\n\r\n"[..];
    for most in 1..wire.len() {
        let (mut client, server) = tokio::io::duplex(1 << 10);
        let mut requests = MessageReader::new(server, HttpRequest::new());
        client.write_all(&wire[..most]).await.unwrap();
        let mut body = Vec::new();
        // Each future is polled once and dropped while it waits; a new one resumes it when all bytes have arrived.
        if let Some(head) = now(requests.next_head()) {
            assert!(head.unwrap().is_some());
            while let Some(Ok(bytes @ [_, ..])) = now(requests.fill_body()) {
                let len = bytes.len();
                body.extend_from_slice(bytes);
                requests.consume_body(len);
            }
        } else {
            client.write_all(&wire[most..]).await.unwrap();
            drop(client);
            assert!(requests.next_head().await.unwrap().is_some());
            continue;
        }
        client.write_all(&wire[most..]).await.unwrap();
        drop(client);
        requests.copy_body(&mut body).await.unwrap();
        assert_eq!(body, b"abcde", "cut at {most}");
        assert!(requests.trailers().is_some_and(|last| last.trailers().next().is_some()), "cut at {most}");
        let head = requests.next_head().await.unwrap().unwrap();
        assert_eq!(head.header.on(head.bytes).target, b"/2", "cut at {most}");
    }
}

/// What a future gives if it need not wait. It is dropped.
fn now<T>(future: impl Future<Output = T>) -> Option<T> {
    let mut future = std::pin::pin!(future);
    match future.as_mut().poll(&mut std::task::Context::from_waker(std::task::Waker::noop())) {
        std::task::Poll::Ready(given) => Some(given),
        std::task::Poll::Pending => None,
    }
}

/// Every way to read requests to the end of the stream: how it ends.
type ToTheEnd = fn(HttpRequest, &[u8]) -> Result<(), Outcome>;

fn by_async_messages(format: HttpRequest, bytes: &[u8]) -> Result<(), Outcome> {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let mut requests = MessageReader::new(bytes, format);
    runtime.block_on(async {
        while requests.next_head().await.map_err(outcome)?.is_some() {}
        Ok(())
    })
}

fn by_blocking_messages(format: HttpRequest, bytes: &[u8]) -> Result<(), Outcome> {
    let mut requests = framing_http::blocking::MessageReader::new(bytes, format);
    while requests.next_head().map_err(outcome)?.is_some() {}
    Ok(())
}

fn by_async_frames(format: HttpRequest, bytes: &[u8]) -> Result<(), Outcome> {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let mut requests = framing_core::FrameReader::new(bytes, format);
    runtime.block_on(async {
        while requests.next().await.map_err(outcome)?.is_some() {}
        Ok(())
    })
}

fn by_blocking_frames(format: HttpRequest, bytes: &[u8]) -> Result<(), Outcome> {
    let mut requests = framing_core::blocking::FrameReader::new(bytes, format);
    while requests.next().map_err(outcome)?.is_some() {}
    Ok(())
}

fn by_iterator(format: HttpRequest, bytes: &[u8]) -> Result<(), Outcome> {
    framing_core::Frames::new(bytes, format)
        .try_for_each(|frame| frame.map(|_| ()).map_err(|error| error.outcome()))
}

fn outcome(error: ReadError) -> Outcome {
    match error {
        ReadError::Frame(error) => error.outcome(),
        error => panic!("{error}"),
    }
}

/// RFC 9112, section 2.2: an empty line before a request is ignored, so a stream may end after it.
#[test]
fn an_empty_line_after_the_last_message_is_a_clean_end() {
    let readers: [(&str, ToTheEnd); 5] = [
        ("MessageReader", by_async_messages),
        ("blocking::MessageReader", by_blocking_messages),
        ("FrameReader", by_async_frames),
        ("blocking::FrameReader", by_blocking_frames),
        ("Frames", by_iterator),
    ];
    let (strict, any) = (Leniency::NONE, Leniency::EMPTY_LINES);
    for (leniency, end, expected) in [
        (strict, "", Ok(())),
        (strict, "\r\n", Ok(())),
        (strict, "\r", Err(Outcome::Truncated)),
        (strict, "\n", Err(Outcome::Malformed)),
        (strict, "\r\nG", Err(Outcome::Truncated)),
        (strict, "\r\n\r\n", Err(Outcome::Malformed)),
        (any, "\r\n\r\n\r\n", Ok(())),
        (Leniency::BARE_LF, "\n", Ok(())),
    ] {
        for message in [
            "",
            "GET / HTTP/1.1\r\nHost: foo\r\n\r\n",
            "POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\naa",
            "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\naa\r\n0\r\n\r\n",
        ] {
            for (name, read) in readers {
                let bytes = format!("{message}{end}");
                let format = HttpRequest::new().with_leniency(leniency);
                assert_eq!(read(format, bytes.as_bytes()), expected, "{name}, {leniency}: {bytes:?}");
            }
        }
    }
}
