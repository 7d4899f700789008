//! Certificates that OpenSSL made: walked over to the end, and built again from what the walk came to.

use framing_core::{Frames, U24Be};
use framing_tlv::families::{BER, DER};
use framing_tlv::{TlvHeader, TlvLayout, Visit};
use serde_json::Value;

/// The certificates of the vector `u24-be/tls-certificate-list`.
fn certificates() -> Vec<Vec<u8>> {
    let vectors = include_str!("../../../xtask/vectors/protocols.jsonl").lines();
    let vectors = vectors.map(|line| serde_json::from_str::<Value>(line).unwrap());
    let list = vectors.into_iter().find(|vector| vector["id"] == "u24-be/tls-certificate-list").unwrap();
    let hex = list["bytes"].as_str().unwrap().as_bytes();
    let digits = |pair: &[u8]| u8::from_str_radix(str::from_utf8(pair).unwrap(), 16).unwrap();
    let bytes: Vec<u8> = hex.chunks(2).map(digits).collect();
    Frames::new(&bytes, U24Be::new()).map(|certificate| certificate.unwrap().body().to_vec()).collect()
}

/// Builds again what a walk comes to; also the deepest level.
fn built_again<H: TlvHeader>(layout: TlvLayout<H>, bytes: &[u8]) -> (Vec<u8>, usize) {
    let mut builder = layout.builder();
    let mut deepest = 0;
    for visit in layout.walk(bytes) {
        match visit.unwrap() {
            Visit::Enter(frame) => _ = builder.open(frame.header),
            Visit::Value(frame) => _ = builder.value(frame.header, frame.body()).unwrap(),
            Visit::Leave(_) => _ = builder.close().unwrap(),
        }
        deepest = deepest.max(builder.depth());
    }
    (builder.finish().unwrap(), deepest)
}

#[test]
fn certificates_are_built_again_as_they_were() {
    let certificates = certificates();
    assert_eq!(certificates.len(), 3);
    for certificate in certificates {
        assert_eq!(built_again(DER, &certificate), (certificate.clone(), 5));
        assert_eq!(built_again(BER, &certificate).0, certificate);
    }
}

#[test]
fn a_certificate_is_cut_short_or_whole() {
    let certificate = &certificates()[0];
    for end in 1..certificate.len() {
        let last = DER.walk(&certificate[..end]).last().unwrap();
        assert_eq!(last.unwrap_err().outcome(), framing_core::Outcome::Truncated, "{end} bytes");
    }
}
