//! HTTP/1.1 messages, strict and with any leniencies.

use arbitrary::Unstructured;
use framing_core::registry::DynFormat;
use framing_core::{Frames, TwoPhase};
use framing_http::{HttpRequest, HttpResponse, Leniency, RequestMethod};

/// Reads a stream of requests or responses.
pub fn run(input: &[u8]) {
    let _ = run_one(&mut Unstructured::new(input));
}

fn run_one(input: &mut Unstructured<'_>) -> arbitrary::Result<()> {
    let chosen = input.arbitrary::<u16>()?;
    let leniency = Leniency::all()
        .enumerate()
        .filter(|(bit, _)| chosen >> (bit % 16) & 1 == 1)
        .fold(Leniency::NONE, |all, (_, (one, _))| all.and(one));
    let method = [RequestMethod::Other, RequestMethod::Head, RequestMethod::Connect];
    let kind = usize::from(input.arbitrary::<u8>()? % 4);
    let (driver, cuts) = (input.arbitrary()?, super::cuts(input)?);
    match method.get(kind).copied() {
        Some(method) => {
            let format = HttpResponse::new().answering(method).with_leniency(leniency);
            examine(DynFormat::read_only(format), input, &cuts, driver)
        }
        None => {
            let format = HttpRequest::new().with_leniency(leniency);
            parse(&format, input.peek_bytes(input.len()).unwrap_or_default());
            examine(DynFormat::read_only(format), input, &cuts, driver)
        }
    }
}

fn examine(
    format: DynFormat,
    input: &mut Unstructured<'_>,
    cuts: &[u8],
    driver: u8,
) -> arbitrary::Result<()> {
    let limits = super::limits(input, TwoPhase::limits(&format))?;
    super::examine(format, limits, input.peek_bytes(input.len()).unwrap_or_default(), cuts, driver);
    Ok(())
}

/// The parts of each head lie inside it.
fn parse(format: &HttpRequest, bytes: &[u8]) {
    for frame in Frames::new(bytes, format.clone()).map_while(Result::ok) {
        let head = frame.header_bytes();
        let request = frame.header.on(head);
        let fields: usize = request.fields.map(|field| field.name.len() + field.value.len()).sum();
        assert!(request.method.len() + request.target.len() + fields <= head.len());
        assert!(frame.header.body.content(frame.body()).len() <= frame.body().len());
        let _ = (frame.header.persistence(head), frame.header.expects_continue(head));
    }
}
