//! Formats that no spec can say.

mod ber;
mod bolt1;
mod cbor;
mod rlp;

pub use ber::{Ber, BerHeader, Tag};
pub use bolt1::{Bolt1, Bolt1Header};
pub use cbor::{CborHeader, CborString};
pub use rlp::{Rlp, RlpHeader};
