//! What every way to encode a frame checks.

use crate::decoder::end_frame;
use crate::write::wide;
use crate::{Encode, EncodeError, Event, Extent, FrameEvent, Limits, Phase, Scan};

/// The lengths of the parts of a frame that the format writes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Around {
    pub(crate) header: usize,
    pub(crate) trailer: usize,
}

impl Around {
    /// The length of the frame.
    #[inline(always)]
    pub(crate) fn total(self, body: usize) -> usize {
        self.header.saturating_add(body).saturating_add(self.trailer)
    }
}

/// Refuses a body that a reader with the same limits would refuse.
#[inline(always)]
pub(crate) fn check_body<F: Encode>(
    format: &F,
    header: &F::Header,
    body_len: u64,
    limits: Option<&Limits>,
) -> Result<(), EncodeError> {
    let Some(limits) = limits else { return Ok(()) };
    check(Phase::Body, body_len, limits.body().min(format.body_limit(header)))
}

/// Refuses a header that a reader with the same limits would refuse, or whose end it would see elsewhere.
///
/// `wrote` is the length of `header`. It costs one comparison if the format's header has a fixed length.
#[inline(always)]
pub(crate) fn check_header<F: Encode>(
    format: &F,
    header: &[u8],
    wrote: usize,
    limits: Option<&Limits>,
) -> Result<(), EncodeError> {
    if let Some(limits) = limits {
        check(Phase::Header, wide(wrote), wide(limits.header()))?;
    }
    match format.header_len(header, &mut Scan::default()) {
        // A format without a header: its frames begin with the first byte of the body.
        Ok(Extent::AtLeast(1)) if wrote == 0 => Ok(()),
        Ok(Extent::Exact(len) | Extent::AtLeast(len)) => check_wrote("encode_header", wrote, len),
        Err(refused) => Err(EncodeError::Invalid(refused.expected)),
    }
}

/// Refuses what a method wrote if it has another length than the format expects.
#[inline(always)]
pub(crate) fn check_wrote(method: &'static str, wrote: usize, expected: usize) -> Result<(), EncodeError> {
    if wrote == expected { Ok(()) } else { Err(false_length(method, wrote, expected)) }
}

#[cold]
fn false_length(method: &'static str, wrote: usize, expected: usize) -> EncodeError {
    EncodeError::Format { method, wrote: wide(wrote), expected: wide(expected) }
}

/// Ends a frame whose trailer has the announced length.
#[inline(always)]
pub(crate) fn finish<F: Encode>(
    format: &mut F,
    header: &F::Header,
    trailer: &[u8],
    limits: Option<&Limits>,
) -> Result<(), EncodeError> {
    if let Some(limits) = limits {
        check(Phase::Trailer, wide(trailer.len()), wide(limits.trailer()))?;
    }
    end_frame(format, header, trailer).map_err(|refused| EncodeError::Invalid(refused.expected))
}

#[inline(always)]
pub(crate) fn check(part: Phase, len: u64, limit: u64) -> Result<(), EncodeError> {
    if len > limit { Err(over_limit(part, len, limit)) } else { Ok(()) }
}

#[cold]
fn over_limit(part: Phase, len: u64, limit: u64) -> EncodeError {
    EncodeError::OverLimit { part, len, limit }
}

/// Lets the format observe a frame that was encoded, or could not be.
#[inline(always)]
pub(crate) fn observe<F: Encode>(
    format: &mut F,
    header: &F::Header,
    body_len: u64,
    offset: u64,
    encoded: Result<Around, EncodeError>,
) -> Result<Around, EncodeError> {
    match encoded {
        Ok(around) => {
            let frame = FrameEvent::new(header, offset, around.header, body_len, around.trailer);
            format.observe(&Event::FrameWritten(frame));
        }
        Err(error) => format.observe(&Event::EncodeError { error, offset }),
    }
    encoded
}
