//! `cargo xtask bench`: how fast everything is, side by side with other ways to do the same work.
//!
//! What is compared and by what means:
//!
//! - All contenders of a group work on the same bytes, in rounds that each run every one of them once and each begin
//!   with another one. Figures are medians; ratios are medians of the ratios of each round. So a machine that is busy
//!   for a while slows everybody. Work in memory is timed by the processor's time and not by the clock on the wall, which
//!   would be unfair to whoever takes longer than a turn of a busy processor.
//! - Every run proves its work: a reader by the number of frames, their bytes and the sum of their last bytes, a writer
//!   by the bytes that arrived, a decoder in place by the bytes that it leaves.
//! - The peers are used as their documentation recommends and with their fastest types; tokio-util's codec with its own
//!   buffer of 8 KiB and with one as large as ours, and a target is judged against the faster of the two; httparse into
//!   fields that nobody initialises; hyper in one task, which is the least that it can cost.
//! - picohttpparser is C, built by its crate with the optimisation of this profile. It decodes a whole body at once, in
//!   place: so do we in the row `in-place`. `slices` and `frames` lend the data from where it lies, which is the work
//!   that whoever reads has to do; `next` receives it too, as hyper does.
//! - Each contender runs in a future, or a function, of its own: in one that had them all, the compiler would do well by
//!   none.
//! - Memory that is read from lies elsewhere in its page from round to round, because what copying costs depends on that.
//!
//! What is measured is cargo's default release profile, because that is what users have. Whole-program optimisation
//! (`--profile lto`) changes the picture: tokio-util's codec is made of three crates whose calls are inlined only then,
//! and gains much from it (16 B frames from memory: from 43 ns to between 21 and 33 ns), where our readers are generic,
//! inline without it, and gain nothing. The bytes of an owned frame cost two atomic operations either way.
//!
//! The peers require the feature `bench` of this package, so that no other command waits for them to be built;
//! without the feature the command builds and runs itself with it.

mod args;
#[cfg(any(test, feature = "bench"))]
mod report;
#[cfg(any(test, feature = "bench"))]
mod stats;
#[cfg(any(test, feature = "bench"))]
mod targets;
#[cfg(any(test, feature = "bench"))]
mod units;

#[cfg(feature = "bench")]
mod bytewise;
#[cfg(feature = "bench")]
mod chunks;
#[cfg(feature = "bench")]
mod clock;
#[cfg(feature = "bench")]
mod headers;
#[cfg(feature = "bench")]
mod heap;
#[cfg(feature = "bench")]
mod hyper_body;
#[cfg(feature = "bench")]
mod load;
#[cfg(feature = "bench")]
mod measure;
#[cfg(feature = "bench")]
mod ours;
#[cfg(feature = "bench")]
mod peers;
#[cfg(feature = "bench")]
mod pico;
#[cfg(feature = "bench")]
mod pipe;
#[cfg(feature = "bench")]
mod read;
#[cfg(feature = "bench")]
mod requests;
#[cfg(feature = "bench")]
mod rounds;
#[cfg(feature = "bench")]
mod sink;
#[cfg(feature = "bench")]
mod write;

pub(crate) use args::Args;

#[cfg(not(feature = "bench"))]
impl Args {
    pub(crate) fn run(self) -> Result<crate::exit::Exit, crate::exit::Failure> {
        crate::relaunch::need_c_compiler("picohttpparser, a peer of the bench,")?;
        crate::relaunch::with_feature("bench", &self.profile)
    }
}

/// The bench only reports its errors.
#[cfg(feature = "bench")]
type Fallible<T> = Result<T, Box<dyn std::error::Error>>;
