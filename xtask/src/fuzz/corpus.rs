//! What streams are made from: those that a format is known by.

use framing_core::registry::{Declaration, DynFormat};
use framing_core::testkit::{Case, Examiner, Reading};
use framing_core::{Encode, Limits, TwoPhase, encode_frame};

use crate::exit::Failure;
use crate::heap::HeapCount;
use crate::registry;
use crate::vectors::Vector;

/// A format to be tried, and the streams that it is known by.
pub(super) struct Target {
    pub(super) name: String,
    pub(super) seeds: Vec<Seed>,
}

/// A stream to begin with, and the format in the settings that the stream was made for.
#[derive(Clone)]
pub(super) struct Seed {
    pub(super) examiner: Examiner,
    pub(super) limits: Limits,
    pub(super) stream: Stream,
}

/// A stream, as far as it is frames taken apart.
#[derive(Clone, Debug, Default)]
pub(super) struct Stream {
    pub(super) frames: Vec<Parts>,
    pub(super) rest: Vec<u8>,
}

/// A frame taken apart: header, body, trailer.
pub(super) type Parts = [Vec<u8>; 3];

/// Longer streams are left out: what is in them is in shorter ones too, and they would take most of the time.
const LONGEST: usize = 4 << 10;

/// Every format with its samples and refusals, and those of the vectors that are its own.
pub(super) fn targets(vectors: &[Vector]) -> Result<Vec<Target>, Failure> {
    let mut targets: Vec<_> = registry::formats().map(Target::of).collect();
    for vector in vectors {
        let Some(declaration) = registry::formats().find(|format| format.name == vector.format) else {
            continue;
        };
        let format = registry::make(declaration, &vector.params, vector.request_method.as_deref())
            .map_err(|error| Failure::Usage(format!("{}: {error}", vector.id)))?;
        let limits = vector.limit.map_or(format.limits(), |limit| format.limits().with_body(limit));
        if let Some(target) = targets.iter_mut().find(|target| target.name == declaration.name) {
            target.add(&examiner(format), limits, &vector.bytes.0);
        }
    }
    Ok(targets)
}

/// An examiner that measures the heap. What other threads allocate counts too, so it is for a program that has none.
pub(super) fn examiner(format: DynFormat) -> Examiner {
    let mut examiner = Examiner::new(format);
    examiner.heap = Some(measure_heap);
    examiner
}

fn measure_heap(run: &mut dyn FnMut()) -> u64 {
    let count = HeapCount::begin();
    run();
    count.allocated() as u64
}

impl Target {
    fn of(declaration: &Declaration) -> Self {
        let samples = declaration.samples.iter().map(Case::from_sample);
        let rejects = declaration.rejects.iter().map(Case::from_reject);
        let mut target = Self::without_samples(declaration.name, examiner((declaration.make)()));
        target.add_cases(samples.chain(rejects));
        target
    }

    /// A format that is known by nothing but the frames that it can make.
    pub(super) fn without_samples(name: &str, examiner: Examiner) -> Self {
        let limits = examiner.format.limits();
        let frames = [&b""[..], b"x", b"hello"].into_iter().filter_map(|body| made(&examiner.format, body));
        let stream = Stream { frames: frames.collect(), rest: Vec::new() };
        Self { name: name.to_owned(), seeds: vec![Seed { examiner, limits, stream }] }
    }

    /// The same format, known by these cases too.
    pub(super) fn add_cases(&mut self, cases: impl IntoIterator<Item = Case>) {
        let Some(Seed { examiner, .. }) = self.seeds.first().cloned() else { return };
        for case in cases {
            self.add(&examiner, case.limits(&examiner.format), &case.bytes);
        }
    }

    fn add(&mut self, examiner: &Examiner, limits: Limits, bytes: &[u8]) {
        if bytes.len() <= LONGEST {
            let stream = Stream::of(&examiner.format, limits, bytes);
            self.seeds.push(Seed { examiner: examiner.clone(), limits, stream });
        }
    }
}

impl Stream {
    fn of(format: &DynFormat, limits: Limits, bytes: &[u8]) -> Self {
        let reading = Reading::new(format, limits, bytes);
        let end = reading.frames.last().map_or(0, |frame| frame.end());
        let part = |range: &std::ops::Range<usize>| bytes.get(range.clone()).unwrap_or_default().to_vec();
        let frames = reading.frames.iter();
        let frames = frames.map(|frame| [part(&frame.header), part(&frame.body), part(&frame.trailer)]);
        Self { frames: frames.collect(), rest: bytes.get(end..).unwrap_or_default().to_vec() }
    }

    /// The bytes, in one piece.
    pub(super) fn bytes(&self) -> Vec<u8> {
        let frames = self.frames.iter().flatten();
        frames.chain([&self.rest]).flatten().copied().collect()
    }
}

/// A frame with this body, where the format can make one from the state that a stream begins in.
pub(super) fn made(format: &DynFormat, body: &[u8]) -> Option<Parts> {
    let (mut front, mut wire) = (Vec::new(), Vec::new());
    let header = format.header_for(body)?;
    format.encode_header(&header, body.len() as u64, &mut front).ok()?;
    encode_frame(&mut format.clone(), &header, body, &mut wire).ok()?;
    let trailer = wire.get(front.len() + body.len()..)?.to_vec();
    Some([front, body.to_vec(), trailer])
}
