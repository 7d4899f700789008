# Encodes each line "format hex hex ..." of standard input with Perl's pack; see vectors.through.

use strict;
use warnings;

my %template = (
    "u8"     => "C/a*",
    "u16-be" => "n/a*",
    "u16-le" => "v/a*",
    "u32-be" => "N/a*",
    "u32-le" => "V/a*",
    "u64-be" => "Q>/a*",
    "u64-le" => "Q</a*",
);

while (my $line = <STDIN>) {
    my ($format, @bodies) = split " ", $line;
    my $wire = join "", map { pack $template{$format}, $_ eq "-" ? "" : pack("H*", $_) } @bodies;
    print unpack("H*", $wire), "\n";
}
