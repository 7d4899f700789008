//! The trait: how a format describes its header, its body and what ends the frame.

#[cfg(feature = "alloc")]
use alloc::boxed::Box;

use crate::{ByteSink, EncodeError, Event, Limits, Malformed};

/// A format whose frames are read in two phases: a **header** that specifies the length, then the **body**.
///
/// A frame is `header ++ body ++ trailer`. The trailer, whatever ends the frame without being body, is empty for most
/// formats. An implementation only answers questions about bytes that it is shown; it never reads, waits or keeps
/// bytes. [`Decoder`](crate::Decoder) asks the questions, and every reader of this crate drives that one decoder.
///
/// # A fixed header
///
/// ```
/// use framing_core::{BodyLen, Decoder, Extent, Malformed, Scan, Step, TwoPhase};
///
/// /// A 1-byte kind, a 2-byte big-endian length, then the body.
/// struct Message;
///
/// impl TwoPhase for Message {
///     type Header = (u8, u16);
///     fn header_len(&self, _: &[u8], _: &mut Scan) -> Result<Extent, Malformed> {
///         Ok(Extent::Exact(3))
///     }
///     fn header(&self, bytes: &[u8]) -> Result<Self::Header, Malformed> {
///         Ok((bytes[0], u16::from_be_bytes([bytes[1], bytes[2]])))
///     }
///     fn body_len(&self, header: &Self::Header) -> Result<BodyLen, Malformed> {
///         Ok(BodyLen::Exact(header.1.into()))
///     }
/// }
///
/// let mut decoder = Decoder::new(Message);
/// let Step::Done(frame) = decoder.decode(b"\x07\x00\x02hi")? else { panic!("the frame is complete") };
/// assert_eq!((frame.header, frame.body()), ((7, 2), &b"hi"[..]));
/// # Ok::<(), framing_core::Error>(())
/// ```
///
/// # Contract
///
/// - `header_len`, `header`, `body_len`, `trailer_len`, `scan_body` and `check_trailer` are pure: asked again about the
///   same bytes they say the same, and about more bytes the same or more. How the bytes were cut into pieces never changes
///   an answer.
/// - Only [`observe_body`](Self::observe_body) and [`end_frame`](Self::end_frame) change the format. For each frame,
///   `observe_body` receives every body byte once and in order, then `end_frame` is called once.
/// - A refusal names the first byte that decides it, so that it is found at the same place however the bytes arrive.
pub trait TwoPhase {
    /// What phase 1 learns; handed to phase 2 and to whoever takes the frame.
    type Header;

    /// Phase 1. How long is the header at the front of `seen`?
    ///
    /// `seen` starts at the frame's first byte, may be empty, and never holds more than the
    /// [header limit](Limits::header) allows. It may refuse at once what can no longer become a header: a wrong magic
    /// byte, a letter in a decimal length.
    ///
    /// `scan` is at its default when a frame begins and is handed back as it was left when more bytes have come. A
    /// format that searches keeps there how far it has looked, and so stays linear however the bytes arrive. A
    /// format whose header has a fixed length ignores it.
    ///
    /// # Errors
    ///
    /// [`Malformed`], with `at` counted from the start of the header.
    fn header_len(&self, seen: &[u8], scan: &mut Scan) -> Result<Extent, Malformed>;

    /// Reads the header from exactly the bytes that [`header_len`](Self::header_len) counted.
    ///
    /// # Errors
    ///
    /// [`Malformed`], with `at` counted from the start of the header.
    fn header(&self, bytes: &[u8]) -> Result<Self::Header, Malformed>;

    /// Both answers of phase 1 at once, for speed: the length of the header at the front of `seen`, and the header.
    ///
    /// Nothing means that [`header_len`](Self::header_len) and [`header`](Self::header) have the answer: the header is not
    /// all there, or is refused, or is not one that this is quick about. What it gives is what they would say, from the same
    /// `scan`. Unless it is implemented it asks them; a format that would look at the same bytes for both answers, as one
    /// whose header has an end to be searched, looks only once here.
    #[inline(always)]
    fn whole_header(&self, seen: &[u8], scan: Scan) -> Option<(usize, Self::Header)> {
        let mut scan = scan;
        let Ok(Extent::Exact(len)) = self.header_len(seen, &mut scan) else { return None };
        Some((len, self.header(seen.get(..len)?).ok()?))
    }

