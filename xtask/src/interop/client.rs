//! Our client: what is tried with a peer that serves.

use std::net::SocketAddr;

use framing_chunked::{BodyWriter, ChunkHeader, HttpChunked};
use framing_core::Encode;
use framing_http::{HttpRequest, HttpResponse, MessageBody, MessageReader, RequestHeader, RequestMethod};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};

use super::check::Check;
use super::service::{CUT, LARGE, TRAILER, TRAILER_VALUE, content, expect_content};

type Tried<T> = Result<T, String>;

/// Tries one thing with the server at `address`.
pub(super) async fn try_check(check: Check, address: SocketAddr) -> Tried<()> {
    match check {
        Check::KeepAlive => keep_alive(address).await,
        Check::Pipelining => pipelining(address).await,
        Check::LengthUpload => upload(address, "/echo", Sent::Length).await.map(drop),
        Check::ChunkedUpload => upload(address, "/echo", Sent::Chunked).await.map(drop),
        Check::TrailersUpload => trailers_upload(address).await,
        Check::LengthDownload => download(address, "/length", MessageBody::Length(LARGE as u64)).await,
        Check::ChunkedDownload => download(address, "/chunked", MessageBody::Chunked).await,
        Check::TrailersDownload => trailers_download(address).await,
        Check::NoBody => no_body(address).await,
        Check::UntilClose => until_close(address).await,
        Check::Continue => continues(address).await,
        Check::CutDownload => cut_download(address).await,
        Check::CutUpload => cut_upload(address).await,
    }
}

/// How the body of a request is framed.
#[derive(Clone, Copy)]
enum Sent {
    Length,
    Chunked,
}

/// A response, read to its end.
struct Answer {
    status: u16,
    body: MessageBody,
    content: Vec<u8>,
    /// The value of the field that echoes the trailer.
    echoed: Option<String>,
    trailer: Option<String>,
}

/// A connection of ours.
struct Client {
    responses: MessageReader<OwnedReadHalf, HttpResponse>,
    out: OwnedWriteHalf,
    host: String,
}

fn said(error: impl std::fmt::Display) -> String {
    error.to_string()
}

impl Client {
    async fn connect(address: SocketAddr) -> Tried<Self> {
        Self::connect_for(address, RequestMethod::Other).await
    }

    /// A connection for requests of one kind of method.
    async fn connect_for(address: SocketAddr, method: RequestMethod) -> Tried<Self> {
        let (read, out) = TcpStream::connect(address).await.map_err(said)?.into_split();
        let responses = MessageReader::new(read, HttpResponse::new().answering(method));
        Ok(Self { responses, out, host: address.to_string() })
    }

    fn request(&self, method: &str, target: &str) -> Tried<RequestHeader> {
        let header = RequestHeader::new(method, target).map_err(said)?;
        header
            .with_field("Host", &self.host)
            .and_then(|header| header.with_field("TE", "trailers"))
            .map_err(said)
    }

    async fn send(&mut self, header: &RequestHeader, body: &[u8]) -> Tried<()> {
        send(&mut self.out, header, body, &ChunkHeader::default()).await
    }

    async fn get(&mut self, method: &str, target: &str) -> Tried<Answer> {
        let header = self.request(method, target)?;
        self.send(&header, &[]).await?;
        receive(&mut self.responses).await
    }

    /// Sends a request while the answer comes in, as a server may answer before it has read all.
    async fn post(&mut self, header: &RequestHeader, body: &[u8], last: &ChunkHeader) -> Tried<Answer> {
        let Self { responses, out, .. } = self;
        let (sent, received) = tokio::join!(send(out, header, body, last), receive(responses));
        sent.and(received)
    }
}

