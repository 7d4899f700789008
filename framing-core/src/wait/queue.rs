//! A bounded queue of what is whole, so that nobody waits in the middle of a frame.

use alloc::collections::VecDeque;
use core::fmt;

use crate::wait::condition::{Closed, Condition};
use crate::wait::sync::{Arc, block_on};

/// A bounded queue of complete frames, or of anything else: the reader never waits in the middle of one.
///
/// It is the other way out of the two-phase wait: whoever reads the bytes takes the phases together, and hands on
/// only what is whole. Any number of tasks and threads may send and receive; each frame goes to one of them.
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
#[derive(Debug)]
pub struct Queue<T> {
    frames: Condition<VecDeque<T>>,
    capacity: usize,
}

impl<T> Queue<T> {
    /// A queue that holds at most `capacity` frames; a capacity of 0 counts as 1.
    #[must_use]
    pub fn new(capacity: usize) -> Self {
        Self { frames: Condition::default(), capacity: capacity.max(1) }
    }

    /// The most frames that are queued.
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
        let capacity = self.capacity;
        let mut frame = Some(frame);
        let put = |frames: &mut VecDeque<T>| frames.extend(frame.take());
        let _: Result<(), Closed> = self.frames.when_open(move |frames| frames.len() < capacity, put).await;
        refused(frame)
    }

    /// Queues the frame if there is room now.
    ///
    /// # Errors
    ///
    /// [`SendError`] with the frame when the queue is full or closed; [`is_closed`](Self::is_closed) tells which.
    pub fn try_send(&self, frame: T) -> Result<(), SendError<T>> {
        let mut frame = Some(frame);
        let put = |frames: &mut VecDeque<T>| frames.extend(frame.take());
        let _: Option<()> = self.frames.try_when_open(|frames| frames.len() < self.capacity, put);
        refused(frame)
    }

    /// Waits until there is room for a frame.
    ///
    /// # Errors
    ///
    /// [`Closed`] when the queue is closed.
    ///
    /// # Cancel safety
    ///
    /// A dropped wait has done nothing.
    pub async fn room(&self) -> Result<(), Closed> {
        let capacity = self.capacity;
        self.frames.when_open(move |frames| frames.len() < capacity, |_| ()).await
    }

    /// Waits for a frame; `None` once the queue is closed and empty.
    ///
    /// # Cancel safety
    ///
    /// A dropped `receive` has taken nothing.
    pub async fn receive(&self) -> Option<T> {
        self.frames.when(|frames| !frames.is_empty(), VecDeque::pop_front).await.unwrap_or(None)
    }

    /// [`send`](Self::send) for threads.
    ///
    /// # Errors
    ///
    /// As for [`send`](Self::send).
    pub fn blocking_send(&self, frame: T) -> Result<(), SendError<T>> {
        block_on(self.send(frame))
    }

    /// [`receive`](Self::receive) for threads.
    #[must_use = "the frame is taken from the queue"]
    pub fn blocking_receive(&self) -> Option<T> {
        block_on(self.receive())
    }

    /// Says that no more frames will come, or are wanted. What is queued can still be received.
    pub fn close(&self) {
        self.frames.close();
    }

    /// Whether [`close`](Self::close) was called.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.frames.is_closed()
    }

    /// Frames that are queued now.
    #[must_use]
    pub fn len(&self) -> usize {
        self.frames.look(VecDeque::len)
    }

    /// Whether nothing is queued now.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// A frame that is still here was not sent.
fn refused<T>(frame: Option<T>) -> Result<(), SendError<T>> {
    frame.map_or(Ok(()), |frame| Err(SendError(frame)))
}

/// The frame that could not be sent.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct SendError<T>(pub T);

impl<T> fmt::Debug for SendError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SendError(..)")
    }
}

impl<T> fmt::Display for SendError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the frame was not sent: the queue is closed or full")
    }
}

impl<T> core::error::Error for SendError<T> {}

/// Two queues crosswise, `capacity` frames each way: what one end sends, the other receives.
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
    /// As for [`Queue::send`].
    pub async fn send(&self, frame: Out) -> Result<(), SendError<Out>> {
        self.outgoing.send(frame).await
    }

    /// Waits for a frame; `None` once the other end has closed its direction and all it sent was received.
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
    /// As for [`send`](Self::send).
    pub fn blocking_send(&self, frame: Out) -> Result<(), SendError<Out>> {
        self.outgoing.blocking_send(frame)
    }

    /// [`receive`](Self::receive) for threads.
    #[must_use = "the frame is taken from the queue"]
    pub fn blocking_receive(&self) -> Option<In> {
        self.incoming.blocking_receive()
    }

    /// Closes the direction in which this end sends; it can go on receiving.
    pub fn close(&self) {
        self.outgoing.close();
    }
}

impl<Out, In> Drop for Endpoint<Out, In> {
    fn drop(&mut self) {
        // In this order, so that whoever has seen the end of what it receives can no longer send.
        self.incoming.close();
        self.outgoing.close();
    }
}
