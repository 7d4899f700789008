//! The pipe against `tokio::io::duplex`, side by side: medians of interleaved rounds, nanoseconds a write.
//!
//! `cargo bench -p framing-core --bench pipe`. A row writes 64 KiB bodies in pieces of a size, and reads each body whole:
//! with `read_exact` into a buffer, or with `fill`, which waits for the whole body and shows it in place.

use std::io::Write;
use std::time::{Duration, Instant};

use framing_core::{PipeReader, Share, local_simplex, simplex};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, duplex};
use tokio::runtime::{Builder, Runtime};

const BODY: usize = 64 << 10;
/// Room for sixteen bodies, so that two threads need not take turns.
const CAPACITY: usize = 1 << 20;
const ROUNDS: usize = 9;

fn main() -> std::io::Result<()> {
    let mut out = std::io::stdout();
    writeln!(out, "{:24} {:>8} {:>10} {:>10} {:>7}", "ns a write", "size", "duplex", "pipe", "ratio")?;
    for size in [16, 1 << 10, BODY] {
        let bodies = if size == 16 { 64 } else { 512 };
        let duplex_one = move || one_task(size, bodies, duplex_ends, read_exact);
        compare("one task, read_exact", size, bodies, duplex_one, move || {
            one_task(size, bodies, || local_simplex(CAPACITY), read_exact)
        })?;
        compare("one task, fill", size, bodies, duplex_one, move || {
            one_task(size, bodies, || local_simplex(CAPACITY), fill)
        })?;
        compare("one task, Send, fill", size, bodies, duplex_one, move || {
            one_task(size, bodies, || simplex(CAPACITY), fill)
        })?;
        compare(
            "two threads, fill",
            size,
            bodies,
            move || two_threads(size, bodies, duplex_ends(), read_exact),
            move || two_threads(size, bodies, simplex(CAPACITY), fill),
        )?;
    }
    Ok(())
}

type Ends = (tokio::io::DuplexStream, tokio::io::DuplexStream);

fn duplex_ends() -> Ends {
    duplex(CAPACITY)
}

/// Prints the medians of both, taken in turns.
fn compare(
    what: &str,
    size: usize,
    bodies: usize,
    theirs: impl Fn() -> std::io::Result<Duration>,
    ours: impl Fn() -> std::io::Result<Duration>,
) -> std::io::Result<()> {
    let mut taken = Vec::new();
    for _ in 0..ROUNDS {
        taken.push((theirs()?, ours()?));
    }
    let median = |pick: fn(&(Duration, Duration)) -> Duration| {
        let mut times: Vec<_> = taken.iter().map(pick).collect();
        times.sort();
        times.get(ROUNDS / 2).map_or(f64::NAN, |time| time.as_nanos() as f64)
            / (bodies * (BODY / size)) as f64
    };
    let (theirs, ours) = (median(|both| both.0), median(|both| both.1));
    writeln!(std::io::stdout(), "{what:24} {size:>8} {theirs:>10.1} {ours:>10.1} {:>7.2}", theirs / ours)
}

fn runtime() -> std::io::Result<Runtime> {
    Builder::new_current_thread().build()
}

async fn read_exact<R: AsyncRead + Unpin>(reader: &mut R, buffer: &mut [u8]) -> std::io::Result<()> {
    reader.read_exact(buffer).await.map(|_| ())
}

async fn fill<S: Share>(reader: &mut PipeReader<S>, _: &mut [u8]) -> std::io::Result<()> {
    assert!(reader.fill(BODY).await.len() >= BODY);
    reader.consume(BODY);
    Ok(())
}

async fn write_body<W: AsyncWrite + Unpin>(writer: &mut W, piece: &[u8]) -> std::io::Result<()> {
    for _ in 0..BODY / piece.len() {
        writer.write_all(piece).await?;
    }
    Ok(())
}

fn one_task<W: AsyncWrite + Unpin, R>(
    size: usize,
    bodies: usize,
    open: impl Fn() -> (W, R),
    read: impl AsyncFn(&mut R, &mut [u8]) -> std::io::Result<()>,
) -> std::io::Result<Duration> {
    runtime()?.block_on(async {
        let (mut writer, mut reader) = open();
        let (piece, mut buffer) = (vec![1; size], vec![0; BODY]);
        let start = Instant::now();
        for _ in 0..bodies {
            write_body(&mut writer, &piece).await?;
            read(&mut reader, &mut buffer).await?;
        }
        Ok(start.elapsed())
    })
}

fn two_threads<W: AsyncWrite + Unpin + Send, R>(
    size: usize,
    bodies: usize,
    (mut writer, mut reader): (W, R),
    read: impl AsyncFn(&mut R, &mut [u8]) -> std::io::Result<()>,
) -> std::io::Result<Duration> {
    std::thread::scope(|scope| {
        let writing = scope.spawn(move || {
            runtime()?.block_on(async {
                let piece = vec![1; size];
                for _ in 0..bodies {
                    write_body(&mut writer, &piece).await?;
                }
                Ok::<_, std::io::Error>(writer)
            })
        });
        let elapsed = runtime()?.block_on(async {
            let mut buffer = vec![0; BODY];
            let start = Instant::now();
            for _ in 0..bodies {
                read(&mut reader, &mut buffer).await?;
            }
            Ok(start.elapsed())
        });
        writing.join().map_err(|_| std::io::Error::other("the writer panicked"))??;
        elapsed
    })
}
