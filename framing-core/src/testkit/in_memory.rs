//! Scenarios that need no transport: every split, every end, every search.

use std::format;
use std::ops::ControlFlow;
use std::vec::Vec;

use super::case::{FrameRange, Reading, short_hex};
use super::checker::Checker;
use super::driver::Driver;
use super::flaw::{Cause, Flaw, Mismatch};
use super::generated;
use super::run::Run;
use super::schedule::{Split, for_each_split};
use super::subject::Subject;
use super::trial::Trial;
use crate::decoder::end_frame;
use crate::registry::{DynFormat, DynHeader};
use crate::{
    BodyLen, Decoder, Encode, EncodeError, Extent, FrameBuffer, Limits, Malformed, Outcome, Phase, Scan,
    Step, TwoPhase,
};

pub(super) fn whole(trial: &Trial<'_>) -> Result<(), Flaw> {
    trial.count();
    match trial.subject.case.objection(&trial.subject.reading) {
        Some(objection) => Err(Mismatch::new(objection).because(Cause::OtherEnd).into()),
        None => whole_with_given(trial),
    }
}

/// A reader that is given reads the stream in one piece.
fn whole_with_given(trial: &Trial<'_>) -> Result<(), Flaw> {
    let subject = trial.subject;
    for driver in trial.drivers {
        try_split(trial, driver, &subject.case.bytes, &subject.reading, &Split::whole())
            .map_err(|what| Flaw::from(what).with_driver(driver.name()))?;
    }
    Ok(())
}

pub(super) fn splits(trial: &Trial<'_>) -> Result<(), Flaw> {
    let subject = trial.subject;
    let bytes = &subject.case.bytes;
    for driver in trial.drivers {
        try_splits(trial, driver, bytes, &subject.reading)?;
    }
    Ok(())
}

fn try_splits(trial: &Trial<'_>, driver: &Driver, bytes: &[u8], expected: &Reading) -> Result<(), Flaw> {
    let mut flaw = None;
    let _ = for_each_split(bytes.len(), &trial.subject.edges(), driver.effort(), |split| {
        match try_split(trial, driver, bytes, expected, split) {
            Ok(()) => ControlFlow::Continue(()),
            Err(what) => {
                flaw = Some(shrink(trial, driver, bytes, expected, split.clone(), what));
                ControlFlow::Break(())
            }
        }
    });
    flaw.map_or(Ok(()), Err)
}

fn try_split(
    trial: &Trial<'_>,
    driver: &Driver,
    bytes: &[u8],
    expected: &Reading,
    split: &Split,
) -> Result<(), Mismatch> {
    trial.count();
    let run = Run { format: &trial.subject.format, limits: trial.subject.limits, bytes, cuts: split.cuts() };
    driver.read(&run, &mut Checker::new(bytes, expected))
}

/// Leaves cuts out for as long as the flaw still shows.
fn shrink(
    trial: &Trial<'_>,
    driver: &Driver,
    bytes: &[u8],
    expected: &Reading,
    mut split: Split,
    mut what: Mismatch,
) -> Flaw {
    let mut index = 0;
    while index < split.cuts().len() {
        let fewer = split.without(index);
        match try_split(trial, driver, bytes, expected, &fewer) {
            Err(still) => (split, what) = (fewer, still),
            Ok(()) => index += 1,
        }
    }
    Flaw::from(what).with_driver(driver.name()).with_split(&split, bytes.len())
}

pub(super) fn ends(trial: &Trial<'_>) -> Result<(), Flaw> {
    let subject = trial.subject;
    for end in ends_to_try(&subject.case.bytes, &subject.edges()) {
        let bytes = subject.case.bytes.get(..end).unwrap_or_default();
        let reading = Reading::new(&subject.format, subject.limits, bytes);
        check_end(subject, &reading, end)
            .and_then(|()| check_refusal(subject, &reading, end))
            .map_err(|what| Flaw::from(what).with_split(&Split::whole(), end))?;
        for driver in trial.drivers {
            for split in [Split::whole(), piecemeal(end)] {
                try_split(trial, driver, bytes, &reading, &split)
                    .map_err(|what| shrink(trial, driver, bytes, &reading, split, what))?;
            }
        }
    }
    Ok(())
}

/// Splits a short stream into bytes, and a longer one, which has many ends, into two pieces.
fn piecemeal(end: usize) -> Split {
    if end <= super::schedule::EVERY_THREE { Split::bytes(end) } else { Split::at(&[end / 2]) }
}

/// Every offset, or for a long stream those near an edge and here and there.
fn ends_to_try(bytes: &[u8], edges: &[usize]) -> Vec<usize> {
    let mut ends = super::schedule::two_way_cuts(bytes.len(), edges);
    ends.insert(0, 0);
    ends.push(bytes.len());
    ends
}

