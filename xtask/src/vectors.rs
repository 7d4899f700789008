//! Vector files: JSON Lines, one case a line; `xtask/vectors/README.md` shows the form.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fs;
use std::path::Path;

use framing_core::Outcome;
use include_dir::{Dir, include_dir};
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::{Map, Value};

use crate::exit::Failure;
use crate::hex::Hex;
use crate::json_line::{self, Fault};

/// The vectors of this repository: bytes that other implementations made.
static BUILT_IN: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/vectors");

/// One case: bytes, and what a reader must make of them. Keys that are not read here are notes.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Vector {
    /// The name of the case.
    pub(crate) id: String,
    /// The name of the format; whether there is such a format was not looked at.
    pub(crate) format: String,
    /// The stream, whole.
    pub(crate) bytes: Hex,
    /// The frames before the outcome; not compared when left out.
    pub(crate) frames: Option<Vec<VectorFrame>>,
    /// How the stream ends.
    #[serde(with = "OutcomeName")]
    pub(crate) outcome: Outcome,
    /// All bodies joined; not compared when left out.
    pub(crate) content: Option<Hex>,
    /// The body limit of the reader, in bytes.
    pub(crate) limit: Option<u64>,
    /// The method of the request that the stream answers.
    pub(crate) request_method: Option<String>,
    /// Settings of the format.
    #[serde(default)]
    pub(crate) params: Map<String, Value>,
}

/// A frame of a [`Vector`]. A part that is left out is not compared.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct VectorFrame {
    pub(crate) header: Option<Hex>,
    pub(crate) body: Option<Hex>,
    pub(crate) trailer: Option<Hex>,
    /// As decode prints them.
    #[serde(default, rename = "offset")]
    _offset: IgnoredAny,
    #[serde(default, rename = "fields")]
    _fields: IgnoredAny,
}

#[derive(Deserialize)]
#[serde(remote = "Outcome", rename_all = "kebab-case")]
enum OutcomeName {
    Complete,
    Truncated,
    Malformed,
    TooLong,
}

/// The vectors of this repository.
pub(crate) fn built_in() -> Result<Vec<Vector>, Failure> {
    let mut all = Vec::new();
    for file in BUILT_IN.files().filter(|file| file.path().extension().is_some_and(|kind| kind == "jsonl")) {
        let name = file.path().display();
        all.extend(parse(file.contents()).map_err(|error| Failure::Input(format!("{name}, {error}")))?);
    }
    Ok(all)
}

/// The vectors of the file at `path`, or the file, the line and the key where it is no vector file.
pub(crate) fn load(path: &Path) -> Result<Vec<Vector>, String> {
    let name = path.display();
    let text = fs::read(path).map_err(|error| format!("cannot read {name}: {error}"))?;
    parse(&text).map_err(|error| format!("{name}, {error}"))
}

/// The vectors of a file's text, or the line and the key where it is no such text.
pub(crate) fn parse(text: &[u8]) -> Result<Vec<Vector>, String> {
    let mut vectors = Vec::new();
    let mut lines_of_ids = HashMap::new();
    for (line, number) in text.split(|&byte| byte == b'\n').zip(1_u64..) {
        if line.trim_ascii().is_empty() {
            continue;
        }
        let vector = parse_line(line, number, &mut lines_of_ids);
        vectors.push(vector.map_err(|fault| format!("line {number}{fault}"))?);
    }
    Ok(vectors)
}

