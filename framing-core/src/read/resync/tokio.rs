//! The async reader that resynchronizes.

use std::io;

use tokio::io::{AsyncRead, AsyncReadExt};

use super::reader_macro::resync_reader;
use super::{Resync, Resynced};
use crate::{Limits, TwoPhase};

/// Finds the frames of any [`AsyncRead`] that contains noise; see [`Resync`].
///
/// ```
/// use framing_core::{Netstring, ResyncReader, Resynced};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> std::io::Result<()> {
/// let mut reader = ResyncReader::new(&b"??2:hi,"[..], Netstring::new());
/// let mut bodies = Vec::new();
/// while let Some(next) = reader.next().await? {
///     if let Resynced::Frame(frame) = next {
///         bodies.push(frame.body().to_vec());
///     }
/// }
/// assert_eq!(bodies, [b"hi"]);
/// # Ok(())
/// # }
/// ```
///
/// # Cancel safety
///
/// All progress lives in the reader and none in its futures. Dropping a future at any await loses nothing.
#[derive(Debug)]
pub struct ResyncReader<R, F: TwoPhase> {
    transport: R,
    frames: Resync<F>,
}

resync_reader!([async] [.await] [AsyncRead + Unpin]);

impl<R: AsyncRead + Unpin, F: TwoPhase + Clone> ResyncReader<R, F> {
    /// Reads once from the transport.
    async fn receive(&mut self) -> io::Result<usize> {
        self.transport.read(self.frames.room()).await
    }
}
