//! Push style: bytes go in, frames come out, and what is not a frame yet is kept.

#[cfg(feature = "std")]
use alloc::vec::Vec;
#[cfg(feature = "std")]
use core::ops::Range;

use crate::decoder::Decoder;
use crate::frame::Parts;
use crate::read::{Batch, Fixed, Growing, Storage};
use crate::{Error, ErrorKind, Frame, Limits, Phase, Step, TwoPhase};

/// A [`Decoder`] with the buffer that it decodes from: push bytes in, take frames out.
///
/// This is the part that every reader of this crate is made of, and the way to use a format where no reader fits: a
/// callback that hands over packets, a ring of an embedded driver, a test.
///
/// ```
/// use framing_core::{FrameBuffer, U16Be};
///
/// let mut frames = FrameBuffer::new(U16Be::new());
/// let mut bodies = Vec::new();
/// for piece in [&b"\x00"[..], b"\x02h", b"i\x00\x02yo"] {
///     frames.push(piece);
///     while let Some(frame) = frames.next()? {
///         bodies.push(frame.body().to_vec());
///     }
/// }
/// assert_eq!(bodies, [b"hi", b"yo"]);
/// frames.end();
/// assert!(frames.next()?.is_none() && frames.is_ended(), "the stream ended between two frames");
/// # Ok::<(), framing_core::Error>(())
/// ```
///
/// # Memory
///
/// At most max(4 KiB, twice what has arrived and is not consumed, 64 KiB of read-ahead while reads fill it), whatever a
/// header announces; after a big frame it shrinks again; idle readers hold none.
#[derive(Debug)]
pub struct FrameBuffer<F: TwoPhase, S = Growing> {
    decoder: Decoder<F>,
    buffer: S,
    need: usize,
    /// Whether the frame at the front is skipped as soon as it is complete.
    passes_over: bool,
    end: End,
}

impl<F: TwoPhase<Header: Clone> + Clone, S: Clone> Clone for FrameBuffer<F, S> {
    fn clone(&self) -> Self {
        let Self { decoder, buffer, need, passes_over, end } = self;
        let (decoder, buffer) = (decoder.clone(), buffer.clone());
        Self { decoder, buffer, need: *need, passes_over: *passes_over, end: *end }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    NotYet,
    Told,
    /// At a frame boundary, and [`FrameBuffer::next`] has reported it.
    Clean,
}

/// Learns about the frame at the front of some bytes.
type Advance<F> = fn(&mut Decoder<F>, &[u8]) -> Result<Step<()>, Error>;

#[cfg(feature = "alloc")]
impl<F: TwoPhase> FrameBuffer<F> {
    /// An empty buffer for a stream that starts now, with the format's own limits.
    #[must_use]
    pub fn new(format: F) -> Self {
        Self::over(Growing::default(), Decoder::new(format))
    }

    /// Appends what was received.
    pub fn push(&mut self, bytes: &[u8]) {
        self.buffer.append(bytes);
    }

    /// Returns room to receive into, never empty; report the bytes used to [`filled`](Self::filled). Like
    /// [`push`](Self::push), without the copy.
    pub fn room(&mut self) -> &mut [u8] {
        self.buffer.room(self.need)
    }

    /// Marks the first `n` bytes of the [`room`](Self::room) as received; at most all of it, whatever `n` is.
    pub fn filled(&mut self, n: usize) {
        self.buffer.filled(n, self.need);
    }

    /// What was received and is not part of a frame taken so far, without a copy.
    #[cfg(feature = "std")]
    #[must_use]
    pub fn into_unread(mut self) -> bytes::Bytes {
        let (data, unread) = self.buffer.take();
        bytes::Bytes::from(data).slice(unread)
    }

    /// Gives the memory back if no byte is buffered, and returns whether it did.
    ///
    /// The readers do so whenever they wait between two frames. A caller that [pushes](Self::push) knows best when its
    /// stream becomes idle.
    ///
    /// ```
    /// use framing_core::{FrameBuffer, U8};
    ///
    /// let mut frames = FrameBuffer::new(U8::new());
    /// frames.push(b"\x02hi");
    /// assert!(!frames.release(), "the frame is still buffered");
    /// assert!(frames.next()?.is_some() && frames.release());
    /// assert_eq!(frames.capacity(), 0);
    /// # Ok::<(), framing_core::Error>(())
    /// ```
    pub fn release(&mut self) -> bool {
        self.buffer.release_if_empty()
    }

    /// Bytes of memory held for buffering.
    #[must_use]
    pub fn capacity(&self) -> usize {
        self.buffer.capacity()
    }

