//! Heads: what they specify about the framing.

use alloc::borrow::Cow;
use alloc::vec::Vec;

use super::{Behaviour, Lax, Read};

/// A framing field: its value and the offset of its colon.
pub(super) type Value<'a> = (Cow<'a, [u8]>, usize);

/// What a head specifies about the framing.
#[derive(Default)]
pub(super) struct Head<'a> {
    pub(super) start: Start,
    pub(super) version: Version,
    /// No field follows the start line.
    pub(super) is_complete: bool,
    pub(super) upgrades: bool,
    /// It contains the connection option `close`.
    pub(super) asks_to_close: bool,
    /// It contains the connection option `keep-alive`.
    pub(super) keeps_alive: bool,
    pub(super) expects: bool,
    /// `Connection` names Content-Length.
    pub(super) names_length: bool,
    /// `Connection` names Transfer-Encoding.
    pub(super) names_coding: bool,
    pub(super) lengths: Vec<Value<'a>>,
    pub(super) codings: Vec<Value<'a>>,
    /// The list that the last field was added to.
    pub(super) last: Last,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Start {
    Get,
    Connect,
    #[default]
    OtherRequest,
    /// A response with this status.
    Status(u16),
}

/// The version, as far as it matters.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Version {
    Below1_0,
    Http1_0,
    #[default]
    Http1_1,
}

#[derive(Clone, Copy, Default)]
pub(super) enum Last {
    Lengths,
    Codings,
    #[default]
    Neither,
}

impl<'a> Lax<'a> {
    pub(super) fn head(&mut self) -> Read<Head<'a>> {
        let mut head = self.start_line()?;
        if head.is_complete {
            return Ok(head);
        }
        let mut is_first = true;
        loop {
            let line = self.line()?;
            match line.text {
                [] => return Ok(head),
                [b' ' | b'\t', ..] if !is_first && self.has(Behaviour::Folds) => head.fold(line.text),
                _ => self.field(line, &mut head)?,
            }
            is_first = false;
        }
    }
}

impl<'a> Head<'a> {
    /// Returns whether the connection ends with this message and its response.
    pub(super) fn closes(&self) -> bool {
        self.asks_to_close || (self.version != Version::Http1_1 && !self.keeps_alive)
    }

    pub(super) fn take(&mut self, name: &[u8], value: Cow<'a, [u8]>, at: usize) {
        self.last = Last::Neither;
        match name.len() {
            14 if name.eq_ignore_ascii_case(b"content-length") => {
                self.lengths.push((value, at));
                self.last = Last::Lengths;
            }
            17 if name.eq_ignore_ascii_case(b"transfer-encoding") => {
                self.codings.push((value, at));
                self.last = Last::Codings;
            }
            10 if name.eq_ignore_ascii_case(b"connection") => self.connection(&value),
            7 if name.eq_ignore_ascii_case(b"upgrade") => self.upgrades = true,
            6 if name.eq_ignore_ascii_case(b"expect") => self.expects |= contains_continue(&value),
            _ => {}
        }
    }

    fn connection(&mut self, value: &[u8]) {
        for option in value.split(|byte| *byte == b',').map(<[u8]>::trim_ascii) {
            self.asks_to_close |= option.eq_ignore_ascii_case(b"close");
            self.keeps_alive |= option.eq_ignore_ascii_case(b"keep-alive");
            self.names_length |= option.eq_ignore_ascii_case(b"content-length");
            self.names_coding |= option.eq_ignore_ascii_case(b"transfer-encoding");
        }
    }

    /// Appends a folded line to the field before it.
    pub(super) fn fold(&mut self, line: &[u8]) {
        let last = match self.last {
            Last::Lengths => self.lengths.last_mut(),
            Last::Codings => self.codings.last_mut(),
            Last::Neither => None,
        };
        if let Some((value, _)) = last {
            let value = value.to_mut();
            if !value.is_empty() {
                value.push(b' ');
            }
            value.extend_from_slice(line.trim_ascii());
        }
    }
}

fn contains_continue(value: &[u8]) -> bool {
    value.windows(b"100-continue".len()).any(|window| window.eq_ignore_ascii_case(b"100-continue"))
}
