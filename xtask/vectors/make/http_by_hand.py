"""HTTP/1.1 by hand: for every rule of RFC 9112 and RFC 9110 that is about framing, what is taken and what is refused.

No program made these bytes, and none is asked what they mean: each case says the sentence that it follows from. `why` names
the attack where there is one.
"""

from vectors import Vectors

SOURCE = "written by hand from the RFC"
CHUNKED = b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
GET = b"GET / HTTP/1.1\r\n\r\n"
OK = b"HTTP/1.1 200 OK\r\n"

#: name, field lines of a POST, outcome, RFC 9112 or 9110, why
FIELDS = [
    ("bare-lf", b"A: b\nC: d\r\n", "malformed", "9112 2.2", "a lone LF ends no line"),
    ("bare-cr", b"A: b\rC: d\r\n", "malformed", "9112 2.2", "a lone CR is invalid"),
    ("cr-cr-lf", b"A: b\r\r\n", "malformed", "9112 2.2", "a lone CR in front of CRLF is invalid"),
    ("nul-in-value", b"A: b\0c\r\n", "malformed", "9110 5.5", "NUL in a value is invalid and dangerous"),
    ("control-in-value", b"A: b\x01c\r\n", "malformed", "9110 5.5", "field-vchar has no control characters"),
    ("del-in-value", b"A: b\x7fc\r\n", "malformed", "9110 5.5", "DEL is a control character"),
    ("obs-text-in-value", b"A: \xff\x80\r\n", "complete", "9110 5.5", "obs-text is taken"),
    ("tab-in-value", b"A: \t b\tc \t\r\n", "complete", "9110 5.5", "tabs stand within a value and around it"),
    ("empty-value", b"A:\r\nB: \r\n", "complete", "9110 5.5", "a value may be empty"),
    ("space-before-colon", b"A : b\r\n", "malformed", "9112 5.1", "no whitespace between name and colon"),
    ("tab-before-colon", b"A\t: b\r\n", "malformed", "9112 5.1", "no whitespace between name and colon"),
    ("empty-name", b": b\r\n", "malformed", "9110 5.1", "a field name has at least one character"),
    ("no-colon", b"A\r\n", "malformed", "9112 5", "field-line = field-name \":\""),
    ("name-no-token", b"A(b): c\r\n", "malformed", "9110 5.1", "field-name = token"),
    ("name-obs-text", b"A\xe9: c\r\n", "malformed", "9110 5.1", "field-name = token"),
    ("name-nul", b"A\0: c\r\n", "malformed", "9110 5.1", "field-name = token"),
    ("fold", b"A: b\r\n c\r\n", "malformed", "9112 5.2", "a server must reject obs-fold or replace it"),
    ("fold-by-tab", b"A: b\r\n\tc\r\n", "malformed", "9112 5.2", "a server must reject obs-fold or replace it"),
    ("space-before-first", b" A: b\r\n", "malformed", "9112 2.2", "no whitespace before the first field"),
    ("length-zero", b"Content-Length: 0\r\n", "complete", "9110 8.6", "no body"),
    ("length-zeros", b"Content-Length: 00000000000000000000000\r\n", "complete", "9110 8.6", "1*DIGIT has no longest"),
    ("length-plus", b"Content-Length: +0\r\n", "malformed", "9110 8.6", "1*DIGIT has no sign: CVE-2021-32715"),
    ("length-minus", b"Content-Length: -0\r\n", "malformed", "9110 8.6", "1*DIGIT has no sign"),
    ("length-hex", b"Content-Length: 0x0\r\n", "malformed", "9110 8.6", "1*DIGIT has no 0x: CVE-2022-24761"),
    ("length-underscore", b"Content-Length: 0_0\r\n", "malformed", "9110 8.6", "1*DIGIT: CVE-2022-24761"),
    ("length-empty", b"Content-Length: \r\n", "malformed", "9110 8.6", "at least one digit: GHSA-68xg-gqqm-vgj8"),
    ("length-list", b"Content-Length: 0, 0\r\n", "malformed", "9112 6.3", "a list may be rejected, and is"),
    ("length-comma", b"Content-Length: 0,\r\n", "malformed", "9110 8.6", "1*DIGIT"),
    ("length-space", b"Content-Length: 0 0\r\n", "malformed", "9110 8.6", "CVE-2018-7159"),
    ("length-dot", b"Content-Length: 0.0\r\n", "malformed", "9110 8.6", "1*DIGIT"),
    ("length-exponent", b"Content-Length: 0e0\r\n", "malformed", "9110 8.6", "1*DIGIT"),
    ("length-quoted", b'Content-Length: "0"\r\n', "malformed", "9110 8.6", "1*DIGIT"),
    ("length-vertical-tab", b"Content-Length: \x0b0\r\n", "malformed", "9110 5.5", "OWS is a space or a tab"),
    ("length-nbsp", b"Content-Length: \xa00\r\n", "malformed", "9110 8.6", "a byte above 127 is no whitespace"),
    ("length-full-width", "Content-Length: ０\r\n".encode(), "malformed", "9110 8.6", "DIGIT is ASCII"),
    ("length-over-64-bits", b"Content-Length: 18446744073709551616\r\n", "malformed", "9110 8.6", "overflow"),
    ("length-twice", b"Content-Length: 0\r\nContent-Length: 0\r\n", "malformed", "9112 6.3", "repeated"),
    ("length-and-another", b"Content-Length: 0\r\nA: b\r\ncontent-length: 1\r\n", "malformed", "9112 6.3", "CL.CL"),
    ("length-folded", b"Content-Length: 0\r\n 1\r\n", "malformed", "9112 5.2", "a folded length"),
    ("length-and-coding", b"Content-Length: 0\r\nTransfer-Encoding: chunked\r\n", "malformed", "9112 6.3", "CL.TE"),
    ("coding-and-length", b"Transfer-Encoding: chunked\r\nContent-Length: 0\r\n", "malformed", "9112 6.3", "TE.CL"),
    ("coding-unknown", b"Transfer-Encoding: gzip\r\n", "malformed", "9112 6.3", "chunked is not the last coding"),
    ("coding-identity", b"Transfer-Encoding: identity\r\n", "malformed", "9112 6.3", "chunked is not the last coding"),
    ("coding-xchunked", b"Transfer-Encoding: xchunked\r\n", "malformed", "9112 6.3", "CVE-2020-35884"),
    ("coding-chunked-twice", b"Transfer-Encoding: chunked, chunked\r\n", "malformed", "9112 6.1", "not more than once"),
    ("coding-chunked-not-last", b"Transfer-Encoding: chunked, gzip\r\n", "malformed", "9112 6.3", "chunked, identity"),
    (
        "coding-twice-not-last",
        b"Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n",
        "malformed",
        "9112 6.3",
        "CVE-2020-8287",
    ),
    ("coding-parameter", b"Transfer-Encoding: chunked;a=b\r\n", "malformed", "9112 7.1", "chunked has no parameters"),
    ("coding-empty", b"Transfer-Encoding: \r\n", "malformed", "9112 6.1", "a coding is a token"),
    ("coding-quoted", b'Transfer-Encoding: "chunked"\r\n', "malformed", "9112 6.1", "a coding is a token"),
    ("coding-vertical-tab", b"Transfer-Encoding: \x0bchunked\r\n", "malformed", "9110 5.5", "CVE-2019-16789"),
    ("coding-nbsp", b"Transfer-Encoding: chunked\xa0\r\n", "malformed", "9112 6.1", "a byte above 127 is in no token"),
    ("coding-nul", b"Transfer-Encoding: chunked\0\r\n", "malformed", "9110 5.5", "NUL in a value"),
    ("coding-folded", b"Transfer-Encoding: chunked\r\n x\r\n", "malformed", "9112 5.2", "CVE-2022-32215"),
    ("coding-fold-in-front", b"Transfer-Encoding:\r\n chunked\r\n", "malformed", "9112 5.2", "a folded coding"),
    ("coding-space-before-colon", b"Transfer-Encoding : chunked\r\n", "malformed", "9112 5.1", "CVE-2019-16276"),
    ("coding-by-bare-lf", b"A: b\nTransfer-Encoding: chunked\r\n", "malformed", "9112 2.2", "CVE-2022-32214"),
    ("coding-by-bare-cr", b"A: b\rTransfer-Encoding: chunked\r\n", "malformed", "9112 2.2", "CVE-2023-30589"),
    ("coding-joined-words", b"Transfer-Encoding: chunked chunked\r\n", "malformed", "9112 6.1", "no comma between"),
    ("coding-semicolon", b"Transfer-Encoding: gzip;, chunked\r\n", "malformed", "9112 7", "a parameter has a name"),
]

