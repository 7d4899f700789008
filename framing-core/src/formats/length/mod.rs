//! Plain lengths: a number of fixed width, followed by a body of that length.

mod builder;
mod field;
mod rule;

pub use self::builder::LengthBuilder;
pub use self::field::{LengthField, LengthFieldLe, LengthHeader};
pub use self::rule::LengthCovers;
#[cfg(feature = "spec")]
pub(crate) use self::rule::Rule;
use crate::{BodyLen, ByteSink, Encode, EncodeError, Extent, Malformed, Scan, TwoPhase};

/// A length of `WIDTH` bytes, 1 to 8, followed by a body of that length.
///
/// The length is big-endian, or little-endian where `LITTLE` is set. The type has no size and no settings, so a reader
/// of it compiles to a load, a byte swap and a comparison. For a header that contains other bytes too, or a length that
/// counts more than the body, [`in_header`](Self::in_header) and [`field`](Self::field) create a [`LengthBuilder`]. The
/// usual widths and byte orders have names, [`U8`](const@crate::U8) to [`U64Le`](const@crate::U64Le), each of which is a type and a value.
///
/// A writer computes the length from the body and ignores the header that it is given.
///
/// ```
/// use framing_core::{BodyLen, TwoPhase, U24Be};
///
/// let header = U24Be.header(&[0x01, 0x00, 0x02])?;
/// assert_eq!(header, 0x01_0002);
/// assert_eq!(U24Be.body_len(&header)?, BodyLen::Exact(0x01_0002));
/// # Ok::<(), framing_core::Malformed>(())
/// ```
///
/// A width that no number of 64 bits has does not compile:
///
/// ```compile_fail
/// let format = framing_core::Length::<9>::new();
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Length<const WIDTH: usize, const LITTLE: bool = false>(());

/// Each plain length, as a type and, since it has no settings, as a value of the same name.
macro_rules! plain_lengths {
    ($($(#[doc = $doc:literal])+ $name:ident = $length:ty;)+) => {$(
        $(#[doc = $doc])+
        pub type $name = $length;

        $(#[doc = $doc])+
        #[allow(non_upper_case_globals, reason = "the value of a type without settings has the name of the type")]
        pub const $name: $name = <$length>::new();
    )+};
}

plain_lengths! {
    /// A 1-byte length.
    U8 = Length<1>;
    /// A 2-byte big-endian length, as in DNS over TCP (RFC 1035, section 4.2.2).
    U16Be = Length<2>;
    /// A 2-byte little-endian length.
    U16Le = Length<2, true>;
    /// A 3-byte big-endian length, as in RSocket over TCP.
    U24Be = Length<3>;
    /// A 3-byte little-endian length.
    U24Le = Length<3, true>;
    /// A 4-byte big-endian length, the most common of all.
    U32Be = Length<4>;
    /// A 4-byte little-endian length.
    U32Le = Length<4, true>;
    /// An 8-byte big-endian length.
    U64Be = Length<8>;
    /// An 8-byte little-endian length.
    U64Le = Length<8, true>;
}

impl<const WIDTH: usize, const LITTLE: bool> Length<WIDTH, LITTLE> {
    /// The arithmetic is that of [`LengthField`], with settings that the compiler sees through.
    const FIELD: LengthField<WIDTH, 0, WIDTH, LITTLE> = LengthBuilder::new().build();

    /// Creates the format, which has no settings.
    #[must_use]
    pub const fn new() -> Self {
        const { _ = Self::FIELD }
        Self(())
    }

    /// Begins a format whose header is this length alone, for a length that does not count exactly the body.
    ///
    /// ```
    /// use framing_core::{BodyLen, LengthCovers, TwoPhase, U32Be};
    ///
    /// let format = U32Be::field().counts(LengthCovers::LengthAndBody).build();
    /// let header = format.header(&[0, 0, 0, 6])?;
    /// assert_eq!(format.body_len(&header)?, BodyLen::Exact(2));
    /// # Ok::<(), framing_core::Malformed>(())
    /// ```
    pub const fn field() -> LengthBuilder<WIDTH, 0, WIDTH, LITTLE> {
        LengthBuilder::new()
    }

    /// Begins a format whose header has `HEADER` bytes, with this length at byte `OFFSET`.
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
    -> LengthBuilder<HEADER, OFFSET, WIDTH, LITTLE> {
        LengthBuilder::new()
    }
}

impl<const WIDTH: usize, const LITTLE: bool> Default for Length<WIDTH, LITTLE> {
    fn default() -> Self {
        Self::new()
    }
}

impl<const WIDTH: usize, const LITTLE: bool> TwoPhase for Length<WIDTH, LITTLE> {
    /// The length.
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

impl<const WIDTH: usize, const LITTLE: bool> Encode for Length<WIDTH, LITTLE> {
    #[inline]
    fn encode_header<B: ByteSink>(&self, _: &u64, body_len: u64, out: &mut B) -> Result<(), EncodeError> {
        Self::FIELD.encode_header(&LengthHeader::default(), body_len, out)
    }
}