    /// Hands out the memory that holds the unread bytes, and their place in it. The buffer is empty afterwards.
    #[cfg(feature = "std")]
    pub(crate) fn take_memory(&mut self) -> (Vec<u8>, Range<usize>) {
        self.buffer.take()
    }

    /// Takes back what [`take_memory`](Self::take_memory) handed out, of which `unread` was not used.
    #[cfg(feature = "std")]
    pub(crate) fn give_back_memory(&mut self, data: Vec<u8>, unread: Range<usize>) {
        self.buffer.give_back(data, unread);
    }

    /// Whether the reader should receive the next bytes somewhere else first, for [`receive`](Self::receive): the buffer
    /// holds no memory, and nothing suggests that bytes are waiting.
    #[cfg(feature = "std")]
    pub(crate) fn is_idle(&self) -> bool {
        self.buffer.is_idle()
    }

    /// Appends what a read of at most `room` bytes received somewhere else.
    #[cfg(feature = "std")]
    pub(crate) fn receive(&mut self, bytes: &[u8], room: usize) {
        self.buffer.receive(bytes, room);
    }

    /// Gives the memory back and reads no further than the frame at the front, for a reader with a budget.
    #[cfg(feature = "tokio")]
    pub(crate) fn shrink_to_fit(&mut self) {
        self.buffer.shrink_to_fit();
    }

    /// Keeps within what a memory budget allows from now on.
    #[cfg(feature = "tokio")]
    pub(crate) fn set_allowance(&mut self, allowance: usize, reach: usize) {
        self.buffer.set_allowance(allowance, reach);
    }
}

impl<'s, F: TwoPhase> FrameBuffer<F, Fixed<'s>> {
    /// Creates a buffer for a new stream in memory that the caller provides. It never allocates.
    ///
    /// A frame that is larger than `memory` is refused as [`TooLong`](ErrorKind::TooLong), and can be
    /// [skipped](Self::skip) or [streamed](Self::stream_body) if its header specifies its length.
    ///
    /// ```
    /// use framing_core::{FrameBuffer, U8};
    ///
    /// let mut memory = [0; 8];
    /// let mut frames = FrameBuffer::with_storage(&mut memory, U8);
    /// assert_eq!(frames.push(b"\x02hi\x09too large"), 8, "the memory is full");
    /// assert_eq!(frames.next()?.expect("a frame").body(), b"hi");
    ///
    /// let error = frames.next().unwrap_err();
    /// assert_eq!(error.to_string(), "body too long at byte 4: expected at most 7 bytes, found 9");
    /// frames.skip()?;
    /// assert_eq!(frames.push(b"large\x02yo"), 8);
    /// assert_eq!(frames.next()?.expect("a frame").body(), b"yo");
    /// # Ok::<(), framing_core::Error>(())
    /// ```
    #[must_use]
    pub fn with_storage(memory: &'s mut [u8], format: F) -> Self {
        Self::over(Fixed::new(memory), Decoder::new(format))
    }

    /// Appends the first of `bytes`, as many as there is room for, and returns how many.
    #[must_use = "the other bytes must be pushed again after frames were taken"]
    pub fn push(&mut self, bytes: &[u8]) -> usize {
        self.buffer.append(bytes, self.need)
    }

    /// Returns room to receive into, empty if the memory is full of bytes that are not consumed.
    ///
    /// [`filled`](Self::filled) marks how much of it was used.
    pub fn room(&mut self) -> &mut [u8] {
        self.buffer.room(self.need)
    }

    /// Marks the first `n` bytes of the [`room`](Self::room) as received; at most all of it, whatever `n` is.
    pub fn filled(&mut self, n: usize) {
        self.buffer.filled(n);
    }
}

impl<F: TwoPhase, S: Storage> FrameBuffer<F, S> {
    fn over(buffer: S, decoder: Decoder<F>) -> Self {
        Self { decoder, buffer, need: 0, passes_over: false, end: End::NotYet }
    }

    /// The same buffer with other limits.
    #[must_use]
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.decoder.set_limits(limits);
        self
    }

    /// Marks the end of the stream. After that, [`next`](Self::next) distinguishes a clean end from a truncated frame.
    pub fn end(&mut self) {
        self.end = End::Told;
    }

