//! Products that `cargo xtask interop --second-opinion` measures.

use super::super::super::behaviour::Behaviour as B;
use super::{Product, Sourced, measured, product};

const HYPER: &str = "hyper 1.12 with httparse 1.10";
const H11: &str = "h11 0.16";
const LLHTTP: &str = "llhttp of Node 20 to 24";

pub(super) const PRODUCTS: &[Product] = &[
    product("hyper", "1.12", HYPER_ROWS),
    product("httparse", "1.10", HTTPARSE_ROWS),
    product("h11", "0.16", H11_ROWS),
    product("uvicorn", "with h11 0.16", H11_ROWS),
    product("llhttp", "9", LLHTTP_ROWS),
    product("node", "20 to 24", LLHTTP_ROWS),
    product("httptools", "with llhttp 9", LLHTTP_ROWS),
];

const HTTPARSE_ROWS: &[Sourced] = &[
    measured(B::LfEndsALine, HYPER),
    measured(B::EmptyLines, HYPER),
    measured(B::EmptyLinesBeforeStatus, HYPER),
    measured(B::AnyTarget, HYPER),
    measured(B::NoReason, HYPER),
    measured(B::EmptySize, HYPER),
    measured(B::SpaceAfterSize, HYPER),
    measured(B::AnyExtension, HYPER),
    measured(B::OnlyCrlfEndsASizeLine, HYPER),
];

const HYPER_ROWS: &[Sourced] = &[
    measured(B::LfEndsALine, HYPER),
    measured(B::EmptyLines, HYPER),
    measured(B::EmptyLinesBeforeStatus, HYPER),
    measured(B::AnyTarget, HYPER),
    measured(B::NoReason, HYPER),
    measured(B::EqualLengths, HYPER),
    measured(B::CodingOverLength, HYPER),
    measured(B::ChunkedTwice, HYPER),
    measured(B::EmptyCodings, HYPER),
    measured(B::LongSize, HYPER),
    measured(B::SpaceAfterSize, HYPER),
    measured(B::AnyExtension, HYPER),
    measured(B::StopsAfterClose, HYPER),
    measured(B::IgnoresRest, HYPER),
];

const H11_ROWS: &[Sourced] = &[
    measured(B::LfEndsALine, H11),
    measured(B::Folds, H11),
    measured(B::ControlsInValue, H11),
    measured(B::AnyVersion, H11),
    measured(B::NoReason, H11),
    measured(B::EqualLengths, H11),
    measured(B::CodingOverLength, H11),
    measured(B::CodingIn1_0, H11),
    measured(B::OnlyChunked, H11),
    measured(B::SpaceAfterSize, H11),
    measured(B::AnyExtension, H11),
    measured(B::OnlyCrlfEndsASizeLine, H11),
];

const LLHTTP_ROWS: &[Sourced] = &[
    measured(B::EmptyLines, LLHTTP),
    measured(B::EmptyLinesBeforeStatus, LLHTTP),
    measured(B::StartLineSpace, LLHTTP),
    measured(B::AnyVersion, LLHTTP),
    measured(B::NoVersion, LLHTTP),
    measured(B::NoReason, LLHTTP),
    measured(B::CodingIn1_0, LLHTTP),
    measured(B::EmptyCodings, LLHTTP),
    measured(B::LongSize, LLHTTP),
];
