//! A load balancer sends the address of the client in one frame (PROXY protocol, version 2). After it the bytes are the
//! client's own, in no frames at all, and go on as they are.
//!
//! ```sh
//! cargo run --package framing-tlv --example proxy_v2
//! ```
#![expect(clippy::print_stdout, reason = "an example prints what it does")]

use std::net::{Ipv4Addr, SocketAddrV4};

use framing_core::testkit::{Split, converse};
use framing_core::{FrameReader, LengthField, U16Be};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// Signature, version and command, family, length; then addresses (section 2.2).
const PROXY_V2: LengthField<16, 14, 2> = U16Be::in_header::<16, 14>().magic(b"\r\n\r\n\0\r\nQUIT\n").build();
const TCP_OVER_IPV4: [u8; 2] = [0x21, 0x11];

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let client = SocketAddrV4::new(Ipv4Addr::new(192, 0, 2, 7), 54321);
    let raw = b"EHLO example.org\r\nanything, \0\xff, of any length";
    let addresses =
        [&client.ip().octets()[..], &[127, 0, 0, 1], &client.port().to_be_bytes(), &[0, 25]].concat();
    let words =
        [b"\r\n\r\n\0\r\nQUIT\n", &TCP_OVER_IPV4[..], &[0, addresses.len() as u8], &addresses, raw].concat();
    for split in Split::in_two(words.len()) {
        let (outcome, _) = converse(&words, &split, accept).await?;
        assert_eq!(outcome?, (client, raw.to_vec()), "{split}");
    }
    println!("{} bytes after the frame from {client}, none lost in one write or in any two", raw.len());
    Ok(())
}

/// Whom the connection comes from, and all that was sent over it.
async fn accept(socket: impl AsyncRead + AsyncWrite + Unpin) -> Result<(SocketAddrV4, Vec<u8>)> {
    let (client, mut connection) = unwrap_proxy(socket).await?;
    let mut raw = Vec::new();
    connection.read_to_end(&mut raw).await?;
    Ok((client, raw))
}

/// Reads the frame of the balancer; gives the address in it, and the connection from the first byte after it.
async fn unwrap_proxy<S: AsyncRead + Unpin>(socket: S) -> Result<(SocketAddrV4, impl AsyncRead + Unpin)> {
    let mut reader = FrameReader::new(socket, PROXY_V2);
    let frame = reader.next().await?.ok_or("the connection ended before it began")?;
    let client = match (frame.header.bytes[12..14].try_into()?, frame.body()) {
        (TCP_OVER_IPV4, &[a, b, c, d, _, _, _, _, high, low, ..]) => {
            SocketAddrV4::new(Ipv4Addr::new(a, b, c, d), u16::from_be_bytes([high, low]))
        }
        (kind, _) => return Err(format!("a connection of kind {kind:02x?}").into()),
    };
    let (socket, unread) = reader.into_parts();
    Ok((client, std::io::Cursor::new(unread).chain(socket)))
}
