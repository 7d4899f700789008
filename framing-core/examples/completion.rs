//! Completion-based receiving, as with io_uring: an operation owns its memory until it completes, and no byte is copied into
//! or out of the frame buffer. The operations of this small loop run on a thread of their own.
//!
//! ```sh
//! cargo run --package framing-core --example completion
//! ```
#![expect(clippy::print_stdout, reason = "an example prints what it does")]

use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::ops::Range;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use framing_core::{FrameBuffer, U16Be};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// Receives into `range` of `memory`, which it owns meanwhile.
struct Operation {
    memory: Vec<u8>,
    range: Range<usize>,
}

struct Completion {
    memory: Vec<u8>,
    received: io::Result<usize>,
}

/// Stands for a ring of the operating system.
struct Ring {
    submit: Sender<Operation>,
    complete: Receiver<Completion>,
}

impl Ring {
    fn new(mut socket: TcpStream) -> Self {
        let (submit, operations) = channel::<Operation>();
        let (completions, complete) = channel();
        thread::spawn(move || {
            for Operation { mut memory, range } in operations {
                let received = memory.get_mut(range).map_or(Ok(0), |room| socket.read(room));
                if completions.send(Completion { memory, received }).is_err() {
                    break;
                }
            }
        });
        Self { submit, complete }
    }
}

/// The bodies of all frames, and how often the memory moved.
fn read(ring: &Ring) -> Result<(Vec<Vec<u8>>, usize)> {
    let mut frames = FrameBuffer::new(U16Be);
    let (mut bodies, mut moves) = (Vec::new(), 0);
    loop {
        while let Some(frame) = frames.next()? {
            bodies.push(frame.body().to_vec());
        }
        if frames.is_ended() {
            return Ok((bodies, moves));
        }
        let (memory, room) = frames.take_room();
        let lent = memory.as_ptr();
        ring.submit.send(Operation { memory, range: room.range() })?;
        // A real program serves other connections here.
        let Completion { memory, received } = ring.complete.recv()?;
        moves += usize::from(memory.as_ptr() != lent);
        let received = received?;
        frames.give_back_room(memory, room, received);
        if received == 0 {
            frames.end();
        }
    }
}

fn main() -> Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let mut peer = TcpStream::connect(listener.local_addr()?)?;
    let sending = thread::spawn(move || {
        let big = [b'x'; 0x4000];
        [&b"\0\x02h"[..], b"i\0", b"\0\x40\0", &big, b"\0\x02yo"]
            .iter()
            .try_for_each(|piece| peer.write_all(piece))
    });
    let (bodies, moves) = read(&Ring::new(listener.accept()?.0))?;
    sending.join().map_err(|_| "the peer panicked")??;
    let lengths: Vec<_> = bodies.iter().map(Vec::len).collect();
    assert_eq!((lengths, moves), (vec![2, 0, 0x4000, 2], 0));
    println!("4 frames, and no byte was copied between the operations and the buffer");
    Ok(())
}
