"""Wrong: whoever has read a body clears the event. The next frame is there, and its reader waits for ever."""

from frames import HEADER, EventReader, run


class BodyClears(EventReader):
    async def read_header(self):
        await self.event.wait()
        return self.take(HEADER)

    async def read_body(self, need):
        await self.event.wait()
        body = self.take(need)
        self.event.clear()
        return body


run(BodyClears)
