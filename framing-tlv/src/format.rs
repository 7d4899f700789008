//! TLVs one after the other, as a format.

mod characters;
#[cfg(feature = "registry")]
mod settings;

use framing_core::{
    BodyLen, ByteSink, Encode, EncodeError, Extent, Frames, Limits, Malformed, Scan, Step, TwoPhase,
};

use self::characters::Seen;
use crate::header::{HeaderFields, Parsed, Rules, TlvHeader, TlvLength, Unit, complete, extent, shift};
use crate::layout::TlvLayout;
use crate::strictness::{Sequence, Strictness};
use crate::{Builder, Nested, Nesting, Walk};

/// TLVs of one [layout](TlvLayout), one after the other: the format, for every reader and writer of [`framing_core`].
///
/// A frame is a TLV: its header is type and length, its body the value, its trailer what pads it, or what ends a value of
/// indefinite length. The format keeps no more of the TLVs before than its [strictness](crate::Strictness) needs.
///
/// ```
/// use framing_core::FrameBuffer;
/// use framing_tlv::families::BOLT1;
///
/// let mut frames = FrameBuffer::new(BOLT1.format());
/// frames.push(b"\x01\x02hi\x01\x00");
/// let first = frames.next()?.ok_or("a TLV")?;
/// assert_eq!((first.header.tag, first.body()), (1, &b"hi"[..]));
/// assert_eq!(frames.next().unwrap_err().offset(), 4, "the same type again");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct TlvFormat<H: TlvHeader> {
    layout: TlvLayout<H>,
    sequence: Sequence<H::Tag>,
    indefinite: Indefinite,
    /// Of the value so far.
    seen: Seen,
}

/// The frame of a value of indefinite length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Indefinite {
    /// All of it.
    Whole,
    /// Its header alone; what it is made of are frames that follow, and so is what ends it.
    Header,
}

impl<H: TlvHeader> TlvFormat<H> {
    /// The most values of indefinite length that may lie inside one another where a frame is read whole.
    pub const MAX_DEPTH: u64 = 128;

    /// The start of a stream.
    #[must_use]
    pub const fn new(layout: TlvLayout<H>) -> Self {
        Self { layout, sequence: Sequence::new(), indefinite: Indefinite::Whole, seen: Seen::NOTHING }
    }

    /// Replaces how strictly TLVs are read and written.
    #[must_use]
    pub fn with_strictness(mut self, strictness: Strictness<H::Tag>) -> Self {
        self.layout.strictness = strictness;
        self
    }

    /// Returns the layout.
    #[must_use]
    pub const fn layout(&self) -> &TlvLayout<H> {
        &self.layout
    }

    #[inline(always)]
    fn read(&self, seen: &[u8]) -> Result<Parsed<HeaderFields<H::Tag>>, Malformed> {
        if self.indefinite == Indefinite::Header {
            self.end_at(seen)?;
        }
        self.read_by(&self.layout.strictness, &self.sequence, seen)
    }

    #[inline(always)]
    fn read_by(
        &self,
        strictness: &Strictness<H::Tag>,
        sequence: &Sequence<H::Tag>,
        seen: &[u8],
    ) -> Result<Parsed<HeaderFields<H::Tag>>, Malformed> {
        let TlvLayout { header, length, without_length, .. } = &self.layout;
        let allows_end = self.indefinite == Indefinite::Header && !header.end_of_contents().is_empty();
        let rules = Rules { strictness, sequence, without_length: *without_length, length, allows_end };
        header.decode(seen, &rules)
    }

    /// Units of value after a header; none where it is indefinite.
    #[inline(always)]
    fn value(&self, header: &HeaderFields<H::Tag>) -> Result<Option<u64>, Malformed> {
        match header.length {
            TlvLength::Number(_) if header.widths.tag == 0 => Ok(Some(0)),
            TlvLength::Number(number) => {
                let (tag, length) = (header.widths.tag.into(), header.widths.length.into());
                let value = self.layout.length.value(number, tag, length);
                let at = if length == 0 { 0 } else { tag };
                value.map(Some).map_err(|expected| Malformed::new(at, expected))
            }
            TlvLength::Absent => {
                let fixed = self.layout.without_length.and_then(|without| without(header.tag));
                fixed.map(Some).ok_or(Malformed::new(0, "a type that has no length"))
            }
            TlvLength::Indefinite => Ok(None),
        }
    }

    /// Checks the end mark of a value of indefinite length at its first byte.
    fn end_at(&self, seen: &[u8]) -> Result<Option<Parsed<()>>, Malformed> {
        let end = self.layout.header.end_of_contents();
        match seen.iter().zip(end).take_while(|(seen, wanted)| seen == wanted).count() {
            0 => Ok(None),
            all if all == end.len() => Ok(Some(Step::Done(((), all)))),
            some if some == seen.len() => Ok(Some(Step::Need(end.len()))),
            some => Err(Malformed::new(some, "the rest of the end of contents")),
        }
    }

