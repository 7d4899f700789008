//! The command line of `cargo xtask interop`.

use std::path::PathBuf;

/// Test against third-party programs: HTTP/1.1 directly, every other protocol through a proxy
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "\
The first table shows HTTP with a peer in one role: one row per check, one column per peer.

The second shows other protocols, between a third-party client and server: one row per conversation. A proxy
reads every frame that either sends, and encodes it again from its header and body. The bytes must stay the
same, and so must the output of the client.

Below the tables are the time that each peer took, and the reasons for checks that a peer cannot run.

Exit codes:
  0  every check that a peer can do passed
  1  a check failed, or a peer is missing and --allow-missing is not given
  2  wrong usage

Examples:
  cargo xtask interop --install
  cargo xtask interop
  cargo xtask interop --peer redis --peer postgresql
  cargo xtask interop --second-opinion --messages 100000 --seed 7")]
pub(crate) struct Args {
    /// Run this peer only; may be given several times
    #[arg(long, value_name = "NAME")]
    pub(crate) peer: Vec<String>,

    /// List the peers, their checks, and how to install them
    #[arg(long)]
    pub(crate) list: bool,

    /// Install the missing requirements of the peers, with apt-get and pip, and exit
    #[arg(long, conflicts_with_all = ["list", "second_opinion"])]
    pub(crate) install: bool,

    /// Do not fail because a peer is missing
    #[arg(long)]
    pub(crate) allow_missing: bool,

    /// Also write every result to FILE, as JSON
    #[arg(long, value_name = "FILE")]
    pub(crate) json: Option<PathBuf>,

    /// Instead: compare with hyper, httparse, h11 and llhttp on random and mutated messages, explain every difference, and
    /// check the comparison tables of the documentation
    #[arg(long, conflicts_with_all = ["peer", "list"])]
    pub(crate) second_opinion: bool,

    /// The number of messages to read
    #[arg(long, value_name = "N", default_value_t = 20_000, requires = "second_opinion")]
    pub(crate) messages: u32,

    /// The seed of the random numbers
    #[arg(long, value_name = "N", default_value_t = 1, requires = "second_opinion")]
    pub(crate) seed: u64,
}
