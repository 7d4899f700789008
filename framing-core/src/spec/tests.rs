//! Specs, case by case: what they read and write, and what is wrong with those that cannot work.

use alloc::string::ToString;
use alloc::vec;
use alloc::vec::Vec;

use super::{SCHEMA, Spec, SpecFormat};
use crate::{Decoder, Outcome, Step, encode_frame};

/// What comes of a stream: the three parts of every frame, then how it ended and where.
type Comes = (Vec<[Vec<u8>; 3]>, Outcome, u64);

fn format(spec: &str) -> SpecFormat {
    Spec::parse(spec).and_then(|spec| spec.build()).unwrap_or_else(|error| panic!("{spec}: {error}"))
}

/// Reads `bytes`, however cut, and writes every frame again.
fn read(spec: &str, bytes: &[u8]) -> Comes {
    let whole = read_in_pieces(spec, bytes, bytes.len().max(1));
    assert_eq!(read_in_pieces(spec, bytes, 1), whole, "{spec}: byte by byte");
    whole
}

fn read_in_pieces(spec: &str, bytes: &[u8], piece: usize) -> Comes {
    let mut decoder = Decoder::new(format(spec));
    let mut writer = format(spec);
    let (mut frames, mut start, mut end) = (vec![], 0, 0);
    loop {
        let (frame, ended) = match decoder.decode(&bytes[start..end]) {
            Ok(Step::Need(_)) if end < bytes.len() => {
                end = (end + piece).min(bytes.len());
                continue;
            }
            Ok(Step::Need(_)) => match decoder.finish(&bytes[start..end]) {
                Ok(Some(frame)) => (frame, true),
                Ok(None) => return (frames, Outcome::Complete, end as u64),
                Err(error) => return (frames, error.outcome(), error.offset()),
            },
            Ok(Step::Done(frame)) => (frame, false),
            Err(error) => return (frames, error.outcome(), error.offset()),
        };
        let mut written = vec![];
        encode_frame(&mut writer, &frame.header, frame.body(), &mut written).unwrap();
        assert_eq!(written, frame.bytes(), "{spec}: written again");
        frames.push([frame.header_bytes(), frame.body(), frame.trailer()].map(<[u8]>::to_vec));
        start += frame.bytes().len();
        if ended {
            return (frames, Outcome::Complete, end as u64);
        }
    }
}

