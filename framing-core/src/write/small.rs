//! Small frames, encoded on the stack, so that sending one needs no allocation.

use alloc::vec::Vec;

use bytes::BufMut;
use bytes::buf::Chain;

use crate::write::encode::{Around, check_body, check_header, check_wrote, finish};
use crate::write::wide;
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
    let len = wide(body.len());
    check_body(format, header, len, Some(limits))?;
    let header_len = put(scratch, |out| format.encode_header(header, len, out))?;
    let Some((head, rest)) = scratch.split_at_mut_checked(header_len) else { return Ok(None) };
    check_header(format, head, Some(limits))?;
    // The header on the wire announces the trailer, whatever the caller's header contains.
    let announced = format.header(head).and_then(|header| format.trailer_len(&header, len));
    let Some((room, rest)) = rest.split_at_mut_checked(body.len()) else { return Ok(None) };
    let Some(trailer) = announced
        .ok()
        .and_then(|announced| usize::try_from(announced).ok())
        .filter(|announced| *announced <= rest.len())
    else {
        return Ok(None);
    };
    room.copy_from_slice(body);
    format.observe_body(header, body);
    let wrote = put(rest, |out| {
        format.encode_trailer(header, len, out);
        Ok(())
    })?;
    check_wrote("encode_trailer", wrote, trailer)?;
    finish(format, header, rest.get(..trailer).unwrap_or_default(), Some(limits))?;
    Ok(Some(Around { header: header_len, trailer }))
}

/// Lets `write` write to `room`, and counts what it writes: more than `room` has if it does not fit.
#[inline]
fn put(
    room: &mut [u8],
    write: impl FnOnce(&mut Chain<&mut [u8], Vec<u8>>) -> Result<(), EncodeError>,
) -> Result<usize, EncodeError> {
    let most = room.len();
    let mut out = room.chain_mut(Vec::new());
    write(&mut out)?;
    let (left, spilled) = out.into_inner();
    Ok(most.saturating_sub(left.len()).saturating_add(spilled.len()))
}
