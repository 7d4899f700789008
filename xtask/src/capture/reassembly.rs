//! One direction of a TCP connection: segments in any order go in, bytes in order come out.

use std::collections::BTreeMap;

/// Bytes of segments that arrived too early and are kept. Beyond them the missing bytes count as lost.
const MAX_EARLY: usize = 8 << 20;

/// What comes out: bytes of the stream, or a hole in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    Bytes(&'a [u8]),
    /// Bytes that the capture does not have.
    Gap(u64),
}

/// A part of a segment: bytes, and bytes that were cut off after them.
#[derive(Debug)]
struct Early {
    bytes: Vec<u8>,
    cut: u64,
}

/// Puts the segments of one direction in order.
///
/// Where segments overlap, the bytes that came first count.
#[derive(Debug, Default)]
pub(super) struct Reassembly {
    /// The sequence number of the first byte of the stream.
    first: Option<u32>,
    /// Bytes handed out or given up: the offset of the next byte.
    next: u64,
    early: BTreeMap<u64, Early>,
    early_bytes: usize,
    /// Bytes that came again.
    pub(super) repeated: u64,
}

impl Reassembly {
    /// Sets the sequence number of the first byte, which the SYN announces.
    pub(super) fn start(&mut self, sequence: u32) {
        self.first = Some(sequence);
    }

    /// Returns whether a SYN with this number for the first byte starts another connection.
    pub(super) fn is_another(&self, sequence: u32) -> bool {
        self.first.is_some_and(|first| first != sequence)
    }

