//! The same frames with other headers: by hand, from a builder, from a spec, as a varint, as a field.

use std::rc::Rc;

use framing_core::registry::DynFormat;
use framing_core::spec::Spec;
use framing_core::{
    BodyLen, Encode, Extent, LengthBuilder, LengthField, Malformed, Scan, TwoPhase, U32Be, Varint,
};
use framing_http::ContentLength;
use memchr::memmem::Finder;
use tokio::runtime::Runtime;

use super::clock::Clock;
use super::load::{Load, Tally};
use super::read::timed;
use super::rounds::Group;
use super::{Fallible, ours};

/// Bytes that one sample reads, and the most frames.
const BYTES: usize = 32 << 20;
const FRAMES: usize = 64 << 10;

/// A 1-byte kind, a 4-byte length.
const BUILDER: LengthBuilder<5, 1, 4> = U32Be::in_header::<5, 1>();
const BUILT: LengthField<5, 1, 4> = BUILDER.build();
const SPEC: &str = "header = 5\noffset = 1\nwidth = 4\n";

/// A length in a header of 5 bytes, by each way to describe it.
pub(super) fn fixed(size: usize, runtime: &Rc<Runtime>) -> Fallible<Group> {
    let spec = Spec::from_toml(SPEC)?.build()?;
    let mut group = Contenders::new("header", "fixed", &mut BUILT.clone(), size, runtime)?;
    group.next("by-hand", || ByHand);
    group.next("built", || BUILT);
    group.next("built-late", || std::hint::black_box(BUILDER).build());
    let erased = DynFormat::new(spec.clone());
    group.next("spec", move || spec.clone());
    group.next("spec-erased", move || erased.clone());
    Ok(group.group)
}

/// A LEB128 number alone.
pub(super) fn varint(size: usize, runtime: &Rc<Runtime>) -> Fallible<Group> {
    let mut group = Contenders::new("header", "varint", &mut Varint, size, runtime)?;
    group.next("next", || Varint);
    group.batch("batch", || Varint);
    group.walk(walk_varints);
    Ok(group.group)
}

/// `Content-Length: N` and an empty line.
pub(super) fn content_length(size: usize, runtime: &Rc<Runtime>) -> Fallible<Group> {
    let mut group = Contenders::new("header", "content-length", &mut ContentLength::new(), size, runtime)?;
    group.next("next", ContentLength::new);
    group.batch("batch", ContentLength::new);
    group.walk(walk_fields);
    Ok(group.group)
}

/// Contenders that read the same frames from memory.
struct Contenders {
    group: Group,
    load: Rc<Load>,
    runtime: Rc<Runtime>,
}

impl Contenders {
    fn new<F: Encode>(
        work: &'static str,
        header: &'static str,
        format: &mut F,
        size: usize,
        runtime: &Rc<Runtime>,
    ) -> Fallible<Self>
    where
        F::Header: Default,
    {
        let load = Rc::new(Load::of(format, size, BYTES, FRAMES)?);
        Ok(Self { group: Group::new(work, header, size, load.expected), load, runtime: Rc::clone(runtime) })
    }

    /// Frame by frame.
    fn next<F: TwoPhase>(&mut self, name: &'static str, format: impl Fn() -> F + 'static) {
        let (load, runtime) = (Rc::clone(&self.load), Rc::clone(&self.runtime));
        self.group.add(name, move |round| {
            let read = ours::next(load.in_memory(round), format());
            timed(Clock::processor(), || Ok(runtime.block_on(read)?))
        });
    }

    /// All that is buffered at once.
    fn batch<F: TwoPhase>(&mut self, name: &'static str, format: impl Fn() -> F + 'static) {
        let (load, runtime) = (Rc::clone(&self.load), Rc::clone(&self.runtime));
        self.group.add(name, move |round| {
            let read = ours::batch(load.in_memory(round), format());
            timed(Clock::processor(), || Ok(runtime.block_on(read)?))
        });
    }

    /// No reader at all: a pointer that walks over bytes that are already there.
    fn walk(&mut self, walk: fn(&[u8], &mut Tally)) {
        let load = Rc::clone(&self.load);
        self.group.add("walk", move |round| {
            timed(Clock::processor(), || {
                let mut tally = Tally::default();
                (0..load.laps).for_each(|_| walk(std::hint::black_box(load.wire(round)), &mut tally));
                Ok(tally)
            })
        });
    }
}

/// The header described by the trait.
struct ByHand;

impl TwoPhase for ByHand {
    type Header = (u8, u32);

    #[inline]
    fn header_len(&self, _: &[u8], _: &mut Scan) -> Result<Extent, Malformed> {
        Ok(Extent::Exact(5))
    }

    #[inline]
    fn header(&self, bytes: &[u8]) -> Result<(u8, u32), Malformed> {
        match *bytes {
            [kind, a, b, c, d] => Ok((kind, u32::from_be_bytes([a, b, c, d]))),
            _ => Err(Malformed::new(bytes.len(), "a complete header")),
        }
    }

    #[inline]
    fn body_len(&self, header: &(u8, u32)) -> Result<BodyLen, Malformed> {
        Ok(BodyLen::Exact(header.1.into()))
    }
}

fn walk_varints(wire: &[u8], tally: &mut Tally) {
    let mut rest = wire;
    while let Some((length, behind)) = leb128(rest) {
        let Some((body, behind)) = behind.split_at_checked(length as usize) else { return };
        tally.see(body);
        rest = behind;
    }
}

/// The number at the front, and what follows it.
#[inline(always)]
fn leb128(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let mut number = 0;
    let mut rest = bytes;
    for shift in (0..64).step_by(7) {
        let (byte, behind) = rest.split_first()?;
        number |= u64::from(byte & 0x7f) << shift;
        rest = behind;
        if *byte < 0x80 {
            return Some((number, rest));
        }
    }
    None
}

const NAME: &[u8] = b"Content-Length: ";
const END: &[u8] = b"\r\n\r\n";

/// The end of each header part is searched; its only line is taken to be what everyone writes.
fn walk_fields(wire: &[u8], tally: &mut Tally) {
    let end = Finder::new(END);
    let mut rest = wire;
    while let Some(at) = end.find(rest) {
        let digits = rest.get(NAME.len()..at).unwrap_or_default();
        let length =
            digits.iter().fold(0, |length, digit| length * 10 + usize::from(digit.wrapping_sub(b'0')));
        let behind = rest.get(at + END.len()..).unwrap_or_default();
        let Some((body, behind)) = behind.split_at_checked(length) else { return };
        tally.see(body);
        rest = behind;
    }
}
