//! How often the bytes of a head are looked at that arrives byte by byte: counted, and as seldom in a long one as in a
//! short one.
#![cfg(test)]

use std::cell::Cell;

use framing_core::{BodyLen, Extent, FrameBuffer, Malformed, Scan, TwoPhase};
use framing_http::{ContentLength, HttpRequest, HttpResponse};

const SHORT: usize = 1 << 10;
const LONG: usize = 64 << 10;

#[test]
fn a_byte_of_a_long_head_costs_what_one_of_a_short_head_costs() {
    let request = || HttpRequest::new().with_max_fields(2000);
    assert_linear("request", request, |len| head("GET / HTTP/1.1\r\n", len));
    let response = || HttpResponse::new().with_max_fields(2000);
    assert_linear("response", response, |len| head("HTTP/1.1 204 No Content\r\n", len));
    assert_linear("message", ContentLength::new, |len| head("Content-Length: 0\r\n", len));
}

fn assert_linear<F: TwoPhase>(what: &str, format: impl Fn() -> F, head: impl Fn(usize) -> Vec<u8>) {
    let looks = |len: usize| looks_at(format(), &head(len)) as f64 / len as f64;
    let (short, long) = (looks(SHORT), looks(LONG));
    assert!(long <= 1.2 * short, "{what}: {long} looks at a byte of a long head, {short} of a short one");
    assert!(long < 8.0, "{what}: {long} looks at a byte");
}

/// A head of exactly `len` bytes, in fields of a common length.
fn head(start_line: &str, len: usize) -> Vec<u8> {
    let mut head = start_line.as_bytes().to_vec();
    let field = b"X-Some-Name: some value of common length\r\n";
    while head.len() + 2 * field.len() < len {
        head.extend_from_slice(field);
    }
    head.extend_from_slice(b"X-Last: ");
    head.resize(len - 4, b'a');
    head.extend_from_slice(b"\r\n\r\n");
    head
}

/// Bytes that the format is shown and has not yet passed, in all of its answers.
fn looks_at<F: TwoPhase>(format: F, head: &[u8]) -> usize {
    let looks = Cell::new(0);
    let mut frames = FrameBuffer::new(Counted { format, looks: &looks });
    let mut read = 0;
    for byte in head {
        frames.push(&[*byte]);
        let frame = frames.next().expect("the head is well formed");
        read += frame.map_or(0, |frame| frame.header_bytes().len());
    }
    assert_eq!(read, head.len(), "the head is read once all of it is there");
    looks.get()
}

/// A format that counts what it is asked to look at.
struct Counted<'a, F> {
    format: F,
    looks: &'a Cell<usize>,
}

impl<F> Counted<'_, F> {
    fn count(&self, bytes: usize) {
        self.looks.set(self.looks.get() + bytes);
    }
}

impl<F: TwoPhase> TwoPhase for Counted<'_, F> {
    type Header = F::Header;

    fn header_len(&self, seen: &[u8], scan: &mut Scan) -> Result<Extent, Malformed> {
        self.count(seen.len() - scan.position);
        self.format.header_len(seen, scan)
    }

    fn whole_header(&self, seen: &[u8], scan: Scan) -> Option<(usize, F::Header)> {
        self.count(seen.len() - scan.position);
        self.format.whole_header(seen, scan)
    }

    fn header(&self, bytes: &[u8]) -> Result<F::Header, Malformed> {
        self.count(bytes.len());
        self.format.header(bytes)
    }

    fn body_len(&self, header: &F::Header) -> Result<BodyLen, Malformed> {
        self.format.body_len(header)
    }
}
