//! Readers of other crates, under the same tests as ours.

use std::borrow::Cow;
use std::boxed::Box;
use std::fmt;
use std::future::poll_fn;
use std::io::{self, Read};
use std::pin::{Pin, pin};
use std::string::{String, ToString};
use std::sync::Arc;
use std::task::{Context, Poll};
use std::vec::Vec;

use futures_core::Stream;
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio_util::codec::{Decoder, FramedRead};

use super::checker::Checker;
use super::driver::Driver;
use super::events::{Event, Events, Taken};
use super::flaw::{Cause, Mismatch};
use super::run::Run;
use super::schedule::Effort;
use super::script::OwnedScript;
use super::task::Flag;

/// The transport that a reader under test reads from.
pub type Source = Box<dyn AsyncRead + Unpin + Send>;

pub(super) type Reading = Pin<Box<dyn Future<Output = ()>>>;
type Start = dyn Fn(Source, Events) -> Reading + Send + Sync;
type Block = dyn Fn(&mut dyn Read, &Events) + Send + Sync;

/// A reader of another crate, to be put through every scenario.
///
/// ```
/// use framing_core::U32Be;
/// use framing_core::registry::DynFormat;
/// use framing_core::testkit::{Case, Reader, Suite};
/// use tokio_util::codec::LengthDelimitedCodec;
///
/// let codec = Reader::tokio_codec("length codec", LengthDelimitedCodec::new);
/// let suite = Suite::new("u32-be", DynFormat::new(U32Be::new())).with_reader(codec);
/// let suite = suite.with_case(Case::from_frames("one", &[(b"\0\0\0\x02", b"hi", b"")]));
/// assert!(suite.first_failure(|check| check.scenario().name == "splits").is_none());
/// // The codec takes a stream that is cut after a header as complete: the frame is silently lost.
/// assert!(suite.first_failure(|check| check.scenario().name == "ends").is_some());
/// ```
#[derive(Clone)]
pub struct Reader {
    name: Cow<'static, str>,
    kind: Kind,
}

#[derive(Clone)]
enum Kind {
    Async(Arc<Start>),
    Blocking(Arc<Block>),
}

impl fmt::Debug for Reader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reader").field("name", &self.name).finish_non_exhaustive()
    }
}

impl Reader {
    /// Creates a reader from a constructor and an async method that gives the next frame, or `None` at the end.
    ///
    /// Every future of `next` is kept until it is ready; [`cancelled`](Self::cancelled) drops them.
    #[must_use]
    pub fn pulled<R, T, E>(
        name: &'static str,
        open: impl Fn(Source) -> R + Send + Sync + 'static,
        next: impl AsyncFn(&mut R) -> Result<Option<T>, E> + Send + Sync + 'static,
    ) -> Self
    where
        R: 'static,
        T: Into<Taken>,
        E: fmt::Display,
    {
        let (open, next) = (Arc::new(open), Arc::new(next));
        Self::new(name, move |source, events| {
            let (open, next) = (Arc::clone(&open), Arc::clone(&next));
            Box::pin(async move {
                let mut reader = open(source);
                while events.push(next(&mut reader).await) {}
            })
        })
    }

    /// Creates a reader as [`pulled`](Self::pulled) does, and drops each future of `next` whenever it is pending.
    ///
    /// This is what `select!` and timeouts do to a reader: one that keeps a header in the future loses it.
    #[must_use]
    pub fn cancelled<R, T, E>(
        name: &'static str,
        open: impl Fn(Source) -> R + Send + Sync + 'static,
        next: impl AsyncFn(&mut R) -> Result<Option<T>, E> + Send + Sync + 'static,
    ) -> Self
    where
        R: 'static,
        T: Into<Taken>,
        E: fmt::Display,
    {
        let (open, next) = (Arc::new(open), Arc::new(next));
        Self::new(name, move |source, events| {
            let (open, next) = (Arc::clone(&open), Arc::clone(&next));
            Box::pin(async move {
                let mut reader = open(source);
                loop {
                    match poll_once(next(&mut reader)).await {
                        Some(item) => {
                            if !events.push(item) {
                                return;
                            }
                        }
                        None => until_woken().await,
                    }
                }
            })
        })
    }

