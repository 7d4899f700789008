"""Protocols in which a plain length stands in front of a body, as programs in daily use write them: DNS over TCP and
the labels of a DNS name, the certificate list of TLS, the requests of an SSH agent's client, the head of a
safetensors file.
"""

import contextlib
import json
import os
import pathlib
import socket
import ssl
import subprocess
import tempfile
import threading

import dns.message
import dns.name
import dns.rrset
import numpy
import safetensors.numpy
from cryptography.hazmat.primitives.serialization import Encoding

from certificates import certificate, key, pem
from vectors import Vectors, package, prefixed, version_line


def main():
    vectors = Vectors("")
    dns_over_tcp(vectors)
    dns_labels(vectors)
    tls_certificates(vectors)
    ssh_agent(vectors)
    safetensors_heads(vectors)
    vectors.print()


def dns_over_tcp(vectors):
    query = dns.message.make_query("www.example.com", "A", id=0x1234, use_edns=0)
    other = dns.message.make_query("größe.example", "MX", id=0x1235)
    answer = dns.message.make_response(query)
    answer.answer.append(dns.rrset.from_text("www.example.com.", 300, "IN", "A", "192.0.2.1"))
    messages = [query, other, answer]
    wire = b"".join(message.to_wire(prepend_length=True) for message in messages)
    frames = [prefixed("u16-be", message.to_wire()) for message in messages]
    whole = "u16-be/dns-over-tcp"
    source = f"{package('dnspython')}, Message.to_wire(prepend_length=True)"
    spec = "RFC 1035, 4.2.2: TCP usage; RFC 7766, 8"
    vectors.complete(whole, wire, frames, spec, "two queries in a row, then an answer", source)
    vectors.cut(f"{whole}-cut-in-header", whole, 1, 1, "the connection ends between the two bytes of a length")


def dns_labels(vectors):
    name = dns.name.from_text("www.größe.example.com.")
    labels = [b"www", "xn--gre-6ka8i".encode(), b"example", b"com", b""]
    frames = [prefixed("u8", label) for label in labels]
    whole = "u8/dns-name"
    source = f"{package('dnspython')}, Name.to_wire"
    spec = "RFC 1035, 3.1: a name is labels behind a length of one byte; the root's is empty"
    vectors.complete(whole, name.to_wire(), frames, spec, "the labels of a name, the last one empty", source)
    vectors.cut(f"{whole}-cut-in-label", whole, 2, 4, "the name ends inside its third label")


def tls_certificates(vectors):
    chain = [
        certificate("vectors.example", key(3), "middle", key(2), 3),
        certificate("middle", key(2), "root", key(1), 2),
        certificate("root", key(1), "root", key(1), 1),
    ]
    wire = certificate_list(sent_by_server(pem(key(3), *chain)))
    frames = [prefixed("u24-be", each.public_bytes(Encoding.DER)) for each in chain]
    whole = "u24-be/tls-certificate-list"
    spec = "RFC 5246, 7.4.2: ASN.1Cert<1..2^24-1>, the items of certificate_list"
    vectors.complete(whole, wire, frames, spec, "the chain that a TLS 1.2 server shows", ssl.OPENSSL_VERSION)
    vectors.cut(f"{whole}-cut-in-header", whole, 1, 2, "the list ends inside the second length")
    vectors.cut(f"{whole}-cut-after-header", whole, 2, 3, "the list ends exactly after the third length")


def sent_by_server(key_and_chain):
    """The first flight of a TLS 1.2 server: its records, before anything is encrypted."""
    to_server, from_server, to_client, from_client = (ssl.MemoryBIO() for _ in range(4))
    with tempfile.NamedTemporaryFile() as file:
        file.write(key_and_chain)
        file.flush()
        server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        server.load_cert_chain(file.name)
    server.maximum_version = ssl.TLSVersion.TLSv1_2
    client = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    client.check_hostname, client.verify_mode = False, ssl.CERT_NONE
    shake(client.wrap_bio(to_client, from_client))
    to_server.write(from_client.read())
    shake(server.wrap_bio(to_server, from_server, server_side=True))
    return from_server.read()


def shake(side):
    try:
        side.do_handshake()
    except ssl.SSLWantReadError:
        pass


def certificate_list(records):
    """What stands in the Certificate message behind the length of the whole list."""
    handshake = b""
    while records:
        length = int.from_bytes(records[3:5], "big")
        handshake, records = handshake + records[5 : 5 + length], records[5 + length :]
    while handshake:
        length = int.from_bytes(handshake[1:4], "big")
        message, handshake = handshake[: 4 + length], handshake[4 + length :]
        if message[0] == 11:
            return message[7:]
    raise AssertionError("the server shows no certificate")


def ssh_agent(vectors):
    """`ssh-add -D` and `-l` ask to remove all identities of either version, and for a list of them."""
    wire = asked_of_agent(["ssh-add", "-D"]) + asked_of_agent(["ssh-add", "-l"])
    remove_all, remove_all_version_1, list_identities = b"\x13", b"\x09", b"\x0b"
    bodies = [remove_all, remove_all_version_1, list_identities]
    frames = [prefixed("u32-be", body) for body in bodies]
    source = version_line(["ssh", "-V"]).split(",")[0] + ", ssh-add"
    spec = "draft-miller-ssh-agent, 3: a uint32 length, then the message"
    why = "three requests of one byte each, of two runs"
    vectors.complete("u32-be/ssh-agent-requests", wire, frames, spec, why, source)


def asked_of_agent(command):
    """What the command asks of an agent that says yes to all and has no identities."""
    with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX) as listener:
        path = str(pathlib.Path(folder) / "agent")
        listener.bind(path)
        listener.listen()
        pieces = []
        agent = threading.Thread(target=answer, args=(listener, pieces), daemon=True)
        agent.start()
        environment = {**os.environ, "SSH_AUTH_SOCK": path}
        subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=10)
        agent.join(10)
    return b"".join(pieces)


def answer(listener, pieces):
    connection, _ = listener.accept()
    # ssh-add does not wait for the answer to its last request.
    with connection, contextlib.suppress(ConnectionError):
        while piece := connection.recv(4096):
            pieces.append(piece)
            no_identities, success = b"\x00\x00\x00\x05\x0c" + bytes(4), b"\x00\x00\x00\x01\x06"
            connection.sendall(no_identities if piece.endswith(b"\x0b") else success)


def safetensors_heads(vectors):
    """Files whose tensors have no elements: the head, a length and JSON padded with blanks, is then all of them."""
    for name, tensors, metadata in (
        ("empty", {}, None),
        ("metadata", {"weight": numpy.zeros((0, 4), numpy.float32)}, {"größe": "0"}),
    ):
        wire = safetensors.numpy.save(tensors, metadata)
        body = wire[8:]
        said = json.loads(body)
        assert said.pop("__metadata__", None) == metadata and said.keys() == tensors.keys()
        source = f"{package('safetensors')}, save"
        spec = "github.com/huggingface/safetensors, README, Format: 8 bytes u64 little-endian, then the header"
        why = "a file of a head alone, which says JSON"
        vectors.complete(f"u64-le/safetensors-{name}", wire, [prefixed("u64-le", body)], spec, why, source)


main()
