//! The values of Transfer-Encoding fields.

use alloc::vec::Vec;

use framing_core::fields::{Parameter, is_space, is_token, trim};

use super::head::{Head, Start, Version};
use super::{Behaviour, Lax, Read, Stop};

/// What the Transfer-Encoding fields specify.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Coding {
    /// None counts.
    None,
    Chunked,
    /// The last one is not chunked.
    UntilClose,
}

/// What the grammar lets pass.
#[derive(Clone, Copy)]
struct Allowed {
    is_request: bool,
    twice: bool,
    parameters: bool,
    empty: bool,
}

impl Lax<'_> {
    pub(super) fn coding(&self, head: &Head<'_>) -> Read<Coding> {
        let at = head.codings.first().map_or(0, |(_, at)| *at);
        if head.version != Version::Http1_1 {
            if self.has(Behaviour::CodingIgnoredIn1_0) {
                return Ok(Coding::None);
            }
            if !self.has(Behaviour::CodingIn1_0) {
                return Err(Stop::Refused(at));
            }
        }
        let fields: Vec<&[u8]> = head.codings.iter().map(|(value, _)| &**value).collect();
        let fields = self.chosen_codings(&fields);
        if matches!(fields, [value] if is_chunked(value)) {
            return Ok(Coding::Chunked);
        }
        self.odd_coding(fields, !matches!(head.start, Start::Status(_))).ok_or(Stop::Refused(at))
    }

    fn chosen_codings<'f, 'v>(&self, fields: &'f [&'v [u8]]) -> &'f [&'v [u8]] {
        match fields {
            [_] => fields,
            [_, ..] if self.has(Behaviour::FirstCoding) => fields.get(..1).unwrap_or_default(),
            [.., _] if self.has(Behaviour::LastCoding) => fields.get(fields.len() - 1..).unwrap_or_default(),
            _ => fields,
        }
    }

    /// Other than one field that is `chunked`.
    fn odd_coding(&self, fields: &[&[u8]], is_request: bool) -> Option<Coding> {
        if self.has(Behaviour::UnknownCodingIgnored) {
            return Some(Coding::None);
        }
        if self.has(Behaviour::OnlyChunked) {
            return None;
        }
        if fields.iter().any(|value| contains_chunked(value)) && self.has(Behaviour::AnyChunked) {
            return Some(Coding::Chunked);
        }
        let strict = Allowed { is_request, twice: false, parameters: false, empty: false };
        let any = Allowed { twice: true, parameters: true, empty: true, ..strict };
        if let Some(coding) = by_grammar(fields, strict) {
            return Some(coding);
        }
        if by_grammar(fields, any).is_some() {
            let allowed = Allowed {
                is_request,
                twice: self.has(Behaviour::ChunkedTwice),
                parameters: self.has(Behaviour::ChunkedParameters),
                empty: self.has(Behaviour::EmptyCodings),
            };
            if let Some(coding) = by_grammar(fields, allowed) {
                return Some(coding);
            }
        }
        (is_request && self.has(Behaviour::RequestUntilClose)).then_some(Coding::UntilClose)
    }
}

/// The codings, if the grammar and `allowed` take them.
fn by_grammar(fields: &[&[u8]], allowed: Allowed) -> Option<Coding> {
    let mut chunked = 0;
    let mut last = None;
    for coding in fields.iter().flat_map(|value| list(value)) {
        if coding.is_empty() && allowed.empty {
            continue;
        }
        if chunked > 0 && allowed.is_request && !allowed.twice {
            return None;
        }
        let is_chunked = one(coding, allowed)?;
        chunked += usize::from(is_chunked);
        last = Some(is_chunked);
    }
    match last {
        _ if chunked > 1 && !allowed.twice => None,
        None => allowed.empty.then_some(Coding::None),
        Some(true) => Some(Coding::Chunked),
        Some(false) if allowed.is_request => None,
        Some(false) => Some(Coding::UntilClose),
    }
}

/// Whether one coding is chunked; none if it is malformed.
fn one(coding: &[u8], allowed: Allowed) -> Option<bool> {
    let end = coding.iter().position(|byte| !is_token(*byte)).unwrap_or(coding.len());
    let (name, parameters) = coding.split_at_checked(end)?;
    let is_plain = parameters.is_empty();
    let is_fine = !name.is_empty() && are_parameters(parameters);
    (is_fine && (is_plain || allowed.parameters || !is_chunked(name))).then(|| is_chunked(name))
}

/// The elements of a list: split at the commas outside quoted strings.
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
        let next = state.and_then(|parameter: Parameter| parameter.step(*byte));
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
