//! Asks a format the questions of the trait by hand, in the order of a decoder.

use bytes::BufMut;
use framing_core::{BodyLen, Encode, EncodeError, Extent, Malformed, Phase, Scan, TwoPhase};

/// A frame: its typed header, and its three parts as they were.
#[derive(Debug, PartialEq)]
pub(crate) struct Frame<H> {
    pub(crate) header: H,
    pub(crate) parts: [Vec<u8>; 3],
}

/// Why there is no frame.
#[derive(Debug, PartialEq)]
pub(crate) enum No {
    /// So many bytes must be there before it is worth asking again.
    Need(usize),
    /// The phase, the byte from its start, what was expected.
    Malformed(Phase, usize, &'static str),
}

/// The frame at the front of `bytes`, its header found with one more byte shown each time.
pub(crate) fn read<F: TwoPhase>(format: &mut F, bytes: &[u8]) -> Result<Frame<F::Header>, No> {
    let (head, rest) = cut(bytes, header_len(format, bytes)?)?;
    let header = format.header(head).map_err(|refused| no(Phase::Header, refused))?;
    let BodyLen::Exact(len) = format.body_len(&header).map_err(|refused| no(Phase::Header, refused))? else {
        panic!("the formats tested here announce a number of bytes");
    };
    let trailer_len = format.trailer_len(&header, len).map_err(|refused| no(Phase::Header, refused))?;
    let size = head.len() as u64 + len + trailer_len as u64;
    if size > bytes.len() as u64 {
        return Err(No::Need(size as usize));
    }
    let (body, rest) = cut(rest, len as usize)?;
    let (trailer, _) = cut(rest, trailer_len)?;
    format.see_body(&header, body);
    format.end_frame(&header, trailer).map_err(|refused| no(Phase::Trailer, refused))?;
    Ok(Frame { header, parts: [head, body, trailer].map(<[u8]>::to_vec) })
}

fn header_len<F: TwoPhase>(format: &F, bytes: &[u8]) -> Result<usize, No> {
    let mut scan = Scan::default();
    let mut answer = Extent::AtLeast(0);
    for end in 0..=bytes.len() {
        let seen = &bytes[..end];
        let resumed = format.header_len(seen, &mut scan);
        assert_eq!(
            resumed,
            format.header_len(seen, &mut Scan::default()),
            "resumed, then afresh: {seen:02x?}"
        );
        answer = resumed.map_err(|refused| no(Phase::Header, refused))?;
        match answer {
            Extent::Exact(len) => return Ok(len),
            Extent::AtLeast(need) => assert!(need > end, "asks for {need} bytes with {end} there"),
        }
    }
    match answer {
        Extent::Exact(len) => Ok(len),
        Extent::AtLeast(need) => Err(No::Need(need)),
    }
}

fn cut(bytes: &[u8], at: usize) -> Result<(&[u8], &[u8]), No> {
    bytes.split_at_checked(at).ok_or(No::Need(at))
}

fn no(phase: Phase, refused: Malformed) -> No {
    No::Malformed(phase, refused.at, refused.expected)
}

/// The bytes of one frame.
pub(crate) fn write<F: Encode>(
    format: &mut F,
    header: &F::Header,
    body: &[u8],
) -> Result<Vec<u8>, EncodeError> {
    let mut out = Vec::new();
    let len = body.len() as u64;
    format.encode_header(header, len, &mut out)?;
    out.put_slice(body);
    format.see_body(header, body);
    format.encode_trailer(header, len, &mut out);
    Ok(out)
}

/// Reads `bytes` as one frame whose header is `header` and whose parts are `parts`, and writes them again.
#[track_caller]
pub(crate) fn there_and_back<F>(format: &mut F, bytes: &[u8], header: F::Header, parts: [&[u8]; 3])
where
    F: Encode,
    F::Header: core::fmt::Debug + PartialEq,
{
    let frame = read(format, bytes).expect("one whole frame");
    assert_eq!(frame, Frame { header, parts: parts.map(<[u8]>::to_vec) });
    let [_, body, _] = &frame.parts;
    assert_eq!(write(format, &frame.header, body).as_deref(), Ok(bytes), "encode is the inverse");
}
