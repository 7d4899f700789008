//! Formats that no spec can say.

mod bitcoin;
mod cbor;
mod openpgp;
mod png;
mod postgres;
mod protobuf;
mod resp;
mod rlp;
mod tar;
mod verbs;
mod websocket;
mod zmtp;

pub use bitcoin::{Bitcoin, BitcoinHeader};
pub use cbor::{CborHeader, CborString};
pub use openpgp::{OpenPgp, OpenPgpHeader};
pub use png::{Png, PngHeader};
pub use postgres::{PostgresFrontend, PostgresHeader};
pub use protobuf::{ProtobufField, ProtobufHeader};
pub use resp::{Resp, RespHeader};
pub use rlp::{Rlp, RlpHeader};
pub use tar::{Tar, TarHeader};
pub use verbs::{LineHeader, Verbs};
pub use websocket::{WebSocket, WebSocketHeader};
pub use zmtp::{Zmtp3, ZmtpHeader};
