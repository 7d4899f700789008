"""MessagePack behind a 4-byte length: bodies by the `msgpack` package, frames by two framers that people use."""

import datetime
import os
import multiprocessing

import msgpack
from twisted.internet.testing import StringTransport
from twisted.protocols.basic import Int32StringReceiver

from vectors import Vectors, package, prefixed, python

SPEC = "github.com/msgpack/msgpack/blob/master/spec.md for the bodies; a 4-byte big-endian length in front of each"
VALUES = [
    {"jsonrpc": "2.0", "id": 1, "method": "add", "params": [1, -2, 3.5]},
    None,
    [b"\x00\x01", "Grüße", True, 2**63, -(2**31)],
    datetime.datetime(2001, 9, 9, 1, 46, 40, tzinfo=datetime.timezone.utc),
    {"blob": bytes(range(256))},
]


def main():
    vectors = Vectors(package("msgpack"))
    bodies = [msgpack.packb(value, datetime=True) for value in VALUES]
    frames = [prefixed("u32-be", body) for body in bodies]
    for maker, wire, source in (
        ("multiprocessing", through_pipe(bodies), f"{python()} multiprocessing.connection"),
        ("twisted", through_twisted(bodies), f"{package('twisted')} Int32StringReceiver"),
    ):
        whole = f"u32-be/msgpack-{maker}"
        source = f"{package('msgpack')} behind {source}"
        vectors.complete(whole, wire, frames, SPEC, "map, nil, array, timestamp extension, 256 bytes of bin", source)
        vectors.cut(f"{whole}-cut-in-header", whole, 1, 2, "the stream ends inside the second header")
    vectors.cut("u32-be/msgpack-cut-in-bin", "u32-be/msgpack-twisted", -1, 100, "the stream ends inside the bin")
    vectors.print()


def through_pipe(bodies):
    receiver, sender = multiprocessing.Pipe(duplex=False)
    for body in bodies:
        sender.send_bytes(body)
    sender.close()
    wire = b""
    while piece := os.read(receiver.fileno(), 65_536):
        wire += piece
    return wire


def through_twisted(bodies):
    sender = Int32StringReceiver()
    sender.makeConnection(StringTransport())
    for body in bodies:
        sender.sendString(body)
    return sender.transport.value()


main()
