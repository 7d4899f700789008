"""Certificates that are the same every time: keys from fixed bytes, fixed dates and serial numbers."""

import datetime

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID


def key(number):
    return Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32)


def certificate(subject, subject_key, issuer, issuer_key, serial):
    builder = x509.CertificateBuilder(
        issuer_name=name(issuer),
        subject_name=name(subject),
        public_key=subject_key.public_key(),
        serial_number=serial,
        not_valid_before=datetime.datetime(2001, 1, 1),
        not_valid_after=datetime.datetime(2099, 1, 1),
    )
    return builder.sign(issuer_key, algorithm=None)


def name(common_name):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def pem(private_key, *certificates):
    """A private key and certificates, in the order in which a TLS server wants them in one file."""
    private = private_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return private + b"".join(each.public_bytes(Encoding.PEM) for each in certificates)


def self_signed_pem(common_name):
    return pem(key(1), certificate(common_name, key(1), common_name, key(1), 1))
