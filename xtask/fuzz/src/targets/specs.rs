//! Specs: text, then the format that it describes, then a stream.

use arbitrary::Unstructured;
use framing_core::registry::DynFormat;

/// Reads the bytes before the first zero as a spec, and the ones after it as settings and a stream.
pub fn run(input: &[u8]) {
    let end = input.iter().position(|byte| *byte == 0).unwrap_or(input.len());
    let Ok(text) = str::from_utf8(input.get(..end).unwrap_or_default()) else { return };
    let Ok(format) = DynFormat::parse_spec(text.to_owned()) else { return };
    let mut rest = Unstructured::new(input.get(end + 1..).unwrap_or_default());
    let _ = run_one(format, &mut rest);
}

fn run_one(format: DynFormat, input: &mut Unstructured<'_>) -> arbitrary::Result<()> {
    let limits = super::limits(input, framing_core::TwoPhase::limits(&format))?;
    let (driver, cuts) = (input.arbitrary()?, super::cuts(input)?);
    let _ = format.diagram();
    super::examine(format, limits, input.peek_bytes(input.len()).unwrap_or_default(), &cuts, driver);
    Ok(())
}
