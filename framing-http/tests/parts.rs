//! Messages in parts, put through the conformance run.

#![cfg(test)]

use framing_core::registry::DynFormat;
use framing_http::{HttpRequest, HttpResponse, InParts};

framing_core::conformance_tests! {
    mod requests_in_parts {
        format: DynFormat::read_only(InParts::new(HttpRequest::new())),
        frames: [
            (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", b"", b""),
            (b"2;a\r\n", b"hi", b"\r\n"),
            (b"0\r\nB: c\r\n\r\n", b"", b""),
            (b"PUT / HTTP/1.1\r\nContent-Length: 2\r\n\r\n", b"hi", b""),
            (b"GET / HTTP/1.1\r\n\r\n", b"", b""),
        ],
    }
}

framing_core::conformance_tests! {
    mod responses_in_parts {
        format: DynFormat::read_only(InParts::new(HttpResponse::new())),
        frames: [
            (b"HTTP/1.1 100 Continue\r\n\r\n", b"", b""),
            (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"", b""),
            (b"1\r\n", b"x", b"\r\n"),
            (b"0\r\n\r\n", b"", b""),
            (b"HTTP/1.1 204 No Content\r\n\r\n", b"", b""),
        ],
    }
}
