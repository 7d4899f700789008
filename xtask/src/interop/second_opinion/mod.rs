//! Random and mutated messages, read by us and by others.
//!
//! What we take as whole, another reader should take too, with the same content; where one does not, the difference needs
//! a reason that is written down here, or the run fails. What we refuse and another takes is counted, for strictness is
//! what is wanted.

mod h11;
mod linked;
mod messages;
mod reasons;

use std::collections::BTreeMap;
use std::io::{self, Write};

use framing_core::{Decoder, ErrorKind, Outcome, Step};
use framing_http::HttpRequest;

pub(super) use self::h11::NEEDS;
use self::reasons::{REASONS, Reason};
use super::{Args, needs};
use crate::exit::{Exit, Failure};

/// What a reader makes of a stream of requests.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Opinion {
    /// All is well, and these are the contents.
    Whole(Vec<Vec<u8>>),
    /// The stream ends inside a message.
    Cut,
    /// Something is wrong.
    Refused(String),
}

impl Opinion {
    /// Is it the same, as far as it goes?
    fn agrees_so_far(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Whole(some), Self::Whole(all)) => all.starts_with(some),
            _ => true,
        }
    }
}

/// A difference that nobody has given a reason for.
struct Unexplained {
    reader: &'static str,
    bytes: Vec<u8>,
    ours: Opinion,
    theirs: Opinion,
}

#[derive(Default)]
struct Tally {
    messages: usize,
    whole: usize,
    /// What others refuse, by reader and reason.
    explained: BTreeMap<(&'static str, &'static str), usize>,
    /// What we refuse and a reader takes, by reader and by what we expect.
    stricter: BTreeMap<(&'static str, String), usize>,
    /// What we take and nobody else does.
    alone: usize,
    unexplained: Vec<Unexplained>,
}

pub(super) fn run(args: &Args, runtime: &tokio::runtime::Runtime) -> Result<Exit, Failure> {
    let messages = messages::make(args.messages, args.seed);
    let h11 = h11::opinions(&messages).map_err(Failure::Input)?;
    let mut tally = Tally::default();
    for (at, bytes) in messages.iter().enumerate() {
        let hyper = runtime.block_on(linked::hyper(bytes));
        let h11 = h11.as_ref().and_then(|opinions| opinions.get(at)).cloned();
        let theirs = [("hyper", Some(hyper)), ("httparse", linked::httparse(bytes)), ("h11", h11)];
        tally.add(bytes, ours(bytes), theirs);
    }
    tally.print(h11.is_some(), io::stdout().lock()).map_err(Failure::Output)?;
    let is_missing = h11.is_none() && !args.allow_missing;
    Ok(match tally.unexplained.is_empty() && !is_missing {
        true => Exit::AsHoped,
        false => Exit::NotConforming,
    })
}

/// Ours.
fn ours(bytes: &[u8]) -> Opinion {
    let mut decoder = Decoder::new(HttpRequest::new());
    let mut contents = Vec::new();
    let mut rest = bytes;
    loop {
        match decoder.decode(rest) {
            Ok(Step::Frame(frame)) => {
                contents.push(frame.header.body.content(frame.body()).into_owned());
                rest = rest.get(frame.bytes().len()..).unwrap_or_default();
            }
            Ok(Step::Need(_)) if rest.is_empty() => return Opinion::Whole(contents),
            Ok(Step::Need(_)) => return Opinion::Cut,
            Err(error) => return refusal(error),
        }
    }
}

fn refusal(error: framing_core::Error) -> Opinion {
    match (error.outcome(), error.kind()) {
        (Outcome::Truncated, _) => Opinion::Cut,
        (_, ErrorKind::Malformed { expected }) => Opinion::Refused(expected.to_owned()),
        (outcome, _) => Opinion::Refused(outcome.name().to_owned()),
    }
}

impl Tally {
    fn add(&mut self, bytes: &[u8], ours: Opinion, theirs: [(&'static str, Option<Opinion>); 3]) {
        self.messages += 1;
        let is_whole = matches!(ours, Opinion::Whole(_));
        self.whole += usize::from(is_whole);
        let agrees =
            theirs.iter().any(|(reader, opinion)| *reader != "httparse" && opinion.as_ref() == Some(&ours));
        self.alone += usize::from(is_whole && !agrees);
        for (reader, opinion) in theirs {
            let Some(theirs) = opinion else { continue };
            match (&ours, &theirs) {
                (Opinion::Whole(_), _) if theirs != ours => self.explain(reader, bytes, &ours, theirs),
                (Opinion::Refused(expected), Opinion::Whole(_)) => {
                    *self.stricter.entry((reader, expected.clone())).or_default() += 1;
                }
                _ => {}
            }
        }
    }

    fn explain(&mut self, reader: &'static str, bytes: &[u8], ours: &Opinion, theirs: Opinion) {
        let may_differ = |reason: &&Reason| reason.reader == reader && (reason.holds)(bytes, &theirs);
        // No reason excuses another content of the same message.
        let reason = REASONS.iter().find(may_differ).filter(|_| theirs.agrees_so_far(ours));
        match reason {
            Some(reason) => *self.explained.entry((reader, reason.text)).or_default() += 1,
            None => {
                let (bytes, ours) = (bytes.to_vec(), ours.clone());
                self.unexplained.push(Unexplained { reader, bytes, ours, theirs });
            }
        }
    }

    fn print(&self, has_h11: bool, mut out: impl Write) -> io::Result<()> {
        writeln!(out, "{} streams of requests, {} of them whole", self.messages, self.whole)?;
        writeln!(out, "\nwhole here, not there, and why:")?;
        for ((reader, reason), count) in &self.explained {
            writeln!(out, "  {count:>6}  {reader}: {reason}")?;
        }
        writeln!(out, "\nrefused here, where this was expected, and whole there:")?;
        for ((reader, expected), count) in &self.stricter {
            writeln!(out, "  {count:>6}  {reader}: {expected}")?;
        }
        for odd in self.unexplained.iter().take(SHOWN) {
            let bytes = odd.bytes.escape_ascii();
            writeln!(
                out,
                "\nUNEXPLAINED {}: {bytes}\n  ours {:?}\n  theirs {:?}",
                odd.reader, odd.ours, odd.theirs
            )?;
        }
        if !has_h11 {
            writeln!(out, "\nMISSING h11: {}; cargo xtask interop --install", needs::hint(NEEDS))?;
        }
        writeln!(
            out,
            "\n{} whole here and in neither hyper nor h11; {} differences unexplained",
            self.alone,
            self.unexplained.len()
        )
    }
}

/// How many unexplained differences are shown.
const SHOWN: usize = 10;
