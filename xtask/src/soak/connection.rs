//! One connection: a transport, a format, one fault of the sender.

use std::sync::Mutex;
use std::time::Duration;
use std::{fmt, io};

use framing_core::Budget;
use framing_core::testkit::{Rx, Tx};
use rand::rngs::SmallRng;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use tokio::io::split;
use tokio::net::{TcpListener, TcpStream};

use super::formats::Known;
use super::receive::{self, Mode};
use super::report::Tally;
use super::send;

/// How the sender ends its side, or how it sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// Shuts its side down after the last frame.
    HalfClose,
    /// Closes inside a frame.
    Disconnect,
    /// Resets the connection inside a frame; frames that the reader has not read yet are lost with it.
    Reset,
    /// Sends a part of a frame, then nothing.
    Stall,
    /// Sends a few bytes at a time.
    Slow,
}

impl Fault {
    pub(super) const ALL: [Self; 5] =
        [Self::HalfClose, Self::Disconnect, Self::Reset, Self::Stall, Self::Slow];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::HalfClose => "half-close",
            Self::Disconnect => "disconnect",
            Self::Reset => "reset",
            Self::Stall => "stall",
            Self::Slow => "slow peer",
        }
    }
}

/// A connection to be made.
pub(super) struct Plan {
    pub(super) known: Known,
    pub(super) fault: Fault,
    pub(super) mode: Mode,
    pub(super) frames: usize,
    over_tcp: bool,
    random: SmallRng,
}

/// What the sender has done so far, for the reader to compare.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    /// The checksum of each body that was handed to the writer.
    pub(super) sums: Vec<u32>,
    /// Frames that the transport has accepted completely.
    pub(super) complete: usize,
    /// Whether there will be no more frames.
    pub(super) is_final: bool,
    pub(super) bytes: u64,
    pub(super) cancels: u64,
}

impl Ledger {
    /// Returns whether this many frames are all that will ever arrive.
    pub(super) fn has_arrived(&self, frames: u64) -> bool {
        self.is_final && frames == self.complete as u64
    }
}

/// A connection that takes longer is stuck.
const PATIENCE: Duration = Duration::from_secs(20);

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { known, fault, mode, frames, over_tcp, .. } = self;
        let transport = if *over_tcp { "TCP" } else { "a Unix socket" };
        write!(
            f,
            "{} of {} over {transport}, {mode:?}, {frames} frames",
            fault.name(),
            known.format.type_name()
        )
    }
}

/// A ledger that both sides share.
pub(super) type Shared = Mutex<Ledger>;

/// Locks the ledger; nothing panics while it is locked.
pub(super) fn lock(ledger: &Shared) -> std::sync::MutexGuard<'_, Ledger> {
    ledger.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

impl Plan {
    pub(super) fn new(known: Known, seed: u64) -> Self {
        let mut random = SmallRng::seed_from_u64(seed);
        let over_tcp = cfg!(not(unix)) || random.random();
        let fault = Fault::ALL.choose(&mut random).copied().unwrap_or(Fault::HalfClose);
        // Only TCP has a reset.
        let fault = if fault == Fault::Reset && !over_tcp { Fault::Disconnect } else { fault };
        let mode = if known.is_plain { Mode::any(&mut random) } else { Mode::Whole };
        // A timeout inside a body that is skipped leaves open whether the frame counts.
        let mode = if (fault, mode) == (Fault::Stall, Mode::Skipping) { Mode::Whole } else { mode };
        let frames = random.random_range(0..if fault == Fault::Slow { 4 } else { 200 });
        Self { known, fault, mode, frames, over_tcp, random }
    }

    /// Runs the connection; one that does not end in time is stuck, and counts as an unexpected end.
    pub(super) async fn run(self, budget: Budget) -> io::Result<Tally> {
        let (ledger, name) = (Shared::default(), self.to_string());
        match tokio::time::timeout(PATIENCE, self.exchange(budget, &ledger)).await {
            Ok(tally) => tally,
            Err(_) => Ok(Tally::stuck(&name, &lock(&ledger))),
        }
    }

    async fn exchange(mut self, budget: Budget, ledger: &Shared) -> io::Result<Tally> {
        let receiving = SmallRng::from_rng(&mut self.random);
        let (client, server) = self.connect().await?;
        let sending = SmallRng::from_rng(&mut self.random);
        let receive = receive::all(&self, server, receiving, ledger, budget);
        let send = send::all(&self, client, sending, ledger);
        let ((), mut tally) = tokio::try_join!(send, receive)?;
        let ledger = lock(ledger);
        tally.connections = 1;
        tally.cancels += ledger.cancels;
        tally.count_fault(self.fault);
        Ok(tally)
    }

    async fn connect(&self) -> io::Result<(Socket, Rx)> {
        #[cfg(unix)]
        if !self.over_tcp {
            let (client, server) = tokio::net::UnixStream::pair()?;
            return Ok((Socket::boxed(client), Box::new(server)));
        }
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let (client, server) =
            tokio::try_join!(TcpStream::connect(listener.local_addr()?), listener.accept())?;
        if self.fault == Fault::Reset {
            client.set_zero_linger()?;
        }
        Ok((Socket::boxed(client), Box::new(server.0)))
    }
}

/// The sender's end.
pub(super) struct Socket {
    pub(super) rx: Rx,
    pub(super) tx: Tx,
}

impl Socket {
    fn boxed(stream: impl tokio::io::AsyncRead + tokio::io::AsyncWrite + Send + 'static) -> Self {
        let (rx, tx) = split(stream);
        Self { rx: Box::new(rx), tx: Box::new(tx) }
    }
}
