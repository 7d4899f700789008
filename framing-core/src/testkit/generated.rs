//! Streams that a format's own description gives: bodies of edge sizes, streams that are nearly right, long headers.

use std::string::String;
use std::vec::Vec;
use std::{format, vec};

use super::case::Reading;
use crate::registry::DynFormat;
use crate::{BodyLen, Encode, Extent, Limits, Scan, TwoPhase, encode_frame};

/// A stream made from a description.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Generated {
    /// A name that stays the same from run to run.
    pub name: String,
    /// The stream.
    pub bytes: Vec<u8>,
    /// Frames before the one that was changed.
    pub frames_before: usize,
}

impl Generated {
    fn new(name: String, bytes: Vec<u8>) -> Self {
        Self { name, bytes, frames_before: 0 }
    }
}

/// Lengths at which an integer field overflows, or a length changes its form.
const SIZES: [u64; 10] = [0, 1, 125, 126, 127, 128, 255, 256, 65535, 65536];
/// Bodies longer than this are not written out.
const LONGEST: u64 = 1 << 20;

/// Returns streams with a body of each edge size, and around `limit` where one is given, each followed by a short frame.
///
/// A size that the format cannot write, or whose stream it does not read as written, is left out.
#[must_use]
pub fn sizes(format: &DynFormat, limits: Limits, limit: Option<u64>) -> Vec<Generated> {
    let around = limit.map(|limit| [limit.saturating_sub(1), limit, limit.saturating_add(1)]);
    let mut lens: Vec<_> = SIZES.into_iter().chain(around.into_iter().flatten()).collect();
    lens.sort_unstable();
    lens.dedup();
    let wanted = lens.into_iter().filter(|&len| len <= LONGEST && len <= limits.body().saturating_add(1));
    wanted.filter_map(|len| of_size(format, limits, len)).collect()
}

fn of_size(format: &DynFormat, limits: Limits, len: u64) -> Option<Generated> {
    let body = body(usize::try_from(len).ok()?);
    let mut writer = format.clone();
    let mut bytes = Vec::new();
    encode_frame(&mut writer, &format.header_for(&body)?, body.as_slice(), &mut bytes).ok()?;
    let alone = bytes.len();
    let small: &[u8] = b"hi";
    if encode_frame(&mut writer, &format.header_for(small)?, small, &mut bytes).is_err() {
        bytes.truncate(alone);
    }
    let name = format!("body-{len}");
    let is_as_written = |bytes: &[u8]| {
        let reading = Reading::new(format, limits, bytes);
        let first = reading.frames.first().and_then(|frame| bytes.get(frame.body.clone()));
        reading.end.is_ok() && first == Some(body.as_slice())
    };
    if len > limits.body() {
        return Some(Generated::new(name, bytes));
    }
    if !is_as_written(&bytes) {
        bytes.truncate(alone);
    }
    is_as_written(&bytes).then(|| Generated::new(name, bytes))
}

/// A body in which no byte repeats its neighbour, so that a shifted one differs.
fn body(len: usize) -> Vec<u8> {
    (b'a'..=b'z').cycle().take(len).collect()
}

/// Bytes that a field is set to: the edges of signed and unsigned integers.
const EDGES: [u8; 5] = [0x00, 0x01, 0x7f, 0x80, 0xff];
/// Headers longer than this are changed at this many bytes only.
const MOST_PLACES: usize = 24;
/// Frames of a stream that are changed.
const MOST_FRAMES: usize = 3;
/// Streams that are made of one format, at most.
const MOST_NEAR: usize = 160;

/// Returns streams that are nearly those of `seeds`: every header and trailer byte at its edges, left out, and repeated.
///
/// Text headers are left alone: of those, right readers differ in more than framing.
#[must_use]
pub fn near_misses(format: &DynFormat, limits: Limits, seeds: &[Vec<u8>]) -> Vec<Generated> {
    let mut made: Vec<Generated> = Vec::new();
    let mut shapes = Vec::new();
    for (seed, bytes) in (1..).zip(seeds) {
        let reading = Reading::new(format, limits, bytes);
        for (index, frame) in reading.frames.iter().enumerate().take(MOST_FRAMES) {
            let header = bytes.get(frame.header.clone()).unwrap_or_default();
            let is_small = frame.body.len() <= 512 && frame.end() <= 2048;
            if is_text(header) || !is_small || shapes.contains(&header) {
                continue;
            }
            shapes.push(header);
            let places = frame.header.clone().take(MOST_PLACES).chain(frame.trailer.clone().take(4));
            for place in places {
                change(bytes, place, &format!("near-{seed}-{}", index + 1), index, &mut made);
            }
        }
    }
    let mut seen: Vec<Vec<u8>> = Vec::new();
    made.retain(|near| {
        let is_new = !seeds.contains(&near.bytes) && !seen.contains(&near.bytes);
        if is_new {
            seen.push(near.bytes.clone());
        }
        is_new
    });
    let step = made.len().div_ceil(MOST_NEAR).max(1);
    made.into_iter().step_by(step).collect()
}

fn is_text(header: &[u8]) -> bool {
    header.len() > 8 && header.iter().all(|byte| byte.is_ascii_graphic() || byte.is_ascii_whitespace())
}

