"""Wrong: whoever has read a header clears the event. The body is there, and its reader waits for ever."""

from frames import HEADER, EventReader, run


class HeaderClears(EventReader):
    async def read_header(self):
        await self.event.wait()
        header = self.take(HEADER)
        self.event.clear()
        return header

    async def read_body(self, need):
        await self.event.wait()
        return self.take(need)


run(HeaderClears)