async fn send(
    out: &mut OwnedWriteHalf,
    header: &RequestHeader,
    body: &[u8],
    last: &ChunkHeader,
) -> Tried<()> {
    write_head(out, header, body.len() as u64).await?;
    match header.body {
        MessageBody::Chunked => {
            let mut chunks = BodyWriter::new(out, HttpChunked::new()).with_chunk_size(9_973);
            chunks.write_all(body).await.map_err(said)?;
            chunks.end(last).await.map_err(said)
        }
        _ => out.write_all(body).await.map_err(said),
    }
}

async fn write_head(out: &mut OwnedWriteHalf, header: &RequestHeader, len: u64) -> Tried<()> {
    let announced = if header.body == MessageBody::Chunked { u64::MAX } else { len };
    let mut head = Vec::new();
    HttpRequest::new().encode_header(header, announced, &mut head).map_err(said)?;
    out.write_all(&head).await.map_err(said)
}

/// The next response that is not an interim one.
async fn receive(responses: &mut MessageReader<OwnedReadHalf, HttpResponse>) -> Tried<Answer> {
    let mut answer = loop {
        let head =
            responses.next_head().await.map_err(said)?.ok_or("the connection ended instead of an answer")?;
        if !head.header.is_interim() {
            let echoed = head.header.on(head.bytes).fields.find(|field| field.is(TRAILER));
            let echoed = echoed.map(|field| String::from_utf8_lossy(field.value).into_owned());
            let (status, body) = (head.header.status, head.header.body);
            break Answer { status, body, content: Vec::new(), echoed, trailer: None };
        }
    };
    responses.copy_body(&mut answer.content).await.map_err(said)?;
    let trailer = responses.trailers().and_then(|last| last.trailers().find(|field| field.is(TRAILER)));
    answer.trailer = trailer.map(|field| String::from_utf8_lossy(field.value).into_owned());
    Ok(answer)
}

fn expect<T: PartialEq + std::fmt::Debug>(what: &str, found: T, expected: T) -> Tried<()> {
    match found == expected {
        true => Ok(()),
        false => Err(format!("{what} is {found:?} instead of {expected:?}")),
    }
}

async fn keep_alive(address: SocketAddr) -> Tried<()> {
    let mut client = Client::connect(address).await?;
    for len in [10, 0, 1000] {
        let answer = client.get("GET", &format!("/length/{len}")).await?;
        expect("the status", answer.status, 200)?;
        expect_content(&answer.content, len)?;
        let answer = client.get("GET", &format!("/chunked/{len}")).await?;
        expect_content(&answer.content, len)?;
    }
    Ok(())
}

async fn pipelining(address: SocketAddr) -> Tried<()> {
    let mut client = Client::connect(address).await?;
    let lengths = [3, 0, 70_000, 5, 1];
    for len in lengths {
        let place = if len % 2 == 0 { "length" } else { "chunked" };
        let header = client.request("GET", &format!("/{place}/{len}"))?;
        client.send(&header, &[]).await?;
    }
    let header = client.request("POST", "/echo")?.chunked();
    client.send(&header, &content(12)).await?;
    for len in lengths.into_iter().chain([12]) {
        let answer = receive(&mut client.responses).await?;
        expect_content(&answer.content, len)?;
    }
    Ok(())
}

async fn upload(address: SocketAddr, target: &str, sent: Sent) -> Tried<Answer> {
    let mut client = Client::connect(address).await?;
    let mut header = client.request("POST", target)?;
    if matches!(sent, Sent::Chunked) {
        header = header.chunked();
    }
    let answer = client.post(&header, &content(LARGE), &ChunkHeader::default()).await?;
    expect("the status", answer.status, 200)?;
    expect_content(&answer.content, LARGE)?;
    // The connection is in step after it.
    expect_content(&client.get("GET", "/length/7").await?.content, 7)?;
    Ok(answer)
}

