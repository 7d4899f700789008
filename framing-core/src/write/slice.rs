//! Encoding into memory of a fixed size, without an allocator.

use super::SliceSink;
use super::checks::{Around, check_body, check_header, check_wrote, finish, observe};
use super::wide;
use crate::{Encode, EncodeError, Limits};

/// Encodes one frame at the start of `room` and returns its length: the header, `body`, and the trailer.
///
/// It needs no allocator. No [limits](Limits) apply.
///
/// ```
/// use framing_core::{EncodeError, U16Be, encode_frame_to_slice};
///
/// let (mut format, mut room) = (U16Be::new(), [0; 8]);
/// let len = encode_frame_to_slice(&mut format, &0, b"hi", &mut room)?;
/// assert_eq!(room[..len], *b"\0\x02hi");
///
/// let refused = encode_frame_to_slice(&mut format, &0, b"too much", &mut room);
/// assert_eq!(refused, Err(EncodeError::NoRoom { len: 10, room: 8 }));
/// # Ok::<(), EncodeError>(())
/// ```
///
/// # Errors
///
/// [`EncodeError::NoRoom`] if the frame does not fit, which the format does not notice: it may be encoded again. Otherwise
/// as `encode_frame`. What `room` contains is unspecified then.
#[inline]
pub fn encode_frame_to_slice<F: Encode>(
    format: &mut F,
    header: &F::Header,
    body: &[u8],
    room: &mut [u8],
) -> Result<usize, EncodeError> {
    let encoded = match encode_to_slice(format, header, body, room, None) {
        Ok(Fit::Encoded(around)) => Ok(around),
        Ok(Fit::Needs(len)) => Err(EncodeError::NoRoom { len, room: wide(room.len()) }),
        Err(refused) => Err(refused),
    };
    observe(format, header, wide(body.len()), 0, encoded).map(|around| around.total(body.len()))
}

/// Whether a frame was encoded into a slice.
pub(crate) enum Fit {
    Encoded(Around),
    /// The frame has this many bytes and does not fit. The format has not observed the body.
    Needs(u64),
}

/// Encodes a frame at the start of `room`, if it fits.
#[inline]
pub(crate) fn encode_to_slice<F: Encode>(
    format: &mut F,
    header: &F::Header,
    body: &[u8],
    room: &mut [u8],
    limits: Option<&Limits>,
) -> Result<Fit, EncodeError> {
    let len = wide(body.len());
    check_body(format, header, len, limits)?;
    let header_len = put(room, |out| format.encode_header(header, len, out))?;
    let Some((head, rest)) = room.split_at_mut_checked(header_len) else {
        let announced = format.trailer_len(header, len).unwrap_or(0);
        return Ok(Fit::Needs(wide(header_len).saturating_add(len).saturating_add(announced)));
    };
    check_header(format, head, header_len, limits)?;
    // The header on the wire announces the trailer, whatever the caller's header contains.
    let announced = format.header(head).and_then(|header| format.trailer_len(&header, len));
    let announced = match announced.or_else(|_| format.trailer_len(header, len)) {
        Ok(announced) => announced,
        Err(refused) => return Err(EncodeError::Invalid(refused.expected)),
    };
    let needs = wide(header_len).saturating_add(len).saturating_add(announced);
    let Some((place, rest)) = rest.split_at_mut_checked(body.len()) else { return Ok(Fit::Needs(needs)) };
    let Some(trailer) = usize::try_from(announced).ok().filter(|announced| *announced <= rest.len()) else {
        return Ok(Fit::Needs(needs));
    };
    place.copy_from_slice(body);
    format.observe_body(header, body);
    let wrote = put(rest, |out| {
        format.encode_trailer(header, len, out);
        Ok(())
    })?;
    check_wrote("encode_trailer", wrote, trailer)?;
    finish(format, header, rest.get(..trailer).unwrap_or_default(), limits)?;
    Ok(Fit::Encoded(Around { header: header_len, trailer }))
}

/// Lets `write` write to `room`, and counts what it writes: more than `room` has if it does not fit.
#[inline]
fn put(
    room: &mut [u8],
    write: impl FnOnce(&mut SliceSink<'_>) -> Result<(), EncodeError>,
) -> Result<usize, EncodeError> {
    let mut out = SliceSink::new(room);
    write(&mut out)?;
    Ok(out.wanted())
}
