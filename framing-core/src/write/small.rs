//! Small frames, encoded on the stack, so that sending one needs no allocation.

use crate::write::checks::Around;
use crate::write::slice::{Fit, encode_to_slice};
use crate::{Encode, EncodeError, Limits};

/// The longest frame that is sent from the stack.
pub(crate) const SMALL: usize = 256;

/// Encodes a frame into `scratch`; `None`, before the format has observed the body, if it does not fit.
#[inline]
pub(crate) fn encode_small<F: Encode>(
    format: &mut F,
    header: &F::Header,
    body: &[u8],
    scratch: &mut [u8; SMALL],
    limits: &Limits,
) -> Result<Option<Around>, EncodeError> {
    match encode_to_slice(format, header, body, scratch, Some(limits))? {
        Fit::Encoded(around) => Ok(Some(around)),
        Fit::Needs(_) => Ok(None),
    }
}
