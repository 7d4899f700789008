//! PostgreSQL begins with a request for encryption, and the answer is one byte: no frame at all. Then come messages.
//!
//! A server and a client without TLS, tested by a peer that sends its part in one write and in every split in two.
//!
//! ```sh
//! cargo run --package framing-tlv --example postgres
//! ```
#![expect(clippy::print_stdout, reason = "an example prints what it does")]

use framing_core::testkit::{Split, converse};
use framing_core::{FrameReader, FrameWriter, LengthCovers, LengthField, Preface, U32Be};
use framing_tlv::PostgresFrontend;
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt, split};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

const SSL_REQUEST: &[u8] = b"\0\0\0\x08\x04\xd2\x16\x2f";
const STARTUP: &[u8] = b"\0\0\0\x14\0\x03\0\0user\0alice\0\0";
const QUERY: &[u8] = b"Q\0\0\0\x0eSELECT 1;\0";
const TERMINATE: &[u8] = b"X\0\0\0\x04";
const AUTHENTICATED: &[u8] = b"R\0\0\0\x08\0\0\0\0";
const READY: &[u8] = b"Z\0\0\0\x05I";
const EMPTY_QUERY: &[u8] = b"I\0\0\0\x04";

/// What servers send: a type, and a length that counts itself.
const BACKEND: LengthField<5, 1, 4> = U32Be::in_header::<5, 1>().counts(LengthCovers::LengthAndBody).build();

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let client_says = [SSL_REQUEST, STARTUP, QUERY, TERMINATE].concat();
    let server_says = [b"N", AUTHENTICATED, READY, EMPTY_QUERY, READY].concat();
    for split in Split::in_two(client_says.len()) {
        let (queries, said) = converse(&client_says, &split, serve).await?;
        assert_eq!(queries?, ["SELECT 1;"], "{split}");
        assert_eq!(said, server_says, "{split}");
    }
    for split in Split::in_two(server_says.len()) {
        let (answers, said) = converse(&server_says, &split, connect).await?;
        assert_eq!(answers?, b"RZIZ", "{split}");
        assert_eq!(said, client_says, "{split}");
    }
    println!("server and client understand each other's part in one write, and in every two");

    for answer in [&b"S"[..], b"SR\0\0\0\x08\0\0\0\0", b"E"] {
        let (refused, _) = converse(answer, &Split::whole(), connect).await?;
        let refused = refused.err().ok_or("the client continues")?;
        println!("the client, answered with {answer:02x?}: {refused}");
    }
    Ok(())
}

/// Serves without encryption: answers the SSL request, then reads the start-up message and queries. Returns the queries.
async fn serve(socket: impl AsyncRead + AsyncWrite) -> Result<Vec<String>> {
    let (read, write) = split(socket);
    let mut messages = FrameReader::new(read, PostgresFrontend::new());
    let mut answers = FrameWriter::new(write, BACKEND);
    let mut queries = Vec::new();
    while let Some(message) = messages.next().await? {
        match message.header.kind {
            None if message.bytes() == SSL_REQUEST => answers.get_mut().write_all(b"N").await?,
            None => {
                answers.enqueue((*b"R\0\0\0\0").into(), &[0; 4][..])?;
                answers.send((*b"Z\0\0\0\0").into(), b"I").await?;
            }
            Some(b'Q') => {
                let query = message.body().strip_suffix(b"\0").ok_or("a query ends with a zero")?;
                queries.push(String::from_utf8(query.to_vec())?);
                answers.enqueue((*b"I\0\0\0\0").into(), &b""[..])?;
                answers.send((*b"Z\0\0\0\0").into(), b"I").await?;
            }
            Some(b'X') => break,
            Some(kind) => return Err(format!("a message of type {kind:#04x}").into()),
        }
    }
    Ok(queries)
}

/// A client that would like encryption and can do without. Gives the types of the messages that it got.
async fn connect(socket: impl AsyncRead + AsyncWrite) -> Result<Vec<u8>> {
    let (read, mut write) = split(socket);
    write.write_all(SSL_REQUEST).await?;

    let mut answer = FrameReader::new(read, Preface::<1>::any());
    match answer.next().await?.ok_or("the server hung up")?.header {
        [b'N'] => {}
        [b'S'] => return encrypt(answer.into_parts().1.len()),
        [other] => return Err(format!("neither S nor N, but {other:#04x}").into()),
    }
    // What came after the answer is not lost: it is the first message.
    let mut messages = answer.with_format(BACKEND);
    write.write_all(&[STARTUP, QUERY, TERMINATE].concat()).await?;
    let mut kinds = Vec::new();
    while let Some(message) = messages.next().await? {
        kinds.push(message.header.bytes[0]);
    }
    Ok(kinds)
}

/// The place where TLS would take the transport over. Whatever came before it did is not encrypted, and may be anybody's
/// (CVE-2021-23222).
fn encrypt(unread: usize) -> Result<Vec<u8>> {
    match unread {
        0 => Err("the server would now speak TLS, which this example does not".into()),
        _ => Err(format!("{unread} bytes in the clear, where TLS begins").into()),
    }
}
