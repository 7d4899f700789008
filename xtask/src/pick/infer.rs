//! `pick --spec`: an unknown fixed header, inferred from a stream.

use std::fmt::Write;

/// The last offset of a length field that is tried.
const MAX_OFFSET: usize = 16;
/// The most bytes that a length field leaves out.
const MAX_UNCOUNTED: usize = 32;
/// The fewest frames that show a rule.
const MIN_FRAMES: usize = 3;

/// A length field in a fixed header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct LengthField {
    pub(super) offset: usize,
    pub(super) width: usize,
    pub(super) little: bool,
    /// The bytes of a frame that the length does not count.
    pub(super) uncounted: usize,
}

/// A header that explains a stream.
#[derive(Clone, Debug)]
pub(super) struct Inferred {
    pub(super) field: LengthField,
    pub(super) frames: usize,
    /// The bytes of whole frames.
    pub(super) covered: usize,
    /// Whether the stream ends with a frame.
    pub(super) is_complete: bool,
    /// Bytes that are the same at the start of each frame.
    pub(super) magic: Vec<u8>,
    /// The bits that agree with the rule.
    pub(super) bits: f64,
}

impl LengthField {
    /// The length of the frame at the start of `bytes`.
    fn frame_len(self, bytes: &[u8]) -> Option<usize> {
        let field = bytes.get(self.offset..self.offset + self.width)?;
        let join = |value: usize, byte: &u8| value.checked_mul(256)?.checked_add(usize::from(*byte));
        let value = match self.little {
            true => field.iter().rev().try_fold(0, join),
            false => field.iter().try_fold(0, join),
        };
        value?.checked_add(self.uncounted)
    }

    /// The length of the header: up to the length field, or more where the length does not count more.
    fn header(self) -> usize {
        (self.offset + self.width).max(self.uncounted)
    }

    /// Reads the frames of a stream; the start of each and the end of the last.
    fn walk(self, stream: &[u8]) -> Option<Vec<usize>> {
        let mut starts = vec![0];
        let mut at = 0;
        while at < stream.len() {
            let rest = stream.get(at..)?;
            let Some(len) = self.frame_len(rest) else { break };
            if len < self.offset + self.width || len < self.uncounted {
                return None;
            }
            if len > rest.len() {
                break;
            }
            at += len;
            starts.push(at);
        }
        Some(starts)
    }

    fn infer(self, stream: &[u8]) -> Option<Inferred> {
        let starts = self.walk(stream)?;
        let (covered, frames) = (*starts.last()?, starts.len() - 1);
        let rest = stream.len() - covered;
        let longest = starts.iter().zip(starts.iter().skip(1)).map(|(start, next)| next - start).max()?;
        if frames < MIN_FRAMES || rest > longest.saturating_mul(2) {
            return None;
        }
        let magic = self.magic(stream, &starts);
        let known = (longest as f64).log2().max(1.0);
        // A length is evidence as far as most other numbers would go beyond the end of the stream.
        let length_bits = starts.iter().take(frames).map(|start| {
            let remaining = (stream.len() - start) as f64;
            (self.width as f64).mul_add(8.0, -remaining.log2()).max(0.0)
        });
        let length_bits: f64 = length_bits.sum();
        let end_bits = if rest == 0 { known } else { 0.0 };
        let whole = if rest == 0 { 1.0 } else { 0.5 };
        let magic_bits = magic.len() as f64 * 8.0 * (frames - 1) as f64;
        let varied = if is_one_length(&starts) { 0.25 } else { 1.0 };
        let bits =
            (length_bits + end_bits + magic_bits) * varied * whole * (covered as f64 / stream.len() as f64);
        Some(Inferred { field: self, frames, covered, is_complete: rest == 0, magic, bits })
    }

    /// The bytes before the length field that all frames begin with.
    fn magic(self, stream: &[u8], starts: &[usize]) -> Vec<u8> {
        let first = stream.get(..self.offset).unwrap_or_default();
        let begins = starts.split_last().map(|(_, begins)| begins).unwrap_or_default();
        let same = |at: &usize| begins.iter().all(|begin| stream.get(begin + at) == first.get(*at));
        let len = (0..first.len()).take_while(same).count();
        let mut magic = first.get(..len).unwrap_or_default().to_vec();
        // Zeros before a big-endian length are its upper bytes.
        while !self.little && len == self.offset && magic.last() == Some(&0) {
            magic.pop();
        }
        magic
    }
}

fn is_one_length(starts: &[usize]) -> bool {
    let mut lengths = starts.iter().zip(starts.iter().skip(1)).map(|(start, next)| next - start);
    let first = lengths.next();
    lengths.all(|len| Some(len) == first)
}

