"""A language server of one request, for `lsp.py`: pygls writes the frames."""

from lsprotocol import types
from pygls.lsp.server import LanguageServer

server = LanguageServer("vectors", "1")


@server.feature(types.TEXT_DOCUMENT_HOVER)
def hover(parameters):
    return types.Hover(contents=f"Grüße, line {parameters.position.line}")


server.start_io()
