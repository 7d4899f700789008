"""Publishes, subscribes and asks through a NATS server at a port: nats_client.py PORT"""

import asyncio
import sys

import nats


async def main(port):
    client = await nats.connect(f"nats://127.0.0.1:{port}", allow_reconnect=False)
    news = await client.subscribe("news.*")

    async def answer(question):
        await question.respond(question.data[::-1])

    await client.subscribe("questions", cb=answer)
    for number in range(500):
        await client.publish("news.numbers", b"%d" % number)
    await client.publish("news.nothing", b"")
    await client.publish("news.lines", b"one\r\nPING\r\nMSG a 1 5\r\n")
    await client.publish("news.headers", b"body\r\n", headers={"Name": "value"})
    await client.publish("news.large", bytes(range(256)) * 4096)
    for _ in range(504):
        message = await news.next_msg(timeout=20)
        print(message.subject, len(message.data), message.data[:40], message.headers)
    print((await client.request("questions", b"abc", timeout=20)).data)
    await client.drain()


asyncio.run(main(sys.argv[1]))
