//! The form of a declaration, and what every declaration needs.
#![cfg(feature = "registry")]

pub(super) use framing_core::Phase;
pub(super) use framing_core::registry::{DynFormat, DynHeader, Reject, SampleFrame as Frame, Setting};

/// Declares the format of a preset, as `DECLARATION`.
macro_rules! preset {
    (@make make $make:expr) => { $make };
    (@make spec $spec:expr) => { || framing_core::registry::DynFormat::from_spec($spec) };
    (@make layout $layout:expr, $diagram:literal) => {
        || framing_core::registry::DynFormat::new($layout.format()).with_diagram($diagram)
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
