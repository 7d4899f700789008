//! The frames of a packet capture: those of each stream, in the order in which their last bytes came.

use std::collections::HashMap;
use std::io::{self, Write};
use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;

use framing_core::registry::DynFormat;
use framing_core::{Error, FrameBuffer, Outcome, Resync};
use serde::Serialize;

use super::lines::End;
use super::print::{Place, Printer, SkippedLine};
use super::resync;
use crate::capture::{self, Event, Stream};
use crate::exit::{Exit, Failure};
use crate::input::Input;

/// The streams of a capture to decode.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(next_help_heading = "Options for packet captures")]
pub(crate) struct Selection {
    /// List the streams of the capture instead of decoding them
    #[arg(long)]
    list_streams: bool,
    /// Decode only the stream with this number; may be given several times
    #[arg(long, value_name = "N")]
    stream: Vec<usize>,
    /// Decode only streams from or to this port
    #[arg(long, value_name = "PORT")]
    port: Option<u16>,
    /// Decode only streams from this endpoint
    #[arg(long, value_name = "[ADDRESS][:PORT]")]
    from: Option<Endpoint>,
    /// Decode only streams to this endpoint
    #[arg(long, value_name = "[ADDRESS][:PORT]")]
    to: Option<Endpoint>,
}

/// An address, a port, or both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Endpoint {
    address: Option<IpAddr>,
    port: Option<u16>,
}

impl FromStr for Endpoint {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if let Ok(both) = text.parse::<SocketAddr>() {
            return Ok(Self { address: Some(both.ip()), port: Some(both.port()) });
        }
        if let Ok(address) = text.parse() {
            return Ok(Self { address: Some(address), port: None });
        }
        let port = text.strip_prefix(':').unwrap_or(text).parse();
        let port = port.map_err(|_| "expected an address, :PORT or ADDRESS:PORT, such as 10.0.0.1:80")?;
        Ok(Self { address: None, port: Some(port) })
    }
}

impl Endpoint {
    fn is(self, address: SocketAddr) -> bool {
        self.address.is_none_or(|ip| ip == address.ip())
            && self.port.is_none_or(|port| port == address.port())
    }
}

impl Selection {
    fn takes(&self, number: usize, stream: &Stream) -> bool {
        let has_port = |port| stream.from.port() == port || stream.to.port() == port;
        (self.stream.is_empty() || self.stream.contains(&number))
            && self.port.is_none_or(has_port)
            && self.from.is_none_or(|from| from.is(stream.from))
            && self.to.is_none_or(|to| to.is(stream.to))
    }

    /// Decodes the selected streams of a capture and prints their frames, or lists the streams.
    pub(super) fn decode<W: Write>(
        &self,
        input: Input,
        format: &DynFormat,
        settings: Settings,
        printer: Printer<W>,
    ) -> Result<Exit, Failure> {
        if self.list_streams {
            return self.list(input);
        }
        let mut decoding = Decoding {
            format: format.clone(),
            settings,
            printer,
            open: HashMap::new(),
            noisy: HashMap::new(),
            total: Total::new(),
        };
        capture::read(input, &mut |number, stream, event| {
            if !self.takes(number, stream) {
                return Ok(());
            }
            match settings.resync {
                Some(run) => decoding.noisy_event(number, stream, event, run),
                None => decoding.event(number, stream, event),
            }
        })?;
        decoding.finish()
    }

    fn list(&self, input: Input) -> Result<Exit, Failure> {
        let streams = capture::read(input, &mut |_, _, _| Ok(()))?;
        let mut out = io::stdout().lock();
        for (number, stream) in
            streams.iter().enumerate().filter(|(number, stream)| self.takes(*number, stream))
        {
            let line = ListedStream {
                stream: number,
                transport: stream.transport.name(),
                from: stream.from,
                to: stream.to,
                packets: stream.packets,
                bytes: stream.bytes,
                missing: stream.missing,
                repeated: stream.repeated,
                seconds: seconds(stream.last_time.saturating_sub(stream.first_time)),
            };
            serde_json::to_writer(&mut out, &line)
                .map_err(io::Error::from)
                .and_then(|()| writeln!(out))
                .map_err(Failure::Output)?;
        }
        Ok(Exit::Success)
    }
}

