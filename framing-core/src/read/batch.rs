//! The complete frames in a buffer, one after the other.

use crate::decoder::Decoder;
use crate::frame::Parts;
use crate::read::Mark;
use crate::{Error, Frame, Step, TwoPhase};

/// The frames that are buffered whole; see [`FrameBuffer::batch`](crate::FrameBuffer::batch).
#[derive(Debug)]
pub struct Batch<'a, F: TwoPhase> {
    pub(super) decoder: &'a mut Decoder<F>,
    pub(super) input: &'a [u8],
    pub(super) mark: Mark<'a>,
    pub(super) failed: bool,
}

impl<'a, F: TwoPhase> Iterator for Batch<'a, F> {
    type Item = Result<Frame<'a, F::Header>, Error>;

    #[inline(always)]
    fn next(&mut self) -> Option<Self::Item> {
        if self.input.is_empty() || self.failed {
            return None;
        }
        match self.decoder.step_fast(self.input) {
            Some(parts) => Some(Ok(self.lend(parts))),
            None => self.next_slowly(),
        }
    }
}

impl<F: TwoPhase> core::iter::FusedIterator for Batch<'_, F> {}

impl<'a, F: TwoPhase> Batch<'a, F> {
    #[inline(always)]
    #[expect(
        clippy::indexing_slicing,
        reason = "a decoder makes parts only of a frame that the input holds whole"
    )]
    fn lend(&mut self, parts: Parts<F::Header>) -> Frame<'a, F::Header> {
        let total = parts.layout.total();
        let frame = Frame::lend(parts, self.input);
        self.input = &self.input[total..];
        self.mark.advance(total);
        frame
    }

    #[cold]
    #[inline(never)]
    fn next_slowly(&mut self) -> Option<Result<Frame<'a, F::Header>, Error>> {
        match self.decoder.step_slowly(self.input) {
            Ok(Step::Done(parts)) => Some(Ok(self.lend(parts))),
            Ok(Step::Need(_)) => None,
            Err(error) => {
                self.failed = true;
                Some(Err(error))
            }
        }
    }
}
