//! A time for each frame, on tokio's paused clock.

use std::io::ErrorKind;
use std::num::NonZeroU64;
use std::time::Duration;

use framing_core::{FrameReader, Pace, PacedReader, ReadError, U8};
use tokio::io::{AsyncWriteExt, DuplexStream, duplex};
use tokio::time::{Instant, advance};

const SECOND: Duration = Duration::from_secs(1);

fn paced(pace: Pace) -> (DuplexStream, PacedReader<DuplexStream, U8>) {
    let (peer, transport) = duplex(64);
    (peer, PacedReader::new(FrameReader::new(transport, U8::new()), pace))
}

fn is_time_out<T>(result: Result<T, ReadError>) -> bool {
    matches!(result, Err(ReadError::Io(error)) if error.kind() == ErrorKind::TimedOut)
}

#[tokio::test(start_paused = true)]
async fn a_frame_in_time_is_read() {
    let (mut peer, mut reader) = paced(Pace::new(SECOND));
    peer.write_all(b"\x02hi").await.unwrap();
    assert_eq!(reader.next().await.unwrap().unwrap().body(), b"hi");
}

#[tokio::test(start_paused = true)]
async fn an_idle_connection_is_waited_for() {
    let (mut peer, mut reader) = paced(Pace::new(SECOND));
    let late = async {
        advance(1000 * SECOND).await;
        peer.write_all(b"\x02hi").await.unwrap();
    };
    let (frame, ()) = tokio::join!(reader.next(), late);
    assert_eq!(frame.unwrap().unwrap().body(), b"hi");
}

#[tokio::test(start_paused = true)]
async fn a_frame_that_stops_is_given_up_after_its_time() {
    let (mut peer, mut reader) = paced(Pace::new(3 * SECOND));
    peer.write_all(b"\x02h").await.unwrap();
    let start = Instant::now();
    assert!(is_time_out(reader.next().await));
    assert_eq!(start.elapsed().as_secs(), 3);
    peer.write_all(b"i").await.unwrap();
    assert_eq!(reader.next().await.unwrap().unwrap().body(), b"hi", "and nothing of it was lost");
}

#[tokio::test(start_paused = true)]
async fn dropping_the_future_gives_the_frame_no_more_time() {
    let (mut peer, mut reader) = paced(Pace::new(3 * SECOND));
    peer.write_all(b"\x02h").await.unwrap();
    let start = Instant::now();
    for _ in 0..2 {
        assert!(tokio::time::timeout(SECOND, reader.next()).await.is_err());
    }
    assert!(is_time_out(reader.next().await));
    assert_eq!(start.elapsed().as_secs(), 3);
}

#[tokio::test(start_paused = true)]
async fn every_byte_buys_time_at_the_rate() {
    let rate = NonZeroU64::new(2).unwrap();
    for (bytes, seconds) in [(&b"\x09a"[..], 2), (b"\x09abc", 3), (b"\x09abcdefg", 5)] {
        let (mut peer, mut reader) = paced(Pace::new(SECOND).at_least(rate));
        peer.write_all(bytes).await.unwrap();
        let start = Instant::now();
        assert!(is_time_out(reader.next().await));
        assert_eq!(start.elapsed().as_secs(), seconds, "{} bytes", bytes.len());
    }
}

#[tokio::test(start_paused = true)]
async fn the_next_frame_has_its_own_time() {
    let (mut peer, mut reader) = paced(Pace::new(2 * SECOND));
    let slow = async {
        for byte in b"\x01a\x01b\x01c" {
            advance(SECOND + SECOND / 2).await;
            peer.write_all(&[*byte]).await.unwrap();
            tokio::task::yield_now().await;
        }
    };
    let reading = async {
        for expected in [b"a", b"b", b"c"] {
            assert_eq!(reader.next().await.unwrap().unwrap().body(), expected);
        }
    };
    tokio::join!(reading, slow);
}
