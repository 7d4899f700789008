"""Talks to a real language server or debug adapter over its standard streams and keeps every byte that it answers.

The answers are taken apart by Python's own reader of header fields, `http.client.parse_headers`, and a frame counts
only if its body is one whole JSON object.
"""

import http.client
import io
import json
import subprocess


def conversation(command, exchanges):
    """All that the program writes in `exchanges`: its bytes, and its frames.

    An exchange is a message to send and the test that the last message of its answer passes, or `None` for a message
    that has no answer. The next one is sent only then, so that the answers come in one order.
    """
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as program:
        frames = []
        for message, is_answer in exchanges:
            program.stdin.write(framed(message))
            program.stdin.flush()
            answered = is_answer is None
            while not answered:
                frames.append(next_frame(program.stdout))
                answered = is_answer(json.loads(frames[-1][1]))
        program.stdin.close()
        rest = program.stdout.read()
    stream = io.BytesIO(rest)
    while stream.tell() < len(rest):
        frames.append(next_frame(stream))
    return b"".join(header + body for header, body in frames), frames


def next_frame(stream):
    seen = Recording(stream)
    fields = http.client.parse_headers(seen)
    body = stream.read(int(fields["Content-Length"]))
    assert isinstance(json.loads(body), dict)
    return seen.bytes, body


class Recording:
    """Passes lines on and remembers them."""

    def __init__(self, stream):
        self.stream, self.bytes = stream, b""

    def readline(self, limit=-1):
        line = self.stream.readline(limit)
        self.bytes += line
        return line


def framed(message):
    """A message behind the one header field that every server takes."""
    body = json.dumps(message).encode()
    return b"Content-Length: %d\r\n\r\n%s" % (len(body), body)
