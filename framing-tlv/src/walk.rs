//! Frames that are made of frames.

use alloc::vec::Vec;
use core::iter::FusedIterator;
use core::mem;

use framing_core::{Error, ErrorKind, Frame, Frames, Phase, TwoPhase};

/// A format some of whose frames are made of frames of the same format.
///
/// ```
/// use framing_tlv::{Nested, Nesting, Rlp, RlpHeader};
///
/// assert_eq!(Rlp::new().nesting(&RlpHeader::List(3)), Nesting::Constructed);
/// assert_eq!(Rlp::new().nesting(&RlpHeader::String(3)), Nesting::Primitive);
/// ```
pub trait Nested: TwoPhase + Sized {
    /// How the frame after this header is made.
    fn nesting(&self, header: &Self::Header) -> Nesting;

    /// The format as a walk reads it, at the start of what the frame after `outer` is made of, or of all where there is
    /// none: what begins and what ends a value that no length ends are frames of their own.
    #[must_use]
    fn inside(&self, outer: Option<&Self::Header>) -> Self;
}

/// How a frame is made.
// Exhaustive on purpose: a value contains others or it does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nesting {
    /// Its body is not made of frames.
    Primitive,
    /// Its body is made of frames.
    Constructed,
    /// It begins a value that is made of the frames that follow, up to the one that closes the same number.
    Opens(u64),
    /// It ends the value that was opened last, if that has the same number.
    Closes(u64),
}

/// A walk over frames and over those that they are made of, in the order in which they lie in the bytes.
///
/// It keeps its own stack, at most [so deep](Self::with_max_depth), and looks at each byte once. A format's state, such as
/// the order of types, is kept for each level by itself. After an error, and after the end, there is nothing more.
///
/// ```
/// use framing_tlv::families::BER;
/// use framing_tlv::Visit;
///
/// let mut walk = BER.walk(b"\x30\x80\x02\x01\x05\x00\x00\x04\x00");
/// let mut drawn = String::new();
/// while let Some(visit) = walk.next() {
///     let depth = walk.depth();
///     match visit? {
///         Visit::Enter(frame) => drawn += &format!("{depth} enter {}\n", frame.header.tag),
///         Visit::Value(frame) => drawn += &format!("{depth} value {} {:x?}\n", frame.header.tag, frame.body()),
///         Visit::Leave(bytes) => drawn += &format!("{depth} leave, {} bytes in all\n", bytes.len()),
///     }
/// }
/// assert_eq!(drawn, "1 enter 30\n1 value 02 [5]\n0 leave, 7 bytes in all\n0 value 04 []\n");
/// # Ok::<(), framing_core::Error>(())
/// ```
///
/// # Errors
///
/// [`ErrorKind::Truncated`] where the bytes end inside a frame or before what was opened is closed;
/// [`ErrorKind::Malformed`] where a frame is none, or ends after the one around it, at the first byte of the inner one;
/// [`ErrorKind::TooDeep`]. Offsets are counted from the first byte of all.
///
/// # Memory
///
/// Nothing until a frame is entered; then some hundred bytes for each level that is open.
#[derive(Debug)]
pub struct Walk<'a, F: Nested> {
    frames: Frames<'a, F>,
    levels: Vec<Level<'a, F>>,
    max_depth: usize,
    /// The depth of the frame that is passed over.
    passing: Option<usize>,
    over: bool,
}

