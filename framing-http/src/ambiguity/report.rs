//! The comparison of the readings.

use alloc::vec::Vec;
use core::fmt;

use super::{End, Reader, Reading};

/// What the strict reader and each of the others make of the same bytes.
#[derive(Clone, Debug)]
pub struct Report {
    /// The strict reading.
    pub strict: Reading,
    /// The reading of each lenient reader, in the order of [`READERS`](super::READERS).
    pub readings: Vec<(Reader, Reading)>,
}

/// How much two readers differ, from nothing to the worst.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Risk {
    /// All read alike, or refuse alike.
    None,
    /// The strict reader refuses a message that another goes on with: whoever forwards it to the other relies on it to read
    /// as it does itself.
    Refusal,
    /// Two readers go on, and end a message at different places: behind one another, they see different messages.
    Conflict,
}

/// Where a message ends, to one reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// In front of the byte at this offset.
    Before(usize),
    /// Further on: it waits for more of the message.
    Beyond,
    /// Nowhere: it takes all that is left for another protocol, and passes it on unread.
    Switched,
    /// Nowhere: it refuses the byte at this offset.
    Refused(usize),
}

/// A place, and the readers that end the message there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Boundary {
    /// Where the message ends. Those that refuse it are together, at the place of the first of them.
    pub place: Place,
    /// The names of the readers; the strict one is `strict`.
    pub readers: Vec<&'static str>,
}

/// A message that two readers end differently.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The number of the message, counted from zero.
    pub message: usize,
    /// How much they differ.
    pub risk: Risk,
    /// At least two, in the order of [`Place`].
    pub boundaries: Vec<Boundary>,
}

impl Report {
    /// The worst that the bytes can be used for.
    #[must_use]
    pub fn risk(&self) -> Risk {
        self.difference().map_or(Risk::None, |difference| difference.risk)
    }

    /// Does any reader end a message where another does not?
    #[must_use]
    pub fn is_ambiguous(&self) -> bool {
        self.risk() > Risk::None
    }

    /// The first of the messages that the readers differ most about.
    ///
    /// ```
    /// use framing_http::ambiguity::{self, Place, Risk};
    ///
    /// let bytes = b"GET / HTTP/1.1\r\nContent-Length: 5\r\n\r\nGET /";
    /// let difference = ambiguity::of_requests(bytes).difference().ok_or("a difference")?;
    /// assert_eq!((difference.message, difference.risk), (0, Risk::Conflict));
    /// assert_eq!(difference.boundaries[0].place, Place::Before(37));
    /// assert_eq!(difference.boundaries[0].readers, ["no-body-of-get"]);
    /// assert_eq!(difference.boundaries[1].place, Place::Before(42));
    /// assert_eq!(difference.boundaries[1].readers[0], "strict");
    /// # Ok::<(), &str>(())
    /// ```
    #[must_use]
    pub fn difference(&self) -> Option<Difference> {
        let most = self.all().map(|(_, reading)| reading.ends.len()).max()?;
        let differences = (0..=most).filter_map(|message| self.difference_about(message));
        differences.reduce(|worst, other| if other.risk > worst.risk { other } else { worst })
    }

    fn difference_about(&self, message: usize) -> Option<Difference> {
        let boundaries = self.boundaries_of(message);
        let refused =
            boundaries.iter().filter(|boundary| matches!(boundary.place, Place::Refused(_))).count();
        let risk = match boundaries.len() {
            0 | 1 => return None,
            2 if refused == 1 => Risk::Refusal,
            _ => Risk::Conflict,
        };
        Some(Difference { message, risk, boundaries })
    }

    /// The places where a message ends, in their order, each with the readers that end it there. Left out are readers that
    /// see no such message, and those that read all of the bytes as the strict one does.
    #[must_use]
    pub fn boundaries_of(&self, message: usize) -> Vec<Boundary> {
        let mut boundaries: Vec<Boundary> = Vec::new();
        for (name, reading) in self.all() {
            let Some(place) = reading.place_of(message) else { continue };
            match boundaries.iter_mut().find(|boundary| boundary.place.is_like(place)) {
                Some(boundary) => boundary.readers.push(name),
                None => boundaries.push(Boundary { place, readers: [name].into() }),
            }
        }
        boundaries.sort_by_key(|boundary| boundary.place);
        boundaries
    }

    /// The readers that do not read the bytes as the strict one does, with their readings.
    pub fn differing(&self) -> impl Iterator<Item = (&Reader, &Reading)> {
        self.readings
            .iter()
            .filter(|(_, reading)| *reading != self.strict)
            .map(|(reader, reading)| (reader, reading))
    }

    fn all(&self) -> impl Iterator<Item = (&'static str, &Reading)> {
        let lenient = self.differing().map(|(reader, reading)| (reader.name, reading));
        core::iter::once(("strict", &self.strict)).chain(lenient)
    }
}

impl Place {
    /// Is it the same place, or do both refuse?
    fn is_like(self, other: Self) -> bool {
        self == other || matches!((self, other), (Self::Refused(_), Self::Refused(_)))
    }
}

impl Reading {
    /// Where the reader ends a message; nothing if it sees no such message.
    fn place_of(&self, message: usize) -> Option<Place> {
        match (self.ends.get(message), self.end) {
            (Some(end), _) => Some(Place::Before(*end)),
            (None, _) if message > self.ends.len() => None,
            (None, End::Complete) => None,
            (None, End::Incomplete) => Some(Place::Beyond),
            (None, End::Switched) => Some(Place::Switched),
            (None, End::Refused { at }) => Some(Place::Refused(at)),
        }
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

impl fmt::Display for Report {
    /// One line a reader: where its messages end, who reads so; the readers that agree with the strict one are left out.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.difference() {
            None => writeln!(f, "no two readers end a message differently")?,
            Some(Difference { message, risk: Risk::Refusal, .. }) => {
                writeln!(f, "message {} is refused by some, and read by others:", message + 1)?;
            }
            Some(Difference { message, .. }) => writeln!(f, "message {} ends differently:", message + 1)?,
        }
        writeln!(f, "  strict: {}", self.strict)?;
        for (reader, reading) in self.differing() {
            writeln!(f, "  {}: {reading} ({}; {})", reader.name, reader.about, reader.known)?;
        }
        Ok(())
    }
}

impl fmt::Display for Reading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for end in &self.ends {
            write!(f, "ends at {end}, ")?;
        }
        match self.end {
            End::Complete => f.write_str("complete"),
            End::Incomplete => f.write_str("waits for more"),
            End::Refused { at } => write!(f, "refuses byte {at}"),
            End::Switched => f.write_str("takes the rest for another protocol"),
        }
    }
}
