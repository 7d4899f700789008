//! Ways to wait for bytes: the wrong ones that people write, and next to each what sets it right.
//!
//! They are written once, over the locks of `super::sync`, and run twice: against a model checker, which tries every
//! order of steps, and on a runtime, as a person meets them. Each step is one critical section of one [`Board`], so
//! that the orders in which steps can meet are those of separate buffer, flag and waiters.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::task::{Context, Poll, Waker};

use framing_core::Condition;

use super::step::{Act, Log, Part};
use super::sync::{Arc, Mutex, MutexGuard, lock};

/// How a reader learns that there are bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Design {
    EventHeaderClears,
    EventBodyClears,
    EventNeverCleared,
    EventCheckClearWait,
    EventClearCheckWait,
    AutoResetWaitFirst,
    AutoResetLoop,
    ConditionIf,
    ConditionNotifyOne,
    ConditionNotifyAll,
    PredicateOutsideLock,
    CloseWithoutNotify,
    OneWakerSlot,
    CancelSwallows,
    CancelForwards,
}

impl Design {
    /// Whether the design has a flag worth showing.
    const fn has_flag(self) -> bool {
        matches!(
            self,
            Self::EventHeaderClears
                | Self::EventBodyClears
                | Self::EventNeverCleared
                | Self::EventCheckClearWait
                | Self::EventClearCheckWait
                | Self::AutoResetWaitFirst
                | Self::AutoResetLoop
        )
    }
}

/// Why a read ended without its bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stop {
    /// Bytes were taken, and fewer than were needed.
    Short { got: usize, need: usize },
    /// The wait returned again and again while nothing had changed.
    Spins,
    /// No more bytes will come.
    Ended,
}

/// This number of unsuccessful checks without a sleep is a spin.
const SPIN_LIMIT: usize = 8;

/// The buffer, the flag and the waiters, seen by everyone.
pub(crate) struct Board(Arc<Shared>);

struct Shared {
    design: Design,
    state: Mutex<State>,
    log: Log,
}

#[derive(Default)]
struct State {
    bytes: VecDeque<u8>,
    closed: bool,
    /// The event, or the permit of one that resets itself.
    flag: bool,
    /// Who waits for the flag, first come first.
    wakers: Vec<(&'static str, Waker)>,
    /// Who waits for a notification, first come first, with a number each.
    queue: VecDeque<(usize, Option<Waker>)>,
    /// Numbers that were notified and have not gone on yet.
    notified: Vec<usize>,
    next_number: usize,
}

/// One party at the board.
#[derive(Clone)]
pub(crate) struct Seat {
    board: Arc<Shared>,
    who: &'static str,
}

impl Board {
    pub(crate) fn new(design: Design, log: Log) -> Self {
        Self(Arc::new(Shared { design, state: Mutex::new(State::default()), log }))
    }

    pub(crate) fn seat(&self, who: &'static str) -> Seat {
        Seat { board: Arc::clone(&self.0), who }
    }
}

impl Seat {
    /// Adds bytes, then signals as the design does.
    pub(crate) fn write(&self, bytes: &[u8]) {
        self.step(Act::Writes(bytes.len()), |state| state.bytes.extend(bytes));
        self.signal();
    }

    /// Says that no more bytes will come.
    pub(crate) fn close(&self) {
        self.step(Act::Closes, |state| state.closed = true);
        if self.board.design != Design::CloseWithoutNotify {
            self.signal();
        }
    }

