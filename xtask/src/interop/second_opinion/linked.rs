//! The readers that are linked: hyper, which reads complete messages, and httparse, which reads heads.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use http_body_util::{BodyExt, Empty};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::{Opinion, Stream};

/// hyper, with the bytes as all that ever comes in.
pub(super) async fn hyper(stream: &Stream) -> Opinion {
    let read = match stream.answers {
        None => requests(&stream.bytes).await,
        Some(method) => answer(method, &stream.bytes).await.map(|content| vec![content]),
    };
    match read {
        Ok(contents) => Opinion::Whole(contents),
        Err(error) if error.is_incomplete_message() || is_early_end(&error) => Opinion::Cut,
        Err(error) => {
            use std::error::Error;
            let cause = error.source().map(|cause| format!(": {cause}")).unwrap_or_default();
            Opinion::Refused(format!("{error}{cause}"))
        }
    }
}

/// A body that ends too early is an error inside an error.
fn is_early_end(error: &hyper::Error) -> bool {
    use std::error::Error;
    let source = error.source().and_then(|source| source.downcast_ref::<std::io::Error>());
    source.is_some_and(|source| source.kind() == std::io::ErrorKind::UnexpectedEof)
}

async fn requests(bytes: &[u8]) -> hyper::Result<Vec<Vec<u8>>> {
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
    let mut builder = hyper::server::conn::http1::Builder::new();
    // Whoever closes a connection leaves the requests after unread, so nothing is to be closed.
    builder.half_close(true).serve_connection(TokioIo::new(Canned::at_once(bytes)), service).await?;
    let contents = contents.lock().unwrap_or_else(PoisonError::into_inner);
    Ok(contents.clone())
}

/// The content of the final answer to one request.
async fn answer(method: &str, bytes: &[u8]) -> hyper::Result<Vec<u8>> {
    let transport = TokioIo::new(Canned::when_asked(bytes));
    let (mut sender, connection) = hyper::client::conn::http1::handshake(transport).await?;
    let target = if method == "CONNECT" { "a:1" } else { "/" };
    let request = Request::builder().method(method).uri(target).header("Host", "a");
    let Ok(request) = request.body(Empty::<Bytes>::new()) else { return Ok(Vec::new()) };
    let read = async {
        let response = sender.send_request(request).await?;
        response.into_body().collect().await.map(|content| content.to_bytes().to_vec())
    };
    // The error of the connection about bytes after the response does not matter.
    let (content, _) = tokio::join!(read, connection);
    content
}

/// A peer that has sent all that it will.
struct Canned {
    unread: Vec<u8>,
    at: usize,
    /// Is nothing to be read before something was written?
    waits: bool,
    reader: Option<Waker>,
}

impl Canned {
    fn at_once(bytes: &[u8]) -> Self {
        Self { unread: bytes.to_vec(), at: 0, waits: false, reader: None }
    }

    fn when_asked(bytes: &[u8]) -> Self {
        Self { waits: true, ..Self::at_once(bytes) }
    }
}

impl AsyncRead for Canned {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        room: &mut ReadBuf<'_>,
    ) -> Poll<std::io::Result<()>> {
        if self.waits {
            self.reader = Some(cx.waker().clone());
            return Poll::Pending;
        }
        let rest = self.unread.get(self.at..).unwrap_or_default();
        let len = rest.len().min(room.remaining());
        room.put_slice(rest.get(..len).unwrap_or_default());
        self.at += len;
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Canned {
    fn poll_write(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<std::io::Result<usize>> {
        self.waits = false;
        if let Some(reader) = self.reader.take() {
            reader.wake();
        }
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

/// httparse on the first head, of responses the first that is no interim one; nothing when it takes it, as the rest is not
/// its business.
pub(super) fn httparse(stream: &Stream) -> Option<Opinion> {
    match stream.answers {
        None => {
            let mut fields = [httparse::EMPTY_HEADER; 128];
            of_head(&stream.bytes, httparse::Request::new(&mut fields).parse(&stream.bytes))
        }
        Some(_) => final_head(&stream.bytes),
    }
}

fn final_head(bytes: &[u8]) -> Option<Opinion> {
    let mut rest = bytes;
    loop {
        let mut fields = [httparse::EMPTY_HEADER; 128];
        let mut response = httparse::Response::new(&mut fields);
        let parsed = response.parse(rest);
        match parsed {
            Ok(httparse::Status::Complete(len)) if matches!(response.code, Some(100 | 102..200)) => {
                rest = rest.get(len..).unwrap_or_default();
            }
            _ => return of_head(rest, parsed),
        }
    }
}

fn of_head(bytes: &[u8], parsed: httparse::Result<usize>) -> Option<Opinion> {
    match parsed {
        Ok(httparse::Status::Complete(_)) => None,
        Ok(httparse::Status::Partial) if bytes.is_empty() => None,
        Ok(httparse::Status::Partial) => Some(Opinion::Cut),
        Err(error) => Some(Opinion::Refused(error.to_string())),
    }
}

/// httparse on a chunk's size line.
pub(super) fn httparse_size_line(line: &[u8]) -> Opinion {
    match httparse::parse_chunk_size(line) {
        Ok(httparse::Status::Complete(_)) => Opinion::Whole(Vec::new()),
        Ok(httparse::Status::Partial) => Opinion::Cut,
        Err(_) => Opinion::Refused("invalid chunk size".to_owned()),
    }
}
