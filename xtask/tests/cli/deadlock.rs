//! `cargo xtask deadlock`, without the model checker, which is built apart.

use serde_json::Value;

use crate::ran::run;

#[test]
fn a_hang_that_is_declared_is_exit_0_and_told_in_full() {
    let ran = run(&["deadlock", "--scenario", "event-body-clears/batch"], b"");
    let end = "  hangs, as declared\n  \
        the reader's read 5 (header of frame 3) waits for 4 B; the buffer holds 25 B, the flag is down\n\n\
        1 as declared, 0 not\n";
    assert_eq!(ran.exit, 0);
    assert!(ran.text().ends_with(end), "{}", ran.text());
}

#[test]
fn every_design_behaves_as_declared() {
    let ran = run(&["deadlock"], b"");
    assert_eq!((ran.exit, ran.text().lines().last()), (0, Some("85 as declared, 0 not")));
}

#[test]
fn the_json_has_an_object_a_scenario_with_its_steps() {
    let ran = run(&["deadlock", "--json", "--scenario", "*/two-readers"], b"");
    let rows: Vec<Value> = serde_json::from_slice(&ran.stdout).unwrap();
    assert_eq!((ran.exit, rows.len()), (0, 6));
    for row in rows {
        assert_eq!((row["outcome"] == row["expected"], &row["as_declared"]), (true, &Value::Bool(true)));
        assert_eq!(row["steps"][0]["act"], "asks for a body", "{}", row["name"]);
    }
}

#[test]
fn the_list_runs_nothing() {
    let ran = run(&["deadlock", "--list", "--json", "--scenario", "pipe/*"], b"");
    let rows: Vec<Value> = serde_json::from_slice(&ran.stdout).unwrap();
    assert_eq!((ran.exit, rows.len()), (0, 6));
    assert!(rows.iter().all(|row| row["outcome"].is_null() && row["expected"] == "passes"), "{rows:?}");
}
