//! Heads: the search for the end of a start line and field lines, and the length of the body.

mod coding;
mod length;
mod pack;
mod plain;
mod scan;
mod search;
mod start_line;

use framing_core::fields::{FieldSection, FieldSyntax};
use framing_core::{Extent, Malformed, Scan};

use crate::Leniency;
pub(crate) use search::Search;

/// What a head starts with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Request,
    Response,
}

/// What holds for every head of a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Rules {
    pub(crate) kind: Kind,
    pub(crate) leniency: Leniency,
    syntax: FieldSyntax,
    /// The most field lines.
    pub(crate) fields: u16,
}

/// The most field lines that a limit can allow.
pub(crate) const MAX_FIELDS: u16 = FieldSection::MAX_FIELDS;

impl Rules {
    pub(crate) const fn strict(kind: Kind, fields: u16) -> Self {
        Self { kind, leniency: Leniency::NONE, syntax: FieldSyntax::STRICT, fields }
    }

    pub(crate) const fn with_leniency(self, leniency: Leniency) -> Self {
        let syntax = match self.kind {
            // RFC 9112, section 5.1: a server rejects it whatever else it accepts.
            Kind::Request => leniency.without(Leniency::SPACE_BEFORE_COLON).field_syntax(),
            Kind::Response => leniency.field_syntax(),
        };
        Self { leniency, syntax, ..self }
    }

    /// Returns whether `bytes` are empty lines that are skipped before a head.
    pub(crate) fn skips(&self, bytes: &[u8]) -> bool {
        let one = match self.kind {
            Kind::Request => true,
            Kind::Response => self.leniency.allows(Leniency::EMPTY_LINE_BEFORE_STATUS),
        };
        let most = match self.leniency.allows(Leniency::EMPTY_LINES) {
            true if one => usize::MAX,
            _ => one.into(),
        };
        let mut rest = bytes;
        let mut lines = 0;
        while let Some(line) = self.strip_empty_line(rest) {
            rest = line;
            lines += 1;
        }
        rest.is_empty() && lines <= most
    }

    fn strip_empty_line<'a>(&self, bytes: &'a [u8]) -> Option<&'a [u8]> {
        let bare = || bytes.strip_prefix(b"\n").filter(|_| self.leniency.allows(Leniency::BARE_LF));
        bytes.strip_prefix(b"\r\n").or_else(bare)
    }

    /// Returns whether nothing but an empty line can come between two CRLFs at the end of a head.
    pub(crate) const fn ends_at_first_empty_line(&self) -> bool {
        !self.leniency.allows(Leniency::BARE_LF) && !self.leniency.allows(Leniency::EMPTY_LINES)
    }

    /// How long is the head at the front of `seen`?
    pub(crate) fn head_len(&self, seen: &[u8], scan: &mut Scan) -> Result<Extent, Malformed> {
        let mut search = Search::unpack(*scan, self.kind);
        let found = search.run(self, seen)?;
        *scan = search.pack();
        Ok(if found { Extent::Exact(search.position) } else { Extent::AtLeast(search.position + 1) })
    }
}
