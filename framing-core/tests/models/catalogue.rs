//! The models by name, and what is expected of each.

use super::step::{Log, Outcome};
use super::{of_designs, of_the_crate};

/// One model.
pub(crate) struct Model {
    pub(crate) name: &'static str,
    pub(crate) expected: Outcome,
    /// The most preemptions of a schedule; `None` tries every schedule there is.
    pub(crate) bound: Option<usize>,
    pub(crate) run: fn(&Log),
}

const fn model(name: &'static str, expected: Outcome, bound: Option<usize>, run: fn(&Log)) -> Model {
    Model { name, expected, bound, run }
}

/// Every model, the designs first.
#[rustfmt::skip]
pub(crate) const ALL: &[Model] = {
    use Outcome::{Hangs, Passes, ShortRead, Spins};
    &[
        // name, what is expected, bound on preemptions, the model
        model("event-header-clears", Hangs, None, of_designs::event_header_clears),
        model("event-body-clears", ShortRead, None, of_designs::event_body_clears),
        model("event-body-clears/two-frames", Hangs, None, of_designs::event_body_clears_two_frames),
        model("event-never-cleared", Spins, None, of_designs::event_never_cleared),
        model("event-check-clear-wait", Hangs, None, of_designs::event_check_clear_wait),
        model("event-clear-check-wait", Passes, None, of_designs::event_clear_check_wait),
        model("event-clear-check-wait/two-frames", Passes, Some(3), of_designs::event_clear_check_wait_two_frames),
        model("event-clear-check-wait/two-readers", Hangs, Some(2), of_designs::event_clear_check_wait_two_readers),
        model("auto-reset-wait-first", Hangs, None, of_designs::auto_reset_wait_first),
        model("auto-reset-loop", Passes, None, of_designs::auto_reset_loop),
        model("auto-reset-loop/two-readers", Hangs, Some(2), of_designs::auto_reset_loop_two_readers),
        model("condition-if", ShortRead, None, of_designs::condition_if),
        model("condition-notify-one/two-readers", Hangs, Some(2), of_designs::condition_notify_one),
        model("condition-notify-all/two-readers", Passes, Some(3), of_designs::condition_notify_all),
        model("predicate-outside-lock", Hangs, None, of_designs::predicate_outside_lock),
        model("close-without-notify", Hangs, None, of_designs::close_without_notify),
        model("one-waker-slot/two-readers", Hangs, Some(2), of_designs::one_waker_slot),
        model("need-above-capacity", Hangs, None, of_designs::need_above_capacity),
        model("cancel-swallows", Hangs, Some(2), of_designs::cancel_swallows),
        model("cancel-forwards", Passes, Some(3), of_designs::cancel_forwards),
        model("header-in-future", Hangs, None, of_designs::header_in_future),
        model("header-in-reader", Passes, None, of_designs::header_in_reader),

        model("condition", Passes, None, of_the_crate::condition),
        model("condition/bytewise", Passes, None, of_the_crate::condition_bytewise),
        model("condition/two-frames", Passes, None, of_the_crate::condition_two_frames),
        model("condition/two-readers", Passes, Some(3), of_the_crate::condition_two_readers),
        model("condition/capacity-1", Passes, None, of_the_crate::condition_capacity_1),
        model("condition/nemesis", Passes, None, of_the_crate::condition_nemesis),
        model("condition/cancel", Passes, None, of_the_crate::condition_cancel),
        model("condition/close", Passes, None, of_the_crate::condition_close),
        model("queue/capacity-1", Passes, None, of_the_crate::queue_capacity_1),
        model("channel/end-dropped", Passes, None, of_the_crate::channel_end_dropped),
        model("pipe/capacity-1", Passes, None, of_the_crate::pipe_capacity_1),
        model("pipe/two-frames", Passes, None, of_the_crate::pipe_two_frames),
        model("pipe/need-above-capacity", Passes, None, of_the_crate::pipe_need_above_capacity),
        model("pipe/nemesis", Passes, Some(3), of_the_crate::pipe_nemesis),
        model("pipe/cancel", Passes, None, of_the_crate::pipe_cancel),
        model("pipe/reader-dropped", Passes, None, of_the_crate::pipe_reader_dropped),
        model("pipe/writer-dropped", Passes, None, of_the_crate::pipe_writer_dropped),
        model("pipe/both-ways", Passes, None, of_the_crate::pipe_both_ways),
    ]
};