    /// Phase 2. How long is the body that this header announces?
    ///
    /// # Errors
    ///
    /// [`Malformed`], with `at` counted from the start of the header.
    fn body_len(&self, header: &Self::Header) -> Result<BodyLen, Malformed>;

    /// Searches for the end of a body whose header does not specify it. Called only after [`BodyLen::Scan`].
    ///
    /// `seen` starts at the first byte of the body, and what follows the body is in it too. `scan` works as in
    /// [`header_len`](Self::header_len), from its default again.
    ///
    /// # Errors
    ///
    /// [`Malformed`], with `at` counted from the start of the body.
    fn scan_body(&self, header: &Self::Header, seen: &[u8], scan: &mut Scan) -> Result<Extent, Malformed> {
        let _ = (header, seen, scan);
        Err(Malformed::new(0, "a format that answers BodyLen::Scan implements scan_body"))
    }

    /// How many bytes end the frame without being body: CRLF, a comma, a checksum, padding that the header announces?
    ///
    /// # Errors
    ///
    /// [`Malformed`], with `at` counted from the start of the header.
    #[inline]
    fn trailer_len(&self, header: &Self::Header, body: u64) -> Result<u64, Malformed> {
        let _ = (header, body);
        Ok(0)
    }

    /// Told every byte of the body, once and in order, in pieces of any size: a running checksum is stepped here.
    #[inline]
    fn observe_body(&mut self, header: &Self::Header, piece: &[u8]) {
        let _ = (header, piece);
    }

    /// Refuses bytes after the body that cannot be a prefix of the trailer.
    ///
    /// Implement it for a trailer with fixed contents, or one whose bytes can be checked on their own. `seen` contains
    /// the trailer bytes that have arrived: possibly none or a part at first, and all of them before
    /// [`end_frame`](Self::end_frame). A wrong byte is thus refused as soon as it arrives; waiting for the rest would
    /// report a stream that ends there as truncated. A checksum, which needs the complete body and trailer, is checked
    /// in `end_frame`.
    ///
    /// ```
    /// use framing_core::{BodyLen, Decoder, Extent, Malformed, Outcome, Scan, TwoPhase};
    ///
    /// /// A length in one byte, the body, CR LF.
    /// struct Line;
    ///
    /// impl TwoPhase for Line {
    ///     type Header = u8;
    ///     fn header_len(&self, _: &[u8], _: &mut Scan) -> Result<Extent, Malformed> {
    ///         Ok(Extent::Exact(1))
    ///     }
    ///     fn header(&self, bytes: &[u8]) -> Result<u8, Malformed> {
    ///         Ok(bytes[0])
    ///     }
    ///     fn body_len(&self, header: &u8) -> Result<BodyLen, Malformed> {
    ///         Ok(BodyLen::Exact((*header).into()))
    ///     }
    ///     fn trailer_len(&self, _: &u8, _: u64) -> Result<u64, Malformed> {
    ///         Ok(2)
    ///     }
    ///     fn check_trailer(&self, _: &u8, seen: &[u8]) -> Result<(), Malformed> {
    ///         Malformed::refuse_difference(seen, b"\r\n", "CR LF")
    ///     }
    /// }
    ///
    /// let outcome = |bytes| Decoder::new(Line).finish(bytes).map_err(|error| error.outcome()).map(drop);
    /// assert_eq!(outcome(b"\x02hi\r"), Err(Outcome::Truncated));
    /// assert_eq!(outcome(b"\x02hi!"), Err(Outcome::Malformed));
    /// ```
    ///
    /// # Errors
    ///
    /// [`Malformed`], with `at` counted from the start of the trailer.
    #[inline]
    fn check_trailer(&self, header: &Self::Header, seen: &[u8]) -> Result<(), Malformed> {
        let _ = (header, seen);
        Ok(())
    }

