//! Every public type is `Send`, `Sync` and `Debug` where its parameters are: asserted by the compiler.
//!
//! `xtask/tests/tidy.rs` compares the list with `api.txt`.

use std::fmt::Debug;

use framing_core::U32Be;
use framing_tlv::{Rlp, SimpleLength, X690};

fn are_send_sync_debug<T: Send + Sync + Debug>() {}

#[test]
fn every_public_type_crosses_threads() {
    are_send_sync_debug::<framing_tlv::integers::Digits>();
    are_send_sync_debug::<framing_tlv::integers::SimpleLength>();
    are_send_sync_debug::<framing_tlv::Form>();
    are_send_sync_debug::<framing_tlv::Indefinite>();
    are_send_sync_debug::<framing_tlv::LengthCovers>();
    are_send_sync_debug::<framing_tlv::MqttVersion>();
    are_send_sync_debug::<framing_tlv::Nesting>();
    are_send_sync_debug::<framing_tlv::Order>();
    are_send_sync_debug::<framing_tlv::PostgresBackendHeader>();
    are_send_sync_debug::<framing_tlv::PrefacedHeader<u32>>();
    are_send_sync_debug::<framing_tlv::Presence>();
    are_send_sync_debug::<framing_tlv::RlpHeader>();
    are_send_sync_debug::<framing_tlv::TlvLength>();
    are_send_sync_debug::<framing_tlv::Visit<'static, u32>>();
    are_send_sync_debug::<framing_tlv::ZmtpHeader>();
    are_send_sync_debug::<framing_tlv::AvpHeader>();
    are_send_sync_debug::<framing_tlv::AvpTag>();
    are_send_sync_debug::<framing_tlv::Bitcoin>();
    are_send_sync_debug::<framing_tlv::BitcoinHeader>();
    are_send_sync_debug::<framing_tlv::Builder<U32Be>>();
    are_send_sync_debug::<framing_tlv::CborHeader>();
    are_send_sync_debug::<framing_tlv::CborString>();
    are_send_sync_debug::<framing_tlv::Digits>();
    are_send_sync_debug::<framing_tlv::HeaderFields<u8>>();
    are_send_sync_debug::<framing_tlv::LengthType<SimpleLength, u32>>();
    are_send_sync_debug::<framing_tlv::Mqtt>();
    are_send_sync_debug::<framing_tlv::MqttHeader>();
    are_send_sync_debug::<framing_tlv::OpenPgp>();
    are_send_sync_debug::<framing_tlv::OpenPgpHeader>();
    are_send_sync_debug::<framing_tlv::Packed<u16>>();
    are_send_sync_debug::<framing_tlv::Png>();
    are_send_sync_debug::<framing_tlv::PngHeader>();
    are_send_sync_debug::<framing_tlv::PostgresBackend>();
    are_send_sync_debug::<framing_tlv::PostgresFrontend>();
    are_send_sync_debug::<framing_tlv::PostgresHeader>();
    are_send_sync_debug::<framing_tlv::Prefaced<U32Be>>();
    are_send_sync_debug::<framing_tlv::ProtobufField>();
    are_send_sync_debug::<framing_tlv::ProtobufHeader>();
    are_send_sync_debug::<framing_tlv::Rlp>();
    are_send_sync_debug::<framing_tlv::Rules<'static, u8>>();
    are_send_sync_debug::<framing_tlv::SimpleLength>();
    are_send_sync_debug::<framing_tlv::Strictness<u8>>();
    are_send_sync_debug::<framing_tlv::Tag>();
    are_send_sync_debug::<framing_tlv::Tar>();
    are_send_sync_debug::<framing_tlv::TarHeader>();
    are_send_sync_debug::<framing_tlv::Tlv>();
    are_send_sync_debug::<framing_tlv::Tlv12Header>();
    are_send_sync_debug::<framing_tlv::TlvFormat<X690>>();
    are_send_sync_debug::<framing_tlv::TlvLayout<X690>>();
    are_send_sync_debug::<framing_tlv::TypeLength<u32, SimpleLength>>();
    are_send_sync_debug::<framing_tlv::TypeLengthBy<u32, SimpleLength, u8>>();
    are_send_sync_debug::<framing_tlv::Walk<'static, Rlp>>();
    are_send_sync_debug::<framing_tlv::Widths>();
    are_send_sync_debug::<framing_tlv::X690>();
    are_send_sync_debug::<framing_tlv::X690Length>();
    are_send_sync_debug::<framing_tlv::Zmtp3>();
}
