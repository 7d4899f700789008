//! hyper's body stream.

use std::cell::Cell;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use http_body_util::{BodyExt, Empty};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, ReadBuf};

use super::Fallible;
use super::load::Tally;

const HEAD: &[u8] = b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n";

/// Takes the body of a request in the chunked coding, chunk by chunk, as a service does: in the task that drives the
/// connection, which is the least that it can cost.
pub(super) async fn receive(body: impl AsyncRead + Unpin, expected: Tally) -> Fallible<Tally> {
    let received = Cell::new(0);
    let service = service_fn(async |request: Request<Incoming>| {
        let mut body = request.into_body();
        while let Some(frame) = body.frame().await {
            received.set(received.get() + frame?.data_ref().map_or(0, |data| data.len() as u64));
        }
        hyper::Result::Ok(Response::new(Empty::<&[u8]>::new()))
    });
    let transport = TokioIo::new(ReadOnly(HEAD.chain(body)));
    // Or it would take the end of the stream for that of the exchange.
    http1::Builder::new().half_close(true).serve_connection(transport, service).await?;
    // Chunks that a read has cut in two come as two, so that only the bytes can be counted.
    if received.get() == expected.bytes { Ok(expected) } else { Err("hyper gave other bytes".into()) }
}

/// Takes the answer and drops it.
struct ReadOnly<R>(R);

impl<R: AsyncRead + Unpin> AsyncRead for ReadOnly<R> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        room: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_read(cx, room)
    }
}

impl<R: Unpin> AsyncWrite for ReadOnly<R> {
    fn poll_write(self: Pin<&mut Self>, _: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}