/// A line of `--list-streams`.
#[derive(Serialize)]
struct ListedStream {
    stream: usize,
    transport: &'static str,
    from: SocketAddr,
    to: SocketAddr,
    packets: u64,
    bytes: u64,
    missing: u64,
    repeated: u64,
    /// Seconds from the first packet to the last one.
    seconds: f64,
}

fn seconds(nanoseconds: u128) -> f64 {
    std::time::Duration::from_nanos(u64::try_from(nanoseconds).unwrap_or(u64::MAX)).as_secs_f64()
}

/// How each stream is decoded.
#[derive(Clone, Copy, Debug)]
pub(super) struct Settings {
    /// The longest body.
    pub(super) limit: Option<u64>,
    /// The number of frames in a row that end a search after a fault; none where the first fault ends a stream.
    pub(super) resync: Option<usize>,
}

struct Decoding<W: Write> {
    format: DynFormat,
    settings: Settings,
    printer: Printer<W>,
    /// The streams that are resynchronized.
    noisy: HashMap<usize, Resync<DynFormat>>,
    /// The TCP streams that have neither ended nor failed; the rest of a failed one is passed over.
    open: HashMap<usize, Option<FrameBuffer<DynFormat>>>,
    total: Total,
}

/// What all streams together came to.
struct Total {
    streams: u64,
    offset: u64,
    worst: Outcome,
}

/// The line for the end of one stream.
#[derive(Serialize)]
struct StreamEnd<'a> {
    stream: usize,
    transport: &'static str,
    from: SocketAddr,
    to: SocketAddr,
    #[serde(flatten)]
    end: &'a End,
}

/// The last line.
#[derive(Serialize)]
struct AllEnd<'a> {
    outcome: &'a str,
    offset: u64,
    streams: u64,
}

impl<W: Write> Decoding<W> {
    fn event(&mut self, number: usize, stream: &Stream, event: Event<'_>) -> Result<(), Failure> {
        match event {
            Event::Bytes { bytes, time } => self.bytes(number, stream, bytes, time),
            Event::Datagram { bytes, time } => self.datagram(number, stream, bytes, time),
            Event::Gap { len } => {
                let Some(Some(frames)) = self.open.insert(number, None) else { return Ok(()) };
                let offset = frames.decoder().offset() + frames.buffered().len() as u64;
                let error = format!("the capture lacks the {len} bytes that follow byte {offset}");
                let end = End { outcome: Outcome::Truncated, error: Some(error), ..End::complete(offset) };
                self.end(number, stream, &end)
            }
            Event::End => match self.open.remove(&number) {
                Some(Some(frames)) => self.finish_stream(number, stream, frames, stream.last_time),
                _ => Ok(()),
            },
        }
    }

    /// Decodes an event of a stream that continues after faults and gaps.
    fn noisy_event(
        &mut self,
        number: usize,
        stream: &Stream,
        event: Event<'_>,
        run: usize,
    ) -> Result<(), Failure> {
        let place = |time| Some(Place { stream: number, time });
        let fresh = || resync::buffer(&self.format, run, self.settings.limit);
        match event {
            Event::Bytes { bytes, time } => {
                let frames = self.noisy.entry(number).or_insert_with(fresh);
                frames.push(bytes);
                resync::print(frames, place(time), &mut self.printer).map_err(Failure::Output)
            }
            Event::Datagram { bytes, time } => {
                let mut frames = fresh();
                frames.push(bytes);
                self.end_noisy(number, stream, frames, time)
            }
            Event::Gap { len } => {
                let frames = self.noisy.entry(number).or_insert_with(fresh);
                frames.end();
                resync::print(frames, place(stream.last_time), &mut self.printer).map_err(Failure::Output)?;
                let offset = frames.decoder().offset();
                frames.continue_after(len);
                let why = "the capture lacks these bytes".into();
                let line = SkippedLine { stream: Some(number), skipped: len, offset, why };
                self.printer.skipped(&line).map_err(Failure::Output)
            }
            Event::End => match self.noisy.remove(&number) {
                Some(frames) => self.end_noisy(number, stream, frames, stream.last_time),
                None => Ok(()),
            },
        }
    }

