//! The width of the terminal.

use std::io::{self, IsTerminal};

/// Returns the columns of the terminal that standard output is, or of the environment variable `COLUMNS`.
pub(crate) fn columns() -> Option<usize> {
    let variable = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    variable.or_else(terminal_columns).filter(|columns| *columns > 0)
}

fn terminal_columns() -> Option<usize> {
    let out = io::stdout();
    let size = if out.is_terminal() { rustix::termios::tcgetwinsize(&out).ok()? } else { return None };
    Some(usize::from(size.ws_col))
}

/// Shortens a line to at most `most` characters.
pub(crate) fn shorten(text: &str, most: usize) -> String {
    match text.chars().count() {
        count if count <= most => text.into(),
        _ => text.chars().take(most.saturating_sub(1)).chain(['…']).collect(),
    }
}
