//! The pages of what others accept and refuse, compared with what they do.
//!
//! A page is a table in the documentation of a crate: a row a peculiarity, a column a reader. A cell begins with `takes`,
//! `refuses` or `waits`, or is a dash where the reader does not look at such bytes. For each row the bytes are here.

use super::{Opinion, Stream, ours};
use crate::exit::Failure;

struct Page {
    name: &'static str,
    text: &'static str,
    rows: &'static [Row],
}

/// What a row is called, and a stream that is at issue in it.
struct Row {
    name: &'static str,
    answers: Option<&'static str>,
    bytes: &'static [&'static str],
    /// What httparse is shown: the head, a size line, or nothing that it looks at.
    shown: Shown,
}

#[derive(Clone, Copy)]
enum Shown {
    Head,
    SizeLine(&'static str),
    Nothing,
}

/// Above the names of the rows.
const HEADING: &str = "Bytes";

/// The columns after the name of the row.
const READERS: [&str; 5] = ["this crate", "hyper", "httparse", "h11", "llhttp"];

const PAGES: &[Page] = &[
    Page {
        name: "framing-http/src/others.md",
        text: include_str!("../../../../framing-http/src/others.md"),
        rows: MESSAGES,
    },
    Page {
        name: "framing-chunked/src/http/others.md",
        text: include_str!("../../../../framing-chunked/src/http/others.md"),
        rows: CHUNKS,
    },
];

const fn row(name: &'static str, bytes: &'static [&'static str], shown: Shown) -> Row {
    Row { name, answers: None, bytes, shown }
}

/// A request whose head is at issue.
const fn head(name: &'static str, bytes: &'static [&'static str]) -> Row {
    row(name, bytes, Shown::Head)
}

/// A request whose fields are at issue, which httparse does not read.
const fn framing(name: &'static str, bytes: &'static [&'static str]) -> Row {
    row(name, bytes, Shown::Nothing)
}

/// An answer to GET.
const fn answer(name: &'static str, bytes: &'static [&'static str], shown: Shown) -> Row {
    Row { name, answers: Some("GET"), bytes, shown }
}

const GET: &str = "GET / HTTP/1.1\r\nHost: a\r\n";
const POST: &str = "POST / HTTP/1.1\r\nHost: a\r\n";
const OK: &str = "HTTP/1.1 200 OK\r\n";

const MESSAGES: &[Row] = &[
    head("a lone LF at the end of a field line", &[GET, "A: b\nC: d\r\n\r\n"]),
    head("a lone CR in a field value", &[GET, "A: b\rC: d\r\n\r\n"]),
    head("NUL in a field value", &[GET, "A: b\0\r\n\r\n"]),
    head("another control character in a field value", &[GET, "A: b\x01\r\n\r\n"]),
    head("a byte above 127 in a field value", &[GET, "A: \u{e9}\r\n\r\n"]),
    head("an empty field name", &[GET, ": b\r\n\r\n"]),
    head("a field name that is no token", &[GET, "A(b): c\r\n\r\n"]),
    head("whitespace before the colon", &[GET, "A : b\r\n\r\n"]),
    head("whitespace before the first field", &["GET / HTTP/1.1\r\n Host: a\r\n\r\n"]),
    head("a folded line", &[GET, "A: b\r\n c\r\n\r\n"]),
    head("one empty line in front of a request", &["\r\n", GET, "\r\n"]),
    head("two empty lines in front of a request", &["\r\n\r\n", GET, "\r\n"]),
    head("two spaces in a request line", &["GET  / HTTP/1.1\r\nHost: a\r\n\r\n"]),
    head("a tab in a request line", &["GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n"]),
    head("a byte above 127 in a target", &["GET /\u{e9} HTTP/1.1\r\nHost: a\r\n\r\n"]),
    head("version 1.2", &["GET / HTTP/1.2\r\nHost: a\r\n\r\n"]),
    head("version 2.0", &["GET / HTTP/2.0\r\nHost: a\r\n\r\n"]),
    head("no version", &["GET /\r\n\r\n"]),
    framing("Content-Length: 005", &[POST, "Content-Length: 005\r\n\r\nhello"]),
    framing("Content-Length: +5", &[POST, "Content-Length: +5\r\n\r\nhello"]),
    framing("an empty Content-Length", &[POST, "Content-Length: \r\n\r\n"]),
    framing("Content-Length: 5, 5", &[POST, "Content-Length: 5, 5\r\n\r\nhello"]),
    framing("Content-Length twice, equal", &[POST, "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello"]),
    framing(
        "Content-Length twice, different",
        &[POST, "Content-Length: 5\r\nContent-Length: 4\r\n\r\nhello"],
    ),
    framing(
        "Content-Length and Transfer-Encoding",
        &[POST, "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"],
    ),
    framing("Transfer-Encoding: gzip, chunked", &[POST, "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"]),
    framing("Transfer-Encoding: chunked, gzip", &[POST, "Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n"]),
    framing(
        "Transfer-Encoding: chunked, chunked",
        &[POST, "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n"],
    ),
    framing("Transfer-Encoding: xchunked", &[POST, "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"]),
    framing("Transfer-Encoding: chunked;a=b", &[POST, "Transfer-Encoding: chunked;a=b\r\n\r\n0\r\n\r\n"]),
    framing("Transfer-Encoding: , chunked", &[POST, "Transfer-Encoding: , chunked\r\n\r\n0\r\n\r\n"]),
    framing("an empty Transfer-Encoding", &[POST, "Transfer-Encoding: \r\n\r\n"]),
    framing(
        "Transfer-Encoding in HTTP/1.0",
        &["POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"],
    ),
    answer("an empty line in front of a response", &["\r\n", OK, "Content-Length: 0\r\n\r\n"], Shown::Head),
    answer("no space after a status code", &["HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n"], Shown::Head),
    answer("a status code of 2 digits", &["HTTP/1.1 20 OK\r\nContent-Length: 0\r\n\r\n"], Shown::Head),
    answer("a folded line in a response", &[OK, "A: b\r\n c\r\nContent-Length: 0\r\n\r\n"], Shown::Head),
    answer(
        "whitespace before the colon in a response",
        &[OK, "A : b\r\nContent-Length: 0\r\n\r\n"],
        Shown::Head,
    ),
    answer(
        "a response with Transfer-Encoding: gzip, until close",
        &[OK, "Transfer-Encoding: gzip\r\n\r\nabc"],
        Shown::Nothing,
    ),
    answer(
        "a response with Content-Length and Transfer-Encoding",
        &[OK, "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"],
        Shown::Nothing,
    ),
    answer(
        "a response with Content-Length twice, equal",
        &[OK, "Content-Length: 2\r\nContent-Length: 2\r\n\r\nhi"],
        Shown::Nothing,
    ),
    answer(
        "a 204 with a Content-Length, without a body",
        &["HTTP/1.1 204 No\r\nContent-Length: 5\r\n\r\n"],
        Shown::Nothing,
    ),
];

const CHUNKED: &str = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
const REST: &str = "\r\nhello\r\n0\r\n\r\n";

/// A size line, after which 5 bytes of data and the last chunk follow.
const fn size(name: &'static str, line: &'static str, bytes: &'static [&'static str]) -> Row {
    row(name, bytes, Shown::SizeLine(line))
}

const CHUNKS: &[Row] = &[
    size(
        "a size with 20 leading zeros",
        "000000000000000000005\r\n",
        &[CHUNKED, "000000000000000000005", REST],
    ),
    size(
        "a size with 33 leading zeros",
        "0000000000000000000000000000000005\r\n",
        &[CHUNKED, "0000000000000000000000000000000005", REST],
    ),
    size("a size over 2^64", "10000000000000005\r\n", &[CHUNKED, "10000000000000005", REST]),
    size("a size with 0x", "0x5\r\n", &[CHUNKED, "0x5", REST]),
    size("a size with +", "+5\r\n", &[CHUNKED, "+5", REST]),
    size("a size with _", "0_5\r\n", &[CHUNKED, "0_5", REST]),
    size("a space before a size", " 5\r\n", &[CHUNKED, " 5", REST]),
    size("a space after a size", "5 \r\n", &[CHUNKED, "5 ", REST]),
    size("an empty size", "\r\n", &[CHUNKED, "5", "\r\nhello\r\n\r\n\r\n"]),
    size("a lone LF at the end of a size line", "5\n", &[CHUNKED, "5\nhello\r\n0\r\n\r\n"]),
    size("an extension that is a token", "5;a=b\r\n", &[CHUNKED, "5;a=b", REST]),
    size("a quoted string in an extension", "5;a=\"b;c\"\r\n", &[CHUNKED, "5;a=\"b;c\"", REST]),
    size("whitespace in front of an extension", "5 ;a\r\n", &[CHUNKED, "5 ;a", REST]),
    size("whitespace around the = of an extension", "5;a = b\r\n", &[CHUNKED, "5;a = b", REST]),
    size("an extension without a name", "5;\r\n", &[CHUNKED, "5;", REST]),
    size("a lone LF in an extension", "5;a\nb\r\n", &[CHUNKED, "5;a\nb", REST]),
    size("a lone CR in an extension", "5;a\rb\r\n", &[CHUNKED, "5;a\rb", REST]),
    size("NUL in an extension", "5;a\0b\r\n", &[CHUNKED, "5;a\0b", REST]),
    size("a quoted string that is not closed", "5;a=\"\r\n", &[CHUNKED, "5;a=\"", REST]),
    framing("two other bytes after the data", &[CHUNKED, "5\r\nhello__0\r\n\r\n"]),
    framing("a lone LF after the data", &[CHUNKED, "5\r\nhello\n0\r\n\r\n"]),
    framing("more data than the size says", &[CHUNKED, "5\r\nhelloXXX\r\n0\r\n\r\n"]),
    framing("a trailer field", &[CHUNKED, "5\r\nhello\r\n0\r\nA: b\r\n\r\n"]),
    framing("a lone LF in the trailer section", &[CHUNKED, "5\r\nhello\r\n0\r\nA: b\n\r\n"]),
    framing("whitespace before the colon of a trailer field", &[CHUNKED, "5\r\nhello\r\n0\r\nA : b\r\n\r\n"]),
    framing("a folded line in the trailer section", &[CHUNKED, "5\r\nhello\r\n0\r\nA: b\r\n c\r\n\r\n"]),
];

/// The differences between the pages and the readers.
pub(super) fn wrong(runtime: &tokio::runtime::Runtime) -> Result<Vec<String>, Failure> {
    let mut wrong = Vec::new();
    for page in PAGES {
        let streams: Vec<_> = page.rows.iter().map(Row::stream).collect();
        let theirs = super::opinions(&streams, runtime)?;
        let told: Vec<_> = page.text.lines().filter_map(cells).collect();
        for ((row, stream), theirs) in page.rows.iter().zip(&streams).zip(theirs) {
            let cells = told.iter().find(|(name, _)| *name == row.name).map(|(_, cells)| &cells[..]);
            let opinions = row.opinions(ours(stream), theirs);
            wrong.extend(differences(page, row, cells.unwrap_or_default(), &opinions));
        }
        let has_row = |name: &str| name == HEADING || page.rows.iter().any(|row| row.name == name);
        let unknown = told.iter().filter(|(name, _)| !has_row(name));
        wrong.extend(unknown.map(|(name, _)| format!("{}: nobody was asked about «{name}»", page.name)));
    }
    Ok(wrong)
}

impl Row {
    fn stream(&self) -> Stream {
        Stream { answers: self.answers, bytes: self.bytes.concat().into_bytes() }
    }

    /// In the order of the columns; nothing for a reader that is not there.
    fn opinions(&self, ours: Opinion, mut theirs: super::Theirs) -> [Option<&'static str>; READERS.len()] {
        theirs.retain(|(reader, _)| *reader != "httparse" || matches!(self.shown, Shown::Head));
        if let Shown::SizeLine(line) = self.shown {
            theirs.push(("httparse", super::linked::httparse_size_line(line.as_bytes())));
        }
        READERS.map(|reader| match (reader, theirs.iter().find(|(name, _)| *name == reader)) {
            ("this crate", _) => Some(word(&ours)),
            (_, Some((_, opinion))) => Some(word(opinion)),
            // It reports nothing if it accepts a head.
            ("httparse", None) => Some(if matches!(self.shown, Shown::Head) { "takes" } else { "–" }),
            (_, None) => None,
        })
    }
}

const fn word(opinion: &Opinion) -> &'static str {
    match opinion {
        Opinion::Whole(_) => "takes",
        Opinion::Refused(_) => "refuses",
        Opinion::Cut => "waits",
    }
}

fn differences(page: &Page, row: &Row, cells: &[&str], opinions: &[Option<&'static str>]) -> Vec<String> {
    let checked = READERS.iter().zip(opinions).enumerate();
    let wrong = checked.filter_map(|(column, (reader, is))| {
        let (is, said) = ((*is)?, cells.get(column).copied().unwrap_or("nothing"));
        (!said.starts_with(is)).then(|| format!("{}: {} {is} {}, not «{said}»", page.name, reader, row.name))
    });
    wrong.collect()
}

/// The name of a row of a table and its other cells.
fn cells(line: &str) -> Option<(&str, Vec<&str>)> {
    let mut cells = line.strip_prefix("| ")?.strip_suffix(" |")?.split(" | ").map(str::trim);
    let name = cells.next().filter(|name| !name.is_empty())?;
    Some((name, cells.collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pages_are_right_about_all_who_are_here() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        assert_eq!(wrong(&runtime).unwrap_or_default(), Vec::<String>::new());
    }

    #[test]
    fn a_page_that_is_wrong_is_told() {
        const ROW: Row = head("a lone LF", &["GET / HTTP/1.1\nHost: a\r\n\r\n"]);
        let page = Page { name: "page", text: "", rows: &[ROW] };
        let opinions = [Some("refuses"), Some("takes"), None, None, None];
        assert_eq!(
            differences(&page, &ROW, &["refuses", "takes, and more"], &opinions),
            Vec::<String>::new()
        );
        let wrong = differences(&page, &ROW, &["takes"], &opinions);
        assert_eq!(
            wrong,
            ["page: this crate refuses a lone LF, not «takes»", "page: hyper takes a lone LF, not «nothing»"]
        );
    }
}
