"""The service on Python's http.server; says its port first. http.server leaves bodies to its handlers."""

import http.client
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def content(length):
    return bytes(index % 251 for index in range(length))


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, *fields, status=200):
        self.send_response(status)
        for name, value in fields:
            self.send_header(name, value)
        self.end_headers()

    def write_chunked(self, body, trailers=b""):
        for at in range(0, len(body), 8191):
            part = body[at : at + 8191]
            self.wfile.write(b"%x\r\n%s\r\n" % (len(part), part))
        self.wfile.write(b"0\r\n%s\r\n" % trailers)

    def read_chunked(self):
        parts = []
        while size := int(self.rfile.readline().split(b";")[0], 16):
            part = self.rfile.read(size + 2)
            if len(part) < size + 2:
                raise ConnectionError("cut")
            parts.append(part[:-2])
        return b"".join(parts), http.client.parse_headers(self.rfile)

    def do_HEAD(self):
        self.answer(("Content-Length", self.path.split("/")[2]))

    def do_GET(self):
        _, place, *rest = self.path.split("/")
        match place, rest:
            case "length", [length]:
                self.answer(("Content-Length", length))
                self.wfile.write(content(int(length)))
            case "chunked", [length]:
                self.answer(("Transfer-Encoding", "chunked"))
                self.write_chunked(content(int(length)), b"X-Check: all there\r\n")
            case "until-close", [length]:
                self.answer(("Connection", "close"))
                self.wfile.write(content(int(length)))
            case "none", []:
                self.answer(status=204)
            case "cut", ["length"]:
                self.answer(("Content-Length", "1000"))
                self.wfile.write(content(100))
                self.close_connection = True
            case "cut", ["chunked"]:
                self.answer(("Transfer-Encoding", "chunked"))
                self.wfile.write(b"3e8\r\n" + content(100))
                self.close_connection = True

    def do_POST(self):
        try:
            self.echo()
        except (ConnectionError, ValueError):
            self.close_connection = True

    def echo(self):
        if self.headers.get("Transfer-Encoding") == "chunked":
            body, trailers = self.read_chunked()
            echoed = [("X-Check", trailers["X-Check"])] if "X-Check" in trailers else []
            self.answer(("Transfer-Encoding", "chunked"), *echoed)
            return self.write_chunked(body)
        length = int(self.headers.get("Content-Length", 0))
        body = self.rfile.read(length)
        if len(body) < length:
            raise ConnectionError("cut")
        self.answer(("Content-Length", str(length)))
        self.wfile.write(body)


server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(server.server_address[1], flush=True)
server.serve_forever()
