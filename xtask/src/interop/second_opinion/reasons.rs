//! Why others do not take what we take.

use super::Opinion;

/// A reason, and the streams that it holds for.
pub(super) struct Reason {
    pub(super) reader: &'static str,
    pub(super) text: &'static str,
    /// Does it hold for these bytes, of which the reader has this opinion?
    pub(super) holds: fn(&[u8], &Opinion) -> bool,
}

const fn reason(reader: &'static str, text: &'static str, holds: fn(&[u8], &Opinion) -> bool) -> Reason {
    Reason { reader, text, holds }
}

pub(super) const REASONS: &[Reason] = &[
    reason("h11", "it knows no coding but chunked and answers 501", |_, opinion| {
        says(opinion, "Only Transfer-Encoding: chunked is supported")
            || says(opinion, "multiple Transfer-Encoding headers")
    }),
    reason(
        "h11",
        "it refuses whitespace in a chunk extension, which a recipient must parse (RFC 9112, section 7.1.1)",
        |bytes, opinion| says(opinion, "illegal chunk header") && has_any(bytes, &[b" ;", b"\t;"]),
    ),
    reason(
        "h11",
        "it takes no empty line in front of a request, which a server should skip (RFC 9112, section 2.2)",
        |bytes, opinion| says(opinion, "no request line received") && has_empty_line_in_front(bytes),
    ),
    reason("hyper", "it reads the target, which is not about framing", |_, opinion| {
        says(opinion, "invalid URI")
    }),
    reason("hyper", TAKES_MINOR_VERSIONS, |_, opinion| says(opinion, "invalid HTTP version")),
    reason(
        "httparse",
        "it waits for a request after an empty line, which a server should skip (RFC 9112, section 2.2)",
        |bytes, opinion| matches!(opinion, Opinion::Cut) && bytes.ends_with(b"\r\n"),
    ),
    reason("httparse", TAKES_MINOR_VERSIONS, |_, opinion| says(opinion, "invalid HTTP version")),
    reason(
        "hyper",
        "it closes after HTTP/1.0 without keep-alive, and after `close`, and reads no further",
        |bytes, opinion| matches!(opinion, Opinion::Whole(_)) && has_any(bytes, &[b"HTTP/1.0", b"close"]),
    ),
    reason(
        "llhttp",
        "it refuses whitespace in a chunk extension, which a recipient must parse (RFC 9112, section 7.1.1)",
        |bytes, opinion| {
            let refuses = says(opinion, "HPE_INVALID_CHUNK_SIZE")
                || says(opinion, "HPE_STRICT Invalid character in chunk");
            refuses && has_any(bytes, SPACED)
        },
    ),
    reason(
        "llhttp",
        "it reads trailer fields as those of the head, and refuses there what announces a body",
        |bytes, opinion| {
            let refuses = says(opinion, "Content-Length can't be present with Transfer-Encoding")
                || says(opinion, "HPE_INVALID_TRANSFER_ENCODING");
            refuses && has_any(bytes, &[b"\r\n0"])
        },
    ),
    reason(
        "llhttp",
        "it refuses a tab after a Content-Length, which is no part of it (RFC 9112, section 5)",
        |bytes, opinion| {
            says(opinion, "HPE_INVALID_CONTENT_LENGTH Invalid character") && has_any(bytes, &[b"\t\r\n"])
        },
    ),
    reason("h11", "it takes no 101 that it has not asked for, which is not about framing", |_, opinion| {
        says(opinion, "without a pending proposal")
    }),
    reason("h11", BELOW_100, |_, opinion| says(opinion, "status_code should be in range")),
    reason(
        "llhttp",
        "it knows no methods but those that it names, which is not about framing",
        |_, opinion| {
            says(opinion, "HPE_INVALID_METHOD") || says(opinion, "Expected SOURCE method for ICE/x.x request")
        },
    ),
    reason("llhttp", "it reads the target, which is not about framing", |_, opinion| {
        says(opinion, "HPE_INVALID_URL")
    }),
    reason("llhttp", TAKES_MINOR_VERSIONS, |_, opinion| says(opinion, "HPE_INVALID_VERSION")),
    reason(
        "llhttp",
        "it takes nothing after HTTP/1.0 without keep-alive, and after `close`",
        |bytes, opinion| says(opinion, "HPE_CLOSED_CONNECTION") && has_any(bytes, &[b"HTTP/1.0", b"close"]),
    ),
    reason(
        "hyper",
        "it refuses status codes below 100, which RFC 9112, section 4, does not",
        |_, opinion| says(opinion, "invalid HTTP status-code"),
    ),
    reason("h11", "it demands Host, which is not about framing", |_, opinion| {
        says(opinion, "Missing mandatory Host") || says(opinion, "multiple Host")
    }),
];

/// Whitespace where a chunk extension may have it.
const SPACED: &[&[u8]] = &[b" ;", b"; ", b";\t", b"\t;", b"= ", b" =", b"=\t", b"\t="];

const BELOW_100: &str = "it refuses status codes below 100, which RFC 9112, section 4, does not";

/// Ours takes them: whatever the minor version, the major one determines how messages are framed (RFC 9110, section 2.5).
const TAKES_MINOR_VERSIONS: &str =
    "it supports no minor version above 1 (RFC 9110, section 2.5, requires it)";

fn says(opinion: &Opinion, text: &str) -> bool {
    matches!(opinion, Opinion::Refused(why) if why.contains(text))
}

fn has_any(bytes: &[u8], texts: &[&[u8]]) -> bool {
    texts.iter().any(|text| bytes.windows(text.len()).any(|window| window == *text))
}

/// Does any request have one in front? They begin as the messages are made, or spoilt in a byte or two.
fn has_empty_line_in_front(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\r\n") || has_any(bytes, &[b"\r\nPUT", b"\r\n\r\n", b"hello\r\n"])
}
