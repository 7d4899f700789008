//! The declarations of this crate's formats.

use framing_core::registry::Declaration;

use crate::presets::{
    amqp, ber, bgp, bgp_attribute, bitcoin, bluetooth_ad, bolt1, cassandra, cbor_string, der, dhcp_option,
    diameter, diameter_avp, dns_tcp, emv, emv_qr, fastcgi, grpc, http2, http3, kafka, kerberos, ldap, lldp,
    memcached_binary, minecraft, modbus, mongodb, mp4, mqtt, mysql, ndn, openpgp, pkt_line, png,
    postgres_backend, postgres_frontend, protobuf_field, proxy_v2, radius, radius_attribute, riff, rlp,
    rsocket, sctp_chunk, sftp, simple_tlv, smb2, smpp, stun, stun_attribute, syslog, tar, tcp_option, thrift,
    tls, tlv, tlv_1_1, tlv_2_2, tpkt, wasm_section, zmtp3, zookeeper,
};

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
    tlv::DECLARATION,
    tlv_1_1::DECLARATION,
    tlv_2_2::DECLARATION,
    http2::DECLARATION,
    http3::DECLARATION,
    tls::DECLARATION,
    grpc::DECLARATION,
    postgres_backend::DECLARATION,
    mysql::DECLARATION,
    mongodb::DECLARATION,
    kafka::DECLARATION,
    zookeeper::DECLARATION,
    cassandra::DECLARATION,
    amqp::DECLARATION,
    mqtt::DECLARATION,
    memcached_binary::DECLARATION,
    fastcgi::DECLARATION,
    dns_tcp::DECLARATION,
    bgp::DECLARATION,
    diameter::DECLARATION,
    radius::DECLARATION,
    radius_attribute::DECLARATION,
    lldp::DECLARATION,
    kerberos::DECLARATION,
    smb2::DECLARATION,
    stun::DECLARATION,
    tpkt::DECLARATION,
    modbus::DECLARATION,
    rsocket::DECLARATION,
    thrift::DECLARATION,
    sftp::DECLARATION,
    ndn::DECLARATION,
    riff::DECLARATION,
    mp4::DECLARATION,
    minecraft::DECLARATION,
    wasm_section::DECLARATION,
    pkt_line::DECLARATION,
    syslog::DECLARATION,
    proxy_v2::DECLARATION,
    smpp::DECLARATION,
    postgres_frontend::DECLARATION,
    zmtp3::DECLARATION,
    ber::DECLARATION,
    der::DECLARATION,
    emv::DECLARATION,
    ldap::DECLARATION,
    bolt1::DECLARATION,
    rlp::DECLARATION,
    cbor_string::DECLARATION,
    protobuf_field::DECLARATION,
    simple_tlv::DECLARATION,
    bluetooth_ad::DECLARATION,
    dhcp_option::DECLARATION,
    tcp_option::DECLARATION,
    stun_attribute::DECLARATION,
    diameter_avp::DECLARATION,
    sctp_chunk::DECLARATION,
    bgp_attribute::DECLARATION,
    emv_qr::DECLARATION,
    openpgp::DECLARATION,
    bitcoin::DECLARATION,
    png::DECLARATION,
    tar::DECLARATION,
];

#[cfg(test)]
mod tests {
    #[test]
    fn the_formats_conform() {
        framing_core::testkit::assert_conforms(super::formats());
    }
}