    /// Waits for `need` bytes and takes them, the design's way.
    pub(crate) async fn read(&self, need: usize, part: Part) -> Result<Vec<u8>, Stop> {
        self.step(Act::Asks(part, need), |_| ());
        match self.board.design {
            Design::EventHeaderClears => self.wait_take_clear(need, part, Part::Header).await,
            Design::EventBodyClears => self.wait_take_clear(need, part, Part::Body).await,
            Design::EventNeverCleared => self.look_wait(need).await,
            Design::EventCheckClearWait => self.look_clear_wait(need).await,
            Design::EventClearCheckWait => self.clear_look_wait(need).await,
            Design::AutoResetWaitFirst => self.permit_take(need).await,
            Design::AutoResetLoop => self.look_permit(need).await,
            Design::ConditionIf => self.if_notified(need).await,
            Design::PredicateOutsideLock => self.look_then_queue(need).await,
            Design::OneWakerSlot => self.while_slot(need).await,
            Design::ConditionNotifyOne
            | Design::ConditionNotifyAll
            | Design::CloseWithoutNotify
            | Design::CancelSwallows
            | Design::CancelForwards => self.while_notified(need).await,
        }
    }

    /// Waits for the flag, takes, and clears the flag after the part that `clears` names.
    async fn wait_take_clear(&self, need: usize, part: Part, clears: Part) -> Result<Vec<u8>, Stop> {
        self.flag_up().await;
        let taken = self.take(need)?;
        if part == clears {
            self.clear();
        }
        Ok(taken)
    }

    async fn look_wait(&self, need: usize) -> Result<Vec<u8>, Stop> {
        for _ in 0..SPIN_LIMIT {
            if self.holds(need) {
                return self.take(need);
            }
            self.flag_up().await;
        }
        Err(Stop::Spins)
    }

    async fn look_clear_wait(&self, need: usize) -> Result<Vec<u8>, Stop> {
        while !self.holds(need) {
            self.clear();
            self.flag_up().await;
        }
        self.take(need)
    }

    async fn clear_look_wait(&self, need: usize) -> Result<Vec<u8>, Stop> {
        loop {
            self.clear();
            if let Some(taken) = self.take_if_holds(need) {
                return Ok(taken);
            }
            self.flag_up().await;
        }
    }

    async fn permit_take(&self, need: usize) -> Result<Vec<u8>, Stop> {
        self.permit().await;
        self.take(need)
    }

    async fn look_permit(&self, need: usize) -> Result<Vec<u8>, Stop> {
        loop {
            if let Some(taken) = self.take_if_holds(need) {
                return Ok(taken);
            }
            self.permit().await;
        }
    }

    async fn if_notified(&self, need: usize) -> Result<Vec<u8>, Stop> {
        match self.take_or_queue(need)? {
            Turn::Bytes(taken) => Ok(taken),
            Turn::Ticket(number) => {
                self.notified(number).await;
                self.take(need)
            }
        }
    }

    async fn while_notified(&self, need: usize) -> Result<Vec<u8>, Stop> {
        loop {
            match self.take_or_queue(need)? {
                Turn::Bytes(taken) => return Ok(taken),
                Turn::Ticket(number) => self.notified(number).await,
            }
        }
    }

    async fn look_then_queue(&self, need: usize) -> Result<Vec<u8>, Stop> {
        while !self.holds(need) {
            let number = self.step(Act::Sleeps, State::queue_up);
            self.notified(number).await;
        }
        self.take(need)
    }

    /// One place for whoever waits: the next one to come replaces it.
    async fn while_slot(&self, need: usize) -> Result<Vec<u8>, Stop> {
        poll_fn(|context| match self.take_if_holds(need) {
            Some(taken) => Poll::Ready(Ok(taken)),
            None => self.step(Act::Sleeps, |state| state.wait_for_flag("whoever was last", context)),
        })
        .await
    }

    /// Waits until the flag is up.
    async fn flag_up(&self) {
        poll_fn(|context| {
            let mut state = self.lock();
            if state.flag {
                return Poll::Ready(());
            }
            self.note(Act::Sleeps, &state);
            state.wait_for_flag(self.who, context)
        })
        .await;
    }

    /// Waits until the flag is up, and takes it down in the same step.
    async fn permit(&self) {
        poll_fn(|context| {
            let mut state = self.lock();
            if std::mem::take(&mut state.flag) {
                state.wakers.retain(|(who, _)| *who != self.who);
                self.note(Act::Clears, &state);
                return Poll::Ready(());
            }
            self.note(Act::Sleeps, &state);
            state.wait_for_flag(self.who, context)
        })
        .await;
    }

