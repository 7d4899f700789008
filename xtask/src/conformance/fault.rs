//! What went wrong with a check, as data: every report is made from it.

use std::ops::{Deref, DerefMut};

use framing_core::testkit::Failure;
use serde::Serialize;

/// What went wrong with a check; small, because most checks pass.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub(super) struct Fault(Box<Details>);

impl Deref for Fault {
    type Target = Details;

    fn deref(&self) -> &Details {
        &self.0
    }
}

impl DerefMut for Fault {
    fn deref_mut(&mut self) -> &mut Details {
        &mut self.0
    }
}

/// The parts of a [`Fault`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct Details {
    /// The kind of fault, the same for every check that fails in this way.
    pub(super) cause: String,
    /// What was observed in this check.
    pub(super) what: String,
    /// The expected value, where two values were compared.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) expected: Option<String>,
    /// The value found in its place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) found: Option<String>,
    /// The reader that shows the fault, where several were tried.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) reader: Option<String>,
    /// How the stream was sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) schedule: Option<Schedule>,
    /// What the reader was waiting for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) state: Option<String>,
    /// The stream in hex, each phase on its own line.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) picture: String,
    /// What was sent and received, in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) log: Vec<String>,
    /// How to fix it, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) help: Option<&'static str>,
    /// The document that specifies the rule.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) document: Option<String>,
    /// The command that runs this check again.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) again: String,
}

/// The pieces in which a stream was sent, and where it ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Schedule {
    /// The offsets between two pieces.
    pub(super) cuts: Vec<usize>,
    /// The bytes sent before the end of the stream.
    pub(super) end: usize,
    /// The length of the case's stream.
    pub(super) len: usize,
}

impl Fault {
    pub(super) fn new(cause: &str, what: impl Into<String>) -> Self {
        Self(Box::new(Details { cause: cause.to_owned(), what: what.into(), ..Details::default() }))
    }

    /// A fault found by comparing two values.
    pub(super) fn differs(
        cause: &str,
        what: impl Into<String>,
        expected: impl Into<String>,
        found: impl Into<String>,
    ) -> Self {
        let mut fault = Self::new(cause, what);
        (fault.expected, fault.found) = (Some(expected.into()), Some(found.into()));
        fault
    }

    pub(super) fn with_help(mut self, help: &'static str) -> Self {
        self.help = Some(help);
        self
    }

    /// Replaces what was observed by what `change` makes of it.
    pub(super) fn with_what(mut self, change: impl FnOnce(&str) -> String) -> Self {
        self.what = change(&self.what);
        self
    }

    /// The lines of a report, without the name of the check.
    pub(super) fn lines(&self) -> Vec<String> {
        let labelled = [
            ("expected", self.expected.clone()),
            ("found", self.found.clone()),
            ("reader", self.reader.clone()),
            ("sent", self.schedule.as_ref().map(ToString::to_string)),
            ("state", self.state.clone()),
            ("help", self.help.map(ToOwned::to_owned)),
            ("see", self.document.clone()),
        ];
        let mut lines = vec![self.what.clone()];
        lines.extend(
            labelled.into_iter().filter_map(|(label, text)| text.map(|text| format!("{label:<9} {text}"))),
        );
        lines.extend(self.picture.lines().map(str::to_owned));
        if !self.again.is_empty() {
            lines.push(format!("{:<9} {}", "again", self.again));
        }
        lines
    }
}

impl std::fmt::Display for Schedule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.cuts.as_slice() {
            [] => f.write_str("in one piece")?,
            cuts if cuts.len() > 1 && cuts.len() + 1 == self.end => f.write_str("byte by byte")?,
            cuts => {
                let cuts: Vec<_> = cuts.iter().take(8).map(ToString::to_string).collect();
                write!(f, "cut at {}", cuts.join(", "))?;
                f.write_str(if self.cuts.len() > cuts.len() { ", …" } else { "" })?;
            }
        }
        if self.end < self.len {
            write!(f, ", ended after {} of {} bytes", self.end, self.len)?;
        }
        Ok(())
    }
}

/// The first bytes in hex, and the number of bytes where that is not all.
pub(super) fn short_hex(bytes: &[u8]) -> String {
    const SHOWN: usize = 48;
    let shown = data_encoding::HEXLOWER.encode(bytes.get(..SHOWN).unwrap_or(bytes));
    match bytes.len() {
        0 => "no bytes".to_owned(),
        len if len > SHOWN => format!("{shown}… ({len} bytes)"),
        _ => shown,
    }
}

impl From<Failure> for Fault {
    fn from(failure: Failure) -> Self {
        let Failure { flaw, picture, stream, .. } = failure;
        Self(Box::new(Details {
            cause: flaw.what.cause.to_string(),
            what: flaw.what.text,
            reader: flaw.driver,
            schedule: flaw.split.map(|(split, end)| Schedule {
                cuts: split.cuts().to_vec(),
                end,
                len: stream.len(),
            }),
            state: flaw.state,
            picture,
            ..Details::default()
        }))
    }
}
