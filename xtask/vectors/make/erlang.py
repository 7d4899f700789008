"""What Erlang's sockets send with the option `{packet, 1 | 2 | 4}`."""

import subprocess
import tempfile

from vectors import HERE, Vectors, fixed_widths, version_line

SPEC = "erlang.org/doc/man/inet.html#packet: 1 | 2 | 4, an unsigned big-endian length"


def main():
    otp = version_line(["erl", "-noshell", "-eval", 'io:format("~s", [erlang:system_info(otp_release)]), halt().'])
    vectors = Vectors(f"Erlang/OTP {otp}, gen_tcp with the option packet")
    with tempfile.TemporaryDirectory() as beams:
        compile = f'{{ok, _}} = compile:file("{HERE / "frames.erl"}", [{{outdir, "{beams}"}}]), halt().'
        subprocess.run(["erl", "-noshell", "-eval", compile], check=True)
        command = ["erl", "-noshell", "-pa", beams, "-run", "frames", "main"]
        fixed_widths(vectors, ["u8", "u16-be", "u32-be"], "erlang", command, SPEC)
    vectors.print()


main()
