//! Our server: the service on our readers and writers.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};

use framing_chunked::{BodyWriter, ChunkHeader, HttpChunked};
use framing_core::{Encode, EncodeError, FrameWriter, Outcome, ReadError, WriteError};
use framing_http::{HttpRequest, HttpResponse, MessageBody, MessageReader, ResponseHeader};
use tokio::io::AsyncWriteExt;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use super::service::{CUT, TRAILER, TRAILER_VALUE, content};

/// Connections that are taken; a peer that opens more is broken.
const MOST_CONNECTIONS: usize = 64;
/// Requests that are answered on one connection.
const MOST_REQUESTS: usize = 64;

/// A server that runs until it is dropped.
pub(super) struct Server {
    pub(super) address: SocketAddr,
    seen: Arc<Mutex<Seen>>,
    task: tokio::task::JoinHandle<()>,
    ended: tokio::sync::watch::Receiver<usize>,
}

/// What the server saw of its clients.
#[derive(Clone, Debug, Default)]
pub(super) struct Seen {
    pub(super) connections: usize,
    pub(super) requests: usize,
    /// Connections that ended inside a message.
    pub(super) truncated: usize,
    /// What was wrong with others.
    pub(super) errors: Vec<String>,
}

impl Server {
    pub(super) async fn start() -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let seen = Arc::new(Mutex::new(Seen::default()));
        let (ends, ended) = tokio::sync::watch::channel(0);
        let task = tokio::spawn(accept(listener, Arc::clone(&seen), ends));
        Ok(Self { address, seen, task, ended })
    }

    /// What was seen, once `connections` have ended.
    pub(super) async fn seen_of(&mut self, connections: usize) -> Seen {
        // The sender lives as long as the server does.
        let _ = self.ended.wait_for(|ended| *ended >= connections).await;
        self.seen()
    }

    /// What was seen so far.
    pub(super) fn seen(&self) -> Seen {
        lock(&self.seen).clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn lock(seen: &Mutex<Seen>) -> std::sync::MutexGuard<'_, Seen> {
    seen.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn accept(listener: TcpListener, seen: Arc<Mutex<Seen>>, ends: tokio::sync::watch::Sender<usize>) {
    let mut connections = JoinSet::new();
    for _ in 0..MOST_CONNECTIONS {
        let Ok((stream, _)) = listener.accept().await else { break };
        lock(&seen).connections += 1;
        let (seen, ends) = (Arc::clone(&seen), ends.clone());
        connections.spawn(async move {
            let end = serve(stream, &seen).await;
            lock(&seen).end(end);
            ends.send_modify(|ended| *ended += 1);
        });
    }
    while connections.join_next().await.is_some() {}
}

impl Seen {
    fn end(&mut self, end: Result<(), Broken>) {
        match end {
            Ok(()) => {}
            Err(Broken::Truncated) => self.truncated += 1,
            Err(Broken::Otherwise(error)) => self.errors.push(error),
        }
    }
}

/// Why a connection did not end between two messages.
enum Broken {
    Truncated,
    Otherwise(String),
}

impl From<ReadError> for Broken {
    fn from(error: ReadError) -> Self {
        match error.frame_error() {
            Some(frame) if frame.outcome() == Outcome::Truncated => Self::Truncated,
            _ => match error {
                ReadError::Io(error) => error.into(),
                other => Self::Otherwise(other.to_string()),
            },
        }
    }
}

impl From<io::Error> for Broken {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::UnexpectedEof
            | io::ErrorKind::ConnectionReset
            | io::ErrorKind::ConnectionAborted
            | io::ErrorKind::BrokenPipe => Self::Truncated,
            _ => Self::Otherwise(error.to_string()),
        }
    }
}

impl From<WriteError> for Broken {
    fn from(error: WriteError) -> Self {
        match error {
            WriteError::Io(error) => error.into(),
            other => Self::Otherwise(other.to_string()),
        }
    }
}

/// A request as the service needs it.
struct Asked {
    is_head: bool,
    target: String,
    is_chunked: bool,
    expects_continue: bool,
    closes: bool,
}

async fn serve(stream: TcpStream, seen: &Mutex<Seen>) -> Result<(), Broken> {
    let (read, write) = stream.into_split();
    let mut requests = MessageReader::new(read, HttpRequest::new());
    let mut responses = FrameWriter::new(write, HttpResponse::new());
    for _ in 0..MOST_REQUESTS {
        let Some(asked) = next(&mut requests).await? else { return Ok(()) };
        if asked.expects_continue {
            responses.send(response(100, "Continue")?, &[]).await?;
        }
        let mut body = Vec::new();
        requests.copy_body(&mut body).await?;
        lock(seen).requests += 1;
        let goes_on = answer(&asked, &body, trailer(&requests), &mut responses).await?;
        if !goes_on || asked.closes {
            return Ok(());
        }
    }
    Err(Broken::Otherwise(format!("more than {MOST_REQUESTS} requests on one connection")))
}

