"""What a real debug adapter, debugpy's, writes to its standard output.

Its answers and its events come in either order, and one of them names a port: two runs differ in that.
"""

import sys

from capture import conversation
from vectors import Vectors, package

SPEC = "Debug Adapter Protocol, base protocol: header part and content part"


def main():
    vectors = Vectors(f"{package('debugpy')}, python -m debugpy.adapter")
    exchanges = [
        request(1, "initialize", {"adapterID": "debugpy", "clientID": "vectors", "pathFormat": "path"}),
        request(2, "threads", {}),
        request(3, "disconnect", {}),
    ]
    wire, frames = conversation([sys.executable, "-m", "debugpy.adapter"], exchanges)
    whole = "content-length/dap-debugpy"
    vectors.complete(whole, wire, frames, SPEC, "a session: capabilities, events, a failed request, the end")
    header = len(frames[0][0])
    for place, keep, why in (
        ("between-crlfs", header - 2, "between the two CRLFs of the first header"),
        ("after-header", header, "exactly after the first header"),
        ("in-body", header + 9, "inside the first body"),
    ):
        vectors.cut(f"{whole}-cut-{place}", whole, 0, keep, f"the stream ends {why}")
    vectors.print()


def request(seq, command, arguments):
    message = {"seq": seq, "type": "request", "command": command, "arguments": arguments}
    return message, lambda answer: answer.get("request_seq") == seq


main()
