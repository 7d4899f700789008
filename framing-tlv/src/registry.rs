//! The declaration of this crate's format.

use framing_core::registry::{Declaration, DynFormat, Sample, SampleFrame as Frame};

use crate::Tlv;
use crate::presets::{databases, families, files, messaging, network, objects, security, web};

/// The formats of `framing-tlv`.
///
/// ```
/// let names: Vec<_> = framing_tlv::registry::formats().iter().map(|format| format.name).collect();
/// assert!(names.contains(&"tlv") && names.contains(&"mqtt"));
/// ```
#[must_use]
pub fn formats() -> &'static [Declaration] {
    FORMATS
}

const FORMATS: &[Declaration] = &[
    TLV,
    network::TLV_1_1,
    network::TLV_2_2,
    web::HTTP2,
    web::HTTP3,
    security::TLS,
    web::GRPC,
    databases::POSTGRES_BACKEND,
    databases::MYSQL,
    databases::MONGODB,
    messaging::KAFKA,
    messaging::ZOOKEEPER,
    databases::CASSANDRA,
    messaging::AMQP,
    messaging::MQTT,
    databases::MEMCACHED_BINARY,
    web::FASTCGI,
    network::DNS_TCP,
    network::BGP,
    network::DIAMETER,
    network::RADIUS,
    families::RADIUS_ATTRIBUTE,
    families::LLDP,
    security::KERBEROS,
    security::SMB2,
    network::STUN,
    network::TPKT,
    network::MODBUS,
    web::RSOCKET,
    messaging::THRIFT,
    security::SFTP,
    families::NDN,
    files::RIFF,
    files::MP4,
    messaging::MINECRAFT,
    files::WASM_SECTION,
    files::PKT_LINE,
    messaging::SYSLOG,
    network::PROXY_V2,
    messaging::SMPP,
    web::WEBSOCKET,
    databases::POSTGRES_FRONTEND,
    databases::RESP,
    databases::MEMCACHED_TEXT,
    messaging::NATS,
    messaging::BEANSTALKD,
    messaging::ZMTP3,
    objects::BER,
    objects::DER,
    objects::EMV,
    security::LDAP,
    objects::BOLT1,
    objects::RLP,
    objects::CBOR_STRING,
    objects::PROTOBUF_FIELD,
    families::SIMPLE_TLV,
    families::BLUETOOTH_AD,
    families::DHCP_OPTION,
    families::TCP_OPTION,
    families::STUN_ATTRIBUTE,
    families::DIAMETER_AVP,
    families::SCTP_CHUNK,
    families::BGP_ATTRIBUTE,
    families::EMV_QR,
    security::OPENPGP,
    security::BITCOIN,
    files::PNG,
    files::TAR,
];

const TLV: Declaration = Declaration {
    name: "tlv",
    summary: "1-byte type, 2-byte big-endian length, value",
    package: "framing-tlv",
    source: "HAProxy, The PROXY protocol, version 2, section 2.2",
    make: || DynFormat::new(Tlv),
    samples: &[
        Sample::new("two-frames", &[Frame::new(b"\x07\x00\x02", b"hi"), Frame::new(b"\x00\x00\x00", b"")]),
        Sample::new(
            "five-frames",
            &[
                Frame::new(b"\x01\x00\x02", b"h2"),
                Frame::new(b"\x00\x00\x00", b""),
                Frame::new(b"\xff\x00\x04", b"\x00\x00\x00\x00"),
                Frame::new(b"\x01\x01\x00", &[b'x'; 256]),
                Frame::new(b"\x02\x00\x01", b"4"),
            ],
        ),
        Sample::new("longest", &[Frame::new(b"\x04\xff\xff", &[0xa5; 65535])]),
    ],
    // Every header of three bytes is one of this format, and no length is over the default limit.
    rejects: &[],
};

#[cfg(test)]
mod tests {
    #[test]
    fn the_formats_conform() {
        framing_core::testkit::assert_conforms(super::formats());
    }
}
