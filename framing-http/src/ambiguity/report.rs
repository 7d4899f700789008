//! What a comparison of readers finds.

use alloc::vec::Vec;
use core::fmt;

use super::behaviour::Behaviours;
use super::compare::Found;
use super::lax::{self, Next, Side, Stop};
use super::{Reader, strict};

/// What the compared readers make of the same bytes.
#[derive(Clone, Debug)]
pub struct Report<'a> {
    pub(super) side: Side,
    pub(super) bytes: &'a [u8],
    pub(super) readers: &'a [(Reader, Behaviours)],
    pub(super) found: Found,
}

/// How much two readers differ, from nothing to the worst.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Risk {
    /// All readers agree, or the ones that differ refuse what the strict one takes.
    None,
    /// The strict reader refuses a message that another reads on with: whoever forwards it to the other relies on it to read
    /// as the forwarder does.
    Refusal,
    /// Two readers go on and end a message at different places: from there on they see different messages.
    Conflict,
}

/// Where a message ends, for one reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Place {
    /// Before the byte at this offset.
    Before(usize),
    /// Further on: the reader waits for more of the message.
    Beyond,
    /// Nowhere: the reader passes on the remaining bytes as another protocol.
    Switched,
    /// Nowhere: the reader does not read the remaining bytes.
    Closed,
    /// Nowhere: the reader refuses the byte at this offset.
    Refused(usize),
}

/// A place, and the readers that end the message there.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Boundary {
    /// Where the message ends. Readers that refuse it are in one boundary, at the place of the first of them.
    pub place: Place,
    /// The names of the readers.
    pub readers: Vec<&'static str>,
}

/// A message that two readers end differently.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Difference {
    /// The number of the message, counted from zero.
    pub message: usize,
    /// The offset of its first byte.
    pub start: usize,
    /// How much the readers differ.
    pub risk: Risk,
    /// At least two, in the order of [`Place`].
    pub boundaries: Vec<Boundary>,
}

/// Where one reader sees the messages of a stream end.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Reading {
    /// The offset after each message, at most [`MOST_ENDS`](Self::MOST_ENDS) after the last that all readers agree about.
    pub ends: Vec<usize>,
    /// What becomes of the bytes after the last of them.
    pub end: End,
}

/// How a reading ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum End {
    /// With the bytes.
    Complete,
    /// Inside a message.
    Incomplete,
    /// With a byte that the reader refuses.
    Refused {
        /// Its offset.
        at: usize,
    },
    /// The remaining bytes are passed on as another protocol.
    Switched,
    /// The remaining bytes are not read.
    Closed,
    /// More messages follow than a reading lists.
    Omitted,
}

