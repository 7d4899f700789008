//! The conformance run as a library: put a format, or a reader, through every way of cutting real streams.
//!
//! A [`Suite`] is a format with its [cases](Case). Its [checks](Suite::checks) are each case in each
//! [scenario](SCENARIOS) over each [transport](TRANSPORTS); a check that fails gives the shortest schedule that shows
//! it. [`conformance_tests!`](crate::conformance_tests) makes ordinary tests of them.
//!
//! Nothing here sleeps, and no verdict but that of a hang is reached by a clock: a reader is known to wait when it has
//! received all that was sent and is blocked on its transport.

mod case;
mod conversation;
mod driver;
mod examine;
mod failure;
mod fused;
mod in_memory;
mod over_transports;
mod probe;
mod scenario;
mod schedule;
mod script;
mod session;
mod streaming;
mod suite;
mod transport;

pub use self::case::{Case, ExpectedFrame, FrameRange, Reading};
pub use self::conversation::converse;
pub use self::driver::{Checker, DRIVERS, Driver, Mismatch, Run};
pub use self::examine::{Examined, Examiner};
pub use self::failure::{Failure, Flaw};
pub use self::probe::{Probe, Seen};
pub use self::scenario::{SCENARIOS, Scenario};
pub use self::schedule::{EVERY_SPLIT, EVERY_THREE, EVERY_TWO, Effort, Split, for_each_split};
pub use self::script::Script;
pub use self::suite::{Check, Context, MeasureHeap, Subject, Suite, Trial};
pub use self::transport::{Opening, Rx, TRANSPORTS, Transport, Tx};

use crate::registry::Declaration;

/// Puts every declared format through the whole run, for a test.
///
/// # Panics
///
/// With the first failure, or if a format has no samples.
pub fn assert_conforms(declarations: &[Declaration]) {
    declarations.iter().for_each(|declaration| Suite::from_declaration(declaration).assert(|_| true));
}

/// Makes a module of tests, one a scenario, that put a format through the whole conformance run.
///
/// `format` is a [`DynFormat`](crate::registry::DynFormat): [`new`](crate::registry::DynFormat::new) for a format that
/// is also written, [`read_only`](crate::registry::DynFormat::read_only) for one that is not. `frames` are a few
/// frames that may follow each other, each with its header, its body and its trailer as they are on the wire.
///
/// ```
/// use framing_core::registry::DynFormat;
/// use framing_core::{BodyLen, Extent, Malformed, Scan, TwoPhase};
///
/// #[derive(Clone)]
/// struct Message;
///
/// impl TwoPhase for Message {
///     type Header = (u8, u16);
///     fn header_len(&self, _: &[u8], _: &mut Scan) -> Result<Extent, Malformed> {
///         Ok(Extent::Exact(3))
///     }
///     fn header(&self, bytes: &[u8]) -> Result<Self::Header, Malformed> {
///         Ok((bytes[0], u16::from_be_bytes([bytes[1], bytes[2]])))
///     }
///     fn body_len(&self, header: &Self::Header) -> Result<BodyLen, Malformed> {
///         Ok(BodyLen::Exact(header.1.into()))
///     }
/// }
///
/// framing_core::conformance_tests! {
///     mod message_conforms {
///         format: DynFormat::read_only(Message),
///         frames: [(b"\x07\x00\x02", b"hi", b""), (b"\x08\x00\x00", b"", b"")],
///     }
/// }
/// ```
#[macro_export]
macro_rules! conformance_tests {
    (mod $name:ident { format: $format:expr, frames: [$(($header:expr, $body:expr, $trailer:expr)),+ $(,)?] $(,)? }) => {
        $crate::conformance_tests! {
            mod $name {
                suite: $crate::testkit::Suite::new(stringify!($name), $format).case(
                    $crate::testkit::Case::of_frames("frames", &[$((&$header[..], &$body[..], &$trailer[..])),+]),
                ),
            }
        }
    };
    (mod $name:ident { suite: $suite:expr $(,)? }) => {
        #[cfg(test)]
        mod $name {
            #[allow(unused_imports, reason = "what the suite is made of may stand outside")]
            use super::*;

            $crate::conformance_tests! {
                @each $suite,
                whole "whole", splits "splits", ends "ends", search "search", encode "encode", silence "silence",
                batch "batch", interleaved "interleaved", partial "partial", bytes "bytes", two_way "two-way",
                closes "closes", sizes "sizes", fused "fused"
            }
        }
    };
    (@each $suite:expr, $($test:ident $scenario:literal),+) => {
        $(
            #[test]
            fn $test() {
                $suite.assert_scenario($scenario);
            }
        )+
    };
}
