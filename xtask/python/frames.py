"""Frames of the format u32-be, a batch of them, and the wait for one more.

Each reader beside this file is one way to wait. `run` feeds it four frames at once and, later, a fifth; it knows a
hang without a clock: when nothing in the event loop can go on and the reader has not ended, it never will.
"""

import asyncio

HEADER = 4
BODIES = [b"one", b"two", b"three", b"four", b"five"]

# So many looks in vain without once letting others run are a spin.
SPINS = 1000


class Spins(Exception):
    """The reader looks again and again, and lets nobody else run."""


class ShortRead(Exception):
    """The reader took fewer bytes than it needs."""


def frame(body):
    return len(body).to_bytes(HEADER, "big") + body


class Waiting:
    """What the reader is waiting for, kept to be told when it hangs."""

    reads = 0
    need = 0
    done = True

    def begin(self, need):
        self.reads += 1
        self.need = need
        self.done = False

    def end(self, taken):
        self.done = True
        if len(taken) < self.need:
            raise ShortRead(f"read {self.reads} took {len(taken)} of {self.need} bytes")
        return bytes(taken)


async def read_frame(reader):
    reader.waiting.begin(HEADER)
    header = reader.waiting.end(await reader.read_header())
    need = int.from_bytes(header, "big")
    reader.waiting.begin(need)
    return reader.waiting.end(await reader.read_body(need))


async def settle(task):
    """Lets everything run that can; nothing here waits for time or for the outside."""
    for _ in range(100):
        if task.done():
            break
        await asyncio.sleep(0)


async def scenario(reader):
    async def read_all():
        return [await read_frame(reader) for _ in BODIES]

    task = asyncio.ensure_future(read_all())
    await settle(task)
    reader.feed(b"".join(frame(body) for body in BODIES[:4]))
    await settle(task)
    if not task.done():
        reader.feed(frame(BODIES[4]))
    await settle(task)
    if not task.done():
        task.cancel()
        waiting = reader.waiting
        part = "header" if waiting.reads % 2 else "body"
        frame_number = (waiting.reads + 1) // 2
        return (
            "hangs",
            f"read {waiting.reads} ({part} of frame {frame_number}) waits for {waiting.need} bytes; "
            f"the buffer holds {reader.buffered()}{reader.flag()}",
        )
    try:
        bodies = task.result()
    except Spins as error:
        return "spins", str(error)
    except ShortRead as error:
        return "short read", str(error)
    return ("passes", "") if bodies == BODIES else ("short read", f"read {bodies}")


class EventReader:
    """A buffer, and an event that says that bytes came."""

    def __init__(self):
        self.bytes = bytearray()
        self.event = asyncio.Event()
        self.waiting = Waiting()

    def feed(self, data):
        self.bytes += data
        self.event.set()

    def take(self, need):
        taken = self.bytes[:need]
        del self.bytes[:need]
        return taken

    def buffered(self):
        return len(self.bytes)

    def flag(self):
        return ", the event is set" if self.event.is_set() else ", the event is not set"


def run(make_reader):
    async def main():
        return await scenario(make_reader())

    for line in asyncio.run(main()):
        print(line)
