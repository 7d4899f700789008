//! The blocking reader over `embedded_io::Read`.

use embedded_io::Read;

use super::ReadError;
use crate::read::reader_macros::{accessors, decisions, reader};
use crate::{Admission, Announced, Batch, Error, Frame, FrameBuffer, Limits, Step, TwoPhase};

/// Reads frames of any [format](TwoPhase) from any [`Read`], without the standard library.
///
/// ```
/// use framing_core::{U32Be, embedded_io::FrameReader};
///
/// let mut reader = FrameReader::new(&b"\0\0\0\x05hello"[..], U32Be);
/// assert_eq!(reader.next().unwrap().expect("one frame").body(), b"hello");
/// ```
#[derive(Debug)]
pub struct FrameReader<R, F: TwoPhase> {
    transport: R,
    frames: FrameBuffer<F>,
}

reader!([] [] [Read] ReadError<R::Error>);

impl<R: Read, F: TwoPhase> FrameReader<R, F> {
    /// Reads once from the transport.
    fn receive(&mut self) -> Result<(), ReadError<R::Error>> {
        match self.transport.read(self.frames.room()).map_err(ReadError::Io)? {
            0 => self.frames.end(),
            received => self.frames.filled(received),
        }
        Ok(())
    }
}
