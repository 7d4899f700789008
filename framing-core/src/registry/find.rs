//! Lookup of formats by name.

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use super::Declaration;
use crate::spec::likeness::nearest;

/// Returns the format that has `name` as its name or as one of its aliases, in upper or lower case.
///
/// ```
/// use framing_core::registry::{find, formats};
///
/// assert_eq!(find(formats(), "protobuf")?.name, "varint");
/// let fault = find(formats(), "netsrting").unwrap_err();
/// assert_eq!(fault.to_string(), r#"expected the name of a format, found "netsrting"; help: did you mean "netstring"?"#);
/// # Ok::<(), framing_core::registry::NameError>(())
/// ```
///
/// # Errors
///
/// [`NameError`] when no format has this name, with the names that are most like it.
pub fn find<'a>(
    formats: impl IntoIterator<Item = &'a Declaration>,
    name: &str,
) -> Result<&'a Declaration, NameError> {
    let wanted = name.trim().to_lowercase().replace(['_', ' ', '/'], "-");
    let all: Vec<&Declaration> = formats.into_iter().collect();
    if let Some(found) = all.iter().find(|format| format.name == wanted) {
        return Ok(found);
    }
    if let Some(found) = all.iter().find(|format| format.is_named(&wanted)) {
        return Ok(found);
    }
    let names = all.iter().flat_map(|format| {
        core::iter::once((format.name, format.name))
            .chain(format.aliases.iter().map(|alias| (*alias, format.name)))
    });
    Err(NameError { name: name.to_string(), nearest: nearest(&wanted, names) })
}

/// A name that no format has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameError {
    name: String,
    nearest: Vec<&'static str>,
}

impl NameError {
    /// Returns the name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the names of formats that are most like it, best first, at most three; none if none is like it.
    #[must_use]
    pub fn nearest(&self) -> &[&'static str] {
        &self.nearest
    }
}

impl fmt::Display for NameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected the name of a format, found {:?}", self.name)?;
        let Some((last, others)) = self.nearest.split_last() else { return Ok(()) };
        f.write_str("; help: did you mean ")?;
        match others {
            [] => {}
            [one] => write!(f, "{one:?} or ")?,
            [one, two, ..] => write!(f, "{one:?}, {two:?} or ")?,
        }
        write!(f, "{last:?}?")
    }
}

impl core::error::Error for NameError {}
