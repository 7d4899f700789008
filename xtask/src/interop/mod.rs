//! `cargo xtask interop`: our formats, readers and writers with other people's programs.
//!
//! With some of them we talk HTTP, as client and as server. Every such peer speaks for one small service, which is the same
//! everywhere: `/echo` answers with what it was sent, framed as it was sent; `/length/N`, `/chunked/N` and `/until-close/N`
//! answer with N bytes, framed as they are named; `/none` with 204; `/cut/length` and `/cut/chunked` announce more than they
//! send and close the connection. A trailer field `X-Check` of an upload comes back as a field of the answer; a chunked
//! download ends with one.
//!
//! Others talk with each other, a client and a server of some protocol, and we are the proxy between them; see `proxy`.
//!
//! A peer is one file under `peers` and one line in its list. What is linked (hyper) requires the feature `interop` of
//! this package, so that no other command waits for it to be built; without the feature the command builds and runs itself
//! with it.

mod args;

#[cfg(feature = "interop")]
mod check;
#[cfg(feature = "interop")]
mod child;
#[cfg(feature = "interop")]
mod client;
#[cfg(feature = "interop")]
mod needs;
#[cfg(feature = "interop")]
mod peers;
#[cfg(feature = "interop")]
mod proxy;
#[cfg(feature = "interop")]
mod report;
#[cfg(feature = "interop")]
mod run;
#[cfg(feature = "interop")]
mod second_opinion;
#[cfg(feature = "interop")]
mod server;
#[cfg(feature = "interop")]
mod service;

pub(crate) use args::Args;

#[cfg(not(feature = "interop"))]
impl Args {
    pub(crate) fn run(self) -> Result<crate::exit::Exit, crate::exit::Failure> {
        crate::relaunch::with_feature("interop", "dev")
    }
}
