//! hyper, as server and as client, in this process and over a socket all the same.

use std::convert::Infallible;
use std::net::{Ipv4Addr, SocketAddr};

use bytes::Bytes;
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full, StreamBody};
use hyper::body::{Frame, Incoming};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::header::HeaderMap;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use super::{Acts, Peer, Role, Running, Talks, Task};
use crate::interop::check::Check;
use crate::interop::service::{CUT, LARGE, TRAILER, TRAILER_VALUE, content, expect_content};

pub(super) const PEER: Peer = Peer {
    name: "hyper",
    needs: &[],
    version: || Some("1".into()),
    talks: Talks::Http(&[
        Role {
            name: "server",
            acts: Acts::Serves(start),
            cannot: &[(Check::UntilClose, "hyper's server puts a body of unknown length into chunks")],
        },
        Role {
            name: "client",
            acts: Acts::Asks(|check, address| Box::pin(ask(check, address))),
            cannot: &[
                (Check::Pipelining, "hyper's client sends one request at a time"),
                (Check::Continue, "hyper's client sends the body without waiting"),
            ],
        },
    ]),
};

type Body = UnsyncBoxBody<Bytes, std::io::Error>;
type Parts = Vec<Result<Frame<Bytes>, std::io::Error>>;

fn whole(bytes: Vec<u8>) -> Body {
    Full::from(bytes).map_err(|never: Infallible| match never {}).boxed_unsync()
}

/// A body of unknown length: in chunks.
fn in_parts(bytes: &[u8], last: Option<Result<Frame<Bytes>, std::io::Error>>) -> Body {
    let mut parts: Parts =
        bytes.chunks(8191).map(|part| Ok(Frame::data(Bytes::copy_from_slice(part)))).collect();
    parts.extend(last);
    StreamBody::new(futures_util::stream::iter(parts)).boxed_unsync()
}

/// A body that breaks off once its first part was flushed, which hyper does when it has to wait for the next.
fn cut_in_parts() -> Body {
    let first = futures_util::stream::iter([Ok(Frame::data(Bytes::from(content(CUT.1))))]);
    let cut = futures_util::stream::once(async {
        tokio::task::yield_now().await;
        Err(std::io::Error::other("cut"))
    });
    StreamBody::new(futures_util::StreamExt::chain(first, cut)).boxed_unsync()
}

fn trailers() -> Frame<Bytes> {
    let mut fields = HeaderMap::new();
    fields.insert("x-check", hyper::header::HeaderValue::from_static(TRAILER_VALUE));
    Frame::trailers(fields)
}

fn start() -> Task<Result<Running, String>> {
    Box::pin(async {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.map_err(said)?;
        let address = listener.local_addr().map_err(said)?;
        let mut accepting = JoinSet::new();
        accepting.spawn(accept(listener));
        Ok(Running::held(address, accepting))
    })
}

async fn accept(listener: TcpListener) {
    let mut connections = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        let connection = hyper::server::conn::http1::Builder::new()
            .serve_connection(TokioIo::new(stream), service_fn(serve));
        connections.spawn(connection);
    }
}

async fn serve(request: Request<Incoming>) -> Result<Response<Body>, hyper::Error> {
    let path = request.uri().path().to_owned();
    let (place, len) = path.rsplit_once('/').unwrap_or_default();
    let content = content(len.parse().unwrap_or_default());
    let mut response = Response::new(whole(Vec::new()));
    match (place, len) {
        ("/length", _) => *response.body_mut() = whole(content),
        ("/chunked", _) => {
            response.headers_mut().insert("trailer", hyper::header::HeaderValue::from_static(TRAILER));
            *response.body_mut() = in_parts(&content, Some(Ok(trailers())));
        }
        ("/cut", how) => {
            let cut = Some(Err(std::io::Error::other("cut")));
            *response.body_mut() = in_parts(&crate::interop::service::content(CUT.1), cut);
            if how == "length" {
                response.headers_mut().insert("content-length", CUT.0.into());
            }
        }
        ("", "none") => *response.status_mut() = StatusCode::NO_CONTENT,
        _ => return echo(request).await,
    }
    Ok(response)
}

async fn echo(request: Request<Incoming>) -> Result<Response<Body>, hyper::Error> {
    let is_chunked = request.headers().contains_key("transfer-encoding");
    let body = request.into_body().collect().await?;
    let echoed = body.trailers().and_then(|fields| fields.get("x-check")).cloned();
    let bytes = body.to_bytes();
    let mut response = Response::new(if is_chunked { in_parts(&bytes, None) } else { whole(bytes.into()) });
    if let Some(value) = echoed {
        response.headers_mut().insert("x-check", value);
    }
    Ok(response)
}

