//! The declaration of this crate's format.

use framing_core::Phase;
use framing_core::registry::{Declaration, DynFormat, Reject, Sample, SampleFrame as Frame};

use crate::ContentLength;

/// The formats of `framing-http`.
///
/// ```
/// let names: Vec<_> = framing_http::registry::formats().iter().map(|format| format.name).collect();
/// assert_eq!(names, ["content-length"]);
/// ```
#[must_use]
pub fn formats() -> &'static [Declaration] {
    &[CONTENT_LENGTH]
}

const CONTENT_LENGTH: Declaration = Declaration {
    name: "content-length",
    summary: "field lines, one of them Content-Length, an empty line, body",
    package: "framing-http",
    source: "Language Server Protocol 3.17, Base Protocol; Debug Adapter Protocol",
    make: || DynFormat::new(ContentLength::new()),
    samples: &[
        Sample::new(
            "two-frames",
            &[Frame::new(b"Content-Length: 2\r\n\r\n", b"{}"), Frame::new(b"Content-Length: 0\r\n\r\n", b"")],
        ),
        Sample::new(
            "five-frames",
            &[
                Frame::new(b"Content-Length: 4\r\n\r\n", b"null"),
                Frame::new(
                    b"Content-Length: 2\r\nContent-Type: application/vscode-jsonrpc; charset=utf-8\r\n\r\n",
                    b"[]",
                ),
                Frame::new(b"content-type: text/plain\r\nCONTENT-LENGTH:007\r\n\r\n", b"\r\n\r\n{}\n"),
                Frame::new(b"Content-Length: 300\r\n\r\n", &[b' '; 300]),
                Frame::new(b"Content-Length: 1\r\n\r\n", b"5"),
            ],
        ),
    ],
    rejects: &[
        Reject::malformed("plus-sign", b"Content-Length: +2\r\n\r\n{}", 0, 16, Phase::Header),
        Reject::malformed("minus-sign", b"Content-Length: -2\r\n\r\n{}", 0, 16, Phase::Header),
        Reject::malformed("no-digits", b"Content-Length: \r\n\r\n", 0, 16, Phase::Header),
        Reject::malformed("no-length", b"Content-Type: a\r\n\r\n{}", 0, 17, Phase::Header),
        Reject::malformed("bare-line-feed", b"Content-Length: 2\n\n{}", 0, 17, Phase::Header),
        Reject::malformed("space-before-colon", b"Content-Length : 2\r\n\r\n{}", 0, 14, Phase::Header),
        Reject::malformed(
            "two-that-differ",
            b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
            0,
            33,
            Phase::Header,
        ),
        Reject::malformed(
            "over-64-bits",
            b"Content-Length: 18446744073709551616\r\n\r\n",
            0,
            35,
            Phase::Header,
        ),
        Reject::malformed("garbage-after-a-frame", b"Content-Length: 2\r\n\r\n{}{}", 1, 23, Phase::Header),
        Reject::too_long("announces-the-maximum", b"Content-Length: 18446744073709551615\r\n\r\n", 40),
    ],
};
