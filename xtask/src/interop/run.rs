//! The checks, one after the other.

use std::io;
use std::time::{Duration, Instant};

use tokio::signal::unix::{SignalKind, signal};

use super::Args;
use super::check::{Check, Outcome};
use super::peers::{Acts, PEERS, Peer, Role, Running, Talks};
use super::proxy::{self, Exchanged};
use super::server::{Seen, Server};
use super::{client, needs, report, second_opinion};
use crate::exit::{Exit, Failure};

/// How long one check may take, which passes in a few seconds: a peer that hangs is a failure and not a wait.
const MOST: Duration = Duration::from_secs(60);

/// How a check with a peer in one of its roles went.
pub(super) struct Verdict {
    pub(super) peer: &'static str,
    pub(super) role: &'static str,
    pub(super) check: Check,
    pub(super) outcome: Outcome,
}

/// All that was found out.
#[derive(Default)]
pub(super) struct Results {
    pub(super) present: Vec<Present>,
    pub(super) missing: Vec<&'static Peer>,
    pub(super) verdicts: Vec<Verdict>,
    pub(super) exchanged: Vec<Exchanged>,
}

/// A peer that is there.
pub(super) struct Present {
    pub(super) name: &'static str,
    pub(super) version: String,
    /// How long all took that was tried with it.
    pub(super) took: Duration,
}

impl Results {
    pub(super) fn failed(&self) -> usize {
        self.outcomes().filter(|outcome| matches!(outcome, Outcome::Failed(_))).count()
    }

    pub(super) fn passed(&self) -> usize {
        self.outcomes().filter(|outcome| **outcome == Outcome::Passed).count()
    }

    fn outcomes(&self) -> impl Iterator<Item = &Outcome> {
        let verdicts = self.verdicts.iter().map(|verdict| &verdict.outcome);
        verdicts.chain(self.exchanged.iter().map(|exchanged| &exchanged.outcome))
    }

    fn exit(&self, allow_missing: bool) -> Exit {
        match self.failed() > 0 || (!self.missing.is_empty() && !allow_missing) {
            true => Exit::NotConforming,
            false => Exit::Success,
        }
    }
}

impl Args {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        let peers = self.peers()?;
        if self.list {
            return report::list(&peers, io::stdout().lock())
                .map_err(Failure::Output)
                .map(|()| Exit::Success);
        }
        if self.install {
            let wanted = peers.iter().flat_map(|peer| peer.needs);
            // The second opinion is about no peer of those that can be named.
            let others = second_opinion::needs().filter(|_| self.peer.is_empty());
            needs::install(&wanted.chain(others).collect::<Vec<_>>()).map_err(Failure::Input)?;
            return Ok(Exit::Success);
        }
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| Failure::Input(format!("cannot wait for sockets: {error}")))?;
        if self.second_opinion {
            return second_opinion::run(&self, &runtime);
        }
        let results = runtime.block_on(unless_interrupted(ask_all(&peers)))?;
        report::print(&results, io::stdout().lock()).map_err(Failure::Output)?;
        if let Some(path) = &self.json {
            report::write_json(&results, path).map_err(Failure::Usage)?;
        }
        Ok(results.exit(self.allow_missing))
    }

    fn peers(&self) -> Result<Vec<&'static Peer>, Failure> {
        for name in &self.peer {
            if !PEERS.iter().any(|peer| peer.name == name) {
                return Err(Failure::Usage(format!("no peer is named '{name}'; --list shows them")));
            }
        }
        let wanted = |peer: &&Peer| self.peer.is_empty() || self.peer.iter().any(|name| name == peer.name);
        Ok(PEERS.iter().filter(wanted).collect())
    }
}

/// What comes of it, unless somebody ends this program before: dropping it ends all that it has started.
async fn unless_interrupted<T>(work: impl Future<Output = T>) -> Result<T, Failure> {
    let listened = signal(SignalKind::terminate());
    let mut terminated = listened.map_err(|error| Failure::Input(error.to_string()))?;
    tokio::select! {
        done = work => Ok(done),
        _ = tokio::signal::ctrl_c() => Err(Failure::Input("interrupted".into())),
        _ = terminated.recv() => Err(Failure::Input("terminated".into())),
    }
}

