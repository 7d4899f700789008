//! The formats that are written, and one that keeps state.

use bytes::Bytes;
use framing_core::{
    BodyLen, ByteSink, Decoder, Encode, EncodeError, Extent, Malformed, Scan, Step, TwoPhase, encode_frame,
};

/// What a format must be for these tests.
pub(crate) trait Format:
    Encode<Header: Default + Clone + PartialEq + std::fmt::Debug> + Clone
{
}
impl<F: Encode<Header: Default + Clone + PartialEq + std::fmt::Debug> + Clone> Format for F {}

/// Calls a macro with every format.
macro_rules! for_each_format {
    ($call:ident) => {{
        use framing_core::{LengthCovers, Netstring, U8, U16Be, U24Le, U32Be, U64Le, Varint};
        $call!(U8::new());
        $call!(U16Be::new());
        $call!(U24Le::new());
        $call!(U32Be::new());
        $call!(U64Le::new());
        $call!(Varint);
        $call!(Netstring);
        $call!(U16Be::in_header::<4, 2>().magic(b"PK").counts(LengthCovers::Frame).trailer(b"\r\n").build());
        $call!(crate::formats::Summed::default());
    }};
}
pub(crate) use for_each_format;

/// Makes a check for every format, with the async and with the blocking writer.
macro_rules! for_each_writer {
    ($check:ident) => {{
        macro_rules! both {
            ($format:expr) => {{
                $check::<_, framing_core::FrameWriter<Transport, _>>($format);
                $check::<_, framing_core::blocking::FrameWriter<Transport, _>>($format);
            }};
        }
        crate::formats::for_each_format!(both);
    }};
}
pub(crate) use for_each_writer;

/// A 2-byte length, then the body, then the sum of all its bytes and the number of the frame.
#[derive(Clone, Debug, Default)]
pub(crate) struct Summed {
    sum: u8,
    frames: u8,
}

impl TwoPhase for Summed {
    type Header = u16;

    fn header_len(&self, _: &[u8], _: &mut Scan) -> Result<Extent, Malformed> {
        Ok(Extent::Exact(2))
    }

    fn header(&self, bytes: &[u8]) -> Result<u16, Malformed> {
        Ok(u16::from_be_bytes([bytes[0], bytes[1]]))
    }

    fn body_len(&self, header: &u16) -> Result<BodyLen, Malformed> {
        Ok(BodyLen::Exact((*header).into()))
    }

    fn trailer_len(&self, _: &u16, _: u64) -> Result<u64, Malformed> {
        Ok(2)
    }

    fn observe_body(&mut self, _: &u16, piece: &[u8]) {
        self.sum = piece.iter().fold(self.sum, |sum, byte| sum.wrapping_add(*byte));
    }

    fn end_frame(&mut self, _: &u16, trailer: &[u8]) -> Result<(), Malformed> {
        if trailer != [self.sum, self.frames] {
            return Err(Malformed::new(0, "the sum of the body and the number of the frame"));
        }
        self.sum = 0;
        self.frames += 1;
        Ok(())
    }
}

impl Encode for Summed {
    fn encode_header<B: ByteSink>(&self, _: &u16, body_len: u64, out: &mut B) -> Result<(), EncodeError> {
        out.put_u16(EncodeError::fit(body_len, u16::MAX.into())? as u16);
        Ok(())
    }

    fn encode_trailer<B: ByteSink>(&self, _: &u16, _: u64, out: &mut B) {
        out.put_slice(&[self.sum, self.frames]);
    }
}

/// `len` bytes that tell where they are.
pub(crate) fn bytes(len: usize) -> Bytes {
    (0..len).map(|at| (at % 251) as u8).collect()
}

/// Bodies of lengths on both sides of all that matters, as far as the format can say them.
pub(crate) fn bodies<F: Encode<Header: Default>>(format: &F) -> Vec<Bytes> {
    let fits =
        |len: &usize| format.encode_header(&F::Header::default(), *len as u64, &mut Vec::new()).is_ok();
    [0, 1, 20, 4096, 251, 0, 5000, 4095].into_iter().filter(fits).map(bytes).collect()
}

/// The frames with these bodies on the wire, and where each of them begins and the last one ends.
pub(crate) fn wire<F: Encode<Header: Default>>(mut format: F, bodies: &[Bytes]) -> (Vec<u8>, Vec<usize>) {
    let mut wire = Vec::new();
    let mut starts = vec![0];
    for body in bodies {
        encode_frame(&mut format, &F::Header::default(), body, &mut wire).unwrap();
        starts.push(wire.len());
    }
    (wire, starts)
}

/// The bodies of the frames in `wire`.
pub(crate) fn decode<F: TwoPhase>(format: F, mut wire: &[u8]) -> Vec<Bytes> {
    let mut decoder = Decoder::new(format);
    let mut bodies = Vec::new();
    while let Step::Done(frame) = decoder.decode(wire).unwrap() {
        bodies.push(Bytes::copy_from_slice(frame.body()));
        wire = &wire[frame.bytes().len()..];
    }
    assert_eq!(decoder.finish(wire).map(|frame| frame.is_none()), Ok(true));
    bodies
}