    /// Creates a reader from a `tokio_util` decoder whose items are bodies, in a `FramedRead`.
    #[must_use]
    pub fn tokio_codec<D>(name: &'static str, codec: impl Fn() -> D + Send + Sync + 'static) -> Self
    where
        D: Decoder + 'static,
        D::Item: Into<Taken>,
        D::Error: fmt::Display,
    {
        let open = move |source| Box::pin(FramedRead::new(source, codec()));
        Self::cancelled(name, open, async |framed: &mut Pin<Box<FramedRead<Source, D>>>| {
            poll_fn(|cx| framed.as_mut().poll_next(cx)).await.transpose()
        })
    }

    /// Creates a reader from an `asynchronous_codec` decoder whose items are bodies, in a `FramedRead`.
    #[cfg(feature = "asynchronous-codec")]
    #[must_use]
    pub fn asynchronous_codec<D>(name: &'static str, codec: impl Fn() -> D + Send + Sync + 'static) -> Self
    where
        D: asynchronous_codec::Decoder + 'static,
        D::Item: Into<Taken>,
        D::Error: fmt::Display,
    {
        use tokio_util::compat::{Compat, TokioAsyncReadCompatExt};
        type Framed<D> = Pin<Box<asynchronous_codec::FramedRead<Compat<Source>, D>>>;
        let open =
            move |source: Source| Box::pin(asynchronous_codec::FramedRead::new(source.compat(), codec()));
        Self::cancelled(name, open, async |framed: &mut Framed<D>| {
            poll_fn(|cx| framed.as_mut().poll_next(cx)).await.transpose()
        })
    }

    /// Creates a reader from a function that parses the front of the buffered bytes: how many of them the frame has,
    /// and its body, or `None` while there are too few.
    #[must_use]
    pub fn pushed<T, E>(
        name: &'static str,
        parse: impl Fn(&[u8]) -> Result<Option<(usize, T)>, E> + Send + Sync + 'static,
    ) -> Self
    where
        T: Into<Taken>,
        E: fmt::Display,
    {
        let parse = Arc::new(parse);
        let open = |source| (source, Vec::new());
        Self::cancelled(name, open, async move |(source, buffered): &mut (Source, Vec<u8>)| {
            loop {
                if let Some((len, frame)) = parse(buffered).map_err(|error| error.to_string())? {
                    buffered.drain(..len.min(buffered.len()));
                    return Ok(Some(frame));
                }
                match source.read_buf(buffered).await {
                    Ok(0) if buffered.is_empty() => return Ok(None),
                    Ok(0) => return Err(String::from("the stream ended inside a frame")),
                    Ok(_) => {}
                    Err(error) => return Err(error.to_string()),
                }
            }
        })
    }

    /// Creates a reader from a blocking function that gives the next frame of a transport, or `None` at the end.
    ///
    /// `open` makes the reader's state, such as `|| ()` where it has none.
    #[must_use]
    pub fn blocking<S, T, E>(
        name: &'static str,
        open: impl Fn() -> S + Send + Sync + 'static,
        next: impl Fn(&mut S, &mut dyn Read) -> Result<Option<T>, E> + Send + Sync + 'static,
    ) -> Self
    where
        T: Into<Taken>,
        E: fmt::Display,
    {
        let block = move |transport: &mut dyn Read, events: &Events| {
            let mut state = open();
            while events.push(next(&mut state, transport)) {}
        };
        Self { name: name.into(), kind: Kind::Blocking(Arc::new(block)) }
    }

    fn new(name: &'static str, start: impl Fn(Source, Events) -> Reading + Send + Sync + 'static) -> Self {
        Self { name: name.into(), kind: Kind::Async(Arc::new(start)) }
    }

