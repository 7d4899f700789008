"""Type-length-value as others write it, a type of one byte and a big-endian length of two: the TLVs of a PROXY
protocol header, version 2, by HAProxy and by the `proxy-protocol` package, and those of BGP's Prefix-SID by ExaBGP.

HAProxy listens behind TLS on a Unix socket and is told the client's address by a PROXY line, so that what it then
writes to its own server is the same every time.
"""

import contextlib
import ipaddress
import pathlib
import socket
import ssl
import struct
import subprocess
import tempfile
import time

import crc32c
from exabgp.bgp.message.update.attribute.sr.labelindex import SrLabelIndex
from exabgp.bgp.message.update.attribute.sr.prefixsid import PrefixSid
from exabgp.bgp.message.update.attribute.sr.srgb import SrGb
from proxyprotocol.result import ProxyResultIPv4
from proxyprotocol.tlv import ProxyProtocolSSLTLV, ProxyProtocolTLV
from proxyprotocol.v2 import ProxyProtocolV2

from certificates import self_signed_pem
from vectors import Vectors, package, version_line

PROXY = "haproxy.org PROXY protocol, version 2, 2.2: Additional information, pp2_tlv"
BEFORE_TLVS = 12 + 4 + 12  # signature, command and length, IPv4 addresses and ports
AUTHORITY, UNIQUE_ID, ALPN, CRC32C, SSL = 0x02, 0x05, 0x01, 0x03, 0x20
SSL_VERSION, SSL_CIPHER = 0x21, 0x23


def main():
    vectors = Vectors("")
    by_haproxy(vectors)
    by_proxy_protocol(vectors)
    by_exabgp(vectors)
    vectors.print()


def tlv(type, value):
    return struct.pack("!BH", type, len(value)), value


def by_haproxy(vectors):
    source = " ".join(version_line(["haproxy", "-v"]).split()[:3]) + ", send-proxy-v2"
    header = sent_by_haproxy()
    tlvs = header[BEFORE_TLVS:]
    # Another implementation says what is in them, in the order in which it found them.
    read = ProxyProtocolTLV(tlvs)
    assert (read.authority, read.unique_id, read.alpn) == ("vectors.example", b"vectors-1", b"h2")
    checked = header.replace(b"".join(tlv(CRC32C, read[CRC32C])), b"".join(tlv(CRC32C, bytes(4))))
    assert crc32c.crc32c(checked) == int.from_bytes(read[CRC32C], "big")
    frames = [tlv(type, read[type]) for type in read]
    whole = "tlv/haproxy-proxy-v2"
    vectors.complete(
        whole, tlvs, frames, PROXY, "ALPN, authority, unique id, checksum, TLS facts with TLVs in them", source
    )
    nested(vectors, read[SSL], source)
    vectors.cut(f"{whole}-cut-after-type", whole, 1, 1, "the stream ends exactly after a type")
    vectors.cut(f"{whole}-cut-after-header", whole, 1, 3, "the stream ends exactly after a header")
    vectors.cut(f"{whole}-cut-in-value", whole, -1, 9, "the stream ends inside the last value")


def nested(vectors, value, source):
    client_and_verify = 5
    wire = value[client_and_verify:]
    values = [(SSL_VERSION, b"TLSv1.3"), (SSL_CIPHER, b"TLS_AES_128_GCM_SHA256")]
    frames = [tlv(*each) for each in values]
    why = "the TLVs inside the one of type 0x20: the TLS version and the cipher"
    vectors.complete("tlv/haproxy-proxy-v2-ssl", wire, frames, PROXY, why, source)


CONFIGURATION = """
global
    ssl-default-bind-ciphersuites TLS_AES_128_GCM_SHA256
    ssl-default-bind-options ssl-min-ver TLSv1.3
    stats timeout 5s
defaults
    mode tcp
    timeout connect 5s
    timeout client 5s
    timeout server 5s
    unique-id-format vectors-1
frontend front
    bind unix@{folder}/front accept-proxy ssl crt {folder}/front.pem alpn h2
    default_backend back
backend back
    server back unix@{folder}/back send-proxy-v2 proxy-v2-options ssl,ssl-cipher,authority,crc32c,unique-id
"""


