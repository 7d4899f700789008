//! What a condition promises: who is woken, when, and what a dropped wait leaves behind.
#![cfg(feature = "std")]

#[cfg(test)]
mod polled;

use std::future::Future;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};

use framing_core::{Closed, Condition, ProtocolReader, Queue, ReadExactError, channel};
use polled::{Polled, polled};

fn at_least(need: usize) -> impl Fn(&Vec<u8>) -> bool + Send + 'static {
    move |bytes| bytes.len() >= need
}

#[test]
fn a_predicate_that_holds_does_not_wait() {
    let condition = Condition::new(vec![1, 2, 3]);
    let mut two = polled(condition.when(at_least(2), |bytes| bytes.split_off(1)));
    assert_eq!((two.ends(), condition.look(Vec::clone)), (Ok(vec![2, 3]), vec![1]));
}

#[test]
fn a_waiter_is_woken_once_its_predicate_holds_and_not_at_every_change() {
    let condition = Condition::new(Vec::new());
    let mut header = polled(condition.wait_until(at_least(4)));
    header.waits();
    let wakes = (0..6).map(|byte| {
        condition.change(|bytes| bytes.push(byte));
        header.wakes()
    });
    assert_eq!(wakes.collect::<Vec<_>>(), [0, 0, 0, 1, 1, 1]);
    assert_eq!(header.ends(), Ok(()));
}

#[test]
fn a_mebibyte_in_single_bytes_wakes_its_reader_once_a_phase() {
    let reader = ProtocolReader::new(1 << 20);
    let mut body = polled(reader.read_exact(1 << 20));
    body.waits();
    for _ in 0..1 << 20 {
        assert_eq!(polled(reader.feed(b"x")).ends(), Ok(1));
    }
    assert_eq!((body.wakes(), body.ends().unwrap().len()), (1, 1 << 20));
}

#[test]
fn every_waiter_whose_predicate_holds_is_woken_and_no_other() {
    let condition = Condition::new(Vec::new());
    let mut waiters: Vec<_> = (1..=20).map(|need| polled(condition.wait_until(at_least(need)))).collect();
    waiters.iter_mut().for_each(|waiter| waiter.waits());
    condition.change(|bytes| bytes.extend([0; 12]));
    let wakes: Vec<_> = waiters.iter().map(|waiter| waiter.wakes()).collect();
    assert_eq!(wakes, [[1; 12].as_slice(), &[0; 8]].concat());
}

#[test]
fn what_one_waiter_takes_the_next_waits_for_again() {
    let condition = Condition::new(Vec::new());
    let take = |bytes: &mut Vec<u8>| bytes.pop();
    let mut first = polled(condition.when(at_least(1), take));
    let mut second = polled(condition.when(at_least(1), take));
    first.waits();
    second.waits();
    condition.change(|bytes| bytes.push(7));
    assert_eq!(first.ends(), Ok(Some(7)));
    second.waits();
    condition.change(|bytes| bytes.push(8));
    assert_eq!((second.wakes(), second.ends()), (2, Ok(Some(8))));
}

#[test]
fn an_act_is_a_change_that_others_hear_of() {
    let condition = Condition::new(vec![0; 3]);
    let mut room = polled(condition.wait_until(|bytes| bytes.len() < 2));
    room.waits();
    assert_eq!(polled(condition.when(at_least(2), |bytes| bytes.truncate(1))).ends(), Ok(()));
    assert_eq!((room.wakes(), room.ends()), (1, Ok(())));
}

#[test]
fn a_dropped_wait_swallows_no_wake_and_takes_nothing() {
    let condition = Condition::new(Vec::new());
    let mut dropped = polled(condition.when(at_least(1), Vec::pop));
    let mut other = polled(condition.when(at_least(1), Vec::pop));
    dropped.waits();
    other.waits();
    condition.change(|bytes| bytes.push(7));
    assert_eq!((dropped.wakes(), other.wakes()), (1, 1));
    drop(dropped);
    assert_eq!(other.ends(), Ok(Some(7)));
}

