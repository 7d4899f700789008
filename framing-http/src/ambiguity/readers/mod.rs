//! The readers that are compared.

mod combinations;
mod products;

use alloc::vec::Vec;
use core::fmt;

use super::behaviour::{Behaviour, Behaviours};
use super::lax::Side;
pub use combinations::{COMBINATIONS, Combination};
pub use products::{Evidence, PRODUCTS, Product, Sourced};

/// One reader.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Reader {
    /// The strict reader of this crate.
    Strict,
    /// A reader that differs from the strict one in one behaviour.
    Behaviour(Behaviour),
    /// A reader with several behaviours that occur together.
    Combination(&'static Combination),
    /// A product with all of its known behaviours.
    Product(&'static Product),
}

impl Reader {
    /// The name: `strict`, of a behaviour, of a combination or of a product.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Strict => "strict",
            Self::Behaviour(behaviour) => behaviour.name(),
            Self::Combination(combination) => combination.name,
            Self::Product(product) => product.name,
        }
    }

    /// The reader of this name.
    ///
    /// # Errors
    ///
    /// [`UnknownReader`] when no reader has this name.
    pub fn from_name(name: &str) -> Result<Self, UnknownReader> {
        Self::every().find(|reader| reader.name() == name).ok_or(UnknownReader)
    }

    /// Every reader, the strict one first.
    pub fn every() -> impl Iterator<Item = Self> {
        let behaviours = Behaviour::ALL.iter().copied().map(Self::Behaviour);
        let combinations = COMBINATIONS.iter().map(Self::Combination);
        let products = PRODUCTS.iter().map(Self::Product);
        core::iter::once(Self::Strict).chain(behaviours).chain(combinations).chain(products)
    }

    /// The behaviours in which this reader differs from the strict one.
    pub fn behaviours(self) -> impl Iterator<Item = Behaviour> {
        self.set().iter()
    }

    fn set(self) -> Behaviours {
        match self {
            Self::Strict => Behaviours::NONE,
            Self::Behaviour(behaviour) => Behaviours::NONE.with(behaviour),
            Self::Combination(combination) => combination.set(),
            Self::Product(product) => product.sources.iter().map(|sourced| sourced.behaviour).collect(),
        }
    }
}

/// No reader has this name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownReader;

impl fmt::Display for UnknownReader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected the name of a product, a combination or a behaviour")
    }
}

impl core::error::Error for UnknownReader {}

/// The readers that a [`Judge`](super::Judge) compares.
///
/// ```
/// use framing_http::ambiguity::Readers;
///
/// let pair = Readers::between(["nginx", "puma"])?;
/// assert_eq!(pair.iter().map(|reader| reader.name()).collect::<Vec<_>>(), ["nginx", "puma"]);
/// assert!(Readers::all().iter().count() > 100);
/// # Ok::<(), framing_http::ambiguity::UnknownReader>(())
/// ```
#[derive(Clone, Debug)]
pub struct Readers {
    list: Vec<Reader>,
}

impl Default for Readers {
    fn default() -> Self {
        Self::all()
    }
}

impl Readers {
    /// The strict reader and all others.
    #[must_use]
    pub fn all() -> Self {
        Self { list: Reader::every().collect() }
    }

    /// Only the named readers, such as a proxy and the server after it.
    ///
    /// # Errors
    ///
    /// [`UnknownReader`] when no reader has one of the names.
    pub fn between<'n>(names: impl IntoIterator<Item = &'n str>) -> Result<Self, UnknownReader> {
        names.into_iter().map(Reader::from_name).collect::<Result<_, _>>().map(|list| Self { list })
    }

    /// The strict reader and the named ones.
    ///
    /// # Errors
    ///
    /// [`UnknownReader`] when no reader has one of the names.
    pub fn strict_and<'n>(names: impl IntoIterator<Item = &'n str>) -> Result<Self, UnknownReader> {
        let mut readers = Self::between(names)?;
        readers.list.retain(|reader| !matches!(reader, Reader::Strict));
        readers.list.insert(0, Reader::Strict);
        Ok(readers)
    }

    /// The readers, in the order in which reports name them.
    pub fn iter(&self) -> impl Iterator<Item = Reader> {
        self.list.iter().copied()
    }

    /// The readers of this side's messages with their behaviours.
    pub(super) fn on(&self, side: Side) -> Vec<(Reader, Behaviours)> {
        let reads = |reader: &Reader| match reader {
            Reader::Behaviour(behaviour) => behaviour.applies_to(side),
            _ => true,
        };
        self.iter().filter(reads).map(|reader| (reader, reader.set())).collect()
    }
}
