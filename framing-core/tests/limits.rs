//! Limits, and what else is wrong with a frame: whichever the fewest bytes tell, however many come at once.
#![allow(clippy::indexing_slicing, reason = "a test that is wrong fails, as it should")]

use framing_core::{BodyLen, Decoder, Error, ErrorKind, Extent, Limits, Malformed, Scan, Step, TwoPhase};

/// The first byte says how long the header is, the other bytes of it are zero.
#[derive(Clone)]
struct Zeros;

impl TwoPhase for Zeros {
    type Header = usize;

    fn header_len(&self, seen: &[u8], _: &mut Scan) -> Result<Extent, Malformed> {
        let Some((&len, rest)) = seen.split_first() else { return Ok(Extent::AtLeast(1)) };
        match rest.iter().position(|&byte| byte != 0) {
            Some(at) => Err(Malformed::new(1 + at, "a zero")),
            None => Ok(Extent::Exact(len.into())),
        }
    }

    fn header(&self, bytes: &[u8]) -> Result<usize, Malformed> {
        Ok(bytes.len())
    }

    fn body_len(&self, _: &usize) -> Result<BodyLen, Malformed> {
        Ok(BodyLen::Exact(0))
    }
}

/// What is wrong with `bytes`, shown as many at a time.
fn refusal(bytes: &[u8], at_a_time: usize, limit: usize) -> Result<(), Error> {
    let mut decoder = Decoder::new(Zeros).with_limits(Limits::DEFAULT.with_header(limit));
    for end in (at_a_time..bytes.len()).step_by(at_a_time).chain([bytes.len()]) {
        assert!(matches!(decoder.decode(&bytes[..end])?, Step::Need(_)), "{bytes:?} is no whole frame");
    }
    Ok(())
}

#[test]
fn what_the_fewest_bytes_tell_is_what_is_refused() {
    let zero = ErrorKind::Malformed { expected: "a zero" };
    let long = |len| ErrorKind::TooLong { len, limit: 4 };
    for (bytes, limit, offset, kind) in [
        (&[9, 0, 0, 0][..], 4, 0, long(9)),
        (&[9, 0, 0, 1], 4, 0, long(9)),
        (&[5, 1, 0, 0], 4, 0, long(5)),
        (&[4, 1, 0], 4, 1, zero),
        (&[4, 0, 1], 4, 2, zero),
        (&[9, 0, 1, 0], 9, 2, zero),
        (&[9, 0, 1, 2, 3], 9, 2, zero),
        (&[1, 2], 0, 0, ErrorKind::TooLong { len: 1, limit: 0 }),
    ] {
        for at_a_time in 1..=bytes.len() {
            let refused = refusal(bytes, at_a_time, limit).expect_err("it is refused");
            assert_eq!((refused.offset(), refused.kind()), (offset, kind), "{bytes:?} {at_a_time} at a time");
        }
    }
}
