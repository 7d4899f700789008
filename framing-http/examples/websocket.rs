//! HTTP that becomes WebSocket: the request and its answer are messages of HTTP/1.1, and right after each come frames.
//!
//! ```sh
//! cargo run --package framing-http --example websocket
//! ```
#![expect(clippy::print_stdout, reason = "an example prints what it does")]

use data_encoding::BASE64;
use framing_core::testkit::{Split, converse};
use framing_core::{EncodeError, FrameReader, FrameWriter};
use framing_http::{
    Fields, HttpRequest, HttpResponse, RequestHeader, ResponseHeader, WebSocket, WebSocketHeader,
};
use sha1::{Digest, Sha1};
use tokio::io::{AsyncRead, AsyncWrite, split};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// The texts of RFC 6455, sections 1.3 and 5.7.
const KEY: &str = "dGhlIHNhbXBsZSBub25jZQ==";
const REQUEST: &[u8] =
    b"GET /chat HTTP/1.1\r\nHost: example.org\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
    Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";
const RESPONSE: &[u8] = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
    Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";
const MASKED_HELLO: &[u8] = b"\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58";
const HELLO_IN_CAPITALS: &[u8] = b"\x81\x05HELLO";

/// The header of a text, as a server sends it and as a client does.
const TEXT: WebSocketHeader = WebSocketHeader { first: 0x81, mask: None, length: 0 };
const MASKED_TEXT: WebSocketHeader = WebSocketHeader { mask: Some([0x37, 0xfa, 0x21, 0x3d]), ..TEXT };

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let client_says = [REQUEST, MASKED_HELLO].concat();
    let server_says = [RESPONSE, HELLO_IN_CAPITALS].concat();
    for split in Split::in_two(client_says.len()) {
        let (heard, said) = converse(&client_says, &split, serve).await?;
        assert_eq!((heard?, &said), (vec!["Hello".to_owned()], &server_says), "{split}");
    }
    for split in Split::in_two(server_says.len()) {
        let (heard, said) = converse(&server_says, &split, connect).await?;
        assert_eq!((heard?, &said), (vec!["HELLO".to_owned()], &client_says), "{split}");
    }
    println!("server and client understand each other's part in one write, and in every two");
    Ok(())
}

/// Answers every text in capitals; gives the texts.
async fn serve(socket: impl AsyncRead + AsyncWrite) -> Result<Vec<String>> {
    let (read, write) = split(socket);
    let mut requests = FrameReader::new(read, HttpRequest::new());
    let request = requests.next().await?.ok_or("no request came")?;
    let key = field(request.header.on(request.header_bytes()).fields, "sec-websocket-key")?;
    let mut responses = FrameWriter::new(write, HttpResponse::new());
    responses.send(switching(&accept(key))?, b"").await?;

    // Frames that came in one piece with the request are not lost.
    let mut frames = requests.with_format(WebSocket::new().masked(true));
    let mut answers = FrameWriter::new(responses.into_inner(), WebSocket::new().masked(false));
    let mut texts = Vec::new();
    while let Some(frame) = frames.next().await? {
        let text = text(&frame.header, frame.body())?;
        answers.send(TEXT, text.to_uppercase().as_bytes()).await?;
        texts.push(text);
    }
    Ok(texts)
}

/// Says hello; gives the texts that come back.
async fn connect(socket: impl AsyncRead + AsyncWrite) -> Result<Vec<String>> {
    let (read, write) = split(socket);
    let mut requests = FrameWriter::new(write, HttpRequest::new());
    requests.send(upgrade()?, b"").await?;
    let mut responses = FrameReader::new(read, HttpResponse::new());
    let response = responses.next().await?.ok_or("no answer came")?;
    let accepted = field(response.header.on(response.header_bytes()).fields, "sec-websocket-accept")?;
    if response.header.status != 101 || accepted != accept(KEY.as_bytes()).as_bytes() {
        return Err("the server does not speak WebSocket".into());
    }

    let mut frames = responses.with_format(WebSocket::new().masked(false));
    let mut questions = FrameWriter::new(requests.into_inner(), WebSocket::new().masked(true));
    let mut hello = *b"Hello";
    MASKED_TEXT.apply_mask(&mut hello);
    questions.send(MASKED_TEXT, &hello).await?;
    let mut texts = Vec::new();
    while let Some(frame) = frames.next().await? {
        texts.push(text(&frame.header, frame.body())?);
    }
    Ok(texts)
}

fn text(header: &WebSocketHeader, body: &[u8]) -> Result<String> {
    let mut body = body.to_vec();
    header.apply_mask(&mut body);
    Ok(String::from_utf8(body)?)
}

fn field<'a>(mut fields: Fields<'a>, name: &str) -> Result<&'a [u8]> {
    Ok(fields.find(|field| field.is(name)).ok_or_else(|| format!("no field {name}"))?.value)
}

fn upgrade() -> std::result::Result<RequestHeader, EncodeError> {
    RequestHeader::new("GET", "/chat")?
        .with_field("Host", "example.org")?
        .with_field("Upgrade", "websocket")?
        .with_field("Connection", "Upgrade")?
        .with_field("Sec-WebSocket-Key", KEY)?
        .with_field("Sec-WebSocket-Version", "13")
}

fn switching(accept: &str) -> std::result::Result<ResponseHeader, EncodeError> {
    ResponseHeader::new(101, "Switching Protocols")?
        .with_field("Upgrade", "websocket")?
        .with_field("Connection", "Upgrade")?
        .with_field("Sec-WebSocket-Accept", accept)
}

/// What a server makes of the key (RFC 6455, section 4.2.2).
fn accept(key: &[u8]) -> String {
    let digest = Sha1::new_with_prefix(key).chain_update("258EAFA5-E914-47DA-95CA-C5AB0DC85B11").finalize();
    BASE64.encode(&digest)
}
