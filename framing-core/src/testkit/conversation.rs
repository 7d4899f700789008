//! Tests a program from outside: it talks over a real socket to a peer that sends its bytes in pieces.

use std::io;
use std::time::Duration;
use std::vec::Vec;

use tokio::io::{AsyncReadExt, AsyncWriteExt, ReadHalf, WriteHalf};
use tokio::net::TcpStream;
use tokio::sync::watch;

use super::probe::{Probe, Seen};
use super::schedule::Split;
use super::transport::connected;

/// Runs `program` on one end of a TCP connection, on the other end of which somebody says `words` in the pieces of `split`
/// and then closes that side: what the program came to, and what it said itself.
///
/// Each piece is sent once the program has received all pieces before it and waits for more. So a program that reads one
/// form and then another, or that hands its transport on, can be shown every way in which the two can arrive.
///
/// ```
/// use framing_core::testkit::{Split, converse};
/// use framing_core::{FrameReader, Netstring, U8};
/// use tokio::io::{AsyncRead, AsyncWrite};
///
/// /// A frame after a byte, and then netstrings.
/// async fn program(socket: impl AsyncRead + AsyncWrite + Unpin) -> Result<Vec<u8>, framing_core::ReadError> {
///     let mut first = FrameReader::new(socket, U8::new());
///     let mut said = first.next().await?.expect("the first frame").body().to_vec();
///     let mut rest = first.with_format(Netstring);
///     while let Some(frame) = rest.next().await? {
///         said.extend_from_slice(frame.body());
///     }
///     Ok(said)
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let words = b"\x02hi5:hello,";
/// for split in Split::in_two(words.len()) {
///     let (said, answers) = converse(words, &split, program).await?;
///     assert_eq!((said?, answers), (b"hihello".to_vec(), vec![]));
/// }
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// When there is no connection, and [`TimedOut`](io::ErrorKind::TimedOut) when the program has not ended, nor let go of its
/// socket, within 20 seconds: it hangs.
pub async fn converse<T>(
    words: &[u8],
    split: &Split,
    program: impl AsyncFnOnce(Probe<TcpStream>) -> T,
) -> io::Result<(T, Vec<u8>)> {
    let (peer, socket) = connected().await?;
    let socket = Probe::new(socket);
    let seen = socket.watch();
    let (from, to) = tokio::io::split(peer);
    let conversation = async { tokio::join!(program(socket), say(words, split, to, seen), listen(from)) };
    let (outcome, (), answers) = tokio::time::timeout(HANGS, conversation).await?;
    Ok((outcome, answers))
}

/// After how long a conversation is judged to hang.
const HANGS: Duration = Duration::from_secs(20);

/// A program that has gone has heard enough: neither that nor what it leaves unread is a failure.
async fn say(words: &[u8], split: &Split, mut to: WriteHalf<TcpStream>, mut seen: watch::Receiver<Seen>) {
    let mut start = 0;
    for end in split.ends(words.len()) {
        let _ = seen.wait_for(|seen| seen.blocked && seen.received == start as u64).await;
        let _ = to.write_all(words.get(start..end).unwrap_or_default()).await;
        start = end;
    }
    let _ = to.shutdown().await;
}

async fn listen(mut from: ReadHalf<TcpStream>) -> Vec<u8> {
    let mut answers = Vec::new();
    // A program that leaves words unread resets the connection; its answers are those up to there.
    let _ = from.read_to_end(&mut answers).await;
    answers
}
