"""asyncio's `readexactly`, for the format u16-be."""

import asyncio
import json
import sys


def say(**line):
    print(json.dumps(line), flush=True)


async def frames(reader):
    while True:
        try:
            header = await reader.readexactly(2)
        except asyncio.IncompleteReadError as error:
            return "truncated" if error.partial else "complete"
        try:
            body = await reader.readexactly(int.from_bytes(header, "big"))
        except asyncio.IncompleteReadError:
            return "truncated"
        say(header=header.hex(), body=body.hex())


async def main():
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    say(outcome=await frames(reader))


asyncio.run(main())
