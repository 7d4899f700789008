//! ZeroMQ begins with a greeting of 64 bytes whose version and mechanism determine which frames follow.
//!
//! ```sh
//! cargo run --package framing-tlv --example zmtp
//! ```
#![expect(clippy::print_stdout, reason = "an example prints what it does")]

use framing_core::testkit::{Split, converse};
use framing_core::{FrameReader, FrameWriter, Preface};
use framing_tlv::{Zmtp3, ZmtpHeader};
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt, split};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

const MORE: u8 = 1;
const COMMAND: u8 = 4;
const READY: &[u8] = b"\x05READY";

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let greeting = greeting(3, b"NULL");
    // A command, a message of two frames, a message of one.
    let words =
        [&greeting[..], b"\x04\x06\x05READY", b"\x01\x05hello", b"\x00\x05world", b"\x00\x00"].concat();
    for split in Split::in_two(words.len()) {
        let (messages, said) = converse(&words, &split, receive).await?;
        assert_eq!(messages?, ["hello world", ""], "{split}");
        assert_eq!(said, [&greeting[..], b"\x04\x06\x05READY"].concat(), "{split}");
    }
    println!("greeting and frames are separated in one write, and in every split in two");

    for (other, why) in
        [(self::greeting(2, b""), "version 2"), (self::greeting(3, b"CURVE"), "mechanism CURVE")]
    {
        let (refused, _) = converse(&other, &Split::whole(), receive).await?;
        let refused = refused.err().map(|error| error.to_string());
        assert_eq!(refused, Some(format!("no frames of ours: {why}")));
    }
    println!("a greeting that announces other frames is refused");
    Ok(())
}

/// Greets, and receives messages until the peer hangs up: the frames of each, with a space between.
async fn receive(socket: impl AsyncRead + AsyncWrite) -> Result<Vec<String>> {
    let (read, mut write) = split(socket);
    write.write_all(&greeting(3, b"NULL")).await?;
    let mut reader = FrameReader::new(read, Preface::<64>::any());
    let greeted = reader.next().await?.ok_or("the peer hung up")?.header;
    let mut frames = reader.with_format(frames_behind(&greeted)?);
    let mut answers = FrameWriter::new(write, Zmtp3::greeted());

    let mut messages = Vec::new();
    let mut message = Vec::new();
    while let Some(frame) = frames.next().await? {
        match frame.header {
            ZmtpHeader::Frame { flags: COMMAND, .. } if frame.body() == READY => {
                answers.send(ZmtpHeader::Frame { flags: COMMAND, length: 0 }, READY).await?;
            }
            ZmtpHeader::Frame { flags, .. } if flags & COMMAND == 0 => {
                message.push(String::from_utf8(frame.body().to_vec())?);
                if flags & MORE == 0 {
                    messages.push(std::mem::take(&mut message).join(" "));
                }
            }
            other => return Err(format!("{other:?} is not for us").into()),
        }
    }
    Ok(messages)
}

/// The format of what follows this greeting.
fn frames_behind(greeting: &[u8; 64]) -> Result<Zmtp3> {
    let mechanism = String::from_utf8_lossy(&greeting[12..32]);
    match (greeting[10], mechanism.trim_end_matches('\0')) {
        (3.., "NULL") => Ok(Zmtp3::greeted()),
        (3.., mechanism) => Err(format!("no frames of ours: mechanism {mechanism}").into()),
        (version, _) => Err(format!("no frames of ours: version {version}").into()),
    }
}

/// Signature, version, mechanism, not as a server; the rest is zero (RFC 23 of ZeroMQ).
fn greeting(version: u8, mechanism: &[u8]) -> [u8; 64] {
    let mut greeting = [0; 64];
    (greeting[0], greeting[8], greeting[9], greeting[10]) = (0xff, 1, 0x7f, version);
    let place = greeting[12..32].iter_mut();
    place.zip(mechanism).for_each(|(place, byte)| *place = *byte);
    greeting
}
