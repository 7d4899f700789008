//! Numbers of variable width: split, round trip, minimal form.

use framing_core::leb128::Leb128;
use framing_core::{Endian, Number, NumberEncoding, Step};

const ENCODINGS: [NumberEncoding; 7] = [
    NumberEncoding::LEB128,
    NumberEncoding::Leb128(Leb128::new(5, 32)),
    NumberEncoding::Leb128(Leb128::new(4, 28).minimal()),
    NumberEncoding::Vlq { max_width: 4 },
    NumberEncoding::TopBits,
    NumberEncoding::Escaped(Endian::Big),
    NumberEncoding::Escaped(Endian::Little),
];

/// Decodes the bytes in every encoding, and encodes a number in every width.
pub fn run(input: &[u8]) {
    let number = input.iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte));
    for encoding in ENCODINGS {
        check_splits(encoding, input);
        for width in 0..=10 {
            check_round_trip(encoding, number, width);
        }
    }
}

fn check_splits(encoding: NumberEncoding, bytes: &[u8]) {
    let outcome = encoding.decode(bytes);
    let minimal = encoding.decode_minimal(bytes);
    if let (Ok(Step::Done(number)), Ok(Step::Done(least))) = (outcome, minimal) {
        assert_eq!(number, least);
    }
    if let Ok(Step::Done(Number { value, width })) = outcome {
        assert!(width <= bytes.len() && width <= encoding.max_width() && value <= encoding.max());
    }
    for end in 0..bytes.len().min(16) {
        match encoding.decode(bytes.get(..end).unwrap_or_default()) {
            Ok(Step::Need(need)) => assert!(need > end && need <= encoding.max_width()),
            decided => assert_eq!(decided, outcome, "{encoding:?} cut at {end}"),
        }
    }
}

fn check_round_trip(encoding: NumberEncoding, value: u64, width: usize) {
    let mut bytes = Vec::new();
    if encoding.encode(value, width, &mut bytes).is_err() {
        assert!(value > encoding.max() && bytes.is_empty());
        return;
    }
    let is_padded_where_that_is_refused = encoding == ENCODINGS[2];
    match encoding.decode(&bytes) {
        Ok(step) => assert_eq!(step, Step::Done(Number { value, width: bytes.len() }), "{encoding:?}"),
        Err(refused) => assert!(is_padded_where_that_is_refused, "{encoding:?} {value} {width}: {refused:?}"),
    }
}
