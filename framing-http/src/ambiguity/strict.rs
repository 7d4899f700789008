//! The strict reader: the format of this crate, without any leniency.

use framing_core::{Decoder, Error, Limits, Outcome, Step, TwoPhase};

use super::lax::{Message, Next, Side, Stop};
use crate::{HttpRequest, HttpResponse};

/// Reads the message at `at`.
pub(super) fn message(side: Side, bytes: &[u8], at: usize) -> Result<Message, Stop> {
    let rest = bytes.get(at..).unwrap_or_default();
    let read = match side {
        Side::Requests => read(HttpRequest::new(), rest, |_| false),
        Side::Responses(method) => {
            read(HttpResponse::new().answering(method), rest, HttpResponse::is_switched)
        }
    };
    match read {
        Ok((len, switches)) => {
            let next = if switches && len < rest.len() { Next::OtherProtocol } else { Next::Message };
            Ok(Message { end: at + len, next })
        }
        Err(error) if error.outcome() == Outcome::Malformed => {
            Err(Stop::Refused(at.saturating_add(usize::try_from(error.offset()).unwrap_or(usize::MAX))))
        }
        Err(_) => Err(Stop::Incomplete),
    }
}

/// The length of the message at the start of `bytes`, and whether it switches to another protocol. Empty lines at the end
/// of a stream count as one that is complete.
fn read<F: TwoPhase>(format: F, bytes: &[u8], switches: fn(&F) -> bool) -> Result<(usize, bool), Error> {
    let mut decoder = Decoder::new(format).with_limits(Limits::UNLIMITED);
    let len = match decoder.decode(bytes)? {
        Step::Done(message) => message.bytes().len(),
        Step::Need(_) => match decoder.finish(bytes)? {
            Some(message) => message.bytes().len(),
            None => bytes.len(),
        },
    };
    Ok((len, switches(decoder.format())))
}
