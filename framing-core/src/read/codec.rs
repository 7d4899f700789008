//! The same engine under `tokio_util::codec`.

use core::marker::PhantomData;
use std::io;

use bytes::{Buf, Bytes, BytesMut};
use tokio_util::codec;

use crate::frame::Parts;
use crate::write::encode::encode_gathered;
use crate::{Decoder, Encode, Limits, OwnedFrame, ReadError, Step, TwoPhase, WriteError};

/// Any [format](TwoPhase) as a [`codec::Decoder`] and a [`codec::Encoder`], for [`codec::Framed`].
///
/// It decodes [`OwnedFrame`]s without copying them, and encodes items of type `Item`: bodies, where the format's header has
/// a default, or bodies [with their headers](Self::with_headers). A codec encodes one type of item, so that `flush` and
/// `close` of `Framed` need no type annotations.
///
/// ```
/// use bytes::Bytes;
/// use framing_core::{FrameCodec, U32Be};
/// use futures_util::{SinkExt, StreamExt};
/// use tokio_util::codec::Framed;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let (here, there) = tokio::io::duplex(64);
/// let mut here = Framed::new(here, FrameCodec::new(U32Be::new()));
/// let mut there = Framed::new(there, FrameCodec::new(U32Be::new()));
///
/// here.send(Bytes::from("hello")).await?;
/// let frame = there.next().await.expect("one frame")?;
/// assert_eq!(frame.body(), b"hello");
/// # Ok(())
/// # }
/// ```
///
/// A stream that ends inside a frame, even directly after a header, ends with an error.
///
/// # Memory
///
/// The buffer grows in proportion to the received bytes, never based on an unvalidated length, and shrinks again after a
/// big frame. `Framed` itself holds 8 KiB for each direction; a `FrameReader` (feature `tokio`) holds none while idle.
#[derive(Debug)]
pub struct FrameCodec<F: TwoPhase, Item = Bytes> {
    decoder: Decoder<F>,
    /// The two directions are two streams: a format that keeps state has one for each.
    encoder: F,
    /// Bytes encoded so far.
    encoded: u64,
    /// How often in a row room was made for little while the buffer was big.
    calm: u8,
    item: PhantomData<fn(Item)>,
}

impl<F: TwoPhase + Clone> FrameCodec<F> {
    /// Creates a codec that reads and writes the same format, for new streams.
    #[must_use]
    pub fn new(format: F) -> Self {
        Self::with_formats(format.clone(), format)
    }
}

impl<F: TwoPhase> FrameCodec<F> {
    /// Creates a codec that reads one format and writes another, for protocols whose two sides differ.
    #[must_use]
    pub fn with_formats(read: F, write: F) -> Self {
        Self { decoder: Decoder::new(read), encoder: write, encoded: 0, calm: 0, item: PhantomData }
    }

    /// Encodes each body with the header that precedes it.
    ///
    /// ```
    /// use bytes::Bytes;
    /// use framing_core::{FrameCodec, U32Be};
    /// use futures_util::{SinkExt, StreamExt};
    /// use tokio_util::codec::Framed;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// /// A byte for the kind, then a length.
    /// let format = U32Be::in_header::<5, 1>().build();
    /// let (here, there) = tokio::io::duplex(64);
    /// let mut here = Framed::new(here, FrameCodec::new(format).with_headers());
    /// let mut there = Framed::new(there, FrameCodec::new(format));
    ///
    /// here.send(([7, 0, 0, 0, 0].into(), Bytes::from("hello"))).await?;
    /// here.close().await?;
    /// let frame = there.next().await.expect("one frame")?;
    /// assert_eq!((frame.header.bytes[0], frame.body()), (7, &b"hello"[..]));
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn with_headers(self) -> FrameCodec<F, (F::Header, Bytes)> {
        let Self { decoder, encoder, encoded, calm, .. } = self;
        FrameCodec { decoder, encoder, encoded, calm, item: PhantomData }
    }
}

impl<F: TwoPhase, Item> FrameCodec<F, Item> {
    /// Sets the limits for what the codec reads and writes.
    #[must_use]
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.decoder.set_limits(limits);
        self
    }

    /// Returns the decoder.
    #[must_use]
    pub fn decoder(&self) -> &Decoder<F> {
        &self.decoder
    }

    /// Returns the format that is written, in its current state.
    #[must_use]
    pub fn encoder(&self) -> &F {
        &self.encoder
    }
}

impl<F: TwoPhase> FrameCodec<F> {
    /// Decodes and encodes bodies alone, with `io::Error` in both directions, as `tokio-serde` and `forward` expect.
    ///
    /// ```
    /// use framing_core::{FrameCodec, U8};
    /// use futures_util::StreamExt;
    /// use tokio_util::codec::{FramedRead, FramedWrite};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let mut copy = Vec::new();
    /// let bodies = FramedRead::new(&b"\x02hi\x02yo"[..], FrameCodec::new(U8).bodies());
    /// bodies.forward(FramedWrite::new(&mut copy, FrameCodec::new(U8).bodies())).await?;
    /// assert_eq!(copy, b"\x02hi\x02yo");
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn bodies(self) -> BodyCodec<F> {
        BodyCodec { frames: self }
    }
}

/// A [`FrameCodec`] whose items are bodies; see [`FrameCodec::bodies`].
#[derive(Debug)]
pub struct BodyCodec<F: TwoPhase> {
    frames: FrameCodec<F>,
}

impl<F: TwoPhase> codec::Decoder for BodyCodec<F> {
    type Item = BytesMut;
    type Error = io::Error;

