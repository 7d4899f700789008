"""What language servers and a client library write, and what that library takes and refuses."""

import json
import subprocess
import sys

from capture import conversation
from vectors import HERE, Vectors, npm_package, package, version_line

SPEC = "LSP 3.17, base protocol: header part and content part"
BIN = HERE / "node_modules" / ".bin"
VSCODE_JSONRPC = npm_package("vscode-jsonrpc")
MESSAGES = [
    {"jsonrpc": "2.0", "id": 1, "method": "textDocument/hover", "params": {"position": {"line": 0, "character": 7}}},
    {"jsonrpc": "2.0", "method": "initialized", "params": {}},
    {"jsonrpc": "2.0", "id": 1, "result": {"contents": "Grüße, 世界"}},
    {"jsonrpc": "2.0", "id": 2, "error": {"code": -32601, "message": "no such method"}},
]


def main():
    vectors = Vectors("")
    servers(vectors)
    by_vscode_jsonrpc(vectors)
    taken_by_vscode_jsonrpc(vectors)
    refused_by_vscode_jsonrpc(vectors)
    vectors.print()


# Servers: what each says to initialize, one open document, one question about it, shutdown.


def servers(vectors):
    node_servers = npm_package("vscode-langservers-extracted")
    css, json_server = ([BIN / f"vscode-{kind}-language-server", "--stdio"] for kind in ("css", "json"))
    pygls = [sys.executable, HERE / "pygls_server.py"]
    clangd = version_line(["clangd", "--version"])
    for name, command, file, language, text, question, source in (
        ("pylsp", ["pylsp"], "a.py", "python", "def greet(name):\n    'Grüße.'\n", HOVER, package("python-lsp-server")),
        ("pygls", pygls, "a.txt", "text", "Grüße\n", HOVER, package("pygls")),
        ("clangd", ["clangd"], "a.c", "c", "int greet(int größe);\n", HOVER, clangd),
        ("vscode-css", css, "a.css", "css", "a { color: red }\n", HOVER, node_servers),
        ("vscode-json", json_server, "a.json", "json", '{"größe": [1]}\n', SYMBOLS, node_servers),
    ):
        wire, frames = conversation(command, session(name, f"file:///project/{file}", language, text, question))
        whole = f"content-length/lsp-{name}"
        why = f"a session with a real server: initialize, {question['method']}, shutdown"
        vectors.complete(whole, wire, frames, SPEC, why, source)
    cuts(vectors)


HOVER = {"method": "textDocument/hover", "params": {"position": {"line": 0, "character": 5}}}
SYMBOLS = {"method": "textDocument/documentSymbol", "params": {}}


def session(name, uri, language, text, question):
    initialize = {"processId": None, "rootUri": None, "capabilities": {}}
    document = {"uri": uri, "languageId": language, "version": 1, "text": text}
    asked = {**question["params"], "textDocument": {"uri": uri}}
    yield request(1, "initialize", initialize)
    yield notification("initialized", {})
    message, _ = notification("textDocument/didOpen", {"textDocument": document})
    yield message, is_diagnostics if name == "clangd" else None
    yield request(2, question["method"], asked)
    yield request(3, "shutdown", None)
    yield notification("exit", None)


def request(id, method, params):
    message = {"jsonrpc": "2.0", "id": id, "method": method, "params": params}
    return message, lambda answer: answer.get("id") == id and "method" not in answer


def notification(method, params):
    return {"jsonrpc": "2.0", "method": method, "params": params}, None


def is_diagnostics(message):
    return message.get("method") == "textDocument/publishDiagnostics"


def cuts(vectors):
    whole = "content-length/lsp-vscode-css"
    first, second = (len(header) for header, _, _ in vectors.cases[whole][1][1][:2])
    for place, frame, keep, why in (
        ("in-name", 0, 9, "the stream ends inside a header field's name"),
        ("in-number", 0, 17, "the stream ends inside the digits of a length"),
        ("before-last-newline", 0, first - 1, "only the last newline of the header is missing"),
        ("after-header", 1, second, "the stream ends exactly after the second header"),
        ("in-body", 1, second + 40, "the stream ends inside the second body"),
    ):
        vectors.cut(f"{whole}-cut-{place}", whole, frame, keep, why)


# Libraries: what each writes for the same messages.


def by_vscode_jsonrpc(vectors):
    wire = b"".join(bytes.fromhex(hex) for hex in vscode_jsonrpc(write=MESSAGES)["write"])
    bodies = [json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode() for message in MESSAGES]
    frames = [(b"Content-Length: %d\r\n\r\n" % len(body), body) for body in bodies]
    source = f"{VSCODE_JSONRPC}, StreamMessageWriter"
    whole = "content-length/vscode-jsonrpc-writer"
    vectors.complete(whole, wire, frames, SPEC, "request, notification, result with CJK text, error", source)


def taken_by_vscode_jsonrpc(vectors):
    """Ways to write a header that no encoder here has, but a reader takes."""
    frames = [
        (b"content-length: 2\r\n\r\n", b"{}"),
        (b"CONTENT-LENGTH:4\r\nX-Other: a:b\r\n\r\n", b"null"),
        (b"Content-Type: application/vscode-jsonrpc; charset=utf-8\r\nContent-Length: 2 \r\n\r\n", b"[]"),
    ]
    wire = b"".join(header + body for header, body in frames)
    [answer] = vscode_jsonrpc(read=[wire])["read"]
    assert answer == {"messages": [{}, None, []], "error": None}
    why = (
        "written by hand: names in another case, no blank, a blank behind, other fields; StreamMessageReader reads all"
    )
    id = "content-length/vscode-jsonrpc-takes"
    vectors.complete(id, wire, frames, SPEC, why, f"{VSCODE_JSONRPC}, StreamMessageReader takes it")


def refused_by_vscode_jsonrpc(vectors):
    good = b"Content-Length: 2\r\n\r\n", b"{}"
    bad = {
        "no-colon": b"Content-Length 2\r\n\r\n{}",
        "no-length": b"Content-Type: application/json\r\n\r\n{}",
        "no-fields": b"\r\n\r\n{}",
        "empty-length": b"Content-Length:\r\n\r\n{}",
        "length-in-words": b"Content-Length: two\r\n\r\n{}",
        "blank-before-colon": b"Content-Length : 2\r\n\r\n{}",
    }
    wires = [b"".join(good) + header for header in bad.values()]
    for name, wire, answer in zip(bad, wires, vscode_jsonrpc(read=wires)["read"], strict=True):
        assert answer["messages"] == [{}] and answer["error"], name
        why = f"behind a good message: StreamMessageReader says: {answer['error']}"
        source = f"{VSCODE_JSONRPC}, StreamMessageReader refuses it"
        vectors.refused(f"content-length/vscode-jsonrpc-{name}", wire, [good], "malformed", SPEC, why, source)


def vscode_jsonrpc(write=(), read=()):
    asked = json.dumps({"write": list(write), "read": [wire.hex() for wire in read]})
    ran = subprocess.run(
        ["node", str(HERE / "vscode_jsonrpc.mjs")], input=asked, capture_output=True, text=True, check=True
    )
    return json.loads(ran.stdout)


main()
