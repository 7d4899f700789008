"""Delimited protobuf messages, for the format varint, with a limit of 1 MiB."""

import json
import os

LIMIT = 1 << 20


def say(**line):
    print(json.dumps(line), flush=True)


def header(buffered):
    """The length of the header and of the body, None while it is short, or an error."""
    value = 0
    for index, byte in enumerate(buffered[:10]):
        value |= (byte & 0x7F) << (7 * index)
        if byte < 0x80:
            if value >= 1 << 64:
                raise ValueError("malformed")
            if value > LIMIT:
                raise ValueError("too-long")
            return index + 1, value
    if len(buffered) >= 10:
        raise ValueError("malformed")
    return None


def decode():
    buffered = b""
    while piece := os.read(0, 65536):
        buffered += piece
        try:
            while (lengths := header(buffered)) is not None:
                start, end = lengths[0], sum(lengths)
                if len(buffered) < end:
                    break
                say(header=buffered[:start].hex(), body=buffered[start:end].hex())
                buffered = buffered[end:]
        except ValueError as error:
            return str(error)
    return "truncated" if buffered else "complete"


say(outcome=decode())