/// Tries every fixed header on a stream; the best comes first.
pub(super) fn infer(stream: &[u8]) -> Vec<Inferred> {
    let mut found = Vec::new();
    for offset in 0..=MAX_OFFSET {
        for width in [1, 2, 3, 4, 8] {
            for little in [false, true] {
                if width == 1 && little {
                    continue;
                }
                for uncounted in 0..=MAX_UNCOUNTED {
                    found.extend(LengthField { offset, width, little, uncounted }.infer(stream));
                }
            }
        }
    }
    found.sort_by(|a, b| b.bits.total_cmp(&a.bits).then(a.field.uncounted.cmp(&b.field.uncounted)));
    found
}

impl Inferred {
    /// How sure it is compared with the next best, in a word.
    pub(super) fn confidence(&self, next: Option<&Self>) -> &'static str {
        let ratio = next.map_or(f64::INFINITY, |next| self.bits / next.bits.max(1.0));
        match self.bits {
            bits if bits >= 40.0 && ratio >= 1.2 => "high",
            bits if bits >= 24.0 => "medium",
            _ => "low",
        }
    }

    /// The spec, in TOML.
    pub(super) fn toml(&self, confidence: &str) -> String {
        let LengthField { offset, width, little, uncounted } = self.field;
        let mut out = String::new();
        let whole =
            if self.is_complete { "to the end of the stream" } else { "up to a frame that is cut short" };
        _ = writeln!(
            out,
            "# {} frames, {} bytes, {whole}; confidence: {confidence}",
            self.frames, self.covered
        );
        let header = self.field.header();
        _ = writeln!(out, "header = {header}");
        if offset > 0 {
            _ = writeln!(out, "offset = {offset}");
        }
        _ = writeln!(out, "width = {width}");
        if little {
            _ = writeln!(out, "order = \"little\"");
        }
        match header - uncounted {
            0 => {}
            counted if counted == header => _ = writeln!(out, "counts = \"frame\""),
            counted => _ = writeln!(out, "adjust = -{counted}"),
        }
        if !self.magic.is_empty() {
            let hex = data_encoding::HEXLOWER.encode(&self.magic);
            _ = writeln!(out, "magic = \"{hex}\"");
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use framing_core::Frames;
    use framing_core::registry::DynFormat;

    use super::*;

    #[test]
    fn a_fixed_header_is_found() {
        let long: Vec<u8> = (0_u32..300).map(|n| (n * 7) as u8 ^ 0x5a).collect();
        let bodies = [&b"hello"[..], b"", b"a somewhat longer body", b"xy", &long];
        type Header = fn(usize) -> Vec<u8>;
        let headers: [(&str, Header); 6] = [
            ("u16 big", |len| (len as u16).to_be_bytes().to_vec()),
            ("u32 little", |len| (len as u32).to_le_bytes().to_vec()),
            ("magic and u16", |len| [&b"\xca\xfe"[..], &(len as u16).to_be_bytes()].concat()),
            ("whole frame", |len| [&b"\x01"[..], &(len as u32 + 5).to_be_bytes()].concat()),
            ("length then kind", |len| [&(len as u32).to_be_bytes()[..], b"\x09\x07"].concat()),
            ("length counts itself", |len| [&b"Q"[..], &(len as u32 + 4).to_be_bytes()].concat()),
        ];
        for (name, header) in headers {
            let stream: Vec<u8> =
                bodies.iter().flat_map(|body| [&header(body.len())[..], body].concat()).collect();
            let found = infer(&stream);
            let best = found.first().unwrap_or_else(|| panic!("{name}: nothing found"));
            let spec = best.toml(best.confidence(found.get(1)));
            let format =
                DynFormat::parse_spec(spec.clone()).unwrap_or_else(|e| panic!("{name}: {e}\n{spec}"));
            let read: Result<Vec<_>, _> = Frames::new(&stream, format).collect();
            let lens: Vec<_> = read
                .unwrap_or_else(|e| panic!("{name}: {e}\n{spec}"))
                .iter()
                .map(|f| f.bytes().len())
                .collect();
            let expected: Vec<_> = bodies.iter().map(|body| header(body.len()).len() + body.len()).collect();
            assert_eq!(lens, expected, "{name}: {spec}");
        }
    }

    #[test]
    fn noise_has_no_header() {
        let noise: Vec<u8> = (0_u32..400).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
        let found = infer(&noise);
        assert!(
            found.first().is_none_or(|best| best.confidence(found.get(1)) != "high"),
            "{:?}",
            found.first()
        );
    }
}
