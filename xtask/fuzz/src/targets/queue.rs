//! The operations of a queue of frames, against the bytes that must come of them.

use arbitrary::{Arbitrary, Unstructured};
use framing_core::registry::DynFormat;
use framing_core::testkit::Reading;
use framing_core::{FrameQueue, Limits, TwoPhase, U16Be, U32Be, Varint, Watermarks};

#[derive(Debug, Arbitrary)]
enum Operation {
    Enqueue(u16, u8),
    Offer(u8, u8),
    Written(u16),
    WrittenFalsely,
    Begin(u16),
    Fill(u16),
    Take,
    Release,
    Undelivered,
    Limit(u8),
}

/// Applies operations to the queue of one format.
pub fn run(input: &[u8]) {
    let mut input = Unstructured::new(input);
    let _ = match input.arbitrary::<u8>().unwrap_or_default() % 3 {
        0 => Model::run(U32Be::new(), DynFormat::new(U32Be::new()), &mut input),
        1 => Model::run(Varint::new(), DynFormat::new(Varint::new()), &mut input),
        _ => Model::run(U16Be::new(), DynFormat::new(U16Be::new()), &mut input),
    };
}

/// What must come of the operations.
#[derive(Default)]
struct Model {
    /// The bodies that were queued.
    bodies: Vec<Vec<u8>>,
    /// A body that is being filled, and its length.
    source: Option<(Vec<u8>, usize)>,
    wire: Vec<u8>,
}

impl Model {
    fn run<F>(format: F, dynamic: DynFormat, input: &mut Unstructured<'_>) -> arbitrary::Result<()>
    where
        F: framing_core::Encode<Header: Default + Clone> + TwoPhase,
    {
        let high = input.arbitrary::<u16>()?.into();
        let mut queue = FrameQueue::new(format).with_watermarks(Watermarks::new(high, high / 2));
        let mut model = Self::default();
        while !input.is_empty() {
            let operation = input.arbitrary()?;
            if !model.apply(&mut queue, &operation) {
                model.check(&dynamic, false);
                return Ok(());
            }
            let unsent: usize = queue.unsent().map(<[u8]>::len).sum();
            let missing = queue.missing().unwrap_or(0);
            assert!(unsent as u64 + missing >= queue.unsent_len() || missing > 0, "{operation:?} {queue:?}");
            assert_eq!(queue.offset(), model.wire.len() as u64, "{operation:?}");
        }
        model.finish(&mut queue);
        model.check(&dynamic, true);
        Ok(())
    }

    /// Applies one operation; `false` when the queue takes no more.
    fn apply<F>(&mut self, queue: &mut FrameQueue<F>, operation: &Operation) -> bool
    where
        F: framing_core::Encode<Header: Default + Clone>,
    {
        match *operation {
            Operation::Enqueue(len, fill) => {
                let body = vec![fill; len.into()];
                if queue.enqueue(F::Header::default(), &body[..]).is_ok() {
                    self.bodies.push(body);
                }
            }
            Operation::Offer(len, fill) => {
                let body = vec![fill; len.into()];
                if let Ok(None) = queue.offer(F::Header::default(), &body[..]) {
                    self.bodies.push(body);
                }
            }
            Operation::Written(n) => self.write(queue, n.into()),
            Operation::WrittenFalsely => {
                let unsent = queue.unsent().collect::<Vec<_>>().concat();
                self.wire.extend_from_slice(&unsent);
                queue.written(usize::MAX);
            }
            Operation::Begin(len) => {
                if queue.begin_source(F::Header::default(), len.into()).is_ok() {
                    match len {
                        0 => self.bodies.push(Vec::new()),
                        len => self.source = Some((Vec::new(), len.into())),
                    }
                }
            }
            Operation::Fill(n) => self.fill(queue, n.into()),
            Operation::Take => {
                if let Some(taken) = queue.take_unsent() {
                    assert_eq!(queue.unsent().count(), 0, "nothing else is lent meanwhile");
                    self.wire.extend_from_slice(&taken);
                    queue.written(taken.len());
                }
            }
            Operation::Release => queue.release(),
            Operation::Undelivered => {
                let undelivered = queue.undelivered();
                let whole = undelivered.partial.is_none() && undelivered.unfinished.is_none();
                let kept = self.bodies.len().saturating_sub(undelivered.frames.len());
                let unsent: Vec<_> = undelivered.frames.iter().map(|frame| frame.body.to_vec()).collect();
                assert_eq!(self.bodies.get(kept..), Some(&unsent[..]));
                self.bodies.truncate(kept);
                assert!(queue.is_empty());
                return whole;
            }
            Operation::Limit(most) => queue.set_limits(Limits::DEFAULT.with_body(most.into())),
        }
        true
    }

    fn write<F: TwoPhase>(&mut self, queue: &mut FrameQueue<F>, n: usize) {
        let unsent = queue.unsent().collect::<Vec<_>>().concat();
        let n = n.min(unsent.len());
        self.wire.extend_from_slice(unsent.get(..n).unwrap_or_default());
        queue.written(n);
        let after = queue.unsent().collect::<Vec<_>>().concat();
        assert!(after.starts_with(unsent.get(n..).unwrap_or_default()));
    }

    fn fill<F: framing_core::Encode>(&mut self, queue: &mut FrameQueue<F>, n: usize) {
        let next = self.wire.len() as u8;
        let room = queue.source_room();
        let n = n.min(room.len());
        room.iter_mut().take(n).for_each(|byte| *byte = next);
        if n == 0 {
            return;
        }
        queue.source_filled(n).expect("these formats have no trailer that can fail");
        if let Some((mut body, len)) = self.source.take() {
            body.resize(body.len() + n, next);
            match body.len() == len {
                true => self.bodies.push(body),
                false => self.source = Some((body, len)),
            }
        }
    }

    fn finish<F: framing_core::Encode>(&mut self, queue: &mut FrameQueue<F>) {
        while queue.missing().is_some_and(|missing| missing > 0) {
            self.write(queue, usize::MAX);
            self.fill(queue, usize::MAX);
        }
        self.write(queue, usize::MAX);
        assert!(queue.is_empty());
    }

    /// The bytes on the wire are the frames, all of them if the queue was emptied.
    fn check(&self, format: &DynFormat, all: bool) {
        let reading = Reading::new(format, Limits::UNLIMITED, &self.wire);
        let bodies = reading.frames.iter().map(|frame| self.wire.get(frame.body.clone()).unwrap_or_default());
        if all {
            assert!(bodies.eq(self.bodies.iter().map(Vec::as_slice)), "{} bodies", self.bodies.len());
            assert_eq!(reading.end, Ok(()));
        } else {
            assert!(bodies.zip(&self.bodies).all(|(read, written)| read == written));
        }
    }
}
