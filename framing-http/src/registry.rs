//! The declarations of this crate's formats.

mod text;

use alloc::vec::Vec;

use framing_core::Phase::{Body, Header};
use framing_core::registry::{
    ContentCoding, Declaration, DynFormat, Reject, Sample, SampleFrame as Frame, Setting,
};

use serde_json::Value;

use crate::text::{line_protocol, resp};
use crate::websocket;
use crate::{
    ContentLength, HttpRequest, HttpResponse, Leniency, MessageBody, RequestHeader, RequestMethod,
    ResponseHeader,
};

/// The formats of `framing-http`.
///
/// ```
/// let names: Vec<_> = framing_http::registry::formats().iter().map(|format| format.name).collect();
/// assert_eq!(names, ["content-length", "http-request", "http-response", "websocket", "rtsp", "scgi", "stomp",
///     "resp", "nats", "memcached-text", "beanstalkd"]);
/// ```
#[must_use]
pub fn formats() -> &'static [Declaration] {
    &[
        CONTENT_LENGTH,
        HTTP_REQUEST,
        HTTP_RESPONSE,
        websocket::WEBSOCKET,
        text::RTSP,
        text::SCGI,
        text::STOMP,
        resp::RESP,
        line_protocol::NATS,
        line_protocol::MEMCACHED_TEXT,
        line_protocol::BEANSTALKD,
    ]
}

const CONTENT_LENGTH: Declaration = Declaration::new("content-length", || DynFormat::with_settings(ContentLength::new(), LENGTH_SETTINGS).with_diagram("[head:4.. up to an empty line, Content-Length is the length][body]"))
    .with_aliases(&["lsp", "dap", "jsonrpc", "language-server", "debug-adapter"])
    .with_summary("fields with a Content-Length, an empty line, body")
    .with_package("framing-http")
    .with_source("Language Server Protocol 3.17, Base Protocol; Debug Adapter Protocol")
    .with_samples(&[
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
    ])
    .with_rejects(&[
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
    ]);

