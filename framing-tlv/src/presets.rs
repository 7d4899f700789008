//! Protocols by their names, each one declaration with its source, limits, samples and refusals.
//!
//! Most are specs, the text of which is all there is to them; some are [layouts](crate::families), and the others formats of
//! this crate.

macro_rules! preset {
    (@make make $make:expr) => { $make };
    (@make spec $spec:expr) => { || framing_core::registry::DynFormat::from_spec($spec) };
    (@make layout $layout:expr, $drawing:literal) => {
        || framing_core::registry::DynFormat::new($layout.format()).drawn($drawing)
    };
    (
        $(#[$doc:meta])*
        $id:ident = $name:literal, $summary:literal, $source:literal,
        $kind:ident: $what:expr,
        $(drawn: $drawing:literal,)?
        samples: [$($($once:ident)? $sample:literal: [$($frame:expr),+ $(,)?]),+ $(,)?],
        rejects: [$($reject:expr),* $(,)?] $(,)?
    ) => {
        $(#[$doc])*
        pub(crate) const $id: framing_core::registry::Declaration = framing_core::registry::Declaration {
            name: $name,
            summary: $summary,
            package: "framing-tlv",
            source: $source,
            make: preset!(@make $kind $what $(, $drawing)?),
            samples: &[$(framing_core::registry::Sample::new($sample, &[$($frame),+])$(.$once())?),+],
            rejects: &[$($reject),*],
        };
    };
}

pub(crate) mod databases;
pub(crate) mod families;
pub(crate) mod files;
pub(crate) mod messaging;
pub(crate) mod network;
pub(crate) mod objects;
pub(crate) mod security;
pub(crate) mod web;

use framing_core::Phase;
use framing_core::registry::Reject;

/// A stream whose first frame is malformed at the byte `at` of its header.
const fn bad_header(name: &'static str, bytes: &'static [u8], at: u64) -> Reject {
    Reject::malformed(name, bytes, 0, at, Phase::Header)
}
