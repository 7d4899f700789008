"""Lengths by the `construct` package: `Prefixed` behind each of its integers, and behind its `VarInt`."""

from construct import (
    GreedyBytes,
    Int8ub,
    Int16ub,
    Int16ul,
    Int24ub,
    Int24ul,
    Int32ub,
    Int32ul,
    Int64ub,
    Int64ul,
    Prefixed,
    VarInt,
)

from vectors import JSON_BODIES, Vectors, add_json, leb128, package

SPEC = "construct.readthedocs.io: Prefixed, a length and then that many bytes"
INTEGERS = {
    "u8": Int8ub,
    "u16-be": Int16ub,
    "u16-le": Int16ul,
    "u24-be": Int24ub,
    "u24-le": Int24ul,
    "u32-be": Int32ub,
    "u32-le": Int32ul,
    "u64-be": Int64ub,
    "u64-le": Int64ul,
}


def main():
    vectors = Vectors(f"{package('construct')}, Prefixed")
    bodies = [*JSON_BODIES[:2], b"", *JSON_BODIES[2:]]
    for format, integer in INTEGERS.items():
        add_json(vectors, format, "construct", built(integer, bodies), bodies, SPEC)
    varints(vectors)
    vectors.print()


def built(integer, bodies):
    return b"".join(Prefixed(integer, GreedyBytes).build(body) for body in bodies)


def varints(vectors):
    bodies = [b"x" * 127, b"", b"y" * 128, b"z" * 300]
    whole = "varint/construct-varint"
    frames = [(leb128(len(body)), body) for body in bodies]
    spec = "construct.readthedocs.io: VarInt, the variable-length integer of protobuf"
    vectors.complete(whole, built(VarInt, bodies), frames, spec, "sizes of one byte and of two, and an empty body")
    vectors.cut(f"{whole}-cut-after-header", whole, 3, 2, "the stream ends exactly after a two-byte size")


main()
