//! What the proxy must notice, and what it does with the beginnings of protocols.

use std::io;
use std::net::Ipv4Addr;
use std::pin::Pin;
use std::task::{Context, Poll};

use framing_core::U8;
use framing_core::registry::DynFormat;
use tokio::io::{AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::conversation::{Ends, converse};
use super::lane::{Lane, Sink};
use super::relay::{Relayed, Upstream, relay};
use super::run::{Passed, check};
use super::tap::Tap;
use super::{Begin, EachWay, Protocol, Talk};
use crate::interop::peers::{PEERS, Talks};

/// What a proxy makes of a byte at an offset; nothing if it loses it.
type Fault = fn(u64, u8) -> Option<u8>;

/// A proxy that goes wrong between its writer and the transport.
struct Faulty {
    sink: Tap<Sink>,
    fault: Fault,
    offset: u64,
}

impl AsyncWrite for Faulty {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let Self { sink, fault, offset } = &mut *self;
        let made: Vec<_> = (*offset..).zip(bytes).filter_map(|(at, byte)| fault(at, *byte)).collect();
        *offset += bytes.len() as u64;
        let written = Pin::new(sink).poll_write(cx, &made);
        assert!(matches!(written, Poll::Ready(Ok(count)) if count == made.len()), "this sink takes all");
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.sink).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.sink).poll_shutdown(cx)
    }
}

#[tokio::test]
async fn what_is_not_passed_on_as_it_came_is_noticed() {
    const FRAMES: &[u8] = b"\x03one\x03two\x05three";
    let cases: &[(&str, Fault, Result<(), &str>)] = &[
        ("nothing", |_, byte| Some(byte), Ok(())),
        (
            "a byte of a body",
            |at, byte| Some(if at == 5 { b'T' } else { byte }),
            Err("byte 5 is not the one that was received"),
        ),
        (
            "a length",
            |at, byte| Some(if at == 8 { 4 } else { byte }),
            Err("byte 8 is not the one that was received"),
        ),
        (
            "a lost frame",
            |at, byte| (!(4..8).contains(&at)).then_some(byte),
            Err("byte 4 is not the one that was received"),
        ),
        (
            "the last frame lost",
            |at, byte| (at < 8).then_some(byte),
            Err("8 bytes were passed on of 14 received"),
        ),
        ("all lost", |_, _| None, Err("0 bytes were passed on of 14 received")),
    ];
    for (name, fault, expected) in cases {
        let wrap = |sink| Box::new(Faulty { sink, fault: *fault, offset: 0 }) as Sink;
        let format = DynFormat::new(U8::new());
        let lane = Lane::through(Box::new(FRAMES), Box::new(tokio::io::sink()), format, wrap);
        let passage = lane.run().await.expect("the frames are complete");
        assert_eq!(passage.frames, 3, "{name}");
        assert_eq!(passage.check(), expected.map_err(str::to_owned), "{name}");
    }
}

#[tokio::test]
async fn bytes_that_are_no_frames_are_a_failure() {
    let cases = [
        ("\x03one\x05tw", "stream ended at byte 7 inside the body: 3 of 6 bytes of the frame"),
        ("\x01", "stream ended at byte 1 inside the body: 1 of 2 bytes of the frame"),
    ];
    for (bytes, expected) in cases {
        let lane =
            Lane::new(Box::new(bytes.as_bytes()), Box::new(tokio::io::sink()), DynFormat::new(U8::new()));
        assert_eq!(lane.run().await.err().as_deref(), Some(expected), "{bytes:?}");
    }
}

const U8_BOTH_WAYS: Protocol = Protocol { client: "u8", server: "u8", begin: Begin::AtOnce, then: None };

