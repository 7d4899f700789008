"""Right: each read waits for its own predicate over the buffer. Nothing is cleared."""

import asyncio

from frames import HEADER, Waiting, run


class ConditionReader:
    def __init__(self):
        self.bytes = bytearray()
        self.waiting = Waiting()
        self.changed = asyncio.Condition()

    def feed(self, data):
        asyncio.ensure_future(self.change(data))

    async def change(self, data):
        async with self.changed:
            self.bytes += data
            self.changed.notify_all()

    async def read(self, need):
        async with self.changed:
            await self.changed.wait_for(lambda: len(self.bytes) >= need)
            taken = self.bytes[:need]
            del self.bytes[:need]
            return taken

    async def read_header(self):
        return await self.read(HEADER)

    async def read_body(self, need):
        return await self.read(need)

    def buffered(self):
        return len(self.bytes)

    def flag(self):
        return ""


run(ConditionReader)
