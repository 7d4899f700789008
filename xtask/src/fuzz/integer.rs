//! Numbers at their limits, in the ways in which they are written.

use rand::Rng;
use rand::rngs::SmallRng;
use rand::seq::IndexedRandom;

/// Where arithmetic goes wrong.
const LIMITS: &[u64] = &[
    0,
    1,
    2,
    3,
    4,
    5,
    0x0f,
    0x10,
    0x3f,
    0x40,
    0x7d,
    0x7e,
    0x7f,
    0x80,
    0xfc,
    0xfd,
    0xfe,
    0xff,
    0x100,
    0x3fff,
    0x4000,
    0x7fff,
    0x8000,
    0xfffe,
    0xffff,
    0x1_0000,
    0x1f_ffff,
    0xff_ffff,
    0x100_0000,
    0x3fff_ffff,
    0x7fff_ffff,
    0x8000_0000,
    0xffff_fff0,
    0xffff_ffff,
    0x1_0000_0000,
    0x3fff_ffff_ffff_ffff,
    0x7fff_ffff_ffff_ffff,
    0x8000_0000_0000_0000,
    0xffff_ffff_ffff_fffe,
    0xffff_ffff_ffff_ffff,
];

/// A number near a limit, or near `near`.
pub(super) fn any(random: &mut SmallRng, near: usize) -> u64 {
    match random.random_range(0..3) {
        0 => (near as u64).wrapping_add_signed(random.random_range(-5..=5)),
        _ => LIMITS.choose(random).copied().unwrap_or_default(),
    }
}

/// The number as some field would hold it: of fixed width in either order, of varying width, or in digits.
pub(super) fn written(random: &mut SmallRng, number: u64) -> Vec<u8> {
    let width = *[1, 2, 3, 4, 8].choose(random).unwrap_or(&1);
    match random.random_range(0..6) {
        0 | 1 => number.to_be_bytes().into_iter().skip(8 - width).collect(),
        2 => number.to_le_bytes().into_iter().take(width).collect(),
        3 => leb128(number),
        4 => format!("{number:x}").into_bytes(),
        _ => number.to_string().into_bytes(),
    }
}

fn leb128(mut number: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    while number > 0x7f {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
    bytes
}
