"""A blocking reader with `struct`, for the format u16-be."""

import json
import struct
import sys

stream = sys.stdin.buffer.raw


def read_exactly(n):
    data = b""
    while len(data) < n:
        piece = stream.read(n - len(data))
        if not piece:
            return data
        data += piece
    return data


def say(**line):
    print(json.dumps(line), flush=True)


while True:
    header = read_exactly(2)
    if len(header) < 2:
        say(outcome="truncated" if header else "complete")
        break
    (length,) = struct.unpack(">H", header)
    body = read_exactly(length)
    if len(body) < length:
        say(outcome="truncated")
        break
    say(header=header.hex(), body=body.hex())
