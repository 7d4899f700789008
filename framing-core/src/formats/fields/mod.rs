//! Field lines: `Name: value`, as in HTTP, RTSP, SIP, STOMP and the messages of language servers.
//!
//! One parser reads them all. It is as strict as HTTP/1.1 demands (RFC 9112, section 5): a name is a token with the colon
//! right after it, a value has no control character but the tab, and every line ends with CR LF. What the document of a
//! protocol allows beyond that is named in a [`FieldSyntax`] or a setting of the [`FieldSection`].
//!
//! - [`FieldSection`] finds the end of a header of field lines, and the length that it announces.
//! - [`Fields`] iterates over the fields of a header that was checked so; [`put_field`] writes one.
//! - [`FieldLine`], [`LengthDigits`] and [`Parameter`] are the state machines inside, for formats with more rules.

mod class;
mod field;
mod length;
mod line;
mod parameter;
mod section;

pub use class::{decimal, is_quoted, is_space, is_token, is_value, trim};
pub use field::{Field, Fields, put_field};
pub use length::{LengthDigits, MAX_OFFSET, RepeatedLength};
pub use line::FieldLine;
pub use parameter::Parameter;
pub use section::{FieldLength, FieldSection};

/// The variations from the strict syntax of field lines that a protocol allows.
///
/// ```
/// use framing_core::fields::FieldSyntax;
///
/// let sip = FieldSyntax::STRICT.allow_space_before_colon().allow_folding();
/// assert!(sip.allows_folding() && !sip.allows_bare_lf());
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct FieldSyntax(u8);

/// The setter and the getter of each variation.
macro_rules! variations {
    ($($bit:expr, $allow:ident, $allows:ident, $doc:literal;)*) => {
        impl FieldSyntax {
            $(
                #[doc = concat!("Allows ", $doc, ".")]
                #[must_use]
                pub const fn $allow(self) -> Self {
                    Self(self.0 | $bit)
                }

                #[doc = concat!("Returns whether the syntax allows ", $doc, ".")]
                #[must_use]
                #[inline]
                pub const fn $allows(self) -> bool {
                    self.0 & $bit != 0
                }
            )*
        }
    };
}

variations! {
    1, allow_bare_lf, allows_bare_lf, "a line that ends with LF alone";
    2, allow_folding, allows_folding, "a line that begins with whitespace and continues the value before it";
    4, allow_space_before_colon, allows_space_before_colon, "spaces and tabs between a name and its colon";
    8, allow_control_in_value, allows_control_in_value, "control characters other than CR, LF and NUL in a value";
    16, allow_any_name, allows_any_name, "any bytes but CR, LF, NUL and the colon in a name";
}

impl FieldSyntax {
    /// The syntax of HTTP/1.1.
    pub const STRICT: Self = Self(0);
}
