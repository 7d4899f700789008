//! The readers that are linked: hyper, which reads whole messages, and httparse, which reads heads.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body_util::{BodyExt, Empty};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::Opinion;

/// hyper's server, with the bytes as all that ever comes in.
pub(super) async fn hyper(bytes: &[u8]) -> Opinion {
    let contents = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&contents);
    let service = service_fn(move |request: Request<Incoming>| {
        let kept = Arc::clone(&kept);
        async move {
            let content = request.into_body().collect().await?.to_bytes();
            kept.lock().unwrap_or_else(PoisonError::into_inner).push(content.to_vec());
            Ok::<_, hyper::Error>(Response::new(Empty::<Bytes>::new()))
        }
    });
    let transport = TokioIo::new(Canned { unread: bytes.to_vec(), at: 0 });
    let mut builder = hyper::server::conn::http1::Builder::new();
    // Whoever closes a connection leaves the requests behind unread, so nothing is to be closed.
    let served = builder.half_close(true).serve_connection(transport, service).await;
    match served {
        Ok(()) => Opinion::Whole(contents.lock().unwrap_or_else(PoisonError::into_inner).clone()),
        Err(error) if error.is_incomplete_message() => Opinion::Cut,
        Err(error) => {
            use std::error::Error;
            let cause = error.source().map(|cause| format!(": {cause}")).unwrap_or_default();
            Opinion::Refused(format!("{error}{cause}"))
        }
    }
}

/// A client that has sent all that it will.
struct Canned {
    unread: Vec<u8>,
    at: usize,
}

impl AsyncRead for Canned {
    fn poll_read(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        room: &mut ReadBuf<'_>,
    ) -> Poll<std::io::Result<()>> {
        let rest = self.unread.get(self.at..).unwrap_or_default();
        let len = rest.len().min(room.remaining());
        room.put_slice(rest.get(..len).unwrap_or_default());
        self.at += len;
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Canned {
    fn poll_write(self: Pin<&mut Self>, _: &mut Context<'_>, bytes: &[u8]) -> Poll<std::io::Result<usize>> {
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

/// httparse on the first head; nothing when it takes it, as the rest is not its business.
pub(super) fn httparse(bytes: &[u8]) -> Option<Opinion> {
    let mut fields = [httparse::EMPTY_HEADER; 128];
    match httparse::Request::new(&mut fields).parse(bytes) {
        Ok(httparse::Status::Complete(_)) => None,
        Ok(httparse::Status::Partial) if bytes.is_empty() => None,
        Ok(httparse::Status::Partial) => Some(Opinion::Cut),
        Err(error) => Some(Opinion::Refused(error.to_string())),
    }
}
