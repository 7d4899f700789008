"""Netstrings by `pynetstring` and by Twisted's `NetstringReceiver`, and what the two refuse."""

import pynetstring
from twisted.internet.testing import StringTransport
from twisted.protocols.basic import NetstringReceiver

from vectors import BODY_258, JSON_BODIES, Vectors, package, refusal

SPEC = "cr.yp.to/proto/netstrings.txt"
HELLO = b"hello world!"


def main():
    vectors = Vectors(package("pynetstring"))
    by_pynetstring(vectors)
    by_twisted(vectors)
    refused_by_pynetstring(vectors)
    refused_by_twisted(vectors)
    vectors.print()


def frame(body):
    return str(len(body)).encode() + b":", body, b","


def by_pynetstring(vectors):
    bodies = [HELLO, b"", b"a", b"3:abc,", BODY_258]
    whole = "netstring/pynetstring-five"
    wire = b"".join(pynetstring.encode(bodies))
    vectors.complete(
        whole, wire, [frame(body) for body in bodies], SPEC, "an empty one, one in another, all byte values"
    )
    vectors.cut("netstring/pynetstring-cut-in-digits", whole, -1, 2, "the stream ends inside the digits of a length")
    vectors.cut("netstring/pynetstring-cut-after-colon", whole, 3, 2, "the stream ends exactly after a header")
    vectors.cut("netstring/pynetstring-cut-in-body", whole, 0, 8, "the stream ends inside the first body")
    vectors.cut("netstring/pynetstring-cut-before-comma", whole, 2, 3, "only the comma is missing")
    vectors.cut(
        "netstring/pynetstring-cut-before-empty-comma", whole, 1, 2, "only the comma of an empty one is missing"
    )


def by_twisted(vectors):
    sender = NetstringReceiver()
    sender.makeConnection(StringTransport())
    for body in JSON_BODIES:
        sender.sendString(body)
    vectors.complete(
        "netstring/twisted-json",
        sender.transport.value(),
        [frame(body) for body in JSON_BODIES],
        SPEC,
        "JSON bodies, one of them not ASCII",
        f"{package('twisted')}, NetstringReceiver.sendString",
    )


def refused_by_pynetstring(vectors):
    source = f"{package('pynetstring')}, Decoder.feed refuses it"
    good = pynetstring.encode(HELLO)
    for name, bad, what in (
        ("letter-for-colon", b"5;hello,", "a semicolon for the colon"),
        ("no-digits", b":a,", "no digits before the colon"),
        ("minus", b"-1:a,", "a minus sign"),
        ("blank", b" 1:a,", "a blank before the length"),
        ("wrong-comma", b"5:hello;", "a semicolon for the comma"),
        ("newline-after-comma", b"\n1:a,", "a newline between two netstrings"),
    ):
        said = refusal(lambda: pynetstring.Decoder().feed(good + bad), pynetstring.ParseError)
        why = f"{what}, behind a good one: Decoder says: {said}"
        vectors.refused(f"netstring/pynetstring-{name}", good + bad, [frame(HELLO)], "malformed", SPEC, why, source)
    wire = good + pynetstring.encode(b"x" * 13)
    said = refusal(lambda: pynetstring.Decoder(maxlen=12).feed(wire), pynetstring.TooLong)
    vectors.refused(
        "netstring/pynetstring-over-maxlen",
        wire,
        [frame(HELLO)],
        "too-long",
        SPEC,
        f"a body of the limit, then one byte more: Decoder(maxlen=12) says: {said}",
        source,
        limit=12,
    )


def refused_by_twisted(vectors):
    source = f"{package('twisted')}, NetstringReceiver drops the connection"
    for name, bad, what in (
        ("leading-zero", b"01:a,", "a leading zero"),
        ("two-zeros", b"00:,", "a zero in two digits"),
        ("plus", b"+1:a,", "a plus sign"),
        ("hexadecimal", b"0x1:a,", "a hexadecimal length"),
    ):
        wire = pynetstring.encode(HELLO) + bad
        assert twisted_takes(wire) == ([HELLO], True), name
        why = f"{what}, behind a good one"
        vectors.refused(f"netstring/twisted-{name}", wire, [frame(HELLO)], "malformed", SPEC, why, source)


def twisted_takes(wire):
    """The netstrings that Twisted delivers, and whether it then drops the connection."""
    taken = []
    receiver = NetstringReceiver()
    receiver.stringReceived = taken.append
    receiver.makeConnection(StringTransport())
    receiver.dataReceived(wire)
    return taken, receiver.transport.disconnecting


main()
