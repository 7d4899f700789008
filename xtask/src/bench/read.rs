//! Who reads, and from what: the groups of contenders that are measured side by side.

use std::io::{self, Read, Write};
use std::os::unix::net::UnixStream;
use std::rc::Rc;
use std::sync::Barrier;
use std::thread;

use framing_core::U32Be;
use tokio::io::AsyncRead;
use tokio::runtime::Runtime;

use super::Fallible;
use super::clock::Clock;
use super::load::{Load, Tally};
use super::rounds::{Group, Sample};
use super::{ours, peers};

/// Bytes that one sample reads, of frames large enough for it.
const BYTES_IN_MEMORY: usize = 32 << 20;
const BYTES_OVER_SOCKET: usize = 16 << 20;
/// Frames that one sample reads at most.
const FRAMES: usize = 128 << 10;

/// A reader that is handed an async transport.
#[derive(Clone, Copy)]
enum Async {
    Next,
    Batch,
    Owned,
    OwnedBody,
    Stream,
    TokioUtil,
    TokioUtil64K,
    BufReader,
    ReadExact,
}

/// A reader that is handed a blocking transport.
#[derive(Clone, Copy)]
enum Blocking {
    Next,
    BufReader,
}

const ASYNC: [(&str, Async); 9] = [
    ("next", Async::Next),
    ("batch", Async::Batch),
    ("owned", Async::Owned),
    ("owned-body", Async::OwnedBody),
    ("stream", Async::Stream),
    ("tokio-util", Async::TokioUtil),
    ("tokio-util-64k", Async::TokioUtil64K),
    ("buf-reader", Async::BufReader),
    ("read-exact", Async::ReadExact),
];

const BLOCKING: [(&str, Blocking); 2] =
    [("blocking", Blocking::Next), ("std-buf-reader", Blocking::BufReader)];

/// Every way to read `size` byte frames that are in memory already.
pub(super) fn from_memory(size: usize, runtime: &Rc<Runtime>) -> Fallible<Group> {
    let load = Rc::new(Load::new(size, BYTES_IN_MEMORY, FRAMES)?);
    let mut group = Group::new("read", "memory", size, load.expected);
    for (name, how) in ASYNC {
        let (load, runtime) = (Rc::clone(&load), Rc::clone(runtime));
        group.add(name, move |round| {
            timed(Clock::processor(), || how.read(&runtime, load.in_memory(round), &load))
        });
    }
    for (name, how) in BLOCKING {
        let load = Rc::clone(&load);
        group.add(name, move |round| timed(Clock::processor(), || how.read(load.in_memory(round), &load)));
    }
    group.add("walk", move |round| timed(Clock::processor(), || Ok(peers::walk(&load, round))));
    Ok(group)
}

/// Every way to read `size` byte frames that another thread writes to a Unix socket pair.
pub(super) fn over_socket(size: usize, runtime: &Rc<Runtime>) -> Fallible<Group> {
    let load = Rc::new(Load::new(size, BYTES_OVER_SOCKET, FRAMES)?);
    let mut group = Group::new("read", "unix", size, load.expected);
    for (name, how) in ASYNC {
        let (load, runtime) = (Rc::clone(&load), Rc::clone(runtime));
        group.add(name, move |round| {
            written_meanwhile(load.wire(round), load.laps, |socket| {
                how.read(&runtime, to_tokio(socket, &runtime)?, &load)
            })
        });
    }
    for (name, how) in BLOCKING {
        let load = Rc::clone(&load);
        group.add(name, move |round| {
            written_meanwhile(load.wire(round), load.laps, |socket| how.read(socket, &load))
        });
    }
    Ok(group)
}

impl Async {
    /// Every way in a future of its own: in one that had them all, the compiler would do well by none.
    fn read<R: AsyncRead + Unpin>(self, runtime: &Runtime, transport: R, load: &Load) -> Fallible<Tally> {
        Ok(match self {
            Self::Next => runtime.block_on(ours::next(transport, U32Be::new()))?,
            Self::Batch => runtime.block_on(ours::batch(transport, U32Be::new()))?,
            Self::Owned => runtime.block_on(ours::owned(transport))?,
            Self::OwnedBody => runtime.block_on(ours::owned_body(transport))?,
            Self::Stream => runtime.block_on(ours::stream(transport))?,
            Self::TokioUtil => runtime.block_on(peers::tokio_util(transport))?,
            Self::TokioUtil64K => runtime.block_on(peers::tokio_util_64k(transport))?,
            Self::BufReader => runtime.block_on(peers::buf_reader(transport, load))?,
            Self::ReadExact => runtime.block_on(peers::read_exact(transport, load))?,
        })
    }
}

impl Blocking {
    fn read(self, transport: impl Read, load: &Load) -> Fallible<Tally> {
        Ok(match self {
            Self::Next => ours::blocking_next(transport)?,
            Self::BufReader => peers::std_buf_reader(transport, load)?,
        })
    }
}

pub(super) fn timed(clock: Clock, read: impl FnOnce() -> Fallible<Tally>) -> Fallible<Sample> {
    let tally = read()?;
    Ok(Sample { elapsed: clock.elapsed(), tally })
}

/// Times `read` while a thread of its own writes the load into the other end of the socket.
fn written_meanwhile(
    wire: &[u8],
    laps: usize,
    read: impl FnOnce(UnixStream) -> Fallible<Tally>,
) -> Fallible<Sample> {
    let (reader, writer) = UnixStream::pair()?;
    let start = Barrier::new(2);
    thread::scope(|scope| {
        scope.spawn(|| {
            start.wait();
            write(wire, laps, writer)
        });
        start.wait();
        timed(Clock::wall(), || read(reader))
    })
}

/// Writes the load and closes the socket. What goes wrong here is seen as a short load on the other side.
fn write(wire: &[u8], laps: usize, mut socket: UnixStream) -> io::Result<()> {
    for _ in 0..laps {
        socket.write_all(wire)?;
    }
    Ok(())
}

pub(super) fn to_tokio(socket: UnixStream, runtime: &Runtime) -> io::Result<tokio::net::UnixStream> {
    socket.set_nonblocking(true)?;
    let _registered_here = runtime.enter();
    tokio::net::UnixStream::from_std(socket)
}
