//! `--html FILE`: the results as one page that needs nothing else.

use std::fmt::Write as _;
use std::path::Path;
use std::{fs, io};

use super::compare;
use super::run::{Results, Verdict};

const STYLE: &str = "
:root { color-scheme: light dark; --line: #8884; --good: #1a7f37; --bad: #c62828; --back: #8881; }
@media (prefers-color-scheme: dark) { :root { --good: #4ac26b; --bad: #ff7b72; } }
* { box-sizing: border-box; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 76rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.15rem; margin-top: 2rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-size: .9rem; }
th, td { padding: .25rem .6rem; border-bottom: 1px solid var(--line); text-align: left; white-space: nowrap; }
td.n { text-align: right; font-variant-numeric: tabular-nums; }
.good { color: var(--good); } .bad { color: var(--bad); font-weight: 600; }
details { border: 1px solid var(--line); border-radius: .4rem; margin: .5rem 0; padding: .4rem .7rem; }
summary { cursor: pointer; overflow-wrap: anywhere; }
pre { overflow-x: auto; background: var(--back); padding: .6rem; border-radius: .3rem; font-size: .82rem; }
dt { font-weight: 600; } dd { margin: 0 0 .3rem; overflow-wrap: anywhere; }
code { overflow-wrap: anywhere; }
";

/// Writes the page of these programs, or of our own readers.
pub(super) fn write(all: &[(String, Results)], path: &Path) -> Result<(), String> {
    let page = page(all);
    let written: io::Result<()> = fs::write(path, page);
    written.map_err(|error| format!("cannot write {}: {error}", path.display()))
}

fn page(all: &[(String, Results)]) -> String {
    let mut page = String::from("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n");
    page.push_str("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    let _ = write!(page, "<title>Framing conformance</title>\n<style>{STYLE}</style></head>\n<body>\n");
    page.push_str("<h1>Framing conformance</h1>\n");
    for (name, results) in all {
        let word = if results.failed() == 0 { "good" } else { "bad" };
        let _ = writeln!(
            page,
            "<p><b>{}</b>: <span class=\"{word}\">{} passed, {} failed</span>, {} failed as expected</p>",
            escape(name),
            results.passed(),
            results.failed(),
            results.expected()
        );
    }
    matrix(&mut page, all);
    for (name, results) in all {
        failures(&mut page, name, results);
    }
    page.push_str("</body></html>\n");
    page
}

/// A row per program and format, a column per scenario.
fn matrix(page: &mut String, all: &[(String, Results)]) {
    let scenarios = compare::scenarios(all);
    page.push_str(
        "<h2>Formats and scenarios</h2>\n<div class=\"wide\"><table>\n<tr><th>program</th><th>format</th>",
    );
    for scenario in &scenarios {
        let _ = write!(page, "<th>{}</th>", escape(scenario));
    }
    page.push_str("</tr>\n");
    for (name, results) in all {
        let mut formats: Vec<_> = results.verdicts.iter().map(|verdict| verdict.format.as_str()).collect();
        formats.dedup();
        for format in formats {
            let _ = write!(page, "<tr><td>{}</td><td>{}</td>", escape(name), escape(format));
            for scenario in &scenarios {
                let of = |verdict: &&Verdict| verdict.format == format && verdict.scenario == *scenario;
                let verdicts: Vec<_> = results.verdicts.iter().filter(of).collect();
                page.push_str(&cell(&verdicts));
            }
            page.push_str("</tr>\n");
        }
    }
    page.push_str("</table></div>\n");
}

fn cell(verdicts: &[&Verdict]) -> String {
    let failed = verdicts.iter().filter(|verdict| verdict.is_wrong()).count();
    match (verdicts.len(), failed) {
        (0, _) => "<td class=\"n\">·</td>".into(),
        (all, 0) => format!("<td class=\"n good\">✓ {all}</td>"),
        (all, failed) => format!("<td class=\"n bad\">✗ {failed}/{all}</td>"),
    }
}

/// The failures by cause, each with its bytes, its schedule and the command that repeats it.
fn failures(page: &mut String, name: &str, results: &Results) {
    for (cause, verdicts) in results.causes() {
        let _ = writeln!(page, "<h2>{}: {} ({})</h2>", escape(name), escape(cause), verdicts.len());
        for verdict in verdicts {
            failure(page, verdict);
        }
    }
}

fn failure(page: &mut String, verdict: &Verdict) {
    let _ = writeln!(page, "<details><summary><code>{}</code></summary>", escape(&verdict.id));
    match &verdict.outcome {
        Ok(_) => page.push_str("<p>It passed, but was expected to fail.</p>\n"),
        Err(fault) => {
            let schedule = fault.schedule.as_ref().map(ToString::to_string);
            let rows = [
                ("what", Some(fault.what.clone())),
                ("expected", fault.expected.clone()),
                ("found", fault.found.clone()),
                ("reader", fault.reader.clone()),
                ("sent", schedule),
                ("state", fault.state.clone()),
                ("help", fault.help.map(str::to_owned)),
                ("document", fault.document.clone()),
                ("again", Some(fault.again.clone())),
            ];
            page.push_str("<dl>\n");
            for (label, text) in rows {
                if let Some(text) = text {
                    let _ = writeln!(page, "<dt>{label}</dt><dd><code>{}</code></dd>", escape(&text));
                }
            }
            page.push_str("</dl>\n");
            let _ = writeln!(page, "<pre>{}</pre>", escape(&fault.picture));
            if !fault.log.is_empty() {
                let _ = writeln!(page, "<pre>{}</pre>", escape(&fault.log.join("\n")));
            }
        }
    }
    page.push_str("</details>\n");
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            c => escaped.push(c),
        }
    }
    escaped
}
