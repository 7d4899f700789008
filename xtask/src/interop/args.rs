//! The command line of `cargo xtask interop`.

use std::path::PathBuf;

/// Talk HTTP/1.1 with curl, nginx, Node, Python and hyper, as client and as server, over sockets
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "\
A row a check, a column a peer in one role; under the table what each mark means and why a peer cannot do
what it is not asked to do.

Exit codes:
  0  every check that a peer can do passed
  1  a check failed, or a peer is missing and --allow-missing is not given
  2  wrong usage

Examples:
  cargo xtask interop
  cargo xtask interop --peer curl --peer node
  cargo xtask interop --second-opinion --messages 100000 --seed 7")]
pub(crate) struct Args {
    /// Talk with this peer alone; may be given several times
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

    /// Instead: read random and mutated messages beside hyper, httparse and h11, and explain every difference
    #[arg(long, conflicts_with_all = ["peer", "list"])]
    pub(crate) second_opinion: bool,

    /// How many messages to read
    #[arg(long, value_name = "N", default_value_t = 20_000, requires = "second_opinion")]
    pub(crate) messages: u32,

    /// Where the random numbers begin
    #[arg(long, value_name = "N", default_value_t = 1, requires = "second_opinion")]
    pub(crate) seed: u64,
}