    async fn notified(&self, number: usize) {
        let mut ticket = Ticket { seat: self, number: Some(number) };
        poll_fn(|context| ticket.poll(context)).await;
    }

    fn clear(&self) {
        self.step(Act::Clears, |state| state.flag = false);
    }

    fn holds(&self, need: usize) -> bool {
        self.lock().bytes.len() >= need
    }

    /// Takes what was asked for, or as much of it as there is.
    fn take(&self, need: usize) -> Result<Vec<u8>, Stop> {
        let mut state = self.lock();
        let taken = state.take(need);
        let got = taken.len();
        self.note(if got < need { Act::TakesTooFew(got) } else { Act::Takes(got) }, &state);
        if got < need { Err(Stop::Short { got, need }) } else { Ok(taken) }
    }

    fn take_if_holds(&self, need: usize) -> Option<Vec<u8>> {
        let mut state = self.lock();
        let taken = (state.bytes.len() >= need).then(|| state.take(need))?;
        self.note(Act::Takes(need), &state);
        Some(taken)
    }

    /// Takes what was asked for, or queues up for a notification, in one step.
    fn take_or_queue(&self, need: usize) -> Result<Turn, Stop> {
        let mut state = self.lock();
        if state.bytes.len() >= need {
            let taken = state.take(need);
            self.note(Act::Takes(need), &state);
            return Ok(Turn::Bytes(taken));
        }
        if state.closed {
            return Err(Stop::Ended);
        }
        let number = state.queue_up();
        self.note(Act::Sleeps, &state);
        Ok(Turn::Ticket(number))
    }

    fn signal(&self) {
        let woken = self.step(Act::Signals, |state| match self.board.design {
            Design::AutoResetWaitFirst | Design::AutoResetLoop => state.raise_for_one(),
            Design::ConditionNotifyOne | Design::CancelSwallows | Design::CancelForwards => state.notify(1),
            Design::ConditionIf
            | Design::ConditionNotifyAll
            | Design::PredicateOutsideLock
            | Design::CloseWithoutNotify => state.notify(usize::MAX),
            _ => state.raise(),
        });
        woken.into_iter().for_each(Waker::wake);
    }

    fn step<R>(&self, act: Act, change: impl FnOnce(&mut State) -> R) -> R {
        let mut state = self.lock();
        let done = change(&mut state);
        self.note(act, &state);
        done
    }

    fn note(&self, act: Act, state: &State) {
        let flag = self.board.design.has_flag().then_some(state.flag);
        self.board.log.note(self.who, act, state.bytes.len(), flag);
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        lock(&self.board.state)
    }
}

/// What a look at a condition gives: the bytes, or a number in the queue.
enum Turn {
    Bytes(Vec<u8>),
    Ticket(usize),
}

impl State {
    fn take(&mut self, need: usize) -> Vec<u8> {
        let count = need.min(self.bytes.len());
        self.bytes.drain(..count).collect()
    }

    fn wait_for_flag<R>(&mut self, who: &'static str, context: &Context<'_>) -> Poll<R> {
        self.wakers.retain(|(other, _)| *other != who);
        self.wakers.push((who, context.waker().clone()));
        Poll::Pending
    }

    fn raise(&mut self) -> Vec<Waker> {
        self.flag = true;
        self.wakers.drain(..).map(|(_, waker)| waker).collect()
    }

    fn raise_for_one(&mut self) -> Vec<Waker> {
        self.flag = true;
        self.wakers.drain(..self.wakers.len().min(1)).map(|(_, waker)| waker).collect()
    }

    fn queue_up(&mut self) -> usize {
        self.next_number += 1;
        self.queue.push_back((self.next_number, None));
        self.next_number
    }

