"""Wrong: nobody clears the event. Waiting for a set event does not yield, so the writer never runs again."""

from frames import HEADER, SPINS, EventReader, Spins, run


class NeverCleared(EventReader):
    async def read_header(self):
        return await self.read(HEADER)

    async def read_body(self, need):
        return await self.read(need)

    async def read(self, need):
        looks = 0
        while len(self.bytes) < need:
            await self.event.wait()
            looks += 1
            if looks == SPINS:  # Without this line, for ever.
                raise Spins(f"looked {looks} times for {need} bytes, and nobody else could run")
        return self.take(need)


run(NeverCleared)
