//! Random and mutated messages, read by us and by others.
//!
//! What we take as whole, another reader should take too, with the same content; where one does not, the difference needs
//! a reason that is written down here, or the run fails. What we refuse and another takes is counted, for strictness is
//! what is wanted. Then the pages of what others accept and refuse are compared with what they do.

mod claims;
mod judged;
mod linked;
mod messages;
mod reasons;
mod scripts;

use std::collections::BTreeMap;
use std::io::{self, Write};

use framing_core::{ErrorKind, FrameBuffer, Outcome, TwoPhase};
use framing_http::{HttpRequest, HttpResponse, MessageBody, RequestMethod};

use self::reasons::{REASONS, Reason};
use super::{Args, needs};
use crate::exit::{Exit, Failure};

/// What the readers are shown.
struct Stream {
    /// The method of the request that is answered; nothing where these are requests. Of answers, the final one is read.
    answers: Option<&'static str>,
    bytes: Vec<u8>,
}

/// What a reader makes of a stream.
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
    stream: Stream,
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
    judged: judged::Judged,
}

/// The readers of whole streams.
const SCRIPTS: [&scripts::Script; 2] = [&scripts::H11, &scripts::LLHTTP];

pub(super) fn run(args: &Args, runtime: &tokio::runtime::Runtime) -> Result<Exit, Failure> {
    let streams = messages::make(args.messages, args.seed);
    let mut tally = Tally::default();
    let theirs = opinions(&streams, runtime)?;
    for (stream, theirs) in streams.iter().zip(&theirs) {
        tally.add(stream, ours(stream), theirs);
    }
    let missing = missing();
    let wrong = claims::wrong(runtime)?;
    let out = &mut io::stdout().lock();
    tally.print(out).and_then(|()| print_rest(&missing, &wrong, out)).map_err(Failure::Output)?;
    let is_good = tally.unexplained.is_empty()
        && tally.judged.is_good()
        && wrong.is_empty()
        && (missing.is_empty() || args.allow_missing);
    Ok(if is_good { Exit::Success } else { Exit::NotConforming })
}

fn print_rest(missing: &[&scripts::Script], wrong: &[String], out: &mut impl Write) -> io::Result<()> {
    for claim in wrong {
        writeln!(out, "WRONG {claim}")?;
    }
    for script in missing {
        writeln!(
            out,
            "MISSING {}: {}; cargo xtask interop --install",
            script.name,
            needs::hint(script.needs)
        )?;
    }
    writeln!(out, "{} claims about others are wrong", wrong.len())
}

/// What cannot run here.
fn missing() -> Vec<&'static scripts::Script> {
    SCRIPTS.into_iter().filter(|script| !script.can_run()).collect()
}

/// What the readers need that are no part of this program.
pub(super) fn needs() -> impl Iterator<Item = &'static needs::Need> {
    SCRIPTS.into_iter().flat_map(|script| script.needs)
}

