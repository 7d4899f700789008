//! What many samples of one thing come to.

use serde::Serialize;

/// The middle of some samples, and how far they are spread.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub(crate) struct Summary {
    pub(crate) median: f64,
    /// A quarter of the samples are no larger.
    pub(crate) low: f64,
    /// A quarter of the samples are no smaller.
    pub(crate) high: f64,
}

impl Summary {
    /// Nothing for no samples.
    pub(crate) fn of(samples: &[f64]) -> Option<Self> {
        let mut sorted = samples.to_vec();
        sorted.sort_by(f64::total_cmp);
        Some(Self {
            median: quantile(&sorted, 0.5)?,
            low: quantile(&sorted, 0.25)?,
            high: quantile(&sorted, 0.75)?,
        })
    }

    /// Whether half of the samples lie so far apart that the machine must have been busy with something else.
    pub(crate) fn is_unsteady(&self) -> bool {
        self.high - self.low > self.median / 4.0
    }
}

/// The median of `theirs[i] / ours[i]`: how many times longer they took, judged round by round, so that whatever slowed
/// the machine during a round slowed both.
pub(crate) fn times_faster(ours: &[f64], theirs: &[f64]) -> Option<f64> {
    let ratios: Vec<f64> = theirs.iter().zip(ours).map(|(theirs, ours)| theirs / ours).collect();
    Summary::of(&ratios).map(|ratios| ratios.median)
}

/// The value below which the given part of `sorted` lies, between the two nearest samples where it falls between.
fn quantile(sorted: &[f64], part: f64) -> Option<f64> {
    let position = part * sorted.len().checked_sub(1)? as f64;
    let below = *sorted.get(position.floor() as usize)?;
    let above = *sorted.get(position.ceil() as usize)?;
    Some(below + (above - below) * position.fract())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_summary_is_the_median_and_the_quartiles() {
        let cases: &[(&[f64], [f64; 3])] = &[
            (&[7.0], [7.0, 7.0, 7.0]),
            (&[3.0, 1.0], [1.5, 2.0, 2.5]),
            (&[5.0, 1.0, 3.0, 2.0, 4.0], [2.0, 3.0, 4.0]),
            (&[1.0, 1.0, 1.0, 1000.0], [1.0, 1.0, 250.75]),
        ];
        for &(samples, [low, median, high]) in cases {
            assert_eq!(Summary::of(samples), Some(Summary { median, low, high }), "{samples:?}");
        }
        assert_eq!(Summary::of(&[]), None);
    }

    #[test]
    fn samples_that_lie_apart_are_unsteady() {
        let cases: &[(&[f64], bool)] =
            &[(&[4.0, 4.0, 4.0], false), (&[4.0, 4.0, 40.0, 4.0, 4.0], false), (&[4.0, 4.0, 8.0, 8.0], true)];
        for &(samples, unsteady) in cases {
            assert_eq!(Summary::of(samples).map(|s| s.is_unsteady()), Some(unsteady), "{samples:?}");
        }
    }

    #[test]
    fn a_ratio_is_judged_round_by_round() {
        let cases: &[(&[f64], &[f64], Option<f64>)] = &[
            (&[], &[], None),
            (&[2.0], &[10.0], Some(5.0)),
            // The machine was ten times slower in the second round, for both.
            (&[2.0, 20.0, 2.0], &[10.0, 100.0, 10.0], Some(5.0)),
            // A round that the other has not run does not count.
            (&[1.0, 1.0], &[3.0], Some(3.0)),
        ];
        for (ours, theirs, expected) in cases {
            assert_eq!(times_faster(ours, theirs), *expected, "{theirs:?} / {ours:?}");
        }
    }
}
