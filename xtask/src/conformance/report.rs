//! What the run came to, for a program.

use std::path::Path;
use std::{fs, io};

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};
use serde::Serialize;

use super::fault::Fault;
use super::run::{Results, Verdict};

#[derive(Serialize)]
struct Summary<'a> {
    passed: usize,
    failed: usize,
    expected_failures: usize,
    streams: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    compared: Option<&'a str>,
    causes: Vec<Cause<'a>>,
    checks: Vec<Line<'a>>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    unknown_formats: &'a [String],
}

#[derive(Serialize)]
struct Cause<'a> {
    cause: &'a str,
    checks: usize,
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
    reason: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    failure: Option<&'a Fault>,
}

impl<'a> Line<'a> {
    fn of(verdict: &'a Verdict) -> Self {
        let (word, streams, failure) = match &verdict.outcome {
            Ok(streams) if verdict.is_wrong() => ("unexpected-pass", Some(*streams), None),
            Ok(streams) => ("passed", Some(*streams), None),
            Err(failure) if verdict.is_wrong() => ("failed", None, Some(&**failure)),
            Err(failure) => ("expected-failure", None, Some(&**failure)),
        };
        let reason = verdict.expected.as_ref().map(|expected| expected.reason.as_str());
        let Verdict { id, format, scenario, transport, .. } = verdict;
        Self { id: id.clone(), format, scenario, transport, verdict: word, streams, reason, failure }
    }
}

/// Writes every verdict as JSON. No times are in it, so two runs that agree write the same bytes.
pub(super) fn write_json(results: &Results, path: &Path) -> Result<(), String> {
    let known = results.verdicts.iter().map(Line::of);
    let summary = Summary {
        passed: results.passed(),
        failed: results.failed(),
        expected_failures: results.expected(),
        streams: results.streams(),
        compared: results.summary.as_deref(),
        causes: results
            .causes()
            .into_iter()
            .map(|(cause, checks)| Cause { cause, checks: checks.len() })
            .collect(),
        checks: known.collect(),
        unknown_formats: &results.unknown,
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
    let status = match (&verdict.outcome, &verdict.expected) {
        (Ok(_), _) if verdict.is_wrong() => {
            failed(&Fault::new(verdict.cause(), "it passed, but was expected to fail"))
        }
        (Ok(_), _) => TestCaseStatus::success(),
        (Err(failure), None) => failed(failure),
        (Err(_), Some(expected)) => {
            let mut status = TestCaseStatus::skipped();
            status.set_message(expected.reason.as_str());
            status
        }
    };
    let mut case = TestCase::new(verdict.id.as_str(), status);
    case.set_time(verdict.time);
    case
}

fn add_unknown(report: &mut Report, unknown: &[String]) {
    if !unknown.is_empty() {
        let mut suite = TestSuite::new("unknown formats");
        suite.add_test_cases(
            unknown.iter().map(|id| {
                TestCase::new(id.as_str(), failed(&Fault::new("unknown format", "no such format")))
            }),
        );
        report.add_test_suite(suite);
    }
}

fn failed(fault: &Fault) -> TestCaseStatus {
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
    status.set_type(fault.cause.as_str());
    status.set_message(fault.what.as_str()).set_description(fault.lines().join("\n"));
    status
}

fn cannot_write(path: &Path, error: &io::Error) -> String {
    format!("cannot write {}: {error}", path.display())
}
