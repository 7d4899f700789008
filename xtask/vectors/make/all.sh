#!/bin/sh
# Makes every vector file again. Ends at the first maker that fails and then leaves that file as it was.
set -eu
cd "$(dirname "$0")/.."
for pair in \
    chunked:chunked construct_prefixed:construct dap:dap erlang:erlang http_by_hand:http java:java lsp:lsp msgpack_bodies:msgpack \
    netstring:netstring node:node perl:perl protobuf_delimited:protobuf protocols:protocols \
    python_stdlib:python-stdlib python_struct:python-struct tlv:tlv twisted_strings:twisted; do
    made=$(mktemp)
    python3 "make/${pair%%:*}.py" >"$made"
    cat "$made" >"${pair##*:}.jsonl"
    rm "$made"
done
python3 make/check.py
