//! Protocols described as specs, most of which have no format of their own here, with bytes from their specifications: every one
//! of them is put through the conformance run.
#![cfg(test)]

/// A table of protocols, and the tests of it.
macro_rules! protocols {
    ($($name:literal, $source:literal, $spec:literal, [$($(($($part:expr),+)),+);+ $(;)?];)+) => {
        const ALL: &[framing_core::registry::Declaration] = &[$(framing_core::registry::Declaration::new($name, || framing_core::registry::DynFormat::from_spec($spec))
    .with_summary("")
    .with_package("")
    .with_source($source)
    .with_samples(&[$(crate::sample(concat!("of-", $name), $spec, &[$(crate::frame(&[$($part),+])),+])),+])),+];

        #[test]
        fn each_reads_and_writes_the_bytes_of_its_specification() {
            for protocol in ALL {
                // The other ways to read ask a format nothing else than the first one does.
                let suite = framing_core::testkit::Suite::from_declaration(protocol);
                let suite = suite.with_drivers(vec![framing_core::testkit::DRIVERS[0].clone()]);
                suite.assert(|check| check.transport() == "memory");
            }
        }
    };
}

mod files;
mod messaging;
mod network;
mod tags;
mod text;

use framing_core::registry::{Sample, SampleFrame};

/// Header, body and trailer; those that are left out are empty.
const fn frame(parts: &[&'static [u8]]) -> SampleFrame {
    match *parts {
        [header] => SampleFrame::new(header, b""),
        [header, body] => SampleFrame::new(header, body),
        [header, body, trailer] => SampleFrame::with_trailer(header, body, trailer),
        _ => panic!("a frame has up to three parts"),
    }
}

/// A stream that may be sent again after itself, unless something comes first in it or continues to its end.
const fn sample(name: &'static str, spec: &str, frames: &'static [SampleFrame]) -> Sample {
    let sample = Sample::new(name, frames);
    let stands_once = contains(spec, "first") || contains(spec, "to-end");
    if stands_once { sample.once() } else { sample }
}

const fn contains(text: &str, word: &str) -> bool {
    let (mut text, word) = (text.as_bytes(), word.as_bytes());
    while let [_, rest @ ..] = text {
        if starts_with(text, word) {
            return true;
        }
        text = rest;
    }
    false
}

const fn starts_with(mut text: &[u8], mut word: &[u8]) -> bool {
    loop {
        match (text, word) {
            (_, []) => return true,
            ([seen, rest @ ..], [wanted, more @ ..]) if *seen == *wanted => (text, word) = (rest, more),
            _ => return false,
        }
    }
}
