"""Right: a stream that is read by number of bytes, as those of the standard library are."""

import asyncio

from frames import HEADER, Waiting, run


class StreamReader:
    def __init__(self):
        self.stream = asyncio.StreamReader()
        self.waiting = Waiting()

    def feed(self, data):
        self.stream.feed_data(data)

    async def read_header(self):
        return await self.stream.readexactly(HEADER)

    async def read_body(self, need):
        return await self.stream.readexactly(need)

    def buffered(self):
        return "an unknown number of bytes"

    def flag(self):
        return ""


run(StreamReader)
