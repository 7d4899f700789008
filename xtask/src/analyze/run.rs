//! Goes through the stream write by write, and has shown what changes.

use std::io;

use framing_core::{Error, Phase};

use super::Source;
use super::feed::{Feed, Piece};
use super::picture::Picture;
use super::trace::{Progress, Trace, View};
use crate::exit::Failure;

/// The events to show, in order.
#[derive(Debug)]
pub(super) enum Item {
    /// A write begins, or the stream ends.
    Heading(String),
    Frame(Picture),
    /// The state after a write.
    State(String),
    /// Something was left out.
    Note(String),
}

/// Shows items as they come.
pub(super) trait Show {
    fn item(&mut self, item: Item) -> io::Result<()>;
    /// Called after each write of which something was shown.
    fn pause(&mut self) -> io::Result<()>;
    fn flush(&mut self) -> io::Result<()>;
}

/// A stream under way, and how much of it is to be shown.
pub(super) struct Analysis {
    trace: Trace,
    /// Frames to show.
    frames: u64,
    /// Bytes of each part to draw.
    bytes: usize,
    writes: u64,
    /// Where the write began.
    start: u64,
    /// Whether the heading of this write was shown.
    headed: bool,
    /// What of the incomplete frame was last drawn.
    drawn: Option<Drawn>,
    /// Writes since then that changed nothing in the drawing.
    unseen: u64,
    /// Where the first frame begins that is not shown.
    hidden_from: Option<u64>,
}

/// Frame, phase, and bytes of the phase as far as they are drawn.
type Drawn = (u64, Phase, usize);

impl Analysis {
    pub(super) fn new(trace: Trace, frames: u64, bytes: usize) -> Self {
        Self {
            trace,
            frames,
            bytes,
            writes: 0,
            start: 0,
            headed: false,
            drawn: None,
            unseen: 0,
            hidden_from: (frames == 0).then_some(0),
        }
    }

    /// Shows the stream; gives the error that ends it, if one does.
    pub(super) fn run(
        mut self,
        feed: &mut Feed<Source>,
        show: &mut impl Show,
    ) -> Result<Option<Error>, Failure> {
        self.begin_write(0);
        loop {
            match feed.next(self.start) {
                Err(error) => {
                    return Err(Failure::Usage(format!("cannot read {}: {error}", feed.input().name)));
                }
                Ok(Piece::Bytes(bytes)) => {
                    self.trace.push(bytes);
                    if let Some(error) = self.read_frames(show).map_err(Failure::Output)? {
                        return Ok(Some(error));
                    }
                }
                Ok(Piece::EndOfWrite) => {
                    let offset = feed.offset();
                    self.end_write(offset, show).map_err(Failure::Output)?;
                    self.begin_write(offset);
                }
                Ok(Piece::EndOfStream) => return self.end(feed.offset(), show).map_err(Failure::Output),
            }
        }
    }

    fn begin_write(&mut self, start: u64) {
        self.writes += 1;
        self.start = start;
        self.headed = false;
    }

    /// Reads the frames that are whole; gives the error that is in the way of more.
    fn read_frames(&mut self, show: &mut impl Show) -> io::Result<Option<Error>> {
        loop {
            let hidden = self.is_hidden();
            match if hidden { self.trace.advance_quickly() } else { self.trace.advance() } {
                Progress::Waits => break,
                Progress::Failed(error) => {
                    self.show_hidden(self.trace.offset(), show)?;
                    self.show_frame(Progress::Failed(error), show)?;
                    return Ok(Some(error));
                }
                Progress::Whole if hidden => {}
                Progress::Whole => self.show_frame(Progress::Whole, show)?,
            }
            self.trace.consume();
            if self.is_hidden() && self.hidden_from.is_none() {
                self.hidden_from = Some(self.trace.offset());
            }
        }
        show.flush()?;
        Ok(None)
    }

    fn is_hidden(&self) -> bool {
        self.trace.frames() >= self.frames
    }

    fn end_write(&mut self, offset: u64, show: &mut impl Show) -> io::Result<()> {
        self.show_waiting(show)?;
        if self.headed {
            let held = self.trace.buffered();
            let state = format!(
                "after write {}: {} written, {} in the buffer",
                self.writes,
                count(offset, "byte"),
                count(held as u64, "byte")
            );
            show.item(Item::State(state))?;
            show.pause()?;
        }
        Ok(())
    }

    fn end(&mut self, offset: u64, show: &mut impl Show) -> io::Result<Option<Error>> {
        if offset > self.start || self.writes == 1 {
            self.end_write(offset, show)?;
        }
        let progress = self.trace.finish();
        self.show_unseen(show)?;
        if !matches!(progress, Some(Progress::Whole)) || !self.is_hidden() {
            self.show_hidden(self.trace.offset(), show)?;
        }
        show.item(Item::Heading(format!("the stream ends at byte {offset}")))?;
        self.headed = true;
        match progress {
            None => Ok(None),
            Some(Progress::Failed(error)) => {
                self.show_frame(Progress::Failed(error), show)?;
                Ok(Some(error))
            }
            Some(progress) => {
                self.show_frame(progress, show)?;
                Ok(None)
            }
        }
    }

    /// Shows the frame that is incomplete at the end of a write.
    fn show_waiting(&mut self, show: &mut impl Show) -> io::Result<()> {
        if self.is_hidden() {
            return Ok(());
        }
        let view = self.trace.view(Progress::Waits);
        let drawn = drawn(&view, self.bytes);
        if self.drawn == Some(drawn) && !self.headed {
            self.unseen += 1;
            return Ok(());
        }
        let picture = Picture::new(&view, self.bytes);
        self.drawn = Some(drawn);
        self.show_picture(picture, show)
    }

    fn show_frame(&mut self, progress: Progress, show: &mut impl Show) -> io::Result<()> {
        let picture = Picture::new(&self.trace.view(progress), self.bytes);
        self.show_picture(picture, show)
    }

    fn show_picture(&mut self, picture: Picture, show: &mut impl Show) -> io::Result<()> {
        if !self.headed {
            self.show_unseen(show)?;
            show.item(Item::Heading(format!("write {}, from byte {}", self.writes, self.start)))?;
            self.headed = true;
        }
        show.item(Item::Frame(picture))
    }

    fn show_unseen(&mut self, show: &mut impl Show) -> io::Result<()> {
        match std::mem::take(&mut self.unseen) {
            0 => Ok(()),
            unseen => {
                let note = format!("… {} more, whose bytes are not drawn", count(unseen, "write"));
                show.item(Item::Note(note))
            }
        }
    }

    /// Says which frames were not shown, up to the offset at which the next one begins.
    fn show_hidden(&mut self, end: u64, show: &mut impl Show) -> io::Result<()> {
        match self.hidden_from.take() {
            Some(from) if end > from => {
                let frames = count(self.trace.frames() - self.frames, "frame");
                show.item(Item::Note(format!("… {frames} more, bytes {from} to {}, not drawn", end - 1)))
            }
            _ => Ok(()),
        }
    }
}

/// What a drawing of this frame shows.
fn drawn(view: &View<'_>, most: usize) -> Drawn {
    let (phase, start) = match view.shape {
        None => (Phase::Header, 0),
        Some(shape) => (Phase::Body, shape.header),
    };
    (view.number, phase, view.bytes.len().saturating_sub(start).min(most))
}

fn count(number: u64, what: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {what}{plural}")
}
