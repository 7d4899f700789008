//! Who writes, and to what: the groups of contenders that are measured side by side.

use std::os::unix::net::UnixStream;
use std::rc::Rc;
use std::thread;

use tokio::io::AsyncWrite;
use tokio::runtime::Runtime;

use super::clock::Clock;
use super::load::{Load, Tally};
use super::rounds::{Group, Sample};
use super::sink::Sink;
use super::{Fallible, ours, peers, read};

/// Bytes that one sample writes, of frames large enough for it.
const BYTES_TO_MEMORY: usize = 32 << 20;
const BYTES_TO_SOCKET: usize = 16 << 20;
/// Frames that one sample writes at most.
const FRAMES: usize = 64 << 10;

#[derive(Clone, Copy)]
enum How {
    Buffered,
    Shared,
    Vectored,
    TokioUtil,
    TokioUtil64K,
    BufWriter,
    WriteAll,
}

const WRITERS: [(&str, How); 7] = [
    ("buffered", How::Buffered),
    ("shared", How::Shared),
    ("vectored", How::Vectored),
    ("tokio-util", How::TokioUtil),
    ("tokio-util-64k", How::TokioUtil64K),
    ("buf-writer", How::BufWriter),
    ("write-all", How::WriteAll),
];

/// Every way to write `size` byte frames to memory.
pub(super) fn to_memory(size: usize, runtime: &Rc<Runtime>) -> Fallible<Group> {
    group("memory", size, BYTES_TO_MEMORY, runtime, |how, load, runtime| {
        let mut sink = Sink::new(load.wire(0).len());
        let clock = Clock::processor();
        how.write(runtime, &mut sink, load)?;
        let elapsed = clock.elapsed();
        Ok(Sample { elapsed, tally: written(&sink, load)? })
    })
}

/// Every way to write `size` byte frames to a Unix socket pair that another thread reads.
pub(super) fn to_socket(size: usize, runtime: &Rc<Runtime>) -> Fallible<Group> {
    group("unix", size, BYTES_TO_SOCKET, runtime, |how, load, runtime| {
        let (writer, reader) = UnixStream::pair()?;
        let mut sink = Sink::new(load.wire(0).len());
        let elapsed = thread::scope(|scope| {
            let reading = scope.spawn(|| sink.fill_from(reader));
            let clock = Clock::wall();
            how.write(runtime, read::to_tokio(writer, runtime)?, load)?;
            // The socket is closed now, and all of it is written once all of it is read.
            reading.join().map_err(|_| "the reading thread panicked")??;
            Fallible::Ok(clock.elapsed())
        })?;
        Ok(Sample { elapsed, tally: written(&sink, load)? })
    })
}

fn group(
    transport: &'static str,
    size: usize,
    bytes: usize,
    runtime: &Rc<Runtime>,
    run: fn(How, &Load, &Runtime) -> Fallible<Sample>,
) -> Fallible<Group> {
    let load = Rc::new(Load::new(size, bytes, FRAMES)?);
    let mut group = Group::new("write", transport, size, load.expected);
    for (name, how) in WRITERS {
        let (load, runtime) = (Rc::clone(&load), Rc::clone(runtime));
        group.add(name, move |_| run(how, &load, &runtime));
    }
    Ok(group)
}

impl How {
    /// Every way in a future of its own, as the readers have.
    fn write<W: AsyncWrite + Unpin>(self, runtime: &Runtime, transport: W, load: &Load) -> Fallible<()> {
        match self {
            Self::Buffered => runtime.block_on(ours::buffered(transport, load))?,
            Self::Shared => runtime.block_on(ours::shared(transport, load))?,
            Self::Vectored => runtime.block_on(ours::vectored(transport, load))?,
            Self::TokioUtil => runtime.block_on(peers::tokio_util_feed(transport, load))?,
            Self::TokioUtil64K => runtime.block_on(peers::tokio_util_feed_64k(transport, load))?,
            Self::BufWriter => runtime.block_on(peers::buf_writer(transport, load))?,
            Self::WriteAll => runtime.block_on(peers::write_all(transport, load))?,
        }
        Ok(())
    }
}

/// What the sink took, if it is what was to be written, to the byte.
fn written(sink: &Sink, load: &Load) -> Fallible<Tally> {
    match sink.last_of(load.laps) {
        Some(lap) if lap == load.wire(0) => Ok(load.expected),
        _ => Err("the sink was given other bytes than were to be written".into()),
    }
}