async fn ask_all(peers: &[&'static Peer]) -> Results {
    let mut results = Results::default();
    for peer in peers {
        let Some(version) = peer.present() else {
            results.missing.push(peer);
            continue;
        };
        let begun = Instant::now();
        match peer.talks {
            Talks::Http(roles) => results.verdicts.extend(ask_in_roles(peer.name, roles).await),
            Talks::Proxied(servers) => {
                for proxied in servers {
                    results.exchanged.extend(proxy::exchange(peer.name, proxied).await);
                }
            }
        }
        results.present.push(Present { name: peer.name, version, took: begun.elapsed() });
    }
    results
}

async fn ask_in_roles(peer: &'static str, roles: &'static [Role]) -> Vec<Verdict> {
    let mut verdicts = Vec::new();
    for role in roles {
        let outcomes = Check::ALL.into_iter().zip(act(role).await);
        verdicts.extend(outcomes.map(|(check, outcome)| Verdict { peer, role: role.name, check, outcome }));
    }
    verdicts
}

/// The outcome of every check, in their order.
async fn act(role: &Role) -> Vec<Outcome> {
    match role.acts {
        Acts::Serves(start) => match within(start()).await {
            Ok(running) => ask_running(role, &running).await,
            Err(error) => vec![Outcome::Failed(error); Check::ALL.len()],
        },
        Acts::Asks(ask) => {
            let mut outcomes = Vec::new();
            for check in Check::ALL {
                outcomes.push(match reason(role, check) {
                    Some(reason) => Outcome::Cannot(reason),
                    None => serve_one(check, ask).await.into(),
                });
            }
            outcomes
        }
    }
}

/// Why a peer in this role cannot do it.
fn reason(role: &Role, check: Check) -> Option<&'static str> {
    role.cannot.iter().find(|(cannot, _)| *cannot == check).map(|(_, reason)| *reason)
}

pub(super) async fn within<T>(work: impl Future<Output = Result<T, String>>) -> Result<T, String> {
    let ended = tokio::time::timeout(MOST, work).await;
    ended.unwrap_or_else(|_| Err(format!("no end within {} s", MOST.as_secs())))
}

async fn ask_running(role: &Role, running: &Running) -> Vec<Outcome> {
    let mut outcomes = Vec::new();
    for check in Check::ALL {
        outcomes.push(match reason(role, check) {
            Some(reason) => Outcome::Cannot(reason),
            None => ask_one(check, running).await.into(),
        });
    }
    outcomes
}

/// One check of ours with a peer that serves.
async fn ask_one(check: Check, running: &Running) -> Result<(), String> {
    within(client::try_check(check, running.address)).await?;
    running.upstream.as_ref().map_or(Ok(()), |server| server.seen().expect_no_errors())
}

/// One check of a peer's with a server of ours, which sees the same.
async fn serve_one(
    check: Check,
    ask: fn(Check, std::net::SocketAddr) -> super::peers::Task<Result<(), String>>,
) -> Result<(), String> {
    let mut server = Server::start().await.map_err(|error| error.to_string())?;
    within(ask(check, server.address)).await?;
    if check == Check::CutUpload {
        let seen = within(async { Ok(server.seen_of(1).await) }).await?;
        return seen.expect_cut();
    }
    let seen = server.seen();
    seen.expect_no_errors()?;
    if check == Check::KeepAlive { seen.expect_one_connection() } else { Ok(()) }
}

impl Seen {
    fn expect_no_errors(&self) -> Result<(), String> {
        self.errors.first().map_or(Ok(()), |error| Err(format!("our server: {error}")))
    }

    fn expect_cut(&self) -> Result<(), String> {
        self.expect_no_errors()?;
        match (self.truncated, self.requests) {
            (1, 0) => Ok(()),
            (_, 0) => Err("our server took the cut for an end between two messages".into()),
            _ => Err("our server accepted a truncated upload as complete".into()),
        }
    }

    fn expect_one_connection(&self) -> Result<(), String> {
        match (self.connections, self.requests) {
            (1, 2..) => Ok(()),
            (connections, requests) => {
                Err(format!("{requests} requests came over {connections} connections"))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::within;

    #[tokio::test(start_paused = true)]
    async fn a_peer_that_hangs_is_a_failure() {
        assert_eq!(within(std::future::pending::<Result<(), _>>()).await, Err("no end within 60 s".into()));
    }
}