    /// Returns the name that reports show.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Starts reading a transport; a blocking reader does so on a thread of the runtime.
    pub(super) fn start(&self, source: Source, events: Events) -> Reading {
        match &self.kind {
            Kind::Async(start) => start(source, events),
            Kind::Blocking(block) => {
                let block = Arc::clone(block);
                let mut transport = tokio_util::io::SyncIoBridge::new(source);
                let thread = tokio::task::spawn_blocking(move || block(&mut transport, &events));
                Box::pin(async move {
                    // A reader that panics has reported no end, which the session sees.
                    let _ = thread.await;
                })
            }
        }
    }

    /// The reader as a driver over the pieces of a split.
    pub(super) fn driver(&self) -> Driver {
        let reader = self.clone();
        let read = move |run: &Run<'_>, checker: &mut Checker<'_>| match &reader.kind {
            Kind::Async(start) => read_async(start, run, checker),
            Kind::Blocking(block) => {
                let events = Events::default();
                block(&mut Pieces { run, start: 0 }, &events);
                take(&events, checker).unwrap_or_else(|| Err(no_end()))
            }
        };
        Driver::from_closure(self.name.to_string(), Effort::Full, read)
    }
}

/// What the future gives, if it is ready when polled once; it is dropped.
async fn poll_once<T>(future: impl Future<Output = T>) -> Option<T> {
    let mut future = pin!(future);
    poll_fn(|cx| match future.as_mut().poll(cx) {
        Poll::Ready(output) => Poll::Ready(Some(output)),
        Poll::Pending => Poll::Ready(None),
    })
    .await
}

/// Waits until the task is woken.
async fn until_woken() {
    let mut waited = false;
    poll_fn(|_| if std::mem::replace(&mut waited, true) { Poll::Ready(()) } else { Poll::Pending }).await;
}

/// Hands the reported events to the checker; the verdict, once there is one.
pub(super) fn take(events: &Events, checker: &mut Checker<'_>) -> Option<Result<(), Mismatch>> {
    while let Some(event) = events.next() {
        match event {
            Event::Frame(frame) => match checker.taken(&frame) {
                Ok(()) => {}
                Err(mismatch) => return Some(Err(mismatch)),
            },
            Event::Ended => return Some(checker.ended()),
            Event::Failed(error) => return Some(checker.failed(&error)),
        }
    }
    None
}

fn no_end() -> Mismatch {
    Mismatch::new("the reader stopped without reporting the end").because(Cause::Hangs)
}

fn read_async(start: &Arc<Start>, run: &Run<'_>, checker: &mut Checker<'_>) -> Result<(), Mismatch> {
    let events = Events::default();
    let mut reading = start(Box::new(OwnedScript::new(run.bytes, run.cuts)), events.clone());
    let flag = Flag::new();
    let context = Context::from_waker(std::task::Waker::noop());
    // A right reader is pending at most once a pause of the transport.
    for _ in 0..=run.cuts.len() {
        let polled = flag.poll(&context, |cx| reading.as_mut().poll(cx));
        if let Some(verdict) = take(&events, checker) {
            return verdict;
        }
        if polled.is_ready() {
            return Err(no_end());
        }
    }
    Err(Mismatch::new("it hangs: nothing wakes it, or it waits more often than the transport paused")
        .because(Cause::Hangs))
}

/// The pieces of a split as a blocking transport: one read gives at most one piece.
struct Pieces<'a, 'b> {
    run: &'a Run<'b>,
    start: usize,
}

impl Read for Pieces<'_, '_> {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        let end = self.run.cuts.iter().copied().find(|cut| *cut > self.start).unwrap_or(self.run.bytes.len());
        let piece = self.run.bytes.get(self.start..end).unwrap_or_default();
        let len = piece.len().min(room.len());
        for (to, from) in room.iter_mut().zip(piece) {
            *to = *from;
        }
        self.start += len;
        Ok(len)
    }
}
