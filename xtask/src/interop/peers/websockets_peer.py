"""An echo over WebSocket at a port, and one who listens to it: websockets_peer.py serve|ask PORT"""

import asyncio
import sys

from websockets.asyncio.client import connect
from websockets.asyncio.server import serve


async def echo(connection):
    async for message in connection:
        await connection.send(message)


async def serving(port):
    async with serve(echo, "127.0.0.1", port, max_size=None, compression=None) as server:
        print("serving", flush=True)
        await server.serve_forever()


async def asking(port):
    address = f"ws://127.0.0.1:{port}/"
    async with connect(address, max_size=None, compression=None, proxy=None) as connection:
        messages = ["", "größer", b"\x00\xff", b"x" * 125, b"x" * 126, b"x" * 65535, b"x" * 65536]
        messages += [bytes(range(256)) * 4096, *(f"message {number}" for number in range(200))]
        for message in messages:
            await connection.send(message)
            answer = await connection.recv()
            print(type(answer).__name__, len(answer), answer == message)
        await connection.send(["a message ", "in several ", "frames"])
        print(await connection.recv())
        await (await connection.ping())
    print(connection.close_code)


role, port = sys.argv[1:]
asyncio.run({"serve": serving, "ask": asking}[role](int(port)))