/// A server that sends back all that comes, and the client that sends it this.
async fn echo(sent: &'static [u8]) -> Result<Relayed, String> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let server = async {
        let (mut stream, _) = listener.accept().await.expect("a connection");
        let (mut source, mut sink) = stream.split();
        tokio::io::copy(&mut source, &mut sink).await.unwrap_or_default();
    };
    let client = |address| {
        Box::pin(async move {
            let mut stream: TcpStream =
                TcpStream::connect(address).await.map_err(|error| error.to_string())?;
            let mut said = Vec::new();
            let talked = async {
                stream.write_all(sent).await?;
                stream.shutdown().await?;
                stream.read_to_end(&mut said).await
            };
            talked.await.map_err(|error| error.to_string())?;
            Ok(said)
        })
    };
    tokio::join!(server, relay(Upstream::Address(address), Some(&U8_BOTH_WAYS), client)).1
}

#[tokio::test]
async fn every_frame_is_counted_and_passed_on() {
    let relayed = echo(b"\x03one\x00\x02hi").await.expect("the frames are complete");
    assert_eq!(relayed.said, b"\x03one\x00\x02hi");
    let passed = Passed {
        connections: 1,
        frames: EachWay { to_server: 3, to_client: 3 },
        bytes: EachWay { to_server: 8, to_client: 8 },
    };
    assert_eq!(Passed::of(&relayed.passages), passed);
}

#[tokio::test]
async fn too_few_frames_and_another_output_are_noticed() {
    let said = |said: &[u8]| Ok(Relayed { said: said.to_vec(), passages: Vec::new() });
    let cases: &[(&[u8], EachWay, Result<(), &str>)] = &[
        (b"\x01x", EachWay { to_server: 1, to_client: 1 }, Ok(())),
        (
            b"\x01x",
            EachWay { to_server: 2, to_client: 1 },
            Err("1 to the server and 1 to the client are too few frames"),
        ),
        (
            b"\x01x",
            EachWay { to_server: 1, to_client: 2 },
            Err("1 to the server and 1 to the client are too few frames"),
        ),
        (
            b"\x01y",
            EachWay::default(),
            Err("expected the client's output without the proxy, \"\\u{1}y\", found \"\\u{1}x\""),
        ),
        (b"\x01x\n", EachWay::default(), Err("the client prints another number of lines with the proxy")),
    ];
    for (without, least, expected) in cases {
        let relayed = echo(b"\x01x").await.expect("the frame is complete");
        let passed = Passed::of(&relayed.passages);
        let checked = check(said(without), Ok(relayed), passed, *least);
        assert_eq!(checked, expected.map_err(str::to_owned));
    }
}

#[tokio::test]
async fn a_client_that_sends_no_frames_is_a_failure() {
    let error = echo(b"\x03on").await.err().expect("the frame is cut");
    assert!(
        error.starts_with(
            "what the client sends: stream ended at byte 3 inside the body: 3 of 4 bytes of the frame"
        ),
        "{error}"
    );
}

#[test]
fn a_failure_without_the_proxy_is_no_failure_of_the_proxy() {
    let relayed = Relayed { said: Vec::new(), passages: Vec::new() };
    let checked = check(Err("exit status: 1".into()), Ok(relayed), Passed::default(), EachWay::default());
    assert_eq!(checked, Err("without the proxy: exit status: 1".into()));
}