/// What others make of each stream, with their names.
type Theirs = Vec<(&'static str, Opinion)>;

fn opinions(streams: &[Stream], runtime: &tokio::runtime::Runtime) -> Result<Vec<Theirs>, Failure> {
    let linked = |stream: &Stream| {
        let mut theirs = vec![("hyper", runtime.block_on(linked::hyper(stream)))];
        theirs.extend(linked::httparse(stream).map(|opinion| ("httparse", opinion)));
        theirs
    };
    let mut all: Vec<_> = streams.iter().map(linked).collect();
    for script in SCRIPTS {
        let opinions = script.opinions(streams).map_err(Failure::Input)?;
        let opinions = opinions.unwrap_or_default();
        all.iter_mut().zip(opinions).for_each(|(theirs, opinion)| theirs.push((script.name, opinion)));
    }
    Ok(all)
}

/// Ours.
fn ours(stream: &Stream) -> Opinion {
    match stream.answers {
        None => read(HttpRequest::new(), &stream.bytes, |header| header.body, None),
        Some(method) => {
            let format = HttpResponse::new().answering(RequestMethod::from_bytes(method.as_bytes()));
            read(format, &stream.bytes, |header| header.body, Some(|header| !header.is_interim()))
        }
    }
}

/// The contents of all messages; or that of the one that is looked for.
fn read<F: TwoPhase>(
    format: F,
    bytes: &[u8],
    body: fn(&F::Header) -> MessageBody,
    looked_for: Option<fn(&F::Header) -> bool>,
) -> Opinion {
    let mut frames = FrameBuffer::new(format);
    frames.push(bytes);
    frames.end();
    let mut contents = Vec::new();
    loop {
        match frames.next() {
            Ok(Some(frame)) => {
                let content = body(&frame.header).content(frame.body()).into_owned();
                if looked_for.is_some_and(|is_it| is_it(&frame.header)) {
                    return Opinion::Whole(vec![content]);
                }
                contents.push(content);
            }
            Ok(None) if looked_for.is_some() => return Opinion::Cut,
            Ok(None) => return Opinion::Whole(contents),
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
    fn add(&mut self, stream: &Stream, ours: Opinion, theirs: &Theirs) {
        self.messages += 1;
        let is_whole = matches!(ours, Opinion::Whole(_));
        self.whole += usize::from(is_whole);
        let agrees = theirs.iter().any(|(reader, opinion)| *reader != "httparse" && *opinion == ours);
        self.alone += usize::from(is_whole && !agrees);
        if judged::only_httparse_takes_the_head(stream, theirs) {
            self.judged.add("httparse", stream);
        }
        for (reader, theirs) in theirs {
            match (&ours, theirs) {
                (Opinion::Whole(_), _) if *theirs != ours => self.explain(reader, stream, &ours, theirs),
                (Opinion::Refused(expected), Opinion::Whole(_)) => {
                    self.judged.add(reader, stream);
                    *self.stricter.entry((reader, expected.clone())).or_default() += 1;
                }
                _ => {}
            }
        }
    }

    fn explain(&mut self, reader: &'static str, stream: &Stream, ours: &Opinion, theirs: &Opinion) {
        let may_differ = |reason: &&Reason| reason.reader == reader && (reason.holds)(&stream.bytes, theirs);
        // No reason excuses another content of the same message.
        let reason = REASONS.iter().find(may_differ).filter(|_| theirs.agrees_so_far(ours));
        match reason {
            Some(reason) => *self.explained.entry((reader, reason.text)).or_default() += 1,
            None => {
                let (answers, bytes) = (stream.answers, stream.bytes.clone());
                let (ours, theirs) = (ours.clone(), theirs.clone());
                self.unexplained.push(Unexplained {
                    reader,
                    stream: Stream { answers, bytes },
                    ours,
                    theirs,
                });
            }
        }
    }

    fn print(&self, out: &mut impl Write) -> io::Result<()> {
        writeln!(out, "{} streams of requests and answers, {} of them whole", self.messages, self.whole)?;
        writeln!(out, "\nwhole here, not there, and why:")?;
        for ((reader, reason), count) in &self.explained {
            writeln!(out, "  {count:>6}  {reader}: {reason}")?;
        }
        writeln!(out, "\nrefused here, where this was expected, and whole there:")?;
        for ((reader, expected), count) in &self.stricter {
            writeln!(out, "  {count:>6}  {reader}: {expected}")?;
        }
        self.judged.print(out)?;
        for odd in self.unexplained.iter().take(SHOWN) {
            let (bytes, answers) =
                (odd.stream.bytes.escape_ascii(), odd.stream.answers.unwrap_or("requests"));
            writeln!(
                out,
                "\nUNEXPLAINED {}, {answers}: {bytes}\n  ours {:?}\n  theirs {:?}",
                odd.reader, odd.ours, odd.theirs
            )?;
        }
        writeln!(
            out,
            "\n{} whole here and nowhere else; {} differences unexplained",
            self.alone,
            self.unexplained.len()
        )
    }
}

/// How many unexplained differences are shown.
const SHOWN: usize = 10;
