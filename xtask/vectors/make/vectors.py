"""What every maker of vectors shares: a list of cases, checked as they are added and printed as JSON Lines.

A frame is `(header, body)` or `(header, body, trailer)`, in bytes, said by the maker from what it handed to the
encoder. Nothing here parses: `Vectors.complete` refuses a case whose frames do not add up to the bytes.
"""

import importlib.metadata
import itertools
import json
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent

WIDTHS = {
    "u8": (1, "big"),
    "u16-be": (2, "big"),
    "u16-le": (2, "little"),
    "u24-be": (3, "big"),
    "u24-le": (3, "little"),
    "u32-be": (4, "big"),
    "u32-le": (4, "little"),
    "u64-be": (8, "big"),
    "u64-le": (8, "little"),
}

JSON_VALUES = [{"id": 1, "method": "greet"}, [1, 2.5, None, True], "Grüße", {}]
JSON_BODIES = [json.dumps(value, ensure_ascii=False).encode() for value in JSON_VALUES]

# 258 is 0x0102: its bytes differ, so a reader with the wrong byte order cannot be right by chance.
BODY_258 = bytes(range(256)) + b"\r\n"


def package(name):
    """`name version` of an installed Python package."""
    return f"{name} {importlib.metadata.version(name)}"


def python():
    return "Python " + sys.version.split()[0]


def npm_package(name):
    """`name version` of an npm package installed beside this file."""
    manifest = HERE / "node_modules" / name / "package.json"
    return f"{name} {json.loads(manifest.read_text())['version']}"


def version_line(command):
    """The first line that a program prints about itself."""
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    return (ran.stdout or ran.stderr).splitlines()[0].strip()


def prefixed(format, body):
    """The frame of a fixed-width length format: the header is the body's length and nothing else."""
    width, order = WIDTHS[format]
    return len(body).to_bytes(width, order), body


def leb128(number):
    groups = []
    while True:
        number, group = number >> 7, number & 127
        groups.append(group | (128 if number else 0))
        if not number:
            return bytes(groups)


class Vectors:
    def __init__(self, source):
        self.source = source
        self.cases = {}

    def complete(self, id, wire, frames, spec, why, source=None, compare_bodies=True):
        """A whole stream. Without `compare_bodies` the bodies are left out of the case, to keep a large one small."""
        frames = [frame if len(frame) == 3 else (*frame, b"") for frame in frames]
        assert b"".join(itertools.chain(*frames)) == wire, f"{id}: the frames are not the bytes"
        self.add(id, wire, frames, "complete", spec, why, source, compare_bodies)

    def cut(self, id, of, frame, keep, why):
        """The case `of`, ended after `keep` bytes of its frame number `frame`."""
        _, frames, spec, source = self.cases[of][1]
        frame %= len(frames)
        whole = frames[:frame]
        part = b"".join(frames[frame])
        assert keep < len(part), f"{id}: nothing is cut off"
        wire = b"".join(itertools.chain(*whole)) + part[:keep]
        self.add(id, wire, whole, "truncated", spec, why, source, True)

    def refused(self, id, wire, frames, outcome, spec, why, source=None, limit=None):
        """A stream that the named program refuses after `frames`; the maker has seen it refuse."""
        assert outcome in ("malformed", "too-long")
        frames = [frame if len(frame) == 3 else (*frame, b"") for frame in frames]
        assert wire.startswith(b"".join(itertools.chain(*frames))), f"{id}: the frames are not in the bytes"
        self.add(id, wire, frames, outcome, spec, why, source, True, limit)

    def add(self, id, wire, frames, outcome, spec, why, source, compare_bodies, limit=None):
        assert id not in self.cases, f"{id} is used twice"
        source = source or self.source
        case = {
            "id": id,
            "format": id.split("/")[0],
            "bytes": wire.hex(),
            "frames": [frame_json(frame, compare_bodies) for frame in frames],
            "outcome": outcome,
        }
        if limit is not None:
            case["limit"] = limit
        case |= {"spec": spec, "why": why, "source": source}
        self.cases[id] = (case, (wire, frames, spec, source))

    def print(self):
        for case, _ in self.cases.values():
            print(json.dumps(case, ensure_ascii=False))


def frame_json(frame, compare_bodies):
    header, body, trailer = frame
    said = {"header": header.hex()}
    if compare_bodies:
        said["body"] = body.hex()
    if trailer:
        said["trailer"] = trailer.hex()
    return said


def refusal(call, *errors):
    """What `call` raises, which must be one of `errors`."""
    try:
        answer = call()
    except errors as error:
        return str(error).strip().splitlines()[0]
    raise AssertionError(f"not refused: {answer!r}")


def through(command, cases):
    """Has another program encode `(format, bodies)` pairs and returns the bytes that it made for each.

    The program reads a line `format hex hex …` a pair, an empty body as `-`, and writes a line of hex for each.
    """
    lines = [" ".join([format, *(body.hex() or "-" for body in bodies)]) for format, bodies in cases]
    ran = subprocess.run(command, input="\n".join(lines) + "\n", capture_output=True, text=True, check=True)
    wires = [bytes.fromhex(line) for line in ran.stdout.splitlines()]
    assert len(wires) == len(cases), ran.stderr
    return wires


def fixed_widths(vectors, formats, maker, command, spec, bodies=None):
    """JSON behind every width in `formats`, an empty body between two, and a cut in the header or after it."""
    bodies = bodies or [*JSON_BODIES[:2], b"", *JSON_BODIES[2:]]
    wires = through(command, [(format, bodies) for format in formats])
    for format, wire in zip(formats, wires, strict=True):
        add_json(vectors, format, maker, wire, bodies, spec)


def add_json(vectors, format, maker, wire, bodies, spec):
    whole = f"{format}/{maker}-json"
    width = WIDTHS[format][0]
    vectors.complete(
        whole,
        wire,
        [prefixed(format, body) for body in bodies],
        spec,
        "JSON bodies, one of them not ASCII, and an empty body between two others",
    )
    if width > 1:
        vectors.cut(f"{whole}-cut-in-header", whole, 1, width - 1, "the stream ends inside the second header")
    else:
        vectors.cut(f"{whole}-cut-after-header", whole, 1, 1, "the stream ends exactly after the second header")
