//! `cargo xtask decode --ambiguity`: where other readers end a message differently.

mod html;
mod json;
mod page;
mod svg;
mod text;

use std::fs;
use std::io::{self, IsTerminal, Read};
use std::path::{Path, PathBuf};

use framing_http::RequestMethod;
use framing_http::ambiguity::{Judge, Readers, Report};

use self::page::Page;
use crate::exit::{Exit, Failure};
use crate::format_args::Chosen;
use crate::input::Input;

/// The most bytes that are examined: a report keeps its input, and an offset per message.
const MOST_BYTES: u64 = 64 << 20;

/// What `--ambiguity` takes besides the format.
#[derive(Debug, clap::Args)]
#[group(id = "ambiguity-readers")]
pub(super) struct Args {
    /// With --ambiguity, compare these products or behaviours alone, such as nginx,puma
    #[arg(
        long,
        value_name = "A,B",
        value_delimiter = ',',
        requires = "ambiguity",
        conflicts_with = "reader"
    )]
    between: Vec<String>,
    /// With --ambiguity, compare the strict reader with this product or behaviour alone; may be repeated
    #[arg(long, value_name = "NAME", requires = "ambiguity")]
    reader: Vec<String>,
    /// Print for people even if standard output is not a terminal
    #[arg(long)]
    pub(super) text: bool,
    /// With --ambiguity, write the page as SVG
    #[arg(long, value_name = "FILE", requires = "ambiguity")]
    svg: Option<PathBuf>,
    /// With --ambiguity, write the page as HTML
    #[arg(long, value_name = "FILE", requires = "ambiguity")]
    html: Option<PathBuf>,
}

impl Args {
    pub(super) fn run(
        &self,
        format: &Chosen,
        method: Option<&str>,
        file: &Path,
        json: bool,
    ) -> Result<Exit, Failure> {
        let judge = match answered(format, method)? {
            None => Judge::requests(),
            Some(method) => Judge::responses(method),
        };
        let judge = judge.with_readers(&self.readers()?);
        let (name, bytes) = read(file)?;
        let report = judge.report(&bytes);
        self.write_pages(&name, &bytes, &report)?;
        let out = io::stdout().lock();
        let printed = match self.text || !json && out.is_terminal() {
            true => text::print(&Page::new(&name, &bytes, &report)),
            false => json::print(&report, out),
        };
        printed.map_err(Failure::Output)?;
        Ok(if report.is_ambiguous() { Exit::NotConforming } else { Exit::Success })
    }

    fn readers(&self) -> Result<Readers, Failure> {
        let names = |names: &[String]| names.iter().map(|name| name.trim().to_owned()).collect::<Vec<_>>();
        let (between, single) = (names(&self.between), names(&self.reader));
        let all = between.iter().chain(&single).map(String::as_str);
        if let Some(unknown) = all.clone().find(|name| Readers::between([*name]).is_err()) {
            return Err(Failure::Usage(format!("unknown reader {unknown:?}{}", suggestion(unknown))));
        }
        let readers = match () {
            () if between.len() == 1 => {
                return Err(Failure::Usage("--between takes two names or more".to_owned()));
            }
            () if !between.is_empty() => Readers::between(all),
            () if !single.is_empty() => Readers::strict_and(all),
            () => Ok(Readers::all()),
        };
        readers.map_err(|error| Failure::Usage(error.to_string()))
    }

    fn write_pages(&self, name: &str, bytes: &[u8], report: &Report<'_>) -> Result<(), Failure> {
        let page = || Page::new(name, bytes, report);
        if let Some(file) = &self.svg {
            write(file, &svg::draw(&page()))?;
        }
        if let Some(file) = &self.html {
            write(file, &html::write(&page()))?;
        }
        Ok(())
    }
}

fn write(file: &Path, text: &str) -> Result<(), Failure> {
    fs::write(file, text).map_err(|error| Failure::Usage(format!("cannot write {}: {error}", file.display())))
}

/// The name that was meant, perhaps.
fn suggestion(unknown: &str) -> String {
    let names = framing_http::ambiguity::Reader::every().map(framing_http::ambiguity::Reader::name);
    let nearest = names.max_by(|one, other| {
        strsim::jaro_winkler(unknown, one).total_cmp(&strsim::jaro_winkler(unknown, other))
    });
    nearest.map_or_else(String::new, |name| format!("; help: a similar name is {name}"))
}

/// The name of the input and its bytes.
fn read(file: &Path) -> Result<(String, Vec<u8>), Failure> {
    let mut input = Input::open(file)?;
    let mut bytes = Vec::new();
    let read = (&mut input).take(MOST_BYTES + 1).read_to_end(&mut bytes);
    read.map_err(|error| input.unreadable(&error))?;
    if bytes.len() as u64 > MOST_BYTES {
        let name = input.name();
        return Err(Failure::Input(format!(
            "{name} is longer than the {MOST_BYTES} bytes that --ambiguity examines"
        )));
    }
    Ok((input.name().to_owned(), bytes))
}

/// What the messages answer, unless they are requests: only of these formats are other readers known.
fn answered(format: &Chosen, method: Option<&str>) -> Result<Option<RequestMethod>, Failure> {
    match method {
        _ if format.is("http-response") => {
            Ok(Some(RequestMethod::from_bytes(method.unwrap_or_default().as_bytes())))
        }
        None if format.is("http-request") => Ok(None),
        Some(_) if format.is("http-request") => {
            Err(Failure::Usage("--request-method is for http-response".to_owned()))
        }
        _ => Err(Failure::Usage("--ambiguity is for http-request and http-response".to_owned())),
    }
}
