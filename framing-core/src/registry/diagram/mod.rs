//! Layout diagrams: the parts of a frame in order, with their widths.

mod from_spec;

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use super::SampleFrame;

/// The parts of a format's frames, in the notation that every list of formats is printed in.
///
/// A part is `[name:width note]`. The width is a number of bytes, `2|4|10` for one of several, `1..4` for a range,
/// `1..` for one without an end; a part without a width may have any. The part `body` parts header from trailer. Where
/// there are several kinds of frame, ` or ` separates them.
///
/// ```
/// use framing_core::registry::{LayoutDiagram, SampleFrame};
///
/// let diagram = LayoutDiagram::parse("[type:1][length:2 BE][body][crc:4]")?;
/// assert_eq!(diagram.to_string(), "[type:1][length:2 BE][body][crc:4]");
/// diagram.check(&SampleFrame::with_trailer(b"\x07\x00\x02", b"hi", b"\0\0\0\0"))?;
///
/// let wrong = diagram.check(&SampleFrame::new(b"\x07\x00\x02", b"hi")).unwrap_err();
/// assert_eq!(wrong, "[type:1][length:2 BE][body][crc:4] has no trailer of 0 bytes");
/// let lie = diagram.check(&SampleFrame::with_trailer(b"\x07\x02\x00", b"hi", b"\0\0\0\0")).unwrap_err();
/// assert_eq!(lie, "[length:2 BE] is 512, expected 2");
/// # Ok::<(), String>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LayoutDiagram {
    /// The kinds of frame, at least one.
    pub kinds: Vec<Vec<Part>>,
}

/// A part of a frame.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Part {
    /// What it is; `body` is the body.
    pub name: String,
    /// The widths that it may have.
    pub widths: Vec<Widths>,
    /// A note; may be empty.
    pub note: String,
}

/// How many bytes a part may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Widths {
    /// The least.
    pub least: u64,
    /// The most; none if there is no end.
    pub most: Option<u64>,
}

impl Widths {
    const ANY: Self = Self { least: 0, most: None };

    const fn exactly(bytes: u64) -> Self {
        Self { least: bytes, most: Some(bytes) }
    }

    fn parse(text: &str) -> Option<Self> {
        match text.split_once("..") {
            None => text.parse().ok().map(Self::exactly),
            Some((least, "")) => Some(Self { least: least.parse().ok()?, most: None }),
            Some((least, most)) => Some(Self { least: least.parse().ok()?, most: Some(most.parse().ok()?) }),
        }
    }

    fn and(self, other: Self) -> Self {
        let most = self.most.zip(other.most).map(|(one, other)| one.saturating_add(other));
        Self { least: self.least.saturating_add(other.least), most }
    }

    fn has(self, bytes: u64) -> bool {
        self.least <= bytes && self.most.is_none_or(|most| bytes <= most)
    }
}

impl fmt::Display for Widths {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.most {
            Some(most) if most == self.least => write!(f, "{most}"),
            Some(most) => write!(f, "{}..{most}", self.least),
            None => write!(f, "{}..", self.least),
        }
    }
}

impl Part {
    fn parse(text: &str) -> Result<Self, String> {
        let fault = || alloc::format!("expected a part such as [length:2 BE], found [{text}]");
        let Some((name, rest)) = text.split_once(':') else {
            return Ok(Self {
                name: text.to_string(),
                widths: Vec::from([Widths::ANY]),
                note: String::new(),
            });
        };
        let (widths, note) = rest.split_once(' ').unwrap_or((rest, ""));
        let widths: Option<_> = widths.split('|').map(Widths::parse).collect();
        Ok(Self { name: name.to_string(), widths: widths.ok_or_else(fault)?, note: note.to_string() })
    }

    /// The one width that it has, if it has but one.
    #[must_use]
    pub fn width(&self) -> Option<u64> {
        match self.widths.as_slice() {
            [only] if only.most == Some(only.least) => only.most,
            _ => None,
        }
    }

