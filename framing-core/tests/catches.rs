//! The run is itself put to the test: each of these formats and readers has one defect, and must be caught.

#[cfg(test)]
mod broken;

use std::sync::Arc;

use broken::{Defect, Line};
use framing_core::registry::DynFormat;
use framing_core::testkit::{Case, Checker, Context, Driver, Effort, Failure, Mismatch, Run, Script, Suite};
use tokio::io::AsyncReadExt;

fn suite(defect: Defect) -> Suite {
    let long_header = format!("3{}\n", "x".repeat(300));
    let good = Case::of_frames("good", &[(b"2\n", b"hi", b";"), (b"0\n", b"", b";"), (b"1\n", b"x", b";")]);
    let long = Case::of_frames("long-header", &[(long_header.as_bytes(), b"abc", b";")]);
    let big = Case::of_frames("big-body", &[(b"300\n", &[b'x'; 300], b";")]);
    let refused = |case| Case { frames: Some(Vec::new()), outcome: framing_core::Outcome::Malformed, ..case };
    let no_end = refused(Case::of_frames("no-semicolon", &[(b"2\n", b"hi", b".")]));
    let negative = refused(Case::of_frames("negative", &[(b"-1\n", b"", b";")]));
    let cases = vec![good, long, big, no_end, negative];
    Suite { cases, ..Suite::new("line", DynFormat::new(Line { defect, frames: 0 })) }
}

#[expect(clippy::vec_box, reason = "as the run gives them")]
fn failures(suite: Suite) -> Vec<Box<Failure>> {
    let context = Context { deadline: std::time::Duration::from_secs(2), ..Context::default() };
    Arc::new(suite).checks().iter().filter_map(|check| check.run(&context).err()).collect()
}

#[test]
fn the_format_without_a_defect_passes() {
    let failures = failures(suite(Defect::None));
    assert!(failures.is_empty(), "{}", failures[0]);
}

#[test]
fn every_defect_of_a_format_is_caught() {
    for (defect, caught_by) in [
        (Defect::ForgetsItsScan, "line/long-header/search/memory"),
        (Defect::ResumesTooFar, "line/good/splits/memory"),
        (Defect::TrailerOffByOne, "line/good/whole/memory"),
        (Defect::BodyOneTooLong, "line/good/whole/memory"),
        (Defect::AsksForWhatItHas, "line/good/splits/memory"),
        (Defect::AsksForTooMuch, "line/good/splits/memory"),
        (Defect::RefusesOnlyWhenShownMore, "line/good/splits/memory"),
        (Defect::SeesNoTrailer, "line/no-semicolon/whole/memory"),
        (Defect::RefusesPartOfATrailer, "line/good/search/memory"),
        (Defect::NamesAByteToCome, "line/negative/ends/memory"),
        (Defect::HasHiddenState, "line/good/whole/memory"),
        (Defect::ForgetsState, "line/good/whole/memory"),
        (Defect::ReadsAnotherWholeHeader, "line/long-header/search/memory"),
        (Defect::ReadsAnotherWholeHeader, "line/good/splits/memory"),
        (Defect::WritesATruncatedLength, "line/big-body/encode/memory"),
        (Defect::WritesNoTrailer, "line/good/encode/memory"),
    ] {
        let failures = failures(suite(defect));
        let ids: Vec<_> = failures.iter().map(|failure| failure.id.as_str()).collect();
        assert!(ids.contains(&caught_by), "{caught_by} caught nothing; caught by {ids:?}");
    }
}

/// A reader as many write it: the header on the future's stack, `read_exact` twice.
fn header_in_the_future(run: &Run<'_>, checker: &mut Checker<'_>) -> Result<(), Mismatch> {
    read_exactly(run, checker, Some(run.cuts.len()))
}

/// The same reader, whose futures nobody ever drops.
fn header_in_a_future_that_lives(run: &Run<'_>, checker: &mut Checker<'_>) -> Result<(), Mismatch> {
    read_exactly(run, checker, None)
}

async fn frame(script: &mut Script<'_>) -> std::io::Result<(u8, Vec<u8>)> {
    let len = script.read_u8().await?;
    let mut body = vec![0; len.into()];
    script.read_exact(&mut body).await?;
    Ok((len, body))
}

fn read_exactly(run: &Run<'_>, checker: &mut Checker<'_>, cancels: Option<usize>) -> Result<(), Mismatch> {
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    let mut script = run.script();
    let mut offset = 0;
    while checker.due().is_some() {
        let mut reading = Box::pin(frame(&mut script));
        let mut polled = reading.as_mut().poll(&mut context);
        while polled.is_pending() && cancels.is_none() {
            polled = reading.as_mut().poll(&mut context);
        }
        match polled {
            std::task::Poll::Pending => {}
            std::task::Poll::Ready(Ok((len, body))) => {
                checker.frame(offset, &[len], &body, b"")?;
                offset += 1 + body.len() as u64;
            }
            std::task::Poll::Ready(Err(error)) => return Err(Mismatch(error.to_string())),
        }
    }
    checker.end(Ok(()))
}

fn suite_with_reader(read: fn(&Run<'_>, &mut Checker<'_>) -> Result<(), Mismatch>) -> Suite {
    let case = Case::of_frames("frames", &[(b"\x02", b"hi", b""), (b"\x01", b"x", b"")]);
    let format = DynFormat::new(framing_core::U8::new());
    Suite {
        drivers: vec![Driver { name: "read_exact", effort: Effort::Full, read }],
        ..Suite::new("u8", format)
    }
    .case(case)
}

#[test]
fn a_reader_that_keeps_its_header_in_the_future_is_caught() {
    let failures = failures(suite_with_reader(header_in_the_future));
    let caught = failures.iter().find(|failure| failure.id == "u8/frames/splits/memory").expect("caught");
    let text = caught.to_string();
    assert!(text.contains("schedule  1, then the stream ends after 5 bytes"), "one cut is enough:\n{text}");
    assert!(text.contains("1 |68 69  hi"), "the cut is marked in the picture:\n{text}");
    assert!(text.contains("--run 'u8/frames/splits/memory'"), "and how to see it again is said:\n{text}");
}

#[test]
fn the_same_reader_passes_while_nobody_drops_its_futures() {
    let run = failures(suite_with_reader(header_in_a_future_that_lives));
    assert!(!run.iter().any(|failure| failure.id == "u8/frames/splits/memory"));
}
