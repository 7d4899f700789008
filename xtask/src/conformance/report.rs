//! What the run came to, for a program.

use std::path::Path;
use std::{fs, io};

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};
use serde::Serialize;

use super::run::{Results, Verdict};

#[derive(Serialize)]
struct Summary<'a> {
    passed: usize,
    failed: usize,
    streams: u64,
    checks: Vec<Line<'a>>,
}

#[derive(Serialize)]
struct Line<'a> {
    id: String,
    format: &'a str,
    scenario: &'a str,
    transport: &'a str,
    verdict: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    streams: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    failure: Option<&'a str>,
}

impl<'a> Line<'a> {
    fn of(verdict: &'a Verdict) -> Self {
        let (word, streams, failure) = match &verdict.outcome {
            Ok(streams) => ("passed", Some(*streams), None),
            Err(failure) => ("failed", None, Some(failure.as_str())),
        };
        let Verdict { id, format, scenario, transport, .. } = verdict;
        Self { id: id.clone(), format, scenario, transport, verdict: word, streams, failure }
    }

    fn of_unknown(id: &'a str) -> Self {
        let (scenario, transport) = ("whole", "memory");
        let failure = Some("there is no such format");
        Self { id: id.to_owned(), format: "", scenario, transport, verdict: "failed", streams: None, failure }
    }
}

/// Writes every verdict as JSON. No times are in it, so two runs that agree write the same bytes.
pub(super) fn write_json(results: &Results, path: &Path) -> Result<(), String> {
    let known = results.verdicts.iter().map(Line::of);
    let summary = Summary {
        passed: results.passed(),
        failed: results.failed(),
        streams: results.streams(),
        checks: known.chain(results.unknown.iter().map(|id| Line::of_unknown(id))).collect(),
    };
    let text = serde_json::to_vec_pretty(&summary).map_err(io::Error::from);
    text.and_then(|text| fs::write(path, text)).map_err(|error| cannot_write(path, &error))
}

/// Writes every verdict as JUnit XML, a suite a format.
pub(super) fn write_junit(results: &Results, path: &Path) -> Result<(), String> {
    let mut report = Report::new("framing conformance");
    report.set_time(results.time);
    for verdict in &results.verdicts {
        let name = verdict.format.as_str();
        if report.test_suites.last().is_none_or(|suite| suite.name.as_str() != name) {
            report.add_test_suite(TestSuite::new(name));
        }
        if let Some(suite) = report.test_suites.last_mut() {
            suite.add_test_case(test_case(verdict));
        }
    }
    add_unknown(&mut report, &results.unknown);
    let text = report.to_string().map_err(io::Error::other);
    text.and_then(|text| fs::write(path, text)).map_err(|error| cannot_write(path, &error))
}

fn test_case(verdict: &Verdict) -> TestCase {
    let status = match &verdict.outcome {
        Ok(_) => TestCaseStatus::success(),
        Err(failure) => failed(failure),
    };
    let mut case = TestCase::new(verdict.id.as_str(), status);
    case.set_time(verdict.time);
    case
}

fn add_unknown(report: &mut Report, unknown: &[String]) {
    if !unknown.is_empty() {
        let mut suite = TestSuite::new("unknown formats");
        suite.add_test_cases(
            unknown.iter().map(|id| TestCase::new(id.as_str(), failed("there is no such format"))),
        );
        report.add_test_suite(suite);
    }
}

fn failed(text: &str) -> TestCaseStatus {
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
    status.set_message(text.lines().nth(1).unwrap_or(text).trim()).set_description(text);
    status
}

fn cannot_write(path: &Path, error: &io::Error) -> String {
    format!("cannot write {}: {error}", path.display())
}
