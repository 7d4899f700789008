//! A reader that can be as careless as others are. Without any carelessness it takes what the strict one takes, which a
//! test demands, but it shares nothing with it except the classes of characters.

mod chunks;
mod framing;

use alloc::vec::Vec;

use framing_core::fields::{is_space, is_token, is_value, trim};

use self::framing::Body;
use super::readers::Quirks;
use super::{End, Reading};
use crate::RequestMethod;

/// What the messages are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Requests,
    /// Responses to requests of this method.
    Responses(RequestMethod),
}

/// Why a message has no end.
enum Stop {
    Incomplete,
    Refused(usize),
}

type Read<T> = Result<T, Stop>;

pub(super) fn read(side: Side, quirks: Quirks, bytes: &[u8]) -> Reading {
    let mut lax = Lax { bytes, at: 0, quirks, side };
    let mut ends = Vec::new();
    while lax.at < bytes.len() {
        match lax.message() {
            Ok(next) => {
                ends.push(lax.at);
                if next == Next::OtherProtocol && lax.at < bytes.len() {
                    return Reading { ends, end: End::Switched };
                }
            }
            Err(Stop::Incomplete) => return Reading { ends, end: End::Incomplete },
            Err(Stop::Refused(at)) => return Reading { ends, end: End::Refused { at } },
        }
    }
    Reading { ends, end: End::Complete }
}

struct Lax<'a> {
    bytes: &'a [u8],
    at: usize,
    quirks: Quirks,
    side: Side,
}

/// What stands behind a message.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Next {
    Message,
    OtherProtocol,
}

/// A line, and where it stands.
#[derive(Clone, Copy)]
struct Line<'a> {
    text: &'a [u8],
    at: usize,
}

/// What ends a line besides CRLF.
#[derive(Clone, Copy)]
struct LineEnds {
    lf: bool,
    cr: bool,
}

/// What a head says of its framing.
#[derive(Default)]
struct Head {
    start: Start,
    is_1_0: bool,
    asks_to_upgrade: bool,
    /// The values of the Content-Length fields, and where they stand.
    lengths: Vec<(Vec<u8>, usize)>,
    /// The values of the Transfer-Encoding fields, and where they stand.
    codings: Vec<(Vec<u8>, usize)>,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Start {
    /// A request whose method is GET or HEAD.
    Get,
    Connect,
    #[default]
    OtherRequest,
    /// A response with this status.
    Status(u16),
}

impl<'a> Lax<'a> {
    fn message(&mut self) -> Read<Next> {
        let head = self.head()?;
        match self.body(&head)? {
            Body::None => {}
            Body::Length(length) => self.pass(length)?,
            Body::Chunks => self.chunks()?,
            Body::UntilClose => self.at = self.bytes.len(),
        }
        Ok(self.behind(&head))
    }

    fn behind(&self, head: &Head) -> Next {
        let switches = match head.start {
            Start::Status(status) => self.switches(status),
            Start::Connect => self.quirks.has(Quirks::UPGRADE_AT_ONCE),
            _ => head.asks_to_upgrade && self.quirks.has(Quirks::UPGRADE_AT_ONCE),
        };
        if switches { Next::OtherProtocol } else { Next::Message }
    }

    fn switches(&self, status: u16) -> bool {
        status == 101 || (self.side == Side::Responses(RequestMethod::Connect) && matches!(status, 200..300))
    }

    fn rest(&self) -> &'a [u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    /// Moves over `bytes` bytes.
    fn pass(&mut self, bytes: u64) -> Read<()> {
        if bytes > self.rest().len() as u64 {
            return Err(Stop::Incomplete);
        }
        self.at += bytes as usize;
        Ok(())
    }

    fn head(&mut self) -> Read<Head> {
        let mut head = self.start_line()?;
        let mut open = false;
        loop {
            let line = self.line(self.head_ends())?;
            match line.text {
                [] => return Ok(head),
                [b' ' | b'\t', ..] if open && self.quirks.has(Quirks::FOLDS) => head.fold(line.text),
                _ => self.field(line, &mut head)?,
            }
            open = true;
        }
    }