#: name, start line, outcome, RFC, why
START_LINES = [
    ("version-1-0", b"GET / HTTP/1.0\r\n", "complete", "9112 2.3", "HTTP/1.0"),
    ("version-1-9", b"GET / HTTP/1.9\r\n", "complete", "9110 2.5", "a higher minor version is read as 1.1"),
    ("version-2", b"GET / HTTP/2.0\r\n", "malformed", "9110 2.5", "another major version"),
    ("version-lower-case", b"GET / http/1.1\r\n", "malformed", "9112 2.3", "HTTP-name is case-sensitive"),
    ("version-none", b"GET /\r\n", "malformed", "9112 3", "no HTTP/0.9"),
    ("version-two-digits", b"GET / HTTP/1.10\r\n", "malformed", "9112 2.3", "one digit"),
    ("version-leading-zero", b"GET / HTTP/01.1\r\n", "malformed", "9112 2.3", "one digit"),
    ("version-comma", b"GET / HTTP/1,1\r\n", "malformed", "9112 2.3", "a dot"),
    ("space-behind-version", b"GET / HTTP/1.1 \r\n", "malformed", "9112 3", "CRLF behind the version"),
    ("two-spaces", b"GET  / HTTP/1.1\r\n", "malformed", "9112 3", "single spaces"),
    ("tab", b"GET\t/ HTTP/1.1\r\n", "malformed", "9112 3", "single spaces"),
    ("four-words", b"GET / a HTTP/1.1\r\n", "malformed", "9112 3", "three words"),
    ("target-empty", b"GET  HTTP/1.1\r\n", "malformed", "9112 3.2", "a target has a character"),
    ("target-obs-text", b"GET /\xe9 HTTP/1.1\r\n", "malformed", "9112 3.2", "a URI is ASCII"),
    ("target-nul", b"GET /\0 HTTP/1.1\r\n", "malformed", "9112 3.2", "a URI has no control characters"),
    ("method-empty", b" / HTTP/1.1\r\n", "malformed", "9110 9.1", "method = token"),
    ("method-no-token", b"GE(T / HTTP/1.1\r\n", "malformed", "9110 9.1", "method = token"),
    ("method-any-token", b"!#$%&'*+-.^_`|~ / HTTP/1.1\r\n", "complete", "9110 9.1", "method = token"),
    ("line-bare-lf", b"GET / HTTP/1.1\n", "malformed", "9112 2.2", "a lone LF ends no line"),
    ("line-bare-cr", b"GET / HTTP/1.1\r", "malformed", "9112 2.2", "a lone CR ends no line"),
    ("empty-line-in-front", b"\r\nGET / HTTP/1.1\r\n", "complete", "9112 2.2", "one empty line is ignored"),
    ("empty-lines-in-front", b"\r\n\r\nGET / HTTP/1.1\r\n", "malformed", "9112 2.2", "at least one; no more is"),
    ("bare-lf-in-front", b"\nGET / HTTP/1.1\r\n", "malformed", "9112 2.2", "an empty line is CRLF"),
    ("space-in-front", b" GET / HTTP/1.1\r\n", "malformed", "9112 3", "a method comes first"),
    ("h2-preface", b"PRI * HTTP/2.0\r\n", "malformed", "9110 2.5", "another major version"),
    ("tls", b"\x16\x03\x01\x02\0\x01\0", "malformed", "9112 3", "a TLS handshake"),
]

