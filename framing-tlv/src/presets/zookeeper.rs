//! `zookeeper`: 4-byte signed length, packet.
#![cfg(feature = "registry")]

use super::declare::{Frame, Reject, bad_header, preset};

preset! {
    "zookeeper", "4-byte signed length, packet", "Apache ZooKeeper, jute.maxbuffer",
    spec: r#"
        width = 4
        signed = true
        max = 1048575       # jute.maxbuffer
    "#,
    aliases: ["zk"],
    samples: ["four-letters": [
        Frame::new(b"\x00\x00\x00\x00", b""),
        Frame::new(b"\x00\x00\x00\x04", b"ruok"),
    ]],
    rejects: [
        bad_header("negative", b"\x80\x00\x00\x00", 0),
        Reject::too_long("over-jute-maxbuffer", b"\x00\x10\x00\x00", 4),
    ],
}
