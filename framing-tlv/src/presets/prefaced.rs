//! A preface in front of the frames of another format.

use framing_core::{
    BodyLen, ByteSink, Encode, EncodeError, Event, Extent, Limits, Malformed, Scan, TwoPhase,
};

/// The frames of a format after a preface: the signature of a file, the greeting of a protocol.
///
/// The preface is the first frame, all header. By default it is optional: a stream that starts with other bytes is read
/// as frames from byte 0.
///
/// ```
/// use framing_core::{FrameBuffer, U16Be};
/// use framing_tlv::{Prefaced, PrefacedHeader};
///
/// let format = Prefaced::new(U16Be::new(), b"HI/1", "the preface HI/1");
/// let mut frames = FrameBuffer::new(format);
/// frames.push(b"HI/1\0\x05hello");
/// assert_eq!(frames.next()?.expect("the preface").header, PrefacedHeader::Preface);
/// assert_eq!(frames.next()?.expect("a frame").body(), b"hello");
/// # Ok::<(), framing_core::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Prefaced<F> {
    format: F,
    preface: &'static [u8],
    expected: &'static str,
    /// Bytes of the preface that no frame starts with.
    identifying: usize,
    presence: Presence,
    is_started: bool,
}

/// Whether a stream starts with the preface.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Presence {
    /// The stream starts with the preface or with a frame.
    #[default]
    Optional,
    /// The stream starts with the preface.
    Required,
    /// The stream starts with a frame.
    Absent,
}

/// The header of a [`Prefaced`] frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
// Exhaustive on purpose: a stream has a preface and frames, nothing else.
pub enum PrefacedHeader<H> {
    /// The preface.
    Preface,
    /// The header of a frame.
    Frame(H),
}

impl<H: Default> Default for PrefacedHeader<H> {
    fn default() -> Self {
        Self::Frame(H::default())
    }
}

impl<H> PrefacedHeader<H> {
    /// Returns the header of a frame; `None` for the preface.
    #[must_use]
    pub const fn frame(&self) -> Option<&H> {
        match self {
            Self::Preface => None,
            Self::Frame(header) => Some(header),
        }
    }
}

#[cfg(feature = "serde")]
impl<H: serde::Serialize> serde::Serialize for PrefacedHeader<H> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct;
        match self {
            Self::Preface => {
                let mut fields = serializer.serialize_struct("Preface", 1)?;
                fields.serialize_field("preface", &true)?;
                fields.end()
            }
            Self::Frame(header) => header.serialize(serializer),
        }
    }
}

impl<F> Prefaced<F> {
    /// Creates a format whose stream may start with `preface`; `expected` is its name in errors.
    #[must_use]
    pub const fn new(format: F, preface: &'static [u8], expected: &'static str) -> Self {
        let (identifying, presence) = (preface.len(), Presence::Optional);
        Self { format, preface, expected, identifying, presence, is_started: false }
    }

    /// Sets how many bytes identify the preface: after them, an optional preface must be complete and correct.
    #[must_use]
    pub fn identified_by(mut self, bytes: usize) -> Self {
        self.identifying = bytes.min(self.preface.len());
        self
    }

    /// Sets whether the stream starts with the preface.
    #[must_use]
    pub fn with_presence(mut self, presence: Presence) -> Self {
        self.presence = presence;
        self
    }

    /// Returns the format of the frames.
    #[must_use]
    pub const fn format(&self) -> &F {
        &self.format
    }

    /// Returns whether the preface may come next.
    #[inline]
    fn expects_preface(&self) -> bool {
        !self.is_started && self.presence != Presence::Absent && !self.preface.is_empty()
    }

    /// Decides what the stream starts with: `Some` if it is, or may become, the preface.
    fn preface_len(&self, seen: &[u8]) -> Result<Option<Extent>, Malformed> {
        let same = seen.iter().zip(self.preface).take_while(|(seen, wanted)| seen == wanted).count();
        if same == self.preface.len() {
            return Ok(Some(Extent::Exact(same)));
        }
        let is_preface = self.presence == Presence::Required || same >= self.identifying;
        match (is_preface, same == seen.len()) {
            (true, true) => Ok(Some(Extent::Exact(self.preface.len()))),
            (true, false) => Err(Malformed::new(same, self.expected)),
            (false, true) => Ok(Some(Extent::AtLeast(same + 1))),
            (false, false) => Ok(None),
        }
    }
}

