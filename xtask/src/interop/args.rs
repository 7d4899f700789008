//! The command line of `cargo xtask interop`.

use std::path::PathBuf;

/// Talk with other people's programs: HTTP/1.1 with us, every other protocol through a proxy of ours
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "\
The first table is of HTTP, between us and a peer in one role: a row a check, a column a peer.

The second is of other protocols, between a client and a server that are not ours: a row a talk. A proxy
reads every frame that either sends, and writes it on from its header and body. The bytes that come out
must be those that went in, and the client must say what it says without the proxy.

Under the tables stand the time that each peer took, and why a peer cannot do what it is not asked to do.

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
    /// Take this peer alone; may be given several times
    #[arg(long, value_name = "NAME")]
    pub(crate) peer: Vec<String>,

    /// Print the peers, what they are asked to do, and how to install them
    #[arg(long)]
    pub(crate) list: bool,

    /// Install what the peers need and lack, through apt-get and pip, and do nothing else
    #[arg(long, conflicts_with_all = ["list", "second_opinion"])]
    pub(crate) install: bool,

    /// Do not fail because a peer is missing
    #[arg(long)]
    pub(crate) allow_missing: bool,

    /// Write every verdict to FILE as well
    #[arg(long, value_name = "FILE")]
    pub(crate) json: Option<PathBuf>,

    /// Instead: read random and mutated messages beside hyper, httparse, h11 and llhttp, and explain every difference; then
    /// hold what the documentation says of them against what they do
    #[arg(long, conflicts_with_all = ["peer", "list"])]
    pub(crate) second_opinion: bool,

    /// How many messages to read
    #[arg(long, value_name = "N", default_value_t = 20_000, requires = "second_opinion")]
    pub(crate) messages: u32,

    /// Where the random numbers begin
    #[arg(long, value_name = "N", default_value_t = 1, requires = "second_opinion")]
    pub(crate) seed: u64,
}
