//! Replays the committed corpora of the fuzz targets: seeds, and inputs that once failed.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    missing_docs,
    unreachable_pub,
    reason = "a test that is wrong fails, as it should"
)]

use std::fs;
use std::path::Path;

#[path = "../fuzz/src/targets/mod.rs"]
mod targets;

/// A few bytes that reach into every target.
const SEEDS: usize = 400;

#[test]
fn committed_inputs_are_sound() {
    let corpora = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus");
    for (name, run) in targets::TARGETS {
        let inputs = fs::read_dir(corpora.join(name)).expect("every target has a corpus");
        let mut count = 0;
        for input in inputs {
            let path = input.expect("the folder is readable").path();
            println!("{}", path.display());
            run(&fs::read(&path).expect("the file is readable"));
            count += 1;
        }
        assert!(count > 0, "{name} has no input");
    }
}

#[test]
fn generated_inputs_are_sound() {
    for (name, run) in targets::TARGETS {
        println!("{name}");
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        for len in 0..SEEDS {
            let bytes: Vec<u8> = (0..len)
                .map(|_| {
                    state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                    let byte = (state >> 56) as u8;
                    // Half of the bytes are small, as lengths are.
                    if state & 1 << 40 == 0 { byte } else { byte % 8 }
                })
                .collect();
            run(&bytes);
        }
    }
}

#[test]
fn every_target_is_built() {
    let manifest = include_str!("../fuzz/Cargo.toml");
    for (name, _) in targets::TARGETS {
        assert!(manifest.contains(&format!("path = \"fuzz_targets/{name}.rs\"")), "{name}");
    }
    assert_eq!(manifest.matches("[[bin]]").count(), targets::TARGETS.len());
}
