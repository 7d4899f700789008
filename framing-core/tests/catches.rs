//! The run is itself put to the test: each of these formats and readers has one defect, and must be caught.

#[cfg(test)]
mod broken;

use std::sync::Arc;

use broken::{Defect, Line};
use framing_core::registry::DynFormat;
use framing_core::testkit::{
    Case, Cause, Checker, Context, Driver, Effort, Failure, Mismatch, Opening, Reader, Run, Rx, Script,
    Source, Suite, Transport, Tx,
};
use std::pin::Pin;
use std::task::{Poll, Waker};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, ReadBuf};

fn suite(defect: Defect) -> Suite {
    let long_header = format!("3{}\n", "x".repeat(300));
    let good = Case::from_frames("good", &[(b"2\n", b"hi", b";"), (b"0\n", b"", b";"), (b"1\n", b"x", b";")]);
    let long = Case::from_frames("long-header", &[(long_header.as_bytes(), b"abc", b";")]);
    let big = Case::from_frames("big-body", &[(b"300\n", &[b'x'; 300], b";")]);
    let no_end = Case::refused("no-semicolon", b"2\nhi.");
    let negative = Case::refused("negative", b"-1\n;");
    let cases = vec![good, long, big, no_end, negative];
    Suite::new("line", DynFormat::new(Line { defect, frames: 0 })).with_cases(cases)
}

#[expect(clippy::vec_box, reason = "as the run gives them")]
fn failures(suite: Suite) -> Vec<Box<Failure>> {
    let context = Context::default().with_deadline(std::time::Duration::from_secs(2));
    Arc::new(suite).checks().iter().filter_map(|check| check.run(&context).err()).collect()
}

/// The verdict of one check, which must exist.
fn run_one(suite: Suite, id: &str) -> Result<u64, Box<Failure>> {
    let checks = Arc::new(suite).checks();
    let check = checks.iter().find(|check| check.id() == id);
    let Some(check) = check else { unreachable!("no check is named {id}") };
    check.run(&Context::default().with_deadline(std::time::Duration::from_secs(2)))
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
        (Defect::ForgetsItsScan, "line/good/search/memory"),
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
            std::task::Poll::Ready(Err(error)) => return Err(Mismatch::new(error.to_string())),
        }
    }
    checker.end(Ok(()))
}

fn suite_with_reader(read: fn(&Run<'_>, &mut Checker<'_>) -> Result<(), Mismatch>) -> Suite {
    let case = Case::from_frames("frames", &[(b"\x02", b"hi", b""), (b"\x01", b"x", b"")]);
    let format = DynFormat::new(framing_core::U8::new());
    Suite::new("u8", format).with_drivers(vec![Driver::new("read_exact", Effort::Full, read)]).with_case(case)
}

const SPLITS: &str = "u8/frames/splits/memory";

#[test]
fn a_reader_that_keeps_its_header_in_the_future_is_caught() {
    let failure = run_one(suite_with_reader(header_in_the_future), SPLITS).expect_err("caught");
    let text = failure.to_string();
    assert!(text.contains("schedule  1, then the stream ends after 5 bytes"), "one cut is enough:\n{text}");
    assert!(text.contains("1 |68 69  hi"), "the cut is marked in the picture:\n{text}");
}

#[test]
fn the_same_reader_passes_while_nobody_drops_its_futures() {
    let ran = run_one(suite_with_reader(header_in_a_future_that_lives), SPLITS);
    assert!(ran.is_ok_and(|streams| streams > 10));
}

/// A transport whose reading or writing end is waited for with a waker that nobody hears.
struct Deaf<T>(T);

impl<T: AsyncRead + Unpin> AsyncRead for Deaf<T> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
        room: &mut ReadBuf<'_>,
    ) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.0).poll_read(&mut std::task::Context::from_waker(Waker::noop()), room)
    }
}

impl<T: AsyncWrite + Unpin> AsyncWrite for Deaf<T> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
        bytes: &[u8],
    ) -> Poll<std::io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(&mut std::task::Context::from_waker(Waker::noop()), bytes)
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut std::task::Context<'_>) -> Poll<std::io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut std::task::Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(cx)
    }
}

/// A transport with room for one byte, so that both ends wait.
fn narrow(reads_deaf: bool, writes_deaf: bool) -> Opening {
    let (writer, reader) = framing_core::simplex(1);
    let tx: Tx = if writes_deaf { Box::new(Deaf(writer)) } else { Box::new(writer) };
    let rx: Rx = if reads_deaf { Box::new(Deaf(reader)) } else { Box::new(reader) };
    Box::pin(async { Ok((tx, rx)) })
}