const HTTP_REQUEST: Declaration = Declaration::new("http-request", || {
    DynFormat::with_settings(HttpRequest::new().keeping_heads(), REQUEST_SETTINGS)
        .with_coding(REQUEST_CODING)
        .with_diagram("[head:4.. up to an empty line][body]")
})
.with_aliases(&["http", "http1", "http11"])
.with_summary("request head, then a body by Content-Length, in chunks, or none")
.with_package("framing-http")
.with_source("RFC 9112")
.with_samples(&[
    Sample::new(
        "two-requests",
        &[
            Frame::new(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n", b""),
            Frame::new(b"POST /b HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n", b"hi"),
        ],
    ),
    Sample::new(
        "chunked",
        &[
            Frame::new(
                b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n",
                b"2;x\r\nhi\r\n0\r\nDigest: a\r\n\r\n",
            ),
            Frame::new(b"\r\nGET /\x7e HTTP/1.0\r\n\r\n", b""),
        ],
    ),
    Sample::new(
        "other-codings",
        &[Frame::new(
            b"PUT * HTTP/1.1\r\nTransfer-Encoding: gzip;q=\"a,b\"\r\ntransfer-encoding:\tChunked \r\n\r\n",
            b"000\r\n\r\n",
        )],
    ),
    Sample::new(
        "length-amid-fields",
        &[Frame::new(b"PUT / HTTP/1.0\r\nA: b\r\nContent-Length: 1\r\nC: d\r\n\r\n", b"\r")],
    ),
])
.with_rejects(&[
    Reject::malformed("two-empty-lines", b"\r\n\r\nGET / HTTP/1.1\r\n\r\n", 0, 2, Header),
    Reject::malformed("bare-lf", b"GET / HTTP/1.1\nHost: a\n\n", 0, 14, Header),
    Reject::malformed("version-2", b"GET / HTTP/2.0\r\n\r\n", 0, 11, Header),
    Reject::malformed("two-spaces", b"GET  / HTTP/1.1\r\n\r\n", 0, 4, Header),
    Reject::malformed("space-before-colon", b"GET / HTTP/1.1\r\nHost : a\r\n\r\n", 0, 20, Header),
    Reject::malformed("folded", b"GET / HTTP/1.1\r\nA: b\r\n c\r\n\r\n", 0, 22, Header),
    Reject::malformed("bare-cr-in-value", b"GET / HTTP/1.1\r\nA: b\rC: d\r\n\r\n", 0, 21, Header),
    Reject::malformed(
        "second-request",
        b"GET / HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\nContent-Length: +1\r\n\r\nx",
        1,
        50,
        Header,
    ),
    Reject::malformed(
        "length-and-coding",
        b"POST / HTTP/1.1\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n",
        0,
        53,
        Header,
    ),
    Reject::malformed(
        "coding-unknown",
        b"POST / HTTP/1.1\r\nTransfer-Encoding: xchunked\r\n\r\n",
        0,
        46,
        Header,
    ),
    Reject::malformed(
        "coding-in-1.0",
        b"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n",
        0,
        34,
        Header,
    ),
    Reject::malformed(
        "coding-behind-chunked",
        b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked, identity\r\n\r\n",
        0,
        45,
        Header,
    ),
    Reject::malformed(
        "chunk-size-plus",
        b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n+5\r\n",
        0,
        47,
        Body,
    ),
    Reject::malformed(
        "chunk-data-end",
        b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nxyz",
        0,
        51,
        Body,
    ),
    Reject::too_long("length-over-the-limit", b"PUT / HTTP/1.1\r\nContent-Length: 999999999\r\n\r\n", 45),
]);

const REQUEST_CODING: ContentCoding = ContentCoding {
    decode: |header, body| content(header.get::<RequestHeader>()?.body, body),
    encode: |header, content| code(header.get::<RequestHeader>()?.body, content),
};

const RESPONSE_CODING: ContentCoding = ContentCoding {
    decode: |header, body| content(header.get::<ResponseHeader>()?.body, body),
    encode: |header, content| code(header.get::<ResponseHeader>()?.body, content),
};

/// Decodes a chunked body.
fn content(body: MessageBody, received: &[u8]) -> Option<Vec<u8>> {
    (body == MessageBody::Chunked).then(|| body.content(received).into_owned())
}

/// Encodes `content` as a chunked body.
fn code(body: MessageBody, content: &[u8]) -> Option<Vec<u8>> {
    (body == MessageBody::Chunked).then(|| body.code(content).into_owned())
}

/// The names that `leniency` takes: one or more, separated by commas.
const LENIENCIES: &str = "none, bare-lf, obs-fold, space-before-colon, control-in-value, equal-lengths, \
    transfer-encoding-over-length, space-after-size, empty-list-elements, empty-lines, start-line-space, no-reason, \
    transfer-encoding-in-1.0, empty-line-before-status, non-ascii-target, space-before-first-field";

/// Those that concern field lines and a length in them.
const FIELD_LENIENCIES: &str = "none, bare-lf, obs-fold, space-before-colon, control-in-value, equal-lengths";

const ABOUT_LENIENCY: &str = "exceptions from the strict rules, one or more, separated by commas";

fn leniency(names: Option<&str>) -> Result<Leniency, &'static str> {
    names.and_then(|names| names.parse().ok()).ok_or("names of leniencies, separated by commas")
}

/// The type of the functions that apply a setting.
type Set<F> = fn(&mut F, &Value) -> Result<(), &'static str>;

const fn http_leniency<F>(set: Set<F>) -> Setting<F> {
    Setting::new("leniency", ABOUT_LENIENCY, set).with_values(LENIENCIES).with_default("none")
}

const fn field_leniency<F>(set: Set<F>) -> Setting<F> {
    Setting::new("leniency", ABOUT_LENIENCY, set).with_values(FIELD_LENIENCIES).with_default("none")
}

