//! The formats of this crate, put through the conformance run.

#[test]
fn every_declared_format_conforms() {
    framing_core::testkit::assert_conforms(framing_chunked::registry::formats());
}