/// Returns whether the format ignores the bytes of `range`, the start of a frame, where they end the stream.
fn may_end_between(subject: &Subject, range: core::ops::Range<usize>) -> bool {
    subject.case.bytes.get(range).is_some_and(|unread| subject.format.may_end_after(unread))
}

/// What comes of the first `end` bytes, against what comes of all: the frames that end within them, and no clean end
/// inside a frame.
pub(super) fn check_end(subject: &Subject, cut: &Reading, end: usize) -> Result<(), Mismatch> {
    let all = &subject.reading;
    let within = all.frames_within(end);
    if cut.frames.len() < within || cut.frames.get(..within) != all.frames.get(..within) {
        let came = cut.frames.len();
        return Err(Mismatch::new(format!(
            "{came} frames came of the first {end} bytes, where {within} end within them"
        )));
    }
    let Some(inside) = all.frames.get(within).filter(|frame| frame.start() < end) else { return Ok(()) };
    let ends_early = cut.frames.len() > within;
    match cut.end {
        Ok(()) if !ends_early && !may_end_between(subject, inside.start()..end) => {
            Err(Mismatch::new(format!("the stream ended cleanly inside frame {}", within + 1)))
        }
        // Where the body is found by its end mark, nobody knows that it ended before the mark is whole.
        Err(error) if error.phase() == Phase::Body && end >= inside.body.end && is_found(subject, inside) => {
            Ok(())
        }
        Err(error) if error.outcome() == Outcome::Truncated && error.phase() != phase_at(inside, end) => {
            Err(Mismatch::new(format!("cut in the {}, but the error is «{error}»", phase_at(inside, end))))
        }
        _ => Ok(()),
    }
}

/// A refusal names the byte that decides it: nothing is refused before that byte has come, and what was refused stays so.
pub(super) fn check_refusal(subject: &Subject, cut: &Reading, end: usize) -> Result<(), Mismatch> {
    let Err(refusal) = cut.end else { return Ok(()) };
    if refusal.outcome() != Outcome::Malformed {
        return Ok(());
    }
    // Where there is no trailer, an error that concerns the whole frame is reported at its end.
    let has_come = refusal.offset() < end as u64 + u64::from(refusal.phase() == Phase::Trailer);
    if !has_come {
        return Err(Mismatch::new(format!(
            "for the first {end} bytes the error is «{refusal}», at a byte that has not arrived"
        )));
    }
    match subject.reading.end {
        Err(error) if error == refusal => Ok(()),
        _ => Err(Mismatch::new(format!(
            "for the first {end} bytes the error is «{refusal}», but all of them end {}",
            subject.reading.ending()
        ))),
    }
}

/// Whether a search finds the end of the body, instead of the header specifying it.
fn is_found(subject: &Subject, frame: &FrameRange) -> bool {
    let bytes = subject.case.bytes.get(frame.header.clone()).unwrap_or_default();
    let header = subject.format.header(bytes);
    header.is_ok_and(|header| subject.format.body_len(&header) == Ok(BodyLen::Scan))
}

/// The phase that the frame is in when the stream ends at `end`, inside it.
fn phase_at(frame: &FrameRange, end: usize) -> Phase {
    match end {
        end if end < frame.header.end => Phase::Header,
        end if end < frame.body.end => Phase::Body,
        _ => Phase::Trailer,
    }
}

/// How many bytes a search may look at for each byte that there is. A search that forgets where it was looks at half
/// the square of them.
const LOOKS: usize = 4;
/// Parts up to this many bytes may be looked at again and again: to remember would cost more.
const SHORT_PART: usize = 32;

pub(super) fn search(trial: &Trial<'_>) -> Result<(), Flaw> {
    let subject = trial.subject;
    let mut format = subject.format.clone();
    for frame in &subject.reading.frames {
        trial.count();
        let rest = subject.case.bytes.get(frame.start()..).unwrap_or_default();
        check_search(rest, frame.header.len(), |seen, scan| format.header_len(seen, scan), "header")?;
        check_whole_header(rest, frame.header.len(), &format)?;
        check_body_search(&mut format, frame, &subject.case.bytes)?;
    }
    check_long_searches(trial)
}

/// The length of a header or a body that is made to show how a search continues.
const LONG_SEARCH: usize = 2000;