    fn start_line(&mut self) -> Read<Head> {
        let mut line = self.line(self.head_ends())?;
        if self.side != Side::Requests {
            return self.status_line(line);
        }
        let mut skipped = 0;
        while line.text.is_empty() && (skipped == 0 || self.quirks.has(Quirks::EMPTY_LINES)) {
            skipped += 1;
            line = self.line(self.head_ends())?;
        }
        self.request_line(line)
    }

    fn head_ends(&self) -> LineEnds {
        LineEnds { lf: self.quirks.has(Quirks::HEAD_LF), cr: self.quirks.has(Quirks::HEAD_CR) }
    }

    /// The next line, without its end.
    fn line(&mut self, ends: LineEnds) -> Read<Line<'a>> {
        let at = self.at;
        let rest = self.rest();
        let len = rest.iter().position(|byte| matches!(byte, b'\r' | b'\n')).ok_or(Stop::Incomplete)?;
        let (text, end) = rest.split_at_checked(len).ok_or(Stop::Incomplete)?;
        let end = match end {
            [b'\r', b'\n', ..] => 2,
            [b'\n', ..] if ends.lf => 1,
            [b'\r', _, ..] if ends.cr => 1,
            [b'\r'] => return Err(Stop::Incomplete),
            [b'\r', ..] => return Err(Stop::Refused(at + len + 1)),
            _ => return Err(Stop::Refused(at + len)),
        };
        self.at += len + end;
        Ok(Line { text, at })
    }

    fn request_line(&self, line: Line<'_>) -> Read<Head> {
        let spacious = self.quirks.has(Quirks::START_LINE_SPACE);
        let is_between = |byte: &u8| *byte == b' ' || spacious && is_space(*byte);
        let mut words = line.text.split(is_between).filter(|word| !spacious || !word.is_empty());
        let words = [words.next(), words.next(), words.next(), words.next()];
        let [Some(method), Some(target @ [_, ..]), Some(version), None] = words else {
            return Err(Stop::Refused(line.at));
        };
        let is_fine = !method.is_empty()
            && method.iter().all(|byte| is_token(*byte))
            && target.iter().all(u8::is_ascii_graphic);
        let minor = minor(version).filter(|_| is_fine).ok_or(Stop::Refused(line.at))?;
        let start = match method {
            b"GET" | b"HEAD" => Start::Get,
            b"CONNECT" => Start::Connect,
            _ => Start::OtherRequest,
        };
        Ok(Head { start, is_1_0: minor == 0, ..Head::default() })
    }

    fn status_line(&self, line: Line<'_>) -> Read<Head> {
        let refused = || Stop::Refused(line.at);
        let (version, rest) = line.text.split_at_checked(8).ok_or_else(refused)?;
        let minor = minor(version).ok_or_else(refused)?;
        let code = rest.get(1..4).ok_or_else(refused)?;
        let reason = rest.get(4..).unwrap_or_default();
        let is_parted = rest.starts_with(b" ")
            && (reason.starts_with(b" ") || reason.is_empty() && self.quirks.has(Quirks::NO_REASON));
        let is_fine = code.iter().all(u8::is_ascii_digit) && reason.iter().all(|byte| is_value(*byte));
        if !is_parted || !is_fine {
            return Err(refused());
        }
        let status = code.iter().fold(0, |status, digit| status * 10 + u16::from(digit & 15));
        Ok(Head { start: Start::Status(status), is_1_0: minor == 0, ..Head::default() })
    }