impl Report<'_> {
    /// The worst that the bytes can be used for.
    #[must_use]
    pub fn risk(&self) -> Risk {
        self.difference().map_or(Risk::None, |difference| difference.risk)
    }

    /// Returns whether a reader ends a message where another does not.
    #[must_use]
    pub fn is_ambiguous(&self) -> bool {
        self.risk() > Risk::None
    }

    /// The first of the messages that the readers differ most about.
    ///
    /// ```
    /// use framing_http::ambiguity::{Judge, Place, Risk};
    ///
    /// let judge = Judge::requests();
    /// let report = judge.report(b"GET / HTTP/1.1\r\nContent-Length: 5\r\n\r\nGET /");
    /// let difference = report.difference().ok_or("a difference")?;
    /// assert_eq!((difference.message, difference.risk), (0, Risk::Conflict));
    /// assert_eq!(difference.boundaries[0].place, Place::Before(37));
    /// assert_eq!(difference.boundaries[0].readers[0], "no-body-of-get");
    /// assert_eq!(difference.boundaries[1].place, Place::Before(42));
    /// assert_eq!(difference.boundaries[1].readers[0], "strict");
    /// # Ok::<(), &str>(())
    /// ```
    #[must_use]
    pub fn difference(&self) -> Option<&Difference> {
        self.found.difference.as_ref()
    }

    /// The readers that refuse a message which the strict reader takes. They are no risk: what they refuse cannot be read
    /// in another way.
    pub fn refusing(&self) -> impl Iterator<Item = Reader> {
        self.found.refusing.iter().copied()
    }

    /// The number of messages that all readers end at the same places.
    #[must_use]
    pub fn agreed(&self) -> usize {
        self.found.agreed
    }

    /// The readings of all readers, one after the other, each made when it is asked for.
    pub fn readings(&self) -> impl Iterator<Item = (Reader, Reading)> {
        self.readers.iter().map(|(reader, behaviours)| (*reader, self.reading(*behaviours)))
    }

    /// The readings that differ from the first reader's, which is the strict one unless readers were chosen.
    pub fn differing(&self) -> impl Iterator<Item = (Reader, Reading)> {
        let first = self.first();
        let is_alike = self.found.difference.is_none() && self.found.refusing.is_empty();
        let others = self.readings().skip(if is_alike { self.readers.len() } else { 1 });
        others.filter(move |(_, reading)| first.as_ref().is_none_or(|(_, first)| reading != first))
    }

    /// The first reader and its reading.
    #[must_use]
    pub fn first(&self) -> Option<(Reader, Reading)> {
        self.readings().next()
    }

    fn reading(&self, behaviours: Behaviours) -> Reading {
        let mut ends: Vec<usize> = self.found.ends.iter().take(self.found.agreed).copied().collect();
        let most = ends.len() + Reading::MOST_ENDS;
        loop {
            let at = ends.last().copied().unwrap_or(0);
            if at >= self.bytes.len() {
                return Reading { ends, end: End::Complete };
            }
            if ends.len() >= most {
                return Reading { ends, end: End::Omitted };
            }
            let lax = lax::message(self.side, behaviours, self.bytes, at);
            let is_careful = behaviours.among(lax.consulted).is_empty();
            let read = if is_careful { strict::message(self.side, self.bytes, at) } else { lax.read };
            let end = match read {
                Ok(message) => {
                    ends.push(message.end);
                    match message.next {
                        Next::Message => continue,
                        Next::OtherProtocol => End::Switched,
                        Next::Nothing => End::Closed,
                    }
                }
                Err(Stop::Incomplete) => End::Incomplete,
                Err(Stop::Refused(at)) => End::Refused { at },
            };
            return Reading { ends, end };
        }
    }
}

impl Reading {
    /// The most messages that a reading lists after those that all readers agree about.
    pub const MOST_ENDS: usize = 1000;
}

impl Place {
    /// Returns whether both are the same place, or both refuse.
    pub(super) fn is_like(self, other: Self) -> bool {
        self == other || matches!((self, other), (Self::Refused(_), Self::Refused(_)))
    }

    pub(super) fn end(self) -> Option<usize> {
        match self {
            Self::Before(end) => Some(end),
            _ => None,
        }
    }

    pub(super) fn goes_on(self) -> bool {
        matches!(self, Self::Before(_) | Self::Beyond | Self::Switched)
    }
}

impl Risk {
    /// `none`, `refusal` or `conflict`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Refusal => "refusal",
            Self::Conflict => "conflict",
        }
    }
}

/// The names that a line lists.
const SHOWN: usize = 12;

impl fmt::Display for Report<'_> {
    /// One line per boundary of the message that the readers differ most about.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(Difference { message, start, risk, boundaries }) = self.difference() else {
            return writeln!(f, "no two readers end a message differently");
        };
        writeln!(f, "{}: message {} at byte {start}:", risk.name(), message + 1)?;
        for Boundary { place, readers } in boundaries {
            let shown = readers.get(..SHOWN).unwrap_or(readers);
            write!(f, "  {place}: {}", shown.join(", "))?;
            match readers.len() - shown.len() {
                0 => writeln!(f)?,
                more => writeln!(f, " and {more} more")?,
            }
        }
        Ok(())
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Before(end) => write!(f, "ends at {end}"),
            Self::Beyond => f.write_str("waits for more"),
            Self::Switched => f.write_str("passes on the rest as another protocol"),
            Self::Closed => f.write_str("does not read the rest"),
            Self::Refused(at) => write!(f, "refuses byte {at}"),
        }
    }
}
