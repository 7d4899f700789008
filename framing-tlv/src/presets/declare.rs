//! The form of a declaration, and what every declaration needs.
#![cfg(feature = "registry")]

use framing_core::spec::Spec;
use serde::Serialize;

use super::Prefaced;
use crate::{TlvFormat, TlvHeader, TlvLayout};

pub(super) use framing_core::Phase;
pub(super) use framing_core::registry::{DynFormat, DynHeader, Reject, SampleFrame as Frame, Setting};

/// Declares the format of a preset, as `DECLARATION`.
macro_rules! preset {
    (@make make $make:expr) => { $make };
    (@make spec $spec:expr) => { || framing_core::registry::DynFormat::from_spec($spec) };
    (@make layout $layout:expr, $diagram:literal) => {
        || $crate::presets::declare::from_layout($layout).with_diagram($diagram)
    };
    (@make prefaced $prefaced:expr, $diagram:literal) => {
        || $crate::presets::declare::prefaced($prefaced).with_diagram($diagram)
    };
    (
        $name:literal, $summary:literal, $source:literal,
        $kind:ident: $what:expr,
        $(diagram: $diagram:literal,)?
        $(aliases: [$($alias:literal),+ $(,)?],)?
        samples: [$($($once:ident)? $sample:literal: [$($frame:expr),+ $(,)?]),+ $(,)?],
        rejects: [$($reject:expr),* $(,)?] $(,)?
    ) => {
        pub(crate) const DECLARATION: framing_core::registry::Declaration =
            framing_core::registry::Declaration::new($name, preset!(@make $kind $what $(, $diagram)?))
                $(.with_aliases(&[$($alias),+]))?
                .with_summary($summary)
                .with_package("framing-tlv")
                .with_source($source)
                .with_samples(&[$(framing_core::registry::Sample::new($sample, &[$($frame),+])$(.$once())?),+])
                .with_rejects(&[$($reject),*]);
    };
}
pub(super) use preset;

/// A stream whose first frame is malformed at the byte `at` of its header.
pub(super) const fn bad_header(name: &'static str, bytes: &'static [u8], at: u64) -> Reject {
    Reject::malformed(name, bytes, 0, at, Phase::Header)
}

/// The format of a layout, whose strictness can be set.
pub(super) fn from_layout<H>(layout: TlvLayout<H>) -> DynFormat
where
    H: TlvHeader + Send + Sync + 'static,
    H::Tag: Default + Serialize + Send + Sync + 'static,
{
    DynFormat::with_settings(layout.format(), TlvFormat::SETTINGS)
}

/// The format of a spec after a preface: the spec, the preface, its name, and how many bytes identify it.
#[expect(clippy::panic, reason = "the mistake is in the text of a preset, which the tests parse")]
pub(super) fn prefaced(
    (spec, preface, expected, identifying): (&str, &'static [u8], &'static str, usize),
) -> DynFormat {
    match Spec::parse(spec).and_then(|spec| spec.build()) {
        Ok(format) => {
            let format = Prefaced::new(format, preface, expected).identified_by(identifying);
            DynFormat::with_settings(format, Prefaced::SETTINGS)
        }
        Err(fault) => panic!("{fault}"),
    }
}