#[deny(clippy::missing_trait_methods, reason = "a wrapper that misses a method changes the format")]
impl<F: TwoPhase> TwoPhase for Prefaced<F> {
    type Header = PrefacedHeader<F::Header>;

    #[inline]
    fn header_len(&self, seen: &[u8], scan: &mut Scan) -> Result<Extent, Malformed> {
        if self.expects_preface() {
            if let Some(extent) = self.preface_len(seen)? {
                return Ok(extent);
            }
        }
        self.format.header_len(seen, scan)
    }

    #[inline]
    fn header(&self, bytes: &[u8]) -> Result<Self::Header, Malformed> {
        if self.expects_preface() && bytes == self.preface {
            return Ok(PrefacedHeader::Preface);
        }
        self.format.header(bytes).map(PrefacedHeader::Frame)
    }

    #[inline(always)]
    fn whole_header(&self, seen: &[u8], scan: Scan) -> Option<(usize, Self::Header)> {
        if self.expects_preface() {
            return None;
        }
        self.format.whole_header(seen, scan).map(|(len, header)| (len, PrefacedHeader::Frame(header)))
    }

    #[inline]
    fn body_len(&self, header: &Self::Header) -> Result<BodyLen, Malformed> {
        header.frame().map_or(Ok(BodyLen::Exact(0)), |header| self.format.body_len(header))
    }

    fn scan_body(&self, header: &Self::Header, seen: &[u8], scan: &mut Scan) -> Result<Extent, Malformed> {
        header.frame().map_or(Ok(Extent::Exact(0)), |header| self.format.scan_body(header, seen, scan))
    }

    #[inline]
    fn trailer_len(&self, header: &Self::Header, body: u64) -> Result<u64, Malformed> {
        header.frame().map_or(Ok(0), |header| self.format.trailer_len(header, body))
    }

    #[inline]
    fn observe_body(&mut self, header: &Self::Header, piece: &[u8]) {
        if let Some(header) = header.frame() {
            self.format.observe_body(header, piece);
        }
    }

    #[inline]
    fn check_trailer(&self, header: &Self::Header, seen: &[u8]) -> Result<(), Malformed> {
        header.frame().map_or(Ok(()), |header| self.format.check_trailer(header, seen))
    }

    #[inline]
    fn end_frame(&mut self, header: &Self::Header, trailer: &[u8]) -> Result<(), Malformed> {
        self.is_started = true;
        match header {
            PrefacedHeader::Preface => Ok(()),
            PrefacedHeader::Frame(header) => self.format.end_frame(header, trailer),
        }
    }

    #[inline]
    fn body_limit(&self, header: &Self::Header) -> u64 {
        header.frame().map_or(0, |header| self.format.body_limit(header))
    }

    #[inline]
    fn may_end(&self) -> bool {
        self.format.may_end()
    }

    #[inline]
    fn may_end_after(&self, unread: &[u8]) -> bool {
        match self.expects_preface() {
            true => unread.is_empty() && self.may_end(),
            false => self.format.may_end_after(unread),
        }
    }

    #[inline]
    fn has_ended(&self) -> bool {
        self.format.has_ended()
    }

    #[inline(always)]
    fn observe(&mut self, event: &Event<'_, Self::Header>) {
        if let Some(event) = event.map_header(PrefacedHeader::frame) {
            self.format.observe(&event);
        }
    }

    fn limits(&self) -> Limits {
        self.format.limits()
    }
}

#[deny(clippy::missing_trait_methods, reason = "a wrapper that misses a method changes the format")]
impl<F: Encode> Encode for Prefaced<F> {
    fn encode_header<B: ByteSink>(
        &self,
        header: &Self::Header,
        body_len: u64,
        out: &mut B,
    ) -> Result<(), EncodeError> {
        match header {
            PrefacedHeader::Preface if self.expects_preface() => {
                EncodeError::fit(body_len, 0)?;
                out.put_slice(self.preface);
                Ok(())
            }
            PrefacedHeader::Preface => Err(EncodeError::Invalid("a preface only at the start of the stream")),
            PrefacedHeader::Frame(_) if self.expects_preface() && self.presence == Presence::Required => {
                Err(EncodeError::Invalid(self.expected))
            }
            PrefacedHeader::Frame(header) => self.format.encode_header(header, body_len, out),
        }
    }