    /// Ends the frame: checks what needs all of it, steps a format that has state (a start-up message, a last chunk).
    ///
    /// Called once a frame, after all of the body was seen, with a trailer that [`check_trailer`](Self::check_trailer) has
    /// let through.
    ///
    /// # Errors
    ///
    /// [`Malformed`], with `at` counted from the start of the trailer. Where there is no trailer, it is the last byte of the
    /// frame that is refused.
    #[inline]
    fn end_frame(&mut self, header: &Self::Header, trailer: &[u8]) -> Result<(), Malformed> {
        let _ = (header, trailer);
        Ok(())
    }

    /// The most bytes of body that a frame with this header may have, where the protocol limits some kinds of frame more
    /// than others: a WebSocket control frame has at most 125. The smaller of this and
    /// [`Limits::body`] holds.
    #[inline]
    fn body_limit(&self, header: &Self::Header) -> u64 {
        let _ = header;
        u64::MAX
    }

    /// May the stream end here, at a frame boundary? `false` inside a chunked body.
    #[inline]
    fn may_end(&self) -> bool {
        true
    }

    /// Returns whether the stream may end after `unread`, the bytes that follow the last frame.
    ///
    /// Some protocols ignore bytes between frames: an empty line before an HTTP request. A format that skips them as part of
    /// the next header returns `true` where they are all that is left.
    #[inline]
    fn may_end_after(&self, unread: &[u8]) -> bool {
        unread.is_empty() && self.may_end()
    }

    /// Returns whether the last frame ended the protocol, so that the bytes after it belong to another one: after an HTTP
    /// response that switches protocols.
    ///
    /// A format refuses bytes that it is asked about then.
    #[inline]
    fn has_ended(&self) -> bool {
        false
    }

    /// Observes what happened to the stream: a frame that was read or written to its end, or an error.
    ///
    /// For logs and metrics, see [`Observed`](crate::Observed): an answer of the format never depends on it. By default,
    /// it does nothing, and costs nothing.
    #[inline(always)]
    fn observe(&mut self, event: &Event<'_, Self::Header>) {
        let _ = event;
    }

    /// The limits of the protocol itself, used where the caller sets none.
    fn limits(&self) -> Limits {
        Limits::DEFAULT
    }
}

