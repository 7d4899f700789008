//! MessagePack.

use std::vec::Vec;

use rmp_serde::decode::Error;
use serde::{Deserialize, Serialize};

use super::{Payload, PayloadError, TooDeep, boxed, payload_format};

payload_format! {
    /// MessagePack with field names, by `rmp-serde`.
    MessagePack
}

impl Payload for MessagePack {
    fn decode<'a, T: Deserialize<'a>>(&self, body: &'a [u8]) -> Result<T, PayloadError> {
        let mut deserializer = rmp_serde::Deserializer::from_read_ref(body);
        // The deserializer refuses the level at which its count comes to zero.
        deserializer.set_max_depth(self.max_depth.saturating_add(1));
        let value = T::deserialize(&mut deserializer).map_err(|error| match error {
            Error::DepthLimitExceeded => boxed(TooDeep::new(self.max_depth)),
            other => boxed(other),
        })?;
        // There is no other way to ask this deserializer whether it has reached the end.
        match serde::de::IgnoredAny::deserialize(&mut deserializer) {
            Err(Error::InvalidMarkerRead(_)) => Ok(value),
            Ok(_) | Err(_) => Err("expected the end of the body after the value, found more bytes".into()),
        }
    }

    fn encode<T: Serialize + ?Sized>(&self, value: &T) -> Result<Vec<u8>, PayloadError> {
        rmp_serde::to_vec_named(value).map_err(boxed)
    }
}
