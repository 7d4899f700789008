//! Files that are read as streams.

protocols! {
    "iff", "EA IFF 85: as RIFF, big-endian",
    "header = 8\noffset = 4\nwidth = 4\npad = 2",
    [(b"NAME\0\0\0\x03", b"abc", b"\0"), (b"BODY\0\0\0\x02", b"hi")];

    "midi", "Standard MIDI Files 1.0: chunks without padding",
    "header = 8\nmagic = ['4d546864', '4d54726b']\noffset = 4\nwidth = 4",
    [(b"MThd\0\0\0\x06", b"\0\0\0\x01\0\x60"), (b"MTrk\0\0\0\x04", b"\0\xff\x2f\0")];

    "png", "PNG, third edition, section 5: a signature, then chunks",
    "header = 8
     width = 4
     any-trailer = 4
     checks = [{ kind = 'crc32', covers = 'header-and-body', from = 4 }]
     [[first]]
     magic = '89504e470d0a1a0a'
     body = 0",
    [(b"\x89PNG\r\n\x1a\n"), (b"\0\0\0\x00IEND", b"", b"\xae\x42\x60\x82")];

    "ar", "ar(5): 10 decimal digits with spaces after them, padded to 2",
    "header = 60
     text = 'decimal'
     offset = 48
     width = 10
     fill = 'spaces-after'
     fixed = [{ offset = 58, bytes = '600a' }]
     pad = 2
     [[first]]
     magic = '213c617263683e0a'
     body = 0",
    [
        (b"!<arch>\n"), (b"a.txt/          0           0     0     100644  3         `\n", b"hi\n", b"\0"),
        (b"b.txt/          0           0     0     100644  0         `\n")
    ];

    "cpio-newc", "cpio(5), New ASCII Format: 8 hex digits; the name is part of the header, both are padded to 4",
    "header = 110
     magic = '303730373031'
     text = 'hex'
     offset = 54
     width = 8
     extensions = [{ text = 'hex', offset = 94, width = 8, pad = 4 }]
     pad = 4",
    [
        (
            b"07070100000001000081a400000000000000000000000100000000000000030000000000000000000000000000000000000002\
              00000000a\0",
            b"hi\n", b"\0"
        )
    ];

    "pcap", "draft-ietf-opsawg-pcap, section 4: the magic number of the file determines the byte order",
    "choose = 'stream'
     [[variants]]
     when = [{ bytes = 'd4c3b2a1' }]
     header = 16
     offset = 8
     width = 4
     order = 'little'
     [[variants.first]]
     header = 24
     body = 0
     [[variants]]
     when = [{ bytes = 'a1b2c3d4' }]
     header = 16
     offset = 8
     width = 4
     [[variants.first]]
     header = 24
     body = 0",
    [
        (b"\xd4\xc3\xb2\xa1\x02\0\x04\0\0\0\0\0\0\0\0\0\xff\xff\0\0\x01\0\0\0"),
        (b"\x01\0\0\0\x02\0\0\0\x02\0\0\0\x02\0\0\0", b"hi");
        (b"\xa1\xb2\xc3\xd4\0\x02\0\x04\0\0\0\0\0\0\0\0\0\0\xff\xff\0\0\0\x01"),
        (b"\0\0\0\x01\0\0\0\x02\0\0\0\x01\0\0\0\x02", b"x")
    ];

    "pcapng", "draft-ietf-opsawg-pcapng, section 3.1: the length of the block is at both ends",
    "choose = 'stream'
     [[variants]]
     when = [{ bytes = '0a0d0d0a' }, { offset = 8, bytes = '4d3c2b1a' }]
     header = 8
     offset = 4
     width = 4
     order = 'little'
     counts = 'frame'
     multiple-of = 4
     any-trailer = 4
     checks = [{ kind = 'length' }]
     [[variants.first]]
     header = 12
     offset = 4
     width = 4
     order = 'little'
     counts = 'frame'
     any-trailer = 4
     checks = [{ kind = 'length' }]
     [[variants]]
     when = [{ bytes = '0a0d0d0a' }, { offset = 8, bytes = '1a2b3c4d' }]
     header = 8
     offset = 4
     width = 4
     counts = 'frame'
     multiple-of = 4
     any-trailer = 4
     checks = [{ kind = 'length' }]
     [[variants.first]]
     header = 12
     offset = 4
     width = 4
     counts = 'frame'
     any-trailer = 4
     checks = [{ kind = 'length' }]",
    [
        (b"\n\r\r\n\x1c\0\0\0\x4d\x3c\x2b\x1a", b"\x01\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff", b"\x1c\0\0\0"),
        (b"\x01\0\0\0\x14\0\0\0", b"\x01\0\0\0\0\0\0\0", b"\x14\0\0\0");
        (b"\n\r\r\n\0\0\0\x1c\x1a\x2b\x3c\x4d", b"\0\x01\0\0\xff\xff\xff\xff\xff\xff\xff\xff", b"\0\0\0\x1c"),
        (b"\0\0\0\x05\0\0\0\x10", b"abcd", b"\0\0\0\x10")
    ];

    "tfrecord", "TensorFlow, TFRecord: u64, masked CRC32C of it; data, masked CRC32C of it",
    "header = 12
     width = 8
     order = 'little'
     any-trailer = 4
     checks = [{ kind = 'crc32c-masked', place = 'header', offset = 8 }, { kind = 'crc32c-masked' }]",
    [(b"\x05\0\0\0\0\0\0\0\xea\xb2\x04\x3e", b"hello", b"\xbb\x1f\x1c\x19")];

    "flv-tag", "FLV 10.1, annex E: 3 bytes of length in a header of 11; the size of the tag after it",
    "header = 11
     offset = 1
     width = 3
     any-trailer = 4
     [[first]]
     header = 13
     magic = '464c5601'
     body = 0",
    [(b"FLV\x01\x05\0\0\0\x09\0\0\0\0"), (b"\x12\0\0\x02\0\0\0\0\0\0\0", b"hi", b"\0\0\0\x0d")];
}
