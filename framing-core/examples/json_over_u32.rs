//! JSON with a 4-byte length prefix: a server and a client over a pair of Unix sockets.
//!
//! ```sh
//! cargo run --package framing-core --features json --example json_over_u32
//! ```
#![expect(clippy::print_stdout, reason = "an example prints what it does")]

use framing_core::typed::{Json, TypedError, TypedReader, TypedWriter};
use framing_core::{FrameReader, FrameWriter, U32Be};
use serde::{Deserialize, Serialize};
use tokio::net::UnixStream;
use tokio::net::unix::{OwnedReadHalf, OwnedWriteHalf};

type Incoming = TypedReader<OwnedReadHalf, U32Be, Json>;
type Outgoing = TypedWriter<OwnedWriteHalf, U32Be, Json>;

#[derive(Serialize, Deserialize)]
struct Question<'a> {
    id: u32,
    text: &'a str,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Answer {
    id: u32,
    words: usize,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (client, server) = UnixStream::pair()?;
    let (answers, served) = tokio::try_join!(ask(client), serve(server))?;

    assert_eq!(served, 5, "the server saw every question, and a clean end");
    let words: Vec<_> = answers.iter().map(|answer| answer.words).collect();
    assert_eq!(words, [3, 1, 0, 4, 2]);
    println!("5 questions asked and answered, in order");
    Ok(())
}

fn halves(socket: UnixStream) -> (Incoming, Outgoing) {
    let (read, write) = socket.into_split();
    let incoming = FrameReader::new(read, U32Be::new());
    let outgoing = FrameWriter::new(write, U32Be::new());
    (TypedReader::new(incoming, Json), TypedWriter::new(outgoing, Json))
}

/// Answers question after question until the client closes its side; gives how many there were.
async fn serve(socket: UnixStream) -> Result<usize, TypedError> {
    let (mut questions, mut answers) = halves(socket);
    let mut served = 0;
    while let Some(Question { id, text }) = questions.next().await? {
        answers.send(&Answer { id, words: text.split_whitespace().count() }).await?;
        served += 1;
    }
    Ok(served)
}

/// Asks four questions in one write, takes the four answers, then asks one more.
async fn ask(socket: UnixStream) -> Result<Vec<Answer>, TypedError> {
    let (mut answers, mut questions) = halves(socket);
    let mut received = Vec::new();

    for (id, text) in (1..).zip(["where are you", "why", "", "how long is this"]) {
        questions.feed(&Question { id, text }).await?;
    }
    questions.flush().await?;
    for _ in 0..4 {
        received.extend(next(&mut answers).await?);
    }

    questions.send(&Question { id: 5, text: "one more" }).await?;
    received.extend(next(&mut answers).await?);

    drop(questions);
    assert_eq!(next(&mut answers).await?, None, "the server has closed its side too");
    Ok(received)
}

async fn next(answers: &mut Incoming) -> Result<Option<Answer>, TypedError> {
    let answer = answers.next().await?;
    println!("the client takes {answer:?}");
    Ok(answer)
}
