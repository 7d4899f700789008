"""A decoder of the format u16-be for `cargo xtask conformance --exec`: a 2-byte big-endian length, then the body.

It reads a stream from standard input and prints JSON, one object a line: one a frame, then one for the end. With one of
these words as its argument it has a defect, for the run to find:

  impatient   takes a header that is not whole yet for the end
  deaf        does not tell a frame that is cut short from the end
  endless     never ends
  silent      ends before it has reported the outcome
  late        reports a frame once a byte after it has come
  one-per-read  reports at most one frame for each read
  at-the-end  reports all frames at the end
  nameless    reports frames under keys that nobody knows
  short       keeps 4096 bytes of a body
  noisy       writes 96 MiB to standard error
"""

import json
import os
import sys


def pieces():
    while piece := os.read(0, 65536):
        yield piece


def decode(defect):
    buffered = b""
    kept = []
    for piece in pieces():
        buffered += piece
        if defect == "impatient" and len(buffered) < 2:
            return "truncated"
        while (frame := take(buffered, 1 if defect == "late" else 0)) is not None:
            buffered = buffered[len(frame) :]
            if defect == "at-the-end":
                kept.append(frame)
            else:
                report(frame, defect)
            if defect == "one-per-read":
                break
    while (frame := take(buffered, 0)) is not None:
        buffered = buffered[len(frame) :]
        kept.append(frame)
    for frame in kept:
        report(frame, defect)
    return "truncated" if buffered and defect != "deaf" else "complete"


def take(buffered, more):
    end = 2 + int.from_bytes(buffered[:2], "big")
    return buffered[:end] if len(buffered) >= max(2, end + more) else None


def report(frame, defect):
    header, body = frame[:2].hex(), frame[2:].hex()
    if defect == "nameless":
        say(Header=header, Body=body)
    else:
        say(header=header, body=body[:8192] if defect == "short" else body)


def say(**line):
    print(json.dumps(line), flush=True)


def main():
    defect = sys.argv[1] if len(sys.argv) > 1 else None
    while defect == "endless":
        pass
    if defect == "noisy":
        os.write(2, b"x" * (96 << 20))
    if defect == "silent":
        sys.exit("u16_be.py: no outcome today")
    say(outcome=decode(defect))


main()
