//! The formats that can carry any body, which are the ones to soak.

use framing_core::registry::DynFormat;
use framing_core::testkit::Reading;
use framing_core::{Limits, encode_frame};

use crate::registry;

/// A format that reads any bodies as they were written.
#[derive(Clone)]
pub(super) struct Known {
    pub(super) format: DynFormat,
    /// The longest body that is sent.
    pub(super) longest: usize,
    /// Whether bodies can be streamed and skipped.
    pub(super) is_plain: bool,
}

/// Lengths of bodies to try, ascending.
const LENGTHS: [usize; 5] = [1, 200, 3_000, 20_000, 60_000];

/// Returns the formats of all crates that carry any body.
pub(super) fn known() -> Vec<Known> {
    registry::formats().filter_map(|declaration| Known::new(declaration.name, (declaration.make)())).collect()
}

impl Known {
    fn new(name: &str, format: DynFormat) -> Option<Self> {
        let carried = LENGTHS.iter().take_while(|len| carries(&format, **len));
        let longest = carried.last().copied()?;
        let is_length = name.starts_with('u') && name.chars().nth(1).is_some_and(|c| c.is_ascii_digit());
        Some(Self { format, longest, is_plain: is_length || matches!(name, "varint" | "tlv") })
    }
}

/// Returns whether two frames of `len` bytes in a row are read as they are written.
fn carries(format: &DynFormat, len: usize) -> bool {
    let bodies: [Vec<u8>; 2] =
        [0, 0xb5].map(|first: u8| (0..len).map(|i| first.wrapping_add(i as u8)).collect());
    let (mut writer, mut wire) = (format.clone(), Vec::new());
    for body in &bodies {
        let Some(header) = format.header_for(body) else { return false };
        if encode_frame(&mut writer, &header, body, &mut wire).is_err() {
            return false;
        }
    }
    let reading = Reading::new(format, Limits::UNLIMITED, &wire);
    let read = reading.frames.iter().map(|frame| wire.get(frame.body.clone()).unwrap_or_default());
    reading.end.is_ok() && read.eq(bodies.iter().map(Vec::as_slice))
}
