//! A bounded queue of complete frames, so that nobody waits in the middle of one.

use alloc::collections::VecDeque;
use core::fmt;

use crate::wait::condition::{Closed, Condition};
use crate::wait::sync::{Arc, block_on};

/// A bounded queue of complete frames, or of anything else: the reader never waits in the middle of one.
///
/// It is the other way out of the two-phase wait: the task that reads the bytes takes the phases together, and passes on
/// only complete frames. Any number of tasks and threads may send and receive; each frame goes to one of them.
///
/// ```
/// use framing_core::Queue;
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// let queue = Queue::new(2);
/// queue.send("first").await.unwrap();
/// queue.send("second").await.unwrap();
/// assert_eq!(queue.try_send("third").unwrap_err().0, "third", "full: the frame comes back");
/// queue.close();
/// assert_eq!(queue.receive().await, Some("first"));
/// assert_eq!(queue.receive().await, Some("second"), "what was sent before the close arrives");
/// assert_eq!(queue.receive().await, None);
/// # }
/// ```
///
/// # Fairness
///
/// Receivers that wait get frames in the order in which they began to wait, and senders that wait get room in that order;
/// nobody overtakes them. A wait keeps its place until it is over or dropped: a future that was polled and then is
/// neither polled again nor dropped holds up one frame, or the room for one.
#[derive(Debug)]
pub struct Queue<T> {
    line: Condition<Line<T>>,
    capacity: usize,
}

impl<T> Queue<T> {
    /// Creates a queue that holds at most `capacity` frames; a capacity of 0 counts as 1.
    #[must_use]
    pub fn new(capacity: usize) -> Self {
        let capacity = capacity.max(1);
        let line = Line {
            frames: VecDeque::new(),
            capacity,
            closed: false,
            receivers: Turns::default(),
            senders: Turns::default(),
        };
        Self { line: Condition::new(line), capacity }
    }

    /// Returns the most frames that the queue holds.
    #[must_use]
    pub fn capacity(&self) -> usize {
        self.capacity
    }

    /// Waits for room, then queues the frame.
    ///
    /// # Errors
    ///
    /// [`SendError`] with the frame when the queue is closed.
    ///
    /// # Cancel safety
    ///
    /// A dropped `send` has queued nothing; the frame is dropped with it. To keep it, wait for
    /// [`room`](Self::room) and then [`try_send`](Self::try_send).
    pub async fn send(&self, frame: T) -> Result<(), SendError<T>> {
        let mut frame = Some(frame);
        let begun = self.line.change(|line| line.send(&mut frame).then(|| line.senders.join()));
        if let Some(turn) = begun {
            let mut place = Place { queue: self, turns: |line| &mut line.senders, turn: Some(turn) };
            let may_send = move |line: &Line<T>| line.closed || line.room() > line.senders.before(turn);
            // The condition itself is never closed.
            let _: Result<(), Closed> =
                self.line.when(may_send, |line| line.send_in_turn(turn, &mut frame)).await;
            place.turn = None;
        }
        refused(frame)
    }

    /// Queues the frame if there is room now.
    ///
    /// # Errors
    ///
    /// [`SendError`] with the frame when the queue is full, when other senders wait for the room, or when the queue is
    /// closed, which [`is_closed`](Self::is_closed) distinguishes.
    pub fn try_send(&self, frame: T) -> Result<(), SendError<T>> {
        let mut frame = Some(frame);
        self.line.change(|line| line.send(&mut frame));
        refused(frame)
    }

    /// Waits until there is room for a frame that no other sender waits for. Another one may take it first.
    ///
    /// # Errors
    ///
    /// [`Closed`] when the queue is closed.
    ///
    /// # Cancel safety
    ///
    /// A dropped wait has done nothing.
    pub async fn room(&self) -> Result<(), Closed> {
        let is_open = |line: &mut Line<T>| if line.closed { Err(Closed) } else { Ok(()) };
        self.line.when(|line| line.closed || line.has_room(), is_open).await?
    }

