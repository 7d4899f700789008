"""Length-prefixed strings by Twisted's `Int8/16/32StringReceiver.sendString`, and what its receivers refuse."""

from twisted.internet.testing import StringTransport
from twisted.protocols.basic import Int8StringReceiver, Int16StringReceiver, Int32StringReceiver

from vectors import JSON_BODIES, Vectors, add_json, package, prefixed

SPEC = "twisted.protocols.basic: IntNStringReceiver, structFormat !B, !H, !I"
PROTOCOLS = {"u8": Int8StringReceiver, "u16-be": Int16StringReceiver, "u32-be": Int32StringReceiver}


def main():
    vectors = Vectors(f"{package('twisted')}, IntNStringReceiver.sendString")
    bodies = [*JSON_BODIES[:2], b"", *JSON_BODIES[2:]]
    for format, protocol in PROTOCOLS.items():
        add_json(vectors, format, "twisted", sent(protocol, bodies), bodies, SPEC)
        over_the_maximum(vectors, format, protocol)
    claims_two_gib(vectors)
    vectors.print()


def sent(protocol, bodies):
    sender = protocol()
    sender.makeConnection(StringTransport())
    for body in bodies:
        sender.sendString(body)
    return sender.transport.value()


def over_the_maximum(vectors, format, protocol):
    bodies = [b"x" * 20, b"y" * 21]
    wire = sent(protocol, bodies)
    assert taken(protocol, wire, 20) == (bodies[:1], [21])
    vectors.refused(
        f"{format}/twisted-over-max-length",
        wire,
        [prefixed(format, bodies[0])],
        "too-long",
        SPEC,
        "a body of MAX_LENGTH = 20 is delivered, then one of 21 calls lengthLimitExceeded",
        f"{package('twisted')}, {protocol.__name__} refuses it",
        limit=20,
    )


def claims_two_gib(vectors):
    header = b"\x7f\xff\xff\xff"
    assert taken(Int32StringReceiver, header, Int32StringReceiver.MAX_LENGTH) == ([], [2**31 - 1])
    vectors.refused(
        "u32-be/twisted-claims-two-gib",
        header,
        [],
        "too-long",
        SPEC,
        "a header that claims 2 GiB, and nothing behind it: refused by the header alone at Twisted's own MAX_LENGTH",
        f"{package('twisted')}, Int32StringReceiver refuses it",
        limit=Int32StringReceiver.MAX_LENGTH,
    )


def taken(protocol, wire, maximum):
    """The strings that the receiver delivers and the lengths that it calls too long."""
    strings, refused = [], []
    receiver = protocol()
    receiver.MAX_LENGTH = maximum
    receiver.stringReceived = strings.append
    receiver.lengthLimitExceeded = refused.append
    receiver.makeConnection(StringTransport())
    receiver.dataReceived(wire)
    return strings, refused


main()
