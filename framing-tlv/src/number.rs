//! The numbers of protocols, each by its name.
//!
//! ```
//! use framing_core::Number;
//! use framing_tlv::number::{BIG_SIZE, MQTT};
//!
//! assert_eq!(BIG_SIZE.decode(&[0xfd, 0x01, 0x00]), Ok(Number::Whole { value: 256, width: 3 }));
//! assert_eq!(MQTT.decode(&[0xff, 0xff, 0xff, 0xff]).map_err(|refused| refused.at), Err(3));
//! ```

use framing_core::leb128::Leb128;
use framing_core::{Endian, NumberEncoding};

/// QUIC and HTTP/3 (RFC 9000, section 16): 62 bits in 1, 2, 4 or 8 bytes.
pub const QUIC: NumberEncoding = NumberEncoding::TopBits;
/// BigSize of the Lightning network (BOLT 1, appendix A): minimal, big-endian.
pub const BIG_SIZE: NumberEncoding = NumberEncoding::Escaped(Endian::Big);
/// CompactSize of Bitcoin (Bitcoin Core, `ReadCompactSize`): minimal, little-endian.
pub const COMPACT_SIZE: NumberEncoding = NumberEncoding::Escaped(Endian::Little);
/// Types and lengths of NDN (NDN Packet Format Specification 0.3, *TLV Encoding*): minimal, big-endian.
pub const NDN: NumberEncoding = NumberEncoding::Escaped(Endian::Big);
/// Varints of protobuf (protobuf.dev, *Encoding*): LEB128 of 64 bits, over-long ones legal.
pub const PROTOBUF: NumberEncoding = NumberEncoding::LEB128;
/// Varints of multiformats (multiformats/unsigned-varint): minimal LEB128 of 63 bits in at most 9 bytes.
pub const MULTIFORMATS: NumberEncoding = NumberEncoding::Leb128(Leb128::new(9, 63).minimal());
/// Remaining lengths of MQTT (MQTT 3.1.1, section 2.2.3): LEB128 in at most 4 bytes.
pub const MQTT: NumberEncoding = NumberEncoding::Leb128(Leb128::new(4, 28));
/// Sizes of WebAssembly (WebAssembly Core, section 5.2.2, `u32`): LEB128 of 32 bits in at most 5 bytes.
pub const WASM_U32: NumberEncoding = NumberEncoding::Leb128(Leb128::new(5, 32));
/// VarInts of Minecraft (Java Edition protocol, *VarInt*): 32 bits, two's complement, in at most 5 bytes. Negative
/// numbers are those from 2^31 on.
pub const MINECRAFT: NumberEncoding = NumberEncoding::Leb128(Leb128::new(5, 32));
/// Variable-length quantities of the Standard MIDI File 1.0: 28 bits in at most 4 bytes, highest first.
pub const MIDI: NumberEncoding = NumberEncoding::Vlq { max_width: 4 };
