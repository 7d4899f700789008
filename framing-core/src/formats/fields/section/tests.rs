//! What sections accept and refuse, however their bytes arrive.

use super::*;
use crate::fields::FieldSyntax;

const NAMES: [&str; 2] = ["Content-Length", "l"];

fn read(section: &FieldSection, head: &str) -> Result<Option<u64>, usize> {
    let mut scan = Scan::default();
    let mut found = None;
    for seen in 0..=head.len() {
        match section.head_len(&NAMES, &head.as_bytes()[..seen], &mut scan) {
            Ok(Extent::Exact(len)) => {
                assert_eq!(len, seen, "{head:?}");
                if len < head.len() {
                    return Err(len);
                }
                found = Some(len);
            }
            Ok(Extent::AtLeast(need)) => assert!(need > seen, "{head:?}"),
            Err(refused) => {
                assert_eq!(refused.at + 1, seen, "{head:?} is refused at its first wrong byte");
                assert_eq!(section.length(&NAMES, head.as_bytes()), Err(refused), "{head:?}");
                return Err(refused.at);
            }
        }
    }
    let length = section.length(&NAMES, head.as_bytes()).map_err(|refused| refused.at)?;
    assert!(found.is_some(), "{head:?} has an end");
    Ok(length.map(|length| {
        let digits = &head[length.range];
        assert_eq!(digits.parse(), Ok(length.value), "{head:?}");
        length.value
    }))
}

#[test]
fn the_strict_section() {
    for (head, expected) in [
        ("Content-Length: 5\r\n\r\n", Ok(Some(5))),
        ("content-length:\t007 \t\r\nA: b\r\n\r\n", Ok(Some(7))),
        ("A:\r\nL: 18446744073709551615\r\n\r\n", Ok(Some(u64::MAX))),
        ("A: \u{e9}\tb\r\n\r\n", Ok(None)),
        ("\r\n", Ok(None)),
        ("Content-Length: +5\r\n\r\n", Err(16)),
        ("Content-Length: \r\n\r\n", Err(16)),
        ("Content-Length: 5_0\r\n\r\n", Err(17)),
        ("Content-Length: 5 0\r\n\r\n", Err(18)),
        ("L: 18446744073709551616\r\n\r\n", Err(22)),
        ("L: 5\r\nL: 5\r\n\r\n", Err(7)),
        ("L : 5\r\n\r\n", Err(1)),
        ("A: b\n\r\n", Err(4)),
        ("A: b\r\r\n", Err(5)),
        ("A: b\0\r\n", Err(4)),
        ("A: b\r\n c\r\n\r\n", Err(6)),
        (": b\r\n\r\n", Err(0)),
        ("A\r\n\r\n", Err(1)),
    ] {
        assert_eq!(read(&FieldSection::new(), head), expected, "{head:?}");
    }
}

#[test]
fn each_variation_allows_its_own_form_and_nothing_else() {
    let strict = FieldSection::new();
    let syntax = |syntax| strict.with_syntax(syntax);
    let variations = [
        (syntax(FieldSyntax::STRICT.allow_bare_lf()), "A: b\nL: 1\n\n", Some(1)),
        (syntax(FieldSyntax::STRICT.allow_folding()), "A: b\r\n c\r\nL: 1\r\n\r\n", Some(1)),
        (syntax(FieldSyntax::STRICT.allow_space_before_colon()), "L \t: 1\r\n\r\n", Some(1)),
        (syntax(FieldSyntax::STRICT.allow_control_in_value()), "A: \u{1}\r\nL: 1\r\n\r\n", Some(1)),
        (syntax(FieldSyntax::STRICT.allow_any_name()), "A b: c\r\nL: 1\r\n\r\n", Some(1)),
        (strict.with_repeated_length(RepeatedLength::Equal), "L: 1\r\nl: 01\r\n\r\n", Some(1)),
        (strict.with_folded_length(), "L:\r\n\t1\r\n\r\n", Some(1)),
    ];
    for (index, (section, ..)) in variations.iter().enumerate() {
        for (other, (_, head, length)) in variations.iter().enumerate() {
            let expected = match (index, other) {
                // Where any name is allowed, the whitespace is part of another name.
                (4, 2) => Ok(None),
                _ if index == other => Ok(*length),
                _ => Err(()),
            };
            assert_eq!(read(section, head).map_err(|_| ()), expected, "{index} reads {head:?}");
        }
    }
}

#[test]
fn start_lines() {
    let section = FieldSection::new().with_start_line();
    for (head, one, any) in [
        ("OK: 1 then\r\nL: 2\r\n\r\n", Ok(Some(2)), Ok(Some(2))),
        ("L: 1\r\n\r\n", Ok(None), Ok(None)),
        ("\r\n\r\nOK then\r\nL: 1\r\n\r\n", Err(0), Ok(Some(1))),
        (" OK\r\n\r\n", Err(0), Err(0)),
        ("OK\0\r\n\r\n", Err(2), Err(2)),
        ("OK\n\r\n", Err(2), Err(2)),
        ("OK\rL: 1\r\n\r\n", Err(3), Err(3)),
        ("OK\r\n folded\r\n\r\n", Err(4), Err(4)),
    ] {
        assert_eq!(read(&section, head), one, "{head:?}");
        assert_eq!(read(&section.with_empty_lines(), head), any, "{head:?}, after empty lines");
    }
}

#[test]
fn repeated_lengths() {
    for (repeats, second, expected) in [
        (RepeatedLength::Refused, "1", Err(7)),
        (RepeatedLength::Equal, "1", Ok(Some(1))),
        (RepeatedLength::Equal, "2", Err(9)),
        (RepeatedLength::Equal, "10", Err(10)),
        (RepeatedLength::First, "2", Ok(Some(1))),
        (RepeatedLength::First, "x", Ok(Some(1))),
    ] {
        let section = FieldSection::new().with_repeated_length(repeats);
        assert_eq!(
            read(&section, &std::format!("L: 1\r\nL: {second}\r\n\r\n")),
            expected,
            "{repeats:?} {second}"
        );
    }
}

#[test]
fn names_limits_and_demands() {
    let section = FieldSection::new().with_required_length();
    assert_eq!(read(&section, "A: b\r\n\r\n"), Err(6));
    assert_eq!(read(&section, "L: 0\r\n\r\n"), Ok(Some(0)));
    assert_eq!(read(&FieldSection::new().with_exact_case(), "L: 3\r\n\r\n"), Ok(None));
    assert_eq!(read(&FieldSection::new().with_max_fields(1), "A: b\r\nC: d\r\n\r\n"), Err(6));
    let folding = FieldSection::new().with_syntax(FieldSyntax::STRICT.allow_folding());
    assert_eq!(read(&folding, "L: 1\r\n 2\r\n\r\n"), Err(6), "a length is never folded");
}
