//! The header that a spec's format reads.

use alloc::boxed::Box;
use core::fmt;
use core::ops::Deref;

use serde::{Serialize, Serializer};
use smallvec::SmallVec;

use crate::BodyLen;

/// The bytes of a header in the making.
pub(super) type HeaderBytes = SmallVec<[u8; 32]>;

/// The most bytes of a header that are kept in place: most headers have fewer.
pub(super) const INLINE: usize = 24;

/// The bytes of a header that was read.
///
/// Those in place are written in whole words at fixed places, so that a header whose bytes nobody looks at is never in
/// memory at all.
#[derive(Clone, Default)]
pub(super) struct Kept {
    in_place: [u8; INLINE],
    len: usize,
    elsewhere: Option<Box<[u8]>>,
}

impl Kept {
    /// This number of bytes, at most [`INLINE`], the first one the lowest of the first word.
    #[inline(always)]
    fn of_words([first, second, third]: [u64; 3], len: usize) -> Self {
        let mut in_place = [0; INLINE];
        for (bytes, word) in in_place.chunks_exact_mut(8).zip([first, second, third]) {
            bytes.copy_from_slice(&word.to_le_bytes());
        }
        Self { in_place, len, elsewhere: None }
    }

    #[inline(always)]
    pub(super) fn new(bytes: &[u8]) -> Self {
        match bytes.len() {
            0..=INLINE => Self::of_words(words(bytes), bytes.len()),
            len => Self { in_place: [0; INLINE], len, elsewhere: Some(bytes.into()) },
        }
    }
}

/// What a header says, for a question that may have to look at it in memory: a copy that costs no allocation, so that
/// the header itself need not be there.
#[derive(Clone, Copy, Debug)]
pub(super) struct View<'a> {
    pub(super) length: u64,
    pub(super) bytes: ViewBytes<'a>,
    pub(super) body: Body,
}

/// The bytes of a [`View`].
#[derive(Clone, Copy, Debug)]
pub(super) struct ViewBytes<'a> {
    in_place: [u8; INLINE],
    len: usize,
    elsewhere: Option<&'a [u8]>,
}

impl Deref for ViewBytes<'_> {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        self.elsewhere.unwrap_or_else(|| self.in_place.get(..self.len).unwrap_or_default())
    }
}

impl Deref for Kept {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match &self.elsewhere {
            Some(bytes) => bytes,
            None => self.in_place.get(..self.len).unwrap_or_default(),
        }
    }
}

impl fmt::Debug for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl PartialEq for Kept {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl Eq for Kept {}

impl Serialize for Kept {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(&**self)
    }
}

/// The header of a [`SpecFormat`](super::SpecFormat): the number, and every byte as it was.
///
/// When it is written again, its bytes are kept but for the length, made from the body, and what is always the same.
/// `SpecHeader::default()` stands for a header whose other bytes are zero.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct SpecHeader {
    /// The number in the length field, before any adjustment. Not looked at when the header is written.
    pub length: u64,
    #[serde(rename = "bytes")]
    pub(super) bytes: Kept,
    #[serde(skip)]
    pub(super) body: Body,
}

/// What the length comes to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Body {
    /// Nobody knows: the header was made to be written.
    #[default]
    Unread,
    /// The format has read it.
    Read(BodyLen),
}

impl Body {
    #[inline(always)]
    pub(super) fn len(self) -> BodyLen {
        match self {
            Self::Unread => BodyLen::Exact(0),
            Self::Read(len) => len,
        }
    }
}

/// The bytes of a header that has room in place.
#[inline(always)]
fn words(header: &[u8]) -> [u64; 3] {
    let len = header.len();
    let [first, last] = [0, len.saturating_sub(8)].map(|start| word(header, start));
    // The last word of a header whose length is no multiple of 8 reaches back into the one before it.
    match len {
        0..=8 => [first, 0, 0],
        9..=16 => [first, last >> (8 * (16 - len)), 0],
        _ => [first, word(header, 8), last >> (8 * (INLINE - len.min(INLINE)))],
    }
}

/// Eight bytes of a header from `start` on, or all of a shorter one: the first one lowest.
#[inline(always)]
pub(super) fn word(header: &[u8], start: usize) -> u64 {
    match header.get(start..).and_then(|rest| rest.first_chunk()) {
        Some(bytes) => u64::from_le_bytes(*bytes),
        None => short_word(header),
    }
}

#[expect(clippy::cast_possible_truncation, reason = "at most 7")]
#[inline(always)]
fn short_word(bytes: &[u8]) -> u64 {
    if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
        let above = 8 * (bytes.len().min(7) as u32 - 4);
        return u64::from(u32::from_le_bytes(*first)) | u64::from(u32::from_le_bytes(*last)) << above;
    }
    bytes.iter().rev().fold(0, |word, &byte| word << 8 | u64::from(byte))
}

impl SpecHeader {
    #[inline(always)]
    pub(super) fn view(&self) -> View<'_> {
        let Kept { in_place, len, elsewhere } = &self.bytes;
        let bytes = ViewBytes { in_place: *in_place, len: *len, elsewhere: elsewhere.as_deref() };
        View { length: self.length, bytes, body: self.body }
    }

    /// A header to be written, of these bytes but for the length and what is always the same.
    #[must_use]
    pub fn new(bytes: &[u8]) -> Self {
        Self { length: 0, bytes: Kept::new(bytes), ..Self::default() }
    }

    /// The whole header.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}
