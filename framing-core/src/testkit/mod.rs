//! The conformance run as a library: tests a format, or a reader of any crate, against every way of splitting streams.
//!
//! A [`Suite`] is a format with its [cases](Case). Its [checks](Suite::checks) are each case in each
//! [scenario](SCENARIOS) over each [transport](TRANSPORTS); a check that fails reports the shortest schedule that shows
//! it. [`conformance_tests!`](crate::conformance_tests) makes ordinary tests of them. A [`Reader`] is the reader of
//! another crate, tested in place of ours.
//!
//! Nothing here sleeps, and a clock decides nothing but a hang: a reader waits when it has received all bytes sent and
//! is blocked on its transport. Readers and writers are separate tasks, each polled only when it was woken, so a lost
//! wake-up is a hang.

mod case;
mod checker;
mod conversation;
mod driver;
mod drivers;
mod events;
mod examine;
mod failure;
mod flaw;
mod fused;
pub mod generated;
mod in_memory;
mod over_transports;
mod probe;
mod reader;
mod run;
mod scenario;
mod schedule;
mod script;
mod session;
mod subject;
mod suite;
mod task;
mod transport;
mod trial;
mod vectors;

pub use self::case::{Case, ExpectedFrame, FrameRange, Reading};
pub use self::checker::Checker;
pub use self::conversation::converse;
pub use self::driver::Driver;
pub use self::drivers::DRIVERS;
pub use self::events::Taken;
pub use self::examine::{Examined, Examiner};
pub use self::failure::Failure;
pub use self::flaw::{Cause, Flaw, Mismatch};
pub use self::probe::{Probe, Seen};
pub use self::reader::{Reader, Source};
pub use self::run::Run;
pub use self::scenario::{SCENARIOS, Scenario};
pub use self::schedule::{EVERY_SPLIT, EVERY_THREE, EVERY_TWO, Effort, Split, for_each_split};
pub use self::script::Script;
pub use self::subject::Subject;
pub use self::suite::{Check, Suite};
pub use self::transport::{Opening, Rx, TRANSPORTS, Transport, Tx};
pub use self::trial::{Context, MeasureHeap};

use std::string::String;
use std::vec::Vec;

use crate::registry::Declaration;

/// Runs every check of every declared format, for a test.
///
/// # Panics
///
/// With the first failure, or if a format has no samples.
pub fn assert_conforms(declarations: &[Declaration]) {
    declarations.iter().for_each(|declaration| Suite::from_declaration(declaration).assert(|_| true));
}

/// Checks that a list of tests has one for every scenario; [`conformance_tests!`](crate::conformance_tests) does so.
///
/// # Panics
///
/// If a scenario has no test.
pub fn assert_every_scenario(tested: &[&str]) {
    let missing: Vec<&str> =
        SCENARIOS.iter().map(|scenario| scenario.name).filter(|name| !tested.contains(name)).collect();
    assert!(missing.is_empty(), "no test for {}", missing.join(", "));
    let unknown: Vec<String> = tested
        .iter()
        .filter(|name| !SCENARIOS.iter().any(|known| known.name == **name))
        .map(|name| String::from(*name))
        .collect();
    assert!(unknown.is_empty(), "no scenario is named {}", unknown.join(", "));
}