/// Searches a header and a body that are long, whatever the samples are.
fn check_long_searches(trial: &Trial<'_>) -> Result<(), Flaw> {
    let subject = trial.subject;
    if !subject.is_complete() || subject.case.bytes.len() > LONG_SEARCH {
        return Ok(());
    }
    let seeds = [subject.case.bytes.clone()];
    let made = [
        generated::long_header(&subject.format, subject.limits, &seeds, LONG_SEARCH),
        generated::long_body(&subject.format, subject.limits, &seeds, LONG_SEARCH),
    ];
    for bytes in made.into_iter().flatten() {
        trial.count();
        let reading = Reading::new(&subject.format, subject.limits, &bytes);
        let Some(frame) = reading.frames.first() else { continue };
        let mut format = subject.format.clone();
        check_search(&bytes, frame.header.len(), |seen, scan| format.header_len(seen, scan), "header")?;
        check_body_search(&mut format, frame, &bytes)?;
    }
    Ok(())
}

fn check_body_search(format: &mut DynFormat, frame: &FrameRange, bytes: &[u8]) -> Result<(), Mismatch> {
    let part = |range: &std::ops::Range<usize>| bytes.get(range.clone()).unwrap_or_default();
    let refused =
        |refusal: Malformed| Mismatch::new(format!("asked again, it refuses: expected {}", refusal.expected));
    let header = format.header(part(&frame.header)).map_err(refused)?;
    if format.body_len(&header).map_err(refused)? == BodyLen::Scan {
        let rest = bytes.get(frame.body.start..).unwrap_or_default();
        check_search(rest, frame.body.len(), |seen, scan| format.scan_body(&header, seen, scan), "body")?;
    }
    format.observe_body(&header, part(&frame.body));
    let trailer = part(&frame.trailer);
    for end in 0..=trailer.len() {
        format.check_trailer(&header, trailer.get(..end).unwrap_or_default()).map_err(refused)?;
    }
    format.end_frame(&header, trailer).map_err(refused)
}

/// Asks about every prefix of `rest`, once from the start and once going on from the last answer: both must say the
/// same, ask for more than was shown until they know, and then say `len`.
fn check_search(
    rest: &[u8],
    len: usize,
    search: impl Fn(&[u8], &mut Scan) -> Result<Extent, Malformed>,
    part: &str,
) -> Result<(), Mismatch> {
    let mut resumed = Scan::default();
    let mut looks = 0;
    for end in prefixes(len, rest.len()) {
        let seen = rest.get(..end).unwrap_or_default();
        looks += end.saturating_sub(resumed.position);
        let fresh = search(seen, &mut Scan::default());
        let going_on = search(seen, &mut resumed);
        if fresh != going_on {
            return Err(Mismatch::new(format!(
                "{part}: after {end} bytes one at a time the answer is {going_on:?}, after all at once {fresh:?}"
            )));
        }
        match fresh {
            Ok(Extent::Exact(exact)) if exact == len => break,
            Ok(Extent::AtLeast(least)) if least > end && end < len.max(1) + SHORT_PART => {}
            other => {
                return Err(Mismatch::new(format!(
                    "{part} of {len} bytes: after {end}, the answer is {other:?}"
                )));
            }
        }
    }
    if len > SHORT_PART && looks > LOOKS * len {
        let text = format!("{part}: {looks} bytes were looked at to find the end of {len}");
        return Err(Mismatch::new(text).because(Cause::Search));
    }
    Ok(())
}

/// Asks for the whole header in every prefix of `rest`, from the start and going on from where the search stood before:
/// whatever comes must be what the two questions that it stands for say.
fn check_whole_header(rest: &[u8], len: usize, format: &DynFormat) -> Result<(), Mismatch> {
    let mut resumed = Scan::default();
    for end in prefixes(len, rest.len()) {
        let seen = rest.get(..end).unwrap_or_default();
        for scan in [Scan::default(), resumed] {
            let Some((whole, header)) = format.whole_header(seen, scan) else { continue };
            let read = rest.get(..len).map(|bytes| format.header(bytes));
            let says = |header: &DynHeader| (format.body_len(header), format.fields(header));
            let same = whole == len && matches!(&read, Some(Ok(read)) if says(read) == says(&header));
            if !same {
                let what = format!("{whole} bytes that say {:?}", says(&header));
                return Err(Mismatch::new(format!(
                    "shown {end}, the whole header of {len} bytes has {what}"
                )));
            }
        }
        if !matches!(format.header_len(seen, &mut resumed), Ok(Extent::AtLeast(_))) && end >= len {
            break;
        }
    }
    Ok(())
}

/// How many bytes are shown, one after the other.
fn prefixes(len: usize, rest: usize) -> std::ops::RangeInclusive<usize> {
    0..=rest.min(len.saturating_add(SHORT_PART))
}

pub(super) fn encode(trial: &Trial<'_>) -> Result<(), Flaw> {
    trial.count();
    let subject = trial.subject;
    let mut format = subject.format.clone();
    for (index, frame) in subject.reading.frames.iter().enumerate() {
        let mut read = Decoder::new(format.clone()).with_limits(subject.limits);
        check_written(&format, &mut read, &subject.case.bytes, frame)
            .and_then(|written| {
                written.map_err(|refused| Mismatch::new(format!("it is not written: {refused}")))
            })
            .map_err(|what| Mismatch::new(format!("frame {}: {what}", index + 1)))?;
        format = read.format().clone();
    }
    Ok(())
}