/// A peer and its talk, a name, what client and server say, and how many frames of each there are.
type Beginning = (&'static str, &'static str, &'static [u8], &'static [u8], Result<(u64, u64), &'static str>);

#[tokio::test]
async fn protocols_begin_as_they_say() {
    let cases: &[Beginning] = &[
        (
            "postgresql queries",
            "no encryption",
            b"\0\0\0\x08\x04\xd2\x16\x2f\0\0\0\x09\0\x03\0\0\0Q\0\0\0\x06;\0",
            b"NR\0\0\0\x08\0\0\0\0Z\0\0\0\x05I",
            Ok((3, 3)),
        ),
        (
            "postgresql queries",
            "two requests for encryption",
            b"\0\0\0\x08\x04\xd2\x16\x30\0\0\0\x08\x04\xd2\x16\x2f\0\0\0\x09\0\x03\0\0\0X\0\0\0\x04",
            b"NNZ\0\0\0\x05I",
            Ok((4, 3)),
        ),
        (
            "postgresql queries",
            "no request",
            b"\0\0\0\x09\0\x03\0\0\0X\0\0\0\x04",
            b"N\0\0\0\x05\0Z\0\0\0\x05I",
            Ok((2, 2)),
        ),
        (
            "postgresql encrypted",
            "TLS after the answer",
            b"\0\0\0\x08\x04\xd2\x16\x2f\x16\x03\x01\0\x02hi\x14\x03\x03\0\x01\x01",
            b"S\x16\x03\x03\0\x03you",
            Ok((3, 2)),
        ),
        (
            "postgresql queries",
            "an answer that is none",
            b"\0\0\0\x08\x04\xd2\x16\x2f",
            b"E\0\0\0\x05\0",
            Err("the answer to a request for encryption is 'E'"),
        ),
        (
            "postgresql encrypted",
            "no TLS after the answer",
            b"\0\0\0\x08\x04\xd2\x16\x2f\0\0\0\x09\0\x03\0\0\0",
            b"S",
            Err("what the client sends: malformed header at byte 9"),
        ),
        (
            "postgresql encrypted",
            "encryption that is refused",
            b"\0\0\0\x08\x04\xd2\x16\x2f\0\0\0\x09\0\x03\0\0\0",
            b"N",
            Err("it went over to None instead of Some(\"tls\")"),
        ),
        (
            "nghttp2 nghttp",
            "preface",
            b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0",
            b"\0\0\0\x04\0\0\0\0\0\0\0\0\x04\x01\0\0\0\0",
            Ok((2, 2)),
        ),
        (
            "nghttp2 nghttp",
            "another preface",
            b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\t",
            b"",
            Err("malformed header at byte 23: expected the bytes that every such stream begins with"),
        ),
        ("git clone-v2", "fetch", b"0019git-upload-pack /a\0b\0", b"0009want\n0000", Ok((1, 2))),
        (
            "git push",
            "push",
            b"001agit-receive-pack /a\0b\x000008push0000PACK and no line",
            b"0008refs00000006ok",
            Ok((3, 3)),
        ),
    ];
    for (talk, name, client, server, expected) in cases {
        let passages = converse(ends(client), ends(server), Some(protocol(talk))).await;
        let found = passages.map(|passages| {
            assert_eq!(passages.check(), Ok(()), "{talk}: {name}");
            assert_eq!((&*passages.to_server.read, &*passages.to_client.read), (*client, *server), "{name}");
            (passages.to_server.frames, passages.to_client.frames)
        });
        match (found, expected) {
            (Err(found), Err(expected)) => assert!(found.starts_with(expected), "{talk}: {name}: {found}"),
            (found, expected) => assert_eq!(found, expected.map_err(str::to_owned), "{talk}: {name}"),
        }
    }
}

/// One side, which says this, and takes all that it hears.
fn ends(says: &'static [u8]) -> Ends {
    (Box::new(says), Box::new(tokio::io::sink()))
}

fn talks() -> impl Iterator<Item = (&'static str, &'static Talk)> {
    let proxied = PEERS.iter().filter_map(|peer| match peer.talks {
        Talks::Proxied(servers) => Some((peer.name, servers)),
        Talks::Http(_) => None,
    });
    proxied.flat_map(|(name, servers)| {
        servers.iter().flat_map(|proxied| proxied.talks).map(move |talk| (name, talk))
    })
}

fn protocol(name: &str) -> &'static Protocol {
    let talk = talks().find(|(peer, talk)| format!("{peer} {}", talk.name) == name);
    talk.expect("the talk is declared").1.protocol
}

#[test]
fn every_talk_is_declared_well() {
    let mut names: Vec<_> = talks().map(|(peer, talk)| (peer, talk.name)).collect();
    for (peer, talk) in talks() {
        let Protocol { client, server, then, .. } = talk.protocol;
        for format in [Some(*client), Some(*server), *then].into_iter().flatten() {
            assert!(crate::registry::find(format).is_ok(), "{peer}: {format}");
        }
        assert!(talk.least.to_server > 0 && talk.least.to_client > 0, "{peer} {} says nothing", talk.name);
    }
    let count = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), count, "a talk is declared twice");
}
