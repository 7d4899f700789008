//! Checksums by name.

use core::fmt;

use crc::{Crc, Digest};

use super::keys::CheckKind;

static CRC_8: Crc<u8> = Crc::<u8>::new(&crc::CRC_8_SMBUS);
static CRC_16: Crc<u16> = Crc::<u16>::new(&crc::CRC_16_ARC);
static CRC_16_CCITT: Crc<u16> = Crc::<u16>::new(&crc::CRC_16_IBM_3740);
static CRC_16_KERMIT: Crc<u16> = Crc::<u16>::new(&crc::CRC_16_KERMIT);
static CRC_16_MODBUS: Crc<u16> = Crc::<u16>::new(&crc::CRC_16_MODBUS);
static CRC_16_X25: Crc<u16> = Crc::<u16>::new(&crc::CRC_16_IBM_SDLC);
static CRC_16_XMODEM: Crc<u16> = Crc::<u16>::new(&crc::CRC_16_XMODEM);
static CRC_24Q: Crc<u32> = Crc::<u32>::new(&crc::CRC_24_LTE_A);
static CRC_24_OPENPGP: Crc<u32> = Crc::<u32>::new(&crc::CRC_24_OPENPGP);
static CRC_32: Crc<u32> = Crc::<u32>::new(&crc::CRC_32_ISO_HDLC);
static CRC_32C: Crc<u32> = Crc::<u32>::new(&crc::CRC_32_ISCSI);
static CRC_32_MPEG_2: Crc<u32> = Crc::<u32>::new(&crc::CRC_32_MPEG_2);
static CRC_64: Crc<u64> = Crc::<u64>::new(&crc::CRC_64_XZ);

