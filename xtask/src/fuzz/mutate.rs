//! Spoils streams, so that they are nearly right.

use framing_core::Limits;
use framing_core::testkit::Split;
use rand::Rng;
use rand::rngs::SmallRng;
use rand::seq::IndexedRandom;

use super::corpus::{Seed, Stream, Target, made};
use super::integer;

/// One stream to be read, and how.
#[derive(Clone, Debug)]
pub(super) struct Input {
    pub(super) bytes: Vec<u8>,
    pub(super) limits: Limits,
    pub(super) splits: Vec<Split>,
}

/// How often a stream is spoilt, at most.
const MOST_CHANGES: usize = 4;
/// Frames that a stream grows to, at most; of long ones less is left to chance.
const MOST_FRAMES: usize = 12;
/// Streams up to this many bytes are always read byte by byte too, longer ones seldom.
const SHORT: usize = 48;

/// A stream that is nearly one of `target`'s, and the seed that it was made from.
pub(super) fn make<'a>(target: &'a Target, random: &mut SmallRng) -> Option<(&'a Seed, Input)> {
    let seed = target.seeds.choose(random)?;
    let mut stream = seed.stream.clone();
    for _ in 0..random.random_range(0..=MOST_CHANGES) {
        match random.random_range(0..3) {
            0 => change_frames(&mut stream, target, seed, random),
            _ => change_part(&mut stream, random),
        }
    }
    let mut bytes = stream.bytes();
    change_end(&mut bytes, random);
    let splits = splits(&stream, bytes.len(), random);
    Some((seed, Input { bytes, limits: limits(seed.limits, random), splits }))
}

/// Leaves frames out, repeats them, exchanges them, takes them from other streams, or makes them again.
fn change_frames(stream: &mut Stream, target: &Target, seed: &Seed, random: &mut SmallRng) {
    let count = stream.frames.len();
    let at = random.random_range(0..count.max(1));
    match random.random_range(0..5) {
        0 if count > 0 => drop(stream.frames.remove(at)),
        1 if count > 1 => stream.frames.swap(at, count - 1),
        2 if count > 0 && count < MOST_FRAMES => stream.frames.extend_from_within(at..=at),
        3 if count < MOST_FRAMES => {
            let other = target.seeds.choose(random).map_or(&[][..], |seed| &seed.stream.frames);
            stream.frames.splice(at.min(count)..at.min(count), other.choose(random).cloned());
        }
        _ => {
            let body = body(random);
            let frame = made(&seed.examiner.format, &body);
            stream.frames.splice(at.min(count)..(at + 1).min(count), frame);
        }
    }
}

/// A body of a length that is a limit somewhere.
fn body(random: &mut SmallRng) -> Vec<u8> {
    const LENGTHS: [usize; 14] = [0, 1, 2, 4, 5, 55, 56, 125, 126, 127, 128, 255, 256, 300];
    let len = LENGTHS.choose(random).copied().unwrap_or_default();
    let fill = random.random::<u8>();
    (0..len).map(|_| if random.random_ratio(1, 4) { random.random() } else { fill }).collect()
}

/// Spoils one part of a frame, mostly a header.
fn change_part(stream: &mut Stream, random: &mut SmallRng) {
    let Stream { frames, rest } = stream;
    let whole: usize = frames.iter().flatten().map(Vec::len).sum();
    let count = frames.len();
    let frame = frames.get_mut(random.random_range(0..count.max(1)));
    let Some([header, body, trailer]) = frame.filter(|_| rest.is_empty() || random.random()) else {
        return change_bytes(rest, whole, random);
    };
    match random.random_range(0..8) {
        0..5 => change_bytes(header, body.len(), random),
        5 | 6 => change_bytes(body, header.len(), random),
        _ => change_bytes(trailer, body.len(), random),
    }
}

/// Spoils bytes: bits, numbers, letters, ranges. `near` is a number that may occur in them.
fn change_bytes(bytes: &mut Vec<u8>, near: usize, random: &mut SmallRng) {
    let at = random.random_range(0..=bytes.len());
    let end = (at + random.random_range(1..=4)).min(bytes.len());
    match random.random_range(0..8) {
        0 => bytes.get_mut(at).into_iter().for_each(|byte| *byte ^= 1 << random.random_range(0..8)),
        1 => bytes.get_mut(at).into_iter().for_each(|byte| *byte = random.random()),
        2 => bytes.get_mut(at).into_iter().for_each(|byte| *byte = letter(random)),
        3 => bytes.insert(at, letter(random)),
        4 => drop(bytes.drain(at..end)),
        5 => bytes.extend_from_within(at..end),
        _ => {
            let number = integer::any(random, near);
            let field = integer::written(random, number);
            let over = if random.random() { (at + field.len()).min(bytes.len()) } else { at };
            bytes.splice(at..over, field);
        }
    }
}

/// A byte that means something in some header.
fn letter(random: &mut SmallRng) -> u8 {
    const LETTERS: &[u8] = b"\r\n\r\n :;,+-=\"\t\0\x7f\x80\xff0123456789aAfFxX";
    LETTERS.choose(random).copied().unwrap_or_default()
}

/// Cuts the end off, or puts something after it.
fn change_end(bytes: &mut Vec<u8>, random: &mut SmallRng) {
    match random.random_range(0..8) {
        0 => bytes.truncate(random.random_range(0..=bytes.len())),
        1 => bytes.extend(body(random).iter().take(9)),
        _ => {}
    }
}

/// A random cut into a few pieces, mostly near where phases meet; and often every byte for itself.
fn splits(stream: &Stream, len: usize, random: &mut SmallRng) -> Vec<Split> {
    let mut cuts: Vec<usize> = (0..random.random_range(1..=4)).map(|_| cut(stream, len, random)).collect();
    cuts.retain(|cut| (1..len).contains(cut));
    cuts.sort_unstable();
    cuts.dedup();
    let bytewise = len <= SHORT || random.random_ratio(1, 16);
    [Split::at(&cuts)].into_iter().chain(bytewise.then(|| Split::bytes(len))).collect()
}

fn cut(stream: &Stream, len: usize, random: &mut SmallRng) -> usize {
    let ends = stream.frames.iter().flatten().scan(0, |end: &mut usize, part| {
        *end += part.len();
        Some(*end)
    });
    let edges: Vec<_> = ends.collect();
    match edges.choose(random) {
        Some(edge) if random.random() => (edge + random.random_range(0..3)).saturating_sub(1),
        _ => random.random_range(0..=len),
    }
}

/// The stream's own limits, or others that may be in its way.
fn limits(limits: Limits, random: &mut SmallRng) -> Limits {
    match random.random_range(0..8) {
        0 => limits.with_body(integer::any(random, 5)),
        1 => limits.with_body(random.random_range(0..300)),
        2 => limits.with_header(random.random_range(0..64)),
        3 => limits.with_trailer(random.random_range(0..8)),
        _ => limits,
    }
}