def sent_by_haproxy():
    with tempfile.TemporaryDirectory() as name, socket.socket(socket.AF_UNIX) as back:
        folder = pathlib.Path(name)
        folder.joinpath("front.pem").write_bytes(self_signed_pem("vectors.example"))
        folder.joinpath("haproxy.cfg").write_text(CONFIGURATION.format(folder=folder))
        back.bind(str(folder / "back"))
        back.listen()
        back.settimeout(10)
        with running(["haproxy", "-q", "-db", "-f", str(folder / "haproxy.cfg")]), connected(folder / "front") as front:
            front.sendall(b"PROXY TCP4 192.0.2.1 198.51.100.7 40000 443\r\n")
            with encrypted(front):
                connection, _ = back.accept()
                with connection:
                    return proxy_header(connection)


@contextlib.contextmanager
def running(command):
    with subprocess.Popen(command) as program:
        try:
            yield
        finally:
            program.terminate()


def connected(path):
    """A connection to a program that may still be starting."""
    for _ in range(200):
        client = socket.socket(socket.AF_UNIX)
        client.settimeout(10)
        try:
            client.connect(str(path))
            return client
        except OSError:
            client.close()
            time.sleep(0.05)
    raise AssertionError("nobody listens")


def encrypted(client):
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.set_alpn_protocols(["h2"])
    return context.wrap_socket(client, server_hostname="vectors.example")


def proxy_header(connection):
    stream = connection.makefile("rb")
    start = stream.read(16)
    return start + stream.read(int.from_bytes(start[14:16], "big"))


def by_proxy_protocol(vectors):
    tls = ProxyProtocolSSLTLV(
        has_ssl=True, verified=True, version="TLSv1.2", cn="Jürgen", cipher="ECDHE-RSA-AES256-SHA"
    )
    inner = [tlv(SSL_VERSION, b"TLSv1.2"), tlv(0x22, "Jürgen".encode()), tlv(SSL_CIPHER, b"ECDHE-RSA-AES256-SHA")]
    said = ProxyProtocolTLV(
        init={0xEA: b"\x01vpce-08d2bf15fac5001c9", 0x04: bytes(36)},
        alpn=b"http/1.1",
        authority="größe.example",
        unique_id=b"",
        ssl=tls,
    )
    # The package writes them by rising type.
    frames = [
        tlv(ALPN, b"http/1.1"),
        tlv(AUTHORITY, "größe.example".encode()),
        tlv(0x04, bytes(36)),
        tlv(UNIQUE_ID, b""),
        tlv(SSL, b"\x01" + bytes(4) + b"".join(map(b"".join, inner))),
        tlv(0xEA, b"\x01vpce-08d2bf15fac5001c9"),
    ]
    source = f"{package('proxy-protocol')}, ProxyProtocolTLV"
    why = "a private type, padding of 36 bytes, text that is not ASCII, an empty value, TLVs in a TLV"
    vectors.complete("tlv/proxy-protocol-six", bytes(said), frames, PROXY, why, source)
    whole_header(vectors)


def whole_header(vectors):
    """As `ProxyProtocolV2.pack` writes them behind the addresses: with a checksum, which it adds at the end."""
    address = ipaddress.IPv4Address("192.0.2.1")
    result = ProxyResultIPv4((address, 40_000), (address, 443), tlv=ProxyProtocolTLV(authority="vectors.example"))
    header = ProxyProtocolV2().pack(result)
    wire = header[BEFORE_TLVS:]
    checksum = crc32c.crc32c(header[:-4] + bytes(4)).to_bytes(4, "big")
    frames = [tlv(AUTHORITY, b"vectors.example"), tlv(CRC32C, checksum)]
    source = f"{package('proxy-protocol')}, ProxyProtocolV2.pack"
    vectors.complete("tlv/proxy-protocol-checksum", wire, frames, PROXY, "authority, then a checksum", source)


def by_exabgp(vectors):
    wire = PrefixSid([SrLabelIndex(777), SrGb([(800_000, 4096), (1_000_000, 5000)])]).pack()
    assert wire[:3] == b"\xc0\x28" + bytes([len(wire) - 3]), "flags, type 40 and length of a BGP path attribute"
    ranges = b"".join(number.to_bytes(3, "big") for number in (800_000, 4096, 1_000_000, 5000))
    frames = [tlv(1, bytes(3) + struct.pack("!I", 777)), tlv(3, bytes(2) + ranges)]
    spec = "RFC 8669, 3: Label-Index TLV and Originator SRGB TLV"
    source = f"{package('exabgp')}, PrefixSid.pack"
    vectors.complete("tlv/exabgp-prefix-sid", wire[3:], frames, spec, "two TLVs of a BGP path attribute", source)


main()