    fn end_noisy(
        &mut self,
        number: usize,
        stream: &Stream,
        mut frames: Resync<DynFormat>,
        time: u128,
    ) -> Result<(), Failure> {
        frames.end();
        let place = Some(Place { stream: number, time });
        resync::print(&mut frames, place, &mut self.printer).map_err(Failure::Output)?;
        self.end(number, stream, &resync::end(&frames))
    }

    fn bytes(&mut self, number: usize, stream: &Stream, bytes: &[u8], time: u128) -> Result<(), Failure> {
        let fresh = self.frame_buffer();
        let Some(frames) = self.open.entry(number).or_insert(Some(fresh)) else { return Ok(()) };
        frames.push(bytes);
        let failed = print(frames, number, time, &mut self.printer).map_err(Failure::Output)?;
        match failed {
            None => Ok(()),
            Some(error) => {
                self.open.insert(number, None);
                self.end(number, stream, &End::failed(&error))
            }
        }
    }

    /// Decodes a datagram, which is a stream by itself.
    fn datagram(&mut self, number: usize, stream: &Stream, bytes: &[u8], time: u128) -> Result<(), Failure> {
        let mut frames = self.frame_buffer();
        frames.push(bytes);
        self.finish_stream(number, stream, frames, time)
    }

    fn finish_stream(
        &mut self,
        number: usize,
        stream: &Stream,
        mut frames: FrameBuffer<DynFormat>,
        time: u128,
    ) -> Result<(), Failure> {
        frames.end();
        let failed = print(&mut frames, number, time, &mut self.printer).map_err(Failure::Output)?;
        let end = match failed {
            Some(error) => End::failed(&error),
            None => End::complete(frames.decoder().offset()),
        };
        self.end(number, stream, &end)
    }

    fn frame_buffer(&self) -> FrameBuffer<DynFormat> {
        let mut frames = FrameBuffer::new(self.format.clone());
        if let Some(limit) = self.settings.limit {
            frames.set_limits(frames.decoder().limits().with_body(limit));
        }
        frames
    }

    fn end(&mut self, number: usize, stream: &Stream, end: &End) -> Result<(), Failure> {
        self.total.add(end);
        let &Stream { transport, from, to, .. } = stream;
        let line = StreamEnd { stream: number, transport: transport.name(), from, to, end };
        self.printer.object(&line).map_err(Failure::Output)
    }

    fn finish(mut self) -> Result<Exit, Failure> {
        let Total { streams, offset, worst } = self.total;
        let last = AllEnd { outcome: worst.name(), offset, streams };
        self.printer.last(&last).map_err(Failure::Output)?;
        Ok(End { outcome: worst, ..End::complete(offset) }.exit())
    }
}

impl Total {
    fn new() -> Self {
        Self { streams: 0, offset: 0, worst: Outcome::Complete }
    }

    fn add(&mut self, end: &End) {
        self.streams += 1;
        self.offset = self.offset.saturating_add(end.offset);
        if severity(end.outcome) > severity(self.worst) {
            self.worst = end.outcome;
        }
    }
}

fn severity(outcome: Outcome) -> u8 {
    match outcome {
        Outcome::Complete => 0,
        Outcome::Truncated => 1,
        Outcome::TooLong => 2,
        _ => 3,
    }
}

/// Prints the frames that are complete; returns the error that ends the stream, if one does.
fn print<W: Write>(
    frames: &mut FrameBuffer<DynFormat>,
    number: usize,
    time: u128,
    printer: &mut Printer<W>,
) -> io::Result<Option<Error>> {
    loop {
        match frames.next() {
            Ok(Some(frame)) => printer.frame(Some(Place { stream: number, time }), &frame)?,
            Ok(None) => return Ok(None),
            Err(error) => return Ok(Some(error)),
        }
    }
}
