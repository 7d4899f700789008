//! Memory that many readers share.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test that is wrong fails, as it should"
)]

use framing_core::{
    BodyLen, Budget, Extent, FrameReader, Limits, Malformed, ReadError, Scan, TwoPhase, U32Be,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};
use tokio::task::JoinSet;

const KIB: usize = 1 << 10;

fn frame(len: usize) -> Vec<u8> {
    let header = u32::try_from(len).unwrap().to_be_bytes();
    header.into_iter().chain(std::iter::repeat_n(b'x', len)).collect()
}

fn reader(budget: &Budget) -> (DuplexStream, FrameReader<DuplexStream, U32Be>) {
    let (peer, transport) = duplex(4 * KIB);
    (peer, FrameReader::new(transport, U32Be::new()).with_budget(budget))
}

#[tokio::test]
async fn readers_that_want_more_than_there_is_take_turns_and_all_finish() {
    let budget = Budget::new(300 * KIB);
    let mut tasks = JoinSet::new();
    for _ in 0..16 {
        let (mut peer, mut reader) = reader(&budget);
        tasks.spawn(async move {
            for _ in 0..5 {
                peer.write_all(&frame(200 * KIB)).await.unwrap();
            }
        });
        tasks.spawn(async move {
            let mut frames = 0;
            while let Some(frame) = reader.next().await.unwrap() {
                assert_eq!(frame.body().len(), 200 * KIB);
                frames += 1;
            }
            assert_eq!(frames, 5);
        });
    }
    while let Some(done) = tasks.join_next().await {
        done.unwrap();
    }
    assert_eq!(budget.available(), 300 * KIB, "all of it was given back");
}

/// A header up to a line feed, of which a search asks for one byte more each time, and no body.
#[derive(Clone, Copy)]
struct Line;

impl TwoPhase for Line {
    type Header = usize;

    fn header_len(&self, seen: &[u8], _: &mut Scan) -> Result<Extent, Malformed> {
        let end = seen.iter().position(|byte| *byte == b'\n');
        Ok(end.map_or(Extent::AtLeast(seen.len() + 1), |end| Extent::Exact(end + 1)))
    }

    fn header(&self, bytes: &[u8]) -> Result<usize, Malformed> {
        Ok(bytes.len())
    }

    fn body_len(&self, _: &usize) -> Result<BodyLen, Malformed> {
        Ok(BodyLen::Exact(0))
    }
}

/// Lines that together need far more than there is, and grow, beside frames that need more than half of it at once.
#[tokio::test]
async fn growing_frames_that_wait_for_each_other_all_finish() {
    let budget = Budget::new(64 * KIB);
    let mut tasks = JoinSet::new();
    for _ in 0..20 {
        let (mut peer, transport) = duplex(KIB);
        let mut lines = FrameReader::new(transport, Line).with_budget(&budget);
        tasks.spawn(async move {
            let line = [vec![b'x'; 20 * KIB], vec![b'\n']].concat();
            for _ in 0..3 {
                peer.write_all(&line).await.unwrap();
            }
        });
        tasks.spawn(async move {
            let mut found = Vec::new();
            while let Some(line) = lines.next().await.unwrap() {
                found.push(line.header);
            }
            assert_eq!(found, [20 * KIB + 1; 3]);
        });
    }
    for _ in 0..4 {
        let (mut peer, mut reader) = reader(&budget);
        tasks.spawn(async move { peer.write_all(&frame(50 * KIB)).await.unwrap() });
        tasks.spawn(async move { assert!(reader.next().await.unwrap().is_some()) });
    }
    while let Some(done) = tasks.join_next().await {
        done.unwrap();
    }
    assert_eq!(budget.available(), 64 * KIB, "all of it was given back");
}

#[tokio::test]
async fn a_frame_of_unannounced_length_may_need_half_of_the_budget() {
    let budget = Budget::new(64 * KIB);
    let (mut peer, transport) = duplex(40 * KIB);
    let mut lines = FrameReader::new(transport, Line).with_budget(&budget);
    peer.write_all(&[b'x'; 40 * KIB]).await.unwrap();
    let refused = lines.next().await.unwrap_err();
    assert!(matches!(refused, ReadError::BudgetExceeded { limit, .. } if limit == 32 * KIB), "{refused}");
}

#[tokio::test]
async fn a_reader_without_room_reads_no_further_and_goes_on_when_there_is_some() {
    let budget = Budget::new(128 * KIB);
    let (mut first_peer, mut first) = reader(&budget);
    let (mut second_peer, mut second) = reader(&budget);
    first_peer.write_all(&frame(100 * KIB)[..KIB]).await.unwrap();
    assert!(futures_poll(first.next()).is_none(), "the first waits for its body, with the room for it");
    assert_eq!(budget.available(), 28 * KIB - 4);

    second_peer.write_all(&frame(100 * KIB)[..KIB]).await.unwrap();
    assert!(futures_poll(second.next()).is_none());
    assert!(second.frames().capacity() <= 2 * KIB, "the second waits for room, and holds next to nothing");

    drop(first);
    assert!(futures_poll(second.next()).is_none());
    assert_eq!(budget.available(), 28 * KIB - 4, "the room went to the second");
}

#[tokio::test]
async fn a_small_frame_needs_no_room() {
    let budget = Budget::new(0);
    let (mut peer, mut reader) = reader(&budget);
    peer.write_all(&frame(2 * KIB - 4)).await.unwrap();
    assert_eq!(reader.next().await.unwrap().unwrap().body().len(), 2 * KIB - 4);
}

#[tokio::test]
async fn a_frame_over_the_whole_budget_is_refused_but_can_be_streamed() {
    let budget = Budget::new(64 * KIB);
    let (mut peer, mut reader) = reader(&budget);
    let writing = tokio::spawn(async move { peer.write_all(&frame(100 * KIB)).await });
    let refused = reader.next().await;
    let limit = 64 * KIB;
    assert!(matches!(refused, Err(ReadError::BudgetExceeded { limit: l, .. }) if l == limit));
    let mut body = reader.next_header().await.unwrap().unwrap().stream().unwrap();
    let mut copy = Vec::new();
    body.read_to_end(&mut copy).await.unwrap();
    assert_eq!((copy.len(), budget.available()), (100 * KIB, 64 * KIB));
    writing.await.unwrap().unwrap();
}

#[tokio::test]
async fn room_is_given_back_while_the_reader_is_idle() {
    let budget = Budget::new(256 * KIB);
    let (mut peer, mut reader) = reader(&budget);
    let writing = tokio::spawn(async move {
        peer.write_all(&frame(100 * KIB)).await.unwrap();
        peer
    });
    assert!(reader.next().await.unwrap().is_some());
    let _peer = writing.await.unwrap();
    assert!(futures_poll(reader.next()).is_none());
    assert_eq!((budget.available(), reader.frames().capacity()), (256 * KIB, 0));
}

#[tokio::test]
async fn a_limit_holds_before_the_budget_is_asked() {
    let budget = Budget::new(0);
    let (mut peer, reader) = reader(&budget);
    let mut reader = reader.with_limits(Limits::DEFAULT.with_body(10));
    peer.write_all(&frame(KIB)).await.unwrap();
    assert!(reader.next().await.unwrap_err().frame_error().is_some());
}

/// What the future gives when polled once.
fn futures_poll<T>(future: impl Future<Output = T>) -> Option<T> {
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    match std::pin::pin!(future).poll(&mut context) {
        std::task::Poll::Ready(output) => Some(output),
        std::task::Poll::Pending => None,
    }
}
