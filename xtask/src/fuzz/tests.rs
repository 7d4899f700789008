//! The fuzzer is itself put to the test: each of these formats has one defect, and must be found out.

#[path = "../../../framing-core/tests/broken/mod.rs"]
mod broken;

use broken::{Defect, Line};
use framing_core::registry::DynFormat;
use framing_core::testkit::{Case, Examiner};

use super::corpus::{Target, examiner};
use super::run::{Amount, Results, run};

/// What comes of a format with this defect, known by two frames.
fn fuzz(defect: Defect) -> Results {
    fuzz_with(Examiner::new(DynFormat::new(Line { defect, frames: 0 })))
}

fn fuzz_with(examiner: Examiner) -> Results {
    let mut target = Target::without_samples("line", examiner);
    target.add_cases([Case::from_frames("good", &[(b"2\n", b"hi", b";"), (b"0\n", b"", b";")])]);
    run(&[target], Amount::Runs(3_000), 1)
}

#[test]
fn a_format_without_a_defect_stands_every_run() {
    let results = fuzz(Defect::None);
    assert_eq!(
        (results.failed(), results.streams()),
        (0, 3_000),
        "{:?}",
        results.failures.first().map(|failed| &failed.flaw)
    );
    let [tally] = results.tallies.as_slice() else { panic!("one format was tried") };
    assert!(tally.ended.iter().all(|count| *count > 30), "all kinds of streams come: {:?}", tally.ended);
    assert!(tally.written > 1_000, "{} frames were written again", tally.written);
}

#[test]
fn defects_are_found_and_shown_by_a_short_stream() {
    for (defect, what, longest) in [
        (Defect::ResumesTooFar, "the stream ended truncated", 2),
        (Defect::TrailerOffByOne, "reads as", 8),
        (Defect::BodyOneTooLong, "a body of 0 bytes is written as", 0),
        (Defect::AsksForWhatItHas, "defect in the format", 0),
        (Defect::AsksForTooMuch, "the decoder asks for 10", 8),
        (Defect::RefusesOnlyWhenShownMore, "a short stream", 9),
        (Defect::RefusesPartOfATrailer, "malformed trailer", 8),
        (Defect::NamesAByteToCome, "a byte that has not arrived", 4),
        (Defect::HasHiddenState, "reads as", 8),
        (Defect::WritesATruncatedLength, "a body of 256 bytes is written as", 256),
        (Defect::WritesNoTrailer, "reads as", 8),
        (Defect::Panics, "it panicked: panicked at", 4),
    ] {
        let results = fuzz(defect);
        let [failed] = results.failures.as_slice() else { panic!("{defect:?} is not found") };
        let (found, bytes) = (&failed.flaw.what.text, &failed.smallest.bytes);
        assert!(found.contains(what), "{defect:?}: {found}");
        assert!(bytes.len() <= longest, "{defect:?}: {} bytes, {bytes:?}: {found}", bytes.len());
        assert!(bytes.len() <= failed.bytes.len(), "{defect:?}: no longer than what was found");
    }
}

#[test]
fn an_allocation_on_a_headers_word_is_found() {
    let defect = Defect::AllocatesOnAHeadersWord;
    let results = fuzz_with(examiner(DynFormat::new(Line { defect, frames: 0 })));
    let found = results.failures.first().map(|failed| failed.flaw.what.text.as_str());
    assert!(found.is_some_and(|found| found.contains("bytes of heap for")), "{found:?}");
}

#[test]
fn what_only_a_case_or_the_cost_of_a_search_tells_is_left_to_conformance() {
    for defect in [Defect::SeesNoTrailer, Defect::ForgetsState, Defect::ForgetsItsScan] {
        assert_eq!(fuzz(defect).failed(), 0, "{defect:?}");
    }
}

#[test]
fn the_same_seed_makes_the_same_streams() {
    let [one, two] = [(), ()].map(|()| fuzz(Defect::RefusesOnlyWhenShownMore).failures);
    let [one, two] = [one, two]
        .map(|failures| failures.into_iter().map(|failed| (failed.run, failed.bytes)).collect::<Vec<_>>());
    assert_eq!(one, two);
    assert!(!one.is_empty());
}
