//! Request lines and status lines (RFC 9112, sections 3 and 4), looked at byte by byte.

use framing_core::Malformed;
use framing_core::fields::{FieldLine, is_space, is_token, is_value};

use super::search::{Search, State};
use super::{Kind, Rules};
use crate::{Leniency, refuse};

/// The position of the search in the start line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum StartLine {
    /// In front of a request line.
    Start,
    /// At the LF of an empty line in front of it.
    EmptyLine,
    Method,
    /// In front of the target.
    BeforeTarget,
    Target,
    /// In front of the version of a request line.
    BeforeVersion,
    /// In front of the byte of this index in `HTTP/1.1`.
    Version1,
    Version2,
    Version3,
    Version4,
    Version5,
    Version6,
    Version7,
    /// After the version.
    AfterVersion,
    /// In whitespace that a leniency lets stand at the end of the line.
    LineSpace,
    /// In front of the version of a status line.
    StatusVersion,
    /// In front of the status code.
    BeforeCode,
    /// After its first digit.
    Code1,
    Code2,
    /// After its last digit.
    Code3,
    Reason,
    /// At the LF of the line.
    LineFeed,
}

use StartLine::{
    AfterVersion, BeforeCode, BeforeTarget, BeforeVersion, Code1, Code2, Code3, EmptyLine, LineFeed,
    LineSpace, Method, Reason, Start, StatusVersion, Target, Version1, Version2, Version3, Version4,
    Version5, Version6, Version7,
};

impl StartLine {
    /// All, in the order of their numbers.
    pub(super) const ALL: [Self; 22] = [
        Start,
        EmptyLine,
        Method,
        BeforeTarget,
        Target,
        BeforeVersion,
        Version1,
        Version2,
        Version3,
        Version4,
        Version5,
        Version6,
        Version7,
        AfterVersion,
        LineSpace,
        StatusVersion,
        BeforeCode,
        Code1,
        Code2,
        Code3,
        Reason,
        LineFeed,
    ];

    /// Where a head of this kind starts.
    pub(super) const fn of(kind: Kind) -> State {
        match kind {
            Kind::Request => State::StartLine(Start),
            Kind::Response => State::StartLine(StatusVersion),
        }
    }
}

impl Search {
    /// Takes one byte of the start line.
    pub(super) fn start_line(
        &mut self,
        rules: &Rules,
        line: StartLine,
        byte: u8,
    ) -> Result<State, Malformed> {
        let at = self.position;
        let spacious = rules.leniency.allows(Leniency::START_LINE_SPACE) && is_space(byte);
        let next = match line {
            Start => return self.before_request(rules, at, byte),
            EmptyLine => return empty_line(rules, at, byte),
            LineFeed => return line_feed(at, byte),
            Method if byte == b' ' || spacious => BeforeTarget,
            Method if is_token(byte) => Method,
            Method => return refuse(at, "a character of a method or a space"),
            BeforeTarget | Target if is_target(rules, byte) => Target,
            Target if byte == b' ' || spacious => BeforeVersion,
            BeforeTarget | BeforeVersion | BeforeCode if spacious => line,
            BeforeTarget => return refuse(at, "a request target"),
            Target => return refuse(at, "a character of a request target or a space"),
            StatusVersion if byte != b'H' => return self.before_response(rules, at, byte),
            BeforeVersion | StatusVersion if byte == b'H' => Version1,
            BeforeVersion | StatusVersion => return refuse(at, VERSION),
            Version1 | Version2 | Version3 | Version4 | Version5 | Version6 => version(line, at, byte)?,
            Version7 => self.minor(at, byte)?,
            AfterVersion | LineSpace if rules.kind == Kind::Request => {
                if spacious {
                    LineSpace
                } else {
                    return line_end(rules, at, byte, "CR LF after the version");
                }
            }
            AfterVersion if byte == b' ' || spacious => BeforeCode,
            AfterVersion => return refuse(at, "a space after the version"),
            BeforeCode | Code1 | Code2 if byte.is_ascii_digit() => code(line),
            BeforeCode | Code1 | Code2 => return refuse(at, "a status code of 3 digits"),
            Code3 if byte == b' ' => Reason,
            Code3 if spacious => Code3,
            Code3 if rules.leniency.allows(Leniency::NO_REASON) => {
                return line_end(rules, at, byte, "a space or CR LF after the status code");
            }
            Code3 | LineSpace => return refuse(at, "a space after the status code"),
            Reason if is_value(byte) => Reason,
            Reason => return line_end(rules, at, byte, "a character of a reason phrase or CR LF"),
        };
        Ok(State::StartLine(next))
    }

