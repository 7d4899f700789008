//! One direction of a connection: frames are read, counted, and written on from their header and body.

use std::io;

use bytes::Bytes;
use framing_core::registry::{DynFormat, DynHeader};
use framing_core::{Frame, FrameReader, FrameWriter, Preface, ReadError, WriteError};
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt};

use super::tap::{Seen, Tap};

pub(in crate::interop) type Source = Box<dyn AsyncRead + Send + Unpin>;
pub(in crate::interop) type Sink = Box<dyn AsyncWrite + Send + Unpin>;

/// One direction.
pub(in crate::interop) struct Lane {
    reading: Reading,
    writer: FrameWriter<Sink, DynFormat>,
    frames: u64,
    read: Seen,
    written: Seen,
}

/// What is made of the bytes that come.
enum Reading {
    Frames(Box<FrameReader<Tap<Source>, DynFormat>>),
    /// None are frames any more. The first of them are here already.
    Raw(Tap<Source>, Bytes),
}

/// A frame that was passed on, for whoever decides what comes next by it.
pub(in crate::interop) struct Passed {
    pub(in crate::interop) header: Vec<u8>,
    pub(in crate::interop) body: Vec<u8>,
}

/// What went along a lane, once it has ended.
#[derive(Default)]
pub(super) struct Passage {
    pub(super) frames: u64,
    pub(super) read: Vec<u8>,
    pub(super) written: Vec<u8>,
    pub(super) end: End,
}

/// How a lane ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum End {
    /// The sender had nothing more to send.
    #[default]
    Said,
    /// The receiver left before it had taken all.
    Left,
}

/// Why a lane goes no further.
enum Stop {
    Left,
    Failed(String),
}

impl Lane {
    pub(super) fn new(source: Source, sink: Sink, format: DynFormat) -> Self {
        Self::through(source, sink, format, |sink| Box::new(sink))
    }

    /// A lane whose writer writes to what `wrap` makes of the sink.
    pub(super) fn through(
        source: Source,
        sink: Sink,
        format: DynFormat,
        wrap: impl FnOnce(Tap<Sink>) -> Sink,
    ) -> Self {
        let (read, written) = (Seen::default(), Seen::default());
        let reader = FrameReader::new(Tap::new(source, &read), format.clone());
        let writer = FrameWriter::new(wrap(Tap::new(sink, &written)), format);
        Self { reading: Reading::Frames(Box::new(reader)), writer, frames: 0, read, written }
    }

    /// Passes the next frame on; nothing once the sender has ended, or once nothing is a frame any more.
    pub(in crate::interop) async fn pass(&mut self) -> Result<Option<Passed>, String> {
        let Reading::Frames(reader) = &mut self.reading else { return Ok(None) };
        let Some(frame) = reader.next().await.map_err(|error| error.to_string())? else { return Ok(None) };
        let passed = Passed { header: frame.header_bytes().to_vec(), body: frame.body().to_vec() };
        self.frames += 1;
        let sent = async {
            write(frame, &mut self.writer).await?;
            self.writer.flush().await
        };
        sent.await.map_err(|error| error.to_string())?;
        Ok(Some(passed))
    }

    /// Forwards and returns the bytes before the frames; nothing once the sender has ended.
    pub(in crate::interop) async fn pass_preface<const N: usize>(
        mut self,
        preface: Preface<N>,
    ) -> Result<(Self, Option<[u8; N]>), String> {
        let format = self.format();
        self = self.with_format(DynFormat::read_only(preface));
        let passed = self.pass().await?;
        let bytes = passed.and_then(|passed| passed.header.try_into().ok());
        Ok((self.with_format(format), bytes))
    }

    /// The format, in the state that it is in.
    fn format(&self) -> DynFormat {
        match &self.reading {
            Reading::Frames(reader) => reader.frames().decoder().format().clone(),
            Reading::Raw(..) => self.writer.queue().format().clone(),
        }
    }

    /// The same lane, where the next byte begins a stream of another format.
    pub(in crate::interop) fn with_format(self, format: DynFormat) -> Self {
        let reading = match self.reading {
            Reading::Frames(reader) => Reading::Frames(Box::new(reader.with_format(format.clone()))),
            Reading::Raw(source, unread) => {
                Reading::Frames(Box::new(FrameReader::new(source, format.clone()).with_unread(&unread)))
            }
        };
        Self { reading, writer: FrameWriter::new(self.writer.into_inner(), format), ..self }
    }

