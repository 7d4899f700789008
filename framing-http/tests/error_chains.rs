//! Every public error prints its cause or returns it as `source()`, never both.
#![allow(clippy::expect_used, reason = "a test that is wrong fails, as it should")]

use std::error::Error;

use framing_core::EncodeError;
use framing_http::{Leniency, MessageWriteError, UnknownLeniency, ambiguity};

fn every_error() -> Vec<Box<dyn Error>> {
    let leniency: UnknownLeniency = "bare-if".parse::<Leniency>().expect_err("no leniency has this name");
    let reader: ambiguity::UnknownReader =
        ambiguity::Reader::from_name("no-such-proxy").expect_err("no reader has this name");
    vec![
        Box::new(leniency),
        Box::new(reader),
        Box::new(MessageWriteError::Invalid(EncodeError::Invalid("a known header"))),
        Box::new(MessageWriteError::BodyTooLong { left: 1, len: 2 }),
        Box::new(MessageWriteError::BodyTooShort { left: 1 }),
        Box::new(MessageWriteError::InsideMessage),
        Box::new(MessageWriteError::OutsideMessage),
        Box::new(MessageWriteError::Unusable),
        Box::new(MessageWriteError::Io(std::io::Error::other("the cable is cut"))),
    ]
}

#[test]
fn no_error_prints_a_sentence_twice() {
    for error in every_error() {
        let mut printed = vec![error.to_string()];
        let mut source = error.source();
        while let Some(cause) = source {
            let cause_text = cause.to_string();
            assert!(
                printed.iter().all(|before| !before.contains(&cause_text)),
                "{printed:?}, then {cause_text}"
            );
            printed.push(cause_text);
            source = cause.source();
        }
        assert!(printed.iter().all(|text| !text.is_empty() && !text.ends_with('.')), "{printed:?}");
    }
}
