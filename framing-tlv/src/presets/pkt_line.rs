//! `pkt-line`: 4 hex digits that count all; data. 0000, 0001 and 0002 have no data.
#![cfg(feature = "registry")]

use super::declare::{Frame, Reject, bad_header, preset};

preset! {
    "pkt-line", "4 hex digits that count all; data. 0000, 0001 and 0002 have no data", "git, protocol-common, pkt-line Format; protocol-v2",
    spec: r#"
        text = "hex"
        width = 4
        counts = "frame"
        no-body = [0, 1, 2]
        max = 65516
    "#,
    aliases: ["git", "git-pkt-line"],
    samples: ["want-flush": [
        Frame::new(b"000a", b"hello\n"),
        Frame::new(b"0004", b""),
        Frame::new(b"0001", b""),
        Frame::new(b"0000", b""),
    ]],
    rejects: [
        bad_header("three", b"0003", 0),
        bad_header("no-digit", b"00g0", 2),
        Reject::too_long("over-65520", b"fff1", 4),
    ],
}
