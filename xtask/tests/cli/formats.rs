//! `cargo xtask formats`.

use serde_json::Value;

use crate::ran::run;
use crate::registry;

#[test]
fn the_table_has_a_line_a_format_below_its_head() {
    let ran = run(&["formats"], b"");
    let names: Vec<_> = ran.text().lines().filter_map(|line| line.split("  ").next()).collect();
    let expected: Vec<_> =
        ["NAME"].into_iter().chain(registry::formats().map(|format| format.name)).collect();
    assert_eq!((ran.exit, names), (0, expected));
}

#[test]
fn the_json_says_everything() {
    let ran = run(&["formats", "--json"], b"");
    let rows: Vec<Value> = serde_json::from_slice(&ran.stdout).unwrap();
    assert_eq!((ran.exit, rows.len()), (0, registry::formats().count()));
    for (row, format) in rows.iter().zip(registry::formats()) {
        assert_eq!(row["name"], format.name);
        assert_eq!(row["crate"], format.package);
        assert_eq!(row["frame"], format.summary);
        assert_eq!(row["source"], format.source);
        assert_eq!(row["writable"], (format.make)().is_writable());
    }
}
