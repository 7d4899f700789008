"""A session of an editor with a language server for Python behind a port: lsp_client.py PORT"""

import socket
import sys
import threading

from pylsp_jsonrpc.endpoint import Endpoint
from pylsp_jsonrpc.streams import JsonRpcStreamReader, JsonRpcStreamWriter

connection = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
reader = JsonRpcStreamReader(connection.makefile("rb"))
writer = JsonRpcStreamWriter(connection.makefile("wb"), ensure_ascii=False)
endpoint = Endpoint({}, writer.write)
threading.Thread(target=reader.listen, args=(endpoint.consume,), daemon=True).start()


def ask(method, **params):
    return endpoint.request(method, params).result(timeout=40)


document = {"uri": "file:///nowhere/example.py"}
lines = [f'def function_{number}(a, b):\n    """Zählt {number} – 数."""\n    return a + b\n' for number in range(20)]
text = "large = '" + "größer, 大きい, " * 10_000 + "'\n" + "".join(lines) + "function_1"
last = {"line": text.count("\n"), "character": 10}

# What the server loads beforehand it would load twice.
options = {"pylsp": {"plugins": {"preload": {"enabled": False}}}}
server = ask("initialize", processId=None, rootUri=None, capabilities={}, initializationOptions=options)
print(server["serverInfo"]["name"])
endpoint.notify("initialized", {})
opened = {"languageId": "python", "version": 1, "text": text, **document}
endpoint.notify("textDocument/didOpen", {"textDocument": opened})
hover = ask("textDocument/hover", textDocument=document, position={"line": 1, "character": 6})
print(hover["contents"])
completion = ask("textDocument/completion", textDocument=document, position=last)
print(sorted(item["label"] for item in completion["items"])[:12])
symbols = ask("textDocument/documentSymbol", textDocument=document)
print(len(symbols), symbols[-1]["name"])
change = {"range": {"start": last, "end": last}, "text": "9"}
endpoint.notify("textDocument/didChange", {"textDocument": {"version": 2, **document}, "contentChanges": [change]})
place = {"line": last["line"], "character": 4}
print(ask("textDocument/definition", textDocument=document, position=place))
print(endpoint.request("shutdown").result(timeout=40))
endpoint.notify("exit")
