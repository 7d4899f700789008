//! Many connections in one thread with mio: the blocking reader over sockets that do not block.
//!
//! ```sh
//! cargo run --package framing-core --example mio
//! ```
#![expect(clippy::print_stdout, reason = "an example prints what it does")]

use std::collections::HashMap;
use std::io::{ErrorKind, Write};
use std::thread;

use framing_core::blocking::FrameReader;
use framing_core::{ReadError, U32Be};
use mio::net::{TcpListener, TcpStream};
use mio::{Events, Interest, Poll, Token};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

const CLIENTS: usize = 5;
const LISTENER: Token = Token(usize::MAX);

/// Takes every frame that is there. Returns whether the peer may send more.
fn drain(reader: &mut FrameReader<TcpStream, U32Be>, bodies: &mut Vec<Vec<u8>>) -> Result<bool> {
    loop {
        match reader.next() {
            Ok(Some(frame)) => bodies.push(frame.body().to_vec()),
            Ok(None) => return Ok(false),
            // The reader keeps what has arrived; the next event resumes it.
            Err(ReadError::Io(error)) if error.kind() == ErrorKind::WouldBlock => return Ok(true),
            Err(error) => return Err(error.into()),
        }
    }
}

fn serve(listener: &mut TcpListener) -> Result<Vec<Vec<u8>>> {
    let mut poll = Poll::new()?;
    let mut events = Events::with_capacity(16);
    poll.registry().register(listener, LISTENER, Interest::READABLE)?;
    let mut readers = HashMap::new();
    let (mut accepted, mut bodies) = (0, Vec::new());
    while accepted < CLIENTS || !readers.is_empty() {
        poll.poll(&mut events, None)?;
        for event in &events {
            if event.token() != LISTENER {
                if let Some(reader) = readers.get_mut(&event.token()) {
                    if !drain(reader, &mut bodies)? {
                        readers.remove(&event.token());
                    }
                }
                continue;
            }
            while let Ok((mut socket, _)) = listener.accept() {
                let token = Token(accepted);
                poll.registry().register(&mut socket, token, Interest::READABLE)?;
                readers.insert(token, FrameReader::new(socket, U32Be));
                accepted += 1;
            }
        }
    }
    Ok(bodies)
}

fn main() -> Result<()> {
    let mut listener = TcpListener::bind("127.0.0.1:0".parse()?)?;
    let address = listener.local_addr()?;
    let clients: Vec<_> = (0..CLIENTS)
        .map(|client| {
            thread::spawn(move || -> std::io::Result<()> {
                let mut socket = std::net::TcpStream::connect(address)?;
                // In pieces, so that a frame arrives over several events.
                for piece in [&b"\0\0"[..], b"\0\x02h", b"i\0\0\0\x01"] {
                    socket.write_all(piece)?;
                }
                socket.write_all(&[u8::try_from(client).unwrap_or(u8::MAX)])
            })
        })
        .collect();
    let mut bodies = serve(&mut listener)?;
    for client in clients {
        client.join().map_err(|_| "a client panicked")??;
    }
    bodies.sort();
    assert_eq!(
        bodies,
        [
            vec![0],
            vec![1],
            vec![2],
            vec![3],
            vec![4],
            b"hi".to_vec(),
            b"hi".to_vec(),
            b"hi".to_vec(),
            b"hi".to_vec(),
            b"hi".to_vec()
        ]
    );
    println!("{CLIENTS} clients were served by one thread");
    Ok(())
}
