//! Error texts that show the bytes of a spec.
//!
//! An error is `Copy`, so its text lives as long as the program. Texts are shared between the formats of equal specs, and
//! no more than [`MOST`] are made: a program that builds specs without end gets general texts after that.

#[cfg(feature = "std")]
use alloc::boxed::Box;
#[cfg(feature = "std")]
use alloc::collections::BTreeSet;
use alloc::format;
use alloc::string::String;
#[cfg(feature = "std")]
use std::sync::Mutex;

/// The most texts of a program.
#[cfg(feature = "std")]
const MOST: usize = 4096;

/// The most bytes that a text shows.
const SHOWN: usize = 16;

#[cfg(feature = "std")]
static TEXTS: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());

/// Returns the text `text` for as long as the program runs, or `general` where there are too many already.
#[cfg(feature = "std")]
fn shared(text: String, general: &'static str) -> &'static str {
    let mut texts = TEXTS.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    if let Some(known) = texts.get(text.as_str()) {
        return known;
    }
    if texts.len() >= MOST {
        return general;
    }
    let text: &'static str = Box::leak(text.into_boxed_str());
    texts.insert(text);
    text
}

/// Without a lock for the texts, there is but the general one.
#[cfg(not(feature = "std"))]
fn shared(_: String, general: &'static str) -> &'static str {
    general
}

/// Returns `name` with the bytes that it has, in hex and, where they are printable, as text.
pub(super) fn of_bytes(name: &str, bytes: &[u8], general: &'static str) -> &'static str {
    shared(format!("{name} {}", show(bytes)), general)
}

/// Returns `name` with the alternatives that it has.
pub(super) fn of_alternatives<'a>(
    name: &str,
    alternatives: impl Iterator<Item = &'a [u8]>,
    general: &'static str,
) -> &'static str {
    let mut text = String::from(name);
    for (index, bytes) in alternatives.enumerate() {
        if index == 4 {
            text.push_str(", …");
            break;
        }
        text.push_str(if index == 0 { " " } else { " or " });
        text.push_str(&show(bytes));
    }
    shared(text, general)
}

fn show(bytes: &[u8]) -> String {
    let shown = bytes.get(..SHOWN).unwrap_or(bytes);
    let more = if bytes.len() > SHOWN { "…" } else { "" };
    let is_text = shown.iter().all(|byte| matches!(byte, b' '..=b'~' | b'\r' | b'\n' | b'\t'));
    match core::str::from_utf8(shown) {
        Ok(text) if is_text => format!("{text:?}{more}"),
        _ => format!("{}{more}", data_encoding::HEXLOWER.encode(shown)),
    }
}
