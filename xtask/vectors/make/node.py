"""Lengths by Node's `Buffer`, and delimited messages by protobufjs."""

from vectors import BODY_258, HERE, WIDTHS, Vectors, fixed_widths, leb128, npm_package, through, version_line

SPEC = "nodejs.org/api/buffer.html: writeUIntBE, writeUIntLE, writeBigUInt64BE, writeBigUInt64LE"
COMMAND = ["node", str(HERE / "frames.mjs")]


def main():
    node = "Node " + version_line(["node", "--version"])
    vectors = Vectors(f"{node}, Buffer")
    fixed_widths(vectors, WIDTHS, "node", COMMAND, SPEC)
    protobufjs(vectors)
    vectors.print()


def protobufjs(vectors):
    values = [b"short", b"y" * 125, BODY_258, b"\x01"]
    bodies = [b"\x0a" + leb128(len(value)) + value for value in values]
    [wire] = through(COMMAND, [("protobufjs", values)])
    whole = "varint/protobufjs-delimited"
    frames = [(leb128(len(body)), body) for body in bodies]
    spec = "protobuf.dev/programming-guides/encoding/#varints; protobufjs Type.encodeDelimited"
    vectors.complete(whole, wire, frames, spec, "sizes of one byte and of two", npm_package("protobufjs"))
    vectors.cut(f"{whole}-cut-in-header", whole, 2, 1, "the stream ends inside a two-byte size")


main()