/// A checksum of what it was shown.
#[derive(Clone)]
pub(super) enum Running {
    Crc8(Digest<'static, u8>),
    Crc16(Digest<'static, u16>),
    Crc32(Digest<'static, u32>),
    Crc64(Digest<'static, u64>),
    Sum(u64),
    Xor(u8),
    /// Two sums modulo a number below 2^32.
    Sums {
        first: u64,
        second: u64,
        modulus: u64,
    },
}

impl Running {
    /// The checksum of nothing.
    pub(super) fn new(kind: CheckKind) -> Self {
        match kind {
            CheckKind::Crc8 => Self::Crc8(CRC_8.digest()),
            CheckKind::Crc16 => Self::Crc16(CRC_16.digest()),
            CheckKind::Crc16Ccitt => Self::Crc16(CRC_16_CCITT.digest()),
            CheckKind::Crc16Kermit => Self::Crc16(CRC_16_KERMIT.digest()),
            CheckKind::Crc16Modbus => Self::Crc16(CRC_16_MODBUS.digest()),
            CheckKind::Crc16X25 => Self::Crc16(CRC_16_X25.digest()),
            CheckKind::Crc16Xmodem => Self::Crc16(CRC_16_XMODEM.digest()),
            CheckKind::Crc24q => Self::Crc32(CRC_24Q.digest()),
            CheckKind::Crc24Openpgp => Self::Crc32(CRC_24_OPENPGP.digest()),
            CheckKind::Crc32 => Self::Crc32(CRC_32.digest()),
            CheckKind::Crc32c | CheckKind::Crc32cMasked => Self::Crc32(CRC_32C.digest()),
            CheckKind::Crc32Mpeg2 => Self::Crc32(CRC_32_MPEG_2.digest()),
            CheckKind::Crc64 => Self::Crc64(CRC_64.digest()),
            CheckKind::Sum | CheckKind::SumToZero | CheckKind::Length => Self::Sum(0),
            CheckKind::Xor => Self::Xor(0),
            CheckKind::Fletcher => Self::Sums { first: 0, second: 0, modulus: 256 },
            CheckKind::Adler32 => Self::Sums { first: 1, second: 0, modulus: 65521 },
        }
    }

    pub(super) fn update(&mut self, bytes: &[u8]) {
        match self {
            Self::Crc8(digest) => digest.update(bytes),
            Self::Crc16(digest) => digest.update(bytes),
            Self::Crc32(digest) => digest.update(bytes),
            Self::Crc64(digest) => digest.update(bytes),
            Self::Sum(sum) => *sum = bytes.iter().fold(*sum, |sum, &byte| sum.wrapping_add(byte.into())),
            Self::Xor(all) => *all = bytes.iter().fold(*all, |all, byte| all ^ byte),
            Self::Sums { first, second, modulus } => {
                for &byte in bytes {
                    *first = (*first + u64::from(byte)) % *modulus;
                    *second = (*second + *first) % *modulus;
                }
            }
        }
    }

    /// Updates the digest with `count` zero bytes.
    fn update_zeros(&mut self, mut count: u64) {
        const ZEROS: [u8; 1024] = [0; 1024];
        while count > 0 {
            let piece = ZEROS.get(..count.min(1024) as usize).unwrap_or_default();
            self.update(piece);
            count -= piece.len() as u64;
        }
    }

    fn value(&self) -> u64 {
        match self {
            Self::Crc8(digest) => digest.clone().finalize().into(),
            Self::Crc16(digest) => digest.clone().finalize().into(),
            Self::Crc32(digest) => digest.clone().finalize().into(),
            Self::Crc64(digest) => digest.clone().finalize(),
            Self::Sum(sum) => *sum,
            Self::Xor(all) => (*all).into(),
            Self::Sums { first, second, modulus } => first | second << (64 - (modulus - 1).leading_zeros()),
        }
    }

    /// The value of what was shown, had other bytes come before the last `len` of it: `now` instead of `was`.
    ///
    /// Each kind is linear: the difference is that of the two beginnings, each followed by `len` zeros.
    pub(super) fn value_behind(&self, kind: CheckKind, was: &[u8], now: &[u8], len: u64) -> u64 {
        if was == now {
            return self.value();
        }
        let [was, now] = [was, now].map(|bytes| {
            let mut running = Self::new(kind);
            running.update(bytes);
            running.update_zeros(len);
            running.value()
        });
        match self {
            Self::Sum(sum) => sum.wrapping_sub(was).wrapping_add(now),
            Self::Sums { modulus, .. } => {
                let bits = 64 - (modulus - 1).leading_zeros();
                let low = (1 << bits) - 1;
                let one = |all: u64, was: u64, now: u64| (all + modulus - was % modulus + now) % modulus;
                let all = self.value();
                one(all & low, was & low, now & low) | one(all >> bits, was >> bits, now >> bits) << bits
            }
            _ => self.value() ^ was ^ now,
        }
    }
}

/// The number that represents the value of a checksum in a field of `bits` bits.
#[expect(clippy::cast_possible_truncation, reason = "a CRC-32 has 32 bits")]
pub(super) fn stored(kind: CheckKind, value: u64, bits: u32) -> u64 {
    let stored = match kind {
        CheckKind::Crc32cMasked => (value as u32).rotate_right(15).wrapping_add(0xa282_ead8).into(),
        CheckKind::SumToZero => value.wrapping_neg(),
        _ => value,
    };
    stored & (u64::MAX >> (64 - bits.clamp(1, 64)))
}

impl CheckKind {
    /// How many bytes a checksum of this kind has; none of a number that has those of the length.
    #[must_use]
    pub const fn width(self) -> Option<u64> {
        match self {
            Self::Length => None,
            Self::Crc8 | Self::Sum | Self::SumToZero | Self::Xor => Some(1),
            Self::Crc24q | Self::Crc24Openpgp => Some(3),
            Self::Crc32 | Self::Crc32c | Self::Crc32cMasked | Self::Crc32Mpeg2 | Self::Adler32 => Some(4),
            Self::Crc64 => Some(8),
            _ => Some(2),
        }
    }
}

impl PartialEq for Running {
    fn eq(&self, other: &Self) -> bool {
        self.value() == other.value()
    }
}

impl Eq for Running {}

impl fmt::Debug for Running {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Running").field(&self.value()).finish()
    }
}
