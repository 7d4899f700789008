//! What the peers need on this machine: where it is looked for, and how it is installed.
//!
//! A program comes from a package of Debian's, a module of Python from the Python Package Index; the modules go into an
//! environment of their own beside what was built, and nothing of the system's Python is touched.

use std::env;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// One thing that a peer needs.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Need {
    Program {
        name: &'static str,
        /// The package of Debian's that has it.
        package: &'static str,
        /// Where else than on the path it may be: in `bin` of the last folder in this one.
        under: &'static str,
    },
    /// A module of Python.
    Module {
        name: &'static str,
        /// What pip is asked for.
        requirement: &'static str,
    },
}

pub(super) const fn program(name: &'static str, package: &'static str) -> Need {
    Need::Program { name, package, under: "" }
}

pub(super) const fn program_under(under: &'static str, name: &'static str, package: &'static str) -> Need {
    Need::Program { name, package, under }
}

pub(super) const fn module(name: &'static str, requirement: &'static str) -> Need {
    Need::Module { name, requirement }
}

pub(super) const PYTHON: Need = program("python3", "python3");
pub(super) const NODE: Need = program("node", "nodejs");
pub(super) const CURL: Need = program("curl", "curl");

/// What makes the environment for modules, beside Python itself.
const VENV: Need = Need::Module { name: "ensurepip", requirement: "" };
const VENV_PACKAGE: &str = "python3-venv";

impl Need {
    fn is_met(&self) -> bool {
        match self {
            Self::Program { .. } => self.path().is_some(),
            Self::Module { name, .. } => imports(name),
        }
    }

    /// Where the program is.
    pub(super) fn path(&self) -> Option<PathBuf> {
        let Self::Program { name, under, .. } = self else { return None };
        let on_path = folders().into_iter().map(|folder| folder.join(name)).find(|path| path.is_file());
        on_path.or_else(|| last_version(Path::new(under), name))
    }
}

/// The program of the last version under a folder that has one folder for each, named by its number.
fn last_version(under: &Path, name: &str) -> Option<PathBuf> {
    let versions = fs::read_dir(under).ok()?.filter_map(Result::ok);
    let programs = versions.map(|version| {
        let number: Option<u32> = version.file_name().to_str().and_then(|name| name.parse().ok());
        (number, version.path().join("bin").join(name))
    });
    programs.filter(|(_, program)| program.is_file()).max().map(|(_, program)| program)
}

/// Can this Python import it?
fn imports(module: &str) -> bool {
    let mut python = command("python3");
    let status = python.args(["-c", &format!("import {module}")]).stderr(Stdio::null()).status();
    status.is_ok_and(|status| status.success())
}

/// A command that finds programs where the peers are.
pub(super) fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.env("PATH", search_path()).stdin(Stdio::null());
    command
}

/// The environment's programs come first; those of administrators are found by everybody.
pub(super) fn search_path() -> OsString {
    env::join_paths(folders()).unwrap_or_default()
}

fn folders() -> Vec<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let administrators = ["/usr/local/sbin", "/usr/sbin", "/sbin"].map(PathBuf::from);
    let environment = std::iter::once(environment().join("bin"));
    environment.chain(env::split_paths(&path)).chain(administrators).collect()
}

/// The folder of the environment for modules: beside the profiles in the folder of what is built.
fn environment() -> PathBuf {
    let program = env::current_exe().unwrap_or_default();
    program.ancestors().nth(2).unwrap_or_else(|| Path::new("target")).join("interop-python")
}

/// What of it is not there.
pub(super) fn missing<'a>(needs: impl IntoIterator<Item = &'a Need>) -> Vec<&'a Need> {
    needs.into_iter().filter(|need| !need.is_met()).collect()
}

/// How to install it by hand.
pub(super) fn hint(needs: &[Need]) -> String {
    let tools = [("apt-get install", packages(needs)), ("pip install", requirements(needs))];
    let commands = tools.iter().filter(|(_, names)| !names.is_empty());
    let commands: Vec<_> = commands.map(|(tool, names)| format!("{tool} {}", names.join(" "))).collect();
    if commands.is_empty() { "nothing to install".into() } else { commands.join(" && ") }
}

fn packages<'a>(needs: impl IntoIterator<Item = &'a Need>) -> Vec<&'static str> {
    let packages = needs.into_iter().filter_map(|need| match need {
        Need::Program { package, .. } => Some(*package),
        Need::Module { .. } => None,
    });
    distinct(packages.collect())
}

