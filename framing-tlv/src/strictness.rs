//! How strictly TLVs are taken, and what of those before must be remembered for it.

use alloc::collections::BTreeSet;

use framing_core::Malformed;

/// How strictly TLVs are read: one value, set at run time.
///
/// It begins [lax](Self::LAX), and each method makes it stricter. What is refused is refused by every reader, by an
/// iterator, by a walk at each of its levels, and by every writer.
///
/// ```
/// use framing_core::ErrorKind;
/// use framing_tlv::{Order, Strictness, families};
///
/// const EXTENSIONS: Strictness<u64> = Strictness::LAX.order(Order::Distinct).known(|tag| tag < 60);
///
/// let strict = families::TLS_EXTENSION.strictness(EXTENSIONS);
/// let twice = strict.iter(b"\x00\x23\x00\x00\x00\x23\x00\x00").nth(1);
/// let refused = twice.and_then(Result::err).ok_or("a refusal")?;
/// assert_eq!(refused.kind(), ErrorKind::Malformed { expected: "a type that was not there before" });
/// assert_eq!(refused.offset(), 5, "the second byte of the second type");
/// # Ok::<(), &str>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Strictness<Tag> {
    types: Form,
    lengths: Form,
    order: Order,
    known: Option<fn(Tag) -> bool>,
    /// What is taken besides the known types.
    besides: Option<fn(Tag) -> bool>,
}

/// Which forms of a number are taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Form {
    /// Any encoding of the number.
    #[default]
    Any,
    /// The one with the fewest bytes.
    Minimal,
}

/// How types may follow each other. Those [without a length](crate::TlvLayout::without_length), such as padding, may stand
/// anywhere.
// Exhaustive on purpose: types ascend or they do not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// In any way.
    #[default]
    Any,
    /// No type twice. Those that were there are remembered, up to [65536](Self::MOST_DISTINCT) of them.
    Distinct,
    /// No type below the one before.
    NonDescending,
    /// Each type above the one before.
    Ascending,
}

impl Order {
    /// The maximum number of types that [`Distinct`](Self::Distinct) distinguishes; one more is refused.
    pub const MOST_DISTINCT: usize = 1 << 16;
}

impl<Tag> Strictness<Tag> {
    /// Whatever can be read is taken.
    pub const LAX: Self =
        Self { types: Form::Any, lengths: Form::Any, order: Order::Any, known: None, besides: None };

    /// Types in more bytes than they take are refused.
    #[must_use]
    pub const fn minimal_types(mut self) -> Self {
        self.types = Form::Minimal;
        self
    }

    /// Lengths in more bytes than they take are refused.
    #[must_use]
    pub const fn minimal_lengths(mut self) -> Self {
        self.lengths = Form::Minimal;
        self
    }

    /// Sets which forms of types are accepted.
    #[cfg(feature = "registry")]
    pub(crate) const fn with_types(mut self, form: Form) -> Self {
        self.types = form;
        self
    }

    /// Sets which forms of lengths are accepted.
    #[cfg(feature = "registry")]
    pub(crate) const fn with_lengths(mut self, form: Form) -> Self {
        self.lengths = form;
        self
    }

    /// Types that do not follow each other like this are refused.
    #[must_use]
    pub const fn order(mut self, order: Order) -> Self {
        self.order = order;
        self
    }

    /// Types that are not `known` are refused.
    #[must_use]
    pub const fn known(mut self, known: fn(Tag) -> bool) -> Self {
        (self.known, self.besides) = (Some(known), None);
        self
    }

    /// What it says of forms alone: for what lies in a value that is passed over.
    pub(crate) const fn forms_only(&self) -> Self {
        Self { types: self.types, lengths: self.lengths, ..Self::LAX }
    }

    pub(crate) const fn types(&self) -> Form {
        self.types
    }

    pub(crate) const fn lengths(&self) -> Form {
        self.lengths
    }
}

impl Strictness<u64> {
    /// Even types that are not `known` are refused; odd ones are taken: "it's OK to be odd" (BOLT 1).
    ///
    /// ```
    /// use framing_tlv::families::{self, BOLT1};
    ///
    /// let strict = BOLT1.strictness(families::BOLT1_STRICTNESS.known_or_odd(|tag| matches!(tag, 1 | 2)));
    /// assert!(strict.iter(b"\x02\x00\x21\x00").all(|tlv| tlv.is_ok()));
    /// assert!(strict.iter(b"\x04\x00").any(|tlv| tlv.is_err()));
    /// ```
    #[must_use]
    pub const fn known_or_odd(mut self, known: fn(u64) -> bool) -> Self {
        self.known = Some(known);
        self.besides = Some(|tag| tag % 2 == 1);
        self
    }
}

impl<Tag: Copy> Strictness<Tag> {
    fn is_taken(&self, tag: Tag) -> bool {
        self.known.is_none_or(|known| known(tag)) || self.besides.is_some_and(|besides| besides(tag))
    }
}

/// The types that were there, as far as [`Order`] must know them.
#[derive(Clone, Debug)]
pub(crate) struct Sequence<Tag> {
    last: Option<Tag>,
    seen: BTreeSet<Tag>,
}

impl<Tag> Sequence<Tag> {
    /// The start of a sequence.
    pub(crate) const fn new() -> Self {
        Self { last: None, seen: BTreeSet::new() }
    }
}

impl<Tag: Copy + Ord> Sequence<Tag> {
    /// Refuses a type that is not allowed here; `at` is its last byte.
    #[inline(always)]
    pub(crate) fn admit(&self, strictness: &Strictness<Tag>, tag: Tag, at: usize) -> Result<(), Malformed> {
        let refuse = |expected| Err(Malformed::new(at, expected));
        let last = self.last;
        match strictness.order {
            Order::Any => {}
            Order::Ascending if last.is_some_and(|last| tag <= last) => {
                return refuse("a type above the last one");
            }
            Order::NonDescending if last.is_some_and(|last| tag < last) => {
                return refuse("a type that is not below the last one");
            }
            Order::Distinct if self.seen.contains(&tag) => return refuse("a type that was not there before"),
            Order::Distinct if self.seen.len() >= Order::MOST_DISTINCT => {
                return refuse("at most 65536 different types");
            }
            Order::Ascending | Order::NonDescending | Order::Distinct => {}
        }
        if strictness.is_taken(tag) { Ok(()) } else { refuse("a type that is known") }
    }

    /// Takes note of a type that was there.
    #[inline(always)]
    pub(crate) fn step(&mut self, strictness: &Strictness<Tag>, tag: Tag) {
        match strictness.order {
            Order::Any => {}
            Order::Ascending | Order::NonDescending => self.last = Some(tag),
            Order::Distinct => _ = self.seen.insert(tag),
        }
    }
}
