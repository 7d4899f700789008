//! `cargo xtask soak`: the figures, and that they hold.

use crate::ran::run;

#[test]
fn no_frame_is_lost_whatever_the_connections_suffer() {
    // The seeds open connections with every fault.
    for seed in ["1", "7", "8"] {
        let ran = run(&["soak", "--seconds", "0", "--connections", "48", "--seed", seed, "--json"], b"");
        let figures: serde_json::Value = serde_json::from_str(ran.text()).unwrap();
        assert_eq!(ran.exit, 0, "{figures}");
        for name in ["frames", "half_close", "disconnect", "reset", "stall", "slow_peer", "timeouts"] {
            assert_ne!(figures[name], 0, "{name}: {figures}");
        }
        for name in ["frames_lost", "frames_changed", "unexpected_ends", "budget_not_returned"] {
            assert_eq!(figures[name], 0, "{name}: {figures}");
        }
    }
}
