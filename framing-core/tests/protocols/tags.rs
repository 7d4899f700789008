//! Small type-length-value forms: widths told by flags and values, tags without a length.

protocols! {
    "bgp-attribute", "RFC 4271, section 4.3: the flag of extended length makes the length 2 bytes wide",
    "[[variants]]
     when = [{ bytes = '00', mask = '10' }]
     header = 3
     offset = 2
     width = 1
     [[variants]]
     when = [{ bytes = '10', mask = '10' }]
     header = 4
     offset = 2
     width = 2",
    [(b"\x40\x01\x01", b"\x00"), (b"\x50\x02\x00\x02", b"\x02\x00"), (b"\x40\x02\x00")];

    "diameter-avp", "RFC 6733, section 4.1: a vendor by flag; padding is not counted",
    "[[variants]]
     when = [{ offset = 4, bytes = '00', mask = '80' }]
     header = 8
     offset = 5
     width = 3
     counts = 'frame'
     pad = 4
     [[variants]]
     when = [{ offset = 4, bytes = '80', mask = '80' }]
     header = 12
     offset = 5
     width = 3
     counts = 'frame'
     pad = 4",
    [
        (b"\0\0\x01\x08\x40\0\0\x0d", b"hello", b"\0\0\0"),
        (b"\0\0\x01\x0a\xc0\0\0\x10\0\0\x28\xaf", b"abcd"), (b"\0\0\x01\x0a\x40\0\0\x08")
    ];

    "simple-tlv", "ISO/IEC 7816-4, section 5.2.1: ff announces 2 bytes; no tag is 00 or ff",
    "header = 2
     offset = 1
     width = 1
     escapes = [{ number = 255, width = 2 }]
     forbidden = [{ bytes = '00' }, { bytes = 'ff' }]",
    [(b"\x81\x02", b"hi"), (b"\x82\xff\x00\x03", b"abc")];

    "cdp", "Cisco Discovery Protocol, TLV format: the length counts all",
    "header = 4\noffset = 2\nwidth = 2\ncounts = 'frame'",
    [(b"\0\x01\0\x06", b"R1"), (b"\0\x05\0\x04")];

    "ieee-802.11-element", "IEEE 802.11, section 9.4.2.1; HomeKit TLV8",
    "header = 2\noffset = 1\nwidth = 1",
    [(b"\x00\x04", b"ssid"), (b"\x01\x00")];

    "tls-extension", "RFC 8446, section 4.2",
    "header = 4\noffset = 2\nwidth = 2",
    [(b"\x00\x17\x00\x00"), (b"\x00\x2b\x00\x02", b"\x03\x04")];

    "tls-handshake", "RFC 8446, section 4",
    "header = 4\noffset = 1\nwidth = 3",
    [(b"\x0e\0\0\0"), (b"\x14\0\0\x02", b"hi")];

    "dhcp-option", "RFC 2132, section 2: pad and end have no length",
    "[[variants]]
     when = [{ bytes = ['00', 'ff'] }]
     header = 1
     body = 0
     [[variants]]
     header = 2
     offset = 1
     width = 1",
    [(b"\x35\x01", b"\x01"), (b"\x00"), (b"\x0c\x04", b"host"), (b"\xff")];

    "tcp-option", "RFC 9293, section 3.1: end and no-operation have no length; others count all",
    "[[variants]]
     when = [{ bytes = ['00', '01'] }]
     header = 1
     body = 0
     [[variants]]
     header = 2
     offset = 1
     width = 1
     counts = 'frame'",
    [(b"\x02\x04", b"\x05\xb4"), (b"\x01"), (b"\x04\x02"), (b"\x00")];

    "ipv6-option", "RFC 8200, section 4.2: Pad1 has no length",
    "[[variants]]
     when = [{ bytes = '00' }]
     header = 1
     body = 0
     [[variants]]
     header = 2
     offset = 1
     width = 1",
    [(b"\x00"), (b"\x05\x02", b"\0\0"), (b"\x01\x00")];

    "bluetooth-ad", "Bluetooth Core 5.4, volume 3, part C, section 11: the length comes before the type and counts it",
    "[[variants]]
     when = [{ bytes = '00' }]
     header = 1
     body = 0
     [[variants]]
     header = 2
     width = 1
     adjust = -1",
    [(b"\x02\x01", b"\x06"), (b"\x05\x09", b"name"), (b"\x00")];

    "ndef-record", "NFC Forum, NDEF 1.0, section 3.2: the type and the id are between the lengths and the payload",
    "[[variants]]
     when = [{ bytes = '10', mask = '18' }]
     header = 3
     offset = 2
     width = 1
     extensions = [{ offset = 1, width = 1 }]
     [[variants]]
     when = [{ bytes = '18', mask = '18' }]
     header = 4
     offset = 2
     width = 1
     extensions = [{ offset = 1, width = 1 }, { offset = 3, width = 1 }]
     [[variants]]
     when = [{ bytes = '00', mask = '18' }]
     header = 6
     offset = 2
     width = 4
     extensions = [{ offset = 1, width = 1 }]
     [[variants]]
     when = [{ bytes = '08', mask = '18' }]
     header = 7
     offset = 2
     width = 4
     extensions = [{ offset = 1, width = 1 }, { offset = 6, width = 1 }]",
    [
        (b"\x91\x01\x05T", b"\x02enhi"), (b"\x19\x01\x02\x03Uabc", b"\x04x"),
        (b"\x01\x02\x00\x00\x00\x01Sp", b"x"), (b"\x49\x00\x00\x00\x00\x00\x01i")
    ];

    "messagepack-binary", "MessagePack, spec.md: fixstr, str, bin and ext, token by token",
    "[[variants]]
     when = [{ bytes = 'a0', mask = 'e0' }]
     width = 1
     mask = 0x1f
     [[variants]]
     when = [{ bytes = ['c4', 'd9'] }]
     header = 2
     offset = 1
     width = 1
     [[variants]]
     when = [{ bytes = ['c5', 'da'] }]
     header = 3
     offset = 1
     width = 2
     [[variants]]
     when = [{ bytes = ['c6', 'db'] }]
     header = 5
     offset = 1
     width = 4
     [[variants]]
     when = [{ bytes = 'c7' }]
     header = 3
     offset = 1
     width = 1
     [[variants]]
     when = [{ bytes = 'c8' }]
     header = 4
     offset = 1
     width = 2",
    [(b"\xa2", b"hi"), (b"\xc4\x03", b"abc"), (b"\xda\x00\x02", b"hi"), (b"\xc6\0\0\0\x00"), (b"\xc7\x01\x05", b"x")];

    "capnp-one-segment", "Cap'n Proto, Serialization Over a Stream: a message of one segment, in words of 8 bytes",
    "header = 8\nmagic = '00000000'\noffset = 4\nwidth = 4\norder = 'little'\nmultiply = 8",
    [(b"\0\0\0\0\x02\0\0\0", b"0123456789abcdef"), (b"\0\0\0\0\0\0\0\0")];
}
