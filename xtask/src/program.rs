//! The name under which the user started the commands.

use std::env;
use std::path::Path;
use std::sync::LazyLock;

const IN_A_CHECKOUT: &str = "cargo xtask";

static NAME: LazyLock<&str> = LazyLock::new(|| {
    let started_as = env::args_os().next().unwrap_or_default();
    let stem = Path::new(&started_as).file_stem();
    if stem.is_some_and(|stem| stem == "framing") { "framing" } else { IN_A_CHECKOUT }
});

/// Returns `framing` for the installed program, `cargo xtask` inside a checkout.
pub(crate) fn name() -> &'static str {
    &NAME
}

/// Replaces `cargo xtask` in a help page or an error by the name under which the user started the commands.
pub(crate) fn localize(text: &str) -> String {
    text.replace(IN_A_CHECKOUT, name())
}