const LENGTH_SETTINGS: &[Setting<ContentLength>] = &[field_leniency(|format: &mut ContentLength, value| {
    *format = format.with_leniency(leniency(value.as_str())?);
    Ok(())
})];

const REQUEST_SETTINGS: &[Setting<HttpRequest>] = &[http_leniency(|format: &mut HttpRequest, value| {
    *format = format.clone().with_leniency(leniency(value.as_str())?);
    Ok(())
})];

const RESPONSE_SETTINGS: &[Setting<HttpResponse>] = &[
    http_leniency(|format: &mut HttpResponse, value| {
        *format = format.clone().with_leniency(leniency(value.as_str())?);
        Ok(())
    }),
    Setting::new(
        "request_method",
        "the method of the request that is answered: an answer to HEAD has no body, nor has a 2xx to CONNECT",
        |format: &mut HttpResponse, value| {
            let method = value.as_str().ok_or("a method such as \"HEAD\"")?;
            *format = format.clone().answering(RequestMethod::from_bytes(method.as_bytes()));
            Ok(())
        },
    ),
];

const HTTP_RESPONSE: Declaration = Declaration::new("http-response", || {
    DynFormat::with_settings(HttpResponse::new().keeping_heads(), RESPONSE_SETTINGS)
        .with_coding(RESPONSE_CODING)
        .with_diagram("[head:4.. up to an empty line][body]")
})
.with_summary("response head, then a body by Content-Length, in chunks, until close, or none")
.with_package("framing-http")
.with_source("RFC 9112")
.with_samples(&[
    Sample::new(
        "interim-and-final",
        &[
            Frame::new(b"HTTP/1.1 100 Continue\r\n\r\n", b""),
            Frame::new(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n", b"hi"),
        ],
    ),
    Sample::new(
        "chunked",
        &[
            Frame::new(
                b"HTTP/1.1 200 \r\nTransfer-Encoding: chunked\r\n\r\n",
                b"2\r\nhi\r\n1\r\n!\r\n0\r\n\r\n",
            ),
            Frame::new(b"HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n", b""),
            Frame::new(b"HTTP/1.1 304 Not Modified\r\n\r\n", b""),
        ],
    ),
])
.with_rejects(&[
    Reject::malformed("empty-line", b"\r\nHTTP/1.1 200 OK\r\n\r\n", 0, 0, Header),
    Reject::malformed("no-space-behind-status", b"HTTP/1.1 200\r\n\r\n", 0, 12, Header),
    Reject::malformed("status-short", b"HTTP/1.1 20 OK\r\n\r\n", 0, 11, Header),
    Reject::malformed("bare-lf", b"HTTP/1.1 200 OK\n\n", 0, 15, Header),
    Reject::malformed(
        "coding-twice",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, chunked\r\n\r\n",
        0,
        52,
        Header,
    ),
    Reject::malformed(
        "behind-switching-protocols",
        b"HTTP/1.1 101 Switching Protocols\r\n\r\n\x81\x00",
        1,
        36,
        Header,
    ),
    Reject::too_long("length-over-the-limit", b"HTTP/1.1 200 OK\r\nContent-Length: 999999999\r\n\r\n", 46),
]);

const fn malformed(name: &'static str, bytes: &'static [u8], offset: u64) -> Reject {
    Reject::malformed(name, bytes, 0, offset, Header)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_leniency_is_a_value_of_the_setting() {
        let named: Vec<_> = LENIENCIES.split(", ").map(|name| leniency(Some(name))).collect();
        let all: Vec<_> = Leniency::all().map(|(leniency, _)| Ok(leniency)).collect();
        assert_eq!(named.first(), Some(&Ok(Leniency::NONE)));
        assert_eq!(named.get(1..), Some(&all[..]));
        assert!(FIELD_LENIENCIES.split(", ").all(|name| leniency(Some(name)).is_ok()));
    }
}
