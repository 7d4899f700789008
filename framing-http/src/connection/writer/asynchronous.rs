//! Messages written to an async transport.

use framing_chunked::ChunkHeader;
use tokio::io::{AsyncWrite, AsyncWriteExt};

use super::outgoing::{AnsweredRequest, MessageWriteError, Outgoing};
use crate::{MessageBody, Persistence, RequestHeader, ResponseHeader};

/// Writes the messages of a connection one after the other: a head, then its body in any number of pieces.
///
/// It is the counterpart of [`MessageReader`](crate::MessageReader): requests of a client, or the answers of a server in the
/// order of the requests. It frames each body as its head announces, and refuses a body that is longer or shorter. The
/// caller decides when to flush, so the answers to pipelined requests can leave in one write.
///
/// ```
/// use framing_http::{MessageBody, MessageWriter, ResponseHeader};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let mut responses = MessageWriter::new(Vec::new());
/// responses.start_response(&ResponseHeader::new(200, "OK")?, MessageBody::Chunked)?;
/// responses.write_body(b"hi").await?;
/// responses.end().await?;
/// responses.flush().await?;
/// assert_eq!(
///     responses.get_ref(),
///     b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n"
/// );
/// # Ok(())
/// # }
/// ```
///
/// # Cancel safety
///
/// Bytes that a call has taken are written by later calls whatever becomes of the future. A dropped `write_body` or `end`
/// has taken effect; calling it again would repeat it.
#[derive(Debug)]
pub struct MessageWriter<W> {
    transport: W,
    outgoing: Outgoing,
}

writer_methods!();

impl<W: AsyncWrite + Unpin> MessageWriter<W> {
    /// Writes the next bytes of the body, as one chunk if it is chunked. Of a message without a body, such as an answer to
    /// HEAD, nothing is sent.
    ///
    /// # Errors
    ///
    /// [`MessageWriteError`]; a body that would be too long is refused, and nothing of `data` is sent.
    pub async fn write_body(&mut self, data: &[u8]) -> Result<(), MessageWriteError> {
        self.outgoing.write_body(data)?;
        self.write_if_high().await
    }

    /// Ends the message.
    ///
    /// # Errors
    ///
    /// [`MessageWriteError::BodyTooShort`], after which the connection is unusable; [`MessageWriteError::Io`].
    pub async fn end(&mut self) -> Result<(), MessageWriteError> {
        self.end_with_trailers(&ChunkHeader::default()).await
    }

    /// Ends the message with the trailers of `last`, which only a chunked body can have; otherwise they are not sent.
    ///
    /// # Errors
    ///
    /// See [`end`](Self::end).
    pub async fn end_with_trailers(&mut self, last: &ChunkHeader) -> Result<(), MessageWriteError> {
        self.outgoing.end(last)?;
        self.write_if_high().await
    }

    async fn write_if_high(&mut self) -> Result<(), MessageWriteError> {
        match self.outgoing.is_high() {
            true => self.write_all().await,
            false => Ok(()),
        }
    }

    async fn write_all(&mut self) -> Result<(), MessageWriteError> {
        while !self.outgoing.unsent().is_empty() {
            let taken = self.transport.write(self.outgoing.unsent()).await?;
            self.outgoing.sent(taken)?;
        }
        Ok(())
    }

    /// Writes all that is held, and flushes the transport.
    ///
    /// # Errors
    ///
    /// [`MessageWriteError::Io`]; another call resumes.
    pub async fn flush(&mut self) -> Result<(), MessageWriteError> {
        self.write_all().await?;
        Ok(self.transport.flush().await?)
    }

    /// Writes all that is held, and shuts the transport down.
    ///
    /// # Errors
    ///
    /// [`MessageWriteError::InsideMessage`] when a message has not ended; [`MessageWriteError::Io`].
    pub async fn shutdown(&mut self) -> Result<(), MessageWriteError> {
        self.flush().await?;
        self.transport.shutdown().await?;
        self.outgoing.check_end()
    }
}
