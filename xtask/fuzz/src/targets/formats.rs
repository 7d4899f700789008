//! All formats: stream, schedule, ends, limits, reader, cancels and budget.

use std::cell::RefCell;
use std::io;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

use arbitrary::Unstructured;
use framing_core::registry::{Declaration, DynFormat};
use framing_core::testkit::Reading;
use framing_core::{Budget, FrameReader, Limits, ReadError};
use tokio::io::{AsyncRead, ReadBuf};

/// A format, and streams that are its own.
struct Known {
    format: DynFormat,
    streams: Vec<Vec<u8>>,
}

impl Known {
    fn new(declaration: &Declaration) -> Self {
        let samples = declaration.samples.iter().map(|sample| sample.bytes());
        let rejects = declaration.rejects.iter().map(|reject| reject.bytes.to_vec());
        let streams = samples.chain(rejects).filter(|stream| stream.len() <= 1024);
        Self { format: (declaration.make)(), streams: streams.collect() }
    }
}

thread_local! {
    static KNOWN: RefCell<Vec<Known>> = RefCell::new(known());
}

fn known() -> Vec<Known> {
    let crates = [
        framing_core::registry::formats(),
        framing_tlv::registry::formats(),
        framing_chunked::registry::formats(),
        framing_http::registry::formats(),
    ];
    crates.into_iter().flatten().map(Known::new).collect()
}

/// Reads one stream of one format in one way.
pub fn run(input: &[u8]) {
    KNOWN.with_borrow(|known| {
        let _ = run_one(known, &mut Unstructured::new(input));
    });
}

fn run_one(known: &[Known], input: &mut Unstructured<'_>) -> arbitrary::Result<()> {
    let number = usize::from(input.arbitrary::<u16>()?) % known.len();
    let Some(Known { format, streams }) = known.get(number) else { return Ok(()) };
    let limits = super::limits(input, format.limits_of())?;
    let (driver, cuts) = (input.arbitrary()?, super::cuts(input)?);
    let budget = input.arbitrary::<u16>()?;
    let stream = stream(input, streams)?;
    super::examine(format.clone(), limits, &stream, &cuts, driver);
    read_under_a_budget(format, limits, &stream, &cuts, budget);
    Ok(())
}

trait LimitsOf {
    fn limits_of(&self) -> Limits;
}

impl LimitsOf for DynFormat {
    fn limits_of(&self) -> Limits {
        framing_core::TwoPhase::limits(self)
    }
}

/// A known stream with up to seven bytes replaced, then the rest of the input.
fn stream(input: &mut Unstructured<'_>, known: &[Vec<u8>]) -> arbitrary::Result<Vec<u8>> {
    let chosen = usize::from(input.arbitrary::<u8>()?) % (known.len() + 1);
    let mut stream = known.get(chosen).cloned().unwrap_or_default();
    for _ in 0..input.arbitrary::<u8>()? % 8 {
        let at = usize::from(input.arbitrary::<u16>()?) % stream.len().max(1);
        let byte = input.arbitrary()?;
        stream.get_mut(at).into_iter().for_each(|place| *place = byte);
    }
    stream.extend_from_slice(input.peek_bytes(input.len()).unwrap_or_default());
    Ok(stream)
}

/// A transport of which every other poll is pending.
struct Pieces<'a> {
    rest: &'a [u8],
    distances: std::iter::Cycle<std::slice::Iter<'a, u8>>,
    waits: bool,
}

impl AsyncRead for Pieces<'_> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        room: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.waits = !self.waits;
        if self.waits {
            return Poll::Pending;
        }
        let most = self.distances.next().map_or(usize::MAX, |distance| usize::from(*distance).max(1));
        let (piece, rest) = self.rest.split_at(most.min(room.remaining()).min(self.rest.len()));
        room.put_slice(piece);
        self.rest = rest;
        Poll::Ready(Ok(()))
    }
}

/// A reader whose every future is dropped at every pending poll reads the same frames, or reports the budget.
fn read_under_a_budget(format: &DynFormat, limits: Limits, stream: &[u8], cuts: &[u8], most: u16) {
    let expected = Reading::new(format, limits, stream);
    let budget = Budget::new(most.into());
    let pieces = Pieces { rest: stream, distances: cuts.iter().cycle(), waits: false };
    let mut reader = FrameReader::new(pieces, format.clone()).with_limits(limits).with_budget(&budget);
    let mut ends = Vec::new();
    let end = loop {
        let polled = pin!(reader.next()).poll(&mut Context::from_waker(Waker::noop()));
        match polled {
            Poll::Pending => {}
            Poll::Ready(Ok(Some(frame))) => ends.push(frame.offset() as usize + frame.bytes().len()),
            Poll::Ready(Ok(None)) => break Ok(()),
            Poll::Ready(Err(ReadError::BudgetExceeded { .. })) => {
                assert!(
                    ends.iter().eq(expected
                        .frames
                        .iter()
                        .map(|frame| frame.end())
                        .take(ends.len())
                        .collect::<Vec<_>>()
                        .iter())
                );
                return;
            }
            Poll::Ready(Err(error)) => break Err(error.frame_error()),
        }
    };
    assert_eq!(ends, expected.frames.iter().map(|frame| frame.end()).collect::<Vec<_>>());
    assert_eq!(end, expected.end.map_err(Some), "{}", format.type_name());
    drop(reader);
    assert_eq!(budget.available(), budget.total());
}
