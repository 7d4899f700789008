//! The blocking reader between the phases: a frame whose header is known, and a body that is read as a stream.

use std::io::{self, BufRead, Read, Write};

use bytes::Bytes;

use super::{FrameReader, uninterrupted};
use crate::read::reader_macros::decisions;
use crate::{Admission, Announced, Error, Frame, ReadError, Step, TwoPhase};

impl<R, F: TwoPhase> FrameReader<R, F> {
    /// Reads the same stream as another format, from the first byte that does not belong to a frame taken so far.
    ///
    /// No byte is lost, and offsets continue. The new format brings its own limits.
    #[must_use]
    pub fn with_format<G: TwoPhase>(self, format: G) -> FrameReader<R, G> {
        FrameReader {
            transport: self.transport,
            frames: self.frames.with_format(format),
            stopwatch: self.stopwatch,
        }
    }

    /// Returns the transport and the received bytes that do not belong to a frame taken so far.
    #[must_use]
    pub fn into_parts(self) -> (R, Bytes) {
        (self.transport, self.frames.into_unread())
    }
}

impl<R: Read, F: TwoPhase> FrameReader<R, F> {
    /// Reads the header of the next frame without buffering its body, or returns `None` once the stream has ended between
    /// two frames.
    ///
    /// The rest of a body that was streamed is skipped first. A frame that is dropped without a decision is returned again.
    ///
    /// ```
    /// use std::io::Read;
    ///
    /// use framing_core::U32Be;
    /// use framing_core::blocking::FrameReader;
    ///
    /// let mut reader = FrameReader::new(&b"\0\0\0\x05hello\0\0\0\x02hi"[..], U32Be::new());
    /// while let Some(frame) = reader.next_header()? {
    ///     if frame.body_len() == Some(5) {
    ///         frame.skip()?;
    ///     } else {
    ///         let mut text = String::new();
    ///         frame.stream()?.read_to_string(&mut text)?;
    ///         assert_eq!(text, "hi");
    ///     }
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`next`](Self::next) that concern the header.
    pub fn next_header(&mut self) -> Result<Option<Incoming<'_, R, F>>, ReadError> {
        loop {
            match self.frames.header_status()? {
                Step::Done(true) => return Ok(Some(Incoming { reader: self })),
                Step::Done(false) => return Ok(None),
                Step::Need(_) => self.receive()?,
            }
        }
    }

    /// Returns the body that is being streamed and has not ended, to resume reading it.
    ///
    /// A [`Body`] that was dropped has lost nothing. Reading the next frame instead skips the rest.
    #[must_use]
    pub fn streaming(&mut self) -> Option<Body<'_, R, F>> {
        self.frames.decoder().is_streaming().then_some(Body { reader: self, ended: false })
    }

    /// Reads the next frame that `admit` accepts.
    ///
    /// `admit` is called for every frame, with its header and the length of its body if that is known, before any byte of
    /// the body is buffered.
    ///
    /// # Errors
    ///
    /// Those of [`next`](Self::next), and [`Refused`](crate::ErrorKind::Refused), which is final.
    pub fn next_admitted(
        &mut self,
        mut admit: impl FnMut(&F::Header, Option<u64>) -> Admission,
    ) -> Result<Option<Frame<'_, F::Header>>, ReadError> {
        while let Some(incoming) = self.next_header()? {
            let len = incoming.body_len();
            match admit(incoming.header(), len).skips(len) {
                Some(false) => return self.next(),
                Some(true) => incoming.skip()?,
                None => return Err(incoming.refuse().into()),
            }
        }
        Ok(None)
    }
}

/// A frame whose header was read; see [`FrameReader::next_header`].
///
/// Without a decision about its body it stays at the front of the reader.
#[derive(Debug)]
#[must_use = "without a decision the same frame is returned again"]
pub struct Incoming<'a, R, F: TwoPhase> {
    reader: &'a mut FrameReader<R, F>,
}

decisions!();

impl<'a, R: Read, F: TwoPhase> Incoming<'a, R, F> {
    /// Reads the complete frame, within the reader's limits.
    ///
    /// # Errors
    ///
    /// Those of [`FrameReader::next`].
    pub fn buffer(self) -> Result<Option<Frame<'a, F::Header>>, ReadError> {
        self.reader.next()
    }

    /// Skips the frame without buffering it. After an error the next call to the reader resumes skipping.
    ///
    /// # Errors
    ///
    /// Those of [`FrameReader::next`]. A frame whose end is found only by scanning its body is buffered, within the limits.
    pub fn skip(self) -> Result<(), ReadError> {
        let reader = self.reader;
        reader.frames.begin_passing_over()?;
        while reader.frames.pass_over_body()?.is_some() {
            reader.receive()?;
        }
        Ok(())
    }
}

/// The body of one frame as a stream of bytes.
///
/// It ends once the trailer was received and verified. The next call to the reader skips the rest of a body that is dropped
/// before its end.
///
/// # Errors
///
/// `UnexpectedEof` if the stream ends inside the frame, `InvalidData` if the format refuses the trailer, each with the
/// [`Error`] inside; both are final. After an error of the transport reading may be resumed.
///
/// # Memory
///
/// At most 64 KiB are buffered, however long the body.
#[derive(Debug)]
pub struct Body<'a, R, F: TwoPhase> {
    reader: &'a mut FrameReader<R, F>,
    ended: bool,
}

impl<R: Read, F: TwoPhase> Body<'_, R, F> {
    /// Writes the remaining body to `writer` without an intermediate copy, and returns the number of bytes.
    ///
    /// # Errors
    ///
    /// Those of the body and of `writer`; what `writer` took was consumed.
    pub fn forward<W: Write>(mut self, writer: &mut W) -> io::Result<u64> {
        let mut forwarded = 0;
        loop {
            let bytes = self.fill_buf()?;
            if bytes.is_empty() {
                writer.flush()?;
                return Ok(forwarded);
            }
            let taken = uninterrupted(|| writer.write(bytes))?;
            if taken == 0 {
                return Err(io::ErrorKind::WriteZero.into());
            }
            self.consume(taken);
            forwarded += taken as u64;
        }
    }

    /// The number of bytes of body that are buffered, at least one; 0 at the end.
    fn available(&mut self) -> io::Result<usize> {
        while !self.ended {
            match self.reader.frames.body_step().map_err(ReadError::from)? {
                Step::Done(Some(n)) => return Ok(n),
                Step::Need(_) => self.reader.receive()?,
                Step::Done(None) => self.ended = true,
            }
        }
        Ok(0)
    }
}

impl<R: Read, F: TwoPhase> Read for Body<'_, R, F> {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        let n = self.fill_buf()?.read(room)?;
        self.consume(n);
        Ok(n)
    }
}

impl<R: Read, F: TwoPhase> BufRead for Body<'_, R, F> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        let bytes = self.available()?;
        Ok(self.reader.frames.buffered().get(..bytes).unwrap_or_default())
    }

    fn consume(&mut self, bytes: usize) {
        self.reader.frames.consume_body(bytes);
    }
}
