//! What the ambiguity report makes of streams that the strict reader refuses and another one reads on: never `none`.

use std::collections::BTreeMap;
use std::io::{self, Write};

use framing_core::{Decoder, Phase, TwoPhase};
use framing_http::ambiguity::{End, Judge, Readers, Risk};
use framing_http::{HttpRequest, HttpResponse, RequestMethod};

use super::{SHOWN, Stream, Theirs};

/// The streams by the reader that reads on.
#[derive(Default)]
pub(super) struct Judged {
    counts: BTreeMap<&'static str, Counts>,
    /// Streams that are reported as `none`, in words.
    missed: Vec<String>,
}

#[derive(Default)]
struct Counts {
    refusal: usize,
    conflict: usize,
    none: usize,
    /// The row of the product reads on too.
    modelled: usize,
}

impl Judged {
    /// Judges a stream that the strict reader refuses and `reader` reads on.
    pub(super) fn add(&mut self, reader: &'static str, stream: &Stream) {
        let counts = self.counts.entry(reader).or_default();
        match judge(stream).report(&stream.bytes).risk() {
            Risk::Conflict => counts.conflict += 1,
            Risk::Refusal => counts.refusal += 1,
            _ => {
                counts.none += 1;
                let answers = stream.answers.unwrap_or("requests");
                self.missed.push(format!("{reader}, {answers}: {}", stream.bytes.escape_ascii()));
            }
        }
        counts.modelled += usize::from(reads_on(reader, stream));
    }

    pub(super) fn is_good(&self) -> bool {
        self.missed.is_empty()
    }

    pub(super) fn print(&self, out: &mut impl Write) -> io::Result<()> {
        writeln!(out, "\nrefused here and read on there, and the risk that `decode --ambiguity` reports:")?;
        for (reader, Counts { refusal, conflict, none, modelled }) in &self.counts {
            let all = refusal + conflict + none;
            writeln!(
                out,
                "  {all:>6}  {reader}: {conflict} conflict, {refusal} refusal, {none} none; its row reads on in {modelled}"
            )?;
        }
        for missed in self.missed.iter().take(SHOWN) {
            writeln!(out, "MISSED {missed}")?;
        }
        writeln!(out, "{} streams that another reads on are reported as none", self.missed.len())
    }
}

fn judge(stream: &Stream) -> Judge {
    match stream.answers {
        None => Judge::requests(),
        Some(method) => Judge::responses(RequestMethod::from_bytes(method.as_bytes())),
    }
}

/// Returns whether the product of this name, as the ambiguity report knows it, refuses nothing.
fn reads_on(reader: &str, stream: &Stream) -> bool {
    let Ok(readers) = Readers::between([reader]) else { return false };
    let judge = judge(stream).with_readers(&readers);
    let report = judge.report(&stream.bytes);
    report.first().is_some_and(|(_, reading)| !matches!(reading.end, End::Refused { .. }))
}

/// Returns whether httparse takes a head that the strict reader refuses.
pub(super) fn only_httparse_takes_the_head(stream: &Stream, theirs: &Theirs) -> bool {
    let takes = theirs.iter().all(|(reader, _)| *reader != "httparse");
    takes
        && match stream.answers {
            None => refuses_head(HttpRequest::new(), &stream.bytes),
            Some(method) => {
                let method = RequestMethod::from_bytes(method.as_bytes());
                refuses_head(HttpResponse::new().answering(method), &stream.bytes)
            }
        }
}

fn refuses_head<F: TwoPhase>(format: F, bytes: &[u8]) -> bool {
    let mut decoder = Decoder::new(format);
    decoder.decode(bytes).is_err_and(|error| error.phase() == Phase::Header)
}
