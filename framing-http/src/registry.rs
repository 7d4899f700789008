//! The declarations of this crate's formats.

use framing_core::Phase;
use framing_core::registry::{Declaration, DynFormat, Reject, Sample, SampleFrame as Frame};

use crate::ContentLength;

/// The formats of `framing-http`.
///
/// ```
/// let names: Vec<_> = framing_http::registry::formats().iter().map(|format| format.name).collect();
/// assert!(names.contains(&"content-length"));
/// ```
#[must_use]
pub fn formats() -> &'static [Declaration] {
    &[CONTENT_LENGTH]
}

const CONTENT_LENGTH: Declaration = Declaration {
    name: "content-length",
    summary: "fields with a Content-Length, an empty line, body",
    package: "framing-http",
    source: "Language Server Protocol 3.17, Base Protocol; Debug Adapter Protocol",
    make: || DynFormat::new(ContentLength::new()),
    samples: &[
        Sample::new(
            "two-messages",
            &[Frame::new(b"Content-Length: 2\r\n\r\n", b"{}"), Frame::new(b"Content-Length: 0\r\n\r\n", b"")],
        ),
        Sample::new(
            "five-messages",
            &[
                Frame::new(b"Content-Length: 4\r\n\r\n", b"null"),
                Frame::new(b"Content-Length: 0\r\n\r\n", b""),
                Frame::new(b"CONTENT-length:\t15  \r\n\r\n", b"{\"jsonrpc\":2.0}"),
                Frame::new(
                    b"Content-Length: 2\r\nContent-Type: application/vscode-jsonrpc; charset=utf-8\r\n\r\n",
                    b"{}",
                ),
                Frame::new(b"X-Other: \xff\r\ncontent-length: 0003\r\n\r\n", b"\r\n\r"),
            ],
        ),
        Sample::new(
            "long-header",
            &[Frame::new(
                b"X-Long: 0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789\r\nContent-Length: 2\r\n\r\n",
                b"[]",
            )],
        ),
    ],
    rejects: &[
        malformed("no-length", b"Content-Type: x\r\n\r\n", 17),
        malformed("empty-header", b"\r\n\r\n", 0),
        malformed("empty-length", b"Content-Length: \r\n\r\n", 16),
        malformed("plus-sign", b"Content-Length: +5\r\n\r\nhello", 16),
        malformed("minus-sign", b"Content-Length: -1\r\n\r\n", 16),
        malformed("hexadecimal", b"Content-Length: 0x5\r\n\r\nhello", 17),
        malformed("space-in-the-length", b"Content-Length: 4 2\r\n\r\n", 18),
        malformed("two-lengths-that-differ", b"Content-Length: 1\r\nContent-Length: 2\r\n\r\n{}", 33),
        malformed("over-64-bits", b"Content-Length: 18446744073709551616\r\n\r\n", 35),
        malformed("bare-line-feed", b"Content-Length: 2\n\n{}", 17),
        malformed("space-before-the-colon", b"Content-Length : 2\r\n\r\n{}", 14),
        malformed("no-colon", b"Content-Length\r\n\r\n", 14),
        Reject::too_long("announces-the-maximum", b"Content-Length: 18446744073709551615\r\n\r\n", 40),
    ],
};

const fn malformed(name: &'static str, bytes: &'static [u8], offset: u64) -> Reject {
    Reject::malformed(name, bytes, 0, offset, Phase::Header)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_formats_conform() {
        framing_core::testkit::assert_conforms(super::formats());
    }
}
