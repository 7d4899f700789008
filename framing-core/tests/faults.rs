//! Arithmetic at the edges, and the memory of what is pushed: one fault that was found a test.

use framing_core::{
    BodyLen, Decoder, Error, ErrorKind, Extent, FrameBuffer, Frames, Limits, Malformed, Outcome, Scan, Step,
    TwoPhase, U8, U32Be,
};

/// A header of one byte that announces a trailer, and a body of digits that ends with two zero bytes.
#[derive(Clone)]
struct Digits {
    trailer: u64,
}

impl TwoPhase for Digits {
    type Header = u8;

    fn header_len(&self, _: &[u8], _: &mut Scan) -> Result<Extent, Malformed> {
        Ok(Extent::Exact(1))
    }

    fn header(&self, bytes: &[u8]) -> Result<u8, Malformed> {
        bytes.first().copied().ok_or(Malformed::new(0, "a byte"))
    }

    fn body_len(&self, header: &u8) -> Result<BodyLen, Malformed> {
        Ok(match header {
            b's' => BodyLen::Scan,
            b'e' => BodyLen::UntilEnd,
            _ => BodyLen::Exact(u64::MAX - 3),
        })
    }

    fn scan_body(&self, _: &u8, seen: &[u8], _: &mut Scan) -> Result<Extent, Malformed> {
        let Some(end) = seen.iter().position(|byte| !byte.is_ascii_digit()) else {
            // The end has two bytes, but the first of them may be wrong already.
            return Ok(Extent::AtLeast(seen.len() + 2));
        };
        match seen.get(end..).unwrap_or_default() {
            [0, 0, ..] => Ok(Extent::Exact(end + 2)),
            [0] => Ok(Extent::AtLeast(end + 2)),
            [0, ..] => Err(Malformed::new(end + 1, "a second zero")),
            _ => Err(Malformed::new(end, "a digit")),
        }
    }

    fn trailer_len(&self, _: &u8, _: u64) -> Result<u64, Malformed> {
        Ok(self.trailer)
    }
}

/// The error of `bytes`, shown up to each of the `ends`.
fn error(format: &Digits, limits: Limits, bytes: &[u8], ends: &[usize]) -> Result<(), Error> {
    let mut decoder = Decoder::new(format.clone()).with_limits(limits);
    for &end in ends.iter().chain([&bytes.len()]) {
        if let Step::Done(_) = decoder.decode(bytes.get(..end).unwrap_or_default())? {
            return Ok(());
        }
    }
    decoder.finish(bytes).map(drop)
}

#[test]
fn the_split_makes_no_difference_where_both_limits_are_small() {
    for bytes in [&b"s12x4\0\0"[..], b"s1234\0\0", b"sx", b"s1\0\0", b"s1\0x", b"e12345"] {
        for (body, trailer) in (0..6).flat_map(|body| (0..3).map(move |trailer| (body, trailer))) {
            let limits = Limits::DEFAULT.with_body(body).with_trailer(trailer);
            let format = Digits { trailer: 0 };
            let whole = error(&format, limits, bytes, &[]);
            for end in 0..bytes.len() {
                assert_eq!(error(&format, limits, bytes, &[end]), whole, "{bytes:?} {limits:?} cut at {end}");
            }
            let every: Vec<_> = (0..bytes.len()).collect();
            assert_eq!(error(&format, limits, bytes, &every), whole, "{bytes:?} {limits:?} byte by byte");
        }
    }
}

#[test]
fn sums_of_lengths_are_checked() {
    for trailer in [0, 1, 3, 4, u64::from(u32::MAX), u64::MAX] {
        for limits in [Limits::DEFAULT, Limits::UNLIMITED, Limits::UNLIMITED.with_trailer(0)] {
            let refused = error(&Digits { trailer }, limits, b"x", &[]).map_err(|error| error.outcome());
            let is_fine = trailer < 3 && limits == Limits::UNLIMITED || trailer == 0 && limits.trailer() == 0;
            let wanted = if is_fine { Outcome::Truncated } else { Outcome::TooLong };
            assert!(refused.is_err_and(|found| found == wanted || is_fine), "{trailer} {limits:?}");
        }
    }
}

