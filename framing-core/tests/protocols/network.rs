//! Protocols of networks and of remote calls.

protocols! {
    "rtp-tcp", "RFC 4571, section 2",
    "width = 2",
    [(b"\x00\x0c", b"\x80\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x01"), (b"\x00\x00")];

    "tds", "MS-TDS, section 2.2.3.1",
    "header = 8\noffset = 2\nwidth = 2\ncounts = 'frame'",
    [(b"\x12\x01\x00\x0a\x00\x00\x01\x00", b"\xff\x00")];

    "someip", "AUTOSAR, SOME/IP Protocol Specification, 4.1: the length counts from the request id on",
    "header = 16\noffset = 4\nwidth = 4\nadjust = -8",
    [(b"\x12\x34\x04\x21\x00\x00\x00\x0a\x00\x01\x00\x01\x01\x01\x00\x00", b"hi")];

    "doip", "ISO 13400-2, generic header: version, and the version inverted",
    "header = 8\nmagic = ['02fd', '03fc', 'ff00']\noffset = 4\nwidth = 4",
    [(b"\x02\xfd\x00\x05\x00\x00\x00\x02", b"\x0e\x00"), (b"\xff\x00\x00\x01\x00\x00\x00\x00")];

    "openflow", "OpenFlow 1.3, section 7.1",
    "header = 8\noffset = 2\nwidth = 2\ncounts = 'frame'",
    [(b"\x04\x00\x00\x08\x00\x00\x00\x01"), (b"\x04\x02\x00\x0a\x00\x00\x00\x02", b"hi")];

    "sctp-chunk", "RFC 9260, section 3.2: padding is not counted",
    "header = 4\noffset = 2\nwidth = 2\ncounts = 'frame'\npad = 4",
    [(b"\x06\x00\x00\x05", b"x", b"\0\0\0"), (b"\x0b\x00\x00\x04")];

    "stun-attribute", "RFC 8489, section 14",
    "header = 4\noffset = 2\nwidth = 2\npad = 4",
    [(b"\x80\x22\x00\x05", b"hello", b"\0\0\0"), (b"\x80\x28\x00\x04", b"\xe5\x7a\x3b\xcf")];

    "turn", "RFC 8656, section 12.5, and RFC 8489: the two highest bits distinguish ChannelData from STUN",
    "[[variants]]
     when = [{ bytes = '40', mask = 'c0' }]
     header = 4
     offset = 2
     width = 2
     pad = 4
     [[variants]]
     when = [{ bytes = '00', mask = 'c0' }]
     header = 20
     offset = 2
     width = 2
     multiple-of = 4
     fixed = [{ offset = 4, bytes = '2112a442' }]",
    [
        (b"\x40\x01\x00\x05", b"hello", b"\0\0\0"),
        (b"\x00\x01\x00\x00\x21\x12\xa4\x42\xb7\xe7\xa7\x01\xbc\x34\xd6\x86\xfa\x87\xdf\xae")
    ];

    "nbss", "RFC 1002, section 4.3.1: 17 bits",
    "header = 4\noffset = 1\nwidth = 3\nmask = 0x1ffff",
    [(b"\x85\x00\x00\x00"), (b"\x00\x00\x00\x04", b"\xfeSMB")];

    "rpc-record", "RFC 5531, section 11: 31 bits, the highest one marks the last fragment",
    "width = 4\nmask = 0x7fffffff",
    [(b"\x80\x00\x00\x04", b"\x12\x34\x56\x78"), (b"\x00\x00\x00\x02", b"hi")];

    "proxy-then-raw", "HAProxy, PROXY protocol version 2: a header once, then whatever follows",
    "body = 'to-end'
     [[first]]
     magic = '0d0a0d0a000d0a515549540a'
     header = 16
     offset = 14
     width = 2",
    [(b"\r\n\r\n\0\r\nQUIT\n\x20\x00\x00\x00"), (b"", b"raw bytes")];

    "x11", "X Window System Protocol, appendix B, and BIG-REQUESTS: the first byte determines the byte order",
    "choose = 'stream'
     [[variants]]
     when = [{ text = 'l' }]
     header = 4
     offset = 2
     width = 2
     order = 'little'
     multiply = 4
     counts = 'frame'
     escapes = [{ number = 0, width = 4 }]
     [[variants.first]]
     header = 12
     order = 'little'
     body = 0
     extensions = [{ offset = 6, width = 2, pad = 4 }, { offset = 8, width = 2, pad = 4 }]
     [[variants]]
     when = [{ text = 'B' }]
     header = 4
     offset = 2
     width = 2
     multiply = 4
     counts = 'frame'
     escapes = [{ number = 0, width = 4 }]
     [[variants.first]]
     header = 12
     body = 0
     extensions = [{ offset = 6, width = 2, pad = 4 }, { offset = 8, width = 2, pad = 4 }]",
    [
        (b"l\0\x0b\0\0\0\x03\0\x02\0\0\0MIT\0ab\0\0"), (b"\x7f\0\x01\0"),
        (b"\x01\0\0\0\x03\0\0\0", b"abcd");
        (b"B\0\0\x0b\0\0\0\0\0\0\0\0"), (b"\x01\0\0\x02", b"abcd")
    ];

    "dbus", "D-Bus Specification, Message Format: the first byte determines the byte order, header fields are padded to 8",
    "[[variants]]
     when = [{ text = 'l' }]
     header = 16
     offset = 4
     width = 4
     order = 'little'
     max = 134217728
     extensions = [{ offset = 12, width = 4, pad = 8 }]
     [[variants]]
     when = [{ text = 'B' }]
     header = 16
     offset = 4
     width = 4
     max = 134217728
     extensions = [{ offset = 12, width = 4, pad = 8 }]",
    [
        (b"l\x01\0\x01\x02\0\0\0\x01\0\0\0\x03\0\0\0\x06\x01s\0\0\0\0\0", b"hi"),
        (b"B\x02\x01\x01\0\0\0\x01\0\0\0\x02\0\0\0\0", b"x")
    ];

    "giop", "CORBA 3.3, part 2, section 9.4.1: a flag determines the byte order",
    "[[variants]]
     when = [{ text = 'GIOP' }, { offset = 6, bytes = '00', mask = '01' }]
     header = 12
     offset = 8
     width = 4
     [[variants]]
     when = [{ text = 'GIOP' }, { offset = 6, bytes = '01', mask = '01' }]
     header = 12
     offset = 8
     width = 4
     order = 'little'",
    [(b"GIOP\x01\x02\x00\x00\0\0\0\x02", b"hi"), (b"GIOP\x01\x00\x01\x05\0\0\0\0"), (b"GIOP\x01\x02\x03\x00\x01\0\0\0", b"x")];

    "9p", "Plan 9, intro(5)",
    "header = 7\nwidth = 4\norder = 'little'\ncounts = 'frame'",
    [(b"\x13\0\0\0\x64\xff\xff", b"\x00\x20\x00\x00\x06\x009P2000")];

    "erlang-distribution", "Erlang, Distribution Protocol: 2 bytes in the handshake, then 4; a tick is 0",
    "width = 4\n[[first]]\nwidth = 2\ntimes = 2",
    [(b"\x00\x03", b"sok"), (b"\x00\x01", b"a"), (b"\0\0\0\0"), (b"\0\0\0\x02", b"p\x83")];

    "http2-client", "RFC 9113, section 3.4: a preface, then frames",
    "header = 9
     width = 3
     max = 16384
     [[first]]
     magic = '505249202a20485454502f322e300d0a0d0a534d0d0a0d0a'
     body = 0",
    [(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), (b"\0\0\0\x04\0\0\0\0\0"), (b"\0\0\x04\x08\0\0\0\0\0", b"\0\0\0\x01")];

    "docker-attach", "Docker Engine API, ContainerAttach, Stream format",
    "header = 8\nfixed = [{ offset = 1, bytes = '000000' }]\noffset = 4\nwidth = 4",
    [(b"\x01\0\0\0\0\0\0\x03", b"out"), (b"\x02\0\0\0\0\0\0\x00")];

    "bittorrent", "BEP 3, peer protocol: a handshake of 68 bytes, then messages; a keep-alive is 0",
    "width = 4
     [[first]]
     header = 68
     magic = '13426974546f7272656e742070726f746f636f6c'
     body = 0",
    [
        (
            b"\x13BitTorrent protocol\0\0\0\0\0\0\0\0aaaaaaaaaaaaaaaaaaaa-XX0001-bbbbbbbbbbbb"
        ),
        (b"\0\0\0\0"), (b"\0\0\0\x01", b"\x02")
    ];

    "postgres-frontend", "PostgreSQL, Message Formats: a start-up message has no type",
    "header = 5\noffset = 1\nwidth = 4\ncounts = 'length-and-body'\n[[first]]\nwidth = 4\ncounts = 'frame'\nmax = 9996",
    [(b"\0\0\0\x09", b"\0\x03\0\0\0"), (b"Q\0\0\0\x06", b";\0"), (b"X\0\0\0\x04")];

    "zmtp3", "RFC 23/ZMTP 3.0: a greeting of 64 bytes, then frames; a flag determines the width",
    "[[first]]
     header = 64
     magic = 'ff'
     fixed = [{ offset = 9, bytes = '7f' }]
     body = 0
     [[variants]]
     when = [{ bytes = '00', mask = '02' }]
     header = 2
     offset = 1
     width = 1
     [[variants]]
     when = [{ bytes = '02', mask = '02' }]
     header = 9
     offset = 1
     width = 8",
    [
        (
            b"\xff\0\0\0\0\0\0\0\0\x7f\x03\0NULL\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
        ),
        (b"\x04\x06", b"\x05READY"), (b"\x02\0\0\0\0\0\0\0\x02", b"hi")
    ];
}
