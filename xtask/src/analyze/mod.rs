//! `cargo xtask analyze`: how a stream is read, frame by frame and write by write.

mod draw;
mod feed;
mod picture;
mod run;
mod svg;
mod trace;

use std::fs;
use std::io::{Cursor, IsTerminal, Read, stdin};
use std::path::{Path, PathBuf};

use framing_core::registry::Sample;

use self::draw::Text;
use self::feed::{Cuts, Feed};
use self::run::{Analysis, Show};
use self::svg::Svg;
use self::trace::Trace;
use crate::decode::End;
use crate::exit::{Exit, Failure};
use crate::format_args::{Chosen, Said};
use crate::input::Input;

/// Show how a stream is read: the bytes of each frame, and the state of each read after every write
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Each phase of a frame is one read, and its predicate is about state: the buffer contains N bytes of the frame.
The line below the bytes labels them: header or H, body or B, trailer or T; .. is a missing byte, and ^^ the
byte that an error refers to. The last line and the exit codes are those of `cargo xtask decode`.

Examples:
  cargo xtask analyze --format u32-be
  cargo xtask analyze --format u32-be --split 3,7 --step
  printf '2:hi,3:abcd' | cargo xtask analyze --format netstring --split bytes -
  cargo xtask analyze --format mqtt --svg mqtt.svg")]
pub(crate) struct Args {
    #[command(flatten)]
    format: Chosen,
    #[command(flatten)]
    said: Said,
    /// For http-response: the method of the request
    #[arg(long, value_name = "M")]
    request_method: Option<String>,
    /// The body limit, instead of the format's own
    #[arg(long, value_name = "BYTES")]
    limit: Option<u64>,
    /// How to split the stream into writes: whole, bytes, or offsets such as 3,7
    #[arg(long, value_name = "CUTS", default_value = "whole")]
    split: Cuts,
    /// Show one write, then wait for Enter
    #[arg(long, conflicts_with = "svg")]
    step: bool,
    /// Show the first N frames
    #[arg(long, value_name = "N", default_value_t = 8)]
    frames: u64,
    /// Show the first N bytes of a header, a body or a trailer
    #[arg(long, value_name = "N", default_value_t = 64, value_parser = at_least_one)]
    bytes: usize,
    /// Write an SVG picture to this file instead
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,
    /// The file to read; - is standard input; by default a sample of the format
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
}

fn at_least_one(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(0) => Err("expected at least 1".into()),
        Ok(number) => Ok(number),
        Err(error) => Err(format!("{error}")),
    }
}

impl Args {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        let mut trace = Trace::new(self.format.make(&self.said, self.request_method.as_deref())?);
        if let Some(limit) = self.limit {
            trace.set_limit(limit);
        }
        let source = self.source()?;
        let title = format!("{} · {} · {}", self.format.name(), source.name, self.split);
        let analysis = Analysis::new(trace, self.frames, self.bytes);
        let feed = Feed::new(source, self.split.clone());
        let end = match &self.svg {
            None => analyze(analysis, feed, Text::new(&title, self.step && stdin().is_terminal()))?.0,
            Some(path) => {
                let (end, picture) = analyze(analysis, feed, Svg::new(&title))?;
                write_picture(path, picture, &end)?;
                end
            }
        };
        end.write_to(std::io::stdout().lock()).map_err(Failure::Output)?;
        Ok(end.exit())
    }

    fn source(&self) -> Result<Source, Failure> {
        match &self.file {
            Some(path) if self.step && path == Path::new("-") => Err(Failure::Usage(
                "--step waits for Enter on standard input, so the stream cannot come from there".into(),
            )),
            Some(path) => {
                let input = Input::open(path)?;
                Ok(Source { name: input.name().to_owned(), bytes: Box::new(input) })
            }
            None => self.sample(),
        }
    }

    /// The first sample that has several frames, or else the first.
    fn sample(&self) -> Result<Source, Failure> {
        let samples = self.format.samples();
        let sample = samples.iter().find(|sample| sample.frames.len() > 1).or(samples.first());
        sample.map(Source::of).ok_or_else(|| {
            Failure::Usage("a spec has no samples: name a file, or - for standard input".into())
        })
    }
}

fn analyze<S: Show>(analysis: Analysis, mut feed: Feed<Source>, mut show: S) -> Result<(End, S), Failure> {
    let error = analysis.run(&mut feed, &mut show)?;
    let end = match error {
        Some(error) => End::failed(&error),
        None => End::complete(feed.offset()),
    };
    show.flush().map_err(Failure::Output)?;
    Ok((end, show))
}

fn write_picture(path: &Path, picture: Svg, end: &End) -> Result<(), Failure> {
    fs::write(path, picture.finish(end))
        .map_err(|error| Failure::Usage(format!("cannot write {}: {error}", path.display())))
}

/// The stream, and what to call it.
struct Source {
    name: String,
    bytes: Box<dyn Read>,
}

impl Source {
    fn of(sample: &Sample) -> Self {
        Self { name: format!("sample {}", sample.name), bytes: Box::new(Cursor::new(sample.bytes())) }
    }
}

impl Read for Source {
    fn read(&mut self, room: &mut [u8]) -> std::io::Result<usize> {
        self.bytes.read(room)
    }
}
