//! Layouts without a preset, through the whole conformance run.

use framing_core::registry::DynFormat;
use framing_tlv::{Order, Strictness, families};

framing_core::conformance_tests! {
    mod netlink_conforms {
        format: DynFormat::new(families::NETLINK.format()),
        frames: [(b"\x07\x00\x03\x00", b"lo\0", b"\0"), (b"\x08\x00\x04\x00", b"\xdc\x05\0\0", b""), (b"\x04\0\0\0", b"", b"")],
    }
}

framing_core::conformance_tests! {
    mod rtp_extensions_conform {
        format: DynFormat::new(families::RTP_EXTENSION.format()),
        frames: [(b"\x10", b"\xaa", b""), (b"\0", b"", b""), (b"\x21", b"\xbb\xbb", b"")],
    }
}

framing_core::conformance_tests! {
    mod neighbour_discovery_conforms {
        format: DynFormat::new(families::NEIGHBOUR_DISCOVERY.format()),
        frames: [(b"\x01\x01", b"\0\0\x5e\0\x53\0", b""), (b"\x05\x01", b"\0\0\0\0\x05\xdc", b"")],
    }
}

framing_core::conformance_tests! {
    mod ipv6_conforms {
        format: DynFormat::new(families::IPV6.format()),
        frames: [(b"\x01\x01", b"\0", b""), (b"\0", b"", b""), (b"\xc2\x04", b"\0\x01\0\0", b"")],
    }
}

framing_core::conformance_tests! {
    mod distinct_extensions_conform {
        format: DynFormat::new(
            families::TLS_EXTENSION.strictness(Strictness::LAX.order(Order::Distinct)).format(),
        ),
        frames: [(b"\0\x2b\0\x03", b"\x02\x03\x04", b""), (b"\0\x23\0\0", b"", b""), (b"\0\0\0\x01", b"x", b"")],
    }
}
