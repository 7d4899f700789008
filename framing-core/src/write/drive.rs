//! The steps that every writer over a transport takes, whether it waits or blocks.

use core::task::{Poll, ready};
use std::io::{self, IoSlice};

use crate::write::checks::Around;
use crate::write::queue::{MOST_SLICES, fill};
use crate::{FrameQueue, TwoPhase, WriteError};

/// Makes one write to the transport; `false` when no bytes are available to be written.
///
/// `lent` is the body that a caller lends. `write` gets one slice or more, none of them empty.
#[inline(always)]
pub(crate) fn transfer<F: TwoPhase>(
    queue: &mut FrameQueue<F>,
    lent: &[u8],
    write: impl FnOnce(&[IoSlice<'_>]) -> Poll<io::Result<usize>>,
) -> Poll<Result<bool, WriteError>> {
    let mut unsent = queue.unsent_with(queue.at_hand(lent));
    let Some(first) = unsent.next() else { return Poll::Ready(queue.check_written().map(|()| false)) };
    let (polled, offered) = match unsent.next() {
        None => (write(&[IoSlice::new(first)]), first.len()),
        Some(second) => {
            let mut slices = [IoSlice::new(&[]); MOST_SLICES];
            let slices = fill(&mut slices, first, second, unsent);
            let offered = slices.iter().fold(0_usize, |sum, slice| sum.saturating_add(slice.len()));
            (write(slices), offered)
        }
    };
    let written = accepted(ready!(polled)?, offered)?;
    queue.written(written);
    Poll::Ready(Ok(true))
}

/// Settles the first write of a frame that is not in the queue: appends it if the transport did not accept all of it.
#[inline(always)]
pub(crate) fn settle<F: crate::Encode>(
    queue: &mut FrameQueue<F>,
    header: F::Header,
    body_len: usize,
    around: Around,
    frame: &[u8],
    polled: Poll<io::Result<usize>>,
) -> Result<(), WriteError> {
    if matches!(polled, Poll::Ready(Ok(written)) if written == frame.len()) {
        queue.bypassed(frame.len());
        return Ok(());
    }
    queue.adopt(header, body_len, around, frame);
    if let Poll::Ready(written) = polled {
        queue.written(accepted(written?, frame.len())?);
    }
    Ok(())
}

/// Checks the number of bytes that a transport reports as written.
#[inline(always)]
fn accepted(written: usize, offered: usize) -> Result<usize, WriteError> {
    if written == 0 || written > offered { Err(false_count(written)) } else { Ok(written) }
}

#[cold]
fn false_count(written: usize) -> WriteError {
    WriteError::Io(match written {
        0 => io::ErrorKind::WriteZero.into(),
        _ => io::Error::other("the transport reports more bytes written than it was given"),
    })
}
