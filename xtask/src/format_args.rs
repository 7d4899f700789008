//! The format of a command, from its command line.

use std::path::{Path, PathBuf};

use framing_core::registry::{Declaration, DynFormat, Sample};
use serde_json::{Map, Value};

use crate::exit::Failure;
use crate::registry;

/// The format of a command.
#[derive(Debug, clap::Args)]
#[group(required = true, multiple = false)]
pub(crate) struct Chosen {
    /// The format of the frames; `cargo xtask formats` lists them
    #[arg(long, value_name = "NAME", value_parser = registry::find)]
    format: Option<&'static Declaration>,
    /// A spec that describes the format of the frames, in TOML or JSON
    #[arg(long, value_name = "FILE")]
    spec: Option<PathBuf>,
}

impl Chosen {
    /// Returns the name of the format.
    pub(crate) fn name(&self) -> String {
        let spec = self.spec.as_deref().unwrap_or_else(|| Path::new(""));
        self.format.map_or_else(|| spec.display().to_string(), |format| format.name.to_owned())
    }

    /// Returns the samples of the format; a spec has none.
    pub(crate) fn samples(&self) -> &'static [Sample] {
        self.format.map_or(&[], |format| format.samples)
    }

    /// Returns whether it is the format of this name.
    pub(crate) fn is(&self, name: &str) -> bool {
        self.format.is_some_and(|format| format.name == name)
    }

    /// Creates the format for a new stream, with its settings.
    pub(crate) fn make(&self, said: &Said, request_method: Option<&str>) -> Result<DynFormat, Failure> {
        let made = match (self.format, &self.spec) {
            (Some(declaration), _) if request_method.is_some() && !answers_requests(declaration) => {
                Err(format!("--request-method is for http-response alone, not for {}", declaration.name))
            }
            (Some(declaration), _) => registry::make(declaration, &said.map(), request_method),
            (None, Some(path)) if request_method.is_none() && said.set.is_empty() => {
                registry::from_spec(path)
            }
            (None, _) => {
                Err("--set and --request-method are for the formats of `cargo xtask formats`; a spec has no settings".into())
            }
        };
        made.map_err(Failure::Usage)
    }
}

fn answers_requests(declaration: &Declaration) -> bool {
    (declaration.make)().settings().iter().any(|setting| setting.name == "request_method")
}

/// The settings of the format on a command line.
#[derive(Debug, Default, clap::Args)]
pub(crate) struct Said {
    /// Set a setting of the format, such as masked=true; see `cargo xtask formats NAME`; may be given several times
    #[arg(long, value_name = "KEY=VALUE", value_parser = setting)]
    set: Vec<(String, Value)>,
}

impl Said {
    fn map(&self) -> Map<String, Value> {
        self.set.iter().cloned().collect()
    }
}

/// Parses a setting; a value that is not JSON is a string.
fn setting(text: &str) -> Result<(String, Value), String> {
    let (name, value) = text.split_once('=').ok_or("expected KEY=VALUE")?;
    Ok((name.to_owned(), serde_json::from_str(value).unwrap_or_else(|_| value.into())))
}