type Parts<'a> = &'a [[&'a [u8]; 3]];

#[test]
fn whole_frames_come_as_the_spec_says() {
    let cases: &[(&str, Parts<'_>)] = &[
        ("width = 1", &[[b"\x02", b"hi", b""], [b"\x00", b"", b""]]),
        (r#"{"width": 2, "order": "little"}"#, &[[b"\x02\x00", b"hi", b""]]),
        ("header = 5\noffset = 1\nwidth = 3", &[[b"k\x00\x00\x02z", b"hi", b""]]),
        ("width = 2\ncounts = 'length-and-body'", &[[b"\x00\x04", b"hi", b""]]),
        ("header = 4\nwidth = 2\ncounts = 'frame'\ntrailer = 'ce'", &[[b"\x00\x07az", b"hi", b"\xce"]]),
        ("width = 1\nmultiply = 4\nadjust = -2", &[[b"\x01", b"hi", b""]]),
        ("width = 2\nmask = 0x01ff", &[[b"\xfe\x02", b"hi", b""]]),
        ("width = 1\nmask = 0xf0", &[[b"\x2f", b"hi", b""]]),
        ("magic = 'aabb'\noffset = 2\nwidth = 1", &[[b"\xaa\xbb\x00", b"", b""]]),
        ("magic = ['80', '81']\noffset = 1\nwidth = 1", &[[b"\x81\x00", b"", b""], [b"\x80\x00", b"", b""]]),
        (
            "header = 3\nwidth = 1\nfixed = [{ offset = 1, bytes = '20', mask = 'f0' }]",
            &[[b"\x01\x2a\x07", b"x", b""]],
        ),
        ("width = 1\nany-trailer = 2", &[[b"\x01", b"x", b"\x00\x00"]]),
        ("width = 1\nchecks = [{ kind = 'crc16-modbus' }]", &[[b"\x09", b"123456789", b"\x4b\x37"]]),
        (
            "header = 1\nfixed = [{ text = '$' }]\nuntil = '2a'\nany-trailer = 4\nchecks = [{ kind = 'xor', text = 'hex', width = 2, offset = 1 }]",
            &[[b"$", b"GPGLL", b"*50\0\0"]],
        ),
        (
            r#"{"width":1,"first":[{"width":1},{"width":2,"times":18446744073709551615}]}"#,
            &[[b"\x01", b"a", b""], [b"\x00\x02", b"hi", b""], [b"\x00\x01", b"x", b""]],
        ),
        ("until-end = [0, 0x7f]\nwidth = 1", &[[b"\x02", b"hi", b""], [b"\x7f", b"the rest", b""]]),
        ("width = 1\npad = 4", &[[b"\x05", b"hello", b"\x00\x00\x00"], [b"\x04", b"four", b""]]),
        (
            "header = 2\nwidth = 1\ntrailer-field = { offset = 1, width = 1 }",
            &[[b"\x01\x02", b"x", b"\x00\x00"], [b"\x01\x00", b"y", b""]],
        ),
        (
            "text = 'hex'\nwidth = 4\ncounts = 'frame'\nno-body = [0, 1]",
            &[[b"0006", b"hi", b""], [b"0001", b"", b""]],
        ),
        ("text = 'decimal'\nterminator = ':'\ntrailer = '2c'", &[[b"2:", b"hi", b","], [b"0:", b"", b","]]),
        (
            "text = 'decimal'\nmagic = '24'\noffset = 1\nterminator = \"\\r\\n\"",
            &[[b"$12\r\n", b"hello, world", b""]],
        ),
        ("varint = 'leb128'", &[[b"\x82\x00", b"hi", b""]]),
        ("varint = 'leb128'\noffset = 1\nwidth = 4", &[[b"\x30\x02", b"hi", b""]]),
        ("varint = 'vlq'", &[[b"\x80\x02", b"hi", b""]]),
        ("varint = 'quic'\ntag = 'quic'", &[[b"\x40\x07\x02", b"hi", b""], [b"\x07\x40\x02", b"hi", b""]]),
        ("varint = 'bigsize'\ntag = 'bigsize'", &[[b"\xfd\x01\x00\x02", b"hi", b""]]),
        ("varint = 'compactsize'", &[[b"\x02", b"hi", b""]]),
        (
            "header = 2\noffset = 1\nwidth = 1\nmask = 0x7f\nescapes = [{ number = 127, width = 2, min = 127 }]",
            &[[b"\x00\x82", b"hi", b""], [b"\x00\xff\x00\x7f", &[b'x'; 127], b""]],
        ),
        (
            "header = 8\nwidth = 4\ncounts = 'frame'\nescapes = [{ number = 1, width = 8 }]\nuntil-end = 0",
            &[
                [b"\x00\x00\x00\x0atype", b"hi", b""],
                [b"\x00\x00\x00\x01type\x00\x00\x00\x00\x00\x00\x00\x12", b"hi", b""],
                [b"\x00\x00\x00\x00type", b"the rest", b""],
            ],
        ),
    ];
    for (spec, frames) in cases {
        let bytes = frames.concat().concat();
        let expected: Vec<_> = frames.iter().map(|parts| parts.map(<[u8]>::to_vec)).collect();
        assert_eq!(read(spec, &bytes), (expected, Outcome::Complete, bytes.len() as u64), "{spec}");
    }
}

#[test]
fn a_refusal_names_the_byte_that_decides_it() {
    let cases: &[(&str, &[u8], Outcome, u64)] = &[
        ("width = 2", b"\x00", Outcome::Truncated, 1),
        ("width = 2\nmax = 9", b"\x00\x0a", Outcome::TooLong, 2),
        ("width = 2\nmin = 3", b"\x00\x02hi", Outcome::Malformed, 0),
        ("width = 2\nsigned = true", b"\xff\xff", Outcome::Malformed, 0),
        ("offset = 1\nwidth = 1\ncounts = 'frame'", b"\x00\x01", Outcome::Malformed, 1),
        ("header = 9\nwidth = 1\ncounts = 'frame'", b"\x08", Outcome::Malformed, 0),
        ("width = 1\nmultiple-of = 4", b"\x03", Outcome::Malformed, 0),
        ("magic = 'aabb'\noffset = 2\nwidth = 1", b"\xaa\xbc", Outcome::Malformed, 1),
        ("magic = ['8001', '8102']\noffset = 2\nwidth = 1", b"\x81\x01", Outcome::Malformed, 1),
        (
            "header = 2\nwidth = 1\nfixed = [{ offset = 1, bytes = '20', mask = 'f0' }]",
            b"\x00\x30",
            Outcome::Malformed,
            1,
        ),
        ("width = 1\ntrailer = '0d0a'", b"\x01x\x0d\x0d", Outcome::Malformed, 3),
        ("text = 'hex'\nwidth = 4", b"00g0", Outcome::Malformed, 2),
        ("text = 'hex'\nwidth = 4\ncounts = 'frame'", b"0003", Outcome::Malformed, 0),
        ("text = 'decimal'\nterminator = ':'", b"01:", Outcome::Malformed, 1),
        ("text = 'decimal'\nterminator = ':'", b":", Outcome::Malformed, 0),
        ("text = 'decimal'\nterminator = \"\\r\\n\"", b"1\r\r", Outcome::Malformed, 2),
        ("text = 'decimal'\nterminator = ':'", b"12", Outcome::Truncated, 2),
        ("varint = 'leb128'\noffset = 1\nwidth = 4", b"\x10\xff\xff\xff\xff", Outcome::Malformed, 4),
        ("varint = 'leb128'\nbits = 32\nwidth = 5", b"\x80\x80\x80\x80\x10", Outcome::Malformed, 4),
        ("varint = 'leb128-minimal'", b"\x81\x00", Outcome::Malformed, 1),
        ("varint = 'bigsize'\ntag = 'bigsize'", b"\x01\xfd\x00\xfc", Outcome::Malformed, 3),
        (
            "width = 1\nescapes = [{ number = 126, width = 2, min = 126 }]",
            b"\x7e\x00\x01x",
            Outcome::Malformed,
            1,
        ),
        ("width = 2\nbcd = true", b"\x12\x3a", Outcome::Malformed, 1),
        ("width = 2\nsigned = true\nno-body = [-1]", b"\xff\xfe", Outcome::Malformed, 0),
        (
            "width = 1\nescapes = [{ number = 255, width = 2 }]\nsigned = false",
            b"\xff\x00",
            Outcome::Truncated,
            2,
        ),
        ("varint = 'zigzag'", b"\x03", Outcome::Malformed, 0),
        ("text = 'decimal'\nwidth = 4\nfill = 'spaces-after'", b"12 3", Outcome::Malformed, 3),
        ("text = 'decimal'\nwidth = 4\nfill = 'spaces-after'", b" 12 ", Outcome::Malformed, 0),
        ("text = 'decimal'\nwidth = 4\nfill = 'spaces-before'", b"1 23", Outcome::Malformed, 1),
        ("text = 'decimal'\nwidth = 4\nfill = 'spaces-before'", b"    ", Outcome::Malformed, 0),
        ("word = 2\nterminator = \"\\n\"", b"GET\n", Outcome::Malformed, 3),
        ("word = 2\nterminator = \"\\n\"", b"GET  x1\n", Outcome::Malformed, 5),
        ("field = 'n'\nterminator = \"\\r\\n\\r\\n\"", b"a: 1\r\nb: 2\r\n\r\n", Outcome::Malformed, 13),
        ("field = 'n'\nterminator = \"\\r\\n\\r\\n\"", b"n: 1\r\nN: 2\r\n\r\n", Outcome::Malformed, 9),
        ("field = 'n'\nterminator = \"\\r\\n\\r\\n\"", b"n: 1x\r\n\r\n", Outcome::Malformed, 4),
        ("field = 'n'\nterminator = \"\\r\\n\\r\\n\"", b"n:\r\n\r\n", Outcome::Malformed, 2),
        ("field = 'n'\nterminator = \"\\r\\n\\r\\n\"", b"n: 1\r\n", Outcome::Truncated, 6),
        ("until = '0d0a'", b"abc\r", Outcome::Truncated, 4),
        (
            "header = 1\nfixed = [{ text = '$' }]\nuntil = '2a'\nany-trailer = 4\nchecks = [{ kind = 'xor', text = 'hex', width = 2, offset = 1 }]",
            b"$GPGLL*51\r\n",
            Outcome::Malformed,
            8,
        ),
        (
            "header = 8\noffset = 4\nwidth = 4\norder = 'little'\nuntil-end = [0, 0x7fffffff, 0xffffffff]",
            b"data\xfe\xff\xff\xff",
            Outcome::TooLong,
            8,
        ),
        (
            "header = 9\nwidth = 1\ntrailer-field = { offset = 1, width = 8 }",
            b"\x05\xff\xff\xff\xff\xff\xff\xff\xff",
            Outcome::TooLong,
            9,
        ),
        ("until = '0a'\nmax = 2", b"abc\n", Outcome::TooLong, 0),
        ("header = 2\nbody = 3", b"abcd", Outcome::Truncated, 4),
        ("magic = '61'\nbody = 1", b"bc", Outcome::Malformed, 0),
        (
            "header = 4\nwidth = 2\nextensions = [{ offset = 2, width = 1, multiply = 4, adjust = -4 }]",
            b"\0\x01\0\0",
            Outcome::Malformed,
            2,
        ),
        (
            "header = 2\nwidth = 1\nforbidden = [{ offset = 1, bytes = ['01', '02'] }]",
            b"\0\x02",
            Outcome::Malformed,
            1,
        ),
        (
            "width = 1\nany-trailer = 1\nchecks = [{ kind = 'sum' }]",
            b"\x02\x01\x02\x04",
            Outcome::Malformed,
            3,
        ),
        (
            "width = 1\nany-trailer = 2\nchecks = [{ kind = 'crc16-xmodem' }]",
            b"\x011\x26\x73",
            Outcome::Malformed,
            3,
        ),
        (
            "width = 1\ntrailer = '2a30300d'\nchecks = [{ kind = 'xor', text = 'hex', offset = 1, width = 2 }]",
            b"\x01a*61\n",
            Outcome::Malformed,
            5,
        ),
        (
            "header = 3\nwidth = 1\nchecks = [{ kind = 'sum', place = 'header', offset = 2 }]",
            b"\x01\x02\x04",
            Outcome::Malformed,
            2,
        ),
        (
            "[[variants]]\nwhen = [{ bytes = '01' }]\nheader = 2\nbody = 0\n[[variants]]\nwhen = [{ bytes = '0203' }]\nheader = 2\nbody = 0",
            b"\x02\x04",
            Outcome::Malformed,
            1,
        ),
    ];
    for (spec, bytes, outcome, offset) in cases {
        assert_eq!(read(spec, bytes), (vec![], *outcome, *offset), "{spec}");
    }
}

#[test]
fn a_spec_that_cannot_work_is_refused_with_its_key() {
    let cases = [
        ("", r#"key "width": expected the bytes of the length; there is no such key"#),
        ("width = 0", r#"key "width": expected 1 to 8 bytes, found 0"#),
        ("width = 9", r#"key "width": expected 1 to 8 bytes, found 9"#),
        ("text = 'hex'\nwidth = 23", r#"key "width": expected 1 to 22 digits, found 23"#),
        ("varint = 'leb128'\nwidth = 11", r#"key "width": expected 1 to 10 bytes, found 11"#),
        ("varint = 'quic'\nwidth = 4", r#"key "width": expected 8 to 8 bytes, found 4"#),
        (
            "header = 4\noffset = 3\nwidth = 2",
            r#"key "offset": expected a length that lies within the header of 4 bytes; it ends at 5"#,
        ),
        (
            "magic = 'aabb'\noffset = 1\nwidth = 4",
            r#"key "magic": expected bytes that do not overlap with the length"#,
        ),
        (
            "header = 8\nwidth = 2\nfixed = [{ offset = 4, bytes = '0000' }, { offset = 5, bytes = '00' }]",
            r#"key "fixed[1].offset": expected bytes that do not overlap with `fixed[0].offset`"#,
        ),
        (
            "header = 4\nwidth = 2\nfixed = [{ offset = 3, bytes = '0000' }]",
            r#"key "fixed[0].offset": expected bytes within the first 4 of the header; they end at 5"#,
        ),
        (
            "header = 4\nwidth = 2\ntrailer-field = { offset = 1, width = 2 }",
            r#"key "trailer-field.offset": expected bytes that do not overlap with the length"#,
        ),
        (
            "width = 2\nescapes = [{ number = 1, width = 9 }]",
            r#"key "escapes[0].width": expected 1 to 8 bytes, found 9"#,
        ),
        (
            "width = 1\ncounts = 'frame'\nany-trailer = 300",
            r#"key "trailer": expected a shorter one: the longest frame has 255 bytes"#,
        ),
        ("width = 1\nany-trailer = 70000", r#"key "any-trailer": expected 0 to 65536 bytes, found 70000"#),
        (
            "width = 1\ntrailer = '0d'\npad = 4",
            r#"key "pad": expected one way to end the frame; `trailer` is another"#,
        ),
        (
            "width = 1\nadjust = -256",
            r#"key "adjust": expected less to be taken off: the highest length is 255"#,
        ),
        (
            "header = 300\nwidth = 1\ncounts = 'frame'",
            r#"key "counts": expected body: the highest length, 255, is less than the header"#,
        ),
        ("width = 1\nmin = 256", r#"key "min": expected at most 255, the longest body, found 256"#),
        ("width = 1\nmultiply = 0", r#"key "multiply": expected units of at least 1 byte, found 0"#),
        ("width = 1\npad = 0", r#"key "pad": expected 1 to 65536 bytes, found 0"#),
        (
            "width = 1\nmask = 0x101",
            r#"key "mask": expected 1 to 0xff, bits of a length of this width, found 0x101"#,
        ),
        ("width = 1\nmask = 5", r#"key "mask": expected bits in one run, found 0b101"#),
        ("width = 1\nmagic = 'xy'", r#"key "magic": expected bytes as hex digits in pairs, found "xy""#),
        (
            "offset = 1\nwidth = 1\nmagic = ['80', '8081']",
            r#"key "magic": expected at least one alternative, and all of one length"#,
        ),
        ("varint = 'quic'\norder = 'big'", r#"key "order": expected a binary length"#),
        ("varint = 'quic'\ntext = 'hex'", r#"key "varint": expected a length that is not text as well"#),
        ("width = 1\ntag = 'quic'", r#"key "tag": expected a length of `varint`"#),
        (
            "text = 'hex'\nterminator = 'a'",
            r#"key "terminator": expected text that does not begin with a digit, found "a""#,
        ),
        ("when = [{ bytes = '00' }]\nwidth = 1", r#"key "when": expected a spec that is one of `variants`"#),
        ("times = 2\nwidth = 1", r#"key "times": expected a spec that is one of `first`"#),
        ("choose = 'stream'\nwidth = 1", r#"key "choose": expected `variants` to choose from"#),
        (
            "width = 1\n[[variants]]\nwidth = 2",
            r#"key "width": expected none beside `variants`, found `width`; help: move it into each variant"#,
        ),
        ("[[variants]]\nwidth = 9", r#"key "variants[0].width": expected 1 to 8 bytes, found 9"#),
        (
            "[[variants]]\nwidth = 1\n[[variants]]\nwidth = 2",
            r#"key "variants[0].when": expected a condition that distinguishes this variant from the ones after it"#,
        ),
        (
            "[[variants]]\nwhen = [{ offset = 1, bytes = '00' }]\nwidth = 1",
            r#"key "variants[0].when": expected bytes within the shortest header of this variant, of 1; they end at 2"#,
        ),
        (
            "[[variants]]\nwhen = [{ offset = 1 }]\nwidth = 1",
            r#"key "variants[0].when[0].bytes": expected `bytes` or `text`; there is no such key"#,
        ),
        (
            "[[variants]]\nwidth = 1\nfirst = [{ width = 1 }]",
            r#"key "variants[0].first": expected a choice for the whole stream: `choose = "stream"`"#,
        ),
        ("width = 1\n[[first]]\nwidth = 0", r#"key "first[0].width": expected 1 to 8 bytes, found 0"#),
        (
            "width = 1\n[[first]]\nwidth = 1\ntimes = 0",
            r#"key "first[0].times": expected at least 1 frame, found 0"#,
        ),
        ("body = 0", r#"key "body": expected a frame of at least 1 byte"#),
        (
            "width = 1\nbody = 0",
            r#"key "body": expected no length, or one in a `field`, which may be missing"#,
        ),
        ("body = 1\ncounts = 'frame'", r#"key "counts": expected a header with a length"#),
        ("until = '0a'\npad = 4", r#"key "until": expected one way to end the frame; `pad` is another"#),
        (
            "max = 9\npad = 4\n[[variants]]\nheader = 2\n[[variants]]\nheader = 4",
            r#"key "max": expected none beside `variants`, found `max`, `pad`; help: move it into each variant"#,
        ),
        (
            "until = '2a'\nchecks = [{ kind = 'xor', text = 'hex', width = 2 }]",
            r#"key "checks[0].offset": expected bytes after the delimiter, from 1 on, found 0"#,
        ),
        ("until = '0'", r#"key "until": expected bytes as hex digits in pairs, found "0""#),
        (
            "word = 0\nterminator = 'x'",
            r#"key "word": expected 1 for the first word, 2 for the second, -1 for the last"#,
        ),
        ("word = 1", r#"key "word": expected a header that a `terminator` ends"#),
        (
            "field = ''\nterminator = 'x'",
            r#"key "field": expected a name, or a list of names, none of them empty"#,
        ),
        ("field = 'a'\nterminator = ''", r#"key "terminator": expected some text, found none"#),
        ("separator = '='\nwidth = 1", r#"key "separator": expected a length in a `field`"#),
        ("fill = 'spaces-after'\nwidth = 1", r#"key "fill": expected a length of `text` and fixed `width`"#),
        (
            "bcd = true\nmask = 15\nwidth = 1",
            r#"key "bcd": expected a binary length that has no sign or mask"#,
        ),
        (
            "no-body = [-1]\nwidth = 1",
            r#"key "no-body": expected at least 0 and at most 255, the maximum of the length field, found -1"#,
        ),
        (
            "width = 1\nsigned = true\nescapes = [{ number = -129, width = 2 }]",
            r#"key "escapes[0].number": expected a number at most 127, the maximum of the length field, found -129"#,
        ),
        (
            "width = 1\nextensions = [{ offset = 0, width = 1 }]",
            r#"key "extensions[0].offset": expected bytes that do not overlap with the length"#,
        ),
        (
            "width = 1\nheader = 2\nextensions = [{ offset = 1, width = 9 }]",
            r#"key "extensions[0].width": expected 1 to 8 bytes, found 9"#,
        ),
        (
            "width = 1\nany-trailer = 3\nchecks = [{ kind = 'crc32' }]",
            r#"key "checks[0].offset": expected bytes within the trailer, of 3 bytes; they end at 4"#,
        ),
        (
            "width = 1\nheader = 4\nchecks = [{ kind = 'crc32', place = 'header' }]",
            r#"key "checks[0].offset": expected bytes that do not overlap with the length"#,
        ),
        (
            "width = 1\nany-trailer = 4\nchecks = [{ kind = 'crc32', from = 1 }]",
            r#"key "checks[0].from": expected a check that `covers` header-and-body"#,
        ),
        (
            "fixed = [{ bytes = '00', text = 'x' }]\nwidth = 1",
            r#"key "fixed[0].text": expected no `bytes` beside it"#,
        ),
    ];
    for (spec, expected) in cases {
        let fault = Spec::parse(spec).unwrap().build().unwrap_err();
        assert_eq!(fault.to_string(), expected, "{spec}");
    }
}

#[test]
fn a_text_that_is_no_spec_is_refused_with_its_place() {
    let cases = [
        (
            "width = 2\nwidht = 4",
            "line 2, column 1, key \"widht\": unknown field `widht`, did you mean `width`? expected one of `name`, ",
        ),
        ("width = 'x'", "line 1, column 9, key \"width\": invalid type: string \"x\", expected u64"),
        ("width = -1", "line 1, column 9, key \"width\": invalid value: integer `-1`, expected u64"),
        (
            "\norder = 'middle'",
            "line 2, column 9, key \"order\": unknown variant `middle`, did you mean `little`? expected `big` or `little`",
        ),
        (
            "counts = 'all'",
            "line 1, column 10, key \"counts\": unknown variant `all`, expected one of `body`, `length-and-body`, `frame`",
        ),
        (
            "fixed = [{ offset = 1, bites = '' }]",
            "line 1, column 24, key \"fixed[0].bites\": unknown field `bites`, did you mean `bytes`? expected one of `offset`, `bytes`, `text`, `mask`",
        ),
        ("width 2", "line 1, column 7: key with no value, expected `=`"),
        (
            r#"{"width": 2, "widht": 4}"#,
            "line 1, column 20, key \"widht\": unknown field `widht`, did you mean `width`? expected one of `name`, ",
        ),
        (
            "width = 1\nany-trailer = 4\nchecks = [{ kind = 'crc-32' }]",
            "line 3, column 20, key \"checks[0].kind\": unknown variant `crc-32`, did you mean `crc32`? expected one of ",
        ),
        ("magic = 7", "line 1, column 9, key \"magic\": expected a string, or a list of strings"),
        ("body = 'all'", "line 1, column 8, key \"body\": expected a number of bytes, or \"to-end\""),
        (r#"{"width": "x"}"#, "line 1, column 13, key \"width\": invalid type: string \"x\", expected u64"),
    ];
    for (spec, expected) in cases {
        let fault = Spec::parse(spec).unwrap_err().to_string();
        assert!(fault.starts_with(expected), "{spec}: {fault}");
    }
}

#[test]
fn a_body_that_the_length_cannot_say_is_refused() {
    let cases: &[(&str, usize, Option<usize>)] = &[
        ("width = 1", 255, Some(256)),
        ("width = 1\nmax = 9", 9, Some(10)),
        ("width = 1\ncounts = 'length-and-body'", 254, Some(255)),
        ("width = 1\nno-body = [7]", 6, Some(7)),
        ("width = 1\nmultiple-of = 4", 8, Some(9)),
        ("width = 1\nmultiply = 4", 1020, Some(1021)),
        ("text = 'decimal'\nwidth = 2", 99, Some(100)),
        ("varint = 'leb128'\nwidth = 1", 127, Some(128)),
        ("width = 1\nescapes = [{ number = 255, width = 2 }]", 65535, Some(65536)),
        ("width = 1\nescapes = [{ number = 9, width = 2 }]", 9, None),
    ];
    for (spec, fits, too_long) in cases {
        let mut format = format(spec);
        let mut wire = vec![];
        let mut write = |len| encode_frame(&mut format, &Default::default(), &vec![0; len], &mut wire);
        assert_eq!(write(*fits), Ok(()), "{spec}");
        assert!(too_long.is_none_or(|len| write(len).is_err()), "{spec}");
    }
}

/// Frames that are made of nothing but a body.
#[test]
fn a_header_is_made_for_the_body() {
    let cases: &[(&str, &[u8], &[u8])] = &[
        ("width = 1\nbcd = true", &[b'x'; 12], b"\x12xxxxxxxxxxxx"),
        ("text = 'octal'\nwidth = 3\nfill = 'spaces-before'", b"12345678", b" 1012345678"),
        ("text = 'decimal'\nwidth = 3\nfill = 'spaces-after'", b"hi", b"2  hi"),
        ("varint = 'zigzag'", b"hi", b"\x04hi"),
        ("word = 3\nmagic = '50555420'\nterminator = \"\\n\"", b"hi", b"PUT 0 2\nhi"),
        ("word = -2\nterminator = \"\\n\"", b"hi", b"2 0\nhi"),
        ("field = 'Length'\nterminator = \"\\r\\n\\r\\n\"", b"hi", b"Length: 2\r\n\r\nhi"),
        ("field = '9'\nseparator = '='\nline-end = '|'\nmagic = '383d467c'", b"hi", b"8=F|9=2|hi"),
        ("until = '0d0a'", b"hi", b"hi\r\n"),
        ("magic = '61'\nbody = 2", b"hi", b"ahi"),
        (
            "header = 8\nwidth = 4\ncounts = 'frame'\nextensions = [{ offset = 4, width = 1, multiply = 4, adjust = -8 }]",
            b"hi",
            b"\0\0\0\x0a\x02\0\0\0hi",
        ),
        (
            "[[variants]]\nwhen = [{ bytes = 'c4' }]\nheader = 2\noffset = 1\nwidth = 1\n[[variants]]\nwhen = [{ bytes = 'c5' }]\nheader = 3\noffset = 1\nwidth = 2",
            b"hi",
            b"\xc4\x02hi",
        ),
        (
            "width = 1\nany-trailer = 4\nchecks = [{ kind = 'crc32', covers = 'header-and-body' }]",
            b"123456789",
            b"\x091234567892bn4",
        ),
    ];
    for (spec, body, wire) in cases {
        let mut written = vec![];
        encode_frame(&mut format(spec), &Default::default(), body, &mut written).unwrap();
        assert_eq!(written, *wire, "{spec}");
    }
    let several = "[[variants]]\nwhen = [{ bytes = 'c4' }]\nheader = 2\noffset = 1\nwidth = 1\n[[variants]]\nwhen = [{ bytes = 'c5' }]\nheader = 3\noffset = 1\nwidth = 2";
    let mut written = vec![];
    encode_frame(&mut format(several), &Default::default(), &[0; 300], &mut written).unwrap();
    assert_eq!(written[..3], *b"\xc5\x01\x2c", "the first kind of frame that can say the body");
}

/// The check values of the catalogue, and of the documents: each of the bytes `123456789`.
#[test]
fn a_checksum_is_that_of_its_name() {
    let cases: &[(&str, &[u8])] = &[
        ("crc8", b"\xf4"),
        ("crc16", b"\xbb\x3d"),
        ("crc16-ccitt", b"\x29\xb1"),
        ("crc16-kermit", b"\x21\x89"),
        ("crc16-modbus", b"\x4b\x37"),
        ("crc16-x25", b"\x90\x6e"),
        ("crc16-xmodem", b"\x31\xc3"),
        ("crc24q", b"\xcd\xe7\x03"),
        ("crc24-openpgp", b"\x21\xcf\x02"),
        ("crc32", b"\xcb\xf4\x39\x26"),
        ("crc32c", b"\xe3\x06\x92\x83"),
        ("crc32-mpeg2", b"\x03\x76\xe6\xe7"),
        ("crc64", b"\x99\x5d\xc9\xbb\xdf\x19\x39\xfa"),
        ("sum", b"\xdd"),
        ("sum-to-zero", b"\x23"),
        ("xor", b"\x31"),
        ("fletcher", b"\x15\xdd"),
        ("adler32", b"\x09\x1e\x01\xde"),
        ("crc32c-masked", b"\xc7\x8a\xb0\xe5"),
    ];
    for (kind, expected) in cases {
        let spec =
            alloc::format!("width = 1\nany-trailer = {}\nchecks = [{{ kind = '{kind}' }}]", expected.len());
        let mut written = vec![];
        encode_frame(&mut format(&spec), &Default::default(), b"123456789", &mut written).unwrap();
        assert_eq!(written[10..], **expected, "{kind}");
    }
}

/// A header that was read is written in front of another body: what covers the header covers the new one.
#[test]
fn a_checksum_follows_the_header_that_is_written() {
    for kind in [
        "crc8",
        "crc16-ccitt",
        "crc24q",
        "crc32",
        "crc64",
        "sum",
        "sum-to-zero",
        "xor",
        "fletcher",
        "adler32",
    ] {
        let spec = alloc::format!(
            "header = 3\nwidth = 2\ntrailer = '0000000000000000'\nchecks = [{{ kind = '{kind}', covers = 'header-and-body' }}]"
        );
        let wire = |header: &super::SpecHeader, body: &[u8]| {
            let mut wire = vec![];
            encode_frame(&mut format(&spec), header, body, &mut wire).unwrap();
            wire
        };
        let short = wire(&super::SpecHeader::new(b"\xff\xff\x07"), b"hi");
        let mut decoder = Decoder::new(format(&spec));
        let Ok(Step::Done(frame)) = decoder.decode(&short) else { panic!("{kind}: a complete frame") };
        let long = wire(&frame.header, &[b'x'; 3000]);
        assert_eq!(read(&spec, &long).1, Outcome::Complete, "{kind}");
        assert_eq!(long[2], 7, "{kind}: the other bytes of the header are kept");
    }
}

#[test]
fn an_error_shows_the_bytes_of_the_spec() {
    let cases: &[(&str, &[u8], &str)] = &[
        ("width = 1\ntrailer = '0d0a'", b"\x01x\x0d\x0d", r#"the trailer "\r\n""#),
        ("magic = 'aabb'\noffset = 2\nwidth = 1", b"\xaa\xbc", "the magic bytes aabb"),
        (
            "[[variants]]\nwhen = [{ bytes = 'c4' }]\nheader = 2\noffset = 1\nwidth = 1\n[[variants]]\nwhen = [{ text = ['P', 'Q'] }]\nheader = 2\noffset = 1\nwidth = 1",
            b"\x00",
            r#"the bytes that identify a kind of frame "P" or "Q""#,
        ),
    ];
    for (spec, bytes, expected) in cases {
        let refused = Decoder::new(format(spec)).decode(bytes).unwrap_err().to_string();
        assert!(refused.contains(expected), "{spec}: {refused}");
    }
}

#[test]
fn a_fault_of_meaning_has_a_line() {
    let cases = [
        ("name = 'mine'\nwidth = 9", "line 2, column 9, key \"width\": "),
        (
            "[[variants]]\nwhen = [{ bytes = '00' }]\nwidth = 1\n[[variants]]\nwidth = 9",
            "line 5, column 9, key \"variants[1].width\": ",
        ),
        ("[[variants]]\nheader = 2", "line 1, column 1, key \"variants[0].width\": "),
        (
            "width = 1\nchecks = [{ kind = 'crc32', place = 'header' }]",
            "line 2, column 11, key \"checks[0].offset\": ",
        ),
    ];
    for (spec, expected) in cases {
        let fault = Spec::compile(spec).unwrap_err().to_string();
        assert!(fault.starts_with(expected), "{spec}: {fault}");
    }
    let long = "#".repeat(super::MAX_TEXT + 1);
    assert_eq!(
        Spec::parse(&long).unwrap_err().to_string(),
        "expected a spec of at most 1048576 bytes, found 1048577"
    );
}

#[test]
fn the_published_schema_is_that_of_the_keys() {
    let schema = schemars::schema_for!(Spec);
    let mut text = serde_json::to_string_pretty(&schema).unwrap();
    text.push('\n');
    if let Ok(path) = std::env::var("WRITE_SPEC_SCHEMA") {
        std::fs::write(path, &text).unwrap();
    }
    assert!(SCHEMA == text, "write it again with WRITE_SPEC_SCHEMA=<path of schema.json>");
}