    fn encode_trailer<B: ByteSink>(&self, header: &Self::Header, body_len: u64, out: &mut B) {
        if let Some(header) = header.frame() {
            self.format.encode_trailer(header, body_len, out);
        }
    }
}

#[cfg(feature = "registry")]
impl Presence {
    pub(super) fn from_name(name: Option<&str>) -> Result<Self, &'static str> {
        match name {
            Some("optional") => Ok(Self::Optional),
            Some("required") => Ok(Self::Required),
            Some("none") => Ok(Self::Absent),
            _ => Err("optional, required or none"),
        }
    }
}

#[cfg(feature = "registry")]
impl<F: Clone + 'static> Prefaced<F> {
    /// The setting `preface`.
    pub(super) const SETTINGS: &'static [framing_core::registry::Setting<Self>] =
        &[framing_core::registry::Setting::new(
            "preface",
            "optional, which is the default, required, or none if the stream starts with a frame",
            |format: &mut Self, value| {
                format.presence = Presence::from_name(value.as_str())?;
                Ok(())
            },
        )];
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use framing_core::{EncodeError, ErrorKind, FrameBuffer, Outcome, Phase, encode_frame};

    use super::*;

    /// A format whose every answer differs from the default, so that a method that is not forwarded is noticed.
    #[derive(Clone, Default)]
    struct Marked {
        observed: u64,
        ended: u64,
    }

    impl TwoPhase for Marked {
        type Header = u8;

        fn header_len(&self, _: &[u8], scan: &mut Scan) -> Result<Extent, Malformed> {
            scan.position = 1;
            Ok(Extent::Exact(1))
        }

        fn header(&self, bytes: &[u8]) -> Result<u8, Malformed> {
            bytes.first().copied().ok_or(Malformed::new(0, "a byte"))
        }

        fn whole_header(&self, seen: &[u8], _: Scan) -> Option<(usize, u8)> {
            seen.first().map(|_| (1, 42))
        }

        fn body_len(&self, _: &u8) -> Result<BodyLen, Malformed> {
            Ok(BodyLen::Scan)
        }

        fn scan_body(&self, _: &u8, _: &[u8], _: &mut Scan) -> Result<Extent, Malformed> {
            Ok(Extent::Exact(3))
        }

        fn trailer_len(&self, _: &u8, body: u64) -> Result<u64, Malformed> {
            Ok(body + 1)
        }

        fn observe_body(&mut self, _: &u8, piece: &[u8]) {
            self.observed += piece.len() as u64;
        }

        fn check_trailer(&self, _: &u8, _: &[u8]) -> Result<(), Malformed> {
            Err(Malformed::new(0, "another trailer"))
        }

        fn end_frame(&mut self, _: &u8, _: &[u8]) -> Result<(), Malformed> {
            self.ended += 1;
            Ok(())
        }

        fn body_limit(&self, _: &u8) -> u64 {
            7
        }

        fn may_end(&self) -> bool {
            false
        }

        fn limits(&self) -> Limits {
            Limits::DEFAULT.with_body(9)
        }
    }

    impl Encode for Marked {
        fn encode_header<B: ByteSink>(&self, header: &u8, _: u64, out: &mut B) -> Result<(), EncodeError> {
            out.put_u8(*header);
            Ok(())
        }

        fn encode_trailer<B: ByteSink>(&self, _: &u8, _: u64, out: &mut B) {
            out.put_slice(b"end");
        }
    }

    #[test]
    fn every_method_is_forwarded() {
        let mut format = Prefaced::new(Marked::default(), b"HI", "HI").with_presence(Presence::Absent);
        let (mut scan, header) = (Scan::default(), PrefacedHeader::Frame(1));
        assert_eq!(format.header_len(b"", &mut scan), Ok(Extent::Exact(1)));
        assert_eq!(scan.position, 1);
        assert_eq!(format.header(&[1]), Ok(header));
        assert_eq!(format.whole_header(&[1], scan), Some((1, PrefacedHeader::Frame(42))));
        assert_eq!(format.body_len(&header), Ok(BodyLen::Scan));
        assert_eq!(format.scan_body(&header, b"", &mut scan), Ok(Extent::Exact(3)));
        assert_eq!(format.trailer_len(&header, 5), Ok(6));
        format.observe_body(&header, b"four");
        assert!(format.check_trailer(&header, b"").is_err());
        assert_eq!(format.end_frame(&header, b""), Ok(()));
        assert_eq!((format.format().observed, format.format().ended), (4, 1));
        assert_eq!((format.body_limit(&header), format.may_end(), format.limits().body()), (7, false, 9));
        let mut out = Vec::new();
        assert_eq!(format.encode_header(&header, 0, &mut out), Ok(()));
        format.encode_trailer(&header, 0, &mut out);
        assert_eq!(out, b"\x01end");
    }

    fn read(presence: Presence, bytes: &[u8]) -> Result<Vec<PrefacedHeader<u64>>, (Outcome, u64)> {
        let format = Prefaced::new(framing_core::U8::new(), b"\x01HI", "HI").identified_by(2);
        let mut frames = FrameBuffer::new(format.with_presence(presence));
        let mut headers = Vec::new();
        let mut take = |frames: &mut FrameBuffer<_>| loop {
            match frames.next() {
                Ok(Some(frame)) => headers.push(frame.header),
                Ok(None) => break Ok(()),
                Err(error) => break Err((error.outcome(), error.offset())),
            }
        };
        for byte in bytes {
            frames.push(&[*byte]);
            take(&mut frames)?;
        }
        frames.end();
        take(&mut frames)?;
        Ok(headers)
    }

    #[test]
    fn a_preface_is_read_refused_or_absent() {
        use Presence::{Absent, Optional, Required};
        let (preface, frame) = (PrefacedHeader::Preface, PrefacedHeader::Frame);
        let malformed = |at| Err((Outcome::Malformed, at));
        assert_eq!(read(Optional, b"\x01HI\0"), Ok([preface, frame(0)].into()));
        assert_eq!(read(Required, b"\x01HI\0"), Ok([preface, frame(0)].into()));
        assert_eq!(read(Absent, b"\x01H\0"), Ok([frame(1), frame(0)].into()));
        assert_eq!(read(Optional, b"\x01x\0"), Ok([frame(1), frame(0)].into()));
        assert_eq!(read(Optional, b"\x01HO"), malformed(2));
        assert_eq!(read(Required, b"\x01x"), malformed(1));
        assert_eq!(read(Required, b"\0"), malformed(0));
        assert_eq!(read(Optional, b"\0\x01HI"), read(Absent, b"\0\x01HI"), "only at the start");
        assert!(matches!(read(Required, b"\x01H"), Err((Outcome::Truncated, _))));
    }

    #[test]
    fn a_preface_is_written_once_and_first() {
        let mut format = Prefaced::new(framing_core::U8::new(), b"HI", "HI");
        let mut out = Vec::new();
        let required = format.clone().with_presence(Presence::Required);
        assert!(encode_frame(&mut required.clone(), &PrefacedHeader::Frame(0), b"", &mut out).is_err());
        assert_eq!(encode_frame(&mut format, &PrefacedHeader::Preface, b"", &mut out), Ok(()));
        assert!(encode_frame(&mut format, &PrefacedHeader::Preface, b"", &mut out).is_err());
        assert_eq!(encode_frame(&mut format, &PrefacedHeader::Frame(0), b"a", &mut out), Ok(()));
        assert_eq!(out, b"HI\x01a");
        let kind = ErrorKind::Malformed { expected: "HI" };
        let mut frames = FrameBuffer::new(required);
        frames.push(b"x");
        let refused = frames.next().map(drop).map_err(|error| (error.kind(), error.phase(), error.offset()));
        assert_eq!(refused, Err((kind, Phase::Header, 0)));
    }
}
