//! How a stream is cut: which cuts, in which order, and how many.

use std::fmt;
use std::ops::ControlFlow;
use std::vec;
use std::vec::Vec;

/// A way to cut a stream into pieces: the offsets at which one piece ends and the next begins, rising.
///
/// Shown and parsed as `whole`, or as the offsets with commas between: `3,7`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Split(Vec<usize>);

impl Split {
    /// The stream in one piece.
    #[must_use]
    pub fn whole() -> Self {
        Self::default()
    }

    /// The stream cut at these offsets, which rise and lie inside it.
    #[must_use]
    pub fn at(cuts: &[usize]) -> Self {
        Self(cuts.to_vec())
    }

    /// Every byte for itself.
    #[must_use]
    pub fn bytes(len: usize) -> Self {
        Self((1..len).collect())
    }

    /// A stream of `len` bytes in one piece, then in two, cut at every byte, then every byte for itself.
    ///
    /// ```
    /// use framing_core::testkit::Split;
    ///
    /// let splits: Vec<_> = Split::in_two(3).map(|split| split.to_string()).collect();
    /// assert_eq!(splits, ["whole", "1", "2", "1,2"]);
    /// ```
    pub fn in_two(len: usize) -> impl Iterator<Item = Self> {
        let cut = (1..len).map(|cut| Self(vec![cut]));
        [Self::whole()].into_iter().chain(cut).chain([Self::bytes(len)])
    }

    /// The cuts.
    #[must_use]
    pub fn cuts(&self) -> &[usize] {
        &self.0
    }

    /// The same split without one of its cuts.
    #[must_use]
    pub fn without(&self, index: usize) -> Self {
        let mut cuts = self.0.clone();
        cuts.remove(index);
        Self(cuts)
    }

    /// The pieces of a stream of `len` bytes, as the offsets where each ends.
    pub fn ends(&self, len: usize) -> impl Iterator<Item = usize> + '_ {
        self.0.iter().copied().chain([len])
    }
}

impl fmt::Display for Split {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some((first, rest)) = self.0.split_first() else { return f.write_str("whole") };
        write!(f, "{first}")?;
        rest.iter().try_for_each(|cut| write!(f, ",{cut}"))
    }
}

impl std::str::FromStr for Split {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == "whole" {
            return Ok(Self::whole());
        }
        let cuts: Result<Vec<usize>, _> = text.split(',').map(str::parse).collect();
        let cuts = cuts.map_err(|_| "a split is 'whole' or offsets with commas between: 3,7")?;
        let rises = cuts.is_sorted_by(|a, b| a < b) && cuts.first().is_some_and(|&first| first > 0);
        if rises { Ok(Self(cuts)) } else { Err("the offsets of a split rise and begin above 0") }
    }
}

/// Streams up to this many bytes are cut in every way there is: 2^19 of them for 20 bytes.
pub const EVERY_SPLIT: usize = 20;
/// Streams up to this many bytes are cut into every three pieces.
pub const EVERY_THREE: usize = 300;
/// Streams up to this many bytes are cut into every two pieces; longer ones near the edges of each phase and at
/// 64 places besides.
pub const EVERY_TWO: usize = 4096;
/// How many cuts besides those near an edge a very long stream gets.
const SAMPLES: usize = 64;
/// How near is near an edge, in bytes.
const NEAR: usize = 12;

/// How many splits are tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Effort {
    /// Every split of a stream of up to [`EVERY_SPLIT`] bytes; every 2-way split of a longer one, and every 3-way split up to
    /// [`EVERY_THREE`] bytes.
    Full,
    /// Every split of a stream of up to 12 bytes; every 2-way split of a longer one.
    TwoWay,
    /// None: for what does not read piece by piece.
    Whole,
}

/// Streams up to this many bytes are cut in every way there is by those who try only 2-way splits otherwise.
const FEW: usize = 12;

/// Calls `each` with every split of a stream of `len` bytes that `effort` asks for, and with every byte for itself;
/// `edges` are the offsets at which its phases begin and end.
pub fn for_each_split(
    len: usize,
    edges: &[usize],
    effort: Effort,
    mut each: impl FnMut(&Split) -> ControlFlow<()>,
) -> ControlFlow<()> {
    each(&Split::whole())?;
    if effort == Effort::Whole {
        return ControlFlow::Continue(());
    }
    if len <= if effort == Effort::Full { EVERY_SPLIT } else { FEW } {
        return compositions(len, &mut each);
    }
    for cut in two_way_cuts(len, edges) {
        each(&Split(vec![cut]))?;
    }
    if effort == Effort::Full && len <= EVERY_THREE {
        three_way(len, &mut each)?;
    }
    if len <= EVERY_TWO { each(&Split::bytes(len)) } else { ControlFlow::Continue(()) }
}

/// Where a stream of `len` bytes is cut in two: everywhere, or near the edges and here and there.
pub(super) fn two_way_cuts(len: usize, edges: &[usize]) -> Vec<usize> {
    if len <= EVERY_TWO {
        return (1..len).collect();
    }
    let near = edges.iter().flat_map(|&edge| edge.saturating_sub(NEAR)..=edge.saturating_add(NEAR));
    let spread = (1..=SAMPLES).map(|i| len / (SAMPLES + 1) * i);
    let mut cuts: Vec<usize> = near.chain(spread).filter(|&cut| cut > 0 && cut < len).collect();
    cuts.sort_unstable();
    cuts.dedup();
    cuts
}

fn compositions(len: usize, each: &mut impl FnMut(&Split) -> ControlFlow<()>) -> ControlFlow<()> {
    let gaps = len.saturating_sub(1);
    let mut split = Split::default();
    for mask in 1_u32..1 << gaps {
        split.0.clear();
        split.0.extend((0..gaps).filter(|gap| mask >> gap & 1 == 1).map(|gap| gap + 1));
        each(&split)?;
    }
    ControlFlow::Continue(())
}

fn three_way(len: usize, each: &mut impl FnMut(&Split) -> ControlFlow<()>) -> ControlFlow<()> {
    for first in 1..len {
        for second in first + 1..len {
            each(&Split(vec![first, second]))?;
        }
    }
    ControlFlow::Continue(())
}
