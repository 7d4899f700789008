//! After the end, and after a final error, whatever yields frames has ended.

use core::pin::Pin;
use core::task::{Context, Poll, Waker};
use std::format;
use std::string::String;

use futures_core::Stream;
use tokio_util::codec::FramedRead;

use super::flaw::{Cause, Flaw, Mismatch};
use super::trial::Trial;
use crate::{FrameBuffer, FrameCodec, FrameReader, Frames, blocking};

/// The whole stream, and the stream without its last byte.
pub(super) fn fused(trial: &Trial<'_>) -> Result<(), Flaw> {
    let bytes = &trial.subject.case.bytes[..];
    for bytes in [bytes, bytes.split_last().map_or(bytes, |(_, less)| less)] {
        trial.count();
        every_iterator_ends(trial, bytes)?;
    }
    Ok(())
}

fn every_iterator_ends(trial: &Trial<'_>, bytes: &[u8]) -> Result<(), Mismatch> {
    let (format, limits) = (|| trial.subject.format.clone(), trial.subject.limits);
    let mut frames = Frames::new(bytes, format()).with_limits(limits);
    let mut buffer = FrameBuffer::new(format()).with_limits(limits);
    buffer.push(bytes);
    let mut batch = buffer.batch();
    let mut owned = blocking::FrameReader::new(bytes, format()).with_limits(limits).into_frames();
    let mut stream = FrameReader::new(bytes, format()).with_limits(limits).into_stream();
    let mut framed = FramedRead::new(bytes, FrameCodec::new(format()).with_limits(limits));
    ends("Frames", bytes.len(), 3, || frames.next())?;
    ends("FrameBuffer::batch", bytes.len(), 3, || batch.next())?;
    ends("blocking::Frames", bytes.len(), 3, || owned.next())?;
    ends("FrameStream", bytes.len(), 3, || poll(&mut stream))?;
    // tokio-util asks its decoder again after the `None` that follows an error.
    ends("FramedRead", bytes.len(), 1, || poll(&mut framed))
}

fn poll<S: Stream + Unpin>(stream: &mut S) -> Option<S::Item> {
    match Pin::new(stream).poll_next(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(item) => item,
        Poll::Pending => None,
    }
}

/// A frame has at least one byte, so more items than bytes, an error and a last frame without any come from no right reader.
fn ends<T, E>(
    what: &str,
    bytes: usize,
    times: usize,
    mut next: impl FnMut() -> Option<Result<T, E>>,
) -> Result<(), Mismatch> {
    let mut failed = false;
    for _ in 0..bytes + 3 {
        match next() {
            None if (1..times).all(|_| next().is_none()) => return Ok(()),
            None => return Err(goes_on(format!("{what} yields an item after its end"))),
            Some(_) if failed => return Err(goes_on(format!("{what} yields an item after a final error"))),
            Some(item) => failed = item.is_err(),
        }
    }
    Err(goes_on(format!("{what} never ends")))
}

fn goes_on(text: String) -> Mismatch {
    Mismatch::new(text).because(Cause::FrameInvented)
}

#[cfg(test)]
mod tests {
    use super::ends;

    #[test]
    fn what_goes_on_after_its_end_is_caught() {
        let check = |items: &[Option<Result<(), ()>>]| {
            let mut items = items.iter().copied().chain(core::iter::repeat(None));
            ends("it", 3, 3, || items.next().flatten()).map_err(|mismatch| mismatch.text)
        };
        assert_eq!(check(&[Some(Ok(())), Some(Err(()))]), Ok(()));
        assert!(check(&[Some(Err(())), Some(Err(()))]).unwrap_err().contains("after a final error"));
        assert!(check(&[None, Some(Ok(()))]).unwrap_err().contains("after its end"));
        assert!(check(&[Some(Ok(())); 9]).unwrap_err().contains("never ends"));
    }
}