/// Creates a module of tests, one per scenario, that run a format or a reader through every conformance check.
///
/// | key | value |
/// | --- | --- |
/// | `format`, `spec` or `suite` | a [`DynFormat`](crate::registry::DynFormat), the text of a spec, or a [`Suite`]; first |
/// | `frames` | frames that may follow each other, each as header, body and trailer on the wire |
/// | `refuses` | streams that must be refused |
/// | `cases` | [cases](Case) with any expectation |
/// | `vectors` | paths of vector files, from the root of the package |
/// | `limits` | the [`Limits`](crate::Limits) |
/// | `set` | settings of the format, such as `["masked" = true]` |
/// | `readers` | [readers](Reader) of other crates, to be tested in place of ours |
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
///
/// framing_core::conformance_tests! {
///     mod line_conforms {
///         spec: "magic = \"4f4b\"\noffset = 2\nwidth = 1",
///         frames: [(b"OK\x02", b"hi", b"")],
///         refuses: [b"NO\x02hi"],
///     }
/// }
/// ```
#[macro_export]
macro_rules! conformance_tests {
    (@suite $name:expr; format: $format:expr $(, $($rest:tt)*)?) => {
        $crate::conformance_tests!(@with $crate::testkit::Suite::new($name, $format); $($($rest)*)?)
    };
    (@suite $name:expr; spec: $spec:expr $(, $($rest:tt)*)?) => {
        $crate::conformance_tests!(
            @with $crate::testkit::Suite::new($name, $crate::registry::DynFormat::from_spec($spec));
            $($($rest)*)?
        )
    };
    (@suite $name:expr; suite: $suite:expr $(, $($rest:tt)*)?) => {
        $crate::conformance_tests!(@with $suite; $($($rest)*)?)
    };
    (@with $suite:expr; frames: [$(($header:expr, $body:expr, $trailer:expr)),+ $(,)?] $(, $($rest:tt)*)?) => {
        $crate::conformance_tests!(
            @with $suite.with_case($crate::testkit::Case::from_frames(
                "frames",
                &[$((&$header[..], &$body[..], &$trailer[..])),+],
            ));
            $($($rest)*)?
        )
    };
    (@with $suite:expr; refuses: [$($bytes:expr),* $(,)?] $(, $($rest:tt)*)?) => {
        $crate::conformance_tests!(@with $suite.with_refusals(&[$(&$bytes[..]),*]); $($($rest)*)?)
    };
    (@with $suite:expr; cases: [$($case:expr),* $(,)?] $(, $($rest:tt)*)?) => {
        $crate::conformance_tests!(@with $suite.with_cases([$($case),*]); $($($rest)*)?)
    };
    (@with $suite:expr; vectors: [$($path:expr),* $(,)?] $(, $($rest:tt)*)?) => {
        $crate::conformance_tests!(
            @with $suite$(.with_vectors(concat!(env!("CARGO_MANIFEST_DIR"), "/", $path)))*;
            $($($rest)*)?
        )
    };
    (@with $suite:expr; limits: $limits:expr $(, $($rest:tt)*)?) => {
        $crate::conformance_tests!(@with $suite.with_limits($limits); $($($rest)*)?)
    };
    (@with $suite:expr; set: [$($key:literal = $value:expr),* $(,)?] $(, $($rest:tt)*)?) => {
        $crate::conformance_tests!(@with $suite$(.with_setting($key, $value))*; $($($rest)*)?)
    };
    (@with $suite:expr; readers: [$($reader:expr),* $(,)?] $(, $($rest:tt)*)?) => {
        $crate::conformance_tests!(@with $suite$(.with_reader($reader))*; $($($rest)*)?)
    };
    (@with $suite:expr;) => { $suite };
    (mod $name:ident { $($body:tt)* }) => {
        #[cfg(test)]
        mod $name {
            #[allow(unused_imports, reason = "the parts of the suite may be defined outside")]
            use super::*;

            fn suite() -> $crate::testkit::Suite {
                $crate::conformance_tests!(@suite stringify!($name); $($body)*)
            }

            $crate::conformance_tests! {
                @each
                whole "whole", splits "splits", ends "ends", search "search", encode "encode", silence "silence",
                batch "batch", interleaved "interleaved", partial "partial", bytes "bytes", two_way "two-way",
                closes "closes", sizes "sizes", fused "fused"
            }
        }
    };
    (@each $($test:ident $scenario:literal),+) => {
        #[test]
        fn every_scenario_is_tested() {
            $crate::testkit::assert_every_scenario(&[$($scenario),+]);
        }
        $(
            #[test]
            fn $test() {
                suite().assert_scenario($scenario);
            }
        )+
    };
}
