//! The verdict on one head, as soon as it is complete: the streaming form.

use alloc::vec::Vec;

use super::behaviour::Behaviours;
use super::lax::{self, Body, Delimited, Side, Stop};
use super::{Reader, Risk};
use crate::MessageBody;

/// How readers will delimit the body of a message, judged by its head.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct HeadVerdict {
    /// How much the readers differ.
    pub risk: Risk,
    /// How readers delimit the message, the strict reader's way first. Empty when all agree.
    pub framings: Vec<Framing>,
    /// The names of the readers that refuse the head. Empty when all agree.
    pub refusing: Vec<&'static str>,
}

/// One way to delimit a message, and the readers that delimit it so.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Framing {
    /// The length of the head.
    pub head: usize,
    /// How the end of the body is found.
    pub body: MessageBody,
    /// The names of the readers.
    pub readers: Vec<&'static str>,
}

/// A reader and its behaviours.
type Known<'a> = &'a (Reader, Behaviours);

impl HeadVerdict {
    const AGREED: Self = Self { risk: Risk::None, framings: Vec::new(), refusing: Vec::new() };

    /// Returns whether readers that go on delimit the message differently, or the strict one refuses what others take.
    #[must_use]
    pub fn is_ambiguous(&self) -> bool {
        self.risk > Risk::None
    }
}

pub(super) fn judge(side: Side, readers: &[(Reader, Behaviours)], bytes: &[u8]) -> HeadVerdict {
    let Some((_, first)) = readers.first() else { return HeadVerdict::AGREED };
    let read = lax::head(side, *first, bytes);
    if read.consulted.is_empty() {
        return HeadVerdict::AGREED;
    }
    let mut verdict = HeadVerdict::AGREED;
    let mut left: Vec<Known<'_>> = readers.iter().collect();
    while let Some((_, first)) = left.first() {
        let read = lax::head(side, *first, bytes);
        let relevant = first.among(read.consulted);
        let (alike, rest): (Vec<Known<'_>>, Vec<Known<'_>>) =
            left.iter().copied().partition(|(_, behaviours)| behaviours.among(read.consulted) == relevant);
        verdict.add(read.read, alike.iter().map(|(reader, _)| reader.name()));
        left = rest;
    }
    verdict.rate();
    verdict
}

impl HeadVerdict {
    fn add(&mut self, read: Result<Delimited, Stop>, readers: impl Iterator<Item = &'static str>) {
        let Ok(Delimited { head_end: head, body }) = read else {
            // A reader that waits for more of the head will not take this one.
            return self.refusing.extend(readers);
        };
        let body = message_body(body);
        match self.framings.iter_mut().find(|framing| framing.head == head && framing.body == body) {
            Some(framing) => framing.readers.extend(readers),
            None => self.framings.push(Framing { head, body, readers: readers.collect() }),
        }
    }

    fn rate(&mut self) {
        let is_refused = self.refusing.first().is_some_and(|first| *first == Reader::Strict.name());
        self.risk = match self.framings.len() {
            2.. => Risk::Conflict,
            1 if is_refused => Risk::Refusal,
            _ => Risk::None,
        };
    }
}

const fn message_body(body: Body) -> MessageBody {
    match body {
        Body::None => MessageBody::None,
        Body::Length(length) => MessageBody::Length(length),
        Body::Chunked => MessageBody::Chunked,
        Body::UntilClose => MessageBody::UntilClose,
    }
}