#: name, chunks, their data where it is complete, else the outcome, RFC, why
CHUNKS = [
    ("last-alone", b"0\r\n\r\n", [b""], "9112 7.1", "no data"),
    ("zeros", b"000\r\n\r\n", [b""], "9112 7.1", "1*(\"0\")"),
    ("two", b"2\r\nab\r\n1\r\nc\r\n0\r\n\r\n", [b"ab", b"c", b""], "9112 7.1", "two chunks"),
    ("crlf-as-data", b"2\r\n\r\n\r\n0\r\n\r\n", [b"\r\n", b""], "9112 7.1", "data is any octet"),
    ("upper-case", b"A\r\n0123456789\r\n0\r\n\r\n", [b"0123456789", b""], "9112 7.1", "HEXDIG of either case"),
    ("extension", b'1;a;b=c;d="e;\\"\\\\"\r\nx\r\n0;z\r\n\r\n', [b"x", b""], "9112 7.1.1", "names, tokens, strings"),
    ("extension-spaced", b'1 ; a \t= "b" ;c\r\nx\r\n0\r\n\r\n', [b"x", b""], "9112 7.1.1", "BWS must be parsed"),
    ("trailers", b"0\r\nA: b\r\nC:\r\n\r\n", [b""], "9112 7.1.2", "two trailer fields"),
    ("trailer-length", b"0\r\nContent-Length: 5\r\n\r\n", [b""], "9110 6.5.1", "says nothing of the framing"),
    ("trailer-coding", b"0\r\nTransfer-Encoding: chunked\r\n\r\n", [b""], "9110 6.5.1", "says nothing of the framing"),
    ("size-overflow", b"f0000000000000003\r\nabc\r\n0\r\n\r\n", "malformed", "9112 7.1", "CVE-2021-32714"),
    ("size-plus", b"+1\r\nx\r\n0\r\n\r\n", "malformed", "9112 7.1", "1*HEXDIG: CVE-2022-24761"),
    ("size-minus", b"-1\r\nx\r\n0\r\n\r\n", "malformed", "9112 7.1", "1*HEXDIG"),
    ("size-0x", b"0x1\r\nx\r\n0\r\n\r\n", "malformed", "9112 7.1", "1*HEXDIG: CVE-2022-24761"),
    ("size-underscore", b"0_1\r\nx\r\n0\r\n\r\n", "malformed", "9112 7.1", "1*HEXDIG: CVE-2022-24761"),
    ("size-empty", b"\r\n\r\n", "malformed", "9112 7.1", "an empty size is not zero"),
    ("size-empty-extension", b";a\r\n\r\n", "malformed", "9112 7.1", "an empty size is not zero"),
    ("size-letter", b"g\r\n\r\n", "malformed", "9112 7.1", "1*HEXDIG"),
    ("size-space-in-front", b" 1\r\nx\r\n0\r\n\r\n", "malformed", "9112 7.1", "no whitespace in front"),
    ("size-space-behind", b"1 \r\nx\r\n0\r\n\r\n", "malformed", "9112 7.1.1", "BWS is in front of ';' only"),
    ("size-vertical-tab", b"1\x0b\r\nx\r\n0\r\n\r\n", "malformed", "9112 7.1", "neither CRLF nor an extension"),
    ("size-nul", b"1\0\r\nx\r\n0\r\n\r\n", "malformed", "9112 7.1", "neither CRLF nor an extension"),
    ("size-comma", b"1,1\r\nx\r\n0\r\n\r\n", "malformed", "9112 7.1", "neither CRLF nor an extension"),
    ("line-bare-lf", b"1\nx\r\n0\r\n\r\n", "malformed", "9112 7.1", "CVE-2025-22871"),
    ("line-bare-cr", b"1\rx\r\n0\r\n\r\n", "malformed", "9112 7.1", "a lone CR ends no line"),
    ("line-cr-cr-lf", b"1\r\r\nx\r\n0\r\n\r\n", "malformed", "9112 7.1", "CR is followed by LF"),
    ("extension-term-ext", b"2;\nxx\r\n4c\r\n0\r\n\r\n", "malformed", "9112 7.1.1", "CVE-2025-58056, CVE-2025-55315"),
    ("extension-ext-term", b'1;a="\r\nX\r\n0\r\n\r\nG', "malformed", "9112 7.1.1", "CVE-2026-33870"),
    ("extension-lf", b"1;a\nb\r\nx\r\n0\r\n\r\n", "malformed", "9112 7.1.1", "CVE-2021-22960"),
    ("extension-cr", b"1;a\rb\r\nx\r\n0\r\n\r\n", "malformed", "9112 7.1.1", "a token has no CR"),
    ("extension-nul", b"1;a\0b\r\nx\r\n0\r\n\r\n", "malformed", "9112 7.1.1", "a token has no NUL"),
    ("extension-escaped-lf", b'1;a="\\\n"\r\nx\r\n0\r\n\r\n', "malformed", "9110 5.6.4", "quoted-pair has no LF"),
    ("extension-empty-name", b"1;\r\nx\r\n0\r\n\r\n", "malformed", "9112 7.1.1", "chunk-ext-name is a token"),
    ("extension-empty-value", b"1;a=\r\nx\r\n0\r\n\r\n", "malformed", "9112 7.1.1", "token / quoted-string"),
    ("extension-behind-string", b'1;a="b"c\r\nx\r\n0\r\n\r\n', "malformed", "9112 7.1.1", "one value"),
    ("extension-two-words", b"1;a b\r\nx\r\n0\r\n\r\n", "malformed", "9112 7.1.1", "one name"),
    ("extension-space-at-end", b"1;a \r\nx\r\n0\r\n\r\n", "malformed", "9112 7.1.1", "BWS is in front of ';' and '='"),
    ("data-any-two-bytes", b"3\r\nxxx__1\r\nx\r\n0\r\n\r\n", "malformed", "9112 7.1", "CVE-2025-43859"),
    ("data-bare-lf", b"1\r\nx\n0\r\n\r\n", "malformed", "9112 7.1", "CRLF behind the data"),
    ("data-bare-cr", b"1\r\nx\r0\r\n\r\n", "malformed", "9112 7.1", "CRLF behind the data"),
    ("data-longer", b"5\r\nAAAAAXXX\r\n0\r\n\r\n", "malformed", "9112 7.1", "more data than the size says"),
    ("data-nothing-behind", b"1\r\nx1\r\ny\r\n0\r\n\r\n", "malformed", "9112 7.1", "CRLF behind the data"),
    ("data-wrong-at-the-end", b"1\r\nx_", "malformed", "9112 7.1", "wrong, though the stream ends there"),
    ("data-wrong-behind-cr", b"1\r\nx\r_", "malformed", "9112 7.1", "wrong, though the stream ends there"),
    ("trailer-bare-lf", b"0\r\nA: b\n\r\n", "malformed", "9112 2.2", "a lone LF ends no line"),
    ("trailer-end-bare-lf", b"0\r\n\n", "malformed", "9112 2.2", "a lone LF ends no line"),
    ("trailer-no-colon", b"0\r\nA\r\n\r\n", "malformed", "9112 5", "as strict as fields"),
    ("trailer-space-before-colon", b"0\r\nA : b\r\n\r\n", "malformed", "9112 5.1", "as strict as fields"),
    ("trailer-fold", b"0\r\nA: b\r\n c\r\n\r\n", "malformed", "9112 5.2", "as strict as fields"),
    ("trailer-nul", b"0\r\nA: \0\r\n\r\n", "malformed", "9110 5.5", "as strict as fields"),
    ("cut-in-size", b"1", "truncated", "9112 8", "incomplete"),
    ("cut-in-size-line", b"1\r", "truncated", "9112 8", "incomplete"),
    ("cut-in-data", b"5\r\nhel", "truncated", "9112 8", "incomplete"),
    ("cut-behind-data", b"5\r\nhello", "truncated", "9112 8", "incomplete"),
    ("cut-in-data-end", b"5\r\nhello\r", "truncated", "9112 8", "incomplete"),
    ("cut-before-last", b"1\r\nx\r\n", "truncated", "9112 8", "the zero-sized chunk has not come"),
    ("cut-in-trailers", b"0\r\nA: b\r\n", "truncated", "9112 8", "the empty line has not come"),
    ("cut-in-the-end", b"0\r\n\r", "truncated", "9112 8", "the LF has not come"),
]

