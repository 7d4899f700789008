//! A blocking server thread with timeouts: the socket's read timeout is how often the reader looks at the clock.
//!
//! ```sh
//! cargo run --package framing-core --example blocking_timeouts
//! ```
#![expect(clippy::print_stdout, reason = "an example prints what it does")]

use std::io::Write;
use std::net::{TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

use framing_core::blocking::FrameReader;
use framing_core::{Limits, ReadError, TimeLimit, Timeouts, U16Be};

/// Reads frames until the peer closes or is too slow: how many, and the error.
fn serve(socket: &TcpStream) -> std::io::Result<(usize, Option<ReadError>)> {
    let tick = Duration::from_millis(5);
    socket.set_read_timeout(Some(tick))?;
    let timeouts = Timeouts::new().idle(20 * tick).frame(20 * tick);
    let mut reader =
        FrameReader::new(socket, U16Be).with_limits(Limits::DEFAULT.with_body(100)).with_timeouts(timeouts);
    let mut frames = 0;
    loop {
        match reader.next() {
            Ok(Some(_)) => frames += 1,
            Ok(None) => return Ok((frames, None)),
            Err(error) => return Ok((frames, Some(error))),
        }
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    for (bytes, closes, expected) in [
        (&b"\0\x02hi\0\x02yo"[..], true, None),
        (b"\0\x02hi", false, Some(TimeLimit::Idle)),
        (b"\0\x02hi\0\x02y", false, Some(TimeLimit::Frame)),
    ] {
        let mut client = TcpStream::connect(address)?;
        client.write_all(bytes)?;
        let (socket, _) = listener.accept()?;
        let serving = thread::spawn(move || serve(&socket));
        let kept = if closes {
            drop(client);
            None
        } else {
            Some(client)
        };
        let (frames, error) = serving.join().map_err(|_| "the server panicked")??;
        let limit = error.map(|error| match error {
            ReadError::TimedOut(timed_out) => Ok(timed_out.limit),
            other => Err(other),
        });
        assert_eq!(limit.transpose()?, expected);
        assert!(frames >= 1);
        drop(kept);
    }
    println!("one peer closed, one was idle, one stopped inside a frame");
    Ok(())
}
