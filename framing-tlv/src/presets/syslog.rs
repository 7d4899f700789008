//! `syslog`: decimal length, space, message.
#![cfg(feature = "registry")]

use super::declare::{Frame, bad_header, preset};

preset! {
    "syslog", "decimal length, space, message", "RFC 6587, section 3.4.1",
    spec: r#"
        text = "decimal"
        terminator = " "
        min = 1
    "#,
    aliases: ["rsyslog", "syslog-tcp"],
    samples: ["two-messages": [
        Frame::new(b"20 ", b"<14>1 - - - - - - hi"),
        Frame::new(b"2 ", b"\r\n"),
    ]],
    rejects: [
        bad_header("leading-zero", b"02 hi", 1),
        bad_header("nothing", b"0 ", 0),
        bad_header("tab", b"2\thi", 1),
        bad_header("no-length", b"<14>1", 0),
    ],
}
