//! Timeouts of the reader of messages: between messages, in a head, in a body, in a body that is passed over.

#![allow(clippy::expect_used, reason = "a test that is wrong fails, as it should")]

use std::time::Duration;

use framing_core::{ReadError, TimeLimit, Timeouts};
use framing_http::{HttpRequest, MessageReader};
use tokio::io::{AsyncWriteExt, duplex};

const HEAD: &str = "POST / HTTP/1.1\r\nHost: a\r\n";

/// Reads messages and their bodies until that fails.
async fn read(sent: &str, bodies: bool) -> ReadError {
    let (mut peer, transport) = duplex(1 << 10);
    peer.write_all(sent.as_bytes()).await.expect("there is room");
    let timeouts = Timeouts::new().idle(Duration::from_secs(60)).frame(Duration::from_secs(5));
    let mut requests = MessageReader::new(transport, HttpRequest::new()).with_timeouts(timeouts);
    loop {
        match requests.next_head().await {
            Ok(head) => assert!(head.is_some(), "the peer does not close"),
            Err(error) => return error,
        }
        if bodies && let Err(error) = requests.copy_body(&mut tokio::io::sink()).await {
            return error.into();
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_slow_peer_is_given_up_wherever_it_stops() {
    for (rest, expected) in [
        ("", TimeLimit::Frame),
        ("\r\n", TimeLimit::Idle),
        ("Content-Length: 5\r\n\r\nhel", TimeLimit::Frame),
        ("Content-Length: 5\r\n\r\n", TimeLimit::Frame),
        ("Content-Length: 5\r\n\r\nhello", TimeLimit::Idle),
        ("Transfer-Encoding: chunked\r\n\r\n5\r\nhel", TimeLimit::Frame),
        ("Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", TimeLimit::Frame),
        ("Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", TimeLimit::Idle),
    ] {
        for bodies in [true, false] {
            match read(&format!("{HEAD}{rest}"), bodies).await {
                ReadError::TimedOut(timed_out) => assert_eq!(timed_out.limit, expected, "{rest:?}, {bodies}"),
                error => unreachable!("{rest:?}: {error}"),
            }
        }
    }
}