    /// The next frame, or nothing while it is incomplete, and once the stream has ended cleanly.
    ///
    /// # Errors
    ///
    /// The decoder's, final: malformed or too long, or truncated after [`end`](Self::end).
    #[inline]
    #[expect(
        clippy::should_implement_trait,
        reason = "the frame borrows from the buffer, which an Iterator cannot express"
    )]
    pub fn next(&mut self) -> Result<Option<Frame<'_, F::Header>>, Error> {
        if let Some(parts) = self.step_fast() {
            return Ok(Some(self.lend(parts)));
        }
        match self.status()? {
            Step::Done(true) => self.take().map(Some),
            Step::Need(_) | Step::Done(false) => Ok(None),
        }
    }

    /// The frames that are buffered whole, one after the other, without copying any.
    ///
    /// What the iterator has not yielded stays buffered. An error comes after the frames before it.
    pub fn batch(&mut self) -> Batch<'_, F> {
        // The decoder reports an error of this step again.
        let waits = matches!(self.pass_over_body(), Ok(Some(_)));
        let (input, mark) = self.buffer.unread_and_mark();
        Batch { decoder: &mut self.decoder, input: if waits { &[] } else { input }, mark, failed: false }
    }

    /// The same stream read on as another format, from the first byte that is not part of a frame taken so far. Offsets go
    /// on; the new format brings its own limits.
    #[must_use]
    pub fn with_format<G: TwoPhase>(self, format: G) -> FrameBuffer<G, S> {
        let decoder = Decoder::new(format).with_offset(self.decoder.offset());
        let end = if self.end == End::NotYet { End::NotYet } else { End::Told };
        FrameBuffer { decoder, buffer: self.buffer, need: 0, passes_over: false, end }
    }

    /// Bytes received and not consumed.
    #[must_use]
    pub fn buffered(&self) -> &[u8] {
        self.buffer.unread()
    }

    /// Whether nothing more will be pushed.
    pub(crate) fn has_been_told_the_end(&self) -> bool {
        self.end != End::NotYet
    }

    /// Whether the stream has ended at a frame boundary.
    #[must_use]
    pub fn is_ended(&self) -> bool {
        self.end == End::Clean
    }

    /// What is waited for: the phase, how many bytes of the frame are buffered and how many must be.
    #[must_use]
    pub fn waiting(&self) -> Waiting {
        Waiting { phase: self.decoder.phase(), have: self.buffered().len(), need: self.need }
    }

    /// The decoder.
    #[must_use]
    pub fn decoder(&self) -> &Decoder<F> {
        &self.decoder
    }

    /// The format, to tell it what was sent, where that decides how the answer reads; see
    /// [`Decoder::format_mut`](Decoder::format_mut).
    pub fn format_mut(&mut self) -> &mut F {
        self.decoder.format_mut()
    }

    /// Sets the limits. They apply immediately, also to the incomplete frame at the front.
    pub fn set_limits(&mut self, limits: Limits) {
        self.decoder.set_limits(limits);
    }

    /// The frame at the front, consumed, for [`lend`](Self::lend), if it is whole and nothing is out of the ordinary.
    #[inline(always)]
    pub(crate) fn step_fast(&mut self) -> Option<Parts<F::Header>> {
        self.decoder.step_fast(self.buffer.unread())
    }

    /// Consumes the frame at the front of `shared`, which [`take_memory`](Self::take_memory) handed out, if it is
    /// complete and ordinary.
    #[cfg(feature = "std")]
    #[inline(always)]
    pub(crate) fn step_shared_fast(&mut self, shared: &[u8]) -> Option<Parts<F::Header>> {
        self.decoder.step_fast(shared)
    }

    /// Consumes the frame at the front of `shared`, which [`take_memory`](Self::take_memory) handed out.
    #[cfg(feature = "std")]
    pub(crate) fn step_shared(&mut self, shared: &[u8]) -> Result<Step<Parts<F::Header>>, Error> {
        self.decoder.step(shared)
    }

    /// Takes back that the stream ended, after an [end](Self::end) that was only temporary.
    ///
    /// A [`Truncated`](crate::ErrorKind::Truncated) error is taken back too, unless bytes of that frame were consumed
    /// because its body was streamed.
    pub fn resume(&mut self) {
        self.end = End::NotYet;
        self.decoder.resume();
    }

    /// Lends the frame that a step found.
    #[inline(always)]
    pub(crate) fn lend(&mut self, parts: Parts<F::Header>) -> Frame<'_, F::Header> {
        let total = parts.layout.total();
        Frame::lend(parts, self.buffer.consume(total))
    }

    /// Whether a complete frame is buffered; `false` once the stream has ended at a frame boundary.
    ///
    /// It skips the remaining bytes of a body that was being streamed and consumes nothing else.
    pub(crate) fn status(&mut self) -> Result<Step<bool>, Error> {
        self.status_of(Decoder::advance)
    }

    /// The same, content with a frame of which the header is there.
    pub(crate) fn header_status(&mut self) -> Result<Step<bool>, Error> {
        self.status_of(Decoder::advance_to_header)
    }

    fn status_of(&mut self, advance: Advance<F>) -> Result<Step<bool>, Error> {
        if let Some(need) = self.pass_over_body()? {
            return Ok(Step::Need(need));
        }
        let input = self.buffer.unread();
        match advance(&mut self.decoder, input)? {
            Step::Done(()) => Ok(Step::Done(true)),
            Step::Need(need) if self.end == End::NotYet => {
                self.expect(need)?;
                Ok(Step::Need(need))
            }
            Step::Need(_) => self.status_at_the_end(),
        }
    }

    /// Sets the need of the frame at the front, which the memory must be able to hold.
    fn expect(&mut self, need: usize) -> Result<(), Error> {
        self.need = need;
        let most = self.buffer.most();
        if need <= most {
            return Ok(());
        }
        Err(self.decoder.refuse_to_buffer(need, most, self.buffer.unread()))
    }

    fn status_at_the_end(&mut self) -> Result<Step<bool>, Error> {
        if self.decoder.finish_frame(self.buffer.unread())? {
            return Ok(Step::Done(true));
        }
        self.end = End::Clean;
        Ok(Step::Done(false))
    }

    /// Consumes the header that was read, so that the body can be streamed.
    pub(crate) fn consume_header(&mut self) -> Result<(), Error> {
        let header_len = self.decoder.begin_body(self.buffer.unread())?;
        self.buffer.consume(header_len);
        Ok(())
    }

    /// Consumes the first `n` bytes that [`body`](Self::body) returned, or all of them if they are fewer.
    pub fn consume_body(&mut self, n: usize) {
        if let Ok(Step::Done(Some(most))) = self.body_step() {
            let piece = self.buffer.unread().get(..n.min(most)).unwrap_or_default();
            self.decoder.observe_body(piece);
            self.buffer.consume(n.min(most));
        }
    }

    /// Passes body bytes to the decoder that a reader received directly, past the empty buffer.
    #[cfg(feature = "tokio")]
    pub(crate) fn observe_body(&mut self, piece: &[u8]) {
        self.decoder.observe_body(piece);
    }

    /// Returns how many buffered bytes are body; at the end of the body, consumes the trailer and returns `None`.
    pub(crate) fn body_step(&mut self) -> Result<Step<Option<usize>>, Error> {
        let step = self.decoder.body_step(self.buffer.unread(), self.has_been_told_the_end())?;
        match step {
            Step::Need(need) => self.expect(need)?,
            Step::Done(None) => {
                let trailer = self.decoder.end_body(self.buffer.unread())?;
                self.buffer.consume(trailer);
            }
            Step::Done(Some(_)) => {}
        }
        Ok(step)
    }

    /// Makes every later call skip the frame at the front first.
    pub(crate) fn begin_passing_over(&mut self) -> Result<(), Error> {
        match self.consume_header() {
            Err(error) if error.kind() == ErrorKind::NotStreamable => {
                self.passes_over = true;
                Ok(())
            }
            done => done,
        }
    }

    /// Consumes the body that is being streamed as far as it has arrived. Returns the need if more of it is to come.
    pub(crate) fn pass_over_body(&mut self) -> Result<Option<usize>, Error> {
        while self.decoder.is_streaming() {
            match self.body_step()? {
                Step::Done(Some(n)) => self.consume_body(n),
                Step::Need(need) => return Ok(Some(need)),
                Step::Done(None) => {}
            }
        }
        if self.passes_over { self.pass_over_whole() } else { Ok(None) }
    }

    /// Consumes the frame at the front once it is complete. Returns the need if more of it is to come.
    fn pass_over_whole(&mut self) -> Result<Option<usize>, Error> {
        let input = self.buffer.unread();
        match self.decoder.advance(input)? {
            Step::Need(need) if !self.has_been_told_the_end() => {
                self.expect(need)?;
                return Ok(Some(need));
            }
            Step::Need(_) => _ = self.decoder.finish_frame(input)?,
            Step::Done(()) => {}
        }
        self.passes_over = false;
        self.take().map(|_| None)
    }

    /// Fuses the decoder because its user refuses the frame whose header was read.
    pub(crate) fn refuse_frame(&mut self) -> Error {
        self.decoder.refuse_frame(self.buffer.unread())
    }

    /// Consumes the frame that [`status`](Self::status) found whole.
    pub(crate) fn take(&mut self) -> Result<Frame<'_, F::Header>, Error> {
        let parts = self.decoder.take(self.buffer.unread())?;
        Ok(self.lend(parts))
    }
}

/// What a reader waits for: printed where a program hangs, it shows why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Waiting {
    /// The phase of the frame.
    pub phase: Phase,
    /// Bytes of the frame that are buffered.
    pub have: usize,
    /// Bytes of the frame that must be buffered to continue; 0 before the first wait.
    pub need: usize,
}

impl core::fmt::Display for Waiting {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{}: have {} of {} bytes", self.phase, self.have, self.need)
    }
}