    /// What it is, for the number in it to be checked: how many bytes of a frame it counts.
    fn counted(&self, frame: &SampleFrame) -> Option<u64> {
        let of_all = frame.header.len() + frame.body.len() + frame.trailer.len();
        let counted = match self.note.trim_start_matches("BE").trim_start_matches("LE").trim_start() {
            _ if self.name != "length" => return None,
            "" | "signed" => frame.body.len(),
            "counts all" | "signed, counts all" => of_all,
            "counts itself" | "signed, counts itself" => {
                frame.body.len().checked_add(usize::try_from(self.width()?).ok()?)?
            }
            _ => return None,
        };
        Some(counted as u64)
    }

    /// Refuses a number that is not what the frame's lengths make it.
    fn check(&self, bytes: &[u8], frame: &SampleFrame) -> Result<(), String> {
        let Some(right) = self.counted(frame).filter(|_| bytes.len() <= 8) else { return Ok(()) };
        let append = |value: u64, byte: &u8| value << 8 | u64::from(*byte);
        let said = match self.note.starts_with("LE") {
            true => bytes.iter().rev().fold(0, append),
            false => bytes.iter().fold(0, append),
        };
        if said == right { Ok(()) } else { Err(alloc::format!("{self} is {said}, expected {right}")) }
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{}", self.name)?;
        if self.widths != [Widths::ANY] {
            for (index, widths) in self.widths.iter().enumerate() {
                write!(f, "{}{widths}", if index == 0 { ':' } else { '|' })?;
            }
        }
        if !self.note.is_empty() {
            write!(f, " {}", self.note)?;
        }
        f.write_str("]")
    }
}

impl LayoutDiagram {
    /// Reads the notation.
    ///
    /// # Errors
    ///
    /// A sentence that names what is no part.
    pub fn parse(text: &str) -> Result<Self, String> {
        let kind = |text: &str| {
            let inner = text.strip_prefix('[').and_then(|text| text.strip_suffix(']'));
            let inner = inner.ok_or_else(|| alloc::format!("expected parts in brackets, found {text}"))?;
            inner.split("][").map(Part::parse).collect()
        };
        Ok(Self { kinds: text.split(" or ").map(kind).collect::<Result<_, _>>()? })
    }

    /// Checks that the diagram describes a frame: that header and trailer have a width that the parts allow, and each
    /// length with a fixed place the value that follows from the frame.
    ///
    /// # Errors
    ///
    /// A sentence that names the part that does not fit, of the last kind of frame.
    pub fn check(&self, frame: &SampleFrame) -> Result<(), String> {
        let mut wrong = String::from("the diagram has no kind of frame");
        for kind in &self.kinds {
            match check_kind(kind, frame) {
                Ok(()) => return Ok(()),
                Err(fault) => wrong = fault,
            }
        }
        Err(wrong)
    }
}

impl fmt::Display for LayoutDiagram {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, kind) in self.kinds.iter().enumerate() {
            if index > 0 {
                f.write_str(" or ")?;
            }
            kind.iter().try_for_each(|part| write!(f, "{part}"))?;
        }
        Ok(())
    }
}

fn check_kind(kind: &[Part], frame: &SampleFrame) -> Result<(), String> {
    let is_body = |part: &Part| part.name == "body" || part.name.starts_with("body ");
    let body = kind.iter().position(is_body).unwrap_or(kind.len());
    let (header, rest) = kind.split_at(body);
    check_width(kind, header, frame.header.len(), "header")?;
    check_width(kind, rest.get(1..).unwrap_or_default(), frame.trailer.len(), "trailer")?;
    let mut at = 0_usize;
    for part in header {
        let width = part.width().and_then(|width| usize::try_from(width).ok());
        let Some(end) = width.and_then(|width| at.checked_add(width)) else { break };
        part.check(frame.header.get(at..end).unwrap_or_default(), frame)?;
        at = end;
    }
    Ok(())
}

fn check_width(kind: &[Part], parts: &[Part], len: usize, name: &str) -> Result<(), String> {
    let mut sums = Vec::from([Widths::exactly(0)]);
    for part in parts {
        sums = sums.iter().flat_map(|sum| part.widths.iter().map(|&more| sum.and(more))).collect();
    }
    if sums.iter().any(|sum| sum.has(len as u64)) {
        return Ok(());
    }
    let diagram: String = kind.iter().map(Part::to_string).collect();
    Err(alloc::format!("{diagram} has no {name} of {len} bytes"))
}
