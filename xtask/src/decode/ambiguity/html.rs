//! The page as an HTML document: the drawing, and a table of the readers with their sources.

use std::fmt::Write;

use framing_http::ambiguity::Reader;

use super::page::{Lane, Page};
use super::svg;

pub(super) fn write(page: &Page) -> String {
    let mut out = String::from("<!DOCTYPE html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n");
    let title = escape(&page.title);
    out += &format!("<title>{title}</title>\n<style>{STYLE}</style>\n<body>\n<h1>{title}</h1>\n");
    out += &format!("<pre>{}</pre>\n{}", escape(&page.verdict), svg::draw(page));
    for lane in &page.lanes {
        write_lane(lane, &mut out);
    }
    out + "</body>\n</html>\n"
}

const STYLE: &str = "\
body { font-family: system-ui, sans-serif; color: #1f2933; margin: 2em; max-width: 70em; }
pre { white-space: pre-wrap; }
td, th { text-align: left; vertical-align: top; padding: 0.2em 1em 0.2em 0; }";

fn write_lane(lane: &Lane, out: &mut String) {
    let (name, summary, colour) = (lane.name, escape(&lane.summary), svg::colour(lane.kind));
    *out += &format!("<h2 style=\"color: {colour}\">{name}: {summary}</h2>\n");
    *out += "<table>\n<tr><th>reader</th><th>what is known of it</th></tr>\n";
    for reader in lane.readers.iter().filter_map(|name| Reader::from_name(name).ok()) {
        let known = escape(&known(reader)).replace('\n', "<br>");
        // Writing to a string does not fail.
        let _ = writeln!(out, "<tr><td>{}</td><td>{known}</td></tr>", escape(reader.name()));
    }
    *out += "</table>\n";
}

fn known(reader: Reader) -> String {
    match reader {
        Reader::Strict => "the format of this crate, without any leniency".to_owned(),
        Reader::Behaviour(behaviour) => format!("{}\n{}", behaviour.about(), behaviour.known()),
        Reader::Product(product) => {
            let sources = product.sources.iter().map(|sourced| format!("\n{sourced}"));
            format!("{}{}", product.version, sources.collect::<String>())
        }
        _ => reader.behaviours().map(|behaviour| behaviour.name()).collect::<Vec<_>>().join(", "),
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_in_names_is_escaped() {
        assert_eq!(escape("<a href=\"b\">&"), "&lt;a href=&quot;b&quot;&gt;&amp;");
    }
}