#: name, method, head, received body, content or outcome, RFC, why
RESPONSES = [
    ("length", "GET", OK + b"Content-Length: 2\r\n\r\n", b"hi", b"hi", "9112 6.3", "item 6"),
    ("chunked", "GET", OK + b"Transfer-Encoding: chunked\r\n\r\n", b"2\r\nhi\r\n0\r\n\r\n", b"hi", "9112 6.3", "item 4"),
    ("until-close", "GET", OK + b"\r\n", b"hi\r\n\r\n", b"hi\r\n\r\n", "9112 6.3", "item 8"),
    ("other-coding", "GET", OK + b"Transfer-Encoding: gzip\r\n\r\n", b"0\r\n\r\n", b"0\r\n\r\n", "9112 6.3", "item 4"),
    (
        "chunked-then-gzip",
        "GET",
        OK + b"Transfer-Encoding: chunked, gzip\r\n\r\n",
        b"0\r\n\r\n",
        b"0\r\n\r\n",
        "9112 6.3",
        "item 4: chunked is not the last coding",
    ),
    ("head-length", "HEAD", OK + b"Content-Length: 2\r\n\r\n", b"", b"", "9112 6.3", "item 1"),
    ("head-chunked", "HEAD", OK + b"Transfer-Encoding: chunked\r\n\r\n", b"", b"", "9112 6.3", "item 1"),
    ("head-nothing", "HEAD", OK + b"\r\n", b"", b"", "9112 6.3", "item 1"),
    ("connect", "CONNECT", OK + b"Content-Length: 2\r\n\r\n", b"", b"", "9112 6.3", "item 2"),
    ("connect-refused", "CONNECT", b"HTTP/1.1 407 No\r\nContent-Length: 2\r\n\r\n", b"hi", b"hi", "9112 6.3", "item 6"),
    ("no-content", "GET", b"HTTP/1.1 204 No\r\nContent-Length: 2\r\n\r\n", b"", b"", "9112 6.3", "item 1"),
    ("not-modified", "GET", b"HTTP/1.1 304 No\r\nTransfer-Encoding: chunked\r\n\r\n", b"", b"", "9112 6.3", "item 1"),
    ("no-reason", "GET", b"HTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n", b"", b"", "9112 4", "an empty reason"),
    ("reason-obs-text", "GET", b"HTTP/1.1 200 \t\xe9\r\nContent-Length: 0\r\n\r\n", b"", b"", "9112 4", "obs-text"),
    ("no-space", "GET", b"HTTP/1.1 200\r\n\r\n", b"", "malformed", "9112 4", "a space even without a reason"),
    ("two-digits", "GET", b"HTTP/1.1 20 OK\r\n\r\n", b"", "malformed", "9112 4", "3DIGIT"),
    ("four-digits", "GET", b"HTTP/1.1 2000 OK\r\n\r\n", b"", "malformed", "9112 4", "3DIGIT"),
    ("two-spaces", "GET", b"HTTP/1.1  200 OK\r\n\r\n", b"", "malformed", "9112 4", "single spaces"),
    ("version-2", "GET", b"HTTP/2.0 200 OK\r\n\r\n", b"", "malformed", "9110 2.5", "another major version"),
    ("empty-line-in-front", "GET", b"\r\n" + OK + b"\r\n", b"", "malformed", "9112 2.2", "in front of requests only"),
    ("bare-lf", "GET", b"HTTP/1.1 200 OK\n\n", b"", "malformed", "9112 2.2", "a lone LF ends no line"),
    ("reason-nul", "GET", b"HTTP/1.1 200 \0\r\n\r\n", b"", "malformed", "9112 4", "no control characters"),
    ("chunked-twice", "GET", OK + b"Transfer-Encoding: chunked, chunked\r\n\r\n", b"", "malformed", "9112 6.1", "once"),
    ("coding-1-0", "GET", b"HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"", "malformed", "9112 6.1", "faulty"),
    (
        "length-and-coding",
        "GET",
        OK + b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"",
        "malformed",
        "9112 6.3",
        "response splitting",
    ),
    ("lengths", "GET", OK + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n", b"", "malformed", "9112 6.3", "item 5"),
    ("fold", "GET", OK + b"A: b\r\n c\r\nContent-Length: 0\r\n\r\n", b"", "malformed", "9112 5.2", "obs-fold"),
    ("cut-in-body", "GET", OK + b"Content-Length: 3\r\n\r\n", b"hi", "truncated", "9112 8", "incomplete"),
    ("cut-in-head", "GET", OK + b"A: b\r\n", b"", "truncated", "9112 8", "incomplete"),
    ("bytes-behind-upgrade", "GET", b"HTTP/1.1 101 Up\r\n\r\n", b"x", "malformed", "9110 7.8", "another protocol"),
    ("bytes-behind-connect", "CONNECT", OK + b"\r\n", b"x", "malformed", "9110 9.3.6", "a tunnel"),
]


class Http(Vectors):
    def case(self, id, wire, frames, outcome, spec, why, method=None):
        self.add(id, wire, [(*frame, b"") for frame in frames], outcome, f"RFC {spec}", why, None, True)
        if method and method != "GET":
            self.cases[id][0]["request_method"] = method


def main():
    vectors = Http(SOURCE)
    requests(vectors)
    chunks(vectors)
    responses(vectors)
    vectors.print()


def requests(vectors):
    for name, fields, outcome, spec, why in FIELDS:
        head = b"POST / HTTP/1.1\r\n" + fields + b"\r\n"
        frames = [(head, b"")] if outcome == "complete" else []
        vectors.case(f"http-request/rfc-{name}", head, frames, outcome, spec, why)
    for name, line, outcome, spec, why in START_LINES:
        head = line + b"A: b\r\n\r\n"
        frames = [(head, b"")] if outcome == "complete" else []
        vectors.case(f"http-request/rfc-start-{name}", head, frames, outcome, spec, why)
    old = b"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    vectors.case("http-request/rfc-coding-in-1-0", old, [], "malformed", "9112 6.1", "CVE-2026-2835")
    length = b"POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\n"
    for name, wire, frames, outcome, why in [
        ("length-then-another", length + b"hi" + GET, [(length, b"hi"), (GET, b"")], "complete", "pipelined"),
        ("length-shorter", length + b"hiG", [(length, b"hi")], "truncated", "what is left is the next request"),
        ("length-cut", length + b"h", [], "truncated", "the stream ends inside the body"),
        ("length-then-nul", length + b"hi\0", [(length, b"hi")], "malformed", "what is left is no request"),
        ("no-body", GET + b"G", [(GET, b"")], "truncated", "no body without a length: CVE-2020-35863"),
    ]:
        vectors.case(f"http-request/rfc-{name}", wire, frames, outcome, "9112 6.3", why)


def chunks(vectors):
    for name, body, told, spec, why in CHUNKS:
        if isinstance(told, str):
            vectors.case(f"http-request/rfc-chunks-{name}", CHUNKED + body, [], told, spec, why)
            continue
        frames = [(CHUNKED, b"".join(told)), (GET, b"")]
        vectors.case(f"http-request/rfc-chunks-{name}", CHUNKED + body + GET, frames, "complete", spec, why)
    for name, body, told, spec, why in CHUNKS:
        if isinstance(told, str):
            continue
        alone = f"http-chunked/rfc-{name}"
        vectors.case(alone, body, [], "complete", spec, why)
        case = vectors.cases[alone][0]
        case["content"] = b"".join(told).hex()
        del case["frames"]


def responses(vectors):
    for name, method, head, body, told, spec, why in RESPONSES:
        id = f"http-response/rfc-{name}"
        if not isinstance(told, str):
            vectors.case(id, head + body, [(head, told)], "complete", spec, why, method)
        else:
            frames = [(head, b"")] if name.startswith("bytes-behind") else []
            vectors.case(id, head + body, frames, told, spec, why, method)


main()