    /// Takes a segment whose last `cut` bytes the capture left out, and hands out what is in order now.
    pub(super) fn push<E>(
        &mut self,
        sequence: u32,
        bytes: &[u8],
        cut: u64,
        out: &mut impl FnMut(Piece<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let offset = self.offset(sequence);
        // Bytes from before the first captured segment have no place in the stream.
        let before = usize::try_from(offset.min(0).unsigned_abs()).unwrap_or(usize::MAX);
        let bytes = bytes.get(before..).unwrap_or_default();
        match u64::try_from(offset).unwrap_or(0) {
            _ if bytes.is_empty() && cut == 0 => {}
            offset if offset > self.next => self.keep(offset, bytes, cut),
            offset => self.hand_out(offset, bytes, cut, out)?,
        }
        self.hand_out_early(out)?;
        while self.early_bytes > MAX_EARLY {
            self.give_up(out)?;
        }
        Ok(())
    }

    /// Hands out everything that is left, holes included: the connection is over.
    pub(super) fn finish<E>(&mut self, out: &mut impl FnMut(Piece<'_>) -> Result<(), E>) -> Result<(), E> {
        while !self.early.is_empty() {
            self.give_up(out)?;
        }
        Ok(())
    }

    /// The place in the stream of a sequence number, which wraps around every 4 GiB; negative before the stream's start.
    fn offset(&mut self, sequence: u32) -> i64 {
        let first = *self.first.get_or_insert(sequence);
        #[expect(clippy::cast_possible_truncation, reason = "sequence numbers are taken modulo 2^32")]
        let expected = first.wrapping_add(self.next as u32);
        let ahead = i64::from(sequence.wrapping_sub(expected).cast_signed());
        i64::try_from(self.next).unwrap_or(i64::MAX).saturating_add(ahead)
    }

    /// Hands out a part that begins at or before the next byte.
    fn hand_out<E>(
        &mut self,
        offset: u64,
        bytes: &[u8],
        cut: u64,
        out: &mut impl FnMut(Piece<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let known = self.next.saturating_sub(offset);
        let len = bytes.len() as u64;
        self.repeated += known.min(len);
        let new = usize::try_from(known).ok().and_then(|known| bytes.get(known..)).unwrap_or_default();
        if !new.is_empty() {
            self.next += new.len() as u64;
            out(Piece::Bytes(new))?;
        }
        let end = offset.saturating_add(len).saturating_add(cut);
        if cut > 0 && end > self.next {
            let gap = end - self.next;
            self.next = end;
            out(Piece::Gap(gap))?;
        }
        Ok(())
    }

    fn keep(&mut self, offset: u64, bytes: &[u8], cut: u64) {
        let known = self.early.get(&offset).map_or(0, |early| early.bytes.len());
        if bytes.len() > known || (known == 0 && cut > 0) {
            self.early_bytes = self.early_bytes + bytes.len() - known;
            self.repeated += known as u64;
            self.early.insert(offset, Early { bytes: bytes.to_vec(), cut });
        } else {
            self.repeated += bytes.len() as u64;
        }
    }

    fn hand_out_early<E>(&mut self, out: &mut impl FnMut(Piece<'_>) -> Result<(), E>) -> Result<(), E> {
        while let Some(entry) = self.early.first_entry() {
            if *entry.key() > self.next {
                break;
            }
            let (offset, early) = entry.remove_entry();
            self.early_bytes -= early.bytes.len();
            self.hand_out(offset, &early.bytes, early.cut, out)?;
        }
        Ok(())
    }

    /// Counts the bytes before the earliest kept segment as lost, and continues with it.
    fn give_up<E>(&mut self, out: &mut impl FnMut(Piece<'_>) -> Result<(), E>) -> Result<(), E> {
        if let Some((&offset, _)) = self.early.first_key_value() {
            let gap = offset.saturating_sub(self.next);
            self.next = self.next.max(offset);
            if gap > 0 {
                out(Piece::Gap(gap))?;
            }
        }
        self.hand_out_early(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Pushes segments of a stream whose first byte has the sequence number `first`; returns what comes out.
    fn reassembled(first: u32, segments: &[(u32, &str, u64)]) -> String {
        let mut direction = Reassembly::default();
        direction.start(first);
        let mut text = String::new();
        let mut out = |piece: Piece<'_>| -> Result<(), ()> {
            match piece {
                Piece::Bytes(bytes) => text.push_str(std::str::from_utf8(bytes).unwrap()),
                Piece::Gap(len) => text.push_str(&format!("<{len}>")),
            }
            Ok(())
        };
        for (offset, bytes, cut) in segments {
            direction.push(first.wrapping_add(*offset), bytes.as_bytes(), *cut, &mut out).unwrap();
        }
        direction.finish(&mut out).unwrap();
        text
    }

    #[test]
    fn segments_come_out_in_order() {
        type Segment = (u32, &'static str, u64);
        let cases: [(&str, &[Segment], &str); 9] = [
            ("in order", &[(0, "abc", 0), (3, "def", 0)], "abcdef"),
            ("reordered", &[(3, "def", 0), (0, "abc", 0)], "abcdef"),
            ("retransmitted", &[(0, "abc", 0), (0, "abc", 0), (3, "d", 0)], "abcd"),
            ("overlap: the first counts", &[(0, "abc", 0), (1, "XYZ", 0)], "abcZ"),
            ("overlap of early ones", &[(4, "ef", 0), (2, "cdE", 0), (0, "ab", 0)], "abcdEf"),
            ("a longer retransmission", &[(3, "d", 0), (3, "def", 0), (0, "abc", 0)], "abcdef"),
            ("a hole", &[(0, "abc", 0), (5, "fg", 0)], "abc<2>fg"),
            ("cut by the snap length", &[(0, "ab", 4), (6, "gh", 0)], "ab<4>gh"),
            ("two holes", &[(2, "c", 0), (5, "f", 0)], "<2>c<2>f"),
        ];
        for (name, segments, expected) in cases {
            for first in [0, 1, u32::MAX, u32::MAX - 2] {
                assert_eq!(reassembled(first, segments), expected, "{name}, from {first}");
            }
        }
    }

    #[test]
    fn early_segments_are_bounded() {
        let mut direction = Reassembly::default();
        direction.start(0);
        let (mut gaps, mut bytes) = (0, 0);
        let mut out = |piece: Piece<'_>| -> Result<(), ()> {
            match piece {
                Piece::Bytes(piece) => bytes += piece.len(),
                Piece::Gap(len) => gaps += len,
            }
            Ok(())
        };
        let segment = vec![0; 1 << 20];
        for number in 0..20_u32 {
            direction.push(1 + (number << 20), &segment, 0, &mut out).unwrap();
            assert!(direction.early_bytes <= MAX_EARLY);
        }
        direction.finish(&mut out).unwrap();
        assert_eq!((gaps, bytes), (1, 20 << 20));
    }
}
