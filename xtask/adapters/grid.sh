#!/usr/bin/env bash
# The adapters of u16-be that this machine can run, side by side; arguments are passed on.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
made=$(mktemp -d)
trap 'rm -r "$made"' EXIT
programs=()
add() { programs+=(--compare "$1=$2"); }
if command -v python3 >"$made/log"; then
    add struct "python3 '$here/struct_u16.py'"
    add asyncio "python3 '$here/asyncio_u16.py'"
fi
if command -v node >"$made/log"; then add node "node '$here/stream_u16.mjs'"; fi
if cc -O2 -o "$made/u16" "$here/u16.c"; then add c "'$made/u16'"; fi
cd "$here/../.."
cargo xtask conformance --format u16-be "${programs[@]}" "$@"
