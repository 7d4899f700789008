//! A header that arrives byte by byte: its length must not matter to what one byte costs.

use std::io;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use framing_core::{BodyLen, Extent, FrameReader, Malformed, Scan, TwoPhase};
use framing_http::HttpRequest;
use tokio::io::{AsyncRead, ReadBuf};
use tokio::runtime::Runtime;

use super::Fallible;
use super::clock::Clock;
use super::load::Tally;
use super::rounds::{Group, Sample};

/// Bytes that one sample reads.
const BYTES: usize = 256 << 10;
const SHORT: usize = 1 << 10;
const LONG: usize = 64 << 10;

/// The same bytes as headers of two lengths: lines, and heads of HTTP requests.
pub(super) fn group(runtime: &Rc<Runtime>) -> Group {
    let expected = Tally { frames: BYTES as u32, ..Tally::default() };
    let mut group = Group::new("header", "bytewise", BYTES, expected);
    for (name, length) in [("1-kib", SHORT), ("64-kib", LONG)] {
        let (runtime, wire) = (Rc::clone(runtime), line(length).repeat(BYTES / length));
        group.add(name, move |_| runtime.block_on(read(Bytewise(&wire), Line)));
    }
    for (name, length) in [("http-1-kib", SHORT), ("http-64-kib", LONG)] {
        let (runtime, wire) = (Rc::clone(runtime), head(length).repeat(BYTES / length));
        let format = HttpRequest::new().with_max_fields(FIELDS);
        group.add(name, move |_| runtime.block_on(read(Bytewise(&wire), format.clone())));
    }
    group
}

fn line(length: usize) -> Vec<u8> {
    let mut line = vec![b'a'; length - 1];
    line.push(b'\n');
    line
}

const REQUEST_LINE: &[u8] = b"GET /a/resource/with/a/path HTTP/1.1\r\n";
/// As many bytes of a field as make most heads, and the most fields that a head of 64 KiB has of them.
const FIELD: &[u8] = b"X-Some-Name: some value of common length, neither long nor short\r\n";
const FIELDS: u16 = 1000;

/// A head of exactly `len` bytes, in fields of a common length and a last one that fills it up.
fn head(length: usize) -> Vec<u8> {
    let mut head = REQUEST_LINE.to_vec();
    while head.len() + 2 * FIELD.len() < length {
        head.extend_from_slice(FIELD);
    }
    head.extend_from_slice(b"X-Last: ");
    head.resize(length - 4, b'a');
    head.extend_from_slice(b"\r\n\r\n");
    head
}

async fn read<F: TwoPhase>(transport: Bytewise<'_>, format: F) -> Fallible<Sample> {
    let mut reader = FrameReader::new(transport, format);
    let mut tally = Tally::default();
    let clock = Clock::processor();
    while let Some(frame) = reader.next().await? {
        tally.frames += frame.header_bytes().len() as u32;
    }
    Ok(Sample { elapsed: clock.elapsed(), tally })
}

/// A header that ends with a newline, and no body.
struct Line;

impl TwoPhase for Line {
    type Header = ();

    fn header_len(&self, seen: &[u8], scan: &mut Scan) -> Result<Extent, Malformed> {
        let unseen = seen.get(scan.position..).unwrap_or_default();
        if let Some(at) = unseen.iter().position(|&byte| byte == b'\n') {
            return Ok(Extent::Exact(scan.position + at + 1));
        }
        scan.position = seen.len();
        Ok(Extent::AtLeast(seen.len() + 1))
    }

    fn header(&self, _: &[u8]) -> Result<(), Malformed> {
        Ok(())
    }

    fn body_len(&self, (): &()) -> Result<BodyLen, Malformed> {
        Ok(BodyLen::Exact(0))
    }
}

/// Gives one byte a read.
struct Bytewise<'a>(&'a [u8]);

impl AsyncRead for Bytewise<'_> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        room: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if let Some((byte, rest)) = self.0.split_first() {
            room.put_slice(&[*byte]);
            self.0 = rest;
        }
        Poll::Ready(Ok(()))
    }
}
