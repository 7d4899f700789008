"""Lengths by the JDK's `DataOutputStream` and `ByteBuffer`, and the strings of `DataOutputStream.writeUTF`."""

from vectors import HERE, WIDTHS, Vectors, fixed_widths, prefixed, through, version_line

SPEC = "java.io.DataOutput: writeByte, writeShort, writeInt, writeLong; java.nio.ByteOrder.LITTLE_ENDIAN"
COMMAND = ["java", str(HERE / "Frames.java")]


def main():
    java = version_line(["java", "--version"])
    vectors = Vectors(f"{java}, DataOutputStream and ByteBuffer")
    fixed_widths(vectors, [format for format in WIDTHS if "24" not in format], "java", COMMAND, SPEC)
    strings(vectors, f"{java}, DataOutputStream.writeUTF")
    vectors.print()


def strings(vectors, source):
    """Modified UTF-8: U+0000 in two bytes, and each half of a surrogate pair in three."""
    said = [("Grüße", "Grüße".encode()), ("", b""), ("a\0b", b"a\xc0\x80b"), ("𝄞", b"\xed\xa0\xb4\xed\xb4\x9e")]
    [wire] = through(COMMAND, [("writeUTF", [text.encode() for text, _ in said])])
    whole = "u16-be/java-write-utf"
    frames = [prefixed("u16-be", body) for _, body in said]
    spec = "java.io.DataOutput.writeUTF: an unsigned short, then modified UTF-8"
    vectors.complete(whole, wire, frames, spec, "strings, one empty, one with U+0000, one beyond the BMP", source)
    vectors.cut(f"{whole}-cut-after-header", whole, 2, 2, "the stream ends exactly after the third header")


main()
