//! Plain lengths: a number of fixed width, then as many bytes of body.

mod builder;
mod field;
mod rule;

use core::marker::PhantomData;

use byteorder::{BigEndian, ByteOrder, LittleEndian};
use bytes::BufMut;

pub use self::builder::LengthBuilder;
pub use self::field::{LengthField, LengthHeader};
pub use self::rule::LengthCovers;
#[cfg(feature = "spec")]
pub(crate) use self::rule::Rule;
use crate::{BodyLen, Encode, EncodeError, Extent, Malformed, Scan, TwoPhase};

/// A length of `WIDTH` bytes, 1 to 8, that counts the body; the header is that number and nothing else.
///
/// It has no size and no settings, so a reader of it compiles to a load, a byte swap and a comparison. Where the
/// header holds other bytes too, or the length counts more than the body, [`in_header`](Self::in_header) and
/// [`field`](Self::field) begin a [`LengthField`]. The widths and orders in use have names: [`U8`] to [`U64Le`].
///
/// When a frame is written the number is made from the body; the header that is handed in is not looked at.
///
/// ```
/// use framing_core::{BodyLen, TwoPhase, U24Be};
///
/// let header = U24Be::new().header(&[0x01, 0x00, 0x02])?;
/// assert_eq!(header, 0x01_0002);
/// assert_eq!(U24Be::new().body_len(&header)?, BodyLen::Exact(0x01_0002));
/// # Ok::<(), framing_core::Malformed>(())
/// ```
///
/// A width that no number of 64 bits has does not compile:
///
/// ```compile_fail
/// let format = framing_core::Length::<9>::new();
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Length<const WIDTH: usize, O: ByteOrder = BigEndian> {
    order: PhantomData<O>,
}

/// A 1-byte length.
pub type U8 = Length<1>;
/// A 2-byte big-endian length, as in DNS over TCP (RFC 1035, section 4.2.2).
pub type U16Be = Length<2>;
/// A 2-byte little-endian length.
pub type U16Le = Length<2, LittleEndian>;
/// A 3-byte big-endian length, as in RSocket over TCP.
pub type U24Be = Length<3>;
/// A 3-byte little-endian length.
pub type U24Le = Length<3, LittleEndian>;
/// A 4-byte big-endian length, the most common of all.
pub type U32Be = Length<4>;
/// A 4-byte little-endian length.
pub type U32Le = Length<4, LittleEndian>;
/// An 8-byte big-endian length.
pub type U64Be = Length<8>;
/// An 8-byte little-endian length.
pub type U64Le = Length<8, LittleEndian>;

impl<const WIDTH: usize, O: ByteOrder> Length<WIDTH, O> {
    /// The arithmetic is that of [`LengthField`], with settings that the compiler sees through.
    const FIELD: LengthField<WIDTH, 0, WIDTH, O> = LengthBuilder::new().build();

    /// The format. It has no settings.
    #[must_use]
    pub const fn new() -> Self {
        const { _ = Self::FIELD }
        Self { order: PhantomData }
    }

    /// A header that is this length alone, to be told what the length counts.
    ///
    /// ```
    /// use framing_core::{BodyLen, LengthCovers, TwoPhase, U32Be};
    ///
    /// let format = U32Be::field().counts(LengthCovers::LengthAndBody).build();
    /// let header = format.header(&[0, 0, 0, 6])?;
    /// assert_eq!(format.body_len(&header)?, BodyLen::Exact(2));
    /// # Ok::<(), framing_core::Malformed>(())
    /// ```
    pub const fn field() -> LengthBuilder<WIDTH, 0, WIDTH, O> {
        LengthBuilder::new()
    }

    /// A header of `HEADER` bytes with this length at byte `OFFSET`.
    ///
    /// ```
    /// use framing_core::{BodyLen, TwoPhase, U32Be};
    ///
    /// // gRPC: a byte of flags, then the length of the message.
    /// let grpc = U32Be::in_header::<5, 1>().build();
    /// let header = grpc.header(&[1, 0, 0, 0, 9])?;
    /// assert_eq!((header.bytes[0], header.length), (1, 9));
    /// # Ok::<(), framing_core::Malformed>(())
    /// ```
    ///
    /// A field that does not lie within the header does not compile:
    ///
    /// ```compile_fail
    /// let format = framing_core::U32Be::in_header::<5, 2>();
    /// ```
    pub const fn in_header<const HEADER: usize, const OFFSET: usize>()
    -> LengthBuilder<HEADER, OFFSET, WIDTH, O> {
        LengthBuilder::new()
    }
}

impl<const WIDTH: usize, O: ByteOrder> Default for Length<WIDTH, O> {
    fn default() -> Self {
        Self::new()
    }
}

impl<const WIDTH: usize, O: ByteOrder> TwoPhase for Length<WIDTH, O> {
    /// The length as it was written.
    type Header = u64;

    #[inline(always)]
    fn header_len(&self, _: &[u8], _: &mut Scan) -> Result<Extent, Malformed> {
        Ok(Extent::Exact(WIDTH))
    }

    #[inline(always)]
    fn header(&self, bytes: &[u8]) -> Result<u64, Malformed> {
        Ok(Self::FIELD.header(bytes)?.length)
    }

    #[inline(always)]
    fn body_len(&self, header: &u64) -> Result<BodyLen, Malformed> {
        Self::FIELD.body_len_of(*header)
    }
}

impl<const WIDTH: usize, O: ByteOrder> Encode for Length<WIDTH, O> {
    #[inline]
    fn encode_header<B: BufMut>(&self, _: &u64, body_len: u64, out: &mut B) -> Result<(), EncodeError> {
        Self::FIELD.encode_header(&LengthHeader::default(), body_len, out)
    }
}
