//! Messages written to a blocking transport.

use std::io::{self, Write};

use framing_chunked::ChunkHeader;

use super::outgoing::{AnsweredRequest, MessageWriteError, Outgoing};
use crate::{MessageBody, Persistence, RequestHeader, ResponseHeader};

/// Writes the messages of a connection one after the other: a head, then its body in any number of pieces.
///
/// It is the counterpart of [`MessageReader`](crate::blocking::MessageReader): requests of a client, or the answers of a
/// server in the order of the requests. It frames each body as its head announces, and refuses a body that is longer or
/// shorter. The caller decides when to flush, so the answers to pipelined requests can leave in one write.
///
/// ```
/// use framing_http::blocking::MessageWriter;
/// use framing_http::{MessageBody, ResponseHeader};
///
/// let mut responses = MessageWriter::new(Vec::new());
/// responses.start_response(&ResponseHeader::new(200, "OK")?, MessageBody::Chunked)?;
/// responses.write_body(b"hi")?;
/// responses.end()?;
/// responses.flush()?;
/// assert_eq!(
///     responses.get_ref(),
///     b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n"
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct MessageWriter<W> {
    transport: W,
    outgoing: Outgoing,
}

writer_methods!();

impl<W: Write> MessageWriter<W> {
    /// Writes the next bytes of the body, as one chunk if it is chunked. Of a message without a body, such as an answer to
    /// HEAD, nothing is sent.
    ///
    /// # Errors
    ///
    /// [`MessageWriteError`]; a body that would be too long is refused, and nothing of `data` is sent.
    pub fn write_body(&mut self, data: &[u8]) -> Result<(), MessageWriteError> {
        self.outgoing.write_body(data)?;
        self.write_if_high()
    }

    /// Ends the message.
    ///
    /// # Errors
    ///
    /// [`MessageWriteError::BodyTooShort`], after which the connection is unusable; [`MessageWriteError::Io`].
    pub fn end(&mut self) -> Result<(), MessageWriteError> {
        self.end_with_trailers(&ChunkHeader::default())
    }

    /// Ends the message with the trailers of `last`, which only a chunked body can have; otherwise they are not sent.
    ///
    /// # Errors
    ///
    /// See [`end`](Self::end).
    pub fn end_with_trailers(&mut self, last: &ChunkHeader) -> Result<(), MessageWriteError> {
        self.outgoing.end(last)?;
        self.write_if_high()
    }

    fn write_if_high(&mut self) -> Result<(), MessageWriteError> {
        match self.outgoing.is_high() {
            true => self.write_all(),
            false => Ok(()),
        }
    }

    fn write_all(&mut self) -> Result<(), MessageWriteError> {
        while !self.outgoing.unsent().is_empty() {
            match self.transport.write(self.outgoing.unsent()) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                taken => self.outgoing.sent(taken?)?,
            }
        }
        Ok(())
    }

    /// Writes all that is held, and flushes the transport.
    ///
    /// # Errors
    ///
    /// [`MessageWriteError::Io`]; another call resumes.
    pub fn flush(&mut self) -> Result<(), MessageWriteError> {
        self.write_all()?;
        Ok(self.transport.flush()?)
    }

    /// Writes all that is held, and returns the transport.
    ///
    /// # Errors
    ///
    /// [`MessageWriteError::InsideMessage`] when a message has not ended; [`MessageWriteError::Io`].
    pub fn finish(mut self) -> Result<W, MessageWriteError> {
        self.flush()?;
        self.outgoing.check_end()?;
        Ok(self.transport)
    }
}
