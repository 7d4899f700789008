//! Bounded byte pipes in memory: one direction, or both.

mod blocking;
mod channel;
#[cfg(feature = "tokio")]
mod io;
mod reader;
mod share;
mod writer;

use core::task::{Context, Poll};

use channel::Channel;
pub use reader::PipeReader;
pub use share::{Local, Share, Shared};
pub use writer::PipeWriter;

/// Creates a pipe in both directions: bytes written to one end are read from the other.
///
/// Each direction holds up to `capacity` bytes, not counting those that a reader has already taken; a capacity of 0
/// counts as 1. It allocates no buffer before the first byte, nor while a reader waits for one.
///
/// ```
/// use tokio::io::{AsyncReadExt, AsyncWriteExt};
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> std::io::Result<()> {
/// let (mut client, mut server) = framing_core::pipe(64);
/// client.write_all(b"ping").await?;
/// let mut request = [0; 4];
/// server.read_exact(&mut request).await?;
/// server.write_all(b"pong").await?;
/// drop(server);
/// let mut answer = String::new();
/// client.read_to_string(&mut answer).await?;
/// assert_eq!((&request, &answer[..]), (b"ping", "pong"));
/// # Ok(()) }
/// ```
#[must_use]
pub fn pipe(capacity: usize) -> (Pipe, Pipe) {
    duplex(capacity)
}

/// Creates a pipe in one direction. Capacity and memory are those of [`pipe`].
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// let (mut writer, mut reader) = framing_core::simplex(64);
/// writer.write_all(b"\x00\x02hi").await.unwrap();
/// drop(writer);
/// assert_eq!(reader.fill(2).await, b"\x00\x02hi", "at least the 2 bytes of the header: here, all there is");
/// reader.consume(2);
/// assert_eq!(reader.fill(2).await, b"hi");
/// reader.consume(2);
/// assert!(reader.fill(1).await.is_empty(), "the end");
/// # }
/// ```
#[must_use]
pub fn simplex(capacity: usize) -> (PipeWriter, PipeReader) {
    one_way(capacity)
}

/// Creates a [`pipe`] whose ends stay on one thread: in one task, or in tasks of a `LocalSet`. It takes no lock, which is
/// most of the cost of a short write.
///
/// ```compile_fail
/// let (here, there) = framing_core::local_pipe(64);
/// std::thread::spawn(move || drop(there));
/// ```
#[must_use]
pub fn local_pipe(capacity: usize) -> (Pipe<Local>, Pipe<Local>) {
    duplex(capacity)
}

/// Creates a [`simplex`] pipe whose ends stay on one thread, as those of [`local_pipe`] do.
#[must_use]
pub fn local_simplex(capacity: usize) -> (PipeWriter<Local>, PipeReader<Local>) {
    one_way(capacity)
}

fn duplex<S: Share>(capacity: usize) -> (Pipe<S>, Pipe<S>) {
    let (there, back) = (one_way(capacity), one_way(capacity));
    (Pipe { writer: there.0, reader: back.1 }, Pipe { writer: back.0, reader: there.1 })
}

fn one_way<S: Share>(capacity: usize) -> (PipeWriter<S>, PipeReader<S>) {
    let channel = S::share(Channel::new(capacity));
    (PipeWriter::new(channel.clone()), PipeReader::new(channel))
}

/// One end of a [`pipe`]: a [`PipeReader`] and a [`PipeWriter`] together.
///
/// With the feature `tokio` it is `AsyncRead`, `AsyncBufRead` and `AsyncWrite`. Shutting it down, or dropping its writer,
/// ends the stream that the other end reads, and leaves this end's reader open. Dropping an end wakes the tasks that wait
/// at the other one: its reads reach the end, its writes fail with
/// [`BrokenPipe`](std::io::ErrorKind::BrokenPipe).
// Exhaustive on purpose: an end has two halves, which are joined again by hand.
#[derive(Debug)]
pub struct Pipe<S: Share = Shared> {
    /// Reads the bytes that the other end writes.
    pub reader: PipeReader<S>,
    /// Writes the bytes that the other end reads.
    pub writer: PipeWriter<S>,
}

impl<S: Share> Pipe<S> {
    /// Splits the end into its halves, for two tasks. `Pipe { reader, writer }` joins them again; to borrow both at
    /// once, borrow the fields.
    #[must_use]
    pub fn into_split(self) -> (PipeReader<S>, PipeWriter<S>) {
        (self.reader, self.writer)
    }
}

/// Polls within the cooperative budget of the current tokio task, if there is one: a task that always finds the pipe
/// ready still yields to others.
#[cfg(feature = "tokio")]
#[inline]
fn with_budget<R>(context: &mut Context<'_>, poll: impl FnOnce(&mut Context<'_>) -> Poll<R>) -> Poll<R> {
    let budget = core::task::ready!(tokio::task::coop::poll_proceed(context));
    let result = poll(context);
    if result.is_ready() {
        budget.made_progress();
    }
    result
}

/// Only tokio's tasks have a budget.
#[cfg(not(feature = "tokio"))]
#[inline]
fn with_budget<R>(context: &mut Context<'_>, poll: impl FnOnce(&mut Context<'_>) -> Poll<R>) -> Poll<R> {
    poll(context)
}