fn parse_line(line: &[u8], number: u64, lines_of_ids: &mut HashMap<String, u64>) -> Result<Vector, Fault> {
    let vector: Vector = json_line::parse(line)?;
    match lines_of_ids.entry(vector.id.clone()) {
        Entry::Vacant(entry) => {
            entry.insert(number);
            Ok(vector)
        }
        Entry::Occupied(entry) => {
            Err(Fault::of_key("id", format!("{:?} is the id of line {} already", vector.id, entry.get())))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_vector_is_read_whole() {
        let line = br#"{"id":"a/b","format":"u8","bytes":"0268690A","frames":[{"header":"02","body":"6869"},{}],
            "outcome":"too-long","content":"6869","limit":2,"request_method":"GET","params":{"masked":true},"why":"x"}"#;
        let line: Vec<u8> = line.iter().copied().filter(|&byte| byte != b'\n').collect();
        let vectors = parse(&line).unwrap();
        let [vector] = vectors.as_slice() else { panic!("one vector") };
        assert_eq!((vector.id.as_str(), vector.format.as_str()), ("a/b", "u8"));
        assert_eq!(vector.bytes.0, b"\x02hi\x0a");
        let frames = vector.frames.as_deref().unwrap();
        assert_eq!(frames[0].header, Some(Hex(vec![2])));
        assert_eq!(frames[0].body, Some(Hex(b"hi".to_vec())));
        assert_eq!((&frames[0].trailer, &frames[1].body), (&None, &None), "what is left out is not compared");
        assert_eq!(vector.outcome, Outcome::TooLong);
        assert_eq!(vector.content, Some(Hex(b"hi".to_vec())));
        assert_eq!((vector.limit, vector.request_method.as_deref()), (Some(2), Some("GET")));
        assert_eq!(vector.params.get("masked"), Some(&Value::Bool(true)));
    }

    #[test]
    fn blank_lines_are_skipped_and_keys_left_out() {
        let vectors =
            parse(b"\n  \n{\"id\":\"a\",\"format\":\"u8\",\"bytes\":\"\",\"outcome\":\"complete\"}\r\n\n")
                .unwrap();
        assert_eq!(vectors.len(), 1);
        assert!(vectors[0].frames.is_none() && vectors[0].content.is_none() && vectors[0].params.is_empty());
    }

    #[test]
    fn a_broken_line_is_named_with_its_key() {
        const GOOD: &str = r#"{"id":"good","format":"u8","bytes":"","outcome":"complete"}"#;
        let cases = [
            ("{", "line 2, column 1: expected the rest of the object: EOF while parsing an object"),
            ("[]", "line 2, column 1: expected a JSON object"),
            (r#"{"id":"b"}"#, "line 2, column 10: missing field `format`"),
            (r#"{"id":7}"#, "line 2, column 7, key \"id\": invalid type: integer `7`, expected a string"),
            (
                r#"{"id":"b","bytes":"0g"}"#,
                "line 2, column 23, key \"bytes\": expected a hex digit, found 'g' as character 2",
            ),
            (
                r#"{"id":"b","bytes":"012"}"#,
                "line 2, column 24, key \"bytes\": expected hex digits in pairs, found 3 digits",
            ),
            (
                r#"{"id":"b","frames":[{},{"boddy":""}]}"#,
                "line 2, column 31, key \"frames[1].boddy\": unknown field `boddy`, expected one of \
                 `header`, `body`, `trailer`, `offset`, `fields`",
            ),
            (
                r#"{"outcome":"completed"}"#,
                "line 2, column 22, key \"outcome\": unknown variant `completed`, expected one of `complete`, \
                 `truncated`, `malformed`, `too-long`",
            ),
            (
                r#"{"limit":-1}"#,
                "line 2, column 11, key \"limit\": invalid value: integer `-1`, expected u64",
            ),
            (GOOD, "line 2, key \"id\": \"good\" is the id of line 1 already"),
        ];
        for (line, expected) in cases {
            let error = parse(format!("{GOOD}\n{line}\n").as_bytes()).unwrap_err();
            assert_eq!(error, expected, "{line}");
        }
    }

    #[test]
    fn a_file_is_named() {
        let error = load(Path::new("no/such/file")).unwrap_err();
        assert!(error.starts_with("cannot read no/such/file: "), "{error}");
    }

    #[test]
    fn the_vectors_of_this_repository_are_read_and_no_id_is_used_twice() {
        let mut all = Vec::new();
        for entry in fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/vectors")).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|extension| extension == "jsonl") {
                all.extend(load(&path).unwrap());
            }
        }
        let mut ids: Vec<_> = all.iter().map(|vector| &vector.id).collect();
        ids.sort();
        ids.dedup();
        assert!(ids.len() > 200 && ids.len() == all.len(), "{} ids, {} vectors", ids.len(), all.len());
    }
}
