//! Chunk lines: chunk by chunk, as a coded body, and decoded in place.

use arbitrary::Unstructured;
use framing_chunked::{BodyDecoder, CodedBody, HttpChunked};
use framing_core::registry::DynFormat;
use framing_core::{Extent, Frames, Scan, TwoPhase};

/// Compares the readers of one body.
pub fn run(input: &[u8]) {
    let _ = run_one(&mut Unstructured::new(input));
}

fn run_one(input: &mut Unstructured<'_>) -> arbitrary::Result<()> {
    let (driver, cuts) = (input.arbitrary()?, super::cuts(input)?);
    let format = DynFormat::new(HttpChunked::new());
    let limits = super::limits(input, TwoPhase::limits(&format))?;
    let bytes = input.peek_bytes(input.len()).unwrap_or_default();
    super::examine(format, limits, bytes, &cuts, driver);
    compare(bytes);
    Ok(())
}

fn compare(bytes: &[u8]) {
    let mut scan = Scan { position: 0, state: 0 };
    let Ok(Extent::Exact(end)) = CodedBody::strict().scan(bytes, &mut scan) else { return };
    let coded = bytes.get(..end).expect("a body ends inside of the bytes seen");
    let content = CodedBody::content(coded);
    let mut chunks = Vec::new();
    for chunk in Frames::new(coded, HttpChunked::new()) {
        chunks.extend_from_slice(chunk.expect("a body that was found is read").body());
    }
    assert_eq!(chunks, *content);
    let mut buffer = bytes.to_vec();
    let done = BodyDecoder::new(HttpChunked::new()).compact(&mut buffer).expect("the same body");
    assert_eq!((done.ended_body, done.consumed), (true, end));
    assert_eq!(buffer.get(..done.produced), Some(&*content));
    let recoded = CodedBody::code(&content);
    assert_eq!(CodedBody::content(&recoded), content);
}