    /// The element at a position of a value of indefinite length.
    fn step(&self, seen: &[u8], depth: u64) -> Result<Step<Item>, Malformed> {
        let end = self.layout.header.end_of_contents();
        if depth == 0 && !seen.is_empty() && end.first() == seen.first() {
            // Its first byte ends the value; whether the others follow, the trailer tells.
            return Ok(Step::Done(Item::End(0)));
        }
        match self.end_at(seen)? {
            Some(Step::Done(((), width))) => return Ok(Step::Done(Item::End(width))),
            Some(Step::Need(need)) => return Ok(Step::Need(need)),
            None => {}
        }
        let forms = self.layout.strictness.forms_only();
        let (header, width) = match self.read_by(&forms, &Sequence::new(), seen)? {
            Step::Done((header, width)) => (header, width),
            Step::Need(need) => return Ok(Step::Need(need)),
        };
        Ok(match self.value(&header)? {
            None if depth + 1 >= Self::MAX_DEPTH => {
                return Err(Malformed::new(0, "at most 128 indefinite lengths inside one another"));
            }
            None => Step::Done(Item::Open(width)),
            Some(value) => {
                let end = width.saturating_add(usize::try_from(value).unwrap_or(usize::MAX));
                Step::Done(Item::Over(end.saturating_add(self.padding(end as u64))))
            }
        })
    }

    /// What ends the frame of a value of indefinite length.
    fn end(&self) -> &'static [u8] {
        match self.indefinite {
            Indefinite::Whole => self.layout.header.end_of_contents(),
            Indefinite::Header => &[],
        }
    }

    fn padding(&self, len: u64) -> usize {
        let over = len % self.layout.pad;
        if over == 0 {
            0
        } else {
            usize::try_from(self.layout.pad.saturating_sub(over)).unwrap_or(usize::MAX)
        }
    }

    /// The header to write in front of a value of `len` bytes: with its number, and with the widths that it takes.
    fn header_for(
        &self,
        header: &HeaderFields<H::Tag>,
        len: u64,
    ) -> Result<HeaderFields<H::Tag>, EncodeError> {
        let layout = &self.layout;
        if let Some(fixed) = layout.without_length.and_then(|without| without(header.tag)) {
            return match len == fixed {
                true => Ok(header.with_length(TlvLength::Absent)),
                false => Err(EncodeError::Invalid("a value of the length that the type has")),
            };
        }
        let given = match header.length {
            TlvLength::Indefinite => return Ok(*header),
            TlvLength::Number(number) => number,
            TlvLength::Absent => 0,
        };
        if header.widths.tag == 0 {
            return EncodeError::fit(len, 0).map(|_| *header);
        }
        let len = if layout.length.unit == Unit::Characters { characters::said_of(given, len)? } else { len };
        self.with_number(header, len)
    }

    fn with_number(
        &self,
        header: &HeaderFields<H::Tag>,
        len: u64,
    ) -> Result<HeaderFields<H::Tag>, EncodeError> {
        let encoding = &self.layout.header;
        let highest = encoding.highest(header.tag);
        let mut written = *header;
        // A length that counts itself may need to be wider for that, once or twice.
        for _ in 0..MOST_WIDTHS {
            let number = self.layout.length.number(len, written.widths, highest)?;
            written.length = TlvLength::Number(number);
            let takes = encoding.widths(&written);
            if takes == written.widths {
                return Ok(written);
            }
            written.widths = takes;
        }
        Err(EncodeError::Invalid("a length that can count itself"))
    }
}

impl<H: TlvHeader> TlvLayout<H> {
    /// A format, at the start of a stream.
    #[must_use]
    pub const fn format(self) -> TlvFormat<H> {
        TlvFormat::new(self)
    }

    /// The TLVs of `bytes`, borrowed from them: each with its header, its value, its offset and all of its bytes.
    ///
    /// ```
    /// use framing_tlv::families::RADIUS;
    ///
    /// let bytes = b"\x01\x06nemo\x05\x06\0\0\0\x03";
    /// let port = RADIUS.iter(bytes).nth(1).ok_or("two attributes")??;
    /// assert_eq!((port.header.tag, port.body(), port.offset()), (5, &b"\0\0\0\x03"[..], 6));
    /// assert_eq!(port.bytes(), &bytes[6..]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn iter(self, bytes: &[u8]) -> Frames<'_, TlvFormat<H>> {
        Frames::new(bytes, self.format())
    }

    /// The TLVs of `bytes`, and those that the values of [constructed](Self::constructed) ones are made of.
    #[must_use]
    pub fn walk(self, bytes: &[u8]) -> Walk<'_, TlvFormat<H>> {
        Walk::new(bytes, &self.format())
    }

    /// What writes TLVs inside one another.
    #[must_use]
    pub fn builder(self) -> Builder<TlvFormat<H>> {
        Builder::new(self.format())
    }
}

/// More widths than any length has.
const MOST_WIDTHS: usize = 16;

/// An item inside a value of indefinite length.
enum Item {
    /// The end of the contents, of this number of bytes.
    End(usize),
    /// A value of indefinite length, whose header has this number of bytes.
    Open(usize),
    /// A TLV of this number of bytes.
    Over(usize),
}

