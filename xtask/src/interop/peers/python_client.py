"""python_client.py CHECK PORT: one check with Python's http.client."""

import http.client
import sys

LARGE = (1 << 20) + 7
connection = http.client.HTTPConnection("127.0.0.1", int(sys.argv[2]))


def content(length):
    return bytes(index % 251 for index in range(length))


def ask(method, path, body=None, headers={}, **how):
    connection.request(method, path, body, headers, **how)
    response = connection.getresponse()
    return response.status, response.read()


def get(path, length):
    assert ask("GET", path) == (200, content(length)), path


def keep_alive():
    for length in [10, 0, 1000]:
        get(f"/length/{length}", length)
        get(f"/chunked/{length}", length)


def length_upload():
    assert ask("POST", "/echo", content(LARGE)) == (200, content(LARGE))
    get("/length/7", 7)


def chunked_upload():
    body = content(LARGE)
    parts = (body[at : at + 9973] for at in range(0, LARGE, 9973))
    headers = {"Transfer-Encoding": "chunked"}
    assert ask("POST", "/echo", parts, headers, encode_chunked=True) == (200, body)
    get("/length/7", 7)


def no_body():
    assert ask("HEAD", "/length/10") == (200, b"")
    assert ask("GET", "/none") == (204, b"")
    get("/length/7", 7)


def cut_download():
    for path in ["/cut/length", "/cut/chunked"]:
        try:
            ask("GET", path)
        except http.client.IncompleteRead:
            connection.close()
        else:
            raise AssertionError(f"{path} was taken for whole")


def cut_upload():
    connection.putrequest("POST", "/echo")
    connection.putheader("Content-Length", "1000")
    connection.endheaders(content(100))
    connection.close()


CHECKS = {
    "keep-alive": keep_alive,
    "length-upload": length_upload,
    "length-download": lambda: get(f"/length/{LARGE}", LARGE),
    "chunked-upload": chunked_upload,
    "chunked-download": lambda: get(f"/chunked/{LARGE}", LARGE),
    "no-body": no_body,
    "until-close": lambda: get(f"/until-close/{LARGE}", LARGE),
    "cut-download": cut_download,
    "cut-upload": cut_upload,
}
CHECKS[sys.argv[1]]()
