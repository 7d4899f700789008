"""A decoder of the format u16-be for `cargo xtask conformance --exec`: a 2-byte big-endian length, then the body.

It reads a stream from standard input and prints JSON, one object a line: one a frame, then one for the end. With one of
these words as its argument it has a defect, for the run to find:

  impatient   takes a header that is not whole yet for the end
  deaf        does not tell a frame that is cut short from the end
  endless     never ends
  silent      ends before it has said how the stream did
"""

import json
import os
import sys


def pieces():
    while piece := os.read(0, 65536):
        yield piece


def decode(defect):
    buffered = b""
    for piece in pieces():
        buffered += piece
        if defect == "impatient" and len(buffered) < 2:
            return "truncated"
        while len(buffered) >= 2:
            end = 2 + int.from_bytes(buffered[:2], "big")
            if len(buffered) < end:
                break
            say(header=buffered[:2].hex(), body=buffered[2:end].hex())
            buffered = buffered[end:]
    return "truncated" if buffered and defect != "deaf" else "complete"


def say(**line):
    print(json.dumps(line), flush=True)


def main():
    defect = sys.argv[1] if len(sys.argv) > 1 else None
    while defect == "endless":
        pass
    if defect == "silent":
        sys.exit("u16_be.py: no outcome today")
    say(outcome=decode(defect))


main()
