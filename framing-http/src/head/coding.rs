//! The value of a Transfer-Encoding field: `#transfer-coding` (RFC 9112, section 6.1), looked at byte by byte.

use framing_core::Malformed;
use framing_core::fields::{Parameter, is_space, is_token};

use super::search::{Search, State};
use super::{Kind, Rules};
use crate::{Leniency, refuse};

/// The position of the search in the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Coding {
    /// In front of a coding.
    Start,
    /// In the name of a coding.
    Name,
    /// In whitespace after the name.
    AfterName,
    Parameter(Parameter),
}

/// The transfer codings so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Codings {
    /// Is there such a field?
    pub(crate) seen: bool,
    /// Was the chunked coding applied?
    pub(crate) chunked: bool,
    /// Was it applied last?
    pub(crate) chunked_last: bool,
}

impl Search {
    /// At the colon of a Transfer-Encoding.
    pub(super) fn codings_start(&mut self, rules: &Rules, at: usize) -> Result<State, Malformed> {
        if self.is_1_0 && !rules.leniency.allows(Leniency::TRANSFER_ENCODING_IN_1_0) {
            return refuse(at, "no Transfer-Encoding in HTTP/1.0");
        }
        if self.length.is_found() && !rules.leniency.allows(Leniency::TRANSFER_ENCODING_OVER_LENGTH) {
            return refuse(at, "no Transfer-Encoding beside a Content-Length");
        }
        self.codings.seen = true;
        Ok(State::Coding(Coding::Start))
    }

    /// Takes one byte of the value.
    pub(super) fn coding(
        &mut self,
        rules: &Rules,
        coding: Coding,
        seen: &[u8],
        byte: u8,
    ) -> Result<State, Malformed> {
        let at = self.position;
        let next = match coding {
            Coding::Start if is_space(byte) => Coding::Start,
            Coding::Start if is_token(byte) => self.coding_starts(rules, at)?,
            Coding::Start => return self.no_coding(rules, at, byte),
            Coding::Name if is_token(byte) => Coding::Name,
            Coding::Name => {
                self.coding_ends(seen, at)?;
                return self.behind_coding(rules, at, byte, Coding::AfterName);
            }
            Coding::Parameter(parameter) => match parameter.step(byte) {
                Some(next) => Coding::Parameter(next),
                None if needs_value(parameter) => return refuse(at, "a parameter with a value"),
                None => return self.behind_coding(rules, at, byte, coding),
            },
            Coding::AfterName => return self.behind_coding(rules, at, byte, coding),
        };
        Ok(State::Coding(next))
    }

    /// At the first byte of a coding.
    fn coding_starts(&mut self, rules: &Rules, at: usize) -> Result<Coding, Malformed> {
        if self.codings.chunked && rules.kind == Kind::Request {
            return refuse(at, "chunked as the last coding of a request");
        }
        self.codings.chunked_last = false;
        Ok(Coding::Name)
    }

    /// At the byte after the name of a coding.
    fn coding_ends(&mut self, seen: &[u8], at: usize) -> Result<(), Malformed> {
        let before = seen.get(..at).unwrap_or_default();
        let start = before.iter().rposition(|byte| !is_token(*byte)).map_or(0, |before| before + 1);
        let chunked = before.get(start..).is_some_and(|name| name.eq_ignore_ascii_case(b"chunked"));
        if chunked && self.codings.chunked {
            return refuse(at, "the chunked coding once");
        }
        self.codings.chunked |= chunked;
        self.codings.chunked_last = chunked;
        Ok(())
    }

    /// At a byte after a coding that is neither part of it nor of a parameter.
    fn behind_coding(&self, rules: &Rules, at: usize, byte: u8, state: Coding) -> Result<State, Malformed> {
        match byte {
            b' ' | b'\t' => Ok(State::Coding(state)),
            b';' if self.codings.chunked_last => refuse(at, "chunked without a parameter"),
            b';' => Ok(State::Coding(Coding::Parameter(Parameter::Start))),
            b',' => Ok(State::Coding(Coding::Start)),
            b'\r' | b'\n' => self.line_end(rules, at, byte),
            _ => refuse(at, "',', ';' or CR LF after a transfer coding"),
        }
    }

    /// At a byte that starts no coding.
    fn no_coding(&self, rules: &Rules, at: usize, byte: u8) -> Result<State, Malformed> {
        let empty = rules.leniency.allows(Leniency::EMPTY_LIST_ELEMENTS);
        match byte {
            b',' if empty => Ok(State::Coding(Coding::Start)),
            b'\r' | b'\n' if empty => self.line_end(rules, at, byte),
            _ => refuse(at, "a transfer coding"),
        }
    }
}

/// Must more of the parameter follow? Unlike a chunk extension, it has a value.
fn needs_value(parameter: Parameter) -> bool {
    !parameter.may_end() || matches!(parameter, Parameter::Name | Parameter::AfterName)
}
