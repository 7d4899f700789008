//! The page for people: the bytes once, and under them the messages of each group of readers that read them alike.

use std::ops::Range;

use framing_http::ambiguity::{End, Reading, Report, Risk};

/// The most bytes that are shown.
const SHOWN: usize = 2048;
/// The bytes that are shown before the message that readers differ about.
const BEFORE: usize = 64;
/// The bytes of a row.
const ROW: usize = 72;

pub(super) struct Page {
    pub(super) title: String,
    pub(super) risk: Risk,
    pub(super) verdict: String,
    pub(super) rows: Vec<Row>,
    pub(super) lanes: Vec<Lane>,
}

/// Bytes in one row, and what every lane shows under them.
pub(super) struct Row {
    pub(super) offset: usize,
    /// A character per byte.
    pub(super) text: String,
    /// The marks of each lane; empty where all lanes show one unbroken line.
    pub(super) lanes: Vec<Vec<Mark>>,
}

/// Readers that read the bytes alike.
pub(super) struct Lane {
    pub(super) name: char,
    pub(super) kind: Kind,
    pub(super) readers: Vec<&'static str>,
    pub(super) summary: String,
    reading: Reading,
}

/// How a lane relates to the first one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    First,
    /// Ends a message elsewhere.
    Differs,
    /// Refuses a byte.
    Refuses,
}

/// What a reader makes of one byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    Inside,
    /// The last byte of a message.
    End,
    Refused,
    /// Inside a message that does not end here.
    Waits,
    Switched,
    Unread,
}

impl Page {
    pub(super) fn new(name: &str, bytes: &[u8], report: &Report<'_>) -> Self {
        let lanes = lanes(report);
        let start = report.difference().map_or(0, |difference| difference.start);
        let shown = start.saturating_sub(BEFORE)..bytes.len().min(start.saturating_add(SHOWN));
        let title = format!("{name}: {} bytes, {} ways to read them", bytes.len(), lanes.len());
        let rows = rows(bytes, shown, &lanes);
        Self { title, risk: report.risk(), verdict: report.to_string(), rows, lanes }
    }
}

/// The readings, equal ones in one lane: the first reader's, those that differ, those that refuse.
fn lanes(report: &Report<'_>) -> Vec<Lane> {
    let mut groups: Vec<(Reading, Vec<&'static str>)> = Vec::new();
    for (reader, reading) in report.readings() {
        match groups.iter_mut().find(|(other, _)| *other == reading) {
            Some((_, readers)) => readers.push(reader.name()),
            None => groups.push((reading, vec![reader.name()])),
        }
    }
    let first = groups.first().map(|(reading, _)| reading.clone());
    let kind = |reading: &Reading| match reading.end {
        _ if first.as_ref() == Some(reading) => Kind::First,
        End::Refused { .. } => Kind::Refuses,
        _ => Kind::Differs,
    };
    groups.sort_by_key(|(reading, _)| kind(reading));
    let lane = |(name, (reading, readers)): (char, (Reading, Vec<&'static str>))| Lane {
        name,
        kind: kind(&reading),
        summary: summary(&reading),
        readers,
        reading,
    };
    ('A'..='Z').chain('a'..='z').chain(std::iter::repeat('*')).zip(groups).map(lane).collect()
}

/// The boundaries in words.
fn summary(reading: &Reading) -> String {
    let ends: Vec<String> = reading.ends.iter().rev().take(4).rev().map(ToString::to_string).collect();
    let dots = if reading.ends.len() > ends.len() { "… " } else { "" };
    let ends = if ends.is_empty() { String::new() } else { format!("ends at {dots}{}; ", ends.join(", ")) };
    ends + &match reading.end {
        End::Complete => "complete".to_owned(),
        End::Incomplete => "waits for more".to_owned(),
        End::Refused { at } => format!("refuses byte {at}"),
        End::Switched => "passes on the rest as another protocol".to_owned(),
        End::Closed => "does not read the rest".to_owned(),
        _ => "and more".to_owned(),
    }
}

/// Rows end after LF, or when they are full.
fn rows(bytes: &[u8], shown: Range<usize>, lanes: &[Lane]) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut offset = shown.start;
    while offset < shown.end {
        let rest = bytes.get(offset..shown.end.min(offset + ROW)).unwrap_or_default();
        let len = rest.iter().position(|byte| *byte == b'\n').map_or(rest.len(), |end| end + 1);
        let text = rest.iter().take(len).map(|byte| glyph(*byte)).collect();
        let marks: Vec<Vec<Mark>> = lanes.iter().map(|lane| lane.marks(offset..offset + len)).collect();
        let is_plain = marks.iter().flatten().all(|mark| *mark == Mark::Inside);
        rows.push(Row { offset, text, lanes: if is_plain { Vec::new() } else { marks } });
        offset += len;
    }
    rows
}

impl Lane {
    fn marks(&self, range: Range<usize>) -> Vec<Mark> {
        range.map(|offset| self.mark(offset)).collect()
    }

    fn mark(&self, offset: usize) -> Mark {
        let ends = &self.reading.ends;
        if ends.binary_search(&(offset + 1)).is_ok() {
            return Mark::End;
        }
        if ends.last().is_some_and(|last| offset < *last) {
            return Mark::Inside;
        }
        match self.reading.end {
            End::Refused { at } if offset < at => Mark::Inside,
            End::Refused { at } if offset == at => Mark::Refused,
            End::Incomplete => Mark::Waits,
            End::Switched => Mark::Switched,
            _ => Mark::Unread,
        }
    }
}

/// One character that represents a byte.
fn glyph(byte: u8) -> char {
    match byte {
        b' ' => '·',
        0x21..=0x7e => char::from(byte),
        // The pictures of the control characters.
        0..=0x20 => char::from_u32(0x2400 + u32::from(byte)).unwrap_or('?'),
        0x7f => '␡',
        _ => '▒',
    }
}

impl Mark {
    pub(super) fn symbol(self) -> char {
        match self {
            Self::Inside => '─',
            Self::End => '┤',
            Self::Refused => '✗',
            Self::Waits => '┄',
            Self::Switched => '≈',
            Self::Unread => ' ',
        }
    }
}

impl Kind {
    pub(super) fn heading(self) -> &'static str {
        match self {
            Self::First => "the first reader, and who reads as it does",
            Self::Differs => "readers that end a message elsewhere",
            Self::Refuses => "readers that refuse",
        }
    }
}

#[cfg(test)]
mod tests {
    use framing_http::ambiguity::{Judge, Readers};

    use super::*;

    #[test]
    fn boundaries_stand_under_the_bytes() {
        let bytes = b"POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxG";
        let readers = Readers::strict_and(["first-length", "last-length"]).unwrap();
        let judge = Judge::requests().with_readers(&readers);
        let page = Page::new("input", bytes, &judge.report(bytes));
        let drawn: Vec<String> = page
            .rows
            .iter()
            .flat_map(|row| row.lanes.iter().map(|lane| lane.iter().map(|mark| mark.symbol()).collect()))
            .collect();
        let rows: Vec<&str> = page.rows.iter().map(|row| row.text.as_str()).collect();
        assert_eq!(rows, ["POST·/·HTTP/1.1␍␊", "Content-Length:·1␍␊", "Content-Length:·2␍␊", "␍␊", "xG"]);
        assert_eq!(
            drawn,
            [
                "──────────────✗    ",
                "───────────────────",
                "───────────────────",
                "  ",
                "──",
                "──",
                "  ",
                "┤┄",
                "─┤"
            ]
        );
        assert_eq!(page.lanes[1].summary, "ends at 58; waits for more");
    }
}