/// Bytes after a frame that a format may look at to tell where the frame ends.
const LOOKAHEAD: usize = 64;

/// Writes a frame of a stream: as it was, or in another form that reads the same and is then always written so. The format
/// may refuse to write it.
pub(super) fn check_written(
    format: &DynFormat,
    decoder: &mut Decoder<DynFormat>,
    stream: &[u8],
    frame: &FrameRange,
) -> Result<Result<(), EncodeError>, Mismatch> {
    let bytes = stream.get(frame.start()..frame.end()).unwrap_or_default();
    let rest = stream.get(frame.end()..).unwrap_or_default();
    let rest = rest.get(..LOOKAHEAD).unwrap_or(rest);
    let written = match rewrite(format, decoder, bytes, rest)? {
        Ok(written) if written == bytes => return Ok(Ok(())),
        Ok(written) => written,
        Err(refused) => return Ok(Err(refused)),
    };
    let mut again = Decoder::new(format.clone()).with_limits(decoder.limits());
    let rewritten = rewrite(format, &mut again, &written, rest)?;
    let body = |bytes: &[u8]| {
        Reading::new(format, decoder.limits(), bytes)
            .frames
            .pop()
            .map(|frame| bytes.get(frame.body).map(<[u8]>::to_vec))
    };
    if rewritten.is_ok_and(|rewritten| rewritten == written) && body(&written) == body(bytes) {
        return Ok(Ok(()));
    }
    Err(Mismatch::new(format!("it is written as {}, not {}", short_hex(&written), short_hex(bytes))))
}

/// Reads one frame, which `rest` follows, and writes it again, unless the format refuses that.
fn rewrite(
    format: &DynFormat,
    decoder: &mut Decoder<DynFormat>,
    bytes: &[u8],
    rest: &[u8],
) -> Result<Result<Vec<u8>, EncodeError>, Mismatch> {
    let stream = [bytes, rest].concat();
    let read = match decoder.decode(&stream) {
        Ok(Step::Done(frame)) => Ok(Some(frame)),
        Ok(Step::Need(_)) => decoder.finish(&stream),
        Err(error) => Err(error),
    };
    match read {
        Ok(Some(frame)) if frame.bytes().len() == bytes.len() => {
            let mut wire = Vec::new();
            let written = write_frame(&mut format.clone(), &frame.header, frame.body(), &mut wire);
            Ok(written.map(|()| wire))
        }
        other => Err(Mismatch::new(format!("{} reads as {other:?}", short_hex(bytes)))),
    }
}

/// Writes a frame the way every writer does.
pub(super) fn write_frame(
    format: &mut DynFormat,
    header: &crate::registry::DynHeader,
    body: &[u8],
    wire: &mut Vec<u8>,
) -> Result<(), EncodeError> {
    format.encode_header(header, body.len() as u64, wire)?;
    wire.extend_from_slice(body);
    format.observe_body(header, body);
    let trailer_start = wire.len();
    format.encode_trailer(header, body.len() as u64, wire);
    end_frame(format, header, wire.get(trailer_start..).unwrap_or_default())
        .map_err(|refusal| EncodeError::Invalid(refusal.expected))
}

/// The most that a header which announces the longest body may cost while that body does not come.
const SILENT_COST: u64 = 4 << 10;

pub(super) fn silence(trial: &Trial<'_>) -> Result<(), Flaw> {
    trial.count();
    let format = &trial.subject.format;
    let limits = Limits::DEFAULT;
    let Some(header) = generated::longest_header(format, limits.body()) else { return Ok(()) };
    // The format is made before: its own memory is not the reader's.
    let mut frames = FrameBuffer::new(format.clone()).with_limits(limits);
    let mut held = 0;
    let mut waiting = Ok(None);
    let mut wait = || {
        frames.push(&header);
        waiting = frames.next().map(|frame| frame.map(|_| ()));
        let _ = frames.room();
        held = frames.capacity() as u64;
    };
    let peak = match trial.context.heap {
        Some(measure) => measure(&mut wait),
        None => {
            wait();
            held
        }
    };
    if waiting != Ok(None) {
        let text = format!("after the header alone it reports {waiting:?}");
        return Err(Mismatch::new(text).because(Cause::FrameInvented).into());
    }
    if peak > SILENT_COST {
        let text = format!("{peak} bytes of heap for {} bytes received", header.len());
        return Err(Mismatch::new(text).because(Cause::Memory).into());
    }
    Ok(())
}
