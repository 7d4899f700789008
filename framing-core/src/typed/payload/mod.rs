//! The payload formats.

#[cfg(feature = "cbor")]
mod cbor;
#[cfg(feature = "json")]
mod json;
#[cfg(feature = "msgpack")]
mod msgpack;

use std::boxed::Box;
use std::error::Error;
use std::fmt;
use std::vec::Vec;

use serde::{Deserialize, Serialize};

#[cfg(feature = "cbor")]
pub use self::cbor::Cbor;
#[cfg(feature = "json")]
pub use self::json::Json;
#[cfg(feature = "msgpack")]
pub use self::msgpack::MessagePack;

/// What a payload format reports about a malformed body, or about a value that it cannot represent.
pub type PayloadError = Box<dyn Error + Send + Sync>;

/// A serialization format for the bodies of frames.
///
/// Your own implementations work like those of this crate:
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
///
/// Deserializing nested values recurses. An implementation must limit the depth, or a peer can overflow the stack with a
/// few kilobytes; those of this crate refuse such a body with [`TooDeep`].
pub trait Payload {
    /// Decodes a value from all of `body`; the value may borrow from it.
    ///
    /// # Errors
    ///
    /// What is wrong with the body. Bytes after the value are an error too.
    fn decode<'a, T: Deserialize<'a>>(&self, body: &'a [u8]) -> Result<T, PayloadError>;

    /// Encodes `value` as a body.
    ///
    /// # Errors
    ///
    /// Why the format cannot represent the value.
    fn encode<T: Serialize + ?Sized>(&self, value: &T) -> Result<Vec<u8>, PayloadError>;
}

/// The depth limit of the payload formats unless another one is set: arrays and maps nested 128 deep.
pub const MAX_DEPTH: usize = 128;

/// The values of a body are nested deeper than the payload format allows.
///
/// It is the [`PayloadError`] of every payload format of this crate for such a body:
///
/// ```
/// # #[cfg(feature = "json")] {
/// use framing_core::typed::{Json, Payload, TooDeep};
///
/// let error = Json.with_max_depth(2).decode::<serde_json::Value>(b"[[[]]]").unwrap_err();
/// assert_eq!(error.downcast_ref(), Some(&TooDeep::new(2)));
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooDeep {
    limit: usize,
}

impl TooDeep {
    /// Creates an error for a payload format that allows `limit` arrays and maps inside one another.
    #[must_use]
    pub const fn new(limit: usize) -> Self {
        Self { limit }
    }

    /// Returns the most arrays and maps that may be nested.
    #[must_use]
    pub const fn limit(&self) -> usize {
        self.limit
    }
}

impl fmt::Display for TooDeep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected values nested at most {} deep, found deeper ones", self.limit)
    }
}

impl Error for TooDeep {}

#[cfg(any(feature = "json", feature = "msgpack", feature = "cbor"))]
fn boxed<E: Error + Send + Sync + 'static>(error: E) -> PayloadError {
    Box::new(error)
}

/// Declares a payload format that has a depth limit and nothing else.
#[cfg(any(feature = "json", feature = "msgpack", feature = "cbor"))]
macro_rules! payload_format {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub struct $name {
            max_depth: usize,
        }

        /// The format with the default depth limit, as a value.
        #[expect(non_upper_case_globals, reason = "it is written as a unit struct would be")]
        pub const $name: $name = $name::new();

        impl $name {
            /// Creates the format with the [default](crate::typed::MAX_DEPTH) depth limit.
            #[must_use]
            pub const fn new() -> Self {
                Self { max_depth: crate::typed::MAX_DEPTH }
            }

            /// Sets how many arrays and maps may be nested in a body that is decoded.
            ///
            /// Deserializing recurses once for each level: a limit in the thousands needs a stack to match.
            #[must_use]
            pub const fn with_max_depth(mut self, max_depth: usize) -> Self {
                self.max_depth = max_depth;
                self
            }
        }

        impl Default for $name {
            fn default() -> Self {
                Self::new()
            }
        }
    };
}

#[cfg(any(feature = "json", feature = "msgpack", feature = "cbor"))]
use payload_format;