fn change(bytes: &[u8], place: usize, name: &str, frames_before: usize, made: &mut Vec<Generated>) {
    let mut push = |what: &str, bytes: Vec<u8>| {
        made.push(Generated { name: format!("{name}-byte-{place}-{what}"), bytes, frames_before });
    };
    let Some(&old) = bytes.get(place) else { return };
    for edge in EDGES.into_iter().filter(|edge| *edge != old) {
        let mut changed = bytes.to_vec();
        changed.iter_mut().skip(place).take(1).for_each(|byte| *byte = edge);
        push(&format!("{edge:02x}"), changed);
    }
    let (before, after) = bytes.split_at_checked(place).unwrap_or_default();
    push("left-out", [before, after.get(1..).unwrap_or_default()].concat());
    push("repeated", [before, &[old], after].concat());
}

/// Returns the header of the longest body that the format can announce, up to `most` bytes.
#[must_use]
pub fn longest_header(format: &DynFormat, most: u64) -> Option<Vec<u8>> {
    let halves = std::iter::successors(Some(most), |body| Some(body / 2)).take_while(|body| *body > 0);
    halves.into_iter().find_map(|body| header_of(format, body))
}

/// Returns the header that announces a body of this length, if the format can write it.
#[must_use]
pub fn header_of(format: &DynFormat, body_len: u64) -> Option<Vec<u8>> {
    let mut wire = vec![];
    format.encode_header(&format.default_header()?, body_len, &mut wire).ok()?;
    Some(wire)
}

/// Returns the length of the body that a header announces.
#[must_use]
pub fn announced(format: &DynFormat, header: &[u8]) -> Option<u64> {
    match format.body_len(&format.header(header).ok()?) {
        Ok(BodyLen::Exact(len)) => Some(len),
        _ => None,
    }
}

/// Returns a stream whose first header is long, made by repeating a byte of the first header of a seed; none where
/// headers have a length that nothing can stretch.
#[must_use]
pub fn long_header(format: &DynFormat, limits: Limits, seeds: &[Vec<u8>], target: usize) -> Option<Vec<u8>> {
    if !matches!(format.header_len(b"", &mut Scan::default()), Ok(Extent::AtLeast(_))) {
        return None;
    }
    let target = target.min(limits.header());
    let stretched = seeds.iter().filter_map(|seed| stretch(format, limits, seed, target, Part::Header));
    stretched.max_by_key(Vec::len)
}

/// Returns a stream whose first body is long, where a search finds the end of bodies.
#[must_use]
pub fn long_body(format: &DynFormat, limits: Limits, seeds: &[Vec<u8>], target: usize) -> Option<Vec<u8>> {
    let stretched = seeds.iter().filter_map(|seed| stretch(format, limits, seed, target, Part::Body));
    stretched.max_by_key(Vec::len)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Header,
    Body,
}

/// A header shorter than this shows nothing of how a search continues.
const LEAST_GAIN: usize = 64;
/// Places of a header at which it is stretched, at most.
const MOST_STRETCHED: usize = 200;

/// The stream with its first header or body stretched as far as `target`, at the first place where that can be done.
fn stretch(format: &DynFormat, limits: Limits, seed: &[u8], target: usize, part: Part) -> Option<Vec<u8>> {
    let reading = Reading::new(format, limits, seed);
    let frame = reading.frames.first().filter(|_| reading.end.is_ok())?;
    let range = if part == Part::Header { frame.header.clone() } else { frame.body.clone() };
    let gain = target.checked_sub(range.len())?;
    let fits = |bytes: &[u8], by: usize| {
        let longer = Reading::new(format, limits, bytes);
        let first = longer.frames.first();
        let len = first.map(|first| if part == Part::Header { first.header.len() } else { first.body.len() });
        longer.end.is_ok() && longer.frames.len() == reading.frames.len() && len == Some(range.len() + by)
    };
    let mut best: Option<Vec<u8>> = None;
    for place in (range.start..=range.end).take(MOST_STRETCHED) {
        let near = [place.checked_sub(1), Some(place)].into_iter().flatten();
        let fillers = near.filter_map(|at| seed.get(at).copied()).chain(*b"x0 ");
        for filler in fillers {
            if !fits(&with_filler(seed, place, filler, 1), 1) {
                continue;
            }
            let gains =
                std::iter::successors(Some(gain), |by| Some(by / 2)).take_while(|by| *by >= LEAST_GAIN);
            let longest = gains
                .map(|by| (by, with_filler(seed, place, filler, by)))
                .find(|(by, bytes)| fits(bytes, *by));
            match longest {
                Some((by, bytes)) if by == gain => return Some(bytes),
                Some((_, bytes)) if best.as_ref().is_none_or(|best| best.len() < bytes.len()) => {
                    best = Some(bytes);
                }
                _ => {}
            }
        }
    }
    best
}

fn with_filler(bytes: &[u8], place: usize, filler: u8, count: usize) -> Vec<u8> {
    let (before, after) = bytes.split_at_checked(place).unwrap_or_default();
    [before, &vec![filler; count], after].concat()
}
