//! Headers of text: digits, lines, fields.

protocols! {
    "bencode-string", "BEP 3, Bencoding",
    "text = 'decimal'\nterminator = ':'",
    [(b"4:", b"spam"), (b"0:")];

    "adb-host", "Android, adb, OVERVIEW.TXT",
    "text = 'hex'\nwidth = 4",
    [(b"000C", b"host:version"), (b"0000")];

    "iso8583-ascii", "ISO 8583 over TCP, 4 ASCII digits",
    "text = 'decimal'\nwidth = 4",
    [(b"0004", b"0800"), (b"0012", b"080020000000")];

    "iso8583-bcd", "ISO 8583 over TCP, 4 BCD digits and ETX",
    "width = 2\nbcd = true\ntrailer = '03'",
    [(b"\x00\x12", b"080020000000", b"\x03"), (b"\x00\x00", b"", b"\x03")];

    "iso8583-binary", "ISO 8583 over TCP, header of 4 bytes whose length counts itself",
    "header = 4\nwidth = 2\ncounts = 'frame'",
    [(b"\x00\x08\x00\x00", b"0800")];

    "warc", "WARC/1.1, section 4",
    "magic = '574152432f'
     terminator = \"\\r\\n\\r\\n\"
     field = 'Content-Length'
     trailer = '0d0a0d0a'",
    [
        (b"WARC/1.1\r\nWARC-Type: warcinfo\r\nContent-Length: 2\r\n\r\n", b"hi", b"\r\n\r\n"),
        (b"WARC/1.0\r\ncontent-length:0\r\nWARC-Type: metadata\r\n\r\n", b"", b"\r\n\r\n")
    ];

    "sip", "RFC 3261, sections 7.3.3 and 18.3: a message over TCP",
    "terminator = \"\\r\\n\\r\\n\"
     field = ['Content-Length', 'l']",
    [(b"OPTIONS sip:a@b SIP/2.0\r\nl: 2\r\n\r\n", b"hi"), (b"SIP/2.0 200 OK\r\nContent-Length: 0\r\n\r\n")];

    "rtsp", "RFC 2326, section 10.12: messages, and interleaved frames after a dollar sign",
    "[[variants]]
     when = [{ text = '$' }]
     header = 4
     offset = 2
     width = 2
     [[variants]]
     terminator = \"\\r\\n\\r\\n\"
     field = 'Content-Length'
     body = 0",
    [
        (b"$\x00\x00\x02", b"hi"), (b"RTSP/1.0 200 OK\r\nCSeq: 3\r\n\r\n"), (b"$\x01\x00\x00"),
        (b"ANNOUNCE rtsp://a RTSP/1.0\r\nContent-Length: 4\r\n\r\n", b"v=0\n")
    ];

    "stomp", "STOMP 1.2, Frames: up to a NUL, unless a header says how many bytes; heart-beats between",
    "[[variants]]
     when = [{ bytes = ['0a'] }]
     header = 1
     body = 0
     [[variants]]
     terminator = \"\\n\\n\"
     line-end = \"\\n\"
     field = 'content-length'
     until = '00'",
    [
        (b"CONNECT\naccept-version:1.2\n\n", b"", b"\0"), (b"\n"), (b"SEND\ndestination:/q\n\n", b"hello", b"\0"),
        (b"MESSAGE\ncontent-length:3\n\n", b"a\0b", b"\0")
    ];

    "fix", "FIX 4.4, volume 1: BodyLength, CheckSum",
    "magic = '383d4649582e'
     field = '9'
     separator = '='
     line-end = \"\\u0001\"
     trailer = '31303d30303001'
     [[checks]]
     kind = 'sum'
     text = 'decimal'
     offset = 3
     width = 3
     covers = 'header-and-body'",
    [
        (b"8=FIX.4.2\x019=5\x01", b"35=0\x01", b"10=161\x01"),
        (
            b"8=FIX.4.4\x019=63\x01",
            b"35=5\x0134=1091\x0149=TESTBUY1\x0152=20180920-18:24:58.675\x0156=TESTSELL1\x01",
            b"10=138\x01"
        )
    ];

    "nats", "NATS, Client Protocol: the last word of some lines counts a payload",
    "[[variants]]
     when = [{ text = ['PUB ', 'MSG '] }]
     terminator = \"\\r\\n\"
     word = -1
     trailer = '0d0a'
     [[variants]]
     when = [{ text = ['HPUB ', 'HMSG '] }]
     terminator = \"\\r\\n\"
     word = -1
     trailer = '0d0a'
     [[variants]]
     terminator = \"\\r\\n\"
     body = 0",
    [
        (b"INFO {}\r\n"), (b"PUB a.b 5\r\n", b"hello", b"\r\n"), (b"PING\r\n"),
        (b"MSG a.b 9 reply 0\r\n", b"", b"\r\n"), (b"HPUB a 12 14\r\n", b"NATS/1.0\r\n\r\nhi", b"\r\n")
    ];

    "memcached-store", "memcached, protocol.txt: the fifth word counts the data",
    "[[variants]]
     when = [{ text = ['set ', 'add '] }]
     terminator = \"\\r\\n\"
     word = 5
     trailer = '0d0a'
     [[variants]]
     terminator = \"\\r\\n\"
     body = 0",
    [(b"set k 0 0 2 noreply\r\n", b"hi", b"\r\n"), (b"get k\r\n"), (b"add k 1 0 0\r\n", b"", b"\r\n")];

    "resp", "RESP: bulk strings count, all other lines do not",
    "[[variants]]
     when = [{ text = '$-' }]
     terminator = \"\\r\\n\"
     body = 0
     [[variants]]
     when = [{ text = ['$', '='] }]
     text = 'decimal'
     offset = 1
     terminator = \"\\r\\n\"
     trailer = '0d0a'
     [[variants]]
     terminator = \"\\r\\n\"
     body = 0",
    [(b"*1\r\n"), (b"$4\r\n", b"PING", b"\r\n"), (b"$-1\r\n"), (b"+PONG\r\n"), (b"=5\r\n", b"txt:x", b"\r\n")];

    "hl7-mllp", "HL7 v2, Minimal Lower Layer Protocol: no length, but a header and a delimiter",
    "magic = '0b'\nuntil = '1c0d'",
    [(b"\x0b", b"MSH|^~\\&|\r", b"\x1c\r"), (b"\x0b", b"\x1cx", b"\x1c\r")];

    "varlink", "Varlink, Interface: JSON up to a NUL, no header at all",
    "until = '00'",
    [(b"", b"{\"method\":\"a.b\"}", b"\0"), (b"", b"", b"\0")];
}
