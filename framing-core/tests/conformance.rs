//! This crate's own formats, and one of a user's, put through the conformance run that users get.

use framing_core::registry::{self, DynFormat};
use framing_core::testkit::{self, Case, Rx, Suite, Transport, Tx};
use framing_core::{BodyLen, Extent, Malformed, Outcome, Preface, Scan, TwoPhase, encode_frame};

#[test]
fn every_declared_format_conforms() {
    testkit::assert_conforms(registry::formats());
}

/// A pipe with room for one byte, in which every write waits for a read.
const NARROW: Transport = Transport {
    name: "narrow",
    about: "a pipe with room for 1 byte",
    open: || {
        let (writer, reader) = framing_core::simplex(1);
        Box::pin(async { Ok((Box::new(writer) as Tx, Box::new(reader) as Rx)) })
    },
};

#[test]
fn a_transport_of_ones_own_takes_every_scenario_through_a_single_byte() {
    for declaration in registry::formats() {
        let suite = Suite::from_declaration(declaration).with_transports(vec![NARROW]);
        suite.assert(|check| check.transport() == NARROW.name);
    }
}

/// A 1-byte kind, a 2-byte length, the body, a full stop.
#[derive(Clone)]
struct Sentence;

impl TwoPhase for Sentence {
    type Header = (u8, u16);

    fn header_len(&self, _: &[u8], _: &mut Scan) -> Result<Extent, Malformed> {
        Ok(Extent::Exact(3))
    }

    fn header(&self, bytes: &[u8]) -> Result<Self::Header, Malformed> {
        let [kind, high, low] = *bytes else { return Err(Malformed::new(0, "three bytes")) };
        Ok((kind, u16::from_be_bytes([high, low])))
    }

    fn body_len(&self, header: &Self::Header) -> Result<BodyLen, Malformed> {
        Ok(BodyLen::Exact(header.1.into()))
    }

    fn trailer_len(&self, _: &Self::Header, _: u64) -> Result<u64, Malformed> {
        Ok(1)
    }

    fn check_trailer(&self, _: &Self::Header, seen: &[u8]) -> Result<(), Malformed> {
        Malformed::refuse_difference(seen, b".", "a full stop")
    }
}

framing_core::conformance_tests! {
    mod a_format_of_ones_own {
        format: DynFormat::read_only(Sentence),
        frames: [(b"\x07\x00\x02", b"hi", b"."), (b"\x08\x00\x00", b"", b"."), (b"\x09\x00\x01", b"x", b".")],
    }
}

framing_core::conformance_tests! {
    mod a_spec_with_refusals_and_limits {
        spec: "magic = \"4f4b\"\noffset = 2\nwidth = 1",
        frames: [(b"OK\x02", b"hi", b""), (b"OK\x00", b"", b"")],
        refuses: [b"OX", b"OK\x02hiKO"],
        cases: [Case::new("over-the-limit", b"OK\x41", Outcome::TooLong).with_limit(64)],
        limits: framing_core::Limits::DEFAULT.with_body(200),
    }
}

framing_core::conformance_tests! {
    mod vectors_of_other_programs {
        format: DynFormat::new(framing_core::Netstring),
        vectors: ["../xtask/vectors/netstring.jsonl"],
    }
}

#[test]
#[should_panic(expected = "refused-1")]
fn a_refusal_that_is_not_refused_is_a_failure() {
    Suite::new("u8", DynFormat::new(framing_core::U8::new())).with_refusals(&[b"\x00"]).assert(|_| true);
}

#[test]
#[should_panic(expected = "no test for splits")]
fn a_scenario_without_a_test_is_a_failure() {
    testkit::assert_every_scenario(&[
        "whole",
        "ends",
        "search",
        "encode",
        "silence",
        "batch",
        "interleaved",
        "partial",
        "bytes",
        "two-way",
        "closes",
        "sizes",
        "fused",
    ]);
}

framing_core::conformance_tests! {
    mod a_preface {
        format: DynFormat::read_only(Preface::exactly(*b"AMQP\0\0\x09\x01")),
        frames: [(b"AMQP\0\0\x09\x01", b"", b"")],
    }
}

#[test]
fn a_preface_is_refused_at_the_byte_that_differs_and_written_as_it_is() {
    let greeting = Preface::exactly(*b"HI/1");
    for (bytes, at) in [("hI", 0), ("HI/2", 3), ("Hi/1", 1)] {
        let refused = greeting.header_len(bytes.as_bytes(), &mut Scan::default());
        assert_eq!(refused.map_err(|refused| refused.at), Err(at), "{bytes}");
    }
    let mut wire = Vec::new();
    assert_eq!(encode_frame(&mut { greeting }, b"HI/1", b"", &mut wire), Ok(()));
    assert_eq!(wire, b"HI/1");
    assert!(encode_frame(&mut { greeting }, b"HI/2", b"", &mut wire).is_err());
    assert!(encode_frame(&mut { greeting }, b"HI/1", b"x", &mut wire).is_err());
    assert_eq!(wire, b"HI/1", "nothing that is refused is written");
    assert_eq!(Preface::<2>::any().header(b"ok"), Ok(*b"ok"));
}
