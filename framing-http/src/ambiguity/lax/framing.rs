//! How the end of a body is found.

use super::codings::Coding;
use super::head::{Head, Start, Version};
use super::{Behaviour, Lax, Read, Side, Stop, starts_a_request, starts_a_request_in_a_chunk};
use crate::RequestMethod;

/// How the end of a body is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Body {
    None,
    Length(u64),
    Chunked,
    UntilClose,
}

impl Lax<'_> {
    pub(super) fn body(&self, head: &Head<'_>) -> Read<Body> {
        let body = self.specified_body(head)?;
        if self.is_bodiless(head, body) { Ok(Body::None) } else { Ok(body) }
    }

    /// The body that the fields specify.
    fn specified_body(&self, head: &Head<'_>) -> Read<Body> {
        let has_lengths = !head.lengths.is_empty() && !self.drops(head.names_length);
        let coding = match head.codings.is_empty() || self.drops(head.names_coding) {
            true => Coding::None,
            false => self.coding(head)?,
        };
        match coding {
            Coding::None => self.length_of(head, has_lengths),
            _ if has_lengths && !self.has(Behaviour::CodingOverLength) => {
                if !self.has(Behaviour::LengthOverCoding) {
                    return Err(Stop::Refused(first_coding_at(head)));
                }
                self.length_of(head, true)
            }
            Coding::Chunked => Ok(Body::Chunked),
            Coding::UntilClose => Ok(Body::UntilClose),
        }
    }

    fn drops(&self, is_named: bool) -> bool {
        is_named && self.has(Behaviour::ConnectionDropsFields)
    }

    fn length_of(&self, head: &Head<'_>, has_lengths: bool) -> Read<Body> {
        let length = if has_lengths { self.length(head)? } else { None };
        Ok(match (length, head.start) {
            (Some(length), _) => Body::Length(length),
            (None, Start::Status(status)) if !is_without_body(status) && !self.answers_head() => {
                // A body that ends with the connection and is empty makes no difference.
                let has_none = !self.rest().is_empty() && self.has(Behaviour::NoLengthNoBody);
                if has_none { Body::None } else { Body::UntilClose }
            }
            (None, _) => Body::None,
        })
    }

    fn answers_head(&self) -> bool {
        self.side == Side::Responses(RequestMethod::Head)
    }

    /// Returns whether the message ends with its head, whatever its fields specify.
    fn is_bodiless(&self, head: &Head<'_>, body: Body) -> bool {
        let rest = self.rest();
        match head.start {
            _ if matches!(body, Body::None | Body::Length(0)) => true,
            Start::Status(status) if self.switches(status) => true,
            // Without bytes after the head, a reader of its body would wait: nothing is to be seen yet.
            Start::Status(status) if is_without_body(status) => {
                rest.is_empty() || !self.has(Behaviour::BodyOfBodiless)
            }
            Start::Status(_) => self.answers_head() && (rest.is_empty() || !self.has(Behaviour::BodyOfHead)),
            _ => self.leaves_body(head, body),
        }
    }

    /// Returns whether the reader leaves the body of a request unread.
    fn leaves_body(&self, head: &Head<'_>, body: Body) -> bool {
        let rest = self.rest();
        let (is_a_request, ignored) = match body {
            Body::Length(length) => {
                let body = usize::try_from(length).ok().and_then(|length| rest.get(..length)).unwrap_or(rest);
                (starts_a_request(body), Behaviour::IgnoresLength)
            }
            _ => (starts_a_request_in_a_chunk(rest), Behaviour::IgnoresCoding),
        };
        head.start == Start::Get && self.has(Behaviour::NoBodyOfGet)
            || head.expects && self.has(Behaviour::NoBodyAfterExpect)
            || head.version == Version::Below1_0 && self.has(Behaviour::OldVersionHasNoBody)
            || is_a_request && self.has(ignored)
    }
}

const fn is_without_body(status: u16) -> bool {
    matches!(status, 100..200 | 204 | 304)
}

fn first_coding_at(head: &Head<'_>) -> usize {
    head.codings.first().map_or(0, |(_, at)| *at)
}