    /// The same lane, where the next byte is none of a frame.
    pub(in crate::interop) fn into_raw(self) -> Self {
        let reading = match self.reading {
            Reading::Frames(reader) => {
                let (source, unread) = reader.into_parts();
                Reading::Raw(source, unread)
            }
            raw @ Reading::Raw(..) => raw,
        };
        Self { reading, ..self }
    }

    /// Passes on all that comes, to the end.
    pub(super) async fn run(mut self) -> Result<Passage, String> {
        let end = match self.pass_all().await {
            Ok(()) => End::Said,
            Err(Stop::Left) => End::Left,
            Err(Stop::Failed(error)) => return Err(error),
        };
        Ok(Passage { frames: self.frames, read: self.read.take(), written: self.written.take(), end })
    }

    async fn pass_all(&mut self) -> Result<(), Stop> {
        let Self { reading, writer, frames, .. } = self;
        match reading {
            Reading::Frames(reader) => pass_frames(reader, writer, frames).await?,
            Reading::Raw(source, unread) => pass_raw(source, unread, writer.get_mut()).await?,
        }
        match writer.close().await {
            // A peer that has closed both directions needs no end of stream.
            Err(WriteError::Io(error)) if error.kind() == io::ErrorKind::NotConnected => Ok(()),
            ended => Ok(ended?),
        }
    }
}

/// All that is there is written at once, as it came.
async fn pass_frames(
    reader: &mut FrameReader<Tap<Source>, DynFormat>,
    writer: &mut FrameWriter<Sink, DynFormat>,
    frames: &mut u64,
) -> Result<(), Stop> {
    loop {
        let batch = match reader.batch().await {
            Ok(Some(batch)) => batch,
            Ok(None) => return Ok(()),
            Err(ReadError::Io(error)) if is_gone(&error) => break,
            Err(error) => return Err(Stop::Failed(error.to_string())),
        };
        for frame in batch {
            write(frame.map_err(|error| Stop::Failed(error.to_string()))?, writer).await?;
            *frames += 1;
        }
        writer.flush().await?;
    }
    match reader.frames().buffered().len() {
        0 => Ok(()),
        rest => Err(Stop::Failed(format!("the sender broke off {rest} bytes after the last frame"))),
    }
}

/// Writes a frame from its header and body; one that the format only reads, as it came.
async fn write(
    frame: Frame<'_, DynHeader>,
    writer: &mut FrameWriter<Sink, DynFormat>,
) -> Result<(), WriteError> {
    if writer.queue().format().is_writable() {
        let body = frame.body();
        return writer.feed(frame.header, body).await;
    }
    writer.flush().await?;
    Ok(writer.get_mut().write_all(frame.bytes()).await?)
}

async fn pass_raw(source: &mut Tap<Source>, unread: &Bytes, sink: &mut Sink) -> Result<(), Stop> {
    let copied = async {
        sink.write_all(unread).await?;
        tokio::io::copy(source, sink).await
    };
    Ok(copied.await.map(|_| ()).map_err(WriteError::Io)?)
}

fn is_gone(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::BrokenPipe | io::ErrorKind::ConnectionReset)
}

impl From<WriteError> for Stop {
    fn from(error: WriteError) -> Self {
        match error {
            WriteError::Io(error) if is_gone(&error) => Self::Left,
            error => Self::Failed(error.to_string()),
        }
    }
}

impl Passage {
    /// Is what was written what was read?
    pub(super) fn check(&self) -> Result<(), String> {
        let differs = self.read.iter().zip(&self.written).position(|(read, written)| read != written);
        if let Some(at) = differs {
            return Err(format!("byte {at} is not the one that was received"));
        }
        match (self.read.len(), self.written.len()) {
            (read, written) if read == written => Ok(()),
            (read, written) if read > written && self.end == End::Left => Ok(()),
            (read, written) => Err(format!("{written} bytes were passed on of {read} received")),
        }
    }
}
