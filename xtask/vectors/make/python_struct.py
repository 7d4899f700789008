"""Fixed-width lengths by Python's `struct`, JSON bodies by Python's `json`."""

import json
import struct

from vectors import BODY_258, JSON_BODIES, WIDTHS, Vectors, add_json, prefixed, python

PACK = {
    "u8": lambda n: struct.pack("B", n),
    "u16-be": lambda n: struct.pack(">H", n),
    "u16-le": lambda n: struct.pack("<H", n),
    "u24-be": lambda n: struct.pack(">BH", n >> 16, n & 0xFFFF),
    "u24-le": lambda n: struct.pack("<HB", n & 0xFFFF, n >> 16),
    "u32-be": lambda n: struct.pack(">I", n),
    "u32-le": lambda n: struct.pack("<I", n),
    "u64-be": lambda n: struct.pack(">Q", n),
    "u64-le": lambda n: struct.pack("<Q", n),
}
SPEC = "docs.python.org/3/library/struct.html: byte order, size and alignment"


def written(format, bodies):
    return b"".join(PACK[format](len(body)) + body for body in bodies)


def main():
    vectors = Vectors(f"{python()}, struct and json")
    assert PACK.keys() == WIDTHS.keys()
    for format in PACK:
        bodies = [*JSON_BODIES[:2], b"", *JSON_BODIES[2:]]
        add_json(vectors, format, "struct", written(format, bodies), bodies, SPEC)
        boundaries(vectors, format)
    large(vectors)
    vectors.print()


def boundaries(vectors, format):
    width = WIDTHS[format][0]
    body = bytes(range(255)) if width == 1 else BODY_258
    whole = f"{format}/struct-{len(body)}-bytes"
    frames = [prefixed(format, body)]
    why = "the longest body" if width == 1 else "a length whose bytes differ shows the byte order"
    vectors.complete(whole, written(format, [body]), frames, SPEC, why)
    if format in ("u32-be", "u64-le"):
        vectors.cut(f"{format}/struct-cut-after-header", whole, 0, width, "the stream ends exactly after a header")
        vectors.cut(f"{format}/struct-cut-last-byte", whole, 0, width + 257, "the last byte of the body is missing")


def large(vectors):
    # A frame behind the large one shows that the reader is still in step.
    numbers = json.dumps(list(range(10_960))).encode()
    assert 65_536 < len(numbers) < 66_000
    bodies = [numbers, JSON_BODIES[0]]
    vectors.complete(
        "u32-be/struct-over-64-kib",
        written("u32-be", bodies),
        [prefixed("u32-be", body) for body in bodies],
        SPEC,
        "a body over 64 KiB, then a short one; bodies are left out here to keep the file small",
        compare_bodies=False,
    )


main()
