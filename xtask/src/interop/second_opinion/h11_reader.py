"""Reads streams in hex, one a line, with h11: requests, or the answer to one request. Says what it makes of each in JSON."""

import json
import sys

import h11

ROOM = 1 << 20


def server(stream):
    connection = h11.Connection(h11.SERVER, max_incomplete_event_size=ROOM)
    connection.receive_data(stream)
    connection.receive_data(b"")
    return connection


def requests(stream):
    connection = server(stream)
    contents = []
    while True:
        event = connection.next_event()
        if isinstance(event, h11.Request):
            contents.append(b"")
        elif isinstance(event, h11.Data):
            contents[-1] += event.data
        elif isinstance(event, h11.EndOfMessage):
            # Whatever it would do with the connection, the next request is looked at.
            connection = server(connection.trailing_data[0])
        elif isinstance(event, h11.ConnectionClosed):
            return {"whole": [content.hex() for content in contents]}
        elif event is h11.NEED_DATA or event is h11.PAUSED:
            return "cut"


def answer(method, stream):
    connection = h11.Connection(h11.CLIENT, max_incomplete_event_size=ROOM)
    connection.send(h11.Request(method=method, target="a:1" if method == "CONNECT" else "/", headers=[("Host", "a")]))
    connection.send(h11.EndOfMessage())
    connection.receive_data(stream)
    connection.receive_data(b"")
    content = b""
    while True:
        event = connection.next_event()
        if isinstance(event, h11.Data):
            content += event.data
        elif isinstance(event, h11.EndOfMessage) or event is h11.PAUSED:
            return {"whole": [content.hex()]}
        elif event is h11.NEED_DATA or isinstance(event, h11.ConnectionClosed):
            return "cut"


def read(line):
    method, stream = line.rstrip("\n").split(" ")
    stream = bytes.fromhex(stream)
    return requests(stream) if method == "-" else answer(method, stream)


for line in sys.stdin:
    try:
        opinion = read(line)
    except h11.RemoteProtocolError as error:
        cut = "incomplete" in str(error) or "without sending complete" in str(error) or "closed" in str(error)
        opinion = "cut" if cut else {"refused": str(error)}
    print(json.dumps(opinion))