/// What a [`Walk`] comes to.
// Exhaustive on purpose: a walk enters, leaves and meets values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Visit<'a, H> {
    /// A frame that is not made of frames.
    Value(Frame<'a, H>),
    /// A frame that is made of those that come next, until it is left. Where no length ends it, it is the header alone.
    Enter(Frame<'a, H>),
    /// The end of the frame that was entered last, with all of its bytes.
    Leave(&'a [u8]),
}

/// A level that waits for the one above it to end.
#[derive(Debug)]
struct Level<'a, F: TwoPhase> {
    frames: Frames<'a, F>,
    /// All of the frame that was entered, or all from its first byte on if its end is yet to be found.
    bytes: &'a [u8],
    offset: u64,
    /// What closes it, where no length ends it.
    closes: Option<u64>,
}

impl<'a, F: Nested> Walk<'a, F> {
    /// The default maximum depth of a walk.
    pub const MAX_DEPTH: usize = 32;

    /// A walk over `bytes`, which are all there are.
    #[must_use]
    pub fn new(bytes: &'a [u8], format: &F) -> Self {
        let frames = Frames::new(bytes, format.inside(None));
        Self { frames, levels: Vec::new(), max_depth: Self::MAX_DEPTH, passing: None, over: false }
    }

    /// The same walk, to which a frame that lies in more than `max_depth` others is an error.
    #[must_use]
    pub const fn with_max_depth(mut self, max_depth: usize) -> Self {
        self.max_depth = max_depth;
        self
    }

    /// How many frames are entered and not left.
    #[must_use]
    pub fn depth(&self) -> usize {
        self.levels.len()
    }

    /// Does not look any further into the frame that was entered last; what comes next is its [`Visit::Leave`].
    ///
    /// A frame that no length ends is still walked over, silently, for only so its end is found.
    ///
    /// ```
    /// use framing_tlv::Visit;
    /// use framing_tlv::families::DER;
    ///
    /// let mut walk = DER.walk(b"\x30\x02\x05\x00");
    /// assert!(matches!(walk.next(), Some(Ok(Visit::Enter(_)))));
    /// walk.pass_over();
    /// assert_eq!(walk.next(), Some(Ok(Visit::Leave(b"\x30\x02\x05\x00"))));
    /// ```
    pub fn pass_over(&mut self) {
        if let Some(level) = self.levels.last() {
            if level.closes.is_none() {
                self.frames.pass_over(self.frames.rest().len());
            }
            self.passing = Some(self.depth());
        }
    }

    fn step(&mut self) -> Result<Option<Visit<'a, F::Header>>, Error> {
        let ahead = self.frames.rest();
        let Some(next) = self.frames.next() else { return self.end() };
        let frame = next.map_err(|error| self.seen_from_outside(error))?;
        match self.frames.format().nesting(&frame.header) {
            Nesting::Primitive => Ok(Some(Visit::Value(frame))),
            Nesting::Constructed => {
                let (body, all) = (frame.body(), frame.bytes());
                let start = frame.offset() + frame.header_bytes().len() as u64;
                self.enter(frame, (body, start), all, None)
            }
            Nesting::Opens(number) => {
                let inside = (self.frames.rest(), self.frames.offset());
                self.enter(frame, inside, ahead, Some(number))
            }
            Nesting::Closes(number) => self.close(frame.offset(), number),
        }
    }

    fn enter(
        &mut self,
        frame: Frame<'a, F::Header>,
        (inside, start): (&'a [u8], u64),
        bytes: &'a [u8],
        closes: Option<u64>,
    ) -> Result<Option<Visit<'a, F::Header>>, Error> {
        let offset = frame.offset();
        if self.depth() >= self.max_depth {
            return Err(Error::new(ErrorKind::TooDeep { limit: self.max_depth }, Phase::Header, offset));
        }
        let format = self.frames.format().inside(Some(&frame.header));
        let inner = Frames::new(inside, format).with_offset(start);
        let frames = mem::replace(&mut self.frames, inner);
        self.levels.push(Level { frames, bytes, offset, closes });
        Ok(Some(Visit::Enter(frame)))
    }

    /// The end of what was opened last, by the frame at `offset`.
    fn close(&mut self, offset: u64, number: u64) -> Result<Option<Visit<'a, F::Header>>, Error> {
        let is_closed = self.levels.last().is_some_and(|level| level.closes == Some(number));
        let Some(level) = is_closed.then(|| self.levels.pop()).flatten() else {
            return Err(malformed(
                "a frame that ends nothing, for nothing is open here that it ends",
                offset,
            ));
        };
        let inner = mem::replace(&mut self.frames, level.frames);
        let left = inner.rest().len();
        self.frames.pass_over(self.frames.rest().len().saturating_sub(left));
        let bytes = level.bytes.get(..level.bytes.len().saturating_sub(left)).unwrap_or_default();
        Ok(Some(Visit::Leave(bytes)))
    }

    /// No frame is left at this level.
    fn end(&mut self) -> Result<Option<Visit<'a, F::Header>>, Error> {
        let Some(level) = self.levels.pop() else { return Ok(None) };
        if level.closes.is_none() {
            self.frames = level.frames;
            return Ok(Some(Visit::Leave(level.bytes)));
        }
        if self.is_bounded() {
            return Err(malformed(ENDS_OUTSIDE, level.offset));
        }
        let have = level.bytes.len() as u64;
        let cut = ErrorKind::Truncated { have, need: have.saturating_add(1) };
        Err(Error::new(cut, Phase::Body, level.offset.saturating_add(have)))
    }

    /// To be cut short within a frame whose length is known is to be longer than that frame.
    fn seen_from_outside(&self, error: Error) -> Error {
        match error.kind() {
            ErrorKind::Truncated { .. } if self.is_bounded() => malformed(ENDS_OUTSIDE, self.frames.offset()),
            _ => error,
        }
    }

    /// Whether an open frame determines where this level ends.
    fn is_bounded(&self) -> bool {
        self.levels.iter().any(|level| level.closes.is_none())
    }
}

const ENDS_OUTSIDE: &str = "a frame that ends within the one around it";

const fn malformed(expected: &'static str, offset: u64) -> Error {
    Error::new(ErrorKind::Malformed { expected }, Phase::Header, offset)
}

impl<'a, F: Nested> Iterator for Walk<'a, F> {
    type Item = Result<Visit<'a, F::Header>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.over {
            let step = self.step();
            let is_visit = matches!(step, Ok(Some(_)));
            self.over = !is_visit;
            if is_visit && self.passing.is_some_and(|depth| self.depth() >= depth) {
                continue;
            }
            self.passing = None;
            return step.transpose();
        }
        None
    }
}

impl<F: Nested> FusedIterator for Walk<'_, F> {}