fn requirements<'a>(needs: impl IntoIterator<Item = &'a Need>) -> Vec<&'static str> {
    let requirements = needs.into_iter().filter_map(|need| match need {
        Need::Program { .. } => None,
        Need::Module { requirement, .. } => Some(*requirement),
    });
    distinct(requirements.collect())
}

fn distinct(mut names: Vec<&'static str>) -> Vec<&'static str> {
    names.sort_unstable();
    names.dedup();
    names
}

/// Installs what of it is not there.
pub(super) fn install(needs: &[&Need]) -> Result<(), String> {
    let missing = missing(needs.iter().copied());
    // The modules go into a virtual environment of our own, which has none of those that this Python has.
    let needs_modules = missing.iter().any(|need| matches!(need, Need::Module { .. }));
    let in_environment = if needs_modules { needs } else { missing.as_slice() };
    let requirements = requirements(in_environment.iter().copied());
    let mut packages = packages(missing.iter().copied());
    if !requirements.is_empty() && !VENV.is_met() {
        packages.push(VENV_PACKAGE);
    }
    install_packages(&packages)?;
    install_modules(&requirements)?;
    match self::missing(needs.iter().copied()).first() {
        Some(still) => Err(format!("still missing after the installation: {still:?}")),
        None => Ok(()),
    }
}

/// Servers that a package starts on its own do no harm: the peers are given ports that nobody listens on.
fn install_packages(packages: &[&str]) -> Result<(), String> {
    if packages.is_empty() {
        return Ok(());
    }
    run(apt_get().arg("update"))?;
    run(apt_get().args(["install", "--yes", "--no-install-recommends"]).args(packages))
}

/// As root, which asks no questions.
fn apt_get() -> Command {
    let mut apt_get = command(if is_root() { "env" } else { "sudo" });
    apt_get.args(["DEBIAN_FRONTEND=noninteractive", "apt-get"]);
    apt_get
}

pub(super) fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

fn install_modules(requirements: &[&str]) -> Result<(), String> {
    if requirements.is_empty() {
        return Ok(());
    }
    let environment = environment();
    if !environment.join("bin/pip").is_file() {
        run(command("python3").args(["-m", "venv"]).arg(&environment))?;
    }
    let quiet = ["install", "--disable-pip-version-check", "--quiet"];
    run(command(environment.join("bin/pip")).args(quiet).args(requirements))
}

/// Says what it runs, for it changes the machine.
fn run(command: &mut Command) -> Result<(), String> {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    let words: Vec<_> = words.map(|word| word.to_string_lossy()).collect();
    let line = words.join(" ");
    let failed = |what: String| format!("{line}: {what}");
    writeln!(io::stdout(), "$ {line}").map_err(|error| failed(error.to_string()))?;
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(failed(status.to_string())),
        Err(error) => Err(failed(error.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use super::{Need, PYTHON, hint, missing, module, program, program_under};

    #[test]
    fn what_is_missing_is_named_with_how_to_install_it() {
        let shell = program("sh", "dash");
        let needs = [shell, program("no such program", "no-package"), module("no_such_module", "nothing==1")];
        let missing: Vec<_> = missing(&needs).into_iter().map(name).collect();
        assert_eq!(missing, ["no such program", "no_such_module"]);
    }

    fn name(need: &Need) -> &'static str {
        match need {
            Need::Program { name, .. } | Need::Module { name, .. } => name,
        }
    }

    #[test]
    fn a_hint_names_every_package_once() {
        let cases: &[(&[Need], &str)] = &[
            (&[], "nothing to install"),
            (&[PYTHON], "apt-get install python3"),
            (&[module("a", "a==1")], "pip install a==1"),
            (
                &[program("b", "two"), program_under("there", "a", "two"), PYTHON, module("a", "a==1")],
                "apt-get install python3 two && pip install a==1",
            ),
        ];
        for (needs, expected) in cases {
            assert_eq!(hint(needs), *expected);
        }
    }

    #[test]
    fn a_program_of_many_versions_is_found_under_the_last() -> std::io::Result<()> {
        let folder = tempfile::tempdir()?;
        for version in ["9", "15", "7"] {
            let programs = folder.path().join(version).join("bin");
            std::fs::create_dir_all(&programs)?;
            std::fs::write(programs.join("served"), version)?;
        }
        let found = super::last_version(folder.path(), "served").map(std::fs::read_to_string);
        assert_eq!(found.transpose()?.as_deref(), Some("15"));
        assert_eq!(super::last_version(folder.path(), "missing"), None);
        Ok(())
    }
}
