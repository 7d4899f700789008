"""h11 as a server, for the format http-request: the bodies of the requests."""

import json
import os

import h11


def say(**line):
    print(json.dumps(line), flush=True)


def decode():
    connection = h11.Connection(h11.SERVER)
    body, started, ended = b"", False, False
    while True:
        try:
            event = connection.next_event()
        except h11.RemoteProtocolError as error:
            return "truncated" if ended and "peer" in str(error) else "malformed"
        if event is h11.NEED_DATA:
            piece = os.read(0, 65536)
            ended = not piece
            if ended and not started and not connection.trailing_data[0]:
                return "complete"
            connection.receive_data(piece)
        elif isinstance(event, h11.Request):
            body, started = b"", True
        elif isinstance(event, h11.Data):
            body += bytes(event.data)
        elif isinstance(event, h11.EndOfMessage):
            say(body=body.hex())
            started = False
            connection.send(h11.Response(status_code=200, headers=[("Content-Length", "0")]))
            connection.send(h11.EndOfMessage())
            if connection.our_state is h11.MUST_CLOSE:
                return "truncated" if connection.trailing_data[0] else "complete"
            connection.start_next_cycle()
        elif isinstance(event, h11.ConnectionClosed):
            return "complete"


say(outcome=decode())