fn said(error: impl std::fmt::Display) -> String {
    error.to_string()
}

/// A connection of hyper's.
struct Client {
    sender: SendRequest<Body>,
    _connection: JoinSet<()>,
}

/// An answer, read to its end.
struct Answer {
    fields: HeaderMap,
    content: Bytes,
    trailers: Option<HeaderMap>,
}

impl Client {
    async fn connect(address: SocketAddr) -> Result<Self, String> {
        let stream = TcpStream::connect(address).await.map_err(said)?;
        let (sender, connection) = handshake(TokioIo::new(stream)).await.map_err(said)?;
        let mut running = JoinSet::new();
        running.spawn(async { connection.await.unwrap_or_default() });
        Ok(Self { sender, _connection: running })
    }

    async fn ask(&mut self, method: &str, target: &str, body: Body) -> Result<Answer, String> {
        self.sender.ready().await.map_err(said)?;
        let request = Request::builder().method(method).uri(target).header("host", "localhost");
        let request = request.header("trailer", TRAILER).header("te", "trailers").body(body).map_err(said)?;
        let response = self.sender.send_request(request).await.map_err(said)?;
        let fields = response.headers().clone();
        let body = response.into_body().collect().await.map_err(said)?;
        let trailers = body.trailers().cloned();
        Ok(Answer { fields, content: body.to_bytes(), trailers })
    }

    async fn get(&mut self, target: &str, len: usize) -> Result<Answer, String> {
        let answer = self.ask("GET", target, whole(Vec::new())).await?;
        expect_content(&answer.content, len)?;
        Ok(answer)
    }
}

async fn ask(check: Check, address: SocketAddr) -> Result<(), String> {
    let mut client = Client::connect(address).await?;
    match check {
        Check::KeepAlive => keep_alive(&mut client).await,
        Check::LengthUpload => echoed(&mut client, whole(content(LARGE)), LARGE).await.map(drop),
        Check::ChunkedUpload => echoed(&mut client, in_parts(&content(LARGE), None), LARGE).await.map(drop),
        Check::TrailersUpload => {
            let body = in_parts(&content(100), Some(Ok(trailers())));
            expect_trailer(Some(&echoed(&mut client, body, 100).await?.fields))
        }
        Check::LengthDownload => client.get(&format!("/length/{LARGE}"), LARGE).await.map(drop),
        Check::ChunkedDownload => client.get(&format!("/chunked/{LARGE}"), LARGE).await.map(drop),
        Check::TrailersDownload => expect_trailer(client.get("/chunked/100", 100).await?.trailers.as_ref()),
        Check::NoBody => no_body(&mut client).await,
        Check::UntilClose => client.get(&format!("/until-close/{LARGE}"), LARGE).await.map(drop),
        Check::CutDownload => {
            expect_cut(client.get("/cut/length", 0).await)?;
            expect_cut(Client::connect(address).await?.get("/cut/chunked", 0).await)
        }
        Check::CutUpload => expect_cut(client.ask("POST", "/echo", cut_in_parts()).await),
        Check::Pipelining | Check::Continue => Err("hyper is not asked to do this".into()),
    }
}

async fn keep_alive(client: &mut Client) -> Result<(), String> {
    for len in [10, 0, 1000] {
        client.get(&format!("/length/{len}"), len).await?;
        client.get(&format!("/chunked/{len}"), len).await?;
    }
    Ok(())
}

async fn echoed(client: &mut Client, body: Body, len: usize) -> Result<Answer, String> {
    let answer = client.ask("POST", "/echo", body).await?;
    expect_content(&answer.content, len)?;
    client.get("/length/7", 7).await?;
    Ok(answer)
}

async fn no_body(client: &mut Client) -> Result<(), String> {
    expect_content(&client.ask("HEAD", "/length/10", whole(Vec::new())).await?.content, 0)?;
    client.get("/none", 0).await?;
    client.get("/length/7", 7).await.map(drop)
}

fn expect_trailer(fields: Option<&HeaderMap>) -> Result<(), String> {
    match fields.and_then(|fields| fields.get("x-check")) {
        Some(value) if value == TRAILER_VALUE => Ok(()),
        other => Err(format!("the trailer is {other:?}")),
    }
}

fn expect_cut(answer: Result<Answer, String>) -> Result<(), String> {
    match answer {
        Ok(answer) => Err(format!("{} bytes were taken for all", answer.content.len())),
        Err(error) if error.contains("of the content") => Err(error),
        Err(_) => Ok(()),
    }
}
