//! What the writer does: which bytes, in which pieces, how far apart.

/// One thing that the writer does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Event {
    Write(Vec<u8>),
    /// Milliseconds.
    Pause(u64),
}

/// Frames, and the pieces that they are sent in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Traffic {
    /// Four frames in one write, a fifth later.
    Batch,
    /// Frame after frame, with a pause between.
    Interleaved,
    /// Header, pause, body, pause.
    Phases,
    /// Half a header, the other half, half a body, the other half, with pauses between.
    Partial,
    /// Header and body in separate writes, with this number of milliseconds after each.
    Apart(u64),
}

/// Bytes in the header of the frames: a big-endian number, as in the format `u32-be`.
pub(super) const HEADER: usize = 4;

impl Traffic {
    pub(super) const ALL: [Self; 4] = [Self::Batch, Self::Interleaved, Self::Phases, Self::Partial];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Batch => "batch",
            Self::Interleaved => "interleaved",
            Self::Phases => "phases",
            Self::Partial => "partial",
            Self::Apart(_) => "sweep",
        }
    }

    pub(super) const fn summary(self) -> &'static str {
        match self {
            Self::Batch => "four frames in one write, the fifth 10 ms later",
            Self::Interleaved => "three frames, 10 ms apart, each in one write",
            Self::Phases => "three frames, header and body in writes of their own, 10 ms apart",
            Self::Partial => {
                "three frames, each in four writes: header and body are cut in halves, 10 ms apart"
            }
            Self::Apart(_) => "three frames, header and body in writes of their own, over many timings",
        }
    }

    /// The bodies, in order.
    pub(super) const fn bodies(self) -> &'static [&'static [u8]] {
        match self {
            Self::Batch => &[b"one", b"two", b"three", b"four", b"five"],
            _ => &[b"one", b"two", b"three"],
        }
    }

    pub(super) fn events(self) -> Vec<Event> {
        let frames: Vec<Vec<u8>> = self.bodies().iter().map(|body| frame(body)).collect();
        match (self, frames.split_last()) {
            (Self::Batch, Some((fifth, four))) => paced(10, [four.concat(), fifth.clone()]),
            (Self::Phases, _) => paced(10, frames.iter().flat_map(|frame| cut(frame, &[HEADER]))),
            (Self::Partial, _) => {
                paced(10, frames.iter().flat_map(|frame| cut(frame, &[HEADER / 2, HEADER, HEADER + 2])))
            }
            (Self::Apart(gap), _) => paced(gap, frames.iter().flat_map(|frame| cut(frame, &[HEADER]))),
            _ => paced(10, frames),
        }
    }
}

/// The bytes of a frame.
pub(super) fn frame(body: &[u8]) -> Vec<u8> {
    let len = u32::try_from(body.len()).unwrap_or(u32::MAX);
    [&len.to_be_bytes(), body].concat()
}

fn cut(bytes: &[u8], at: &[usize]) -> Vec<Vec<u8>> {
    let edges: Vec<usize> = [0].into_iter().chain(at.iter().copied()).chain([bytes.len()]).collect();
    let pieces = edges.iter().zip(edges.iter().skip(1));
    pieces.filter_map(|(from, to)| bytes.get(*from..*to)).map(<[u8]>::to_vec).collect()
}

fn paced(gap: u64, pieces: impl IntoIterator<Item = Vec<u8>>) -> Vec<Event> {
    pieces.into_iter().flat_map(|piece| [Event::Write(piece), Event::Pause(gap)]).collect()
}
