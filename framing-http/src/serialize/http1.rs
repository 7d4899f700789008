//! Heads of HTTP messages as data.

use alloc::string::String;

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use crate::{RequestHeader, ResponseHeader};

impl Serialize for RequestHeader {
    /// The parts of the head are there if its text was kept.
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let request = self.on(self.text());
        let mut header = to.serialize_struct("RequestHeader", 5)?;
        header.serialize_field("method", &String::from_utf8_lossy(request.method))?;
        header.serialize_field("target", &String::from_utf8_lossy(request.target))?;
        header.serialize_field("version", version(self.is_1_0))?;
        header.serialize_field("fields", &request.fields)?;
        header.serialize_field("body_is", &self.body)?;
        header.end()
    }
}

impl Serialize for ResponseHeader {
    /// The parts of the head are there if its text was kept.
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let response = self.on(self.text());
        let mut header = to.serialize_struct("ResponseHeader", 5)?;
        header.serialize_field("status", &self.status)?;
        header.serialize_field("reason", &String::from_utf8_lossy(response.reason))?;
        header.serialize_field("version", version(self.is_1_0))?;
        header.serialize_field("fields", &response.fields)?;
        header.serialize_field("body_is", &self.body)?;
        header.end()
    }
}

const fn version(is_1_0: bool) -> &'static str {
    if is_1_0 { "1.0" } else { "1.1 or later" }
}
