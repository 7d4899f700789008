//! Heads: a start line and field lines, searched for their end, with what they say of the length of the body.

mod coding;
mod length;
mod pack;
mod plain;
mod search;
mod start_line;

use framing_chunked::Leniency;
use framing_core::{Extent, Malformed, Scan};

pub(crate) use plain::{MOST_SAFE_DIGITS, PLAIN_LENGTH};
pub(crate) use search::Search;

/// What a head starts with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Kind {
    /// With its fields: Content-Length messages.
    #[default]
    Fields,
    Request,
    Response,
}

/// What holds for every head of a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Rules {
    pub(crate) kind: Kind,
    pub(crate) leniency: Leniency,
    /// The most field lines.
    pub(crate) fields: u16,
}

/// The most field lines that a limit can allow.
pub(crate) const MAX_FIELDS: u16 = 4095;

impl Rules {
    pub(crate) const fn strict(kind: Kind, fields: u16) -> Self {
        Self { kind, leniency: Leniency::NONE, fields }
    }

    /// How long is the head at the front of `seen`?
    pub(crate) fn head_len(&self, seen: &[u8], scan: &mut Scan) -> Result<Extent, Malformed> {
        let mut search = Search::unpack(*scan, self.kind);
        let found = search.run(self, seen)?;
        *scan = search.pack();
        Ok(if found { Extent::Exact(search.position) } else { Extent::AtLeast(search.position + 1) })
    }
}
