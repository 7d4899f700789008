//! One model a design: a frame of a 1-byte header and a body, written and read by threads.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;

use loom::future::block_on;
use loom::sync::Arc;
use loom::thread;

use super::designs::{Board, Bounded, Design, FrameSeat, Stop};
use super::step::{Log, Part};

/// One thread writes the pieces, this one reads frames with these bodies.
fn one_reader(design: Design, log: &Log, pieces: &'static [&'static [u8]], bodies: &[&[u8]]) {
    let board = Board::new(design, log.clone());
    let writer = board.seat("writer");
    let thread = thread::spawn(move || pieces.iter().for_each(|piece| writer.write(piece)));
    let mut reader = FrameSeat::new(board.seat("reader"), 1);
    for body in bodies {
        let read = block_on(reader.next()).unwrap_or_else(|stop| stopped(stop));
        assert_eq!(read, *body);
    }
    thread.join().unwrap();
}

/// Two threads read `needs` bytes, this one writes the pieces.
fn two_readers(design: Design, log: &Log, pieces: &[&[u8]], needs: [usize; 2]) {
    let board = Board::new(design, log.clone());
    let threads = [("reader A", needs[0]), ("reader B", needs[1])].map(|(who, need)| {
        let reader = board.seat(who);
        thread::spawn(move || {
            block_on(reader.read(need, Part::Body)).unwrap_or_else(|stop| stopped(stop));
        })
    });
    let writer = board.seat("writer");
    pieces.iter().for_each(|piece| writer.write(piece));
    threads.into_iter().for_each(|thread| thread.join().unwrap());
}

fn stopped(stop: Stop) -> ! {
    match stop {
        Stop::Short { got, need } => panic!("short read: {got} of {need} bytes"),
        Stop::Spins => panic!("spins: the wait returns and nothing has changed"),
        Stop::Ended => panic!("ended before the bytes were read"),
    }
}

const ONE_FRAME: &[&[u8]] = &[&[2], b"ab"];
const TWO_FRAMES: &[&[u8]] = &[&[2], b"ab", &[1, b'c']];

pub(crate) fn event_header_clears(log: &Log) {
    one_reader(Design::EventHeaderClears, log, ONE_FRAME, &[b"ab"]);
}

pub(crate) fn event_body_clears(log: &Log) {
    one_reader(Design::EventBodyClears, log, ONE_FRAME, &[b"ab"]);
}

pub(crate) fn event_body_clears_two_frames(log: &Log) {
    one_reader(Design::EventBodyClears, log, &[&[1, b'a', 1, b'b']], &[b"a", b"b"]);
}

pub(crate) fn event_never_cleared(log: &Log) {
    one_reader(Design::EventNeverCleared, log, ONE_FRAME, &[b"ab"]);
}

pub(crate) fn event_check_clear_wait(log: &Log) {
    one_reader(Design::EventCheckClearWait, log, ONE_FRAME, &[b"ab"]);
}

pub(crate) fn event_clear_check_wait(log: &Log) {
    one_reader(Design::EventClearCheckWait, log, ONE_FRAME, &[b"ab"]);
}

pub(crate) fn event_clear_check_wait_two_frames(log: &Log) {
    one_reader(Design::EventClearCheckWait, log, TWO_FRAMES, &[b"ab", b"c"]);
}

pub(crate) fn event_clear_check_wait_two_readers(log: &Log) {
    two_readers(Design::EventClearCheckWait, log, &[b"a", b"b"], [1, 1]);
}

pub(crate) fn auto_reset_wait_first(log: &Log) {
    one_reader(Design::AutoResetWaitFirst, log, ONE_FRAME, &[b"ab"]);
}

pub(crate) fn auto_reset_loop(log: &Log) {
    one_reader(Design::AutoResetLoop, log, ONE_FRAME, &[b"ab"]);
}

pub(crate) fn auto_reset_loop_two_readers(log: &Log) {
    two_readers(Design::AutoResetLoop, log, &[b"a", b"bc"], [1, 2]);
}

