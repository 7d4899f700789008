//! The format that a command works with, as its command line says it.

use std::path::{Path, PathBuf};

use framing_core::registry::{Declaration, DynFormat, Sample};
use serde_json::{Map, Value};

use crate::exit::Failure;
use crate::registry;

/// How a command names the format that it works with.
#[derive(Debug, clap::Args)]
#[group(required = true, multiple = false)]
pub(crate) struct Chosen {
    /// The format of the frames; `cargo xtask formats` lists them
    #[arg(long, value_name = "NAME", value_parser = registry::find)]
    format: Option<&'static Declaration>,
    /// A file that says the format of the frames, in TOML or JSON
    #[arg(long, value_name = "FILE")]
    spec: Option<PathBuf>,
}

impl Chosen {
    /// What to call the format.
    pub(crate) fn name(&self) -> String {
        let spec = self.spec.as_deref().unwrap_or_else(|| Path::new(""));
        self.format.map_or_else(|| spec.display().to_string(), |format| format.name.to_owned())
    }

    /// The samples that the format comes with; a spec has none.
    pub(crate) fn samples(&self) -> &'static [Sample] {
        self.format.map_or(&[], |format| format.samples)
    }

    /// Is it the format of this name?
    pub(crate) fn is(&self, name: &str) -> bool {
        self.format.is_some_and(|format| format.name == name)
    }

    /// The format, in the state that a stream begins in, with what is said of it.
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

/// What a command line says of the format.
#[derive(Debug, Default, clap::Args)]
pub(crate) struct Said {
    /// Say something of the format, such as masked=true; `cargo xtask formats` lists what; may be given several times
    #[arg(long, value_name = "KEY=VALUE", value_parser = setting)]
    set: Vec<(String, Value)>,
}

impl Said {
    fn map(&self) -> Map<String, Value> {
        self.set.iter().cloned().collect()
    }
}

/// A setting on the command line: a value that is no JSON is a string.
fn setting(text: &str) -> Result<(String, Value), String> {
    let (name, value) = text.split_once('=').ok_or("expected KEY=VALUE")?;
    Ok((name.to_owned(), serde_json::from_str(value).unwrap_or_else(|_| value.into())))
}
