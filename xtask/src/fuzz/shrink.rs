//! Makes what fails as short as can be.

use framing_core::testkit::{Examiner, Flaw, Split};

use super::mutate::Input;
use super::trial::examine;

/// How often a smaller input is tried, at most.
const MOST_TRIALS: usize = 5_000;

/// A smaller input that still fails, and how.
pub(super) fn shrink(examiner: &Examiner, input: Input, flaw: Flaw) -> (Input, Flaw) {
    let mut smallest = Smallest { examiner, input, flaw, trials: MOST_TRIALS };
    smallest.keep_the_split_that_shows_it();
    while smallest.leave_out_bytes() | smallest.leave_out_cuts() | smallest.make_bytes_plain() {}
    (smallest.input, smallest.flaw)
}

/// Ranges up to this many bytes are all tried.
const SHORT: usize = 8;

struct Smallest<'a> {
    examiner: &'a Examiner,
    input: Input,
    flaw: Flaw,
    trials: usize,
}

impl Smallest<'_> {
    /// Takes `input` in place of what there is, if it fails too.
    fn take(&mut self, input: Input) -> bool {
        let Some(trials) = self.trials.checked_sub(1) else { return false };
        self.trials = trials;
        let failed = examine(self.examiner, &input).err();
        let fails = failed.is_some();
        if let Some(flaw) = failed {
            (self.input, self.flaw) = (input, flaw);
        }
        fails
    }

    fn keep_the_split_that_shows_it(&mut self) {
        for split in
            [Vec::new()].into_iter().chain(self.input.splits.clone().into_iter().map(|split| vec![split]))
        {
            if self.take(Input { splits: split, ..self.input.clone() }) {
                return;
            }
        }
    }

    /// Leaves out ranges, long ones first; short ones wherever they begin.
    fn leave_out_bytes(&mut self) -> bool {
        let mut shorter = false;
        let mut len = self.input.bytes.len();
        while len > 0 {
            let mut start = 0;
            while start + len <= self.input.bytes.len() {
                let taken = self.take(self.without(start, len));
                shorter |= taken;
                start += if taken { 0 } else { len.div_ceil(SHORT) };
            }
            len = if len > SHORT { len / 2 } else { len - 1 };
        }
        shorter
    }

    /// The input without `len` bytes from `start` on; cuts after them move with the bytes.
    fn without(&self, start: usize, len: usize) -> Input {
        let mut bytes = self.input.bytes.clone();
        bytes.drain(start..start + len);
        let moved = |cut: &usize| if *cut <= start { *cut } else { start.max(cut.saturating_sub(len)) };
        let splits = self.input.splits.iter().map(|split| {
            let mut cuts: Vec<_> = split.cuts().iter().map(moved).collect();
            cuts.retain(|cut| (1..bytes.len()).contains(cut));
            cuts.dedup();
            Split::at(&cuts)
        });
        Input { splits: splits.collect(), limits: self.input.limits, bytes: bytes.clone() }
    }

    fn leave_out_cuts(&mut self) -> bool {
        let mut fewer = false;
        let mut at = 0;
        while let Some(split) = self.input.splits.first().filter(|split| at < split.cuts().len()) {
            let splits = vec![split.without(at)];
            let taken = self.take(Input { splits, ..self.input.clone() });
            fewer |= taken;
            at += usize::from(!taken);
        }
        fewer
    }

    /// Puts zeros where the byte does not matter.
    fn make_bytes_plain(&mut self) -> bool {
        let mut plainer = false;
        for at in 0..self.input.bytes.len() {
            let mut input = self.input.clone();
            if let Some(byte) = input.bytes.get_mut(at).filter(|byte| **byte != 0) {
                *byte = 0;
                plainer |= self.take(input);
            }
        }
        plainer
    }
}
