//! The run is itself put to the test: each of these formats and readers has one defect, and must be caught.

use std::sync::Arc;

use framing_core::registry::DynFormat;
use framing_core::testkit::{Case, Checker, Context, Driver, Effort, Failure, Mismatch, Run, Script, Suite};
use framing_core::{BodyLen, Encode, EncodeError, Extent, Malformed, Scan, TwoPhase};

use bytes::BufMut;
use tokio::io::AsyncReadExt;

/// A line that ends with `\n` says in decimal how long the body is; `;` ends the frame. One defect can be chosen.
#[derive(Clone, Default)]
struct Line {
    defect: Defect,
    frames: usize,
}

#[derive(Clone, Copy, Default, PartialEq)]
enum Defect {
    #[default]
    None,
    ForgetsItsScan,
    ResumesTooFar,
    TrailerOffByOne,
    BodyOneTooLong,
    AsksForWhatItHas,
    AsksForTooMuch,
    RefusesOnlyWhenShownMore,
    SeesNoTrailer,
    HasHiddenState,
    ForgetsState,
    ReadsAnotherWholeHeader,
    WritesATruncatedLength,
    WritesNoTrailer,
}

impl TwoPhase for Line {
    type Header = u64;

    fn header_len(&self, seen: &[u8], scan: &mut Scan) -> Result<Extent, Malformed> {
        let from = match self.defect {
            Defect::ForgetsItsScan => 0,
            _ => scan.position.min(seen.len()),
        };
        if self.defect == Defect::RefusesOnlyWhenShownMore && seen.len() > 8 {
            return Err(Malformed::new(0, "a short stream"));
        }
        if let Some(end) = seen.iter().skip(from).position(|&byte| byte == b'\n') {
            return Ok(Extent::Exact(from + end + 1));
        }
        if self.defect != Defect::ForgetsItsScan {
            scan.position = seen.len();
        }
        if self.defect == Defect::ResumesTooFar {
            scan.position += 1;
        }
        Ok(Extent::AtLeast(match self.defect {
            Defect::AsksForWhatItHas => seen.len(),
            Defect::AsksForTooMuch => seen.len() + 100,
            _ => seen.len() + 1,
        }))
    }

    fn whole_header(&self, seen: &[u8], scan: Scan) -> Option<(usize, u64)> {
        let Ok(Extent::Exact(len)) = self.header_len(seen, &mut scan.clone()) else { return None };
        let header = self.header(seen.get(..len)?).ok()?;
        // Wrong where the header had come in pieces, which the fast way alone sees.
        let wrong = self.defect == Defect::ReadsAnotherWholeHeader && scan.position > 0;
        Some((len, if wrong { header + 1 } else { header }))
    }

    fn header(&self, bytes: &[u8]) -> Result<u64, Malformed> {
        let digits = bytes.iter().take_while(|byte| byte.is_ascii_digit());
        Ok(digits.fold(0, |sum, &digit| sum * 10 + u64::from(digit - b'0')))
    }

    fn body_len(&self, header: &u64) -> Result<BodyLen, Malformed> {
        let more = match self.defect {
            Defect::BodyOneTooLong => 1,
            Defect::HasHiddenState => self.frames as u64 % 2,
            _ => 0,
        };
        Ok(BodyLen::Exact(header + more))
    }

    fn trailer_len(&self, _: &u64, _: u64) -> Result<usize, Malformed> {
        Ok(if self.defect == Defect::TrailerOffByOne { 2 } else { 1 })
    }

    fn end_frame(&mut self, _: &u64, trailer: &[u8]) -> Result<(), Malformed> {
        self.frames += 1;
        let checked = self.defect != Defect::SeesNoTrailer;
        if checked && trailer.first() != Some(&b';') { Err(Malformed::new(0, "';'")) } else { Ok(()) }
    }

    fn may_end(&self) -> bool {
        self.defect != Defect::ForgetsState
    }
}

impl Encode for Line {
    fn encode_header<B: BufMut>(&self, _: &u64, body_len: u64, out: &mut B) -> Result<(), EncodeError> {
        let len = if self.defect == Defect::WritesATruncatedLength { body_len % 256 } else { body_len };
        out.put_slice(format!("{len}\n").as_bytes());
        Ok(())
    }

    fn encode_trailer<B: BufMut>(&self, _: &u64, _: u64, out: &mut B) {
        if self.defect != Defect::WritesNoTrailer {
            out.put_u8(b';');
        }
    }
}

fn suite(defect: Defect) -> Suite {
    let long_header = format!("3{}\n", "x".repeat(300));
    let good = Case::of_frames("good", &[(b"2\n", b"hi", b";"), (b"0\n", b"", b";"), (b"1\n", b"x", b";")]);
    let long = Case::of_frames("long-header", &[(long_header.as_bytes(), b"abc", b";")]);
    let big = Case::of_frames("big-body", &[(b"300\n", &[b'x'; 300], b";")]);
    let no_end = Case {
        frames: Some(Vec::new()),
        outcome: framing_core::Outcome::Malformed,
        ..Case::of_frames("no-semicolon", &[(b"2\n", b"hi", b".")])
    };
    let cases = vec![good, long, big, no_end];
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
