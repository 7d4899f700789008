//! Memory of a fixed size: a `FrameBuffer` over it gives the frames of a growing one, and a frame encoded into it is the same.
#![cfg(test)]

use framing_core::{
    Encode, EncodeError, Error, ErrorKind, Fixed, FrameBuffer, Length, Limits, Netstring, Phase, TwoPhase,
    U8, U16Be, U32Le, Varint, encode_frame, encode_frame_to_slice,
};

const BODIES: [&[u8]; 4] = [b"hi", b"", b"three", b"x"];

fn wire<F: Encode<Header: Default>>(mut format: F) -> Vec<u8> {
    let mut wire = Vec::new();
    for body in BODIES {
        encode_frame(&mut format, &F::Header::default(), body, &mut wire).expect("a short body");
    }
    wire
}

/// Reads `wire` in pieces of `piece` bytes with memory for `room`.
fn read<F: TwoPhase>(format: F, wire: &[u8], piece: usize, room: usize) -> Result<Vec<Vec<u8>>, Error> {
    let mut memory = vec![0; room];
    let mut frames = FrameBuffer::with_storage(&mut memory, format);
    let mut bodies = Vec::new();
    for mut rest in wire.chunks(piece) {
        while !rest.is_empty() {
            let taken = frames.push(rest);
            rest = &rest[taken..];
            let buffered = bodies.len();
            while let Some(frame) = frames.next()? {
                bodies.push(frame.body().to_vec());
            }
            assert!(
                taken > 0 || bodies.len() > buffered,
                "no progress at {} bytes",
                frames.decoder().offset()
            );
        }
    }
    frames.end();
    assert!(frames.next()?.is_none());
    Ok(bodies)
}

fn conforms<F: Encode<Header: Default> + Clone>(name: &str, format: F) {
    let wire = wire(format.clone());
    let longest = BODIES.iter().map(|body| alone(format.clone(), body).len()).max().unwrap_or(0);
    for piece in 1..=wire.len() {
        for room in longest..=wire.len() + 1 {
            let bodies = read(format.clone(), &wire, piece, room);
            assert_eq!(bodies.as_deref(), Ok(&BODIES.map(<[u8]>::to_vec)[..]), "{name}: {piece} of {room}");
        }
        for room in 0..longest {
            let refused = read(format.clone(), &wire, piece, room).expect_err("a frame without room");
            let expected = read(format.clone(), &wire, 1, room).expect_err("a frame without room");
            assert_eq!(refused, expected, "{name}: {piece} of {room}");
            assert!(matches!(refused.kind(), ErrorKind::TooLong { .. }), "{name}: {refused}");
        }
    }
}

fn alone<F: Encode<Header: Default>>(mut format: F, body: &[u8]) -> Vec<u8> {
    let mut wire = Vec::new();
    encode_frame(&mut format, &F::Header::default(), body, &mut wire).expect("a short body");
    wire
}

/// Encodes every body into slices of every size.
fn fits<F: Encode<Header: Default> + Clone>(name: &str, format: F) {
    for body in BODIES {
        let expected = alone(format.clone(), body);
        for room in 0..expected.len() + 2 {
            let mut memory = vec![0xee; room];
            let encoded =
                encode_frame_to_slice(&mut format.clone(), &F::Header::default(), body, &mut memory);
            if room < expected.len() {
                let (len, room) = (expected.len() as u64, room as u64);
                assert_eq!(encoded, Err(EncodeError::NoRoom { len, room }), "{name}");
            } else {
                assert_eq!(encoded, Ok(expected.len()), "{name}");
                assert_eq!(memory[..expected.len()], expected, "{name}");
                assert!(memory[expected.len()..].iter().all(|byte| *byte == 0xee), "{name}");
            }
        }
    }
}

macro_rules! formats {
    ($check:ident) => {
        $check("u8", U8::new());
        $check("u16-be", U16Be::new());
        $check("u32-le", U32Le::new());
        $check("varint", Varint::new());
        $check("netstring", Netstring::new());
        $check("crlf", Length::<2>::field().trailer(b"\r\n").build());
    };
}

#[test]
fn a_fixed_buffer_gives_the_frames_of_a_growing_one() {
    formats!(conforms);
}

#[test]
fn a_frame_fits_a_slice_or_is_refused_with_its_length() {
    formats!(fits);
}

#[test]
fn a_frame_without_room_is_skipped_or_streamed() {
    let mut memory = [0; 6];
    let mut frames = FrameBuffer::with_storage(&mut memory, U8::new());
    assert_eq!(frames.push(b"\x08eight by"), 6);
    let error = frames.next().expect_err("9 bytes in 6");
    assert_eq!((error.kind(), error.phase()), (ErrorKind::TooLong { len: 8, limit: 5 }, Phase::Body));
    assert_eq!(frames.next(), Err(error), "until it is skipped");
    frames.skip().expect("its length is known");
    assert_eq!(frames.push(b"tes\x01a"), 5);
    assert_eq!(frames.next().expect("a frame").map(|frame| frame.body().to_vec()), Some(b"a".to_vec()));

    assert_eq!(frames.push(b"\x07stream"), 6);
    assert!(frames.next_header().expect("a header").is_some());
    frames.stream_body().expect("its length is known");
    frames.consume_body(5);
    assert_eq!(frames.push(b"ed\x00"), 3);
    frames.consume_body(2);
    assert_eq!(frames.next().expect("a frame").map(|frame| frame.offset()), Some(19));
}

#[test]
fn an_other_format_reads_on_in_the_same_memory() {
    let mut memory = [0; 6];
    let mut frames = FrameBuffer::with_storage(&mut memory, U8::new()).with_limits(Limits::DEFAULT);
    frames.room()[..6].copy_from_slice(b"\x01a\0\x02hi");
    frames.filled(9);
    assert!(frames.next().expect("a frame").is_some());
    let mut frames: FrameBuffer<U16Be, Fixed<'_>> = frames.with_format(U16Be::new());
    assert_eq!(frames.next().expect("a frame").map(|frame| frame.body().to_vec()), Some(b"hi".to_vec()));
    assert_eq!(frames.room().len(), 6, "all of it is free again");
}
