//! One frame at a time, through the decoder and back.

use framing_core::{
    Decoder, Encode, EncodeError, Error, ErrorKind, Frame, Phase, Step, TwoPhase, encode_frame,
};

/// Why there is no frame.
#[derive(Debug, PartialEq)]
pub(crate) enum No {
    /// This number of bytes must be buffered before the next call can make progress.
    Need(usize),
    /// The phase, the byte from the start of the frame, what was expected.
    Malformed(Phase, usize, &'static str),
}

/// A frame: its typed header, and its header, body and trailer as they were.
pub(crate) type Parts<H> = (H, [Vec<u8>; 3]);

/// The frame at the front of `bytes`: the same answer when they are shown at once and one by one.
pub(crate) fn read<F: TwoPhase<Header: PartialEq + std::fmt::Debug> + Clone>(
    format: &F,
    bytes: &[u8],
) -> Result<Parts<F::Header>, No> {
    let at_once = answer(Decoder::new(format.clone()).decode(bytes));
    let mut decoder = Decoder::new(format.clone());
    let mut one_by_one = Err(No::Need(0));
    for end in 0..=bytes.len() {
        one_by_one = answer(decoder.decode(&bytes[..end]));
        if !matches!(one_by_one, Err(No::Need(_))) {
            break;
        }
    }
    assert_eq!(one_by_one, at_once, "one by one, then at once: {bytes:02x?}");
    at_once
}

fn answer<H>(step: Result<Step<Frame<'_, H>>, Error>) -> Result<Parts<H>, No> {
    match step {
        Ok(Step::Need(need)) => Err(No::Need(need)),
        Ok(Step::Done(frame)) => {
            let parts = [frame.header_bytes(), frame.body(), frame.trailer()].map(<[u8]>::to_vec);
            Ok((frame.header, parts))
        }
        Err(error) => match error.kind() {
            ErrorKind::Malformed { expected } => {
                Err(No::Malformed(error.phase(), error.offset() as usize, expected))
            }
            other => panic!("the bytes are within every limit: {other:?}"),
        },
    }
}

/// The bytes of one frame.
pub(crate) fn write<F: Encode + Clone>(
    format: &F,
    header: &F::Header,
    body: &[u8],
) -> Result<Vec<u8>, EncodeError> {
    let mut out = Vec::new();
    encode_frame(&mut format.clone(), header, body, &mut out).map(|()| out)
}

/// Reads `bytes` as one frame whose header is `header` and whose parts are `parts`, and writes them again.
#[track_caller]
pub(crate) fn there_and_back<F>(format: &F, bytes: &[u8], header: F::Header, parts: [&[u8]; 3])
where
    F: Encode<Header: PartialEq + std::fmt::Debug> + Clone,
{
    let frame = read(format, bytes).expect("one whole frame");
    assert_eq!(frame, (header, parts.map(<[u8]>::to_vec)));
    assert_eq!(write(format, &frame.0, parts[1]).as_deref(), Ok(bytes), "encode is the inverse");
}
