//! The declarations of this crate's formats.

use framing_core::Phase::{Header, Trailer};
use framing_core::registry::{Declaration, DynFormat, Reject, Sample, SampleFrame as Frame};

use crate::{Chunked, HttpChunked};

/// The formats of `framing-chunked`.
///
/// ```
/// let names: Vec<_> = framing_chunked::registry::formats().iter().map(|format| format.name).collect();
/// assert_eq!(names, ["chunked", "http-chunked"]);
/// ```
#[must_use]
pub fn formats() -> &'static [Declaration] {
    &[CHUNKED, HTTP_CHUNKED]
}

const CHUNKED: Declaration =
    Declaration::new("chunked", || DynFormat::new(Chunked::new()).with_diagram("[length:4 BE][body]"))
        .with_summary("4-byte big-endian size, chunk; a size of zero ends the body")
        .with_package("framing-chunked")
        .with_source("ClamAV, clamd(8), INSTREAM")
        .with_samples(&[
            Sample::new("one-chunk", &[Frame::new(b"\0\0\0\x02", b"hi"), Frame::new(b"\0\0\0\0", b"")]),
            Sample::new("empty-body", &[Frame::new(b"\0\0\0\0", b"")]),
            Sample::new(
                "two-bodies",
                &[
                    Frame::new(b"\0\0\0\x03", b"one"),
                    Frame::new(b"\0\0\0\x01", b"2"),
                    Frame::new(b"\0\0\0\0", b""),
                    Frame::new(b"\0\0\x01\0", &[b'x'; 256]),
                    Frame::new(b"\0\0\0\0", b""),
                ],
            ),
        ])
        .with_rejects(&[Reject::too_long("announces-the-maximum", b"\xff\xff\xff\xff", 4)]);

const HTTP_CHUNKED: Declaration = Declaration::new("http-chunked", || {
    DynFormat::new(HttpChunked::new())
        .with_diagram("[size line:3.. hex, the last with the trailer section][body][CRLF:0|2]")
})
.with_summary("hexadecimal size line, chunk, CRLF; a size of zero and trailer fields end the body")
.with_package("framing-chunked")
.with_source("RFC 9112, section 7.1")
.with_samples(&[
    Sample::new(
        "two-chunks",
        &[
            Frame::with_trailer(b"5\r\n", b"hello", b"\r\n"),
            Frame::with_trailer(b"6\r\n", b" world", b"\r\n"),
            Frame::new(b"0\r\n\r\n", b""),
        ],
    ),
    Sample::new(
        "extensions",
        &[
            Frame::with_trailer(b"2;fast;check=\"a \\\"b\\\"\"\r\n", b"\r\n", b"\r\n"),
            Frame::new(b"0;last\r\n\r\n", b""),
        ],
    ),
    Sample::new(
        "extensions-with-whitespace",
        &[Frame::with_trailer(b"1 \t; a = b;c\r\n", b"x", b"\r\n"), Frame::new(b"0\r\n\r\n", b"")],
    ),
    Sample::new(
        "trailers",
        &[
            Frame::with_trailer(b"1\r\n", b"x", b"\r\n"),
            Frame::new(b"0\r\nDigest: abc\r\nX-Empty:\r\n\r\n", b""),
        ],
    ),
    Sample::new(
        "sizes",
        &[
            Frame::with_trailer(b"0010\r\n", b"0123456789abcdef", b"\r\n"),
            Frame::with_trailer(b"A\r\n", b"0123456789", b"\r\n"),
            Frame::with_trailer(b"100\r\n", &[b'x'; 256], b"\r\n"),
            Frame::new(b"000\r\n\r\n", b""),
        ],
    ),
])
.with_rejects(&[
    // The size.
    Reject::malformed("size-empty", b"\r\n\r\n", 0, 0, Header),
    Reject::malformed("size-plus", b"+5\r\nhello\r\n", 0, 0, Header),
    Reject::malformed("size-minus", b"-1\r\n", 0, 0, Header),
    Reject::malformed("size-0x", b"0x5\r\nhello\r\n", 0, 1, Header),
    Reject::malformed("size-underscore", b"1_0\r\n", 0, 1, Header),
    Reject::malformed("size-space-before", b" 5\r\nhello\r\n", 0, 0, Header),
    Reject::malformed("size-space-behind", b"5 \r\nhello\r\n", 0, 2, Header),
    Reject::malformed("size-overflow", b"f0000000000000003\r\nabc\r\n", 0, 16, Header),
    Reject::malformed("size-zero-flood", b"000000000000000000000000000000001\r\n", 0, 32, Header),
    Reject::malformed("size-bare-lf", b"5\nhello\r\n0\r\n\r\n", 0, 1, Header),
    Reject::malformed("size-bare-cr", b"5\rhello\r\n0\r\n\r\n", 0, 2, Header),
    // Extensions.
    Reject::malformed("extension-empty", b"5;\r\nhello\r\n", 0, 2, Header),
    Reject::malformed("extension-no-token", b"5;a b\r\nhello\r\n", 0, 4, Header),
    Reject::malformed("extension-no-value", b"5;a=\r\nhello\r\n", 0, 4, Header),
    Reject::malformed("extension-bare-lf", b"2;\nxx\r\n4c\r\n0\r\n\r\n", 0, 2, Header),
    Reject::malformed("extension-bare-cr", b"5;a\rX\r\nhello\r\n", 0, 4, Header),
    Reject::malformed("extension-nul", b"5;\0\r\nhello\r\n", 0, 2, Header),
    Reject::malformed("extension-quoted-crlf", b"1;a=\"\r\nX\r\n0\r\n\r\n", 0, 5, Header),
    Reject::malformed("extension-space-behind", b"5;a \r\nhello\r\n", 0, 4, Header),
    // Data.
    Reject::malformed("data-two-bytes-behind", b"3\r\nxxx__1a\r\n0\r\n\r\n", 0, 6, Trailer),
    Reject::malformed("data-bare-lf-behind", b"3\r\nxxx\n0\r\n\r\n", 0, 6, Trailer),
    Reject::malformed("data-bare-cr-behind", b"3\r\nxxx\r0\r\n\r\n", 0, 7, Trailer),
    Reject::malformed("data-longer-than-size", b"5\r\nAAAAAXXX\r\n0\r\n\r\n", 0, 8, Trailer),
    Reject::too_long("size-over-the-limit", b"7fffffff\r\n", 10),
    // Trailers.
    Reject::malformed("trailer-bare-lf", b"0\r\n\n", 0, 3, Header),
    Reject::malformed("trailer-space-before-colon", b"0\r\na : b\r\n\r\n", 0, 4, Header),
    Reject::malformed("trailer-folded", b"0\r\na: b\r\n c\r\n\r\n", 0, 9, Header),
    Reject::malformed("trailer-no-colon", b"0\r\na\r\n\r\n", 0, 4, Header),
    Reject::malformed("trailer-control", b"0\r\na: \x01\r\n\r\n", 0, 6, Header),
]);
