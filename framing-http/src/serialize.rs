//! Headers as data: texts with what is not UTF-8 replaced.

#[cfg(feature = "http1")]
mod http1;

use alloc::string::String;
use alloc::vec::Vec;

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use crate::{ContentLengthHeader, Field};

impl Serialize for ContentLengthHeader {
    /// The length, and the other fields, each as its name and its value.
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let text = |field: Field<'_>| {
            [field.name, field.value].map(|part| String::from_utf8_lossy(part).into_owned())
        };
        let other: Vec<_> = self.other_fields().map(text).collect();
        let mut map = to.serialize_map(None)?;
        map.serialize_entry("length", &self.length)?;
        if !other.is_empty() {
            map.serialize_entry("other", &other)?;
        }
        map.end()
    }
}
