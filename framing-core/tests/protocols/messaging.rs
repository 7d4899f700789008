//! Messages between programs and devices.

protocols! {
    "python-multiprocessing", "CPython, multiprocessing/connection.py, Connection._send_bytes",
    "width = 4\nsigned = true\nescapes = [{ number = -1, width = 8 }]",
    [(b"\0\0\0\x02", b"hi"), (b"\xff\xff\xff\xff\0\0\0\0\0\0\0\x02", b"hi"), (b"\0\0\0\0")];

    "java-nullable-bytes", "Kafka, Protocol Primitive Types, NULLABLE_BYTES: -1 is null",
    "width = 4\nsigned = true\nno-body = [-1]",
    [(b"\xff\xff\xff\xff"), (b"\0\0\0\x02", b"hi")];

    "bson", "BSON 1.1: the length counts all, and a NUL ends the document",
    "width = 4\norder = 'little'\nsigned = true\ncounts = 'frame'\ntrailer = '00'",
    [(b"\x16\0\0\0", b"\x02hello\x00\x06\x00\x00\x00world\x00", b"\x00"), (b"\x05\0\0\0", b"", b"\0")];

    "cassandra-v5", "CQL Binary Protocol v5, section 2.1: 17 bits and a CRC24 before, a CRC32 after",
    "header = 6\nwidth = 3\norder = 'little'\nmask = 0x1ffff\nany-trailer = 4",
    [(b"\x05\x00\x02\x19\x99\x9a", b"hello", b"t\x80\x0e\xb6")];

    "cassandra-v5-compressed", "CQL Binary Protocol v5, section 2.2: two lengths of 17 bits",
    "header = 8\nwidth = 5\norder = 'little'\nmask = 0x1ffff\nany-trailer = 4",
    [(b"\x02\x00\x0a\x00\x04abc", b"hi", b"\0\0\0\0")];

    "amqp1", "AMQP 1.0, part 2, section 2.3.1: the header has 4 times as many bytes as the fifth byte says",
    "header = 8
     width = 4
     counts = 'frame'
     extensions = [{ offset = 4, width = 1, multiply = 4, adjust = -8 }]
     [[first]]
     magic = '414d515000010000'
     body = 0",
    [
        (b"AMQP\x00\x01\x00\x00"), (b"\0\0\0\x0a\x02\0\0\0", b"\x00S"),
        (b"\0\0\0\x0d\x03\0\0\0extd", b"x"), (b"\0\0\0\x08\x02\0\0\0")
    ];

    "ssh-agent", "draft-ietf-sshm-ssh-agent, section 3",
    "width = 4\nmin = 1",
    [(b"\0\0\0\x01", b"\x0b"), (b"\0\0\0\x05", b"\x0c\0\0\0\0")];

    "multistream", "libp2p, multistream-select 1.0: a varint that counts the newline too",
    "varint = 'leb128-minimal'\nwidth = 9\nadjust = -1\ntrailer = '0a'",
    [(b"\x13", b"/multistream/1.0.0", b"\n"), (b"\x03", b"na", b"\n")];

    "mtproto-abridged", "MTProto, Transports, Abridged: a tag once; words of 4 bytes",
    "width = 1
     mask = 0x7f
     order = 'little'
     multiply = 4
     escapes = [{ number = 127, width = 3, min = 127 }]
     [[first]]
     magic = 'ef'
     body = 0",
    [(b"\xef"), (b"\x01", b"abcd"), (b"\x7f\x7f\0\0", &[b'x'; 508])];

    "mtproto-intermediate", "MTProto, Transports, Intermediate",
    "width = 4\norder = 'little'\nmask = 0x7fffffff\n[[first]]\nmagic = 'eeeeeeee'\nbody = 0",
    [(b"\xee\xee\xee\xee"), (b"\x04\0\0\0", b"abcd")];

    "mtproto-full", "MTProto, Transports, Full: length of all, sequence number, CRC32 of all before it",
    "header = 8
     width = 4
     order = 'little'
     counts = 'frame'
     any-trailer = 4
     checks = [{ kind = 'crc32', covers = 'header-and-body' }]",
    [(b"\x10\0\0\0\0\0\0\0", b"\x01\x02\x03\x04", b"B\x0f\xb5\xe0")];

    "aws-event-stream", "AWS, Event Stream Encoding: total length, headers length, CRC32 of both; CRC32 of all",
    "header = 12
     width = 4
     counts = 'frame'
     any-trailer = 4
     [[checks]]
     kind = 'crc32'
     place = 'header'
     offset = 8
     [[checks]]
     kind = 'crc32'
     covers = 'header-and-body'",
    [(b"\0\0\0\x12\0\0\0\0\x7f\x02\x1b\x8b", b"{}", b"/\x92a\xfa")];

    "avro-block", "Avro 1.11, Object Container Files: blocks after the file's head; count and size zig-zag",
    "varint = 'zigzag'\ntag = 'zigzag'\nany-trailer = 16",
    [(b"\x04\x08", b"abcd", b"0123456789abcdef"), (b"\x02\x80\x01", b"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", b"0123456789abcdef")];

    "ubx", "u-blox, UBX protocol, frame structure: a Fletcher checksum from the class on",
    "header = 6
     magic = 'b562'
     offset = 4
     width = 2
     order = 'little'
     any-trailer = 2
     checks = [{ kind = 'fletcher', covers = 'header-and-body', from = 2 }]",
    [(b"\xb5\x62\x06\x01\x03\0", b"\x01\x07\x01", b"\x13\x51")];

    "rtcm3", "RTCM 10403, section 4: 6 bits of zero and 10 of length; CRC-24Q",
    "header = 3
     magic = 'd3'
     fixed = [{ offset = 1, bytes = '00', mask = 'fc' }]
     offset = 1
     width = 2
     mask = 0x3ff
     any-trailer = 3
     checks = [{ kind = 'crc24q', covers = 'header-and-body' }]",
    [(b"\xd3\0\x13", b"\x3e\xd7\xd3\x02\x02\x98\x0e\xde\xef\x34\xb4\xbd\x62\xac\x09\x41\x98\x6f\x33", b"\x36\x0b\x98")];

    "mavlink", "MAVLink, Packet Serialization: version 1, version 2, and version 2 with a signature",
    "[[variants]]
     when = [{ bytes = 'fe' }]
     header = 6
     offset = 1
     width = 1
     any-trailer = 2
     [[variants]]
     when = [{ bytes = 'fd' }, { offset = 2, bytes = '00', mask = '01' }]
     header = 10
     offset = 1
     width = 1
     any-trailer = 2
     [[variants]]
     when = [{ bytes = 'fd' }, { offset = 2, bytes = '01', mask = '01' }]
     header = 10
     offset = 1
     width = 1
     any-trailer = 15",
    [
        (b"\xfe\x02\x00\x01\x01\x00", b"hi", b"ck"), (b"\xfd\x01\x00\x00\x05\x01\x01\x00\x00\x00", b"x", b"ck"),
        (b"\xfd\x00\x01\x00\x06\x01\x01\x00\x00\x00", b"", b"ck-signature---")
    ];
}
