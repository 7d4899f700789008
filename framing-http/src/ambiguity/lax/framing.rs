//! What the fields say of the length, to a careless reader.

use alloc::vec::Vec;

use framing_core::fields::{Parameter, decimal, is_space, is_token, trim};

use super::{Head, Lax, Read, Side, Start, Stop, lax_digits};
use crate::RequestMethod;
use crate::ambiguity::readers::Quirks;

/// How the end of a body is found.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Body {
    None,
    Length(u64),
    Chunks,
    UntilClose,
}

/// What the Transfer-Encoding fields come to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Coding {
    /// None is there, or none counts.
    None,
    Chunked,
    /// One that is not chunked is the last.
    Other,
}

impl Lax<'_> {
    pub(super) fn body(&self, head: &Head) -> Read<Body> {
        let coding = self.coding(head)?;
        if coding != Coding::None && !head.lengths.is_empty() && !self.quirks.has(Quirks::CODING_OVER_LENGTH)
        {
            if !self.quirks.has(Quirks::LENGTH_OVER_CODING) {
                return Err(Stop::Refused(first_at(head)));
            }
            return self.length_of(head);
        }
        match coding {
            Coding::None => self.length_of(head),
            _ if self.has_no_body(head.start) => Ok(Body::None),
            Coding::Chunked => Ok(Body::Chunks),
            Coding::Other if matches!(head.start, Start::Status(_)) => Ok(Body::UntilClose),
            Coding::Other => Err(Stop::Refused(first_at(head))),
        }
    }

    fn length_of(&self, head: &Head) -> Read<Body> {
        let length = self.length(head)?;
        Ok(match (length, head.start) {
            _ if self.has_no_body(head.start) => Body::None,
            (Some(length), _) => Body::Length(length),
            (None, Start::Status(_)) if !self.quirks.has(Quirks::NO_LENGTH_NO_BODY) => Body::UntilClose,
            (None, _) => Body::None,
        })
    }

    fn has_no_body(&self, start: Start) -> bool {
        match start {
            Start::Get => self.quirks.has(Quirks::NO_BODY_OF_GET),
            Start::Status(status) if self.switches(status) => true,
            Start::Status(100..200 | 204 | 304) => !self.quirks.has(Quirks::BODY_OF_BODILESS),
            Start::Status(_) if self.side == Side::Responses(RequestMethod::Head) => {
                !self.quirks.has(Quirks::BODY_OF_HEAD)
            }
            _ => false,
        }
    }

    fn coding(&self, head: &Head) -> Read<Coding> {
        let Some((_, at)) = head.codings.first() else { return Ok(Coding::None) };
        if head.is_1_0 && self.quirks.has(Quirks::CODING_IGNORED_IN_1_0) {
            return Ok(Coding::None);
        }
        if head.is_1_0 && !self.quirks.has(Quirks::CODING_IN_1_0) {
            return Err(Stop::Refused(*at));
        }
        let fields: Vec<&[u8]> = head.codings.iter().map(|(value, _)| value.as_slice()).collect();
        let is_plain = matches!(fields[..], [value] if is_chunked(value));
        if self.quirks.has(Quirks::UNKNOWN_CODING_IGNORED) && !is_plain {
            return Ok(Coding::None);
        }
        if self.quirks.has(Quirks::ANY_CHUNKED) && fields.iter().any(|value| contains_chunked(value)) {
            return Ok(Coding::Chunked);
        }
        let is_request = !matches!(head.start, Start::Status(_));
        strictly(&fields, is_request, self.quirks.has(Quirks::CHUNKED_TWICE)).ok_or(Stop::Refused(*at))
    }

    /// What the Content-Length fields say.
    fn length(&self, head: &Head) -> Read<Option<u64>> {
        let chosen = match &head.lengths[..] {
            [] => return Ok(None),
            [one] => one,
            [first, ..] if self.quirks.has(Quirks::FIRST_LENGTH) => first,
            [.., last] if self.quirks.has(Quirks::LAST_LENGTH) => last,
            [first, rest @ ..]
                if self.quirks.has(Quirks::EQUAL_LENGTHS)
                    && rest.iter().all(|(same, _)| *same == first.0) =>
            {
                first
            }
            [_, second, ..] => return Err(Stop::Refused(second.1)),
        };
        let (value, at) = chosen;
        if value.is_empty() && self.quirks.has(Quirks::EMPTY_LENGTH) {
            return Ok(None);
        }
        let lax = || decimal(&lax_digits(value, u8::is_ascii_digit));
        let length = decimal(value).or_else(|| self.quirks.has(Quirks::LAX_LENGTH).then(lax)?);
        length.map(Some).ok_or(Stop::Refused(*at))
    }
}

fn first_at(head: &Head) -> usize {
    head.codings.first().map_or(0, |(_, at)| *at)
}

/// The codings as the grammar has them; nothing where it does not.
fn strictly(fields: &[&[u8]], is_request: bool, may_repeat: bool) -> Option<Coding> {
    let mut chunked = 0;
    let mut last = false;
    for coding in fields.iter().flat_map(|value| list(value)) {
        if chunked > 0 && is_request && !may_repeat {
            return None;
        }
        last = is_chunked(coding);
        chunked += usize::from(last);
        let name = coding.iter().position(|byte| !is_token(*byte)).unwrap_or(coding.len());
        let (name, parameters) = coding.split_at_checked(name)?;
        if name.is_empty() || !are_parameters(parameters) || !last && is_chunked(name) {
            return None;
        }
    }
    match (chunked, last) {
        (2.., _) if !may_repeat => None,
        (_, true) => Some(Coding::Chunked),
        _ if is_request => None,
        _ => Some(Coding::Other),
    }
}

/// The elements of a list: split at the commas that stand in no quoted string.
fn list(value: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut quoted = false;
    let mut escaped = false;
    value
        .split(move |byte| {
            quoted ^= *byte == b'"' && !escaped;
            escaped = quoted && *byte == b'\\' && !escaped;
            *byte == b',' && !quoted
        })
        .map(trim)
}

/// `*( OWS ";" OWS token BWS "=" BWS ( token / quoted-string ) )`
fn are_parameters(bytes: &[u8]) -> bool {
    let mut state = None;
    for byte in bytes {
        let next = state.and_then(|parameter| Parameter::step(parameter, *byte));
        state = match state {
            Some(_) if next.is_some() => next,
            Some(parameter) if *byte == b';' && has_value(parameter) => Some(Parameter::Start),
            None if is_space(*byte) => None,
            None if *byte == b';' => Some(Parameter::Start),
            _ => return false,
        };
    }
    state.is_none_or(has_value)
}

fn has_value(parameter: Parameter) -> bool {
    parameter.may_end() && !matches!(parameter, Parameter::Name | Parameter::AfterName)
}

fn is_chunked(coding: &[u8]) -> bool {
    coding.eq_ignore_ascii_case(b"chunked")
}

fn contains_chunked(coding: &[u8]) -> bool {
    coding.windows(b"chunked".len()).any(is_chunked)
}
