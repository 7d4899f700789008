//! git's daemon, through git: clones by two versions of the protocol, a fetch, a push.

use std::path::Path;

use tokio::process::Command;

use super::{Peer, Talks, Task};
use crate::interop::child::{self, Ready, Stream};
use crate::interop::needs::program;
use crate::interop::proxy::{
    Begin, Begun, Conversation, EachWay, Far, Lane, Place, Protocol, Proxied, Serves, Talk,
};
use crate::interop::service::{LARGE, content};

pub(super) const PEER: Peer = Peer {
    name: "git",
    needs: &[program("git", "git")],
    version: || child::version("git", "--version"),
    talks: Talks::Proxied(&[Proxied {
        serve: |place| Box::pin(serve(place)),
        talks: &[
            Talk {
                name: "clone-v2",
                protocol: &GIT,
                client: |far| clone(far, "2"),
                least: EachWay { to_server: 10, to_client: 20 },
            },
            Talk {
                name: "clone-v0",
                protocol: &GIT,
                client: |far| clone(far, "0"),
                least: EachWay { to_server: 4, to_client: 10 },
            },
            Talk {
                name: "push",
                protocol: &GIT,
                client: |far| Box::pin(push(far)),
                least: EachWay { to_server: 3, to_client: 5 },
            },
            Talk {
                name: "clone-pushed",
                protocol: &GIT,
                client: |far| clone(far, "2"),
                least: EachWay { to_server: 10, to_client: 30 },
            },
        ],
    }]),
};

const GIT: Protocol =
    Protocol { client: "pkt-line", server: "pkt-line", begin: Begin::With(begin), then: None };

/// A client that pushes hears what there is, says what it changes, and then sends a pack, which is no line.
fn begin(mut conversation: Conversation) -> Begun {
    Box::pin(async {
        let request = conversation.to_server.pass().await?;
        if request.is_some_and(|request| request.body.starts_with(b"git-receive-pack ")) {
            pass_section(&mut conversation.to_client).await?;
            pass_section(&mut conversation.to_server).await?;
            conversation.to_server = conversation.to_server.into_raw();
        }
        Ok(conversation)
    })
}

/// Lines up to the one that flushes.
async fn pass_section(lane: &mut Lane) -> Result<(), String> {
    while let Some(line) = lane.pass().await? {
        if line.header == b"0000" {
            break;
        }
    }
    Ok(())
}

/// A git that knows nothing of who runs it.
fn git(folder: &Path) -> Command {
    alone(child::command("git"), folder)
}

fn alone(mut command: Command, folder: &Path) -> Command {
    command.current_dir(folder).env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    for who in ["AUTHOR", "COMMITTER"] {
        command
            .env(format!("GIT_{who}_NAME"), "framing")
            .env(format!("GIT_{who}_EMAIL"), "framing@localhost");
        command.env(format!("GIT_{who}_DATE"), "2000-01-01T00:00:00Z");
    }
    command.env("GIT_CONFIG_COUNT", "1").env("GIT_CONFIG_KEY_0", "init.defaultBranch");
    command.env("GIT_CONFIG_VALUE_0", "main");
    command
}

async fn run(folder: &Path, commands: &[&[&str]]) -> Result<Vec<u8>, String> {
    let mut said = Vec::new();
    for arguments in commands {
        let mut command = git(folder);
        command.args(*arguments);
        said.extend(child::say(command, &[]).await?);
    }
    Ok(said)
}

/// What is committed: a file that does not get smaller, and a few that do.
fn write_files(folder: &Path, seed: u64) -> std::io::Result<()> {
    let mut state = seed;
    let noise = content(LARGE).into_iter().map(|byte| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        byte ^ (state >> 56) as u8
    });
    std::fs::write(folder.join(format!("noise-{seed}")), noise.collect::<Vec<_>>())?;
    (0..50)
        .try_for_each(|file| std::fs::write(folder.join(format!("file-{seed}-{file}")), format!("{file}\n")))
}

const COMMIT: [&[&str]; 2] = [&["add", "."], &["commit", "--quiet", "--message", "Files"]];

async fn serve(place: Place) -> Result<Serves, String> {
    let work = place.folder.join("work");
    run(&place.folder, &[&["init", "--quiet", "work"]]).await?;
    write_files(&work, 1).map_err(|error| error.to_string())?;
    run(&work, &COMMIT).await?;
    run(&place.folder, &[&["clone", "--quiet", "--bare", "work", "served.git"]]).await?;
    // Not through `git daemon`, which starts it as a child of its own.
    let programs = run(&place.folder, &[&["--exec-path"]]).await?;
    let daemon = Path::new(String::from_utf8_lossy(&programs).trim()).join("git-daemon");
    let mut command = alone(child::command(daemon), &place.folder);
    command.args(["--verbose", "--export-all", "--enable=receive-pack", "--listen=127.0.0.1"]);
    command.arg(format!("--port={}", place.port)).arg("--base-path=.").arg(".");
    Ok(Serves::Listening(command, Ready::Says(Stream::Error, "Ready to rumble")))
}

fn clone(far: Far, version: &'static str) -> Task<Result<Vec<u8>, String>> {
    Box::pin(async move {
        let at = format!("git://{}/served.git", far.address);
        let cloned = tempfile::tempdir_in(&far.folder).map_err(|error| error.to_string())?;
        let option = format!("protocol.version={version}");
        run(cloned.path(), &[&["-c", &option, "clone", "--quiet", &at, "."]]).await?;
        run(cloned.path(), &[&["fsck"], &["log", "--format=%H"], &["ls-files"]]).await
    })
}

/// A clone that gets another commit, which goes back.
async fn push(far: Far) -> Result<Vec<u8>, String> {
    let at = format!("git://{}/served.git", far.address);
    let cloned = tempfile::tempdir_in(&far.folder).map_err(|error| error.to_string())?;
    run(cloned.path(), &[&["clone", "--quiet", &at, "."]]).await?;
    write_files(cloned.path(), 2).map_err(|error| error.to_string())?;
    run(cloned.path(), &COMMIT).await?;
    run(cloned.path(), &[&["push", "--porcelain", "origin", "HEAD:main", "HEAD:refs/heads/second"]]).await?;
    run(cloned.path(), &[&["ls-remote", "--heads", &at]]).await
}
