//! The ambiguity report over requests and responses.

use framing_http::RequestMethod;
use framing_http::ambiguity::{Judge, Risk};

thread_local! {
    static JUDGES: [Judge; 4] = [
        Judge::requests(),
        Judge::responses(RequestMethod::Other),
        Judge::responses(RequestMethod::Head),
        Judge::responses(RequestMethod::Connect),
    ];
}

/// Judges a stream as a stream, and as a head.
pub fn run(input: &[u8]) {
    let Some((&choice, bytes)) = input.split_first() else { return };
    JUDGES.with(|judges| {
        let Some(judge) = judges.get(usize::from(choice % 4)) else { return };
        let report = judge.report(bytes);
        assert_eq!(report.is_ambiguous(), report.risk() != Risk::None, "{report}");
        assert!(report.agreed() <= bytes.len());
        let verdict = judge.head(bytes);
        assert_eq!(verdict.is_ambiguous(), verdict.risk != Risk::None);
    });
}
