//! The text of a head that is written.

use alloc::vec::Vec;

use framing_core::fields::{Fields, is_token, is_value, put_field};
use framing_core::{ByteSink, EncodeError};

use super::{MessageBody, split_start_line};

/// The start line and the field lines of a head, less a Content-Length, which is written again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Text {
    pub(super) lines: Vec<u8>,
    /// Where in `lines` the length of the body is announced, unless it is after them.
    at: Option<usize>,
    /// Is there a Transfer-Encoding?
    is_coded: bool,
}

impl Text {
    pub(super) const MISSING: EncodeError =
        EncodeError::Invalid("a head that was built, or whose text was kept when it was read");

    pub(super) fn request(method: &str, target: &str) -> Result<Self, EncodeError> {
        if method.is_empty() || !method.bytes().all(is_token) {
            return Err(EncodeError::Invalid("a token as the method"));
        }
        if target.is_empty() || !target.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(EncodeError::Invalid("visible ASCII as the target"));
        }
        Ok(Self { lines: [method, " ", target, " HTTP/1.1\r\n"].concat().into(), ..Self::default() })
    }

    pub(super) fn response(status: u16, reason: &str) -> Result<Self, EncodeError> {
        if !matches!(status, 100..1000) {
            return Err(EncodeError::Invalid("a status code of 3 digits"));
        }
        if !reason.bytes().all(is_value) {
            return Err(EncodeError::Invalid("a reason phrase without control characters"));
        }
        let status = itoa::Buffer::new().format(status).as_bytes().to_vec();
        let lines = [b"HTTP/1.1 ", &status[..], b" ", reason.as_bytes(), b"\r\n"].concat();
        Ok(Self { lines, ..Self::default() })
    }

    /// The text of a head that was read and has this body.
    pub(super) fn of(head: &[u8], body: MessageBody) -> Self {
        let (line, fields) = split_start_line(head);
        let mut text = Self { lines: [line, b"\r\n"].concat(), ..Self::default() };
        let mut fields = Fields::new(fields);
        loop {
            let here = fields.rest();
            let Some(field) = fields.next() else { return text };
            if field.is("content-length") && body != MessageBody::None {
                text.at.get_or_insert(text.lines.len());
                continue;
            }
            text.is_coded |= field.is("transfer-encoding");
            let line = here.get(..here.len() - fields.rest().len());
            text.lines.extend_from_slice(line.unwrap_or_default());
        }
    }

    pub(super) fn push(&mut self, name: &str, value: &str) -> Result<(), EncodeError> {
        if ["content-length", "transfer-encoding"].iter().any(|known| name.eq_ignore_ascii_case(known)) {
            return Err(EncodeError::Invalid(
                "a field that does not announce the body: the format writes those",
            ));
        }
        put_field(name, value.as_bytes(), &mut self.lines)
    }

    /// Writes the head of a message whose body has `len` bytes.
    pub(super) fn put<B: ByteSink>(
        &self,
        body: MessageBody,
        len: u64,
        out: &mut B,
    ) -> Result<(), EncodeError> {
        match body {
            MessageBody::None if len == 0 => self.put_with(&[], out),
            MessageBody::None | MessageBody::Length(_) => {
                self.put_with(
                    &[b"Content-Length: ", itoa::Buffer::new().format(len).as_bytes(), b"\r\n"],
                    out,
                );
            }
            MessageBody::Chunked if len < SHORTEST_CODED => {
                return Err(EncodeError::Invalid("a body in the chunked coding, which has 5 bytes at least"));
            }
            MessageBody::Chunked if !self.is_coded => {
                self.put_with(&[b"Transfer-Encoding: chunked\r\n"], out);
            }
            MessageBody::Chunked | MessageBody::UntilClose => self.put_with(&[], out),
        }
        Ok(())
    }

    /// Writes the head with the fields that announce `body` in place of those that it has, and a connection option.
    #[cfg(feature = "std")]
    pub(super) fn put_announcing(&self, body: MessageBody, connection: Option<&str>, out: &mut Vec<u8>) {
        let keeps_coding = self.is_coded && body == MessageBody::Chunked;
        let line = self.lines.iter().position(|byte| *byte == b'\n').map_or(0, |end| end + 1);
        let (start_line, fields) = self.lines.split_at_checked(line).unwrap_or_default();
        out.extend_from_slice(start_line);
        let mut fields = Fields::new(fields);
        loop {
            let here = fields.rest();
            let Some(field) = fields.next() else { break };
            if !field.is("content-length") && (keeps_coding || !field.is("transfer-encoding")) {
                let len = here.len() - fields.rest().len();
                out.extend_from_slice(here.get(..len).unwrap_or_default());
            }
        }
        match body {
            MessageBody::Length(len) => {
                let mut digits = itoa::Buffer::new();
                let digits = digits.format(len);
                [&b"Content-Length: "[..], digits.as_bytes(), b"\r\n"]
                    .iter()
                    .for_each(|part| out.extend_from_slice(part));
            }
            MessageBody::Chunked if !keeps_coding => out.extend_from_slice(b"Transfer-Encoding: chunked\r\n"),
            MessageBody::Chunked | MessageBody::None | MessageBody::UntilClose => {}
        }
        if let Some(option) = connection {
            [&b"Connection: "[..], option.as_bytes(), b"\r\n"]
                .iter()
                .for_each(|part| out.extend_from_slice(part));
        }
        out.extend_from_slice(b"\r\n");
    }

    /// Returns whether the head has this connection option.
    #[cfg(feature = "std")]
    pub(super) fn has_connection_option(&self, wanted: &[u8]) -> bool {
        let fields = Fields::new(split_start_line(&self.lines).1);
        super::persistence::options(fields, "connection").any(|option| option.eq_ignore_ascii_case(wanted))
    }

    fn put_with<B: ByteSink>(&self, announcement: &[&[u8]], out: &mut B) {
        let at = self.at.unwrap_or(self.lines.len());
        let (front, behind) = self.lines.split_at_checked(at).unwrap_or((&self.lines, &[]));
        out.put_slice(front);
        announcement.iter().for_each(|part| out.put_slice(part));
        out.put_slice(behind);
        out.put_slice(b"\r\n");
    }
}

/// `0`, CRLF, CRLF.
const SHORTEST_CODED: u64 = 5;
