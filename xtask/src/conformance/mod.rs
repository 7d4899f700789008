//! `cargo xtask conformance`: every format in every scenario over every transport.

mod compare;
mod exec;
mod expect;
mod export;
mod fault;
mod html;
mod interrupt;
mod report;
mod run;
mod select;
mod table;

use std::io::{self, Write};
use std::path::PathBuf;

use crate::exit::{Exit, Failure};

/// Test every format against every way of splitting real streams, over real transports
#[derive(Debug, clap::Args)]
#[command(after_help = "\
A check is one case of one format in one scenario over one transport:

  u32-be/two-frames/splits/memory
  format/case/scenario/transport

Examples:
  cargo xtask conformance
  cargo xtask conformance --format u32-be --format varint
  cargo xtask conformance --transport tcp
  cargo xtask conformance --run '*/partial/*'
  cargo xtask conformance --vectors my-captures.jsonl
  cargo xtask conformance --spec my-header.toml --vectors my-captures.jsonl
  cargo xtask conformance --list | less

With --exec, another program is tested with the streams of one format: its samples, refusals and vectors, and streams
generated from its description. The program is started once per stream and reads it from standard input, in pieces,
then the end. It prints JSON, one object per line: one per frame, then one for the end, as `cargo xtask decode` does.

  {\"header\":\"070002\",\"body\":\"6869\",\"trailer\":\"\"}
  {\"outcome\":\"complete\"}

Bytes are hex digits. The outcome is complete, truncated, malformed or too-long. A frame has at least one of header,
body and trailer; `offset` is optional; a key that is left out is not compared, and other keys are ignored, as is the
exit code. The line of a frame must come before the next piece is sent: flush after each line, or use --buffered.

  cargo xtask conformance --exec 'python3 decoder.py --strict' --format tlv
  cargo xtask conformance --exec './decoder' --spec my-header.toml --declare limit=65536
  cargo xtask conformance --exec './encoder' --format mqtt --encode
  cargo xtask conformance --exec './decoder' --format tlv --write-expect known.jsonl
  cargo xtask conformance --format u16-be --compare a='./one' --compare b='./other' --html page.html

Exit codes:
  0  every check passed
  1  a check failed, passed unexpectedly, or is expected by a stale line
  2  wrong usage, a file that cannot be read, or a program that cannot be started")]
pub(crate) struct Args {
    /// Only this format; may be given several times
    #[arg(long, value_name = "NAME")]
    format: Vec<String>,
    /// Test the format that this file describes in TOML or JSON, with generated streams or those of --vectors
    #[arg(long, value_name = "FILE")]
    spec: Option<PathBuf>,
    /// Run only checks whose name matches; `*` matches anything, `?` one character
    #[arg(long, value_name = "GLOB")]
    run: Option<String>,
    /// Run only checks over this transport; `memory` for those that need none
    #[arg(long, value_name = "NAME")]
    transport: Vec<String>,
    /// The cases of these vector files, instead of the formats' own samples and vectors
    #[arg(long, value_name = "FILE", num_args = 1..)]
    vectors: Vec<PathBuf>,
    /// List the checks and describe the scenarios, and run none
    #[arg(long)]
    list: bool,
    /// Write the verdict of every check to FILE, as JSON
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Write the verdict of every check to FILE, as JUnit XML
    #[arg(long, value_name = "FILE")]
    junit: Option<PathBuf>,
    /// Write the results to FILE, as one HTML page
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// Write the streams of the checks into DIR
    #[arg(long, value_name = "DIR")]
    export: Option<PathBuf>,
    /// Expect the failures that FILE lists, one JSON object per line: {"check":GLOB,"reason":TEXT}
    #[arg(long, value_name = "FILE")]
    expect: Option<PathBuf>,
    /// Write the checks that fail now to FILE, for --expect
    #[arg(long, value_name = "FILE")]
    write_expect: Option<PathBuf>,
    /// Test this program, with its arguments, with the streams of the one --format, or of --spec
    #[arg(long, value_name = "CMD ARGS", value_parser = exec::Program::parse, conflicts_with = "transport")]
    exec: Option<exec::Program>,
    /// Test several programs and print a grid; may be given several times
    #[arg(long, value_name = "NAME=CMD", value_parser = compare::Named::parse, conflicts_with_all = ["exec", "transport", "list", "expect", "write_expect"])]
    compare: Vec<compare::Named>,
    /// The program encodes: it reads frames as JSON lines, and writes the stream to standard output
    #[arg(long, conflicts_with = "proxy")]
    encode: bool,
    /// The program forwards: it writes the stream that it reads to standard output, frame by frame
    #[arg(long)]
    proxy: bool,
    /// The program's output may come late: it does not flush after each frame
    #[arg(long)]
    buffered: bool,
    /// Accept one outcome only where a stream ends inside an element that is already malformed
    #[arg(long)]
    strict: bool,
    /// A limit or an option of the program: limit=BYTES, header-limit=BYTES, minimal=true, or a setting of the format
    #[arg(long, value_name = "KEY=VALUE")]
    declare: Vec<String>,
    /// The longest time that a program may take for a stream
    #[arg(long, value_name = "SECONDS", default_value_t = 10)]
    patience: u64,
    /// The number of threads; by default one per processor
    #[arg(long, value_name = "N")]
    jobs: Option<std::num::NonZeroUsize>,
}

impl Args {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        interrupt::listen();
        if !self.compare.is_empty() {
            return self.run_compared();
        }
        if self.exec.is_none() {
            self.refuse_options_of_programs()?;
        }
        let expectations = self.expect.as_deref().map(expect::load).transpose()?;
        let mut results = match &self.exec {
            Some(_) if self.list => return exec::list(&self, io::stdout().lock()).map(|()| Exit::Success),
            Some(program) => exec::run(&self, program)?,
            None => {
                let selection = select::select(&self)?;
                if self.list {
                    return list(&selection);
                }
                run::run(selection, &self)
            }
        };
        results.interrupted = interrupt::is_requested();
        let applied = expectations.map_or(Ok(()), |all| expect::apply(&mut results, &all));
        if let Some(path) = &self.write_expect {
            expect::write(&results, path)?;
        } else {
            applied?;
        }
        self.write_files(&results)?;
        table::print(&results, io::stdout().lock()).map_err(Failure::Output)?;
        let name = self.exec.as_ref().map_or("framing", |program| program.name()).to_owned();
        let exit = exit(&results);
        self.write_page(&[(name, results)])?;
        Ok(exit)
    }

    /// Options that mean something for a program alone are wrong without one.
    fn refuse_options_of_programs(&self) -> Result<(), Failure> {
        let given = [
            ("--encode", self.encode),
            ("--proxy", self.proxy),
            ("--buffered", self.buffered),
            ("--strict", self.strict),
            ("--declare", !self.declare.is_empty()),
        ];
        match given.iter().find(|(_, given)| *given) {
            Some((option, _)) => {
                Err(Failure::Usage(format!("{option} needs a program: --exec or --compare")))
            }
            None => Ok(()),
        }
    }

    /// Tests each program of `--compare`.
    fn run_compared(&self) -> Result<Exit, Failure> {
        let mut all = Vec::new();
        for named in &self.compare {
            all.push((named.name.clone(), exec::run(self, &named.program)?));
        }
        compare::print(&all, io::stdout().lock()).map_err(Failure::Output)?;
        let exits: Vec<_> = all.iter().map(|(_, results)| exit(results)).collect();
        self.write_page(&all)?;
        Ok(exits.into_iter().find(|exit| *exit != Exit::Success).unwrap_or(Exit::Success))
    }

    fn write_page(&self, all: &[(String, run::Results)]) -> Result<(), Failure> {
        self.html.as_ref().map_or(Ok(()), |path| html::write(all, path).map_err(Failure::Usage))
    }

    /// The command that runs one check again, where the user is.
    fn again(&self, id: &str) -> String {
        let mut words = vec!["conformance".to_owned()];
        let mut option = |name: &str, value: &dyn std::fmt::Display| {
            words.extend([format!("--{name}"), value.to_string()]);
        };
        if let Some(program) = &self.exec {
            option("exec", &program.text());
            self.format.iter().for_each(|name| option("format", name));
        }
        self.spec.iter().for_each(|path| option("spec", &path.display()));
        self.vectors.iter().for_each(|path| option("vectors", &path.display()));
        self.declare.iter().for_each(|declared| option("declare", declared));
        option("run", &id);
        let flags = [
            ("--encode", self.encode),
            ("--proxy", self.proxy),
            ("--buffered", self.buffered),
            ("--strict", self.strict),
        ];
        words.extend(flags.iter().filter(|(_, given)| *given).map(|(flag, _)| (*flag).to_owned()));
        let quoted =
            words.iter().map(|word| shlex::try_quote(word).map_or_else(|_| word.clone(), Into::into));
        let program = if std::env::var_os("CARGO").is_some() { "cargo xtask" } else { "framing" };
        format!("{program} {}", quoted.collect::<Vec<_>>().join(" "))
    }

    fn write_files(&self, results: &run::Results) -> Result<(), Failure> {
        if let Some(path) = &self.json {
            report::write_json(results, path).map_err(Failure::Usage)?;
        }
        if let Some(path) = &self.junit {
            report::write_junit(results, path).map_err(Failure::Usage)?;
        }
        self.export.as_ref().map_or(Ok(()), |dir| export::write(results, dir))
    }
}

fn exit(results: &run::Results) -> Exit {
    if results.failed() == 0 && !results.interrupted { Exit::Success } else { Exit::NotConforming }
}

fn list(selection: &select::Selection) -> Result<Exit, Failure> {
    let mut out = io::stdout().lock();
    let mut print = || -> io::Result<()> {
        selection.checks.iter().try_for_each(|check| writeln!(out, "{check}"))?;
        selection.unknown.iter().try_for_each(|id| writeln!(out, "{id} (no such format)"))?;
        writeln!(out)?;
        for scenario in framing_core::testkit::SCENARIOS {
            writeln!(out, "{:<12} {}", scenario.name, scenario.about)?;
        }
        let formats: std::collections::BTreeSet<_> =
            selection.checks.iter().map(|check| check.format()).collect();
        writeln!(out, "\n{} checks of {} formats", selection.checks.len(), formats.len())
    };
    print().map_err(Failure::Output)?;
    Ok(Exit::Success)
}
