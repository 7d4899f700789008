//! The messages: good ones, put together at random, and then spoilt at random.

use rand::rngs::SmallRng;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};

use super::Stream;

/// `count` streams, requests and answers in turns, the same for the same seed.
pub(super) fn make(count: u32, seed: u64) -> Vec<Stream> {
    let mut random = SmallRng::seed_from_u64(seed);
    (0..count).map(|at| if at % 2 == 0 { requests(&mut random) } else { answer(&mut random) }).collect()
}

/// The bytes after the fields, which may be a body.
const FRAMINGS: &[&str] = &[
    "\r\n",
    "Content-Length: 0\r\n\r\n",
    "Content-Length: 5\r\n\r\nhello",
    "content-length:\t05 \r\n\r\nhello",
    "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
    "Transfer-Encoding: chunked\r\n\r\n5;a\r\nhello\r\n0;b=c\r\n\r\n",
    "Transfer-Encoding: chunked\r\n\r\n5 ; a = \"b;\\\"c\"\r\nhello\r\n00\r\nA: b\r\n\r\n",
    "Transfer-Encoding: chunked\r\n\r\n1\r\nh\r\n4\r\nello\r\n0\r\nA: b\r\nC:\r\n\r\n",
    "Transfer-Encoding: gzip, chunked\r\n\r\n005\r\nhello\r\n0\r\n\r\n",
    "transfer-encoding:CHUNKED\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
    "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
    "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello",
];

const STARTS: &[&str] = &[
    "GET / HTTP/1.1\r\n",
    "POST /a?b=c HTTP/1.1\r\n",
    "\r\nPUT * HTTP/1.1\r\n",
    "OPTIONS http://a.b/c HTTP/1.1\r\n",
    "POST / HTTP/1.0\r\nConnection: keep-alive\r\n",
];

/// Methods, and what answers them begin with.
const ANSWERS: &[(&str, &[&str])] = &[
    (
        "GET",
        &["HTTP/1.1 200 OK\r\n", "HTTP/1.1 404 \r\n", "HTTP/1.0 200 OK\r\n", "HTTP/1.1 204 No Content\r\n"],
    ),
    (
        "GET",
        &[
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n",
            "HTTP/1.1 103 Hints\r\nLink: a\r\n\r\nHTTP/1.1 500 No\r\n",
        ],
    ),
    ("POST", &["HTTP/1.1 201 Made it\r\n", "HTTP/1.1 304 Not Modified\r\n"]),
    ("HEAD", &["HTTP/1.1 200 OK\r\n", "HTTP/1.0 404 No\r\n"]),
    ("CONNECT", &["HTTP/1.1 407 No\r\n"]),
];

/// The bytes after the fields of responses.
const UNTIL_CLOSE: &[&str] = &["\r\nuntil\r\nclose", "Transfer-Encoding: gzip\r\n\r\nuntil close"];

const FIELDS: &[&str] =
    &["X:\r\n", "X-Y:  a b\t\r\n", "Accept: */*\r\n", "Z: \u{e9}\r\n", "!#$%&'*+-.^_`|~: t\r\n"];

/// What may be put in, that matters somewhere.
const BITS: &[&[u8]] = &[
    b"\r",
    b"\n",
    b"\r\n",
    b"\0",
    b" ",
    b"\t",
    b"\x0b",
    b"\x7f",
    b"\x80",
    b":",
    b";",
    b",",
    b"=",
    b"\"",
    b"+",
    b"-",
    b"_",
    b"0x",
    b"0",
    b"1",
    b"5",
    b"f",
    b"A",
    b"chunked",
    b"\r\n ",
    b"Content-Length: 5\r\n",
    b"Transfer-Encoding: chunked\r\n",
    b"HTTP/1.1",
];

fn requests(random: &mut SmallRng) -> Stream {
    let mut bytes = Vec::new();
    for _ in 0..random.random_range(1..=2) {
        put(&mut bytes, random, STARTS);
        put(&mut bytes, random, &["Host: a\r\n"]);
        put(&mut bytes, random, FIELDS);
        put(&mut bytes, random, FRAMINGS);
    }
    spoil_some(&mut bytes, random);
    Stream { answers: None, bytes }
}

fn answer(random: &mut SmallRng) -> Stream {
    let mut bytes = Vec::new();
    let (method, starts) = ANSWERS.choose(random).copied().unwrap_or_default();
    put(&mut bytes, random, starts);
    put(&mut bytes, random, FIELDS);
    let framings = if random.random_range(0..4) == 0 { UNTIL_CLOSE } else { FRAMINGS };
    put(&mut bytes, random, framings);
    spoil_some(&mut bytes, random);
    Stream { answers: Some(method), bytes }
}

fn put(bytes: &mut Vec<u8>, random: &mut SmallRng, from: &[&str]) {
    bytes.extend_from_slice(from.choose(random).unwrap_or(&"").as_bytes());
}

fn spoil_some(bytes: &mut Vec<u8>, random: &mut SmallRng) {
    for _ in 0..random.random_range(0..=2) {
        spoil(bytes, random);
    }
}

/// Changes one thing: a bit, a byte, a few bytes put in, left out, doubled, or cut off.
fn spoil(bytes: &mut Vec<u8>, random: &mut SmallRng) {
    let at = random.random_range(0..=bytes.len());
    let end = bytes.len().min(at + random.random_range(1..=3));
    match random.random_range(0..5) {
        0 => bytes.iter_mut().skip(at).take(1).for_each(|byte| *byte ^= 1 << random.random_range(0..8)),
        1 => _ = bytes.splice(at..at, BITS.choose(random).copied().unwrap_or_default().iter().copied()),
        2 => _ = bytes.splice(at..end, BITS.choose(random).copied().unwrap_or_default().iter().copied()),
        3 => _ = bytes.drain(at..end),
        _ => bytes.truncate(at),
    }
}
