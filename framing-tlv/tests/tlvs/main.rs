//! Layouts of TLVs: what they read and write, what they refuse, and what is made of them.
#![cfg(test)]

mod any_bytes;
#[cfg(feature = "registry")]
mod conform;
mod families;
mod layouts;
mod nested;
mod real;
mod strictness;

use framing_core::{Encode, EncodeError, Error, ErrorKind, FrameBuffer, encode_frame};
use framing_tlv::{TlvFormat, TlvHeader, TlvLayout};

/// How many TLVs are taken, and where what is expected is not there.
type Comes = (usize, Option<(u64, &'static str)>);

const NOTHING_WRONG: Option<(u64, &str)> = None;

#[track_caller]
fn comes<H: TlvHeader>(layout: TlvLayout<H>, bytes: &[u8]) -> Comes {
    let mut tlvs = layout.iter(bytes);
    let taken = tlvs.by_ref().take_while(Result::is_ok).count();
    let whole = (taken, layout.iter(bytes).find_map(|tlv| tlv.err().map(refusal)));
    assert_eq!(one_by_one(layout.format(), bytes), whole, "one byte at a time");
    whole
}

fn one_by_one<H: TlvHeader>(format: TlvFormat<H>, bytes: &[u8]) -> Comes {
    let mut frames = FrameBuffer::new(format);
    let mut taken = 0;
    for byte in bytes {
        frames.push(&[*byte]);
        loop {
            match frames.next() {
                Ok(Some(_)) => taken += 1,
                Ok(None) => break,
                Err(error) => return (taken, Some(refusal(error))),
            }
        }
    }
    frames.end();
    (taken, frames.next().err().map(refusal))
}

fn refusal(error: Error) -> (u64, &'static str) {
    match error.kind() {
        ErrorKind::Malformed { expected } => (error.offset(), expected),
        ErrorKind::Truncated { .. } => (error.offset(), "more"),
        ErrorKind::TooLong { .. } => (error.offset(), "less"),
        other => panic!("{other:?}"),
    }
}

/// The bytes of one frame.
fn write<F: Encode + Clone>(format: &F, header: &F::Header, body: &[u8]) -> Result<Vec<u8>, EncodeError> {
    let mut out = Vec::new();
    encode_frame(&mut format.clone(), header, body, &mut out).map(|()| out)
}