    /// Waits for a frame; `None` once the queue is closed and empty.
    ///
    /// # Cancel safety
    ///
    /// A dropped `receive` has taken nothing.
    pub async fn receive(&self) -> Option<T> {
        let turn = match self.line.change(Line::receive) {
            Received::Frame(frame) => return Some(frame),
            Received::End => return None,
            Received::Wait(turn) => turn,
        };
        let mut place = Place { queue: self, turns: |line| &mut line.receivers, turn: Some(turn) };
        let may_receive = move |line: &Line<T>| line.has_frame_for(turn) || line.is_ended();
        let received = self.line.when(may_receive, |line| line.receive_in_turn(turn)).await;
        place.turn = None;
        // The condition itself is never closed.
        received.unwrap_or(None)
    }

    /// [`send`](Self::send) for threads.
    ///
    /// # Errors
    ///
    /// See [`send`](Self::send).
    pub fn blocking_send(&self, frame: T) -> Result<(), SendError<T>> {
        block_on(self.send(frame))
    }

    /// [`receive`](Self::receive) for threads.
    #[must_use = "the frame is taken from the queue"]
    pub fn blocking_receive(&self) -> Option<T> {
        block_on(self.receive())
    }

    /// Marks the end of the frames: no more will come, or are wanted. Queued frames can still be received.
    pub fn close(&self) {
        self.line.change(|line| line.closed = true);
    }

    /// Returns whether [`close`](Self::close) was called.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.line.look(|line| line.closed)
    }

    /// Returns the number of queued frames.
    #[must_use]
    pub fn len(&self) -> usize {
        self.line.look(|line| line.frames.len())
    }

    /// Returns whether no frame is queued.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// The frames, and who waits for one or for room.
#[derive(Debug)]
struct Line<T> {
    frames: VecDeque<T>,
    capacity: usize,
    closed: bool,
    receivers: Turns,
    senders: Turns,
}

/// What a receiver finds.
enum Received<T> {
    Frame(T),
    End,
    /// Nothing; from now on it has this turn.
    Wait(u64),
}

impl<T> Line<T> {
    fn room(&self) -> usize {
        self.capacity.saturating_sub(self.frames.len())
    }

    /// Whether there is room that no sender waits for.
    fn has_room(&self) -> bool {
        self.room() > self.senders.len()
    }

    /// Queues the frame if there is room that no sender waits for. Returns whether waiting for room makes sense.
    fn send(&mut self, frame: &mut Option<T>) -> bool {
        if !self.closed && self.has_room() {
            self.frames.extend(frame.take());
        }
        !self.closed && frame.is_some()
    }

    fn send_in_turn(&mut self, turn: u64, frame: &mut Option<T>) {
        self.senders.leave(turn);
        if !self.closed {
            self.frames.extend(frame.take());
        }
    }

    fn is_ended(&self) -> bool {
        self.closed && self.frames.is_empty()
    }

    fn has_frame_for(&self, turn: u64) -> bool {
        self.frames.len() > self.receivers.before(turn)
    }

    /// Takes a frame that no receiver waits for.
    fn receive(&mut self) -> Received<T> {
        if self.frames.len() > self.receivers.len() {
            if let Some(frame) = self.frames.pop_front() {
                return Received::Frame(frame);
            }
        }
        if self.is_ended() { Received::End } else { Received::Wait(self.receivers.join()) }
    }

    fn receive_in_turn(&mut self, turn: u64) -> Option<T> {
        self.receivers.leave(turn);
        self.frames.pop_front()
    }
}

/// Those who wait, in the order in which they began.
#[derive(Debug, Default)]
struct Turns {
    /// Ascending.
    waiting: VecDeque<u64>,
    next: u64,
}

impl Turns {
    fn len(&self) -> usize {
        self.waiting.len()
    }

    fn join(&mut self) -> u64 {
        let turn = self.next;
        self.next = turn.wrapping_add(1);
        self.waiting.push_back(turn);
        turn
    }

