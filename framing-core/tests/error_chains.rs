//! Every public error prints its cause or returns it as `source()`, never both.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that is wrong fails, as it should"
)]

use std::error::Error as StdError;
use std::io;

use framing_core::{
    Closed, EncodeError, EnqueueError, Error, ErrorKind, Malformed, Phase, ReadError, ReadExactError,
    SendError, WriteError,
};

#[derive(Debug)]
struct Layered;

impl std::fmt::Display for Layered {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the layer above")
    }
}

impl StdError for Layered {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&EncodeError::Invalid("the deepest cause"))
    }
}

fn frame_error() -> Error {
    Error::new(ErrorKind::Malformed { expected: "a known type" }, Phase::Header, 7)
}

fn encode_errors() -> [EncodeError; 4] {
    [
        EncodeError::TooLong { len: 256, max: 255 },
        EncodeError::OverLimit { part: Phase::Body, len: 9, limit: 8 },
        EncodeError::Invalid("a known header"),
        EncodeError::Format { method: "encode_trailer", wrote: 3, expected: 2 },
    ]
}

fn every_error() -> Vec<Box<dyn StdError + Send + Sync>> {
    let io = || io::Error::other(Layered);
    let mut errors: Vec<Box<dyn StdError + Send + Sync>> = vec![
        Box::new(frame_error()),
        Box::new(ReadError::Io(io())),
        Box::new(ReadError::Frame(frame_error())),
        Box::new(ReadError::BudgetExceeded { need: 2, limit: 1 }),
        Box::new(io::Error::from(ReadError::Frame(frame_error()))),
        Box::new(EnqueueError::Full),
        Box::new(EnqueueError::Unfinished { missing: 3 }),
        Box::new(EnqueueError::Torn),
        Box::new(WriteError::Io(io())),
        Box::new(WriteError::Source(io())),
        Box::new(WriteError::TimedOut { unsent: 3 }),
        Box::new(WriteError::Full),
        Box::new(WriteError::SourceTooShort { have: 1, need: 2 }),
        Box::new(WriteError::SourceTooLong { len: 2 }),
        Box::new(WriteError::Unfinished { missing: 3 }),
        Box::new(WriteError::Torn),
        Box::new(Closed),
        Box::new(SendError(7)),
        Box::new(Malformed::new(3, "a decimal digit")),
        Box::new(ReadExactError::Ended { have: 1, need: 2 }),
    ];
    for error in encode_errors() {
        errors.push(Box::new(error));
        errors.push(Box::new(EnqueueError::Encode(error)));
        errors.push(Box::new(WriteError::Encode(error)));
        errors.push(Box::new(io::Error::from(WriteError::Encode(error))));
    }
    errors.extend(typed());
    errors.extend(embedded());
    errors.extend(registry());
    errors
}

#[cfg(feature = "embedded-io")]
fn embedded() -> Vec<Box<dyn StdError + Send + Sync>> {
    use framing_core::embedded_io;
    vec![
        Box::new(embedded_io::ReadError::Io(7)),
        Box::new(embedded_io::ReadError::<i32>::Frame(frame_error())),
        Box::new(embedded_io::WriteError::Io(7)),
        Box::new(embedded_io::WriteError::<i32>::Count(0)),
        Box::new(embedded_io::WriteError::<i32>::Enqueue(EnqueueError::Encode(EncodeError::Invalid(
            "a header",
        )))),
    ]
}

#[cfg(not(feature = "embedded-io"))]
fn embedded() -> Vec<Box<dyn StdError + Send + Sync>> {
    Vec::new()
}

/// A [`TimedOut`](framing_core::TimedOut), a [`SpecError`](framing_core::spec::SpecError), a
/// [`SettingError`](framing_core::registry::SettingError) and a [`NameError`](framing_core::registry::NameError).
#[cfg(feature = "registry")]
fn registry() -> Vec<Box<dyn StdError + Send + Sync>> {
    use framing_core::registry::{DynFormat, find, formats};
    let spec = DynFormat::parse_spec("width = 9").expect_err("no number has 9 bytes");
    let setting = DynFormat::new(framing_core::U8).set("speed", &7.into()).expect_err("a length has none");
    let name = find(formats(), "u23-be").expect_err("no format has this name");
    vec![Box::new(spec), Box::new(setting), Box::new(name), Box::new(timed_out())]
}

#[cfg(feature = "registry")]
fn timed_out() -> framing_core::TimedOut {
    let transport = Slow;
    let mut reader = framing_core::blocking::FrameReader::new(transport, framing_core::U8);
    match reader.next() {
        Err(ReadError::TimedOut(timed_out)) => timed_out,
        other => panic!("expected a timeout of the transport, found {other:?}"),
    }
}

/// A transport whose own timeout expires.
#[cfg(feature = "registry")]
struct Slow;

#[cfg(feature = "registry")]
impl io::Read for Slow {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        Err(io::ErrorKind::TimedOut.into())
    }
}

#[cfg(not(feature = "registry"))]
fn registry() -> Vec<Box<dyn StdError + Send + Sync>> {
    Vec::new()
}

#[cfg(feature = "typed")]
fn typed() -> Vec<Box<dyn StdError + Send + Sync>> {
    use framing_core::typed::{TooDeep, TypedError};
    vec![
        Box::new(TypedError::Read(ReadError::Frame(frame_error()))),
        Box::new(TypedError::Write(WriteError::Io(io::Error::other(Layered)))),
        Box::new(TypedError::Value(Box::new(Layered))),
        Box::new(TypedError::Body { offset: 1, len: 2, error: Box::new(Layered) }),
        Box::new(TooDeep::new(3)),
    ]
}

#[cfg(not(feature = "typed"))]
fn typed() -> Vec<Box<dyn StdError + Send + Sync>> {
    Vec::new()
}

#[test]
fn no_error_prints_a_sentence_twice() {
    let errors = every_error();
    assert!(errors.len() > 30);
    for error in errors {
        let printed = format!("{:#}", anyhow::Error::from_boxed(error));
        let mut sentences: Vec<_> = printed.split(": ").collect();
        sentences.sort_unstable();
        let all = sentences.len();
        sentences.dedup();
        assert_eq!(sentences.len(), all, "{printed}");
    }
}

#[test]
fn the_cause_of_a_cause_is_not_lost() {
    let io = || io::Error::other(Layered);
    let errors: [Box<dyn StdError + Send + Sync>; 3] =
        [Box::new(WriteError::Io(io())), Box::new(WriteError::Source(io())), Box::new(ReadError::Io(io()))];
    for error in errors {
        let printed = format!("{:#}", anyhow::Error::from_boxed(error));
        assert!(printed.ends_with("the layer above: expected the deepest cause"), "{printed}");
    }
}
