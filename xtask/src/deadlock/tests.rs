//! The designs behave as declared, by name, and the timeline is correct.

use std::collections::HashSet;

use super::step::Outcome;
use super::timeline::{Entry, draw, who_waits};
use super::{catalogue, on_tokio};

fn steps_of(name: &str) -> Vec<Entry> {
    let scenario =
        catalogue::all().find(|scenario| scenario.name() == name).expect("a scenario of this name");
    on_tokio::run(&scenario).expect("a runtime").steps.iter().map(Entry::from).collect()
}

#[test]
fn every_right_design_passes_and_every_wrong_one_is_caught() {
    let surprises = catalogue::all().filter_map(|scenario| {
        let outcome = on_tokio::run(&scenario).expect("a runtime").outcome;
        (outcome != scenario.expected).then(|| (scenario.name(), scenario.expected, outcome))
    });
    assert_eq!(surprises.collect::<Vec<_>>(), []);
}

#[test]
fn a_sweep_tells_which_timings_fail() {
    let passes = |name: &str| {
        let sweep =
            catalogue::all().find(|scenario| scenario.name() == name).expect("a scenario of this name");
        let on_tokio::Sweep(rows) = on_tokio::run(&sweep).expect("a runtime").sweep.expect("a sweep");
        rows.concat().iter().filter(|cell| **cell == Outcome::Passes).count()
    };
    assert_eq!(passes("event-body-clears/sweep"), 2, "of 36, as the page State, not occurrence says");
    assert_eq!(passes("condition/sweep"), 36);
}

#[test]
fn no_name_is_used_twice() {
    let mut seen = HashSet::new();
    let twice: Vec<_> =
        catalogue::all().map(|scenario| scenario.name()).filter(|name| !seen.insert(name.clone())).collect();
    assert_eq!(twice, Vec::<String>::new());
}

#[test]
fn a_hang_says_which_read_waits_for_what_over_which_bytes() {
    let cases = [
        (
            "event-header-clears/batch",
            "the reader's read 4 (body of frame 2) waits for 3 B; the buffer holds 28 B, the flag is down",
        ),
        (
            "event-body-clears/batch",
            "the reader's read 5 (header of frame 3) waits for 4 B; the buffer holds 25 B, the flag is down",
        ),
        ("condition-notify-one/two-readers", "reader A's read 1 (body) waits for 2 B; the buffer holds 2 B"),
        (
            "header-in-future/cancel",
            "the reader's read 4 (body of frame 2) waits for 1751477356 B; the buffer holds 1 B",
        ),
    ];
    for (name, expected) in cases {
        assert_eq!(who_waits(&steps_of(name)).as_deref(), Some(expected), "{name}");
    }
    assert_eq!(who_waits(&steps_of("condition/batch")), None, "nobody waits at the end");
}

#[test]
fn the_timeline_shows_writer_and_reader_side_by_side() {
    let first_frame: String =
        draw(&steps_of("event-header-clears/batch")).lines().take(8).collect::<Vec<_>>().join("\n");
    assert_eq!(
        first_frame,
        "    writer             buffer  flag  reader
                          0 B  down  read 1: asks for a header of 4 B
                          0 B  down  sleeps
    writes 31 B          31 B  down
    signals              31 B  up
                         27 B  up    takes 4 B
                         27 B  down  clears
                         27 B  down  read 2: asks for a body of 3 B"
    );
}