#[test]
fn a_wake_that_is_lost_on_either_side_is_a_failure_in_every_scenario_over_a_transport() {
    let hears = Transport { name: "narrow", about: "both ends hear", open: || narrow(false, false) };
    let reader =
        Transport { name: "deaf-reader", about: "the reader is not woken", open: || narrow(true, false) };
    let writer =
        Transport { name: "deaf-writer", about: "the writer is not woken", open: || narrow(false, true) };
    let case = || Case::from_frames("frames", &[(b"\x02", b"hi", b""), (b"\x01", b"x", b"")]);
    let suite = || Suite::new("u8", DynFormat::new(framing_core::U8::new())).with_case(case());
    let context = Context::default().with_deadline(std::time::Duration::from_millis(300));
    for (transport, is_right) in [(hears, true), (reader, false), (writer, false)] {
        let checks = Arc::new(suite().with_transports(vec![transport])).checks();
        let over: Vec<_> = checks.iter().filter(|check| check.transport() == transport.name).collect();
        assert!(over.len() > 5, "{} checks over {}", over.len(), transport.name);
        for check in over {
            // A writer of single bytes never waits for room.
            let is_right = is_right || (transport.name == "deaf-writer" && check.scenario().name == "bytes");
            let failure = check.run(&context).err();
            assert_eq!(failure.is_none(), is_right, "{check}: {failure:?}");
            let cause = failure.map_or(Cause::Hangs, |failure| failure.flaw.what.cause);
            assert_eq!(cause, Cause::Hangs, "{check}");
        }
    }
}

async fn length_and_body(source: &mut Source) -> std::io::Result<Option<Vec<u8>>> {
    let len = match source.read_u8().await {
        Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => return Ok(None),
        len => len?,
    };
    let mut body = vec![0; len.into()];
    source.read_exact(&mut body).await?;
    Ok(Some(body))
}

fn blocking(transport: &mut dyn std::io::Read) -> std::io::Result<Option<Vec<u8>>> {
    let mut len = [0];
    if transport.read(&mut len)? == 0 {
        return Ok(None);
    }
    let mut body = vec![0; len[0].into()];
    transport.read_exact(&mut body)?;
    Ok(Some(body))
}

/// A decoder for `tokio_util` that is right.
struct Codec;

impl tokio_util::codec::Decoder for Codec {
    type Item = bytes::BytesMut;
    type Error = std::io::Error;

    fn decode(&mut self, buffered: &mut bytes::BytesMut) -> std::io::Result<Option<bytes::BytesMut>> {
        let Some(len) = buffered.first().map(|len| 1 + usize::from(*len)) else { return Ok(None) };
        if buffered.len() < len {
            return Ok(None);
        }
        let mut frame = buffered.split_to(len);
        Ok(Some(frame.split_off(1)))
    }
}

#[cfg(feature = "asynchronous-codec")]
impl asynchronous_codec::Decoder for Codec {
    type Item = bytes::BytesMut;
    type Error = std::io::Error;

    fn decode(&mut self, buffered: &mut bytes::BytesMut) -> std::io::Result<Option<bytes::BytesMut>> {
        tokio_util::codec::Decoder::decode(self, buffered)
    }
}

fn parse(input: &[u8]) -> Result<Option<(usize, Vec<u8>)>, String> {
    let Some((len, rest)) = input.split_first() else { return Ok(None) };
    Ok(rest.get(..usize::from(*len)).map(|body| (1 + body.len(), body.to_vec())))
}

fn u8_suite() -> Suite {
    let frames: &[(&[u8], &[u8], &[u8])] =
        &[(b"\x02", b"hi", b""), (b"\x00", b"", b""), (b"\x01", b"x", b"")];
    Suite::new("u8", DynFormat::new(framing_core::U8::new())).with_case(Case::from_frames("frames", frames))
}

#[test]
fn readers_of_every_kind_that_are_right_pass_every_scenario() {
    let readers = [
        Reader::pulled("read_exact", |source| source, length_and_body),
        Reader::tokio_codec("codec", || Codec),
        #[cfg(feature = "asynchronous-codec")]
        Reader::asynchronous_codec("asynchronous codec", || Codec),
        Reader::pushed("parser", parse),
        Reader::blocking("blocking", || (), |(), transport| blocking(transport)),
    ];
    for reader in readers {
        let name = reader.name().to_owned();
        let found = failures(u8_suite().with_reader(reader));
        assert!(found.is_empty(), "{name}: {}", found[0]);
    }
}

#[test]
fn readers_that_are_wrong_fail_in_memory_and_over_transports() {
    let cancelled = Reader::cancelled("read_exact", |source| source, length_and_body);
    let endless =
        Reader::pulled("forever", |source| source, async |_: &mut Source| Ok::<_, String>(Some(Vec::new())));
    let nothing = Reader::pulled(
        "nothing",
        |source| source,
        async |_: &mut Source| Ok::<Option<Vec<u8>>, String>(None),
    );
    for (reader, least) in [(cancelled, 2), (endless, 20), (nothing, 20)] {
        let name = reader.name().to_owned();
        let found = failures(u8_suite().with_reader(reader));
        let over = found.iter().filter(|failure| !failure.id.ends_with("/memory")).count();
        assert!(found.len() >= least && over > 0, "{name}: {} failures, {over} over transports", found.len());
    }
}
