//! AMQP begins with a greeting of eight bytes that contains the version. Frames follow it.
//!
//! ```sh
//! cargo run --package framing-tlv --example amqp
//! ```
#![expect(clippy::print_stdout, reason = "an example prints what it does")]

use framing_core::testkit::{Split, converse};
use framing_core::{FrameReader, FrameWriter, LengthField, LengthHeader, Preface, U32Be};
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt, split};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

const GREETING: [u8; 8] = *b"AMQP\0\0\x09\x01";

/// A type, a channel of two bytes, a size; then the payload and the frame-end (AMQP 0-9-1, section 2.3.5).
const FRAMES: LengthField<7, 3, 4> = U32Be::in_header::<7, 3>().trailer(b"\xce").build();
const METHOD: u8 = 1;
const HEARTBEAT: u8 = 8;

/// Methods by class and number, the arguments left out.
const START: [u8; 4] = [0, 10, 0, 10];
const START_OK: [u8; 4] = [0, 10, 0, 11];

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let client_says =
        [&GREETING[..], b"\x01\0\0\0\0\0\x04\0\x0a\0\x0b\xce", b"\x08\0\0\0\0\0\0\xce"].concat();
    let server_says = [&b"\x01\0\0\0\0\0\x04\0\x0a\0\x0a\xce"[..], b"\x08\0\0\0\0\0\0\xce"].concat();
    for split in Split::in_two(client_says.len()) {
        let (methods, said) = converse(&client_says, &split, serve).await?;
        assert_eq!((methods?, &said), (vec![START_OK], &server_says), "{split}");
    }
    println!("greeting and frames are separated in one write, and in every split in two");

    for stranger in [&b"AMQP\0\x01\0\0"[..], b"GET / HTTP/1.1\r\n\r\n"] {
        for split in Split::in_two(stranger.len()) {
            let (refused, said) = converse(stranger, &split, serve).await?;
            assert!(refused.is_err(), "{split}");
            assert_eq!(said, GREETING, "the server answers with the version that it supports");
        }
    }
    println!("another version, and another protocol, are answered with the greeting");
    Ok(())
}

/// A server up to the first heartbeat; gives the methods that the client called.
async fn serve(socket: impl AsyncRead + AsyncWrite) -> Result<Vec<[u8; 4]>> {
    let (read, mut write) = split(socket);
    let mut greeting = FrameReader::new(read, Preface::exactly(GREETING));
    if let Err(refused) = greeting.next().await {
        write.write_all(&GREETING).await?;
        return Err(refused.into());
    }

    let mut frames = greeting.with_format(FRAMES);
    let mut answers = FrameWriter::new(write, FRAMES);
    answers.send(header(METHOD), &START).await?;
    let mut methods = Vec::new();
    while let Some(frame) = frames.next().await? {
        match frame.header.bytes[0] {
            METHOD => methods.push(*frame.body().first_chunk().ok_or("a method has a class and a number")?),
            HEARTBEAT => answers.send(header(HEARTBEAT), b"").await?,
            kind => return Err(format!("a frame of type {kind}").into()),
        }
    }
    Ok(methods)
}

/// The header of a frame on channel 0.
fn header(kind: u8) -> LengthHeader<7> {
    [kind, 0, 0, 0, 0, 0, 0].into()
}