    /// The number of those who come before this turn.
    fn before(&self, turn: u64) -> usize {
        self.waiting.binary_search(&turn).unwrap_or_else(|at| at)
    }

    fn leave(&mut self, turn: u64) {
        if let Ok(at) = self.waiting.binary_search(&turn) {
            self.waiting.remove(at);
        }
    }
}

/// A place among those who wait; given up when dropped, which lets those after it move up.
struct Place<'a, T> {
    queue: &'a Queue<T>,
    turns: fn(&mut Line<T>) -> &mut Turns,
    /// `None` once the wait is over.
    turn: Option<u64>,
}

impl<T> Drop for Place<'_, T> {
    fn drop(&mut self) {
        if let Some(turn) = self.turn {
            self.queue.line.change(|line| (self.turns)(line).leave(turn));
        }
    }
}

/// Returns a frame that is still here as one that was not sent.
fn refused<T>(frame: Option<T>) -> Result<(), SendError<T>> {
    frame.map_or(Ok(()), |frame| Err(SendError(frame)))
}

/// The frame that could not be sent.
// Exhaustive on purpose: the value comes back, and nothing else.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct SendError<T>(pub T);

impl<T> fmt::Debug for SendError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SendError(..)")
    }
}

impl<T> fmt::Display for SendError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the queue is closed or full")
    }
}

impl<T> core::error::Error for SendError<T> {}

/// Creates two queues of `capacity` frames, one in each direction: what one end sends, the other receives.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// let (client, server) = framing_core::channel::<u32, String>(8);
/// client.send(7).await.unwrap();
/// let request = server.receive().await.unwrap();
/// server.send(format!("seven is {request}")).await.unwrap();
/// drop(server);
/// assert_eq!(client.receive().await.unwrap(), "seven is 7");
/// assert!(client.receive().await.is_none());
/// assert!(client.send(8).await.is_err());
/// # }
/// ```
#[must_use]
pub fn channel<A, B>(capacity: usize) -> (Endpoint<A, B>, Endpoint<B, A>) {
    let (there, back) = (Arc::new(Queue::new(capacity)), Arc::new(Queue::new(capacity)));
    let client = Endpoint { outgoing: Arc::clone(&there), incoming: Arc::clone(&back) };
    (client, Endpoint { outgoing: back, incoming: there })
}

/// One end of a [`channel`]: sends one type of frame and receives another. Dropping it closes both directions.
#[derive(Debug)]
pub struct Endpoint<Out, In> {
    outgoing: Arc<Queue<Out>>,
    incoming: Arc<Queue<In>>,
}

impl<Out, In> Endpoint<Out, In> {
    /// Waits for room, then sends the frame.
    ///
    /// # Errors
    ///
    /// [`SendError`] with the frame when either end has closed this direction.
    ///
    /// # Cancel safety
    ///
    /// See [`Queue::send`].
    pub async fn send(&self, frame: Out) -> Result<(), SendError<Out>> {
        self.outgoing.send(frame).await
    }

    /// Waits for a frame; `None` once the other end has closed its direction and every frame from it was received.
    ///
    /// # Cancel safety
    ///
    /// A dropped `receive` has taken nothing.
    pub async fn receive(&self) -> Option<In> {
        self.incoming.receive().await
    }

    /// [`send`](Self::send) for threads.
    ///
    /// # Errors
    ///
    /// See [`send`](Self::send).
    pub fn blocking_send(&self, frame: Out) -> Result<(), SendError<Out>> {
        self.outgoing.blocking_send(frame)
    }

    /// [`receive`](Self::receive) for threads.
    #[must_use = "the frame is taken from the queue"]
    pub fn blocking_receive(&self) -> Option<In> {
        self.incoming.blocking_receive()
    }

    /// Closes the direction in which this end sends; it can still receive.
    pub fn close(&self) {
        self.outgoing.close();
    }
}

impl<Out, In> Drop for Endpoint<Out, In> {
    fn drop(&mut self) {
        // In this order, so that an end that has received the last frame can no longer send.
        self.incoming.close();
        self.outgoing.close();
    }
}
