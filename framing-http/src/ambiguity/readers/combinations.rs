//! Sets of behaviours that occur together: a lenient head with each way to find the end of the body.

use super::super::behaviour::{Behaviour, Behaviours};

/// A reader with several behaviours.
#[derive(Debug)]
pub struct Combination {
    /// A stable name.
    pub name: &'static str,
    base: Base,
    added: &'static [Behaviour],
}

/// How a reader treats what is malformed in a head: two families, as some malformed lines can be read in two ways.
#[derive(Clone, Copy, Debug)]
enum Base {
    None,
    /// Splits and joins lines, trims and corrects: reads into a head as much as possible.
    Mends,
    /// Splits lines at CRLF alone, ignores what is malformed: reads into a head as little as possible.
    Ignores,
}

impl Combination {
    pub(super) fn set(&self) -> Behaviours {
        let base = match self.base {
            Base::None => &[][..],
            Base::Mends => MENDS,
            Base::Ignores => IGNORES,
        };
        let base: Behaviours = base.iter().copied().collect();
        let added: Behaviours = self.added.iter().copied().collect();
        base.and(added)
    }
}

const fn combination(name: &'static str, base: Base, added: &'static [Behaviour]) -> Combination {
    Combination { name, base, added }
}

use Base::{Ignores, Mends, None};
use Behaviour as B;

const MENDS: &[Behaviour] = &[
    B::LfEndsALine,
    B::CrEndsALine,
    B::EmptyLines,
    B::EmptyLinesBeforeStatus,
    B::StartLineSpace,
    B::AnyMethod,
    B::AnyTarget,
    B::AnyVersion,
    B::OddVersion,
    B::NoVersion,
    B::NoReason,
    B::ControlsInReason,
    B::SpaceBeforeColon,
    B::Folds,
    B::SkipsBadLines,
    B::TrimsNames,
    B::ControlsInValue,
    B::NulInValue,
    B::TrimsControls,
    B::EqualLengths,
    B::SignedLength,
    B::UnderscoreInLength,
    B::HexLength,
    B::LengthPrefix,
    B::EmptyLength,
    B::EmptyCodings,
    B::ChunkedParameters,
    B::ChunkedTwice,
    B::CodingIn1_0,
    B::LaxSize,
    B::SizeWraps,
    B::LongSize,
    B::EmptySize,
    B::SpaceAfterSize,
    B::AnyExtension,
    B::LfEndsASizeLine,
    B::LfEndsData,
    B::AnyDataEnd,
    B::AnyTrailer,
];

const IGNORES: &[Behaviour] = &[
    B::OnlyCrlfEndsALine,
    B::EmptyLines,
    B::EmptyLinesBeforeStatus,
    B::StartLineSpace,
    B::AnyMethod,
    B::AnyTarget,
    B::AnyVersion,
    B::OddVersion,
    B::NoVersion,
    B::NoReason,
    B::ControlsInReason,
    B::SpaceInName,
    B::SkipsBadLines,
    B::ControlsInValue,
    B::NulInValue,
    B::EqualLengths,
    B::EmptyLength,
    B::IgnoresBadLength,
    B::CodingIgnoredIn1_0,
    B::SizePrefix,
    B::SizeWraps,
    B::LongSize,
    B::EmptySize,
    B::SpaceAfterSize,
    B::OnlyCrlfEndsASizeLine,
    B::QuotedCrlf,
    B::LongData,
    B::AnyTrailer,
];

/// The combinations.
pub const COMBINATIONS: &[Combination] = &[
    combination("odd-coding-ignored", None, &[B::UnknownCodingIgnored, B::ControlsInValue]),
    combination("trims-and-overrides", None, &[B::TrimsControls, B::CodingOverLength]),
    combination("any-chunked-overrides", None, &[B::AnyChunked, B::CodingOverLength]),
    combination("coding-in-1.0-overrides", None, &[B::CodingIn1_0, B::CodingOverLength]),
    combination("old-version-without-body", None, &[B::AnyVersion, B::OldVersionHasNoBody]),
    combination("mends", Mends, &[]),
    combination("mends+coding-over-length", Mends, &[B::CodingOverLength]),
    combination("mends+length-over-coding", Mends, &[B::LengthOverCoding]),
    combination("mends+first-length", Mends, &[B::FirstLength, B::FirstCoding, B::CodingOverLength]),
    combination("mends+last-length", Mends, &[B::LastLength, B::LastCoding, B::CodingOverLength]),
    combination("mends+any-chunked", Mends, &[B::AnyChunked, B::CodingOverLength]),
    combination("mends+unknown-coding-ignored", Mends, &[B::UnknownCodingIgnored, B::CodingOverLength]),
    combination("mends+request-until-close", Mends, &[B::RequestUntilClose, B::CodingOverLength]),
    combination("mends+octal-length", Mends, &[B::OctalLength, B::CodingOverLength]),
    combination(
        "mends+no-body-of-get",
        Mends,
        &[B::NoBodyOfGet, B::OldVersionHasNoBody, B::CodingOverLength],
    ),
    combination("mends+underscores", Mends, &[B::UnderscoreIsADash, B::CodingOverLength]),
    combination("mends+stops-after-close", Mends, &[B::StopsAfterClose, B::IgnoresRest, B::CodingOverLength]),
    combination("ignores", Ignores, &[]),
    combination("ignores+coding-over-length", Ignores, &[B::CodingOverLength]),
    combination("ignores+length-over-coding", Ignores, &[B::LengthOverCoding]),
    combination("ignores+first-length", Ignores, &[B::FirstLength, B::FirstCoding, B::CodingOverLength]),
    combination("ignores+last-length", Ignores, &[B::LastLength, B::LastCoding, B::CodingOverLength]),
    combination("ignores+any-chunked", Ignores, &[B::AnyChunked, B::CodingOverLength]),
    combination("ignores+unknown-coding-ignored", Ignores, &[B::UnknownCodingIgnored, B::CodingOverLength]),
    combination("ignores+no-body-of-get", Ignores, &[B::NoBodyOfGet, B::OldVersionHasNoBody]),
    combination("ignores+simple-request", Ignores, &[B::SimpleRequest]),
    combination("ignores+stops-after-close", Ignores, &[B::StopsAfterClose, B::IgnoresRest]),
];
