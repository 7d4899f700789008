//! The same engine under `tokio_util::codec`.

use bytes::{Buf, Bytes, BytesMut};
use tokio_util::codec;

use crate::decoder::Progress;
use crate::encode::encode_gathered;
use crate::frame::Parts;
use crate::{Decoder, Encode, Limits, OwnedFrame, ReadError, TwoPhase, WriteError};

/// Any [format](TwoPhase) as a [`codec::Decoder`] and a [`codec::Encoder`], for [`codec::Framed`].
///
/// It decodes to [`OwnedFrame`]s, cut from the buffer without a copy, and encodes a header with a body, or a body alone
/// where the format's header has a default.
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
/// A stream that ends inside a frame ends with an error, exactly after a header too.
///
/// # Memory
///
/// Room for a frame is made in proportion to what of it has arrived, never on its header's word. `Framed` itself holds
/// 8 KiB for each direction; a `FrameReader` (feature `tokio`) holds none while idle.
#[derive(Debug)]
pub struct FrameCodec<F: TwoPhase> {
    decoder: Decoder<F>,
    /// The two directions are two streams: a format that keeps state has one for each.
    encoder: F,
}

impl<F: TwoPhase + Clone> FrameCodec<F> {
    /// A codec that reads and writes the same format, for streams that start now.
    #[must_use]
    pub fn new(format: F) -> Self {
        Self::with_formats(format.clone(), format)
    }
}

impl<F: TwoPhase> FrameCodec<F> {
    /// A codec that reads the one and writes the other: where the two sides of a protocol differ, as a client and a
    /// server do.
    #[must_use]
    pub fn with_formats(read: F, write: F) -> Self {
        Self { decoder: Decoder::new(read), encoder: write }
    }

    /// The same codec with other limits for what it reads.
    #[must_use]
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.decoder.set_limits(limits);
        self
    }

    /// The decoder.
    #[must_use]
    pub fn decoder(&self) -> &Decoder<F> {
        &self.decoder
    }

    /// The format that is written, in the state that the frames so far have left it in.
    #[must_use]
    pub fn encoder(&self) -> &F {
        &self.encoder
    }
}

impl<F: TwoPhase> codec::Decoder for FrameCodec<F> {
    type Item = OwnedFrame<F::Header>;
    type Error = ReadError;

    #[inline]
    fn decode(&mut self, src: &mut BytesMut) -> Result<Option<Self::Item>, ReadError> {
        match self.decoder.step(src)? {
            Progress::Frame(parts) => Ok(Some(cut(parts, src))),
            Progress::Need(need) => {
                // As much again as has arrived: the cost of moving stays in proportion, and so does the memory.
                src.reserve(need.saturating_sub(src.len()).min(src.len()));
                Ok(None)
            }
        }
    }

    fn decode_eof(&mut self, src: &mut BytesMut) -> Result<Option<Self::Item>, ReadError> {
        if !self.decoder.finish_frame(src)? {
            return Ok(None);
        }
        Ok(Some(cut(self.decoder.take(src)?, src)))
    }
}

/// The frame at the front of `src`, without a copy.
#[inline(always)]
fn cut<H>(parts: Parts<H>, src: &mut BytesMut) -> OwnedFrame<H> {
    let bytes = src.split_to(parts.layout.total()).freeze();
    OwnedFrame::new(parts, bytes)
}

impl<F: Encode, B: Buf> codec::Encoder<(F::Header, B)> for FrameCodec<F> {
    type Error = WriteError;

    #[inline]
    fn encode(&mut self, (header, body): (F::Header, B), dst: &mut BytesMut) -> Result<(), WriteError> {
        dst.reserve(body.remaining());
        encode_gathered(&mut self.encoder, &header, body, dst)?;
        Ok(())
    }
}

impl<F: Encode<Header: Default>> codec::Encoder<Bytes> for FrameCodec<F> {
    type Error = WriteError;

    #[inline]
    fn encode(&mut self, body: Bytes, dst: &mut BytesMut) -> Result<(), WriteError> {
        self.encode((F::Header::default(), body), dst)
    }
}