impl<H: TlvHeader> TwoPhase for TlvFormat<H> {
    type Header = HeaderFields<H::Tag>;

    #[inline(always)]
    fn header_len(&self, seen: &[u8], _: &mut Scan) -> Result<Extent, Malformed> {
        Ok(extent(self.read(seen)?, seen.len()))
    }

    #[inline(always)]
    fn header(&self, bytes: &[u8]) -> Result<Self::Header, Malformed> {
        complete(self.read(bytes)?)
    }

    #[inline(always)]
    fn body_len(&self, header: &Self::Header) -> Result<BodyLen, Malformed> {
        Ok(match self.value(header)? {
            Some(0) => BodyLen::Exact(0),
            Some(_) if self.layout.length.unit == Unit::Characters => BodyLen::Scan,
            Some(value) => BodyLen::Exact(value),
            None if self.indefinite == Indefinite::Header => BodyLen::Exact(0),
            None => BodyLen::Scan,
        })
    }

    fn scan_body(&self, header: &Self::Header, seen: &[u8], scan: &mut Scan) -> Result<Extent, Malformed> {
        if let Some(count) = self.value(header)? {
            return characters::scan(count, seen, scan);
        }
        loop {
            let rest = seen.get(scan.position..).unwrap_or_default();
            let step = self.step(rest, scan.state).map_err(|refused| shift(refused, scan.position))?;
            match step {
                Step::Need(need) => {
                    let need = scan.position.saturating_add(need);
                    return Ok(Extent::AtLeast(need.max(seen.len() + 1)));
                }
                Step::Done(Item::End(_)) if scan.state == 0 => return Ok(Extent::Exact(scan.position)),
                Step::Done(Item::End(width)) => {
                    (scan.state, scan.position) = (scan.state - 1, scan.position + width);
                }
                Step::Done(Item::Open(width)) => {
                    (scan.state, scan.position) = (scan.state + 1, scan.position + width);
                }
                Step::Done(Item::Over(width)) => scan.position = scan.position.saturating_add(width),
            }
        }
    }

    #[inline(always)]
    fn trailer_len(&self, header: &Self::Header, body: u64) -> Result<u64, Malformed> {
        if header.length == TlvLength::Indefinite {
            return Ok(self.end().len() as u64);
        }
        if self.layout.pad == 1 {
            return Ok(0);
        }
        Ok(self.padding(body.saturating_add(header.widths.sum() as u64)) as u64)
    }

    #[inline]
    fn observe_body(&mut self, _: &Self::Header, piece: &[u8]) {
        if self.layout.length.unit == Unit::Characters {
            self.seen.see(piece);
        }
    }

    #[inline(always)]
    fn check_trailer(&self, header: &Self::Header, seen: &[u8]) -> Result<(), Malformed> {
        if header.length == TlvLength::Indefinite {
            return Malformed::refuse_difference(seen, self.end(), "the end of contents");
        }
        Ok(())
    }

    #[inline(always)]
    fn end_frame(&mut self, header: &Self::Header, _: &[u8]) -> Result<(), Malformed> {
        if header.length != TlvLength::Absent && header.widths.tag > 0 {
            self.sequence.step(&self.layout.strictness, header.tag);
        }
        if self.layout.length.unit == Unit::Characters {
            let said = if let TlvLength::Number(number) = header.length { number } else { 0 };
            return self.seen.end(said);
        }
        Ok(())
    }

    fn limits(&self) -> Limits {
        self.layout.limits
    }
}

impl<H: TlvHeader> Encode for TlvFormat<H> {
    fn encode_header<B: ByteSink>(
        &self,
        header: &Self::Header,
        body_len: u64,
        out: &mut B,
    ) -> Result<(), EncodeError> {
        let written = self.header_for(header, body_len)?;
        if written.length != TlvLength::Absent && written.widths.tag > 0 {
            let admitted = self.sequence.admit(&self.layout.strictness, header.tag, 0);
            admitted.map_err(|refused| EncodeError::Invalid(refused.expected))?;
        }
        self.layout.header.encode(&written, out)
    }

    fn encode_trailer<B: ByteSink>(&self, header: &Self::Header, body_len: u64, out: &mut B) {
        if header.length == TlvLength::Indefinite {
            out.put_slice(self.end());
        } else if let Ok(written) = self.header_for(header, body_len) {
            let widths = self.layout.header.widths(&written);
            out.put_bytes(0, self.padding(body_len.saturating_add(widths.sum() as u64)));
        }
    }
}

impl<H: TlvHeader> Nested for TlvFormat<H> {
    fn nesting(&self, header: &Self::Header) -> Nesting {
        if header.length == TlvLength::Indefinite {
            Nesting::Opens(0)
        } else if self.layout.header.is_end_of_contents(header) {
            Nesting::Closes(0)
        } else if self.layout.constructed.is_some_and(|constructed| constructed(header.tag)) {
            Nesting::Constructed
        } else {
            Nesting::Primitive
        }
    }

    fn inside(&self, _: Option<&Self::Header>) -> Self {
        Self { indefinite: Indefinite::Header, ..Self::new(self.layout) }
    }
}