fn response(status: u16, reason: &str) -> Result<ResponseHeader, EncodeError> {
    ResponseHeader::new(status, reason)
}

impl From<EncodeError> for Broken {
    fn from(error: EncodeError) -> Self {
        Self::Otherwise(error.to_string())
    }
}

async fn next(requests: &mut MessageReader<OwnedReadHalf, HttpRequest>) -> Result<Option<Asked>, Broken> {
    let Some(head) = requests.next_head().await? else { return Ok(None) };
    let request = head.header.on(head.bytes);
    let says = |name: &str, value: &[u8]| {
        request.fields.clone().any(|field| field.is(name) && field.value.eq_ignore_ascii_case(value))
    };
    Ok(Some(Asked {
        is_head: request.method == b"HEAD",
        target: String::from_utf8_lossy(request.target).into_owned(),
        is_chunked: head.header.body == MessageBody::Chunked,
        expects_continue: says("expect", b"100-continue"),
        closes: head.header.is_1_0 || says("connection", b"close"),
    }))
}

/// The value of the trailer field that goes around.
fn trailer(requests: &MessageReader<OwnedReadHalf, HttpRequest>) -> Option<String> {
    let mut fields = requests.trailers()?.trailers();
    let field = fields.find(|field| field.is(TRAILER))?;
    Some(String::from_utf8_lossy(field.value).into_owned())
}

type Responses = FrameWriter<OwnedWriteHalf, HttpResponse>;

/// Answers one request; `false` when the connection ends with that.
async fn answer(
    asked: &Asked,
    body: &[u8],
    trailer: Option<String>,
    responses: &mut Responses,
) -> Result<bool, Broken> {
    let (place, len) = asked.target.rsplit_once('/').unwrap_or(("", &asked.target));
    let content = content(len.parse().unwrap_or_default());
    match place {
        "/length" if asked.is_head => head_of_length(&content, responses).await?,
        "/length" => responses.send(response(200, "OK")?, &content).await?,
        "/chunked" => send_chunked(response(200, "OK")?, &content, true, responses.get_mut()).await?,
        "/until-close" => {
            until_close(&content, responses.get_mut()).await?;
            return Ok(false);
        }
        "/cut" => {
            cut(len, responses.get_mut()).await?;
            return Ok(false);
        }
        "" if len == "none" => responses.send(response(204, "No Content")?, &[]).await?,
        _ => echo(asked, body, trailer, responses).await?,
    }
    Ok(true)
}

/// A Content-Length, and no body.
async fn head_of_length(content: &[u8], responses: &mut Responses) -> Result<(), Broken> {
    write_head(&response(200, "OK")?, content.len() as u64, responses.get_mut()).await
}

/// Writes a head that announces `len` bytes.
async fn write_head(header: &ResponseHeader, len: u64, out: &mut OwnedWriteHalf) -> Result<(), Broken> {
    let mut head = Vec::new();
    HttpResponse::new().encode_header(header, len, &mut head)?;
    Ok(out.write_all(&head).await?)
}

async fn echo(
    asked: &Asked,
    body: &[u8],
    trailer: Option<String>,
    responses: &mut Responses,
) -> Result<(), Broken> {
    let mut header = response(200, "OK")?;
    if let Some(value) = trailer {
        header = header.with_field(TRAILER, &value)?;
    }
    match asked.is_chunked {
        true => send_chunked(header, body, false, responses.get_mut()).await,
        false => Ok(responses.send(header, body).await?),
    }
}

async fn send_chunked(
    header: ResponseHeader,
    content: &[u8],
    with_trailer: bool,
    out: &mut OwnedWriteHalf,
) -> Result<(), Broken> {
    write_head(&header.chunked(), u64::MAX, out).await?;
    let mut body = BodyWriter::new(out, HttpChunked::new()).with_chunk_size(10_007);
    body.write_all(content).await?;
    let last = match with_trailer {
        true => ChunkHeader::default().with_trailer(TRAILER, TRAILER_VALUE)?,
        false => ChunkHeader::default(),
    };
    Ok(body.end(&last).await?)
}

async fn until_close(content: &[u8], out: &mut OwnedWriteHalf) -> Result<(), Broken> {
    write_head(&response(200, "OK")?.until_close(), 0, out).await?;
    out.write_all(content).await?;
    Ok(out.shutdown().await?)
}

/// Announces more than it sends.
async fn cut(how: &str, out: &mut OwnedWriteHalf) -> Result<(), Broken> {
    let (announced, sent) = CUT;
    if how == "length" {
        write_head(&response(200, "OK")?, announced, out).await?;
    } else {
        write_head(&response(200, "OK")?.chunked(), u64::MAX, out).await?;
        out.write_all(format!("{announced:x}\r\n").as_bytes()).await?;
    }
    out.write_all(&content(sent)).await?;
    Ok(out.shutdown().await?)
}
