//! The in-memory pipe beside `tokio::io::duplex`: bodies of 64 KiB, written in pieces and read whole.

use std::io;
use std::rc::Rc;
use std::thread;

use framing_core::{PipeReader, Share, local_simplex, simplex};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, duplex};
use tokio::runtime::{Builder, Runtime};

use super::Fallible;
use super::clock::Clock;
use super::load::Tally;
use super::rounds::{Group, Sample};

/// The sizes of the pieces, in bytes.
pub(super) const SIZES: [usize; 3] = [16, 1 << 10, BODY];
const BODY: usize = 64 << 10;
/// Room for sixteen bodies, so that two threads need not take turns.
const CAPACITY: usize = 1 << 20;

/// Both ends in one task: every wait is already over.
pub(super) fn one_task(size: usize, runtime: &Rc<Runtime>) -> Fallible<Group> {
    let bodies = bodies(size);
    let mut group = Group::new("pipe", "one-task", size, expected(size, bodies));
    let mut add = |name, run: fn(&Runtime, usize, usize) -> io::Result<Sample>| {
        let runtime = Rc::clone(runtime);
        group.add(name, move |_| Ok(run(&runtime, size, bodies)?));
    };
    add("fill", |runtime, size, bodies| {
        let (writer, reader) = local_simplex(CAPACITY);
        runtime.block_on(in_turns(writer, reader, size, bodies, fill))
    });
    add("read-exact", |runtime, size, bodies| {
        let (writer, reader) = local_simplex(CAPACITY);
        runtime.block_on(in_turns(writer, reader, size, bodies, read_exact))
    });
    add("fill-send", |runtime, size, bodies| {
        let (writer, reader) = simplex(CAPACITY);
        runtime.block_on(in_turns(writer, reader, size, bodies, fill))
    });
    add("duplex", |runtime, size, bodies| {
        let (writer, reader) = duplex(CAPACITY);
        runtime.block_on(in_turns(writer, reader, size, bodies, read_exact))
    });
    Ok(group)
}

/// One end in a thread of its own.
pub(super) fn two_threads(size: usize, runtime: &Rc<Runtime>) -> Fallible<Group> {
    let bodies = bodies(size);
    let mut group = Group::new("pipe", "two-threads", size, expected(size, bodies));
    let (ours, theirs) = (Rc::clone(runtime), Rc::clone(runtime));
    group.add("fill-send", move |_| Ok(at_once(&ours, simplex(CAPACITY), size, bodies, fill)?));
    group.add("duplex", move |_| Ok(at_once(&theirs, duplex(CAPACITY), size, bodies, read_exact)?));
    Ok(group)
}

fn bodies(size: usize) -> usize {
    if size == 16 { 64 } else { 512 }
}

/// A frame is a piece here.
fn expected(size: usize, bodies: usize) -> Tally {
    Tally { frames: (bodies * (BODY / size)) as u32, bytes: (bodies * BODY) as u64, ends: 0 }
}

async fn in_turns<W: AsyncWrite + Unpin, R>(
    mut writer: W,
    mut reader: R,
    size: usize,
    bodies: usize,
    read: impl AsyncFn(&mut R, &mut [u8]) -> io::Result<usize>,
) -> io::Result<Sample> {
    let (piece, mut buffer) = (vec![1; size], vec![0; BODY]);
    let mut tally = Tally::default();
    let clock = Clock::processor();
    for _ in 0..bodies {
        tally.frames += write_body(&mut writer, &piece).await?;
        tally.bytes += read(&mut reader, &mut buffer).await? as u64;
    }
    Ok(Sample { elapsed: clock.elapsed(), tally })
}

fn at_once<W: AsyncWrite + Unpin + Send, R>(
    runtime: &Runtime,
    (mut writer, mut reader): (W, R),
    size: usize,
    bodies: usize,
    read: impl AsyncFn(&mut R, &mut [u8]) -> io::Result<usize>,
) -> io::Result<Sample> {
    thread::scope(|scope| {
        let writing = scope.spawn(move || {
            Builder::new_current_thread().build()?.block_on(async {
                let (piece, mut pieces) = (vec![1; size], 0);
                for _ in 0..bodies {
                    pieces += write_body(&mut writer, &piece).await?;
                }
                io::Result::Ok(pieces)
            })
        });
        let clock = Clock::wall();
        let bytes = runtime.block_on(async {
            let (mut buffer, mut bytes) = (vec![0; BODY], 0);
            for _ in 0..bodies {
                bytes += read(&mut reader, &mut buffer).await? as u64;
            }
            io::Result::Ok(bytes)
        })?;
        let elapsed = clock.elapsed();
        let frames = writing.join().map_err(|_| io::Error::other("the writing thread panicked"))??;
        Ok(Sample { elapsed, tally: Tally { frames, bytes, ends: 0 } })
    })
}

/// Writes a body in pieces; how many.
async fn write_body<W: AsyncWrite + Unpin>(writer: &mut W, piece: &[u8]) -> io::Result<u32> {
    let pieces = BODY / piece.len();
    for _ in 0..pieces {
        writer.write_all(piece).await?;
    }
    Ok(pieces as u32)
}

/// Reads a body into a buffer.
async fn read_exact<R: AsyncRead + Unpin>(reader: &mut R, buffer: &mut [u8]) -> io::Result<usize> {
    reader.read_exact(buffer).await
}

/// Waits for a body and looks at it where it is.
async fn fill<S: Share>(reader: &mut PipeReader<S>, _: &mut [u8]) -> io::Result<usize> {
    let len = reader.fill(BODY).await.len().min(BODY);
    reader.consume(len);
    Ok(len)
}
