//! What clients do with a server, with the proxy and without it.

use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::conversation::Passages;
use super::lane::Passage;
use super::relay::{Relayed, Upstream, relay};
use super::{EachWay, Far, Place, Protocol, Proxied, Serves, Talk};
use crate::interop::check::Outcome;
use crate::interop::child::{self, Serving};
use crate::interop::run::within;

/// How one talk went.
pub(in crate::interop) struct Exchanged {
    pub(in crate::interop) peer: &'static str,
    pub(in crate::interop) talk: &'static Talk,
    pub(in crate::interop) passed: Passed,
    pub(in crate::interop) took: Duration,
    pub(in crate::interop) outcome: Outcome,
}

/// What went through the proxy.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::interop) struct Passed {
    pub(in crate::interop) connections: u64,
    pub(in crate::interop) frames: EachWay,
    pub(in crate::interop) bytes: EachWay,
}

/// A server that runs, with the folder that is removed after it.
struct Running {
    upstream: Upstream,
    _serving: Option<Serving>,
    folder: TempDir,
}

/// Has all the talks with two servers that know nothing of each other, the second of which is after the proxy.
pub(in crate::interop) async fn exchange(peer: &'static str, proxied: &'static Proxied) -> Vec<Exchanged> {
    let (direct, behind) = match tokio::join!(within(start(proxied)), within(start(proxied))) {
        (Ok(direct), Ok(behind)) => (direct, behind),
        (Err(error), _) | (_, Err(error)) => return all_failed(peer, proxied, &error),
    };
    let mut exchanged = Vec::new();
    for talk in proxied.talks {
        exchanged.push(have(peer, talk, &direct, &behind).await);
    }
    exchanged
}

fn all_failed(peer: &'static str, proxied: &'static Proxied, error: &str) -> Vec<Exchanged> {
    let failed = |talk| Exchanged {
        peer,
        talk,
        passed: Passed::default(),
        took: Duration::ZERO,
        outcome: Outcome::Failed(format!("the server: {error}")),
    };
    proxied.talks.iter().map(failed).collect()
}

async fn start(proxied: &Proxied) -> Result<Running, String> {
    child::at_free_port(async |port| {
        let folder = TempDir::new().map_err(|error| error.to_string())?;
        let place = Place { port, folder: folder.path().to_owned() };
        Ok(match (proxied.serve)(place).await? {
            Serves::Listening(command, ready) => {
                let serving = child::serve_at(port, command, ready).await?;
                Running { upstream: Upstream::Address(serving.address), _serving: Some(serving), folder }
            }
            Serves::Piped(command) => Running { upstream: Upstream::Piped(command), _serving: None, folder },
        })
    })
    .await
}

async fn have(peer: &'static str, talk: &'static Talk, direct: &Running, behind: &Running) -> Exchanged {
    let begun = Instant::now();
    let (without, with) =
        tokio::join!(within(direct.have(talk, None)), within(behind.have(talk, Some(talk.protocol))));
    let took = begun.elapsed();
    let passed = with.as_ref().map(|relayed| Passed::of(&relayed.passages)).unwrap_or_default();
    let outcome = check(without, with, passed, talk.least).into();
    Exchanged { peer, talk, passed, took, outcome }
}

impl Running {
    async fn have(
        &self,
        talk: &'static Talk,
        protocol: Option<&'static Protocol>,
    ) -> Result<Relayed, String> {
        let client = |address| (talk.client)(Far { address, folder: self.folder.path().to_owned() });
        match (&self.upstream, protocol) {
            (Upstream::Address(address), None) => {
                Ok(Relayed { said: client(*address).await?, passages: Vec::new() })
            }
            (upstream, _) => relay(upstream.clone(), protocol, client).await,
        }
    }
}

/// Is all that went through the proxy as it was, and does the client not notice?
pub(super) fn check(
    without: Result<Relayed, String>,
    with: Result<Relayed, String>,
    passed: Passed,
    least: EachWay,
) -> Result<(), String> {
    let without = without.map_err(|error| format!("without the proxy: {error}"))?;
    let with = with?;
    with.passages.iter().try_for_each(Passages::check)?;
    let EachWay { to_server, to_client } = passed.frames;
    if to_server < least.to_server || to_client < least.to_client {
        return Err(format!("{to_server} to the server and {to_client} to the client are too few frames"));
    }
    match without.said == with.said {
        true => Ok(()),
        false => Err(differs(&without.said, &with.said)),
    }
}

/// Characters of a line that are shown.
const MOST_SHOWN: usize = 100;

fn differs(without: &[u8], with: &[u8]) -> String {
    let (without, with) = (String::from_utf8_lossy(without), String::from_utf8_lossy(with));
    let front = |line: &str| line.chars().take(MOST_SHOWN).collect::<String>();
    match without.lines().zip(with.lines()).find(|(without, with)| without != with) {
        Some((without, with)) => {
            let (without, with) = (front(without), front(with));
            format!("expected the client's output without the proxy, {without:?}, found {with:?}")
        }
        None => "the client prints another number of lines with the proxy".into(),
    }
}

impl Passages {
    pub(super) fn check(&self) -> Result<(), String> {
        self.to_server.check().map_err(|error| format!("what the client sends: {error}"))?;
        self.to_client.check().map_err(|error| format!("what the server sends: {error}"))
    }
}

impl Passed {
    pub(super) fn of(passages: &[Passages]) -> Self {
        let sum = |number: fn(&Passage) -> u64| EachWay {
            to_server: passages.iter().map(|passages| number(&passages.to_server)).sum(),
            to_client: passages.iter().map(|passages| number(&passages.to_client)).sum(),
        };
        Self {
            connections: passages.len() as u64,
            frames: sum(|passage| passage.frames),
            bytes: sum(|passage| passage.read.len() as u64),
        }
    }
}
