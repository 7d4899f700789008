"""What clients of the virus scanner clamd send behind its command INSTREAM: 4-byte sizes, and a zero size at the end.

The command itself, a line in front of the chunks, is taken off: it is no chunk.
"""

import functools
import io
import pathlib
import socket
import subprocess
import tempfile
import threading

import clamd

from vectors import HERE, JSON_BODIES, Vectors, npm_package, package, python

SPEC = "docs.clamav.net and clamd(8), INSTREAM: <length><data> in network byte order, a length of zero at the end"
END = (bytes(4), b"")


def main():
    vectors = Vectors("")
    by_clamd_package(vectors)
    by_clamscan_package(vectors)
    by_clamdscan(vectors)
    vectors.print()


def chunk(body):
    return len(body).to_bytes(4, "big"), body


def by_clamd_package(vectors):
    source = f"{package('clamd')} on {python()}, ClamdUnixSocket.instream"
    document = bytes(range(256)) * 4 + b"the second chunk"
    whole = "chunked/clamd-two-chunks"
    for id, scanned_document, frames, why in (
        (whole, document, [chunk(document[:1024]), chunk(document[1024:]), END], "1040 bytes, sent 1024 at a time"),
        ("chunked/clamd-empty", b"", [END], "a document of no bytes: the zero size alone"),
    ):
        client = functools.partial(instream, document=scanned_document)
        wire = scanned(client, b"nINSTREAM\n", frames)
        vectors.complete(id, wire, frames, SPEC, why, source)
    vectors.cut(f"{whole}-cut-in-body", whole, 0, 20, "the connection ends inside the first chunk")


def instream(path, document):
    clamd.ClamdUnixSocket(path).instream(io.BytesIO(document))


def by_clamscan_package(vectors):
    source = f"{npm_package('clamscan')}, NodeClamTransform"
    pieces = [*JSON_BODIES, b"x" * 258]
    lines = "\n".join(piece.hex() for piece in pieces)
    ran = subprocess.run(
        ["node", str(HERE / "clamd_client.mjs")], input=lines, capture_output=True, text=True, check=True
    )
    wire = bytes.fromhex(ran.stdout).removeprefix(b"zINSTREAM\0")
    whole = "chunked/clamscan-five-chunks"
    vectors.complete(whole, wire, [*map(chunk, pieces), END], SPEC, "a chunk for each piece written", source)
    for place, frame, keep, why in (
        ("in-header", 1, 3, "inside the second size"),
        ("after-header", 1, 4, "exactly after the second size"),
        ("before-end", -1, 0, "between two chunks: no zero size has been seen, so the body has not ended"),
        ("in-end", -1, 2, "inside the zero size"),
    ):
        vectors.cut(f"{whole}-cut-{place}", whole, frame, keep, f"the connection ends {why}")


def by_clamdscan(vectors):
    document = b"%PDF-1.7" * 40
    frames = [chunk(document), END]
    wire = scanned(lambda path: clamdscan(path, document), b"zINSTREAM\0", frames)
    why = "320 bytes, which fit the client's buffer: a chunk, then the zero size"
    source = f"{clamdscan_version()}, clamdscan --stream -"
    vectors.complete("chunked/clamdscan-one-chunk", wire, frames, SPEC, why, source)


def clamdscan_version():
    ran = subprocess.run(["clamdscan", "--help"], capture_output=True, text=True)
    line = next(line for line in ran.stdout.splitlines() if "Daemon Client" in line)
    return "ClamAV " + line.split()[-1]


def clamdscan(path, document):
    with tempfile.NamedTemporaryFile("w", suffix=".conf") as config:
        config.write(f"LocalSocket {path}\n")
        config.flush()
        command = ["clamdscan", f"--config-file={config.name}", "--stream", "--no-summary", "-"]
        subprocess.run(command, input=document, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def scanned(client, command, frames):
    """What `client` sends, behind `command`, to a scanner at the path it is given, which finds nothing.

    The scanner answers when as many bytes have come as `frames` have, and then reads on until the client hangs up.
    """
    awaited = len(command) + sum(len(header) + len(body) for header, body in frames)
    with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX) as listener:
        path = str(pathlib.Path(folder) / "clamd")
        listener.bind(path)
        listener.listen()
        listener.settimeout(10)
        pieces = []
        server = threading.Thread(target=serve, args=(listener, awaited, pieces))
        server.start()
        client(path)
        server.join()
    wire = b"".join(pieces)
    assert wire.startswith(command), wire[:20]
    return wire.removeprefix(command)


def serve(listener, awaited, pieces):
    connection, _ = listener.accept()
    with connection:
        connection.settimeout(10)
        while piece := connection.recv(65_536):
            pieces.append(piece)
            awaited -= len(piece)
            if awaited <= 0:
                connection.sendall(b"stream: OK\0" if pieces[0].startswith(b"z") else b"stream: OK\n")
                connection.shutdown(socket.SHUT_WR)


main()
