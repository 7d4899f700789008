//! A reader that can behave as others do. Without any behaviour it reads as the strict one does, which a test demands, but
//! it shares nothing with it except the classes of characters.
//!
//! It records which behaviours it consulted: two readers that agree about those read a message alike. So a message that
//! every reader reads alike is read once, however many readers are compared.

mod chunks;
mod codings;
mod field;
mod framing;
mod head;
mod length;
mod line;
mod start_line;

use core::cell::Cell;

pub(super) use self::framing::Body;
use self::head::{Head, Start};
pub(super) use super::behaviour::Side;
use super::behaviour::{Behaviour, Behaviours};
use crate::RequestMethod;

/// Why a message has no end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stop {
    Incomplete,
    Refused(usize),
}

type Read<T> = Result<T, Stop>;

/// What follows a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    Message,
    OtherProtocol,
    /// Nothing that is read.
    Nothing,
}

/// The message at an offset, as one reader reads it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Message {
    pub(super) end: usize,
    pub(super) next: Next,
}

/// How one reader delimits the message whose head it reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Delimited {
    pub(super) head_end: usize,
    pub(super) body: Body,
}

/// A reading and the behaviours that it depends on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Consulted<T> {
    pub(super) read: Result<T, Stop>,
    pub(super) consulted: Behaviours,
    /// Whether the reader accepts the head, whatever follows it.
    pub(super) accepts_head: bool,
}

/// Reads the message at `at`.
pub(super) fn message(side: Side, behaviours: Behaviours, bytes: &[u8], at: usize) -> Consulted<Message> {
    let mut lax = Lax { bytes, at, behaviours, side, consulted: Cell::new(Behaviours::NONE) };
    let delimited = lax.delimited();
    let accepts_head = delimited.is_ok();
    let read = delimited.and_then(|(head, body)| lax.message(&head, body));
    #[cfg(test)]
    work::add(lax.at - at);
    Consulted { read, consulted: lax.consulted.get(), accepts_head }
}

/// Reads the head at the start of `bytes`. The bytes after it, if any, are the start of its body.
pub(super) fn head(side: Side, behaviours: Behaviours, bytes: &[u8]) -> Consulted<Delimited> {
    let mut lax = Lax { bytes, at: 0, behaviours, side, consulted: Cell::new(Behaviours::NONE) };
    let read = lax.delimited().map(|(_, body)| Delimited { head_end: lax.at, body });
    Consulted { accepts_head: read.is_ok(), read, consulted: lax.consulted.get() }
}

struct Lax<'a> {
    bytes: &'a [u8],
    at: usize,
    behaviours: Behaviours,
    side: Side,
    consulted: Cell<Behaviours>,
}

impl<'a> Lax<'a> {
    /// Asks for a behaviour. Ask only where the answer makes a difference: every question separates readers.
    fn has(&self, behaviour: Behaviour) -> bool {
        self.consulted.set(self.consulted.get().with(behaviour));
        self.behaviours.has(behaviour)
    }

    fn message(&mut self, head: &Head<'_>, body: Body) -> Read<Message> {
        match body {
            Body::None => {}
            Body::Length(length) => self.skip(length)?,
            Body::Chunked => self.chunks()?,
            Body::UntilClose => self.at = self.bytes.len(),
        }
        Ok(Message { end: self.at, next: self.next(head) })
    }

    fn delimited(&mut self) -> Read<(Head<'a>, Body)> {
        let head = self.head()?;
        let body = self.body(&head)?;
        Ok((head, body))
    }

    fn next(&self, head: &Head<'_>) -> Next {
        if self.rest().is_empty() {
            return Next::Message;
        }
        let switches = match head.start {
            Start::Status(status) => self.switches(status),
            Start::Connect => self.has(Behaviour::UpgradeAtOnce),
            _ => head.upgrades && self.has(Behaviour::UpgradeAtOnce),
        };
        match switches {
            true => Next::OtherProtocol,
            false if self.leaves_rest(head) => Next::Nothing,
            false => Next::Message,
        }
    }

    /// Returns whether the reader reads nothing after this message.
    fn leaves_rest(&self, head: &Head<'_>) -> bool {
        let is_final = !matches!(head.start, Start::Status(100..200));
        let is_foreign = matches!(head.start, Start::Status(_)) && !self.rest().starts_with(b"HTTP/");
        is_final
            && (head.closes() && self.has(Behaviour::StopsAfterClose)
                || is_foreign && self.has(Behaviour::IgnoresRest))
    }

    fn switches(&self, status: u16) -> bool {
        status == 101 || (self.side == Side::Responses(RequestMethod::Connect) && matches!(status, 200..300))
    }

    fn rest(&self) -> &'a [u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    /// Moves over `bytes` bytes.
    fn skip(&mut self, bytes: u64) -> Read<()> {
        let bytes = usize::try_from(bytes).map_err(|_| Stop::Incomplete)?;
        if bytes > self.rest().len() {
            return Err(Stop::Incomplete);
        }
        self.at += bytes;
        Ok(())
    }
}

/// The bytes of a body that are searched for a request.
const SEARCHED: usize = 8192;

/// Returns whether a reader that ends the message before `bytes` would read a request in its first line.
fn starts_a_request(bytes: &[u8]) -> bool {
    let bytes = bytes.get(..SEARCHED).unwrap_or(bytes);
    let mut lines = bytes.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty());
    lines.next().is_some_and(is_request_line)
}

/// Returns whether the data of the first chunk would be read as a request.
fn starts_a_request_in_a_chunk(bytes: &[u8]) -> bool {
    let line = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let digits = line.iter().map_while(|byte| char::from(*byte).to_digit(16));
    let size = digits.fold(0usize, |size, digit| {
        size.saturating_mul(16).saturating_add(usize::try_from(digit).unwrap_or(0))
    });
    let data = bytes.get(line.len() + 1..).unwrap_or_default();
    starts_a_request(data.get(..size).unwrap_or(data))
}

/// Returns whether a line consists of two words and a version.
fn is_request_line(line: &[u8]) -> bool {
    let mut words = line.split(|byte| *byte == b' ').filter(|word| !word.is_empty());
    let (first, second, version) = (words.next(), words.next(), words.next());
    first.is_some() && second.is_some() && version.is_some_and(|version| version.starts_with(b"HTTP/"))
}

#[cfg(test)]
pub(super) use work::examined;

/// The bytes that were read, for tests that count work.
#[cfg(test)]
mod work {
    use core::cell::Cell;

    std::thread_local! {
        static EXAMINED: Cell<usize> = const { Cell::new(0) };
    }

    /// Counts a reading, and the bytes that it examined.
    pub(super) fn add(bytes: usize) {
        EXAMINED.set(EXAMINED.get() + 1 + bytes);
    }

    pub(in super::super) fn examined() -> usize {
        EXAMINED.get()
    }
}
