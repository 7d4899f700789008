//! Bytes that come before the frames of a protocol: a preface, an answer of one byte.

use framing_core::{BodyLen, Extent, Malformed, Scan, TwoPhase};

/// So many bytes, which are a frame without a body.
#[derive(Clone, Copy, Debug)]
pub(super) struct First(pub(super) usize);

impl TwoPhase for First {
    type Header = ();

    fn header_len(&self, _: &[u8], _: &mut Scan) -> Result<Extent, Malformed> {
        Ok(Extent::Exact(self.0))
    }

    fn header(&self, _: &[u8]) -> Result<(), Malformed> {
        Ok(())
    }

    fn body_len(&self, (): &()) -> Result<BodyLen, Malformed> {
        Ok(BodyLen::Exact(0))
    }
}