/// Forwards every method of [`TwoPhase`] to the format that an expression over `self` names.
///
/// Written in an implementation, it makes a wrapper that forgets no method: whoever wants another answer of some methods
/// wraps the part that gives it. The one list of methods stands here, and clippy refuses it when it is incomplete.
///
/// ```
/// use framing_core::{Extent, BodyLen, Decoder, Malformed, Scan, Step, TwoPhase, U8, forward_two_phase};
///
/// struct Named {
///     name: &'static str,
///     format: U8,
/// }
///
/// impl TwoPhase for Named {
///     type Header = <U8 as TwoPhase>::Header;
///     forward_two_phase!(self => self.format);
/// }
///
/// let mut decoder = Decoder::new(Named { name: "mine", format: U8::new() });
/// let Step::Done(frame) = decoder.decode(b"\x02hi")? else { panic!("the frame is complete") };
/// assert_eq!(frame.body(), b"hi");
/// assert_eq!(decoder.format().name, "mine");
/// # Ok::<(), framing_core::Error>(())
/// ```
#[macro_export]
macro_rules! forward_two_phase {
    ($self:ident => $format:expr) => {
        $crate::forward_two_phase!(@except_observe $self => $format);
        #[inline(always)]
        fn observe(&mut $self, event: &$crate::Event<'_, Self::Header>) {
            $crate::TwoPhase::observe(&mut $format, event)
        }
    };
    (@except_observe $self:ident => $format:expr) => {
        #[inline(always)]
        fn header_len(&$self, seen: &[u8], scan: &mut $crate::Scan) -> Result<$crate::Extent, $crate::Malformed> {
            $crate::TwoPhase::header_len(&$format, seen, scan)
        }
        #[inline(always)]
        fn header(&$self, bytes: &[u8]) -> Result<Self::Header, $crate::Malformed> {
            $crate::TwoPhase::header(&$format, bytes)
        }
        #[inline(always)]
        fn whole_header(&$self, seen: &[u8], scan: $crate::Scan) -> Option<(usize, Self::Header)> {
            $crate::TwoPhase::whole_header(&$format, seen, scan)
        }
        #[inline(always)]
        fn body_len(&$self, header: &Self::Header) -> Result<$crate::BodyLen, $crate::Malformed> {
            $crate::TwoPhase::body_len(&$format, header)
        }
        #[inline(always)]
        fn scan_body(
            &$self,
            header: &Self::Header,
            seen: &[u8],
            scan: &mut $crate::Scan,
        ) -> Result<$crate::Extent, $crate::Malformed> {
            $crate::TwoPhase::scan_body(&$format, header, seen, scan)
        }
        #[inline(always)]
        fn trailer_len(&$self, header: &Self::Header, body: u64) -> Result<u64, $crate::Malformed> {
            $crate::TwoPhase::trailer_len(&$format, header, body)
        }
        #[inline(always)]
        fn observe_body(&mut $self, header: &Self::Header, piece: &[u8]) {
            $crate::TwoPhase::observe_body(&mut $format, header, piece)
        }
        #[inline(always)]
        fn check_trailer(&$self, header: &Self::Header, seen: &[u8]) -> Result<(), $crate::Malformed> {
            $crate::TwoPhase::check_trailer(&$format, header, seen)
        }
        #[inline(always)]
        fn end_frame(&mut $self, header: &Self::Header, trailer: &[u8]) -> Result<(), $crate::Malformed> {
            $crate::TwoPhase::end_frame(&mut $format, header, trailer)
        }
        #[inline(always)]
        fn body_limit(&$self, header: &Self::Header) -> u64 {
            $crate::TwoPhase::body_limit(&$format, header)
        }
        #[inline(always)]
        fn may_end(&$self) -> bool {
            $crate::TwoPhase::may_end(&$format)
        }
        #[inline(always)]
        fn may_end_after(&$self, unread: &[u8]) -> bool {
            $crate::TwoPhase::may_end_after(&$format, unread)
        }
        #[inline(always)]
        fn has_ended(&$self) -> bool {
            $crate::TwoPhase::has_ended(&$format)
        }
        #[inline]
        fn limits(&$self) -> $crate::Limits {
            $crate::TwoPhase::limits(&$format)
        }
    };
}

#[deny(clippy::missing_trait_methods, reason = "a wrapper that misses a method changes the format")]
impl<F: TwoPhase + ?Sized> TwoPhase for &mut F {
    type Header = F::Header;
    forward_two_phase!(self => **self);
}

#[cfg(feature = "alloc")]
#[deny(clippy::missing_trait_methods, reason = "a wrapper that misses a method changes the format")]
impl<F: TwoPhase + ?Sized> TwoPhase for Box<F> {
    type Header = F::Header;
    forward_two_phase!(self => **self);
}

#[deny(clippy::missing_trait_methods, reason = "a wrapper that misses a method changes the format")]
impl<F: Encode> Encode for &mut F {
    #[inline]
    fn encode_header<B: ByteSink>(
        &self,
        header: &Self::Header,
        body_len: u64,
        out: &mut B,
    ) -> Result<(), EncodeError> {
        (**self).encode_header(header, body_len, out)
    }

    #[inline]
    fn encode_trailer<B: ByteSink>(&self, header: &Self::Header, body_len: u64, out: &mut B) {
        (**self).encode_trailer(header, body_len, out);
    }
}

#[cfg(feature = "alloc")]
#[deny(clippy::missing_trait_methods, reason = "a wrapper that misses a method changes the format")]
impl<F: Encode> Encode for Box<F> {
    #[inline]
    fn encode_header<B: ByteSink>(
        &self,
        header: &Self::Header,
        body_len: u64,
        out: &mut B,
    ) -> Result<(), EncodeError> {
        (**self).encode_header(header, body_len, out)
    }

    #[inline]
    fn encode_trailer<B: ByteSink>(&self, header: &Self::Header, body_len: u64, out: &mut B) {
        (**self).encode_trailer(header, body_len, out);
    }
}

