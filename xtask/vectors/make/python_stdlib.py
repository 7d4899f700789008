"""What Python's own library sends behind a length: `logging.handlers.SocketHandler`, `multiprocessing.connection`."""

import logging
import logging.handlers
import multiprocessing
import os
import pickle

from vectors import JSON_BODIES, Vectors, prefixed, python, refusal

LOGGING = "docs.python.org/3/library/logging.handlers.html#socketHandler: makePickle, struct.pack('>L', …)"
CONNECTION = "CPython Lib/multiprocessing/connection.py: a !i length below 0x7fffffff, then the bytes"


def main():
    vectors = Vectors(python())
    log_records(vectors)
    connection(vectors)
    vectors.print()


def log_records(vectors):
    handler = logging.handlers.SocketHandler("localhost", 0)
    records = [
        record("start", logging.INFO, "listening on port %d", 9020),
        record("work", logging.WARNING, "Grüße", None),
    ]
    wire = b"".join(handler.makePickle(logging.makeLogRecord(fields)) for fields in records)
    frames = [prefixed("u32-be", pickled(fields)) for fields in records]
    whole = "u32-be/logging-pickle"
    source = f"{python()}, logging.handlers.SocketHandler.makePickle"
    vectors.complete(whole, wire, frames, LOGGING, "two log records as a logging server receives them", source)
    vectors.cut(f"{whole}-cut-after-header", whole, 1, 4, "the connection ends exactly after the second header")
    vectors.cut(f"{whole}-cut-in-body", whole, 1, 200, "the connection ends inside the second record")


def record(name, level, message, argument):
    """A log record that says nothing of the machine, the process or the hour."""
    return {
        "name": name, "levelno": level, "levelname": logging.getLevelName(level),
        "msg": message, "args": None if argument is None else (argument,),
        "pathname": "server.py", "filename": "server.py", "module": "server", "lineno": 7, "funcName": "main",
        "created": 1_000_000_000.5, "msecs": 500.0, "relativeCreated": 12.0,
        "process": 1, "processName": "MainProcess", "thread": 1, "threadName": "MainThread", "taskName": None,
    }  # fmt: skip


def pickled(fields):
    """The body as the handler's documentation says it: a pickle, protocol 1, with the arguments merged in."""
    merged = dict(logging.makeLogRecord(fields).__dict__)
    merged["msg"] = fields["msg"] % fields["args"] if fields["args"] else fields["msg"]
    merged["args"] = None
    merged.pop("message", None)
    return pickle.dumps(merged, 1)


def connection(vectors):
    bodies = [JSON_BODIES[0], b"", b"!" * 300]
    why = "an empty body and others, each written whole by send_bytes"
    source = f"{python()}, multiprocessing.connection.Connection.send_bytes"
    whole = "u32-be/multiprocessing-send-bytes"
    vectors.complete(whole, sent(bodies), [prefixed("u32-be", body) for body in bodies], CONNECTION, why, source)
    vectors.cut(f"{whole}-cut-after-header", whole, 2, 4, "the pipe closes exactly after the third header")
    over_the_maximum(vectors, source)


def over_the_maximum(vectors, source):
    bodies = [JSON_BODIES[0], b"!" * 300]
    wire = sent(bodies)
    said = refusal(lambda: received(wire, 256), OSError)
    vectors.refused(
        "u32-be/multiprocessing-over-maxlength",
        wire,
        [prefixed("u32-be", bodies[0])],
        "too-long",
        CONNECTION,
        f"recv_bytes(256) takes the first body and says of the second: {said}",
        source,
        limit=256,
    )


def sent(bodies):
    receiver, sender = multiprocessing.Pipe(duplex=False)
    for body in bodies:
        sender.send_bytes(body)
    sender.close()
    wire = b""
    while piece := os.read(receiver.fileno(), 65_536):
        wire += piece
    return wire


def received(wire, maximum):
    receiver, sender = multiprocessing.Pipe(duplex=False)
    os.write(sender.fileno(), wire)
    return [receiver.recv_bytes(maximum), receiver.recv_bytes(maximum)]


main()