    fn field(&self, line: Line<'_>, head: &mut Head) -> Read<()> {
        let refused = |index: usize| Stop::Refused(line.at + index);
        let Some(colon) = line.text.iter().position(|byte| *byte == b':') else {
            return Err(refused(line.text.len()));
        };
        let (mut name, value) = line.text.split_at_checked(colon).unwrap_or_default();
        if self.quirks.has(Quirks::SPACE_BEFORE_COLON) {
            name = name.trim_ascii_end();
        }
        let token = if self.quirks.has(Quirks::SPACE_IN_NAME) { name.trim_ascii_end() } else { name };
        if token.is_empty() || !token.iter().all(|byte| is_token(*byte)) {
            return Err(refused(0));
        }
        let value = value.get(1..).unwrap_or_default();
        let taken = self.value(value, name.eq_ignore_ascii_case(b"transfer-encoding"));
        let value = taken.map_err(|index| refused(colon + 1 + index))?;
        head.take(name, value, line.at + colon);
        Ok(())
    }

    /// The value without what is around it, or where it has a byte that it may not have.
    fn value<'v>(&self, value: &'v [u8], is_coding: bool) -> Result<&'v [u8], usize> {
        let trims = is_coding && self.quirks.has(Quirks::TRIMS_CONTROLS);
        let taken = if trims { trim_controls(value) } else { trim(value) };
        let passes = self.quirks.has(Quirks::CONTROLS_IN_VALUE)
            || is_coding && self.quirks.has(Quirks::CONTROLS_IN_CODING);
        let refused = taken.iter().position(|byte| !is_value(*byte) && (*byte == 0 || !passes));
        refused.map_or(Ok(taken), Err)
    }
}

impl Head {
    fn take(&mut self, name: &[u8], value: &[u8], at: usize) {
        if name.eq_ignore_ascii_case(b"transfer-encoding") {
            self.codings.push((value.into(), at));
        } else if name.eq_ignore_ascii_case(b"content-length") {
            self.lengths.push((value.into(), at));
        } else if name.eq_ignore_ascii_case(b"upgrade") {
            self.asks_to_upgrade = true;
        }
    }

    /// Adds a folded line to the field before it, if that says something of the framing.
    fn fold(&mut self, line: &[u8]) {
        let last = self.codings.iter_mut().chain(&mut self.lengths).max_by_key(|(_, at)| *at);
        if let Some((value, _)) = last {
            value.push(b' ');
            value.extend_from_slice(trim(line));
        }
    }
}

/// The minor version of `HTTP/1.` and a digit.
fn minor(version: &[u8]) -> Option<u8> {
    match version {
        [b'H', b'T', b'T', b'P', b'/', b'1', b'.', minor @ b'0'..=b'9'] => Some(minor - b'0'),
        _ => None,
    }
}

fn trim_controls(mut value: &[u8]) -> &[u8] {
    while let [0..=b' ', rest @ ..] | [rest @ .., 0..=b' '] = value {
        value = rest;
    }
    value
}

/// The digits of a number as `int()` and `strtol` find them: behind whitespace, a sign and `0x`, without underscores, up to
/// the first byte that is none.
fn lax_digits(value: &[u8], is_digit: fn(&u8) -> bool) -> Vec<u8> {
    let value = value.trim_ascii_start();
    let value = value.strip_prefix(b"+").unwrap_or(value);
    let value = value.strip_prefix(b"0x").or(value.strip_prefix(b"0X")).unwrap_or(value);
    value.iter().filter(|byte| **byte != b'_').take_while(|byte| is_digit(byte)).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lax_numbers() {
        for (value, digits) in [
            ("+5", "5"),
            (" 5", "5"),
            ("0x10", "10"),
            ("1_0", "10"),
            ("4 2", "4"),
            ("5;", "5"),
            ("-5", ""),
            ("", ""),
        ] {
            assert_eq!(lax_digits(value.as_bytes(), u8::is_ascii_hexdigit), digits.as_bytes(), "{value:?}");
        }
    }

    #[test]
    fn controls_are_trimmed() {
        assert_eq!(trim_controls(b"\x0b chunked\0"), b"chunked");
    }
}