/// A format that can be written as well as read.
///
/// A writer asks for the header, sends it and the body (telling [`TwoPhase::observe_body`] what it sends), asks for the
/// trailer and calls [`TwoPhase::end_frame`], so that a format with state keeps step on both sides.
///
/// ```
/// use framing_core::{ByteSink, encode_frame, BodyLen, Encode, EncodeError, Extent, Malformed, Scan, TwoPhase};
///
/// struct OneByteLength;
///
/// impl TwoPhase for OneByteLength {
///     type Header = u8;
///     fn header_len(&self, _: &[u8], _: &mut Scan) -> Result<Extent, Malformed> {
///         Ok(Extent::Exact(1))
///     }
///     fn header(&self, bytes: &[u8]) -> Result<u8, Malformed> {
///         Ok(bytes[0])
///     }
///     fn body_len(&self, header: &u8) -> Result<BodyLen, Malformed> {
///         Ok(BodyLen::Exact((*header).into()))
///     }
/// }
///
/// impl Encode for OneByteLength {
///     fn encode_header<B: ByteSink>(&self, _: &u8, body_len: u64, out: &mut B) -> Result<(), EncodeError> {
///         out.put_u8(EncodeError::fit(body_len, u8::MAX.into())? as u8);
///         Ok(())
///     }
/// }
///
/// let mut wire = Vec::new();
/// encode_frame(&mut OneByteLength, &0, b"hi", &mut wire)?;
/// assert_eq!(wire, b"\x02hi");
/// assert!(encode_frame(&mut OneByteLength, &0, &[0; 256], &mut wire).is_err());
/// assert_eq!(wire, b"\x02hi", "a refused frame leaves nothing behind");
/// # Ok::<(), EncodeError>(())
/// ```
pub trait Encode: TwoPhase {
    /// Writes the header of a frame whose body has `body_len` bytes.
    ///
    /// Whatever length `header` itself carries is not looked at: a header that was read can be written again in front
    /// of another body. Nothing is written when it is refused.
    ///
    /// # Errors
    ///
    /// [`EncodeError`] if the length does not fit the field, or the format cannot encode the header.
    fn encode_header<B: ByteSink>(
        &self,
        header: &Self::Header,
        body_len: u64,
        out: &mut B,
    ) -> Result<(), EncodeError>;

    /// Writes what ends the frame, after all of the body was [seen](TwoPhase::observe_body).
    #[inline]
    fn encode_trailer<B: ByteSink>(&self, header: &Self::Header, body_len: u64, out: &mut B) {
        let _ = (header, body_len, out);
    }
}

/// How far a part of the frame reaches.
// Exhaustive on purpose: an extent is known or it is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// Exactly this many bytes, whether or not they have all been seen.
    Exact(usize),
    /// At least this many bytes, and more than were seen: nothing is learned by asking again with fewer.
    AtLeast(usize),
}

/// The length of a body, as its header specifies it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BodyLen {
    /// This many bytes.
    Exact(u64),
    /// As far as [`TwoPhase::scan_body`] says: until a delimiter, or until a walk over the body ends.
    Scan,
    /// Until the stream ends.
    UntilEnd,
}

/// How far a search has come, kept between two looks at the same part of a frame.
///
/// Both numbers are the format's own; they are zero at the start of a header and at the start of a body.
///
/// ```
/// use framing_core::{Extent, Scan};
///
/// /// A part that ends with its first newline, found without looking at any byte twice.
/// fn line(seen: &[u8], scan: &mut Scan) -> Extent {
///     match seen[scan.position..].iter().position(|&byte| byte == b'\n') {
///         Some(more) => Extent::Exact(scan.position + more + 1),
///         None => {
///             scan.position = seen.len();
///             Extent::AtLeast(seen.len() + 1)
///         }
///     }
/// }
///
/// let mut scan = Scan::default();
/// assert_eq!(line(b"ab", &mut scan), Extent::AtLeast(3));
/// assert_eq!(line(b"abc\nd", &mut scan), Extent::Exact(4));
/// ```
// Exhaustive on purpose: it is copied at every look at a header and does not grow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scan {
    /// Where the search resumes: the bytes before it were searched without a match.
    pub position: usize,
    /// Whatever else the search has to remember: a depth, the state of a small machine.
    pub state: u64,
}