#[test]
fn a_dropped_wait_keeps_no_waker() {
    let condition = Condition::new(Vec::new());
    let wakes = polled::Wakes::new();
    let mut wait = Box::pin(condition.wait_until(at_least(1)));
    assert!(wakes.poll(wait.as_mut()).is_pending());
    drop(wait);
    assert_eq!(Arc::strong_count(&wakes), 1);
    condition.change(|bytes| bytes.push(0));
    assert_eq!(wakes.count(), 0);
}

#[test]
fn the_place_of_a_dropped_wait_goes_to_the_next_without_mixing_them_up() {
    let condition = Condition::new(Vec::new());
    let mut three = polled(condition.wait_until(at_least(3)));
    three.waits();
    drop(three);
    let mut one = polled(condition.wait_until(at_least(1)));
    one.waits();
    condition.change(|bytes| bytes.push(0));
    assert_eq!((one.wakes(), one.ends()), (1, Ok(())));
}

#[test]
fn the_last_waker_is_the_one_that_is_called() {
    let condition = Condition::new(Vec::new());
    let mut wait = Box::pin(condition.wait_until(at_least(1)));
    let (before, after) = (polled::Wakes::new(), polled::Wakes::new());
    assert!(before.poll(wait.as_mut()).is_pending());
    assert!(after.poll(wait.as_mut()).is_pending());
    condition.change(|bytes| bytes.push(0));
    assert_eq!((before.count(), after.count()), (0, 1));
}

#[test]
fn close_wakes_everybody_and_what_holds_can_still_be_taken() {
    let condition = Condition::new(vec![7]);
    let mut waiters: Vec<_> = (2..12).map(|need| polled(condition.wait_until(at_least(need)))).collect();
    waiters.iter_mut().for_each(|waiter| waiter.waits());
    condition.close();
    for waiter in &mut waiters {
        assert_eq!((waiter.wakes(), waiter.ends()), (1, Err(Closed)));
    }
    assert_eq!(polled(condition.when_open(|_| true, |_| ())).ends(), Err(Closed), "nothing can be added");
    assert_eq!(polled(condition.when(at_least(1), Vec::pop)).ends(), Ok(Some(7)));
    assert_eq!(polled(condition.when(at_least(1), Vec::pop)).ends(), Err(Closed));
}

