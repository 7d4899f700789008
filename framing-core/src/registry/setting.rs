//! Settings of a format, which are applied before a stream begins.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use serde_json::Value;

/// A setting of a format `F`, such as whether its frames are masked.
///
/// ```
/// use framing_core::Netstring;
/// use framing_core::registry::{DynFormat, Setting};
///
/// const SETTINGS: &[Setting<Netstring>] = &[Setting::new(
///     "strict",
///     "whether anything changes; nothing does",
///     |_, value| value.as_bool().map(|_| ()).ok_or("true or false"),
/// )
/// .with_values("true, false")
/// .with_default("false")];
///
/// let mut format = DynFormat::with_settings(Netstring, SETTINGS);
/// assert!(format.set("strict", &true.into()).is_ok());
/// let wrong = format.set("strict", &3.into()).unwrap_err();
/// assert_eq!(wrong.to_string(), r#"setting "strict": expected true or false, found 3"#);
/// let unknown = format.set("sticrt", &true.into()).unwrap_err();
/// assert_eq!(unknown.to_string(), r#"expected a setting, one of "strict", found "sticrt""#);
/// ```
pub struct Setting<F> {
    info: SettingInfo,
    set: SetFn<F>,
}

/// Applies a value, or returns what was expected, as a noun phrase.
type SetFn<F> = fn(&mut F, &Value) -> Result<(), &'static str>;

/// The name, values, default and documentation of a [`Setting`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SettingInfo {
    /// The name on command lines and in vector files: lower case, words joined by `_`.
    pub name: &'static str,
    /// What the setting does.
    pub about: &'static str,
    /// The values that it takes, separated by commas; empty where `about` describes them.
    pub values: &'static str,
    /// The value where none is given; empty where `about` describes it.
    pub default: &'static str,
}

impl<F> Setting<F> {
    /// Creates a setting that `set` applies; where it does not take a value, it returns what was expected, as a noun
    /// phrase.
    #[must_use]
    pub const fn new(
        name: &'static str,
        about: &'static str,
        set: fn(&mut F, &Value) -> Result<(), &'static str>,
    ) -> Self {
        Self { info: SettingInfo { name, about, values: "", default: "" }, set }
    }

    /// Sets the list of values that the setting takes, separated by commas.
    #[must_use]
    pub const fn with_values(mut self, values: &'static str) -> Self {
        self.info.values = values;
        self
    }

    /// Sets the value that holds where none is given.
    #[must_use]
    pub const fn with_default(mut self, default: &'static str) -> Self {
        self.info.default = default;
        self
    }

    /// Returns the name, values, default and documentation.
    #[must_use]
    pub const fn info(&self) -> SettingInfo {
        self.info
    }

    /// Applies a value to a format.
    pub(super) fn apply(&self, format: &mut F, value: &Value) -> Result<(), &'static str> {
        (self.set)(format, value)
    }
}

impl<F> fmt::Debug for Setting<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Setting").field("info", &self.info).finish_non_exhaustive()
    }
}

/// A setting that a format does not have, or a value that it does not take.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum SettingError {
    /// The format has no setting of this name.
    Unknown {
        /// The name.
        name: String,
        /// The names of the format's settings.
        known: Vec<&'static str>,
    },
    /// The setting does not take this value.
    Value {
        /// The name.
        name: String,
        /// The values that it takes.
        expected: &'static str,
        /// The value.
        found: Value,
    },
}

impl fmt::Display for SettingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown { name, known } if known.is_empty() => {
                write!(f, "expected no setting, found {name:?}; help: the format has none")
            }
            Self::Unknown { name, known } => {
                f.write_str("expected a setting, one of ")?;
                for (index, known) in known.iter().enumerate() {
                    write!(f, "{}{known:?}", if index == 0 { "" } else { ", " })?;
                }
                write!(f, ", found {name:?}")
            }
            Self::Value { name, expected, found } => {
                write!(f, "setting {name:?}: expected {expected}, found {found}")
            }
        }
    }
}

impl core::error::Error for SettingError {}
