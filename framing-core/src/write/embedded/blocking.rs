//! The blocking writer over `embedded_io::Write`.

use bytes::Buf;
use embedded_io::Write;

use super::{WriteError, writing};
use crate::write::writer_macros::accessors;
use crate::{Encode, EnqueueError, FrameQueue, Limits, TwoPhase, Undelivered, Watermarks};

/// Writes frames of any [format](TwoPhase) to any [`Write`], without the standard library.
///
/// ```
/// use framing_core::{U32Be, embedded_io::FrameWriter};
///
/// let mut wire = [0; 16];
/// let mut writer = FrameWriter::new(&mut wire[..], U32Be);
/// writer.enqueue_body(&b"hello"[..]).unwrap();
/// writer.send(0, &b"bye"[..]).unwrap();
/// assert_eq!(wire, *b"\0\0\0\x05hello\0\0\0\x03bye");
/// ```
#[derive(Debug)]
pub struct FrameWriter<W, F: TwoPhase> {
    transport: W,
    queue: FrameQueue<F>,
}

accessors!();
writing!([] []);
