//! CBOR.

use std::vec::Vec;

use serde::{Deserialize, Serialize};

use super::{Payload, PayloadError, TooDeep, boxed, payload_format};

payload_format! {
    /// CBOR (RFC 8949), by `minicbor-serde`.
    Cbor
}

impl Payload for Cbor {
    fn decode<'a, T: Deserialize<'a>>(&self, body: &'a [u8]) -> Result<T, PayloadError> {
        // The deserializer has no limit.
        check_depth(body, self.max_depth).map_err(boxed)?;
        let mut deserializer = minicbor_serde::Deserializer::new(body);
        let value = T::deserialize(&mut deserializer).map_err(boxed)?;
        let read = deserializer.decoder().position();
        if read == body.len() {
            Ok(value)
        } else {
            Err("expected the end of the body after the value, found more bytes".into())
        }
    }

    fn encode<T: Serialize + ?Sized>(&self, value: &T) -> Result<Vec<u8>, PayloadError> {
        minicbor_serde::to_vec(value).map_err(boxed)
    }
}

/// Refuses a body whose first item has more than `limit` arrays, maps and tags inside one another, without recursion.
/// Whether it is CBOR is for the deserializer to decide.
fn check_depth(body: &[u8], limit: usize) -> Result<(), TooDeep> {
    // Fewer bytes than that cannot open more items.
    if body.len() <= limit {
        return Ok(());
    }
    let mut open = Vec::new();
    let mut rest = body;
    while let Some(item) = Item::read(&mut rest) {
        match item {
            Item::Open(missing) => open.push(missing),
            Item::Break => {
                open.pop();
                close_item(&mut open);
            }
            Item::Scalar => close_item(&mut open),
        }
        if open.is_empty() {
            break;
        }
        if open.len() > limit {
            return Err(TooDeep::new(limit));
        }
    }
    Ok(())
}

/// Counts a complete item, and those that it completes.
fn close_item(open: &mut Vec<Missing>) {
    while let Some(Missing::Items(missing)) = open.last_mut() {
        *missing = missing.saturating_sub(1);
        if *missing > 0 {
            return;
        }
        open.pop();
    }
}

/// What an open item lacks.
enum Missing {
    Items(u64),
    Break,
}

enum Item {
    Open(Missing),
    Break,
    Scalar,
}

impl Item {
    /// Reads the head of an item, and the rest of a string; `None` where the bytes are not CBOR or end.
    fn read(rest: &mut &[u8]) -> Option<Self> {
        let (initial, after) = rest.split_first()?;
        *rest = after;
        let (major, info) = (initial >> 5, initial & 31);
        if info == 31 {
            return match major {
                2..=5 => Some(Self::Open(Missing::Break)),
                7 => Some(Self::Break),
                _ => None,
            };
        }
        let argument = argument(info, rest)?;
        match (major, argument) {
            (2 | 3, len) => {
                *rest = rest.get(usize::try_from(len).ok()?..)?;
                Some(Self::Scalar)
            }
            (4 | 5, 0) => Some(Self::Scalar),
            (4, items) => Some(Self::Open(Missing::Items(items))),
            (5, pairs) => Some(Self::Open(Missing::Items(pairs.saturating_mul(2)))),
            (6, _) => Some(Self::Open(Missing::Items(1))),
            _ => Some(Self::Scalar),
        }
    }
}

/// The argument of a head with this additional information.
fn argument(info: u8, rest: &mut &[u8]) -> Option<u64> {
    let width = match info {
        0..=23 => return Some(info.into()),
        24..=27 => 1_usize << (info - 24),
        _ => return None,
    };
    let (bytes, after) = rest.split_at_checked(width)?;
    *rest = after;
    Some(bytes.iter().fold(0, |value, byte| value << 8 | u64::from(*byte)))
}
