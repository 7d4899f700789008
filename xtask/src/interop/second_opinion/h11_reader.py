"""Reads streams of requests in hex, one a line, with h11; says what it makes of each in JSON."""

import json
import sys

import h11


def read(stream):
    connection = h11.Connection(h11.SERVER, max_incomplete_event_size=1 << 20)
    connection.receive_data(stream)
    connection.receive_data(b"")
    contents = []
    while True:
        event = connection.next_event()
        if isinstance(event, h11.Request):
            contents.append(b"")
        elif isinstance(event, h11.Data):
            contents[-1] += event.data
        elif isinstance(event, h11.EndOfMessage):
            # Whatever it would do with the connection, the next request is looked at.
            rest = connection.trailing_data[0]
            connection = h11.Connection(h11.SERVER, max_incomplete_event_size=1 << 20)
            connection.receive_data(rest)
            connection.receive_data(b"")
        elif event is h11.ConnectionClosed or isinstance(event, h11.ConnectionClosed):
            return {"whole": [content.hex() for content in contents]}
        elif event is h11.NEED_DATA or event is h11.PAUSED:
            return "cut"


for line in sys.stdin:
    try:
        opinion = read(bytes.fromhex(line))
    except h11.RemoteProtocolError as error:
        cut = "incomplete" in str(error) or "without sending complete" in str(error) or "closed" in str(error)
        opinion = "cut" if cut else {"refused": str(error)}
    print(json.dumps(opinion))
