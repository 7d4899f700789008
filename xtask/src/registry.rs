//! The formats of every crate, in one list.

use framing_core::registry::{Declaration, DynFormat, DynHeader};
use framing_http::RequestMethod;
use serde_json::{Value, json};

/// Every format, crate by crate.
pub(crate) fn formats() -> impl Iterator<Item = &'static Declaration> {
    framing_core::registry::formats()
        .iter()
        .chain(framing_tlv::registry::formats())
        .chain(framing_chunked::registry::formats())
        .chain(framing_http::registry::formats())
}

/// The format of this name, or what to say to whoever asked for it.
pub(crate) fn find(name: &str) -> Result<&'static Declaration, String> {
    formats().find(|format| format.name == name).ok_or_else(|| {
        let nearest = nearest(name).map(|nearest| format!("did you mean '{nearest}'? "));
        format!("no such format; {}`cargo xtask formats` lists them", nearest.unwrap_or_default())
    })
}

/// The name that looks most like `name`, the first of several.
fn nearest(name: &str) -> Option<&'static str> {
    let name = name.to_lowercase();
    let likeness = |format: &&Declaration| strsim::normalized_damerau_levenshtein(&name, format.name);
    formats().min_by(|a, b| likeness(b).total_cmp(&likeness(a))).map(|format| format.name)
}

/// A format in the state that a stream begins in.
///
/// The method of the request is what tells whether a response has a body, so only `http-response` takes one.
pub(crate) fn make(declaration: &Declaration, request_method: Option<&str>) -> Result<DynFormat, String> {
    match request_method {
        None => Ok((declaration.make)()),
        Some(method) if declaration.name == "http-response" => {
            Ok(framing_http::registry::http_response(RequestMethod::of(method.as_bytes())))
        }
        Some(_) => Err(format!("--request-method is for http-response alone, not for {}", declaration.name)),
    }
}

/// What the format read from the header, as a JSON object; nothing if it does not tell.
///
/// A header that is one number is a length, for that is what a header says if it says one thing.
pub(crate) fn fields(format: &DynFormat, header: &DynHeader) -> Option<Value> {
    match format.fields(header) {
        Value::Null => None,
        Value::Number(length) => Some(json!({ "length": length })),
        fields => Some(fields),
    }
}