    /// At the first byte of a request or of an empty line in front of it.
    fn before_request(&mut self, rules: &Rules, at: usize, byte: u8) -> Result<State, Malformed> {
        let empty = !self.skipped_line || rules.leniency.allows(Leniency::EMPTY_LINES);
        match byte {
            b'\r' if empty => {
                self.skipped_line = true;
                Ok(State::StartLine(EmptyLine))
            }
            b'\n' if empty && rules.leniency.allows(Leniency::BARE_LF) => {
                self.skipped_line = true;
                Ok(State::StartLine(Start))
            }
            _ if is_token(byte) => Ok(State::StartLine(Method)),
            _ => refuse(at, "a method"),
        }
    }

    /// At the first byte of a response, which may be an empty line before it.
    fn before_response(&mut self, rules: &Rules, at: usize, byte: u8) -> Result<State, Malformed> {
        let lenient = rules.leniency;
        let empty = lenient.allows(Leniency::EMPTY_LINE_BEFORE_STATUS)
            && (!self.skipped_line || lenient.allows(Leniency::EMPTY_LINES));
        match byte {
            b'\r' if empty => {
                self.skipped_line = true;
                Ok(State::StartLine(EmptyLine))
            }
            b'\n' if empty && lenient.allows(Leniency::BARE_LF) => {
                self.skipped_line = true;
                Ok(State::StartLine(StatusVersion))
            }
            _ => refuse(at, VERSION),
        }
    }

    fn minor(&mut self, at: usize, byte: u8) -> Result<StartLine, Malformed> {
        self.is_1_0 = byte == b'0';
        if byte.is_ascii_digit() { Ok(AfterVersion) } else { refuse(at, "a minor version of 1 digit") }
    }
}

const VERSION: &str = "HTTP/1. and a digit";

fn version(line: StartLine, at: usize, byte: u8) -> Result<StartLine, Malformed> {
    let (expected, next) = match line {
        Version1 => (b'T', Version2),
        Version2 => (b'T', Version3),
        Version3 => (b'P', Version4),
        Version4 => (b'/', Version5),
        Version5 => (b'1', Version6),
        _ => (b'.', Version7),
    };
    if byte == expected { Ok(next) } else { refuse(at, VERSION) }
}

const fn code(line: StartLine) -> StartLine {
    match line {
        BeforeCode => Code1,
        Code1 => Code2,
        _ => Code3,
    }
}

fn empty_line(rules: &Rules, at: usize, byte: u8) -> Result<State, Malformed> {
    line_feed(at, byte).map(|_| StartLine::of(rules.kind))
}

fn line_feed(at: usize, byte: u8) -> Result<State, Malformed> {
    if byte == b'\n' { Ok(State::Line(FieldLine::Start)) } else { refuse(at, "LF after CR") }
}

/// At the end of the line, or at a byte that does not end it.
fn line_end(rules: &Rules, at: usize, byte: u8, expected: &'static str) -> Result<State, Malformed> {
    match byte {
        b'\r' => Ok(State::StartLine(LineFeed)),
        b'\n' if rules.leniency.allows(Leniency::BARE_LF) => Ok(State::Line(FieldLine::Start)),
        _ => refuse(at, expected),
    }
}

/// Returns whether `byte` may occur in a request target: any visible ASCII, as the rest is not a question of framing.
const fn is_target(rules: &Rules, byte: u8) -> bool {
    byte.is_ascii_graphic() || byte >= 0x80 && rules.leniency.allows(Leniency::NON_ASCII_TARGET)
}