#[test]
fn a_waker_may_use_the_condition_that_calls_it() {
    struct Reenters(Condition<Vec<u8>>);
    impl Wake for Reenters {
        fn wake(self: Arc<Self>) {
            self.0.change(|bytes| bytes.push(0));
        }
    }
    let reenters = Arc::new(Reenters(Condition::new(Vec::new())));
    let mut wait = Box::pin(reenters.0.wait_until(at_least(1)));
    let waker = Waker::from(Arc::clone(&reenters));
    assert!(wait.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
    reenters.0.change(|bytes| bytes.push(0));
    assert_eq!(reenters.0.look(Vec::len), 2);
}

#[test]
fn a_change_that_panics_is_announced_and_the_condition_lives_on() {
    let condition = Condition::new(Vec::new());
    let mut wait = polled(condition.when(at_least(1), Vec::pop));
    wait.waits();
    let panicking = std::panic::AssertUnwindSafe(|| {
        condition.change(|bytes| {
            bytes.push(7);
            std::panic::resume_unwind(Box::new("after the push"));
        });
    });
    assert!(std::panic::catch_unwind(panicking).is_err());
    assert_eq!((wait.wakes(), wait.ends()), (1, Ok(Some(7))));
}

#[test]
fn threads_and_tasks_wait_for_the_same_condition() {
    let condition = Condition::new(Vec::new());
    std::thread::scope(|scope| {
        let thread =
            scope.spawn(|| condition.blocking_when(at_least(3), |bytes| bytes.drain(..3).sum::<u8>()));
        let pushed = (1..=3).map(|byte| condition.change(|bytes| bytes.push(byte))).count();
        assert_eq!((pushed, thread.join().unwrap()), (3, Ok(6)));
        let thread = scope.spawn(|| condition.blocking_wait_until(at_least(1)));
        condition.close();
        assert_eq!(thread.join().unwrap(), Err(Closed));
        assert_eq!(condition.blocking_when_open(|_| true, |_| ()), Err(Closed));
    });
}

#[test]
fn a_wait_can_be_moved_to_another_thread() {
    fn is_send<T: Send>(_: &T) {}
    let condition = Condition::new(Vec::new());
    is_send(&condition.when(at_least(1), Vec::pop));
}

#[test]
fn a_read_of_more_than_the_capacity_is_refused_at_once() {
    let reader = ProtocolReader::new(4);
    let refused = polled(reader.read_exact(5)).ends();
    assert_eq!(refused, Err(ReadExactError::TooLong { need: 5, capacity: 4 }));
    assert_eq!(
        refused.unwrap_err().to_string(),
        "expected a read of at most 4 bytes, the capacity, found one of 5"
    );
}

#[test]
fn an_end_inside_a_read_says_what_is_there_and_takes_nothing() {
    let reader = ProtocolReader::new(8);
    assert_eq!(polled(reader.feed(b"abc")).ends(), Ok(3));
    let mut four = polled(reader.read_exact(4));
    four.waits();
    reader.close();
    assert_eq!((four.wakes(), four.ends()), (1, Err(ReadExactError::Ended { have: 3, need: 4 })));
    assert_eq!(polled(reader.feed(b"d")).ends(), Err(Closed));
    assert_eq!(polled(reader.read_exact(3)).ends().unwrap(), "abc");
}

#[test]
fn feeding_waits_for_room_and_takes_what_fits() {
    let reader = ProtocolReader::new(0);
    assert_eq!(reader.capacity(), 1, "a capacity of 0 counts as 1");
    let mut all = polled(reader.feed_all(b"ab"));
    all.waits();
    assert_eq!(polled(reader.read_exact(1)).ends().unwrap(), "a");
    assert_eq!((all.wakes(), all.ends()), (1, Ok(())));
    assert_eq!(polled(reader.feed(b"")).ends(), Ok(0), "no bytes need no room");
    assert_eq!(reader.len(), 1);
}

#[test]
fn a_cancelled_read_leaves_header_and_body_in_step() {
    let reader = ProtocolReader::new(64);
    for cut in 0..6 {
        let (seen, rest) = b"\x00\x00\x00\x02hi".split_at(cut);
        assert_eq!(polled(reader.feed_all(seen)).ends(), Ok(()));
        let mut cancelled = polled(reader.read_exact(6));
        cancelled.waits();
        drop(cancelled);
        assert_eq!(polled(reader.feed_all(rest)).ends(), Ok(()));
        assert_eq!(polled(reader.read_exact(4)).ends().unwrap()[..], [0, 0, 0, 2]);
        assert_eq!(polled(reader.read_exact(2)).ends().unwrap(), "hi");
    }
}

#[test]
fn a_queue_holds_its_capacity_and_hands_back_what_it_refuses() {
    let queue = Queue::new(0);
    assert_eq!((queue.capacity(), queue.try_send('a')), (1, Ok(())));
    let mut second = polled(queue.send('b'));
    second.waits();
    assert_eq!(queue.try_send('c').unwrap_err().0, 'c');
    assert_eq!(polled(queue.receive()).ends(), Some('a'));
    assert_eq!((second.wakes(), second.ends()), (1, Ok(())));
    queue.close();
    assert_eq!(polled(queue.receive()).ends(), Some('b'));
    assert_eq!(queue.try_send('d').unwrap_err().0, 'd');
    assert_eq!(polled(queue.send('e')).ends().unwrap_err().0, 'e');
    assert_eq!(polled(queue.room()).ends(), Err(Closed));
    assert_eq!((polled(queue.receive()).ends(), queue.len()), (None, 0));
}

#[test]
fn a_dropped_end_of_a_channel_ends_both_directions_for_the_other() {
    let (here, there) = channel::<u8, char>(1);
    assert_eq!(polled(here.send(1)).ends(), Ok(()));
    let mut full = polled(here.send(2));
    let mut answer = polled(here.receive());
    full.waits();
    answer.waits();
    drop(there);
    assert_eq!((full.wakes(), full.ends().unwrap_err().0), (1, 2));
    assert_eq!((answer.wakes(), answer.ends()), (1, None));
}

#[test]
fn a_closed_direction_leaves_the_other_open() {
    let (here, there) = channel::<u8, char>(2);
    here.close();
    assert_eq!(polled(there.receive()).ends(), None);
    assert_eq!(there.blocking_send('x'), Ok(()));
    assert_eq!(here.blocking_receive(), Some('x'));
    assert!(here.blocking_send(1).is_err());
}

#[test]
fn poll_is_ready_only_once_there_is_something() {
    let queue = Queue::new(1);
    let mut frame = polled(queue.receive());
    assert_eq!(frame.poll(), Poll::Pending);
    assert_eq!(queue.try_send(1), Ok(()));
    assert_eq!(frame.poll(), Poll::Ready(Some(1)));
}

/// A future that has begun to wait.
fn waiting<'a, T>(future: impl Future<Output = T> + 'a) -> Polled<'a, T> {
    let mut future = polled(future);
    future.waits();
    future
}

