//! A server of the Language Server Protocol on standard input and output. Without `--stdio` it starts itself with it, as an
//! editor would, and has a session.
//!
//! ```sh
//! cargo run --package framing-http --example lsp_server
//! ```
#![expect(clippy::indexing_slicing, reason = "a key that JSON does not have is null")]
#![expect(clippy::print_stdout, reason = "an example prints what it does")]

use std::process::Stdio;

use framing_core::{FrameReader, FrameWriter, Limits};
use framing_http::ContentLength;
use serde_json::{Value, json};
use tokio::io::{AsyncRead, AsyncWrite, stdin, stdout};
use tokio::process::Command;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// The longest message that the server accepts.
const MAX_MESSAGE: u64 = 16 << 20;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    if std::env::args().any(|arg| arg == "--stdio") {
        return serve(stdin(), stdout()).await;
    }
    let answers = edit().await?;
    assert_eq!(answers.len(), 3, "one answer for each request");
    assert_eq!(answers[1]["result"]["contents"], "1 line");
    assert_eq!(answers[2]["result"], Value::Null);
    println!("the server answered {} requests and ended", answers.len());
    Ok(())
}

/// Answers requests until the client says `exit`, or the input ends between two messages.
async fn serve(input: impl AsyncRead + Unpin, output: impl AsyncWrite + Unpin) -> Result<()> {
    let limits = Limits::DEFAULT.with_body(MAX_MESSAGE);
    let mut requests = FrameReader::new(input, ContentLength::new()).with_limits(limits);
    let mut answers = FrameWriter::new(output, ContentLength::new());
    let mut document = String::new();
    while let Some(frame) = requests.next().await? {
        let message: Value = serde_json::from_slice(frame.body())?;
        let method = message["method"].as_str().unwrap_or_default();
        if method == "exit" {
            break;
        }
        // A notification has no id and gets no answer.
        if let Some(id) = message.get("id") {
            let result = answer(method, &document);
            let answer = json!({"jsonrpc": "2.0", "id": id, "result": result});
            answers.send_body(&serde_json::to_vec(&answer)?).await?;
        } else if method == "textDocument/didOpen" {
            document = message["params"]["textDocument"]["text"].as_str().unwrap_or_default().to_owned();
        }
    }
    answers.close().await?;
    Ok(())
}

fn answer(method: &str, document: &str) -> Value {
    match method {
        "initialize" => json!({
            "capabilities": {"hoverProvider": true, "textDocumentSync": 1},
            "serverInfo": {"name": "lines", "version": "1.0"},
        }),
        "textDocument/hover" => json!({"contents": format!("{} line", document.lines().count())}),
        _ => Value::Null,
    }
}

/// Starts the server, sends a whole session at once, and returns the answers.
async fn edit() -> Result<Vec<Value>> {
    let mut server = Command::new(std::env::current_exe()?)
        .arg("--stdio")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()?;
    let input = server.stdin.take().ok_or("the server has a standard input")?;
    let output = server.stdout.take().ok_or("the server has a standard output")?;
    let mut requests = FrameWriter::new(input, ContentLength::new());
    for message in [
        json!({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"capabilities": {}}}),
        json!({"jsonrpc": "2.0", "method": "textDocument/didOpen", "params": {"textDocument": {"text": "hello"}}}),
        json!({"jsonrpc": "2.0", "id": 2, "method": "textDocument/hover", "params": {}}),
        json!({"jsonrpc": "2.0", "id": 3, "method": "shutdown"}),
        json!({"jsonrpc": "2.0", "method": "exit"}),
    ] {
        requests.enqueue_body(&serde_json::to_vec(&message)?[..])?;
    }
    requests.flush().await?;
    let mut answers = Vec::new();
    let mut frames = FrameReader::new(output, ContentLength::new());
    while let Some(frame) = frames.next().await? {
        answers.push(serde_json::from_slice(frame.body())?);
    }
    assert!(server.wait().await?.success());
    Ok(answers)
}
