//! Messages by the table: what is taken, what is refused and where, however the bytes arrive.

use std::format;
use std::string::String;
use std::vec::Vec;

use crate::Leniency;
use framing_core::{ErrorKind, FrameBuffer, Outcome, TwoPhase};

use super::*;

/// What a stream of messages comes to: the head and the content of each, and how it ends.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Reading {
    messages: Vec<(String, String)>,
    end: ReadEnd,
}

/// How a stream ends: if not cleanly, with what outcome, at which byte, and what was expected there.
type ReadEnd = Result<(), (Outcome, u64, &'static str)>;

fn read_in_pieces<F: TwoPhase>(
    format: F,
    content: fn(&F::Header) -> MessageBody,
    bytes: &[u8],
    cuts: &[usize],
) -> Reading {
    let mut frames = FrameBuffer::new(format);
    let mut messages = Vec::new();
    let mut start = 0;
    for &cut in cuts.iter().chain([&bytes.len(), &usize::MAX]) {
        match bytes.get(start..cut) {
            Some(piece) => frames.push(piece),
            None => frames.end(),
        }
        start = cut;
        loop {
            match frames.next() {
                Ok(Some(message)) => {
                    let text = |bytes: &[u8]| bytes.escape_ascii().collect::<Vec<u8>>();
                    let content = content(&message.header).content(message.body()).into_owned();
                    let text =
                        [text(message.header_bytes()), text(&content)].map(|t| String::from_utf8(t).unwrap());
                    let [head, content] = text;
                    messages.push((head, content));
                }
                Ok(None) => break,
                Err(error) => {
                    let expected = match error.kind() {
                        ErrorKind::Malformed { expected } => expected,
                        _ => "",
                    };
                    return Reading { messages, end: Err((error.outcome(), error.offset(), expected)) };
                }
            }
        }
    }
    Reading { messages, end: Ok(()) }
}

/// The one reading, however the bytes are cut.
fn read<F: TwoPhase + Clone>(format: F, content: fn(&F::Header) -> MessageBody, bytes: &[u8]) -> Reading {
    let whole = read_in_pieces(format.clone(), content, bytes, &[]);
    let each: Vec<usize> = (0..bytes.len()).collect();
    assert_eq!(
        read_in_pieces(format.clone(), content, bytes, &each),
        whole,
        "byte by byte: {}",
        bytes.escape_ascii()
    );
    for cut in each {
        let pieces = read_in_pieces(format.clone(), content, bytes, &[cut]);
        assert_eq!(pieces, whole, "cut at {cut}: {}", bytes.escape_ascii());
    }
    whole
}

fn requests(format: HttpRequest, bytes: &str) -> Reading {
    read(format, |header| header.body, bytes.as_bytes())
}

fn responses(format: HttpResponse, bytes: &str) -> Reading {
    read(format, |header| header.body, bytes.as_bytes())
}

/// The contents, when the stream is read to its end.
fn contents(reading: Reading) -> Vec<String> {
    assert_eq!(reading.end, Ok(()), "{:?}", reading.messages);
    reading.messages.into_iter().map(|(_, content)| content).collect()
}

#[test]
fn requests_that_are_read() {
    for (bytes, expected) in [
        ("GET / HTTP/1.1\r\n\r\n", &[""][..]),
        ("GET / HTTP/1.0\r\n\r\n", &[""]),
        ("GET / HTTP/1.9\r\n\r\n", &[""]),
        ("\r\nGET / HTTP/1.1\r\n\r\n", &[""]),
        ("!#$%&'*+-.^_`|~ * HTTP/1.1\r\n\r\n", &[""]),
        ("GET http://a:b@c/?d#{e}\\^ HTTP/1.1\r\nHost: c\r\n\r\n", &[""]),
        ("GET / HTTP/1.1\r\nA:\r\nB: \t c\td\u{e9} \t\r\n\r\n", &[""]),
        ("POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\nhi", &["hi"]),
        ("POST / HTTP/1.1\r\ncontent-LENGTH:0002 \r\n\r\nhi", &["hi"]),
        ("POST / HTTP/1.0\r\nContent-Length: 2\r\n\r\nhi", &["hi"]),
        ("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n", &["hi"]),
        ("POST / HTTP/1.1\r\ntransfer-encoding:\tChunKed\t\r\n\r\n2\r\nhi\r\n0\r\n\r\n", &["hi"]),
        ("POST / HTTP/1.1\r\nTransfer-Encoding: gzip;q=\"1, chunked\" ,chunked\r\n\r\n0\r\n\r\n", &[""]),
        (
            "POST / HTTP/1.1\r\nTransfer-Encoding: gzip\r\nA: b\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            &[""],
        ),
        (
            "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n1\r\nb\r\n0\r\nX: y\r\n\r\nGET / HTTP/1.1\r\n\r\n",
            &["ab", ""],
        ),
        (
            "GET / HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\nContent-Length: 1\r\n\r\nx\r\nGET / HTTP/1.1\r\n\r\n",
            &["", "x", ""],
        ),
        (
            "GET / HTTP/1.1\r\nTransfer-Encodings: x\r\nContent-Lengthy: y\r\nTrailer-Encoding: z\r\n\r\n",
            &[""],
        ),
    ] {
        assert_eq!(contents(requests(HttpRequest::new(), bytes)), expected, "{bytes:?}");
    }
}

#[test]
fn requests_that_are_refused_and_the_byte_that_decides() {
    for (good, bad, expected) in [
        ("", " GET", "a method"),
        ("", "\n", "a method"),
        ("", "\0", "a method"),
        ("", "\x16", "a method"),
        ("", ":GET", "a method"),
        ("\r", "\r", "LF after CR"),
        ("\r\n", "\r\nGET", "a method"),
        ("GET", "\t/", "a character of a method or a space"),
        ("GET", "\r\n", "a character of a method or a space"),
        ("GET", "\0", "a character of a method or a space"),
        ("GET", "\u{df}", "a character of a method or a space"),
        ("GET ", " /", "a request target"),
        ("GET ", "\r\n", "a request target"),
        ("GET /", "\t", "a character of a request target or a space"),
        ("GET /", "\r\n", "a character of a request target or a space"),
        ("GET /", "\x7f", "a character of a request target or a space"),
        ("GET /", "\u{a0}", "a character of a request target or a space"),
        ("GET / ", " HTTP/1.1", "HTTP/1. and a digit"),
        ("GET / ", "http/1.1", "HTTP/1. and a digit"),
        ("GET / ", "/ HTTP/1.1", "HTTP/1. and a digit"),
        ("GET / HTTP/", "2.0", "HTTP/1. and a digit"),
        ("GET / HTTP/", "0.9", "HTTP/1. and a digit"),
        ("GET / HTTP/", "01.1", "HTTP/1. and a digit"),
        ("GET / HTTP/1", "11", "HTTP/1. and a digit"),
        ("GET / HTTP/1.", "x", "a minor version of 1 digit"),
        ("GET / HTTP/1.1", "1\r\n", "CR LF after the version"),
        ("GET / HTTP/1.1", " \r\n", "CR LF after the version"),
        ("GET / HTTP/1.1", "\n", "CR LF after the version"),
        ("GET / HTTP/1.1\r", "x", "LF after CR"),
    ] {
        assert_refused(good, bad, expected);
    }
}

/// `good` alone is a request that continues; with `bad` after it, the first byte of `bad` is refused.
fn assert_refused(good: &str, bad: &str, expected: &'static str) {
    assert_refused_by(|bytes| requests(HttpRequest::new(), bytes).end, good, bad, expected);
}

fn assert_refused_by(end: impl Fn(&str) -> ReadEnd, good: &str, bad: &str, expected: &'static str) {
    let refused = Err((Outcome::Malformed, good.len() as u64, expected));
    let bytes = format!("{good}{bad}");
    let first = bytes.char_indices().nth(good.chars().count() + 1).map_or(bytes.len(), |(at, _)| at);
    assert!(matches!(end(good), Ok(()) | Err((Outcome::Truncated, ..))), "{good:?}: {:?}", end(good));
    assert_eq!(end(&bytes), refused, "{bytes:?}");
    assert_eq!(end(&bytes[..first]), refused, "the first byte of {bad:?}");
    assert_eq!(end(&format!("{bytes}\r\n\r\n")), refused, "{bytes:?} and the end of a head");
}

#[test]
fn fields_that_are_refused_and_the_byte_that_decides() {
    for (good, bad, expected) in [
        ("", " A: b", "a field name or an empty line"),
        ("", "\tA: b", "a field name or an empty line"),
        ("", ": b", "a field name or an empty line"),
        ("", "\n", "a field name or an empty line"),
        ("A: b\r\n", " c", "a field name or an empty line"),
        ("A", " : b", "a character of a field name or ':'"),
        ("A", "\t: b", "a character of a field name or ':'"),
        ("A", "\r\n", "a character of a field name or ':'"),
        ("A", "\0: b", "a character of a field name or ':'"),
        ("A", "\u{ff}: b", "a character of a field name or ':'"),
        ("A", "(b): c", "a character of a field name or ':'"),
        ("A: b", "\nC: d", "a character of a field value or CR LF"),
        ("A: b", "\0", "a character of a field value or CR LF"),
        ("A: b", "\x07", "a character of a field value or CR LF"),
        ("A: b", "\x0b", "a character of a field value or CR LF"),
        ("A: b", "\x7f", "a character of a field value or CR LF"),
        ("A: b\r", "C: d", "LF after CR"),
        ("A: b\r\n\r", "\r\n", "LF after CR"),
        ("Content-Length:", "\r\n", "a decimal digit"),
        ("Content-Length: ", "+5", "a decimal digit"),
        ("Content-Length: ", "-0", "a decimal digit"),
        ("Content-Length: ", "\x0b5", "a decimal digit"),
        ("Content-Length: 0", "x5", "a decimal digit or CR LF"),
        ("Content-Length: 1", "_0", "a decimal digit or CR LF"),
        ("Content-Length: 5", ", 5", "a decimal digit or CR LF"),
        ("Content-Length: 5", "\n", "a decimal digit or CR LF"),
        ("Content-Length: 5\r", "x", "LF after CR"),
        ("Content-Length: 5\r\n", " 0\r\n", "a field name or an empty line"),
        ("Content-Length: 4 ", "2", "CR LF"),
        ("Content-Length: 1844674407370955161", "6", "a length below 2^64"),
        ("Content-Length: 5\r\nContent-Length", ": 5", "no second Content-Length field"),
        ("Content-Length: 0\r\nA: b\r\ncontent-length", ": 1", "no second Content-Length field"),
        (
            "Content-Length: 5\r\nTransfer-Encoding",
            ": chunked",
            "no Transfer-Encoding beside a Content-Length",
        ),
        (
            "Transfer-Encoding: chunked\r\nContent-Length",
            ": 5",
            "no Content-Length beside a Transfer-Encoding",
        ),
        ("Transfer-Encoding:", "\r\n", "a transfer coding"),
        ("Transfer-Encoding: ", "\x0bchunked", "a transfer coding"),
        ("Transfer-Encoding: ", "\"chunked\"", "a transfer coding"),
        ("Transfer-Encoding: ", ", chunked", "a transfer coding"),
        ("Transfer-Encoding: chunked,", "\r\n", "a transfer coding"),
        ("Transfer-Encoding: gzip,", ", chunked", "a transfer coding"),
        ("Transfer-Encoding: xchunked\r\n", "\r\n", "chunked as the last coding of a request"),
        ("Transfer-Encoding: chunkedchunked\r\n", "\r\n", "chunked as the last coding of a request"),
        ("Transfer-Encoding: identity\r\n", "\r\n", "chunked as the last coding of a request"),
        ("Transfer-Encoding: gzip, chunked, ", "identity", "chunked as the last coding of a request"),
        (
            "Transfer-Encoding: chunked\r\nTransfer-Encoding: ",
            "chunked",
            "chunked as the last coding of a request",
        ),
        ("Transfer-Encoding: chunked", ";q=1", "chunked without a parameter"),
        ("Transfer-Encoding: chunked ", ";q=1", "chunked without a parameter"),
        ("Transfer-Encoding: chunked ", "x", "',', ';' or CR LF after a transfer coding"),
        ("Transfer-Encoding: chunked", "\0", "',', ';' or CR LF after a transfer coding"),
        ("Transfer-Encoding: gzip;q", "\r\n", "a parameter with a value"),
        ("Transfer-Encoding: gzip;", ", chunked", "a parameter with a value"),
        ("Transfer-Encoding: chunked", "\nA: b", "CR LF"),
        ("Transfer-Encoding: chunked\r\n", " abc", "a field name or an empty line"),
    ] {
        assert_refused(&format!("POST / HTTP/1.1\r\n{good}"), bad, expected);
    }
    let old = "POST / HTTP/1.0\r\nTransfer-Encoding";
    assert_refused(old, ": chunked", "no Transfer-Encoding in HTTP/1.0");
}

#[test]
fn chunked_bodies_are_refused_where_the_coding_is() {
    let head = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";
    for (good, bad, expected) in [
        ("", "\r\n", "a hexadecimal digit"),
        ("5", "\n", "a hexadecimal digit, ';' or CR LF"),
        ("5;a", "\n", "a character of a name, '=', ';' or the end"),
        ("3\r\nabc", "__", "CR LF after the data of the chunk"),
        ("3\r\nabc\r\n0\r\n", "\n", "a field name or an empty line"),
    ] {
        assert_refused(&format!("{head}{good}"), bad, expected);
    }
}

#[test]
fn responses_that_are_read() {
    for (method, bytes, expected) in [
        ("GET", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", &["hi"][..]),
        ("GET", "HTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n", &[""]),
        ("GET", "HTTP/1.1 200 \t\u{e9} ~\r\nContent-Length: 0\r\n\r\n", &[""]),
        ("GET", "HTTP/1.1 200 OK\r\n\r\nuntil\r\nclose", &["until\\r\\nclose"]),
        ("GET", "HTTP/1.0 200 OK\r\n\r\n", &[""]),
        ("GET", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n", &["hi"]),
        ("GET", "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nrest", &["rest"]),
        ("GET", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, gzip\r\n\r\nrest", &["rest"]),
        (
            "GET",
            "HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\nHTTP/1.1 304 Not Modified\r\n\r\n",
            &["", ""],
        ),
        (
            "GET",
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx",
            &["", "", "x"],
        ),
        ("GET", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n", &[""]),
        (
            "HEAD",
            "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
            &["", ""],
        ),
        ("HEAD", "HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 200 OK\r\n\r\n", &["", ""]),
        ("CONNECT", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", &[""]),
        ("CONNECT", "HTTP/1.1 407 No\r\nContent-Length: 1\r\n\r\nxHTTP/1.1 200 OK\r\n\r\n", &["x", ""]),
    ] {
        let format = HttpResponse::new().answering(RequestMethod::from_bytes(method.as_bytes()));
        assert_eq!(contents(responses(format, bytes)), expected, "{method}: {bytes:?}");
    }
}

#[test]
fn responses_that_are_refused_and_the_byte_that_decides() {
    for (good, bad, expected) in [
        ("", "\r\n", "HTTP/1. and a digit"),
        ("", " HTTP/1.1", "HTTP/1. and a digit"),
        ("HTTP/1", ",1", "HTTP/1. and a digit"),
        ("HTTP/1.1 ", " 200", "a status code of 3 digits"),
        ("HTTP/1.1", "\t200", "a space after the version"),
        ("HTTP/1.1", "1 200", "a space after the version"),
        ("HTTP/1.1 2", "x0 OK", "a status code of 3 digits"),
        ("HTTP/1.1 20", " OK", "a status code of 3 digits"),
        ("HTTP/1.1 200", "0 OK", "a space after the status code"),
        ("HTTP/1.1 200", "\r\n", "a space after the status code"),
        ("HTTP/1.1 200 O", "\0", "a character of a reason phrase or CR LF"),
        ("HTTP/1.1 200 OK", "\n", "a character of a reason phrase or CR LF"),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, chunked", "\r\n", "the chunked coding once"),
        ("HTTP/1.0 200 OK\r\nTransfer-Encoding", ": x", "no Transfer-Encoding in HTTP/1.0"),
        ("HTTP/1.1 204 No\r\nContent-Length: 1\r\nContent-Length", ": 2", "no second Content-Length field"),
        ("HTTP/1.1 101 Up\r\n\r\n", "x", "no more responses: the connection speaks another protocol"),
    ] {
        assert_refused_by(|bytes| responses(HttpResponse::new(), bytes).end, good, bad, expected);
    }
}

#[test]
fn a_stream_that_ends_inside_a_message_is_truncated() {
    for bytes in [
        "\r",
        "\r\nG",
        "G",
        "GET / HTTP/1.1\r\n",
        "GET / HTTP/1.1\r\n\r",
        "POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nhell",
        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n",
        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n",
        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\na: b\r\n\r",
    ] {
        let end = requests(HttpRequest::new(), bytes).end;
        assert_eq!(end, Err((Outcome::Truncated, bytes.len() as u64, "")), "{bytes:?}");
    }
}

#[test]
fn what_a_leniency_lets_through() {
    use Leniency as L;
    let get = "GET / HTTP/1.1\r\n";
    for (leniency, bytes, content) in [
        (L::BARE_LF, "\nGET / HTTP/1.1\nA: b\nContent-Length: 1\nC: d\n\nx", "x"),
        (L::BARE_LF, "GET / HTTP/1.1\r\nTransfer-Encoding: chunked\n\r\n0\r\na: b\n\r\n", ""),
        (L::OBS_FOLD, "GET / HTTP/1.1\r\nA: b\r\n c\r\n\t\r\nContent-Length: 1\r\n\r\nx", "x"),
        (L::CONTROL_IN_VALUE, "GET / HTTP/1.1\r\nA: \x01\x0b\x7f\r\n\r\n", ""),
        (L::EQUAL_LENGTHS, "GET / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 01\r\n\r\nx", "x"),
        (L::EQUAL_LENGTHS, "GET / HTTP/1.1\r\nContent-Length: 1 , 1,1\r\n\r\nx", "x"),
        (
            L::TRANSFER_ENCODING_OVER_LENGTH,
            "GET / HTTP/1.1\r\nContent-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "",
        ),
        (
            L::TRANSFER_ENCODING_OVER_LENGTH,
            "GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Length: 9\r\n\r\n0\r\n\r\n",
            "",
        ),
        (L::SPACE_AFTER_SIZE, "GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0 \r\n\r\n", ""),
        (L::EMPTY_LIST_ELEMENTS, "GET / HTTP/1.1\r\nTransfer-Encoding: , ,chunked,\r\n\r\n0\r\n\r\n", ""),
        (L::EMPTY_LINES, "\r\n\r\n\r\nGET / HTTP/1.1\r\n\r\n", ""),
        (L::NON_ASCII_TARGET, "GET /\u{e9} HTTP/1.1\r\n\r\n", ""),
        (L::SPACE_BEFORE_FIRST_FIELD, "GET / HTTP/1.1\r\n A: b\r\n\t\r\nContent-Length: 1\r\n\r\nx", "x"),
        (L::START_LINE_SPACE, "GET \t /  \tHTTP/1.1 \r\n\r\n", ""),
        (L::TRANSFER_ENCODING_IN_1_0, "GET / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", ""),
    ] {
        let lenient = requests(HttpRequest::new().with_leniency(leniency), bytes);
        assert_eq!(contents(lenient), [content], "{leniency}: {bytes:?}");
        assert!(requests(HttpRequest::new(), bytes).end.is_err(), "strictly: {bytes:?}");
    }
    for (leniency, bytes) in [
        (L::NO_REASON, "HTTP/1.1 204\r\n\r\n"),
        (L::EMPTY_LINE_BEFORE_STATUS, "\r\nHTTP/1.1 204 No\r\n\r\n"),
        (L::SPACE_BEFORE_COLON, "HTTP/1.1 204 No\r\nA \t: b\r\n\r\n"),
        (L::START_LINE_SPACE, "HTTP/1.1  204 \t No\r\n\r\n"),
    ] {
        assert_eq!(
            contents(responses(HttpResponse::new().with_leniency(leniency), bytes)),
            [""],
            "{bytes:?}"
        );
        assert!(responses(HttpResponse::new(), bytes).end.is_err(), "strictly: {bytes:?}");
    }
    let smuggled = format!("{get}Content-Length: 1\r\nContent-Length: 2\r\n\r\nxx");
    let all = Leniency::all().fold(Leniency::NONE, |all, (one, _)| all | one);
    assert!(
        requests(HttpRequest::new().with_leniency(all), &smuggled).end.is_err(),
        "different lengths never pass"
    );
}

#[test]
fn skipped_lines_are_no_fields() {
    let head = b"GET / HTTP/1.1\r\n Content-Length: 9\r\n\tb\r\nA: b\r\n\r\n";
    let format = HttpRequest::new().with_leniency(Leniency::SPACE_BEFORE_FIRST_FIELD);
    let header = format.header(head).unwrap();
    assert_eq!(header.body, MessageBody::None);
    let fields: Vec<_> = header.on(head).fields.map(|field| field.name).collect();
    assert_eq!(fields, [b"A"]);
}

#[test]
fn more_empty_lines_before_a_status_need_both_leniencies() {
    let one = Leniency::EMPTY_LINE_BEFORE_STATUS;
    let bytes = "\r\n\r\nHTTP/1.1 204 No\r\n\r\n";
    assert!(responses(HttpResponse::new().with_leniency(one), bytes).end.is_err());
    let any = one | Leniency::EMPTY_LINES;
    assert_eq!(contents(responses(HttpResponse::new().with_leniency(any), bytes)), [""]);
}

#[test]
fn what_no_leniency_lets_through() {
    let all = Leniency::all().fold(Leniency::NONE, |all, (one, _)| all | one);
    for fields in [
        "A : b\r\n\r\n",
        "A\r\n\r\n",
        ": b\r\n\r\n",
        "A: \0\r\n\r\n",
        "A: b\rC: d\r\n\r\n",
        "Content-Length: +1\r\n\r\nx",
        "Content-Length: \r\n\r\n",
        "Content-Length: 1\r\n 2\r\n\r\nx",
        "Content-Length: 1, 2\r\n\r\nx",
        "Transfer-Encoding: xchunked\r\n\r\n",
        "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\n , x\r\n\r\n0\r\n\r\n",
        " A: b\rContent-Length: 1\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n0\r\n\n",
        "Transfer-Encoding: chunked\r\n\r\n5\nhello\r\n0\r\n\r\n",
    ] {
        let bytes = format!("POST / HTTP/1.1\r\n{fields}");
        let end = requests(HttpRequest::new().with_leniency(all), &bytes).end;
        assert!(matches!(end, Err((Outcome::Malformed, ..))), "{bytes:?}: {end:?}");
    }
}

#[test]
fn a_message_that_says_two_things_closes_the_connection() {
    let leniency = Leniency::TRANSFER_ENCODING_OVER_LENGTH | Leniency::TRANSFER_ENCODING_IN_1_0;
    for (fields, must_close) in [
        ("HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", true),
        ("HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", true),
        ("HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", false),
        ("HTTP/1.0\r\nContent-Length: 5\r\n\r\n", false),
    ] {
        let head = format!("POST / {fields}");
        let header = HttpRequest::new().with_leniency(leniency).header(head.as_bytes()).unwrap();
        assert_eq!(header.must_close, must_close, "{head:?}");
    }
}

#[test]
fn limits() {
    let head = |fields: usize| format!("GET / HTTP/1.1\r\n{}\r\n", "A: b\r\n".repeat(fields));
    let refused = |at: usize| Err((Outcome::Malformed, at as u64, "no more field lines than the limit"));
    assert_eq!(requests(HttpRequest::new(), &head(100)).end, Ok(()));
    assert_eq!(requests(HttpRequest::new(), &head(101)).end, refused(16 + 600));
    let three = HttpRequest::new().with_max_fields(3);
    assert_eq!(requests(three.clone(), &head(3)).end, Ok(()));
    assert_eq!(requests(three, &head(4)).end, refused(16 + 18));
}

#[test]
fn each_byte_of_a_head_is_looked_at_once() {
    let head = format!("GET / HTTP/1.1\r\nCookie: {}\r\n\r\n", "a".repeat(1 << 15));
    let format = HttpRequest::new();
    let mut scan = Scan::default();
    for end in 1..head.len() {
        let extent = format.header_len(&head.as_bytes()[..end], &mut scan);
        assert_eq!((extent, scan.position), (Ok(Extent::AtLeast(end + 1)), end));
    }
}

#[test]
fn the_parts_of_a_head() {
    let head = b"\r\nPUT /a?b HTTP/1.1\r\nHost: c\r\nX:  y z \r\n\r\n";
    let request = HttpRequest::new().header(head).unwrap().on(head);
    assert_eq!((request.method, request.target), (&b"PUT"[..], &b"/a?b"[..]));
    let fields: Vec<_> = request.fields.map(|field| (field.name, field.value)).collect();
    assert_eq!(fields, [(&b"Host"[..], &b"c"[..]), (b"X", b"y z")]);

    let head = b"HTTP/1.0 404 Not  Found\r\nA: b\r\n\r\n";
    let header = HttpResponse::new().header(head).unwrap();
    assert_eq!((header.status, header.is_1_0), (404, true));
    assert_eq!(header.on(head).reason, b"Not  Found");
    assert_eq!(header.on(head).fields.count(), 1);
}

#[test]
fn trailers_are_handed_out() {
    let body = b"1;x\r\na\r\n0\r\nDigest: b\r\nContent-Length: 7\r\n\r\n";
    let trailers: Vec<_> = MessageBody::Chunked.trailers(body).map(|field| field.name).collect();
    assert_eq!(trailers, [&b"Digest"[..], b"Content-Length"]);
    assert_eq!(MessageBody::Length(5).trailers(b"a: b\r\n").count(), 0);
}

/// Whatever byte stands beside what announces a body: it is whitespace where that may stand, or makes another field of it, or
/// the head is refused. It never makes a length or a coding of what is none, and hides none.
#[test]
fn every_byte_around_what_announces_a_body() {
    let is_token = framing_core::fields::is_token;
    let space = |byte: u8| matches!(byte, b' ' | b'\t');
    for byte in 0..=255u8 {
        let body_of = |parts: [&[u8]; 3]| {
            let head = [b"POST / HTTP/1.1\r\n", parts[0], &[byte], parts[1], parts[2], b"\r\n\r\n"].concat();
            HttpRequest::new().header(&head).ok().map(|header| header.body)
        };
        let (chunked, five) = (Some(MessageBody::Chunked), Some(MessageBody::Length(5)));
        let other = Some(MessageBody::None);
        let digit = |tens: u64, ones: u64| Some(MessageBody::Length(tens * 10 + ones));
        let value = u64::from(byte.wrapping_sub(b'0'));
        for (name, text, expected) in
            [("Transfer-Encoding", "chunked", chunked), ("Content-Length", "5", five)]
        {
            let (name, text) = (name.as_bytes(), text.as_bytes());
            let in_front = if is_token(byte) { other } else { None };
            assert_eq!(body_of([b"", name, &[b": ", text].concat()]), in_front, "{byte:#x} in front");
            let behind_name = if is_token(byte) { other } else { None };
            assert_eq!(body_of([name, b":", text]), behind_name, "{byte:#x} after the name");
            let before_value = match byte {
                _ if space(byte) => expected,
                b'0'..=b'9' if expected == five => digit(value, 5),
                _ => None,
            };
            assert_eq!(
                body_of([&[name, b":"].concat(), text, b""]),
                before_value,
                "{byte:#x} before the value"
            );
            let behind_value = match byte {
                _ if space(byte) => expected,
                b'0'..=b'9' if expected == five => digit(5, value),
                _ => None,
            };
            assert_eq!(
                body_of([&[name, b": ", text].concat(), b"", b""]),
                behind_value,
                "{byte:#x} after it"
            );
        }
    }
}