#[test]
fn a_queue_serves_receivers_in_the_order_in_which_they_wait() {
    const RECEIVERS: usize = 100;
    let queue = Queue::new(4);
    let mut waits: Vec<_> = (0..RECEIVERS).map(|_| waiting(queue.receive())).collect();
    let mut received = [0; RECEIVERS];
    for frame in 0..2000 {
        assert_eq!(queue.try_send(frame), Ok(()));
        // Those who come later, or have had one, do not overtake the first.
        drop(waiting(queue.receive()));
        let at = frame % RECEIVERS;
        assert_eq!(waits[at].ends(), Some(frame));
        waits[at] = waiting(queue.receive());
        received[at] += 1;
    }
    assert_eq!(received, [20; RECEIVERS]);
}

#[test]
fn a_queue_serves_senders_in_the_order_in_which_they_wait() {
    let queue = Queue::new(1);
    assert_eq!(queue.try_send(0), Ok(()));
    let waits: Vec<_> = (1..10).map(|frame| waiting(queue.send(frame))).collect();
    assert!(queue.try_send(99).is_err(), "others wait");
    for (before, mut sender) in waits.into_iter().enumerate() {
        assert_eq!(polled(queue.receive()).ends(), Some(before));
        assert!(queue.try_send(99).is_err(), "the room is for the one that waits");
        polled(queue.room()).waits();
        assert_eq!(sender.ends(), Ok(()));
    }
    assert_eq!(polled(queue.receive()).ends(), Some(9));
    assert_eq!((queue.try_send(10), queue.len()), (Ok(()), 1));
}

#[test]
fn a_place_in_a_queue_that_is_given_up_goes_to_the_next() {
    let queue = Queue::new(4);
    let [first, second, mut third] = [(); 3].map(|()| waiting(queue.receive()));
    assert_eq!(queue.try_send('a'), Ok(()));
    third.waits();
    drop(first);
    drop(second);
    assert_eq!(third.ends(), Some('a'));
    queue.close();
    assert_eq!(polled(queue.receive()).ends(), None);
}

#[test]
fn a_close_ends_those_for_whom_there_is_nothing_left() {
    let queue = Queue::new(4);
    let [mut first, mut second] = [(); 2].map(|()| waiting(queue.receive()));
    assert_eq!(queue.try_send('a'), Ok(()));
    queue.close();
    assert_eq!(first.ends(), Some('a'));
    assert_eq!(second.ends(), None);
}
