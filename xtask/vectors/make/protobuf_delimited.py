"""Delimited protobuf by the `protobuf` package's own writer, `google.protobuf.proto.serialize_length_prefixed`."""

import io

from google.protobuf import (
    descriptor_pb2,
    descriptor_pool,
    duration_pb2,
    empty_pb2,
    field_mask_pb2,
    message_factory,
    proto,
    timestamp_pb2,
    wrappers_pb2,
)
from google.protobuf.message import DecodeError

from vectors import Vectors, leb128, package, refusal

SPEC = "protobuf.dev/programming-guides/encoding/#varints; proto.py serialize_length_prefixed"


def main():
    vectors = Vectors(f"{package('protobuf')}, google.protobuf.proto.serialize_length_prefixed")
    generated(vectors)
    dynamic(vectors)
    sizes(vectors)
    overlong(vectors)
    eleven_bytes(vectors)
    vectors.print()


def add(vectors, id, messages, why):
    vectors.complete(id, written(messages), frames(messages), SPEC, why)


def written(messages):
    out = io.BytesIO()
    for message in messages:
        proto.serialize_length_prefixed(message, out)
    return out.getvalue()


def frames(messages):
    bodies = [message.SerializeToString() for message in messages]
    return [(leb128(len(body)), body) for body in bodies]


def generated(vectors):
    descriptor = descriptor_pb2.FileDescriptorProto()
    wrappers_pb2.DESCRIPTOR.CopyToProto(descriptor)
    whole = "varint/protobuf-generated"
    messages = [
        timestamp_pb2.Timestamp(seconds=1_000_000_000, nanos=1),
        empty_pb2.Empty(),
        field_mask_pb2.FieldMask(paths=["user.name", "user.größe"]),
        duration_pb2.Duration(seconds=-1),
        descriptor,
    ]
    add(vectors, whole, messages, "generated messages: one of no bytes, one of some hundred, a negative number")
    vectors.cut(f"{whole}-cut-in-header", whole, -1, 1, "the stream ends inside a two-byte size")
    vectors.cut(f"{whole}-cut-after-header", whole, -1, 2, "the stream ends exactly after a two-byte size")
    vectors.cut(f"{whole}-cut-in-body", whole, -1, 200, "the stream ends inside the last message")


def dynamic(vectors):
    make = reading_class()
    messages = [make(sensor="roof", celsius=21.5, tags=["a", "b"]), make(), make(sensor="yard", celsius=-3.25)]
    add(
        vectors,
        "varint/protobuf-dynamic",
        messages,
        "messages of a type that is built at run time, one at its defaults",
    )


def reading_class():
    file = descriptor_pb2.FileDescriptorProto(name="reading.proto", package="vectors", syntax="proto3")
    message = file.message_type.add(name="Reading")
    field = descriptor_pb2.FieldDescriptorProto
    optional, repeated = field.LABEL_OPTIONAL, field.LABEL_REPEATED
    message.field.add(name="sensor", number=1, type=field.TYPE_STRING, label=optional)
    message.field.add(name="celsius", number=2, type=field.TYPE_DOUBLE, label=optional)
    message.field.add(name="tags", number=3, type=field.TYPE_STRING, label=repeated)
    pool = descriptor_pool.DescriptorPool()
    pool.AddSerializedFile(file.SerializeToString())
    return message_factory.GetMessageClass(pool.FindMessageTypeByName("vectors.Reading"))


def sizes(vectors):
    """The sizes at which the size itself grows by a byte."""
    for size in (127, 128, 16_383, 16_384):
        messages = [of_size(size), wrappers_pb2.BoolValue(value=True)]
        vectors.complete(
            f"varint/protobuf-size-{size}",
            written(messages),
            frames(messages),
            SPEC,
            f"a message of {size} bytes: a size of {len(leb128(size))} byte(s); then a short one",
            compare_bodies=size < 1000,
        )


def of_size(size):
    text = size - 2
    while True:
        message = wrappers_pb2.StringValue(value="x" * text)
        if message.ByteSize() == size:
            return message
        text -= message.ByteSize() - size


def overlong(vectors):
    body = wrappers_pb2.StringValue(value="over").SerializeToString()
    header = bytes([0x80 | len(body), 0x80, 0x00])
    assert proto.parse_length_prefixed(wrappers_pb2.StringValue, io.BytesIO(header + body)).value == "over"
    vectors.complete(
        "varint/protobuf-overlong-size",
        header + body,
        [(header, body)],
        "protobuf.dev/programming-guides/encoding/#varints: no rule that the shortest form be used",
        "a size in three bytes where one would do, by hand: parse_length_prefixed reads what follows",
        f"{package('protobuf')}, proto.parse_length_prefixed accepts it",
    )


def eleven_bytes(vectors):
    good = [wrappers_pb2.StringValue(value="before")]
    bad = b"\x80" * 10 + b"\x01"
    stream = io.BytesIO(written(good) + bad)
    assert proto.parse_length_prefixed(wrappers_pb2.StringValue, stream).value == "before"
    said = refusal(lambda: proto.parse_length_prefixed(wrappers_pb2.StringValue, stream), DecodeError)
    vectors.refused(
        "varint/protobuf-eleven-byte-size",
        written(good) + bad,
        frames(good),
        "malformed",
        "protobuf.dev/programming-guides/encoding/#varints: at most ten bytes",
        f"a size of eleven bytes behind a good message: parse_length_prefixed says: {said}",
        f"{package('protobuf')}, proto.parse_length_prefixed refuses it",
    )


main()
