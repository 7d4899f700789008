"""Length-prefixed strings by Perl's `pack "N/a*"` and its kin."""

from vectors import HERE, WIDTHS, Vectors, fixed_widths, version_line

SPEC = "perldoc -f pack: the / template character, a packed length in front of a string"


def main():
    perl = version_line(["perl", "-e", 'printf "Perl %vd\n", $^V'])
    vectors = Vectors(f'{perl}, pack "N/a*" and its kin')
    formats = [format for format in WIDTHS if "24" not in format]
    fixed_widths(vectors, formats, "perl", ["perl", str(HERE / "frames.pl")], SPEC)
    vectors.print()


main()
