//! `decode --resync`: the frames between noise.

use std::io::{self, Read, Write};

use framing_core::registry::DynFormat;
use framing_core::{Resync, Resynced, TwoPhase};

use super::lines::End;
use super::print::{Place, Printer, SkippedLine};
use crate::exit::Failure;
use crate::input::Input;

/// Creates the buffer of one stream.
pub(super) fn buffer(format: &DynFormat, run: usize, limit: Option<u64>) -> Resync<DynFormat> {
    let limits = format.limits();
    let limits = limit.map_or(limits, |limit| limits.with_body(limit));
    Resync::new(format.clone()).with_limits(limits).with_run(run)
}

/// Prints what the buffer holds.
pub(super) fn print<W: Write>(
    stream: &mut Resync<DynFormat>,
    place: Option<Place>,
    printer: &mut Printer<W>,
) -> io::Result<()> {
    while let Some(next) = stream.next() {
        match next {
            Resynced::Frame(frame) => printer.frame(place, &frame)?,
            Resynced::Skipped(range) => {
                printer.skipped(&SkippedLine::new(place.map(|place| place.stream), &range))?;
            }
        }
    }
    Ok(())
}

/// How the stream ended: between two frames, however much was skipped, or inside one.
pub(super) fn end(stream: &Resync<DynFormat>) -> End {
    match stream.error() {
        Some(error) => End::failed(&error),
        None => End::complete(stream.decoder().offset()),
    }
}

/// Decodes a whole input.
pub(super) fn decode<W: Write>(
    mut input: Input,
    mut stream: Resync<DynFormat>,
    printer: &mut Printer<W>,
) -> Result<End, Failure> {
    while !stream.is_ended() {
        print(&mut stream, None, printer).and_then(|()| printer.flush()).map_err(Failure::Output)?;
        if stream.is_ended() {
            break;
        }
        match input.read(stream.room()) {
            Ok(0) => stream.end(),
            Ok(n) => stream.filled(n),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(input.unreadable(&error)),
        }
    }
    Ok(end(&stream))
}
