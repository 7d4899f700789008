//! Products, each with its known behaviours and a source for every one: one file per group, one row per behaviour.

mod libraries;
mod measured;
mod proxies;
mod servers;

use core::fmt;

use super::super::behaviour::Behaviour;

/// A product that reads HTTP/1.1.
#[derive(Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Product {
    /// A stable name.
    pub name: &'static str,
    /// The versions that the behaviours are known of; a row of [`sources`](Self::sources) may narrow them.
    pub version: &'static str,
    /// The behaviours, each with its source.
    pub sources: &'static [Sourced],
}

/// A behaviour of a product, and where it is known from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Sourced {
    /// The behaviour.
    pub behaviour: Behaviour,
    /// The kind of the source.
    pub evidence: Evidence,
    /// The source: a version, a file or a document, an identifier.
    pub source: &'static str,
}

/// How a behaviour is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Evidence {
    /// Measured: `cargo xtask interop --second-opinion` shows streams to the product.
    Measured,
    /// Read in the product's source or documentation, not measured here.
    Read,
    /// Described in an advisory, not measured here.
    Advisory,
    /// Described in an issue of the product or of a test suite, not measured here.
    Issue,
}

impl fmt::Display for Sourced {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let evidence = match self.evidence {
            Evidence::Measured => "measured",
            Evidence::Read => "read in",
            Evidence::Advisory => "advisory",
            Evidence::Issue => "issue",
        };
        write!(f, "{}: {evidence} {}", self.behaviour.name(), self.source)
    }
}

const fn product(name: &'static str, version: &'static str, sources: &'static [Sourced]) -> Product {
    Product { name, version, sources }
}

const fn measured(behaviour: Behaviour, source: &'static str) -> Sourced {
    Sourced { behaviour, evidence: Evidence::Measured, source }
}

const fn read(behaviour: Behaviour, source: &'static str) -> Sourced {
    Sourced { behaviour, evidence: Evidence::Read, source }
}

const fn advisory(behaviour: Behaviour, source: &'static str) -> Sourced {
    Sourced { behaviour, evidence: Evidence::Advisory, source }
}

const fn issue(behaviour: Behaviour, source: &'static str) -> Sourced {
    Sourced { behaviour, evidence: Evidence::Issue, source }
}

/// The products. To add one, add a row to the list of its group.
pub const PRODUCTS: &[Product] = &joined();

const GROUPS: [&[Product]; 4] =
    [measured::PRODUCTS, proxies::PRODUCTS, servers::PRODUCTS, libraries::PRODUCTS];
const COUNT: usize = GROUPS[0].len() + GROUPS[1].len() + GROUPS[2].len() + GROUPS[3].len();

#[expect(clippy::indexing_slicing, reason = "evaluated while compiling, where it cannot go beyond the end")]
const fn joined() -> [Product; COUNT] {
    let mut products = [const { product("", "", &[]) }; COUNT];
    let (mut group, mut at) = (0, 0);
    while group < GROUPS.len() {
        let mut row = 0;
        while row < GROUPS[group].len() {
            let Product { name, version, sources } = GROUPS[group][row];
            products[at] = product(name, version, sources);
            (row, at) = (row + 1, at + 1);
        }
        group += 1;
    }
    products
}
