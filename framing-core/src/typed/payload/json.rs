//! JSON.

use std::vec::Vec;

use serde::{Deserialize, Serialize};

use super::{Payload, PayloadError, TooDeep, boxed, payload_format};

payload_format! {
    /// JSON (RFC 8259), by `serde_json`.
    Json
}

impl Payload for Json {
    fn decode<'a, T: Deserialize<'a>>(&self, body: &'a [u8]) -> Result<T, PayloadError> {
        check_depth(body, self.max_depth).map_err(boxed)?;
        let mut deserializer = serde_json::Deserializer::from_slice(body);
        deserializer.disable_recursion_limit();
        let value = T::deserialize(&mut deserializer).map_err(boxed)?;
        deserializer.end().map_err(boxed)?;
        Ok(value)
    }

    fn encode<T: Serialize + ?Sized>(&self, value: &T) -> Result<Vec<u8>, PayloadError> {
        serde_json::to_vec(value).map_err(boxed)
    }
}

/// Refuses a body with more than `limit` brackets open at once. Whether it is JSON is for the parser to decide, which
/// recurses no deeper than the brackets that it has seen.
fn check_depth(body: &[u8], limit: usize) -> Result<(), TooDeep> {
    // Fewer bytes than that cannot open more brackets.
    if body.len() <= limit {
        return Ok(());
    }
    let mut depth = 0_usize;
    let mut bytes = body.iter();
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' => pass_string(&mut bytes),
            b'[' | b'{' => depth = depth.saturating_add(1),
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > limit {
            return Err(TooDeep::new(limit));
        }
    }
    Ok(())
}

/// Passes the rest of a string, with the quotation mark that ends it.
fn pass_string(bytes: &mut core::slice::Iter<'_, u8>) {
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' => return,
            b'\\' => _ = bytes.next(),
            _ => {}
        }
    }
}
