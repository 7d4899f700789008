//! The fuzz targets, as functions of arbitrary bytes that panic when a property does not hold.
//!
//! `xtask/tests/corpora.rs` includes this module and replays the committed corpora through it.

pub mod ambiguity;
pub mod chunks;
pub mod formats;
pub mod http_heads;
pub mod numbers;
pub mod queue;
pub mod specs;
pub mod tlv;
pub mod wait;

use arbitrary::Unstructured;
use framing_core::Limits;
use framing_core::registry::DynFormat;
use framing_core::testkit::{DRIVERS, Driver, Examiner, Split};

/// A fuzz target.
pub type Target = fn(&[u8]);

/// Every target by name.
#[allow(dead_code, reason = "each fuzz binary runs one of them")]
pub const TARGETS: &[(&str, Target)] = &[
    ("ambiguity", ambiguity::run),
    ("chunks", chunks::run),
    ("formats", formats::run),
    ("http_heads", http_heads::run),
    ("numbers", numbers::run),
    ("queue", queue::run),
    ("specs", specs::run),
    ("tlv", tlv::run),
    ("wait", wait::run),
];

/// Reads arbitrary limits, each of them default, small or any 16-bit number.
fn limits(input: &mut Unstructured<'_>, own: Limits) -> arbitrary::Result<Limits> {
    let mut one = |default: u64| -> arbitrary::Result<u64> {
        Ok(match input.arbitrary::<u8>()? {
            0..=95 => default,
            small @ 96..=223 => u64::from(small - 96),
            224..=250 => input.arbitrary::<u16>()?.into(),
            _ => u64::MAX,
        })
    };
    let word = |limit: u64| usize::try_from(limit).unwrap_or(usize::MAX);
    let header = one(own.header() as u64)?;
    let body = one(own.body())?;
    let trailer = one(own.trailer() as u64)?;
    Ok(own.with_header(word(header)).with_body(body).with_trailer(word(trailer)))
}

/// Reads up to seven distances between cuts.
fn cuts(input: &mut Unstructured<'_>) -> arbitrary::Result<Vec<u8>> {
    let count = input.arbitrary::<u8>()? % 8;
    (0..count).map(|_| input.arbitrary()).collect()
}

/// Splits a stream of `len` bytes at these distances, or between all bytes if the first distance is 0.
fn split(distances: &[u8], len: usize) -> Split {
    if distances.first() == Some(&0) {
        return Split::bytes(len);
    }
    let mut end = 0;
    let ends = distances.iter().map(|distance| {
        end += usize::from(*distance).max(1);
        end
    });
    Split::at(&ends.filter(|end| (1..len).contains(end)).collect::<Vec<_>>())
}

/// Chooses one of the drivers of the test kit.
fn driver(number: u8) -> Vec<Driver> {
    let drivers = DRIVERS.iter().cycle().skip(usize::from(number) % DRIVERS.len());
    drivers.take(1).cloned().collect()
}

/// Panics unless all ways of reading `bytes` agree.
fn examine(format: DynFormat, limits: Limits, bytes: &[u8], distances: &[u8], number: u8) {
    let mut examiner = Examiner::new(format);
    examiner.drivers = driver(number);
    if let Err(flaw) = examiner.examine(limits, bytes, &[split(distances, bytes.len())]) {
        panic!("{}: {flaw:?}", examiner.format.type_name());
    }
}
