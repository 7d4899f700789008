//! Bodies in the chunked coding of HTTP/1.1: decoded by us, by picohttpparser and by hyper.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use framing_chunked::{BodyDecoder, HttpChunked};
use framing_core::{Decoder, FrameReader, Step};
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::runtime::Runtime;

use super::clock::Clock;
use super::load::{Load, Tally};
use super::read::timed;
use super::rounds::{Group, Sample};
use super::{Fallible, hyper_body, pico};

/// The sizes of chunks that are measured, in bytes.
pub(super) const SIZES: [usize; 6] = [16, 64, 256, 1 << 10, 16 << 10, 64 << 10];
/// Bytes of data that one sample decodes, and the most chunks.
const BYTES: usize = 16 << 20;
const CHUNKS: usize = 32 << 10;
/// Ends a body.
const LAST: &[u8] = b"0\r\n\r\n";

/// Every way to decode chunks of `size` bytes.
pub(super) fn group(size: usize, runtime: &Rc<Runtime>) -> Fallible<Group> {
    let load = Rc::new(Load::of(&mut HttpChunked::new(), size, BYTES, CHUNKS)?);
    let mut group = Group::new("chunks", "memory", size, load.expected);
    let add = |group: &mut Group, name, decode: fn(&Load, usize, &Runtime) -> Fallible<Sample>| {
        let (load, runtime) = (Rc::clone(&load), Rc::clone(runtime));
        group.add(name, move |round| decode(&load, round, &runtime));
    };
    add(&mut group, "slices", |load, round, _| {
        timed(Clock::processor(), || slices(load.wire(round), load.laps))
    });
    add(&mut group, "frames", |load, round, _| {
        timed(Clock::processor(), || frames(load.wire(round), load.laps))
    });
    add(&mut group, "next", |load, round, runtime| {
        let transport = load.in_memory(round).chain(LAST);
        timed(Clock::processor(), || runtime.block_on(next(transport)))
    });
    let buffer = Rc::new(RefCell::new(Vec::new()));
    for (name, decode) in [("in-place", compact as fn(&mut [u8]) -> _), ("picohttpparser", picohttpparser)] {
        let (load, buffer) = (Rc::clone(&load), Rc::clone(&buffer));
        group.add(name, move |round| in_place(&load, round, &mut buffer.borrow_mut(), decode));
    }
    add(&mut group, "hyper", |load, round, runtime| {
        let transport = load.in_memory(round).chain(LAST);
        timed(Clock::processor(), || runtime.block_on(hyper_body::receive(transport, load.expected)))
    });
    Ok(group)
}

/// The data of each chunk, lent from where it lies.
fn slices(wire: &[u8], laps: usize) -> Fallible<Tally> {
    let mut tally = Tally::default();
    let mut decoder = BodyDecoder::new(HttpChunked::new());
    for _ in 0..laps {
        slices_of(&mut decoder, wire, &mut tally)?;
    }
    Ok(tally)
}

/// One lap, in a function of its own: a slice that has just been passed is known to be nowhere in memory.
#[inline(never)]
fn slices_of(decoder: &mut BodyDecoder<HttpChunked>, wire: &[u8], tally: &mut Tally) -> Fallible<()> {
    let mut rest = wire;
    while !rest.is_empty() {
        let piece = decoder.decode(rest).map_err(|refusal| refusal.expected)?;
        tally.see(piece.data);
        let Some(behind) = rest.get(piece.consumed..) else { break };
        rest = behind;
    }
    Ok(())
}

/// The same through the engine that reads every format.
fn frames(wire: &[u8], laps: usize) -> Fallible<Tally> {
    let mut tally = Tally::default();
    let mut decoder = Decoder::new(HttpChunked::new());
    for _ in 0..laps {
        frames_of(&mut decoder, wire, &mut tally)?;
    }
    Ok(tally)
}

#[inline(never)]
fn frames_of(decoder: &mut Decoder<HttpChunked>, wire: &[u8], tally: &mut Tally) -> Fallible<()> {
    let mut rest = wire;
    while let Step::Done(chunk) = decoder.decode(rest)? {
        tally.see(chunk.body());
        let Some(behind) = rest.get(chunk.bytes().len()..) else { break };
        rest = behind;
    }
    Ok(())
}

/// The same by the reader that also receives them, as hyper does.
async fn next<R: AsyncRead + Unpin>(transport: R) -> Fallible<Tally> {
    let mut tally = Tally::default();
    let mut reader = FrameReader::new(transport, HttpChunked::new());
    while let Some(chunk) = reader.next().await?
        && !chunk.body().is_empty()
    {
        tally.see(chunk.body());
    }
    Ok(tally)
}

/// A whole body at once, whose data is moved to the front of its buffer.
fn compact(body: &mut [u8]) -> Fallible<usize> {
    let done = BodyDecoder::new(HttpChunked::new()).compact(body).map_err(|refusal| refusal.expected)?;
    if done.ended_body { Ok(done.produced) } else { Err("the body has no end".into()) }
}

fn picohttpparser(body: &mut [u8]) -> Fallible<usize> {
    Ok(pico::decode_chunked(body)?)
}

/// Times `decode` alone, and not what lays out the body again that the lap before has overwritten: in the same buffer for
/// all who decode in place, because what moving costs depends on where that lies.
fn in_place(
    load: &Load,
    round: usize,
    buffer: &mut Vec<u8>,
    decode: fn(&mut [u8]) -> Fallible<usize>,
) -> Fallible<Sample> {
    let (body, content) = ([load.wire(round), LAST].concat(), load.content());
    let mut elapsed = Duration::ZERO;
    for _ in 0..load.laps {
        buffer.clear();
        buffer.extend_from_slice(&body);
        let clock = Clock::processor();
        let len = decode(buffer)?;
        elapsed += clock.elapsed();
        if buffer.get(..len) != Some(&content) {
            return Err("the data of the chunks is not what was coded".into());
        }
    }
    Ok(Sample { elapsed, tally: load.expected })
}
