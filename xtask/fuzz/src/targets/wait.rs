//! `Condition`, `Queue` and the pipe, polled by hand in any order, against models without waiting.

use std::collections::VecDeque;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use arbitrary::{Arbitrary, Unstructured};
use framing_core::{Condition, Queue, simplex};

#[derive(Debug, Arbitrary)]
enum Operation {
    Put(u8),
    Take(u8),
    Wait(u8),
    Drop(u8),
    Poll(u8),
    Close,
}

/// Applies the same kind of operations to one of the three.
pub fn run(input: &[u8]) {
    let mut input = Unstructured::new(input);
    let (kind, capacity) =
        (input.arbitrary::<u8>().unwrap_or_default(), input.arbitrary::<u8>().unwrap_or_default());
    let capacity = usize::from(capacity % 16) + 1;
    let operations: Vec<Operation> =
        input.arbitrary_iter().into_iter().flatten().map_while(Result::ok).collect();
    match kind % 3 {
        0 => check_condition(&operations),
        1 => check_queue(capacity, &operations),
        _ => check_pipe(capacity, &operations),
    }
}

type Waiting<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

fn poll<T>(waiting: &mut Waiting<'_, T>) -> Poll<T> {
    waiting.as_mut().poll(&mut Context::from_waker(Waker::noop()))
}

/// Removes the waiting future of this number.
fn remove<'a, T>(waiting: &mut Vec<Waiting<'a, T>>, number: u8) -> Option<Waiting<'a, T>> {
    let number = usize::from(number).checked_rem(waiting.len())?;
    Some(waiting.remove(number))
}

/// A wait is ready if and only if the state is high enough when it is polled, or the condition is closed.
fn check_condition(operations: &[Operation]) {
    let condition = Condition::new(0_u32);
    let (mut state, mut closed) = (0_u32, false);
    let mut waiting: Vec<(u32, Waiting<'_, _>)> = Vec::new();
    for operation in operations {
        match *operation {
            Operation::Put(n) => {
                state += u32::from(n);
                condition.change(|state| *state += u32::from(n));
            }
            Operation::Take(n) => {
                let n = u32::from(n);
                let taken = condition.try_when_open(move |state| *state >= n, |state| *state -= n);
                assert_eq!(taken.is_some(), !closed && state >= n);
                state -= if taken.is_some() { n } else { 0 };
            }
            Operation::Wait(n) => {
                let n = u32::from(n);
                waiting
                    .push((n, Box::pin(condition.when(move |state| *state >= n, move |state| *state -= n))));
            }
            Operation::Drop(n) => drop(take(&mut waiting, n)),
            Operation::Poll(n) => {
                let Some((need, mut future)) = take(&mut waiting, n) else { continue };
                match poll(&mut future) {
                    Poll::Ready(Ok(())) => state = state.checked_sub(need).expect("it held"),
                    Poll::Ready(Err(_)) => assert!(closed && state < need),
                    Poll::Pending => {
                        assert!(!closed && state < need);
                        waiting.push((need, future));
                    }
                }
            }
            Operation::Close => {
                condition.close();
                closed = true;
            }
        }
        assert_eq!((condition.look(|state| *state), condition.is_closed()), (state, closed));
    }
}

fn take<T>(waiting: &mut Vec<T>, number: u8) -> Option<T> {
    let number = usize::from(number).checked_rem(waiting.len())?;
    Some(waiting.remove(number))
}

/// What is sent is received once and, by one receiver at a time, in order; waiters that are dropped keep nothing.
fn check_queue(capacity: usize, operations: &[Operation]) {
    let queue = Queue::new(capacity);
    let (mut next, mut closed) = (0_u32, false);
    let mut sent = VecDeque::new();
    let mut receivers: Vec<Waiting<'_, Option<u32>>> = Vec::new();
    let mut received = Vec::new();
    for operation in operations {
        match *operation {
            Operation::Put(_) => {
                next += 1;
                match queue.try_send(next) {
                    Ok(()) => {
                        assert!(!closed && sent.len() - received.len() < capacity);
                        sent.push_back(next);
                    }
                    Err(_) => assert!(closed || queue.len() == capacity),
                }
            }
            Operation::Take(n) | Operation::Poll(n) => {
                let Some(mut future) = remove(&mut receivers, n) else { continue };
                match poll(&mut future) {
                    Poll::Ready(Some(frame)) => received.push(frame),
                    Poll::Ready(None) => assert!(closed && queue.is_empty()),
                    Poll::Pending => receivers.push(future),
                }
            }
            Operation::Wait(_) => receivers.push(Box::pin(queue.receive())),
            Operation::Drop(n) => drop(remove(&mut receivers, n)),
            Operation::Close => {
                queue.close();
                closed = true;
            }
        }
        assert_eq!(queue.len(), sent.len() - received.len());
    }
    receivers.clear();
    queue.close();
    let mut rest: Waiting<'_, Option<u32>> = Box::pin(queue.receive());
    while let Poll::Ready(Some(frame)) = poll(&mut rest) {
        received.push(frame);
        rest = Box::pin(queue.receive());
    }
    received.sort_unstable();
    assert!(sent.iter().eq(&received), "sent {sent:?}, received {received:?}");
}

/// The bytes that were written are read in order, and a fill is ready as soon as it can be.
fn check_pipe(capacity: usize, operations: &[Operation]) {
    let (mut writer, mut reader) = simplex(capacity);
    let (mut written, mut read, mut closed) = (Vec::new(), 0, false);
    let context = &mut Context::from_waker(Waker::noop());
    for operation in operations {
        match *operation {
            Operation::Put(n) | Operation::Drop(n) => {
                let bytes: Vec<u8> = (0..n).map(|i| i.wrapping_add(written.len() as u8)).collect();
                match writer.poll_write(context, &bytes) {
                    Poll::Ready(Ok(count)) => {
                        assert!(count > 0 || bytes.is_empty());
                        written.extend_from_slice(bytes.get(..count).expect("no more than was given"));
                    }
                    Poll::Ready(Err(_)) => assert!(closed),
                    Poll::Pending => assert!(!closed && !bytes.is_empty()),
                }
            }
            Operation::Wait(need) | Operation::Poll(need) => {
                let have = written.len() - read;
                match reader.poll_fill(context, need.into()) {
                    Poll::Ready(bytes) => {
                        assert!(bytes.len() >= usize::from(need) || closed);
                        assert_eq!(written.get(read..).map(|rest| rest.starts_with(bytes)), Some(true));
                    }
                    Poll::Pending => assert!(!closed && have < usize::from(need)),
                }
            }
            Operation::Take(n) => {
                let buffered = reader.buffered().len();
                reader.consume(n.into());
                read += buffered.min(n.into());
            }
            Operation::Close => {
                writer.close();
                closed = true;
            }
        }
    }
    writer.close();
    let Poll::Ready(rest) = reader.poll_fill(context, usize::MAX) else { panic!("the end is ready") };
    assert_eq!(Some(rest), written.get(read..));
}
