//! The blocking reader that resynchronizes.

use std::io::{self, Read};

use super::reader_macro::resync_reader;
use super::{Resync, Resynced};
use crate::read::blocking::read_once;
use crate::{Limits, TwoPhase};

/// Finds the frames of any [`Read`] that contains noise; see [`Resync`].
///
/// ```
/// use framing_core::{Netstring, Resynced, blocking::ResyncReader};
///
/// let mut reader = ResyncReader::new(&b"??2:hi,"[..], Netstring::new());
/// let mut bodies = Vec::new();
/// while let Some(next) = reader.next()? {
///     if let Resynced::Frame(frame) = next {
///         bodies.push(frame.body().to_vec());
///     }
/// }
/// assert_eq!(bodies, [b"hi"]);
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
pub struct ResyncReader<R, F: TwoPhase> {
    transport: R,
    frames: Resync<F>,
}

resync_reader!([] [] [Read]);

impl<R: Read, F: TwoPhase + Clone> ResyncReader<R, F> {
    /// Reads once from the transport.
    fn receive(&mut self) -> io::Result<usize> {
        read_once(&mut self.transport, self.frames.room())
    }
}