pub(crate) fn condition_if(log: &Log) {
    one_reader(Design::ConditionIf, log, &[&[2], b"a", b"b"], &[b"ab"]);
}

pub(crate) fn condition_notify_one(log: &Log) {
    two_readers(Design::ConditionNotifyOne, log, &[b"a", b"bc"], [2, 1]);
}

pub(crate) fn condition_notify_all(log: &Log) {
    two_readers(Design::ConditionNotifyAll, log, &[b"a", b"bc"], [2, 1]);
}

pub(crate) fn predicate_outside_lock(log: &Log) {
    one_reader(Design::PredicateOutsideLock, log, ONE_FRAME, &[b"ab"]);
}

pub(crate) fn one_waker_slot(log: &Log) {
    two_readers(Design::OneWakerSlot, log, &[b"a", b"b"], [1, 1]);
}

pub(crate) fn close_without_notify(log: &Log) {
    let board = Board::new(Design::CloseWithoutNotify, log.clone());
    let writer = board.seat("writer");
    let thread = thread::spawn(move || writer.close());
    assert_eq!(block_on(board.seat("reader").read(1, Part::Header)), Err(Stop::Ended));
    thread.join().unwrap();
}

pub(crate) fn need_above_capacity(log: &Log) {
    let buffer = Arc::new(Bounded::new(2, log.clone()));
    let writer = Arc::clone(&buffer);
    let thread = thread::spawn(move || block_on(writer.write(b"abc")));
    assert_eq!(block_on(buffer.read(3)), b"abc");
    thread.join().unwrap();
}

/// Polls the future once, and drops it if it has to wait.
fn cancelled_if_not_ready<T>(future: impl Future<Output = T>) -> Option<T> {
    let mut future = pin!(future);
    block_on(poll_fn(|context| match future.as_mut().poll(context) {
        Poll::Ready(output) => Poll::Ready(Some(output)),
        Poll::Pending => Poll::Ready(None),
    }))
}

/// Two readers need one byte each. One is cancelled, or hands on what it got: the other always has a byte to come.
fn one_of_two_is_cancelled(design: Design, log: &Log) {
    let board = Board::new(design, log.clone());
    let cancelled = board.seat("reader A");
    let other = board.seat("reader B");
    let threads = [
        thread::spawn(move || {
            if cancelled_if_not_ready(cancelled.read(1, Part::Body)).is_some() {
                cancelled.write(b"a");
            }
        }),
        thread::spawn(move || assert_eq!(block_on(other.read(1, Part::Body)), Ok(b"a".to_vec()))),
    ];
    board.seat("writer").write(b"a");
    threads.into_iter().for_each(|thread| thread.join().unwrap());
}

pub(crate) fn cancel_swallows(log: &Log) {
    one_of_two_is_cancelled(Design::CancelSwallows, log);
}

pub(crate) fn cancel_forwards(log: &Log) {
    one_of_two_is_cancelled(Design::CancelForwards, log);
}

/// The first read of a frame is cancelled where it has to wait; the second reads on.
fn cancelled_between_phases(log: &Log, keeps_header: bool) {
    let board = Board::new(Design::ConditionNotifyAll, log.clone());
    let writer = board.seat("writer");
    let thread = thread::spawn(move || ONE_FRAME.iter().for_each(|piece| writer.write(piece)));
    let mut reader = FrameSeat::new(board.seat("reader"), 1).keeping_header(keeps_header);
    let body = match cancelled_if_not_ready(reader.next()) {
        Some(body) => body,
        None => block_on(reader.next()),
    };
    assert_eq!(body, Ok(b"ab".to_vec()));
    thread.join().unwrap();
}

pub(crate) fn header_in_future(log: &Log) {
    cancelled_between_phases(log, false);
}

pub(crate) fn header_in_reader(log: &Log) {
    cancelled_between_phases(log, true);
}
