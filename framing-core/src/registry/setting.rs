//! What can be said of a format before a stream begins.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use serde_json::Value;

/// Something that can be said of a format `F` by name: whether its frames are masked, whose side of a stream it reads.
///
/// ```
/// use framing_core::Netstring;
/// use framing_core::registry::{DynFormat, Setting};
///
/// const SETTINGS: &[Setting<Netstring>] = &[Setting {
///     name: "strict",
///     about: "true or false: nothing comes of it",
///     set: |_, value| value.as_bool().map(|_| ()).ok_or("true or false"),
/// }];
///
/// let mut format = DynFormat::with_settings(Netstring, SETTINGS);
/// assert!(format.set("strict", &true.into()).is_ok());
/// let wrong = format.set("strict", &3.into()).unwrap_err();
/// assert_eq!(wrong.to_string(), r#"setting "strict": expected true or false, found 3"#);
/// let unknown = format.set("sticrt", &true.into()).unwrap_err();
/// assert_eq!(unknown.to_string(), r#"there is no setting "sticrt"; expected one of "strict""#);
/// ```
pub struct Setting<F> {
    /// Its name on command lines and in vector files: lower case, words joined by `_`.
    pub name: &'static str,
    /// What may be said, and what comes of it.
    pub about: &'static str,
    /// Says it, or gives what was expected, as a noun phrase.
    pub set: fn(&mut F, &Value) -> Result<(), &'static str>,
}

impl<F> fmt::Debug for Setting<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Setting").field("name", &self.name).finish_non_exhaustive()
    }
}

/// A setting that a format does not have, or not with this value.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum SettingError {
    /// There is none of this name.
    Unknown {
        /// The name.
        name: String,
        /// The names that there are.
        known: Vec<&'static str>,
    },
    /// It does not take this value.
    Value {
        /// The name.
        name: String,
        /// What it takes.
        expected: &'static str,
        /// What was given.
        found: Value,
    },
}

impl fmt::Display for SettingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown { name, known } => {
                write!(f, "there is no setting {name:?}; expected ")?;
                match known.as_slice() {
                    [] => f.write_str("none"),
                    [first, rest @ ..] => {
                        write!(f, "one of {first:?}")?;
                        rest.iter().try_for_each(|name| write!(f, ", {name:?}"))
                    }
                }
            }
            Self::Value { name, expected, found } => {
                write!(f, "setting {name:?}: expected {expected}, found {found}")
            }
        }
    }
}

impl core::error::Error for SettingError {}
