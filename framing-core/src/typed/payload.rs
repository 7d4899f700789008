//! The payload formats.

use std::boxed::Box;
use std::error::Error;
use std::vec::Vec;

use serde::{Deserialize, Serialize};

/// What a payload format says of a body that is no value, or of a value that it cannot say.
pub type PayloadError = Box<dyn Error + Send + Sync>;

/// A way to say a value in bytes.
///
/// Implementations of one's own are as good as those here:
///
/// ```
/// use framing_core::typed::{Payload, PayloadError};
/// use serde::{Deserialize, Serialize};
///
/// /// JSON with an empty body for `null`.
/// struct TerseJson;
///
/// impl Payload for TerseJson {
///     fn decode<'a, T: Deserialize<'a>>(&self, body: &'a [u8]) -> Result<T, PayloadError> {
///         Ok(serde_json::from_slice(if body.is_empty() { b"null" } else { body })?)
///     }
///     fn encode<T: Serialize + ?Sized>(&self, value: &T) -> Result<Vec<u8>, PayloadError> {
///         let body = serde_json::to_vec(value)?;
///         Ok(if body == b"null" { Vec::new() } else { body })
///     }
/// }
/// # assert_eq!(TerseJson.decode::<Option<u8>>(b"").unwrap(), None);
/// # assert_eq!(TerseJson.encode(&None::<u8>).unwrap(), b"");
/// ```
pub trait Payload {
    /// The value that the whole of `body` says; it may borrow from it.
    ///
    /// # Errors
    ///
    /// What is wrong with the body, bytes behind the value included.
    fn decode<'a, T: Deserialize<'a>>(&self, body: &'a [u8]) -> Result<T, PayloadError>;

    /// The body that says `value`.
    ///
    /// # Errors
    ///
    /// Why the value cannot be said.
    fn encode<T: Serialize + ?Sized>(&self, value: &T) -> Result<Vec<u8>, PayloadError>;
}

/// JSON (RFC 8259), by `serde_json`.
#[cfg(feature = "json")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Json;

#[cfg(feature = "json")]
impl Payload for Json {
    fn decode<'a, T: Deserialize<'a>>(&self, body: &'a [u8]) -> Result<T, PayloadError> {
        serde_json::from_slice(body).map_err(boxed)
    }

    fn encode<T: Serialize + ?Sized>(&self, value: &T) -> Result<Vec<u8>, PayloadError> {
        serde_json::to_vec(value).map_err(boxed)
    }
}

/// MessagePack, with structs as maps by field name, by `rmp-serde`.
#[cfg(feature = "msgpack")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MessagePack;

#[cfg(feature = "msgpack")]
impl Payload for MessagePack {
    fn decode<'a, T: Deserialize<'a>>(&self, body: &'a [u8]) -> Result<T, PayloadError> {
        let mut deserializer = rmp_serde::Deserializer::from_read_ref(body);
        let value = T::deserialize(&mut deserializer).map_err(boxed)?;
        // There is no other way to ask this deserializer whether it has reached the end.
        match serde::de::IgnoredAny::deserialize(&mut deserializer) {
            Err(rmp_serde::decode::Error::InvalidMarkerRead(_)) => Ok(value),
            Ok(_) | Err(_) => Err("bytes follow the value".into()),
        }
    }

    fn encode<T: Serialize + ?Sized>(&self, value: &T) -> Result<Vec<u8>, PayloadError> {
        rmp_serde::to_vec_named(value).map_err(boxed)
    }
}

/// CBOR (RFC 8949), by `minicbor-serde`.
#[cfg(feature = "cbor")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cbor;

#[cfg(feature = "cbor")]
impl Payload for Cbor {
    fn decode<'a, T: Deserialize<'a>>(&self, body: &'a [u8]) -> Result<T, PayloadError> {
        let mut deserializer = minicbor_serde::Deserializer::new(body);
        let value = T::deserialize(&mut deserializer).map_err(boxed)?;
        let read = deserializer.decoder().position();
        if read == body.len() { Ok(value) } else { Err("bytes follow the value".into()) }
    }

    fn encode<T: Serialize + ?Sized>(&self, value: &T) -> Result<Vec<u8>, PayloadError> {
        minicbor_serde::to_vec(value).map_err(boxed)
    }
}

#[cfg(any(feature = "json", feature = "msgpack", feature = "cbor"))]
fn boxed<E: Error + Send + Sync + 'static>(error: E) -> PayloadError {
    Box::new(error)
}