#[test]
fn a_limit_that_is_raised_after_the_header_is_no_hole() -> Result<(), Error> {
    let mut frames =
        FrameBuffer::new(Digits { trailer: u64::MAX }).with_limits(Limits::DEFAULT.with_trailer(0));
    frames.push(b"s");
    assert!(frames.next_header()?.is_some());
    frames.set_limits(Limits::UNLIMITED);
    frames.push(b"1\0\0");
    assert_eq!(frames.next().map(drop).map_err(|error| error.outcome()), Err(Outcome::TooLong));
    Ok(())
}

#[test]
fn a_stream_that_ends_with_fewer_bytes_than_were_shown_is_cut() {
    let mut decoder = Decoder::new(Digits { trailer: 0 });
    assert_eq!(decoder.decode(b"e12"), Ok(Step::Need(4)));
    let error = decoder.finish(b"").map(drop).map_err(|error| error.kind());
    assert_eq!(error, Err(ErrorKind::Truncated { have: 0, need: 1 }));
}

#[test]
fn offsets_saturate() -> Result<(), Error> {
    let mut frames = Frames::new(b"\x02hi\x01y", U8::new()).with_offset(u64::MAX - 1);
    assert_eq!(frames.next().transpose()?.map(|frame| frame.offset()), Some(u64::MAX - 1));
    frames.pass_over(1);
    assert_eq!(frames.offset(), u64::MAX);
    Ok(())
}

#[test]
fn more_than_the_room_is_never_received() {
    let mut frames = FrameBuffer::new(U32Be::new());
    let room = frames.room().len();
    frames.filled(usize::MAX);
    assert_eq!(frames.buffered().len(), room);

    let mut frames = FrameBuffer::new(U32Be::new());
    frames.push(&[0; 300_000]);
    frames.filled(0);
    assert_eq!(frames.buffered().len(), 300_000, "what is there stays");
    assert!(!frames.room().is_empty());
}

#[test]
fn memory_is_given_back_under_push() -> Result<(), Error> {
    let mut frames = FrameBuffer::new(U32Be::new());
    let large = [&(4_u32 << 20).to_be_bytes()[..], &vec![0; 4 << 20]].concat();
    large.chunks(1 << 16).for_each(|piece| frames.push(piece));
    assert!(frames.next()?.is_some());
    for _ in 0..100 {
        frames.push(b"\0\0\0\x04body");
        assert!(frames.next()?.is_some());
    }
    assert!(frames.capacity() <= 64 << 10, "{} bytes", frames.capacity());
    assert!(frames.release() && frames.capacity() == 0);
    Ok(())
}

#[test]
fn limits_that_are_lowered_in_the_middle_of_a_search_are_no_panic() -> Result<(), Error> {
    let mut frames = FrameBuffer::new(Digits { trailer: 0 });
    frames.push(b"s123");
    assert!(frames.next()?.is_none());
    frames.set_limits(Limits::DEFAULT.with_body(1).with_trailer(0));
    assert_eq!(frames.next().map(drop).map_err(|error| error.outcome()), Err(Outcome::TooLong));
    Ok(())
}

#[test]
fn a_borrowed_or_boxed_format_is_the_same_format() -> Result<(), Error> {
    let mut format = Digits { trailer: 0 };
    assert_eq!(Decoder::new(&mut format).decode(b"s1\0\0")?.done().map(|frame| frame.bytes().len()), Some(4));
    assert_eq!(
        Decoder::new(Box::new(format)).decode(b"s1\0\0")?.done().map(|frame| frame.body().len()),
        Some(3)
    );
    Ok(())
}
