//! Names that look alike.

use alloc::vec::Vec;

/// Returns the values whose names are most like `wanted`, best first, at most three.
///
/// A name is a candidate where at least half of it agrees; only those nearly as good as the best are kept.
pub(crate) fn nearest<'a>(wanted: &str, names: impl Iterator<Item = (&'a str, &'a str)>) -> Vec<&'a str> {
    let mut all: Vec<(usize, &str)> = names
        .map(|(name, value)| (percent(wanted, name), value))
        .filter(|(likeness, _)| *likeness >= 50)
        .collect();
    all.sort_by_key(|(likeness, _)| core::cmp::Reverse(*likeness));
    let best = all.first().map_or(0, |(likeness, _)| *likeness);
    let mut nearest = Vec::new();
    for (likeness, value) in all {
        if likeness + 10 >= best && !nearest.contains(&value) && nearest.len() < 3 {
            nearest.push(value);
        }
    }
    nearest
}

/// Returns how much of two names agrees, in percent: the letters that no edit touches.
///
/// A name that begins or ends with the other is nearly as good as that name.
fn percent(one: &str, other: &str) -> usize {
    let longest = one.chars().count().max(other.chars().count());
    let shortest = one.chars().count().min(other.chars().count());
    let edits = edits(one, other);
    let whole = (longest - edits.min(longest)) * 100 / longest.max(1);
    let parts = |long: &str, short: &str| long.split('-').any(|part| part == short);
    match shortest >= 2 && (parts(one, other) || parts(other, one)) {
        true => whole.max(80),
        false => whole,
    }
}

/// Returns how many letters must be inserted, removed, replaced or swapped with the next one to turn one name into the
/// other (the optimal string alignment distance).
fn edits(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    let mut last = None;
    for (index, letter) in one.chars().enumerate() {
        let mut next = Vec::from([index + 1]);
        for (column, &wanted) in other.iter().enumerate() {
            let at = |row: &[usize], column: usize| row.get(column).copied().unwrap_or(usize::MAX / 2);
            let replaced = at(&row, column) + usize::from(letter != wanted);
            let mut least = replaced.min(at(&row, column + 1) + 1).min(at(&next, column) + 1);
            let is_swapped = column > 0 && last == Some(wanted) && other.get(column - 1) == Some(&letter);
            if is_swapped {
                least = least.min(at(&before, column - 1) + 1);
            }
            next.push(least);
        }
        before = core::mem::replace(&mut row, next);
        last = Some(letter);
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::edits;

    #[test]
    fn edits_are_counted() {
        let cases =
            [("", "", 0), ("", "abc", 3), ("kitten", "sitting", 3), ("widht", "width", 1), ("ab", "ab", 0)];
        for (one, other, expected) in cases {
            assert_eq!((edits(one, other), edits(other, one)), (expected, expected), "{one} {other}");
        }
    }
}
