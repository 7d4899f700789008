//! The declarations of RTSP, SCGI and STOMP.

use framing_core::Phase;
use framing_core::fields::RepeatedLength;
use framing_core::registry::{Declaration, DynFormat, Reject, Sample, SampleFrame as Frame, Setting};

use crate::text::bad_header;
use crate::{Rtsp, Scgi, Stomp};

pub(super) const RTSP: Declaration = Declaration::new("rtsp", || {
        DynFormat::with_settings(Rtsp::new(), RTSP_SETTINGS).with_diagram(r#"["$":1][channel:1][length:2 BE][body] or [head:4.. up to an empty line, Content-Length is the length][body]"#)
    })
    .with_summary("head with a Content-Length or none, body; or '$', channel, 2-byte length, data")
    .with_package("framing-http")
    .with_source("RFC 7826, sections 14 and 18")
    .with_samples(&[Sample::new(
        "message-and-data",
        &[
            Frame::new(b"OPTIONS * RTSP/2.0\r\nCSeq: 1\r\n\r\n", b""),
            Frame::new(b"$\x00\x00\x02", b"\x80\x60"),
            Frame::new(b"RTSP/2.0 200 OK\r\ncontent-length: 2\r\n\r\n", b"hi"),
            Frame::new(b"\r\nOPTIONS * RTSP/1.0\r\nCSeq: 1\r\n\r\n", b""),
        ],
    )])
    .with_rejects(&[
        bad_header("no-letter", b"\x80\x60", 0),
        bad_header("no-number", b"PLAY * RTSP/2.0\r\nContent-Length: x\r\n\r\n", 33),
        bad_header("two-lengths", b"RTSP/1.0 200 OK\r\nContent-Length: 4\r\nContent-Length: 0\r\n\r\nAAAA", 50),
        bad_header("space-before-colon", b"RTSP/1.0 200 OK\r\nContent-Length : 4\r\n\r\nAAAA", 31),
        bad_header("bare-lf", b"RTSP/1.0 200 OK\r\nX: a\nContent-Length: 4\r\n\r\nAAAA", 21),
    ]);

const RTSP_SETTINGS: &[Setting<Rtsp>] = &[
    super::field_leniency(|format: &mut Rtsp, value| {
        *format = format.with_leniency(super::leniency(value.as_str())?);
        Ok(())
    }),
    Setting::new("repeated_length", "how a second Content-Length is treated", |format: &mut Rtsp, value| {
        let repeats = match value.as_str() {
            Some("refused") => RepeatedLength::Refused,
            Some("equal") => RepeatedLength::Equal,
            Some("first") => RepeatedLength::First,
            _ => return Err("refused, equal or first"),
        };
        *format = format.with_repeated_length(repeats);
        Ok(())
    })
    .with_values("refused, equal, first")
    .with_default("refused"),
];

pub(super) const SCGI: Declaration = Declaration::new("scgi", || {
    DynFormat::new(Scgi).with_diagram("[netstring of fields:3.. CONTENT_LENGTH is the length][body]")
})
.with_summary("netstring of names and values, the first CONTENT_LENGTH; body")
.with_package("framing-http")
.with_source("SCGI: A Simple Common Gateway Interface alternative (2008)")
.with_samples(&[Sample::new(
    "two-requests",
    &[
        Frame::new(b"24:CONTENT_LENGTH\x002\x00SCGI\x001\x00,", b"hi"),
        Frame::new(b"36:CONTENT_LENGTH\x000\x00SCGI\x001\x00PATH_INFO\x00/\x00,", b""),
    ],
)])
.with_rejects(&[
    bad_header("leading-zero", b"024:", 1),
    bad_header("no-length-first", b"22:SCGI\x001\x00CONTENT_LENGTH\x00,", 3),
    bad_header("no-number", b"24:CONTENT_LENGTH\x00x\x00SCGI\x001\x00,", 18),
    bad_header("a-name-twice", b"31:CONTENT_LENGTH\x000\x00SCGI\x001\x00SCGI\x001\x00,", 27),
    bad_header("no-comma", b"24:CONTENT_LENGTH\x000\x00SCGI\x001\x00;", 27),
    bad_header("not-said-to-be-scgi", b"17:CONTENT_LENGTH\x000\x00,", 20),
]);

pub(super) const STOMP: Declaration = Declaration::new("stomp", || {
    DynFormat::new(Stomp)
        .with_diagram("[head:1.. up to an empty line, content-length is the length][body][0x00:0|1]")
})
.with_summary("head with a content-length or none, body, a zero byte; ends of line between frames")
.with_package("framing-http")
.with_source("STOMP 1.2, STOMP Frames")
.with_samples(&[Sample::new(
    "with-and-without-a-length",
    &[
        Frame::with_trailer(b"SEND\ncontent-length:3\n\n", b"h\0i", b"\0"),
        Frame::new(b"\n", b""),
        Frame::with_trailer(b"MESSAGE\r\na:b\r\n\r\n", b"hi", b"\0"),
        Frame::new(b"\r\n", b""),
    ],
)])
.with_rejects(&[
    bad_header("no-number", b"SEND\ncontent-length:x\n\n\0", 20),
    Reject::malformed("no-zero-byte", b"SEND\ncontent-length:1\n\nhi", 0, 24, Phase::Trailer),
]);
