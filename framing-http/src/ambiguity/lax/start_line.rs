//! Request lines and status lines.

use framing_core::fields::{is_token, is_value};

use super::head::{Head, Start, Version};
use super::{Behaviour, Lax, Read, Side, Stop};

/// The words of a request line; the version may be missing.
struct Words<'a> {
    method: &'a [u8],
    target: &'a [u8],
    version: Option<&'a [u8]>,
}

impl<'a> Lax<'a> {
    pub(super) fn start_line(&mut self) -> Read<Head<'a>> {
        let mut line = self.first_line()?;
        let mut skipped = 0;
        while line.text.is_empty() && self.skips_empty_line(skipped) {
            skipped += 1;
            line = self.first_line()?;
        }
        let head = match self.side {
            Side::Requests => self.request_line(line.text),
            Side::Responses(_) => self.status_line(line.text),
        };
        head.ok_or(Stop::Refused(line.at))
    }

    fn skips_empty_line(&self, skipped: usize) -> bool {
        match self.side {
            Side::Requests => skipped == 0 || self.has(Behaviour::EmptyLines),
            Side::Responses(_) => self.has(Behaviour::EmptyLinesBeforeStatus),
        }
    }

    fn request_line(&self, line: &[u8]) -> Option<Head<'a>> {
        let words = self.words(line)?;
        if !self.takes_method(words.method) || !self.takes_target(words.target) {
            return None;
        }
        let mut head = Head { start: start(words.method), ..Head::default() };
        match words.version {
            Some(version) => head.version = self.version(version)?,
            None => {
                head.version = Version::Below1_0;
                head.is_complete = self.has(Behaviour::SimpleRequest);
                (head.is_complete || self.has(Behaviour::NoVersion)).then_some(())?;
            }
        }
        Some(head)
    }

    fn words<'l>(&self, line: &'l [u8]) -> Option<Words<'l>> {
        let mut words = line.split(|byte| *byte == b' ');
        let words = [words.next(), words.next(), words.next(), words.next()];
        match words {
            [Some(method @ [_, ..]), Some(target @ [_, ..]), Some(version @ [_, ..]), None] => {
                Some(Words { method, target, version: Some(version) })
            }
            [Some(method @ [_, ..]), Some(target @ [_, ..]), None, None] if !has_odd_space(line) => {
                Some(Words { method, target, version: None })
            }
            _ if self.has(Behaviour::StartLineSpace) => spaced_words(line),
            _ => None,
        }
    }

    fn takes_method(&self, method: &[u8]) -> bool {
        method.iter().all(|byte| is_token(*byte))
            || method.iter().all(u8::is_ascii_graphic) && self.has(Behaviour::AnyMethod)
    }

    fn takes_target(&self, target: &[u8]) -> bool {
        target.iter().all(u8::is_ascii_graphic) || self.has(Behaviour::AnyTarget)
    }

    fn version(&self, version: &[u8]) -> Option<Version> {
        match version {
            b"HTTP/1.0" => Some(Version::Http1_0),
            [b'H', b'T', b'T', b'P', b'/', b'1', b'.', b'0'..=b'9'] => Some(Version::Http1_1),
            b"HTTP/0.9" if self.has(Behaviour::AnyVersion) || self.has(Behaviour::OldVersionHasNoBody) => {
                Some(Version::Below1_0)
            }
            [b'H', b'T', b'T', b'P', b'/', b'0'..=b'9', b'.', b'0'..=b'9']
                if self.has(Behaviour::AnyVersion) =>
            {
                Some(Version::Http1_1)
            }
            _ => self.has(Behaviour::OddVersion).then_some(Version::Http1_1),
        }
    }

    fn status_line(&self, line: &[u8]) -> Option<Head<'a>> {
        let version = self.version(line.get(..8)?)?;
        let rest = line.get(8..)?.strip_prefix(b" ")?;
        let rest = match rest {
            [b' ' | b'\t', ..] if self.has(Behaviour::StartLineSpace) => rest.trim_ascii_start(),
            _ => rest,
        };
        let (code, reason) = rest.split_at_checked(3)?;
        let is_separated = reason.starts_with(b" ") || reason.is_empty() && self.has(Behaviour::NoReason);
        if !is_separated || !code.iter().all(u8::is_ascii_digit) || !self.takes_reason(reason) {
            return None;
        }
        let status = code.iter().fold(0, |status, digit| status * 10 + u16::from(digit & 15));
        Some(Head { start: Start::Status(status), version, ..Head::default() })
    }

    fn takes_reason(&self, reason: &[u8]) -> bool {
        reason.iter().all(|byte| is_value(*byte)) || self.has(Behaviour::ControlsInReason)
    }
}

fn start(method: &[u8]) -> Start {
    match method {
        b"GET" | b"HEAD" => Start::Get,
        b"CONNECT" => Start::Connect,
        _ => Start::OtherRequest,
    }
}

/// The words, separated by any whitespace that is no line end.
fn spaced_words(line: &[u8]) -> Option<Words<'_>> {
    let mut words = line.split(|byte| is_odd_space(*byte) || *byte == b' ').filter(|word| !word.is_empty());
    let (method, target, version) = (words.next()?, words.next()?, words.next());
    words.next().is_none().then_some(Words { method, target, version })
}

fn has_odd_space(line: &[u8]) -> bool {
    line.iter().any(|byte| is_odd_space(*byte))
}

/// Whitespace that some readers take for a space.
const fn is_odd_space(byte: u8) -> bool {
    matches!(byte, b'\t' | 0x0b | 0x0c | b'\r')
}
