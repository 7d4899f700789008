//! The formats of every crate, in one list.

use std::fs;
use std::io::{self, Read};
use std::path::Path;

use framing_core::registry::{Declaration, DynFormat, DynHeader};
use serde_json::{Map, Value, json};

/// Every format, crate by crate.
pub(crate) fn formats() -> impl Iterator<Item = &'static Declaration> {
    framing_core::registry::formats()
        .iter()
        .chain(framing_tlv::registry::formats())
        .chain(framing_chunked::registry::formats())
        .chain(framing_http::registry::formats())
}

/// Returns the format of this name, or the message for whoever asked for it.
pub(crate) fn find(name: &str) -> Result<&'static Declaration, String> {
    framing_core::registry::find(formats(), name)
        .map_err(|fault| format!("{fault}; `cargo xtask formats` lists them"))
}

/// The format of a spec in the file at `path`, in the state that a stream begins in.
pub(crate) fn from_spec(path: &Path) -> Result<DynFormat, String> {
    let name = path.display();
    if path == Path::new("-") {
        return Err("--spec takes a file, for standard input is the stream: found -".into());
    }
    let bytes = read_bounded(path).map_err(|error| format!("cannot read {name}: {error}"))?;
    let text = String::from_utf8(bytes).map_err(|error| format!("{name}, {}", not_text(&error)))?;
    DynFormat::parse_spec(text).map_err(|fault| format!("{name}, {fault}"))
}

/// Reads the file of a spec, but no more than the parser accepts.
fn read_bounded(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let most = framing_core::spec::MAX_TEXT as u64 + 1;
    fs::File::open(path)?.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Where bytes stop being text.
fn not_text(error: &std::string::FromUtf8Error) -> String {
    let (text, rest) = error.as_bytes().split_at(error.utf8_error().valid_up_to());
    let line = text.iter().filter(|&&byte| byte == b'\n').count() + 1;
    let start = text.iter().rposition(|&byte| byte == b'\n').map_or(0, |newline| newline + 1);
    let column = String::from_utf8_lossy(text.get(start..).unwrap_or_default()).chars().count() + 1;
    let found = rest.first().copied().unwrap_or_default();
    format!("line {line}, column {column}: expected text in UTF-8, found the byte {found:#04x}")
}

/// Creates a format for a new stream, with its settings.
///
/// The method of the request, which determines whether a response has a body, is the setting `request_method`.
pub(crate) fn make(
    declaration: &Declaration,
    settings: &Map<String, Value>,
    request_method: Option<&str>,
) -> Result<DynFormat, String> {
    let mut format = (declaration.make)();
    let method = request_method.map(|method| ("request_method", Value::from(method)));
    let said = settings.iter().map(|(name, value)| (name.as_str(), value.clone()));
    for (name, value) in said.chain(method) {
        format.set(name, &value).map_err(|error| format!("{}: {error}", declaration.name))?;
    }
    Ok(format)
}

/// The decoded fields of the header, as a JSON object; empty if the format has none.
///
/// A header that is one number is a length.
pub(crate) fn fields(format: &DynFormat, header: &DynHeader) -> Option<Value> {
    match format.fields(header) {
        Value::Null => None,
        Value::Number(length) => Some(json!({ "length": length })),
        fields => Some(fields),
    }
}

#[cfg(test)]
mod tests {
    use framing_core::testkit::Reading;
    use framing_core::{Outcome, Phase, TwoPhase};

    use super::*;

    /// These formats judge every byte alone, at any position.
    const JUDGED_BYTE_BY_BYTE: [&str; 3] = ["http-request", "http-response", "http-chunked"];

    /// What can be judged only whole.
    const CHECKSUMS: [&str; 2] = ["png/crc", "bitcoin/checksum"];

    #[test]
    fn a_wrong_byte_is_named_at_once_though_the_stream_ends_behind_it() {
        for declaration in formats() {
            let format = (declaration.make)();
            for reject in declaration.rejects.iter().filter(|reject| reject.outcome == Outcome::Malformed) {
                let name = format!("{}/{}", declaration.name, reject.name);
                let is_judged_alone =
                    reject.phase == Phase::Trailer || JUDGED_BYTE_BY_BYTE.contains(&declaration.name);
                if !is_judged_alone || CHECKSUMS.contains(&name.as_str()) {
                    continue;
                }
                let (before, _) = reject.bytes.split_at(usize::try_from(reject.offset).unwrap());
                let behind = &reject.bytes[..=before.len()];
                let end_of = |bytes| Reading::new(&format, format.limits(), bytes).end;
                let told = end_of(behind).unwrap_err();
                assert_eq!(
                    (told.outcome(), told.offset()),
                    (reject.outcome, reject.offset),
                    "{name}: {told}"
                );
                let open = end_of(before);
                assert!(!open.is_err_and(|error| error.outcome() == Outcome::Malformed), "{name}: {open:?}");
            }
        }
    }
}