    fn notify(&mut self, count: usize) -> Vec<Waker> {
        let count = count.min(self.queue.len());
        let chosen: Vec<_> = self.queue.drain(..count).collect();
        self.notified.extend(chosen.iter().map(|(number, _)| number));
        chosen.into_iter().filter_map(|(_, waker)| waker).collect()
    }
}

/// A place in the queue for notifications.
struct Ticket<'a> {
    seat: &'a Seat,
    /// `None` once it was notified and has gone on.
    number: Option<usize>,
}

impl Ticket<'_> {
    fn poll(&mut self, context: &Context<'_>) -> Poll<()> {
        let mut state = self.seat.lock();
        if let Some(at) = state.notified.iter().position(|notified| Some(*notified) == self.number) {
            state.notified.swap_remove(at);
            self.number = None;
            self.seat.note(Act::Wakes, &state);
            return Poll::Ready(());
        }
        for (number, waker) in &mut state.queue {
            if Some(*number) == self.number {
                *waker = Some(context.waker().clone());
            }
        }
        Poll::Pending
    }
}

impl Drop for Ticket<'_> {
    fn drop(&mut self) {
        let Some(cancelled) = self.number else { return };
        let mut state = self.seat.lock();
        self.seat.note(Act::Cancelled, &state);
        state.queue.retain(|(number, _)| *number != cancelled);
        let had_been_notified = state.notified.contains(&cancelled);
        state.notified.retain(|number| *number != cancelled);
        drop(state);
        if had_been_notified && self.seat.board.design == Design::CancelForwards {
            self.seat.signal();
        }
    }
}

/// Reads frames: a big-endian header with the length of the body, then the body.
pub(crate) struct FrameSeat {
    seat: Seat,
    header_len: usize,
    /// Whether a header that was read stays here until its body is. Otherwise it lives in the future alone, and is lost
    /// with it.
    keeps_header: bool,
    /// The length of the body whose header was read and kept.
    body_len: Option<usize>,
}

impl FrameSeat {
    pub(crate) fn new(seat: Seat, header_len: usize) -> Self {
        Self { seat, header_len, keeps_header: true, body_len: None }
    }

    pub(crate) fn keeping_header(self, keeps_header: bool) -> Self {
        Self { keeps_header, ..self }
    }

    /// The body of the next frame.
    pub(crate) async fn next(&mut self) -> Result<Vec<u8>, Stop> {
        let body_len = match self.body_len {
            Some(body_len) => body_len,
            None => big_endian(&self.seat.read(self.header_len, Part::Header).await?),
        };
        self.body_len = self.keeps_header.then_some(body_len);
        let body = self.seat.read(body_len, Part::Body).await?;
        self.body_len = None;
        Ok(body)
    }
}

fn big_endian(bytes: &[u8]) -> usize {
    bytes.iter().fold(0, |number, byte| number << 8 | usize::from(*byte))
}

/// A buffer of few bytes on the crate's own condition, whose users ask for more than it can hold.
pub(crate) struct Bounded {
    bytes: Condition<VecDeque<u8>>,
    capacity: usize,
    log: Log,
}

impl Bounded {
    pub(crate) fn new(capacity: usize, log: Log) -> Self {
        Self { bytes: Condition::default(), capacity, log }
    }

    /// Writes byte after byte, each when there is room.
    pub(crate) async fn write(&self, bytes: &[u8]) {
        for byte in bytes {
            let capacity = self.capacity;
            let push = |held: &mut VecDeque<u8>| {
                held.push_back(*byte);
                self.log.note("writer", Act::Writes(1), held.len(), None);
            };
            if self.bytes.look(|held| held.len() == capacity) {
                self.log.note("writer", Act::Sleeps, capacity, None);
            }
            let _closed = self.bytes.when(move |held| held.len() < capacity, push).await;
        }
    }

    /// Waits for `need` bytes, also where they never fit.
    pub(crate) async fn read(&self, need: usize) -> Vec<u8> {
        self.bytes.look(|held| self.log.note("reader", Act::Asks(Part::Body, need), held.len(), None));
        let take = |held: &mut VecDeque<u8>| held.drain(..need).collect();
        self.bytes.when(move |held| held.len() >= need, take).await.unwrap_or_default()
    }
}
