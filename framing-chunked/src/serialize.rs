//! Headers as data: names and values as text, with what is not UTF-8 replaced.

use alloc::borrow::Cow;
use alloc::string::String;

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use crate::{ChunkHeader, Extension, Extensions};

/// A name, and perhaps a value.
#[derive(Serialize)]
struct Named<'a> {
    name: Cow<'a, str>,
    value: Option<String>,
}

impl Serialize for Extension<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let value = self.value().map(|value| String::from_utf8_lossy(&value).into_owned());
        Named { name: String::from_utf8_lossy(self.name), value }.serialize(to)
    }
}

impl Serialize for Extensions<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(self.clone())
    }
}

impl Serialize for ChunkHeader {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut header = to.serialize_struct("ChunkHeader", 3)?;
        header.serialize_field("size", &self.size)?;
        header.serialize_field("extensions", &self.extensions())?;
        header.serialize_field("trailers", &self.trailers())?;
        header.end()
    }
}