async fn trailers_upload(address: SocketAddr) -> Tried<()> {
    let mut client = Client::connect(address).await?;
    let header = client.request("POST", "/echo")?.with_field("Trailer", TRAILER).map_err(said)?.chunked();
    let last = ChunkHeader::default().with_trailer(TRAILER, TRAILER_VALUE).map_err(said)?;
    let answer = client.post(&header, &content(100), &last).await?;
    expect_content(&answer.content, 100)?;
    let echoed = answer.echoed.or(answer.trailer);
    expect("the trailer that came back", echoed.as_deref(), Some(TRAILER_VALUE))
}

async fn download(address: SocketAddr, place: &str, body: MessageBody) -> Tried<()> {
    let mut client = Client::connect(address).await?;
    let answer = client.get("GET", &format!("{place}/{LARGE}")).await?;
    expect("the body", answer.body, body)?;
    expect_content(&answer.content, LARGE)?;
    expect_content(&client.get("GET", "/length/7").await?.content, 7)
}

async fn trailers_download(address: SocketAddr) -> Tried<()> {
    let mut client = Client::connect(address).await?;
    let answer = client.get("GET", "/chunked/100").await?;
    expect_content(&answer.content, 100)?;
    expect("the trailer", answer.trailer.as_deref(), Some(TRAILER_VALUE))
}

async fn no_body(address: SocketAddr) -> Tried<()> {
    let mut heads = Client::connect_for(address, RequestMethod::Head).await?;
    for _ in 0..2 {
        let answer = heads.get("HEAD", "/length/10").await?;
        expect("the status of the answer to HEAD", answer.status, 200)?;
        expect_content(&answer.content, 0)?;
    }
    let mut client = Client::connect(address).await?;
    expect("the status", client.get("GET", "/none").await?.status, 204)?;
    expect_content(&client.get("GET", "/length/7").await?.content, 7)
}

async fn until_close(address: SocketAddr) -> Tried<()> {
    let mut client = Client::connect(address).await?;
    let answer = client.get("GET", &format!("/until-close/{LARGE}")).await?;
    expect_content(&answer.content, LARGE)?;
    // A proxy may well put it into chunks.
    let framed = matches!(answer.body, MessageBody::UntilClose | MessageBody::Chunked);
    expect("the end of the body is where the connection ends, or a last chunk, which", framed, true)
}

async fn continues(address: SocketAddr) -> Tried<()> {
    let mut client = Client::connect(address).await?;
    let header = client.request("POST", "/echo")?.with_field("Expect", "100-continue").map_err(said)?;
    write_head(&mut client.out, &header, 50).await?;
    let head = client.responses.next_head().await.map_err(said)?.ok_or("the connection ended")?;
    expect("the interim status", head.header.status, 100)?;
    client.out.write_all(&content(50)).await.map_err(said)?;
    expect_content(&receive(&mut client.responses).await?.content, 50)
}

async fn cut_download(address: SocketAddr) -> Tried<()> {
    for target in ["/cut/length", "/cut/chunked"] {
        let mut client = Client::connect(address).await?;
        match client.get("GET", target).await {
            Err(error) if error.contains("ended") || error.contains("reset") => {}
            Err(error) => return Err(format!("{target}: {error}")),
            Ok(answer) => return Err(format!("{target}: {} bytes were taken for all", answer.content.len())),
        }
    }
    Ok(())
}

/// Leaves in the middle of an upload; the server answers others all the same.
async fn cut_upload(address: SocketAddr) -> Tried<()> {
    for is_chunked in [false, true] {
        let mut client = Client::connect(address).await?;
        let header = client.request("POST", "/echo")?;
        let header = if is_chunked { header.chunked() } else { header };
        let (announced, sent) = CUT;
        write_head(&mut client.out, &header, announced).await?;
        if is_chunked {
            client.out.write_all(format!("{announced:x}\r\n").as_bytes()).await.map_err(said)?;
        }
        client.out.write_all(&content(sent)).await.map_err(said)?;
        drop(client);
        let mut another = Client::connect(address).await?;
        expect_content(&another.get("GET", "/length/7").await?.content, 7)?;
    }
    Ok(())
}
