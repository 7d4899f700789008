"""An echo over ZeroMQ at a port, and one who listens to it: zeromq_peer.py serve|ask PORT"""

import sys

import zmq

role, port = sys.argv[1:]
address = f"tcp://127.0.0.1:{port}"
context = zmq.Context()
if role == "serve":
    socket = context.socket(zmq.REP)
    socket.bind(address)
    print("serving", flush=True)
    while True:
        socket.send_multipart(socket.recv_multipart())

socket = context.socket(zmq.REQ)
socket.setsockopt(zmq.RCVTIMEO, 20_000)
socket.setsockopt(zmq.LINGER, 0)
socket.connect(address)
messages = [[b""], [b"x" * 255], [b"x" * 256], [b"several", b"", b"parts"], [bytes(range(256)) * 4096]]
for parts in messages + [[b"%d" % number] for number in range(200)]:
    socket.send_multipart(parts)
    answer = socket.recv_multipart()
    print([len(part) for part in answer], answer == parts)
