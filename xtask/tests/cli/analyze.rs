//! `cargo xtask analyze`: the pictures, and how they end.

use std::fs;
use std::path::Path;

use quick_xml::Reader;
use quick_xml::events::Event;

use crate::ran::{Ran, run};

/// Arguments, input, all of the output, exit code.
type Case<'a> = (&'a [&'a str], &'a [u8], &'a str, i32);

const WHOLE: &str = "\
u32-be · sample two-frames · in one write

write 1, from byte 0
           0  00 00 00 02 68 69                                ····hi
              └─header──┘ └─B─┘
    read 1: frame 1 header: have 4 of 4, continues
    read 2: frame 1 body: have 6 of 6, frame complete, continues
           6  00 00 00 00                                      ····
              └─header──┘
    read 3: frame 2 header: have 4 of 4, continues
    read 4: frame 2 body: have 4 of 4, frame complete, continues
          10  .. .. .. ..
              └─header──┘
    read 5: frame 3 header: have 0 of 4, waits
  after write 1: 10 bytes written, 0 bytes in the buffer

the stream ends at byte 10
{\"outcome\":\"complete\",\"offset\":10}
";

const CUT_IN_THE_HEADER: &str = "\
u32-be · standard input · cut at 3

write 1, from byte 0
           0  00 00 00 ..                                      ···
              └─header──┘
    read 1: frame 1 header: have 3 of 4, waits
  after write 1: 3 bytes written, 3 bytes in the buffer

write 2, from byte 3
           0  00 00 00 02 68 69                                ····hi
              └─header──┘ └─B─┘
    read 1: frame 1 header: have 4 of 4, continues
    read 2: frame 1 body: have 6 of 6, frame complete, continues
           6  .. .. .. ..
              └─header──┘
    read 3: frame 2 header: have 0 of 4, waits
  after write 2: 6 bytes written, 0 bytes in the buffer

the stream ends at byte 6
{\"outcome\":\"complete\",\"offset\":6}
";

const CUT_IN_THE_BODY: &str = "\
u32-be · standard input · cut at 5

write 1, from byte 0
           0  00 00 00 02 68 ..                                ····h
              └─header──┘ └─B─┘
    read 1: frame 1 header: have 4 of 4, continues
    read 2: frame 1 body: have 5 of 6, waits
  after write 1: 5 bytes written, 5 bytes in the buffer

write 2, from byte 5
           0  00 00 00 02 68 69                                ····hi
              └─header──┘ └─B─┘
    read 2: frame 1 body: have 6 of 6, frame complete, continues
           6  .. .. .. ..
              └─header──┘
    read 3: frame 2 header: have 0 of 4, waits
  after write 2: 6 bytes written, 0 bytes in the buffer

the stream ends at byte 6
{\"outcome\":\"complete\",\"offset\":6}
";

const MALFORMED: &str = "\
netstring · standard input · in one write

write 1, from byte 0
           0  32 3a 68 69 2c                                   2:hi,
              └─H─┘ └─B─┘ └T
    read 1: frame 1 header: have 2 of 2, continues
    read 2: frame 1 body and trailer: have 5 of 5, frame complete, continues
           5  32 3a 68 69 3b                                   2:hi;
              └─H─┘ └─B─┘ └T
                          ^^
    malformed trailer at byte 9: expected ',' after the body, found 3b \";\"
    read 3: frame 2 header: have 2 of 2, continues
    read 4: frame 2 body and trailer: refused
{\"outcome\":\"malformed\",\"offset\":9,\"phase\":\"trailer\",\"error\":\"malformed trailer at byte 9: expected ',' after the body, found 3b \\\";\\\"\"}
";

const TRUNCATED: &str = "\
u32-be · standard input · in one write

write 1, from byte 0
           0  00 00 00 05 68 65 6c .. ..                       ····hel
              └─header──┘ └────body────┘
    read 1: frame 1 header: have 4 of 4, continues
    read 2: frame 1 body: have 7 of 9, waits
  after write 1: 7 bytes written, 7 bytes in the buffer

the stream ends at byte 7
           0  00 00 00 05 68 65 6c .. ..                       ····hel
              └─header──┘ └────body────┘
                                   ^^
    stream ended at byte 7 inside the body: 7 of 9 bytes of the frame
    read 2: frame 1 body: have 7 of 9, but the stream has ended
{\"outcome\":\"truncated\",\"offset\":7,\"phase\":\"body\",\"error\":\"stream ended at byte 7 inside the body: 7 of 9 bytes of the frame\"}
";

const LONG: &str = "\
u8 · standard input · a byte a write

write 1, from byte 0
           0  05 .. .. .. .. ..                                ·
              └H └────body────┘
    read 1: frame 1 header: have 1 of 1, continues
    read 2: frame 1 body: have 1 of 6, waits
  after write 1: 1 byte written, 1 byte in the buffer

write 2, from byte 1
           0  05 68 .. .. .. ..                                ·h
              └H └────body────┘
    read 2: frame 1 body: have 2 of 6, waits
  after write 2: 2 bytes written, 2 bytes in the buffer

… 3 writes more, whose bytes are not drawn

write 6, from byte 5
           0  05 68                                            ·h
              └H └B
              … 4 more bytes of body, not drawn
    read 2: frame 1 body: have 6 of 6, frame complete, continues
  after write 6: 6 bytes written, 0 bytes in the buffer

… 2 frames more, bytes 6 to 8, not drawn

the stream ends at byte 9
{\"outcome\":\"complete\",\"offset\":9}
";

#[test]
fn the_picture_shows_each_read_and_what_it_waits_for() {
    let hi = b"\0\0\0\x02hi";
    let cases: &[Case<'_>] = &[
        (&["u32-be"], b"", WHOLE, 0),
        (&["u32-be", "--split", "3", "-"], hi, CUT_IN_THE_HEADER, 0),
        (&["u32-be", "--split", "5", "-"], hi, CUT_IN_THE_BODY, 0),
        (&["netstring", "-"], b"2:hi,2:hi;xx", MALFORMED, 1),
        (&["u32-be", "-"], b"\0\0\0\x05hel", TRUNCATED, 3),
        (&["u8", "--split", "bytes", "--frames", "1", "--bytes", "1", "-"], b"\x05hello\x01!\0", LONG, 0),
    ];
    for (args, input, expected, exit) in cases {
        let ran = analyze(args, input);
        assert_eq!(ran.text(), *expected, "{args:?}");
        assert_eq!((ran.exit, ran.stderr.as_str()), (*exit, ""), "{args:?}");
    }
}

#[test]
fn stepping_without_a_terminal_waits_for_nobody() {
    assert_eq!(analyze(&["u32-be", "--step"], b"").text(), WHOLE);
}

#[test]
fn the_svg_is_well_formed_and_says_what_the_text_says() {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("analyze.svg");
    let ran = analyze(&["netstring", "--svg", path.to_str().unwrap(), "-"], b"2:<&,2:hi;");
    assert_eq!((ran.exit, ran.text().lines().count()), (1, 1), "{}", ran.text());
    let said = words(&fs::read_to_string(path).unwrap());
    let expected = ["3c", "<", "&", "header", "body", "trailer", "read 4: frame 2 body and trailer: refused"];
    for text in expected {
        assert!(said.iter().any(|said| said == text), "{text} is not in {said:?}");
    }
}

/// The texts of an SVG document, whose tags must match.
fn words(svg: &str) -> Vec<String> {
    let mut reader = Reader::from_str(svg);
    let mut words = vec![String::new()];
    loop {
        match reader.read_event().unwrap() {
            Event::Eof => return words,
            Event::Text(text) => words.last_mut().unwrap().push_str(text.decode().unwrap().trim()),
            Event::GeneralRef(name) => {
                let name = name.decode().unwrap();
                let text = quick_xml::escape::resolve_predefined_entity(&name).unwrap();
                words.last_mut().unwrap().push_str(text);
            }
            _ => words.push(String::new()),
        }
    }
}

fn analyze(args: &[&str], input: &[u8]) -> Ran {
    run(&[&["analyze", "--format"], args].concat(), input)
}
