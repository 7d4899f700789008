"""Checks the vector files: their form, ids that no two cases share, frames that add up, and nothing of a machine.

It knows no format: whether a decoder agrees is what the conformance run finds out.
"""

import collections
import json
import os
import pathlib
import re
import sys

VECTORS = pathlib.Path(__file__).resolve().parent.parent
KEYS = {"id", "format", "bytes", "frames", "outcome", "spec", "why", "source"}
OUTCOMES = {"complete", "truncated", "malformed", "too-long"}
OF_A_MACHINE = re.compile(rb"/(home|root|tmp|work|Users|usr)/|" + re.escape(os.uname().nodename.encode()))


def main():
    seen = {}
    counts = collections.Counter()
    for path in sorted(VECTORS.glob("*.jsonl")):
        for number, line in enumerate(path.read_text().splitlines(), 1):
            case = json.loads(line)
            problem = problem_of(case) or ("its id is used twice" if case["id"] in seen else None)
            if problem:
                sys.exit(f"{path.name}:{number}: {case.get('id')}: {problem}")
            seen[case["id"]] = path.name
            counts[case["format"], case["outcome"]] += 1
    report(counts)


def problem_of(case):
    if case.keys() - {"limit", "request_method"} not in (KEYS, KEYS - {"frames"} | {"content"}):
        return f"keys {sorted(case)}"
    if not re.fullmatch(re.escape(case["format"]) + r"/[a-z0-9]+(-[a-z0-9]+)*", case["id"]):
        return "the id is not format/name"
    if case["outcome"] not in OUTCOMES:
        return f"outcome {case['outcome']}"
    wire = bytes.fromhex(case["bytes"])
    if OF_A_MACHINE.search(wire):
        return "the bytes name a place on a machine"
    # What the body of an HTTP message says is not what is on the wire.
    return None if case["format"].startswith("http-") else problem_of_frames(case, wire)


def problem_of_frames(case, wire):
    for frame in case["frames"]:
        if frame.keys() - {"header", "body", "trailer"}:
            return f"frame keys {sorted(frame)}"
    if any("body" not in frame for frame in case["frames"]):
        return None if case["outcome"] == "complete" else "only a complete case may leave bodies out"
    whole = bytes.fromhex("".join(part for frame in case["frames"] for part in frame.values()))
    if case["outcome"] == "complete":
        return None if whole == wire else "the frames are not the bytes"
    return None if wire.startswith(whole) and (whole != wire or case["format"] == "chunked") else "nothing is left over"


def report(counts):
    for format in sorted({format for format, _ in counts}):
        print(f"{format:16}", *(f"{counts[format, outcome]:3} {outcome}" for outcome in sorted(OUTCOMES)))
    print(f"{sum(counts.values())} vectors")


main()