    #[inline]
    fn decode(&mut self, src: &mut BytesMut) -> Result<Option<BytesMut>, io::Error> {
        Ok(self.frames.step(src)?.map(|parts| cut_body(&parts, src)))
    }

    fn decode_eof(&mut self, src: &mut BytesMut) -> Result<Option<BytesMut>, io::Error> {
        Ok(self.frames.step_at_the_end(src)?.map(|parts| cut_body(&parts, src)))
    }
}

impl<F: Encode<Header: Default>, B: Buf> codec::Encoder<B> for BodyCodec<F> {
    type Error = io::Error;

    #[inline]
    fn encode(&mut self, body: B, dst: &mut BytesMut) -> Result<(), io::Error> {
        Ok(self.frames.encode_frame(&F::Header::default(), body, dst)?)
    }
}

/// Bytes that `Framed` begins with.
const LEAST: usize = 8 << 10;
/// Bytes up to which memory is kept after a big frame.
const BIG: usize = 64 << 10;
/// How often in a row room is made for little before a big buffer is given back.
const CALM: u8 = 8;

/// Moves the bytes to other memory of `capacity` bytes.
fn move_to(src: &mut BytesMut, capacity: usize) {
    let mut moved = BytesMut::with_capacity(capacity);
    moved.extend_from_slice(src);
    *src = moved;
}

/// The body of the frame at the front of `src`, without a copy.
fn cut_body<H>(parts: &Parts<H>, src: &mut BytesMut) -> BytesMut {
    let mut frame = src.split_to(parts.layout.total());
    let mut body = frame.split_off(parts.layout.header());
    body.truncate(parts.layout.body());
    body
}

impl<F: TwoPhase, Item> FrameCodec<F, Item> {
    #[inline(always)]
    fn step(&mut self, src: &mut BytesMut) -> Result<Option<Parts<F::Header>>, ReadError> {
        match self.decoder.step(src)? {
            Step::Done(parts) => Ok(Some(parts)),
            Step::Need(need) => {
                self.make_room(src, need);
                Ok(None)
            }
        }
    }

    /// Makes room for the frame: at most as much again as has arrived, so that the cost of moving and the memory stay in
    /// proportion to that, and little for long after a big frame.
    #[cold]
    fn make_room(&mut self, src: &mut BytesMut, need: usize) {
        // A little more than twice, for frames whose body is a power of two.
        let allowed = src.len().saturating_mul(2).saturating_add(src.len() / 64);
        let target = need.min(allowed).max(src.len());
        let oversized = src.capacity() > BIG && target <= src.capacity() / 4;
        self.calm = if oversized { self.calm + 1 } else { 0 };
        if self.calm > CALM {
            self.calm = 0;
            move_to(src, target.max(LEAST));
        } else if !src.try_reclaim(target - src.len()) {
            match target == need {
                // `reserve` would double the memory, only to read ahead what must be moved afterwards.
                true => move_to(src, target),
                false => src.reserve(target - src.len()),
            }
        }
    }

    fn step_at_the_end(&mut self, src: &[u8]) -> Result<Option<Parts<F::Header>>, ReadError> {
        match self.decoder.finish_frame(src)? {
            true => Ok(Some(self.decoder.take(src)?)),
            false => Ok(None),
        }
    }
}

impl<F: TwoPhase, Item> codec::Decoder for FrameCodec<F, Item> {
    type Item = OwnedFrame<F::Header>;
    type Error = ReadError;

    #[inline]
    fn decode(&mut self, src: &mut BytesMut) -> Result<Option<Self::Item>, ReadError> {
        Ok(self.step(src)?.map(|parts| cut(parts, src)))
    }

    fn decode_eof(&mut self, src: &mut BytesMut) -> Result<Option<Self::Item>, ReadError> {
        Ok(self.step_at_the_end(src)?.map(|parts| cut(parts, src)))
    }
}

/// The frame at the front of `src`, without a copy.
#[inline(always)]
fn cut<H>(parts: Parts<H>, src: &mut BytesMut) -> OwnedFrame<H> {
    let bytes = src.split_to(parts.layout.total()).freeze();
    OwnedFrame::new(parts, bytes)
}

impl<F: Encode> codec::Encoder<(F::Header, Bytes)> for FrameCodec<F, (F::Header, Bytes)> {
    type Error = WriteError;

    #[inline]
    fn encode(&mut self, (header, body): (F::Header, Bytes), dst: &mut BytesMut) -> Result<(), WriteError> {
        self.encode_frame(&header, body, dst)
    }
}

impl<F: Encode<Header: Default>> codec::Encoder<Bytes> for FrameCodec<F> {
    type Error = WriteError;

    #[inline]
    fn encode(&mut self, body: Bytes, dst: &mut BytesMut) -> Result<(), WriteError> {
        self.encode_frame(&F::Header::default(), body, dst)
    }
}

impl<F: Encode, Item> FrameCodec<F, Item> {
    #[inline]
    fn encode_frame(
        &mut self,
        header: &F::Header,
        body: impl Buf,
        dst: &mut BytesMut,
    ) -> Result<(), WriteError> {
        let Self { decoder, encoder, encoded, .. } = self;
        let body_len = body.remaining();
        dst.reserve(body_len);
        let around = encode_gathered(encoder, header, body, dst, *encoded, Some(&decoder.limits()))?;
        *encoded = encoded.saturating_add(around.total(body_len) as u64);
        Ok(())
    }
}
