//! What `decode --summary` prints instead of frames: counts, sizes, a histogram.

use std::io::{self, Write};

use framing_core::Frame;
use serde::Serialize;

/// The histogram has a row for the size 0 and one per power of two.
const ROWS: usize = 65;
/// The longest bar.
const BAR: u64 = 40;

/// Counts and sizes of frames.
#[derive(Serialize)]
pub(super) struct Summary {
    frames: u64,
    skipped: u64,
    header_bytes: u64,
    body_bytes: u64,
    trailer_bytes: u64,
    shortest_body: u64,
    longest_body: u64,
    #[serde(serialize_with = "histogram")]
    bodies: [u64; ROWS],
}

impl Default for Summary {
    fn default() -> Self {
        Self {
            frames: 0,
            skipped: 0,
            header_bytes: 0,
            body_bytes: 0,
            trailer_bytes: 0,
            shortest_body: 0,
            longest_body: 0,
            bodies: [0; ROWS],
        }
    }
}

/// The bodies of `from` to `to` bytes.
#[derive(Serialize)]
struct Row {
    from: u64,
    to: u64,
    frames: u64,
}

impl Summary {
    pub(super) fn frame<H>(&mut self, frame: &Frame<'_, H>) {
        let body = frame.body().len() as u64;
        self.shortest_body = if self.frames == 0 { body } else { self.shortest_body.min(body) };
        self.longest_body = self.longest_body.max(body);
        self.frames += 1;
        self.header_bytes += frame.header_bytes().len() as u64;
        self.body_bytes += body;
        self.trailer_bytes += frame.trailer().len() as u64;
        let row = usize::try_from(u64::BITS - body.leading_zeros()).unwrap_or_default();
        if let Some(count) = self.bodies.get_mut(row) {
            *count += 1;
        }
    }

    pub(super) fn skipped(&mut self, bytes: u64) {
        self.skipped += bytes;
    }

    pub(super) fn print(&self, text: bool, mut out: impl Write) -> io::Result<()> {
        if !text {
            serde_json::to_writer(&mut out, self)?;
            return out.write_all(b"\n");
        }
        let Self { frames, skipped, header_bytes, body_bytes, trailer_bytes, .. } = self;
        writeln!(out, "{frames} frames, {skipped} bytes skipped")?;
        writeln!(out, "header {header_bytes}, body {body_bytes}, trailer {trailer_bytes} bytes")?;
        writeln!(out, "bodies of {} to {} bytes:", self.shortest_body, self.longest_body)?;
        let rows = rows(&self.bodies);
        let most = rows.iter().map(|row| row.frames).max().unwrap_or(1).max(1);
        for Row { from, to, frames } in rows {
            let len = usize::try_from((frames * BAR).div_ceil(most)).unwrap_or_default();
            let range = if from == to { from.to_string() } else { format!("{from}..{to}") };
            writeln!(out, "{range:>17} {frames:>9} {}", "█".repeat(len))?;
        }
        Ok(())
    }
}

/// The rows from the first to the last that has a frame.
fn rows(bodies: &[u64; ROWS]) -> Vec<Row> {
    let first = bodies.iter().position(|count| *count > 0).unwrap_or_default();
    let end = bodies.iter().rposition(|count| *count > 0).map_or(0, |last| last + 1);
    let row = |(index, frames): (usize, &u64)| {
        let to = u64::MAX.checked_shr(64 - u32::try_from(index).unwrap_or(64)).unwrap_or_default();
        Row { from: to / 2 + u64::from(to > 0), to, frames: *frames }
    };
    bodies.iter().enumerate().take(end).skip(first).map(row).collect()
}

fn histogram<S: serde::Serializer>(bodies: &[u64; ROWS], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(rows(bodies))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_size_has_one_row() {
        let mut bodies = [0; ROWS];
        for row in [0, 1, 2, 3, 64] {
            bodies[row] = 1;
        }
        let ranges: Vec<_> = rows(&bodies).iter().map(|row| (row.from, row.to)).collect();
        assert_eq!(ranges[..4], [(0, 0), (1, 1), (2, 3), (4, 7)]);
        assert_eq!(ranges.last(), Some(&(1 << 63, u64::MAX)));
    }
}
