//! Methods that set the keys of a spec, and the list of those that are set.

use alloc::string::String;
use alloc::vec::Vec;

use super::{
    BodySpec, CheckSpec, Choose, EscapeSpec, ExtensionSpec, Fill, FixedSpec, OneOrMore, Spec, TextRadix,
    TrailerField, VarintKind,
};
use crate::{Endian, LengthCovers};

/// For each key: its name, the method that sets it, the type of its value, and the key's type made of that.
macro_rules! keys {
    ($($key:literal $field:ident $with:ident($value:ty) $convert:expr;)+) => {
        impl Spec {
            /// Creates a spec with the default of every key.
            #[must_use]
            pub fn new() -> Self {
                Self::default()
            }

            $(
                #[doc = concat!("Sets [`", stringify!($field), "`](Self::", stringify!($field), ").")]
                #[must_use]
                pub fn $with(mut self, $field: $value) -> Self {
                    self.$field = $convert($field);
                    self
                }
            )+

            /// Returns the names of the keys that differ from their default.
            pub(in crate::spec) fn given(&self) -> impl Iterator<Item = &'static str> {
                let default = Self::default();
                let all = [$((self.$field != default.$field).then_some($key)),+];
                all.into_iter().flatten()
            }
        }
    };
}

keys! {
    "name" name with_name(impl Into<String>) some_into;
    "summary" summary with_summary(impl Into<String>) some_into;
    "source" source with_source(impl Into<String>) some_into;
    "header" header with_header(u64) Some;
    "offset" offset with_offset(u64) core::convert::identity;
    "width" width with_width(u64) Some;
    "order" order with_order(Endian) Some;
    "mask" mask with_mask(u64) Some;
    "signed" signed with_signed(bool) core::convert::identity;
    "bcd" bcd with_bcd(bool) core::convert::identity;
    "text" text with_text(TextRadix) Some;
    "fill" fill with_fill(Fill) Some;
    "terminator" terminator with_terminator(impl Into<String>) some_into;
    "word" word with_word(i64) Some;
    "field" field with_field(impl Into<OneOrMore>) some_into;
    "separator" separator with_separator(impl Into<String>) some_into;
    "line-end" line_end with_line_end(impl Into<String>) some_into;
    "varint" varint with_varint(VarintKind) Some;
    "bits" bits with_bits(u64) Some;
    "tag" tag with_tag(VarintKind) Some;
    "counts" counts with_counts(LengthCovers) core::convert::identity;
    "multiply" multiply with_multiply(u64) Some;
    "adjust" adjust with_adjust(i64) core::convert::identity;
    "min" min with_min(u64) core::convert::identity;
    "max" max with_max(u64) Some;
    "multiple-of" multiple_of with_multiple_of(u64) Some;
    "no-body" no_body with_no_body(Vec<i64>) core::convert::identity;
    "until-end" until_end with_until_end(Vec<i64>) core::convert::identity;
    "escapes" escapes with_escapes(Vec<EscapeSpec>) core::convert::identity;
    "body" body with_body(BodySpec) Some;
    "until" until with_until(impl Into<String>) some_into;
    "extensions" extensions with_extensions(Vec<ExtensionSpec>) core::convert::identity;
    "magic" magic with_magic(impl Into<OneOrMore>) some_into;
    "fixed" fixed with_fixed(Vec<FixedSpec>) core::convert::identity;
    "forbidden" forbidden with_forbidden(Vec<FixedSpec>) core::convert::identity;
    "trailer" trailer with_trailer(impl Into<String>) some_into;
    "any-trailer" any_trailer with_any_trailer(u64) Some;
    "pad" pad with_pad(u64) Some;
    "trailer-field" trailer_field with_trailer_field(TrailerField) Some;
    "checks" checks with_checks(Vec<CheckSpec>) core::convert::identity;
    "first" first with_first(Vec<Spec>) core::convert::identity;
    "times" times with_times(u64) Some;
    "variants" variants with_variants(Vec<Spec>) core::convert::identity;
    "when" when with_when(Vec<FixedSpec>) core::convert::identity;
    "choose" choose with_choose(Choose) core::convert::identity;
}

fn some_into<T>(value: impl Into<T>) -> Option<T> {
    Some(value.into())
}
