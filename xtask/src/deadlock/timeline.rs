//! A timeline: writer on the left, readers on the right, the buffer and the flag after each step between them.

use std::fmt::Write;

use super::step::{Act, Step};

/// A step as the timeline needs it, from a run or from a model checker's report.
#[derive(Clone, Debug, serde::Deserialize, serde::Serialize)]
pub(super) struct Entry {
    pub(super) who: String,
    pub(super) act: String,
    /// Bytes, or for a pause milliseconds.
    pub(super) count: Option<u64>,
    /// Bytes in the buffer after the step.
    pub(super) buffered: usize,
    /// The flag after the step, where there is one.
    pub(super) flag: Option<bool>,
}

impl From<&Step> for Entry {
    fn from(step: &Step) -> Self {
        let (act, count) = step.act.words();
        Self {
            who: step.who.to_owned(),
            act: act.to_owned(),
            count,
            buffered: step.buffered,
            flag: step.flag,
        }
    }
}

impl Entry {
    fn is(&self, act: Act) -> bool {
        self.act == act.words().0
    }

    /// Whether this begins a read; the words of all acts that do so begin alike.
    fn asks(&self) -> bool {
        self.act.starts_with("asks")
    }

    fn ends_read(&self) -> bool {
        self.is(Act::Takes(0)) || self.is(Act::TakesTooFew(0))
    }

    fn words(&self, reads: usize) -> String {
        let who = if self.is_writer() || self.who == "reader" { "" } else { self.who.as_str() };
        let number = if self.asks() { format!("read {reads}:") } else { String::new() };
        let unit = if self.is(Act::Pauses(0)) { "ms" } else { "B" };
        let of = if self.asks() { "of " } else { "" };
        let count = self.count.map(|count| format!("{of}{count} {unit}")).unwrap_or_default();
        [who, &number, &self.act, &count]
            .into_iter()
            .filter(|word| !word.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
    }

    fn is_writer(&self) -> bool {
        self.who == "writer"
    }

    fn flag_word(&self) -> &'static str {
        self.flag.map_or("", |up| if up { "up" } else { "down" })
    }
}

/// How wide the writer's column is.
const WRITER: usize = 18;

/// The steps, one a line.
pub(super) fn draw(entries: &[Entry]) -> String {
    let mut drawn = format!("    {:WRITER$} buffer  flag  reader\n", "writer");
    let mut steps = Steps::default();
    for entry in entries {
        let reads = steps.see(entry);
        let words = entry.words(reads);
        let (left, right) = if entry.is_writer() { (words.as_str(), "") } else { ("", words.as_str()) };
        let line = format!("    {left:WRITER$} {:>4} B  {:4}  {right}", entry.buffered, entry.flag_word());
        let _infallible = writeln!(drawn, "{}", line.trim_end());
    }
    drawn
}

/// Who waits for what at the end of the steps, and over which bytes.
pub(super) fn who_waits(entries: &[Entry]) -> Option<String> {
    let mut steps = Steps::default();
    for entry in entries {
        steps.see(entry);
    }
    let last = entries.last()?;
    let waits: Vec<_> = steps.readers.iter().filter_map(Reader::waits).collect();
    let flag =
        last.flag.map(|up| if up { ", the flag is up" } else { ", the flag is down" }).unwrap_or_default();
    (!waits.is_empty()).then(|| format!("{}; the buffer holds {} B{flag}", waits.join(", "), last.buffered))
}

/// The readers so far.
#[derive(Default)]
struct Steps {
    readers: Vec<Reader>,
}

/// How far one reader has come.
struct Reader {
    who: String,
    reads: usize,
    headers: usize,
    /// What it has asked for and not got.
    asked: Option<Entry>,
}

impl Steps {
    /// Follows the step, and returns how many reads its actor has begun.
    fn see(&mut self, entry: &Entry) -> usize {
        if entry.is_writer() {
            return 0;
        }
        let known = self.readers.iter().position(|reader| reader.who == entry.who);
        let at = known.unwrap_or(self.readers.len());
        if known.is_none() {
            self.readers.push(Reader { who: entry.who.clone(), reads: 0, headers: 0, asked: None });
        }
        self.readers.get_mut(at).map_or(0, |reader| reader.see(entry))
    }
}

impl Reader {
    fn see(&mut self, entry: &Entry) -> usize {
        if entry.asks() {
            self.reads += 1;
            self.headers += usize::from(entry.act.ends_with("header"));
            self.asked = Some(entry.clone());
        } else if entry.ends_read() || entry.is(Act::Cancelled) {
            self.asked = None;
        }
        self.reads
    }

    fn waits(&self) -> Option<String> {
        let asked = self.asked.as_ref()?;
        let part = asked.act.trim_start_matches("asks for a ");
        let of_frame = if self.headers > 0 { format!(" of frame {}", self.headers) } else { String::new() };
        let need = asked.count.map(|count| format!(" {count} B")).unwrap_or_default();
        let the = if self.who == "reader" { "the " } else { "" };
        Some(format!("{the}{}'s read {} ({part}{of_frame}) waits for{need}", self.who, self.reads))
    }
}
