"""Puts, reserves and looks at jobs of a beanstalkd server at a port: beanstalkd_client.py PORT"""

import sys

import greenstalk

with greenstalk.Client(("127.0.0.1", int(sys.argv[1])), encoding=None) as client:
    bodies = [b"%d" % number for number in range(100)]
    bodies += [b"", b"two\r\nlines\r\n", b"RESERVED 1 1\r\n", bytes(range(256)) * 4096]
    for body in bodies:
        client.put(body)
    for _ in bodies:
        job = client.reserve(timeout=20)
        print(job.id, len(job.body), job.body[:40])
        client.delete(job)
    try:
        client.peek_ready()
    except greenstalk.NotFoundError as error:
        print(type(error).__name__)
    buried = client.put(b"buried")
    client.bury(client.reserve(timeout=20))
    print(client.peek(buried).body, client.stats_job(buried)["state"], sorted(client.stats()))
