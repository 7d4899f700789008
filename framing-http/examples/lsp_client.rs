//! A client of the Language Server Protocol. It talks to the first real server that it finds, else to a small stand-in.
//!
//! ```sh
//! cargo run --package framing-http --example lsp_client
//! ```
#![expect(clippy::print_stdout, reason = "an example prints what it does")]

use std::fmt;
use std::process::Stdio;
use std::time::Duration;

use framing_core::{FrameReader, FrameWriter};
use framing_http::ContentLength;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::io::{AsyncRead, AsyncWrite, duplex, split};
use tokio::process::{Child, Command};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// The servers that are looked for, in this order.
const SERVERS: [&str; 3] = ["clangd", "pylsp", "rust-analyzer"];
/// A server that has not answered by then is given up: it is another program, and may do anything.
const PATIENCE: Duration = Duration::from_secs(20);

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    println!("looking on the PATH for {}", SERVERS.join(", "));
    for name in SERVERS {
        match talk_to(name).await {
            Ok(server) => {
                println!("done: talked to a real server, {server}");
                return Ok(());
            }
            Err(reason) => println!("no {name}: {reason}"),
        }
    }
    println!("no real server answered; here is the exchange with a stand-in");
    let (here, there) = duplex(1024);
    let (read, write) = split(here);
    let (server, ()) = tokio::try_join!(converse(read, write), stand_in(there))?;
    assert_eq!(server, "stand-in 1.0");
    println!("done: talked to the {server}, as there is no real server here");
    Ok(())
}

/// Starts a server, has a whole session with it, and gives what it calls itself.
async fn talk_to(name: &str) -> Result<String> {
    let mut process = Command::new(name)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()?;
    tokio::time::timeout(PATIENCE, session(&mut process))
        .await
        .map_err(|_| format!("no answer within {} s", PATIENCE.as_secs()))?
}

async fn session(process: &mut Child) -> Result<String> {
    let (Some(write), Some(read)) = (process.stdin.take(), process.stdout.take()) else {
        return Err("its standard input and output are not piped".into());
    };
    let server = converse(read, write).await?;
    process.wait().await?;
    Ok(server)
}

/// The shortest session there is: initialize, shut down, exit.
async fn converse(read: impl AsyncRead + Unpin, write: impl AsyncWrite + Unpin) -> Result<String> {
    let mut connection = Connection::new(read, write);
    let params = json!({"processId": std::process::id(), "rootUri": null, "capabilities": {}});
    let hello: Hello = serde_json::from_value(connection.request(1, "initialize", params).await?)?;
    assert!(hello.capabilities.is_object(), "every server says what it can do");
    connection.notify("initialized", json!({})).await?;

    let goodbye = connection.request(2, "shutdown", Value::Null).await?;
    assert_eq!(goodbye, Value::Null, "a shutdown has no result");
    connection.notify("exit", Value::Null).await?;
    Ok(format!("{} {}", hello.server_info.name, hello.server_info.version))
}

/// What a server says first.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Hello {
    capabilities: Value,
    #[serde(default)]
    server_info: ServerInfo,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct ServerInfo {
    name: String,
    version: String,
}

/// A request has a method and an id, a notification only a method, an answer only an id.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Message {
    id: Value,
    method: Option<String>,
    result: Value,
    error: Value,
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.method, &self.id) {
            (Some(method), Value::Null) => write!(f, "notification {method}"),
            (Some(method), id) => write!(f, "request {id}, {method}"),
            (None, id) => write!(f, "answer to {id}"),
        }
    }
}

/// Messages in both directions.
struct Connection<R, W> {
    incoming: FrameReader<R, ContentLength>,
    outgoing: FrameWriter<W, ContentLength>,
}

impl<R: AsyncRead + Unpin, W: AsyncWrite + Unpin> Connection<R, W> {
    fn new(read: R, write: W) -> Self {
        Self {
            incoming: FrameReader::new(read, ContentLength::new()),
            outgoing: FrameWriter::new(write, ContentLength::new()),
        }
    }

    /// Asks, and waits for the answer; meanwhile what the server asks is answered with nothing.
    async fn request(&mut self, id: u64, method: &str, params: Value) -> Result<Value> {
        self.send(json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params})).await?;
        loop {
            let message = self.receive().await?.ok_or("it closed the connection without an answer")?;
            match (message.method, message.id) {
                (None, answered) if answered != id => return Err("an answer that nobody asked for".into()),
                (None, _) if message.error.is_null() => return Ok(message.result),
                (None, _) => return Err(format!("it refused: {}", message.error).into()),
                (Some(_), Value::Null) => {}
                (Some(_), asked) => self.send(json!({"jsonrpc": "2.0", "id": asked, "result": null})).await?,
            }
        }
    }

    async fn notify(&mut self, method: &str, params: Value) -> Result<()> {
        self.send(json!({"jsonrpc": "2.0", "method": method, "params": params})).await
    }

    async fn send(&mut self, message: Value) -> Result<()> {
        println!("  → {}", Message::deserialize(&message)?);
        Ok(self.outgoing.send_body(&serde_json::to_vec(&message)?).await?)
    }

    async fn receive(&mut self) -> Result<Option<Message>> {
        let Some(frame) = self.incoming.next().await? else { return Ok(None) };
        let message: Message = serde_json::from_slice(frame.body())?;
        println!("  ← {message} ({} bytes)", frame.body().len());
        Ok(Some(message))
    }
}

/// A server that answers as the protocol demands and knows nothing else.
async fn stand_in(socket: impl AsyncRead + AsyncWrite) -> Result<()> {
    let (read, write) = split(socket);
    let mut questions = FrameReader::new(read, ContentLength::new());
    let mut answers = FrameWriter::new(write, ContentLength::new());
    while let Some(frame) = questions.next().await? {
        let message: Message = serde_json::from_slice(frame.body())?;
        let result = match message.method.as_deref() {
            Some("initialize") => {
                json!({"capabilities": {}, "serverInfo": {"name": "stand-in", "version": "1.0"}})
            }
            Some("shutdown") => Value::Null,
            Some("exit") => return Ok(()),
            _ => continue,
        };
        let answer = json!({"jsonrpc": "2.0", "id": message.id, "result": result});
        answers.send_body(&serde_json::to_vec(&answer)?).await?;
    }
    Err("the client hung up without saying exit".into())
}
