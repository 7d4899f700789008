//! The sending side of a connection.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use framing_core::registry::DynFormat;
use framing_core::testkit::Tx;
use framing_core::{FrameWriter, Limits, WriteError, encode_frame};
use rand::rngs::SmallRng;
use rand::{Rng, RngCore};
use tokio::io::{AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::task::yield_now;

use super::connection::{Fault, Plan, Shared, Socket, lock};

/// Sends all frames, then does what the fault is.
pub(super) async fn all(
    plan: &Plan,
    socket: Socket,
    mut random: SmallRng,
    ledger: &Shared,
) -> io::Result<()> {
    let Socket { mut rx, tx } = socket;
    let tx = Trickle { tx, is_slow: plan.fault == Fault::Slow, waits: false };
    let mut writer = FrameWriter::new(tx, plan.known.format.clone()).with_limits(Limits::UNLIMITED);
    for _ in 0..plan.frames {
        let body = body(&mut random, plan.known.longest);
        send(&mut writer, &body, &mut random, ledger).await?;
    }
    flush(&mut writer, &mut random, ledger).await?;
    let format = writer.queue().format().clone();
    end(plan.fault, writer.into_inner(), &format, &mut random, ledger).await?;
    // A reader that gives up closes; until then the sender must not, or a stall would be a disconnect.
    if plan.fault == Fault::Stall {
        let _ = rx.read(&mut [0]).await;
    }
    Ok(())
}

fn body(random: &mut SmallRng, longest: usize) -> Vec<u8> {
    let most = if random.random_ratio(1, 8) { longest } else { longest.min(300) };
    let mut body = vec![0; random.random_range(1..=most)];
    random.fill_bytes(&mut body);
    body
}

/// Records the body before any of it can arrive.
fn record(body: &[u8], ledger: &Shared) {
    let mut ledger = lock(ledger);
    ledger.sums.push(crc32fast::hash(body));
    ledger.bytes += body.len() as u64;
}

async fn send(
    writer: &mut FrameWriter<Trickle, DynFormat>,
    body: &[u8],
    random: &mut SmallRng,
    ledger: &Shared,
) -> io::Result<()> {
    record(body, ledger);
    let header = header(writer.queue().format(), body)?;
    writer.feed(header, body).await.map_err(into_io)?;
    if random.random_ratio(1, 4) { flush(writer, random, ledger).await } else { Ok(()) }
}

/// Flushes, and drops the flush now and then where it waits.
async fn flush(
    writer: &mut FrameWriter<Trickle, DynFormat>,
    random: &mut SmallRng,
    ledger: &Shared,
) -> io::Result<()> {
    while random.random_ratio(1, 2) {
        tokio::select! {
            biased;
            flushed = writer.flush() => { flushed.map_err(into_io)?; break }
            () = yield_now() => lock(ledger).cancels += 1,
        }
    }
    writer.flush().await.map_err(into_io)?;
    let mut ledger = lock(ledger);
    ledger.complete = ledger.sums.len();
    Ok(())
}

fn header(format: &DynFormat, body: &[u8]) -> io::Result<framing_core::registry::DynHeader> {
    format.header_for(body).ok_or_else(|| io::Error::other("a format that wrote this body before refuses it"))
}

fn into_io(error: WriteError) -> io::Error {
    io::Error::other(error)
}

/// Ends the stream in the way that the fault is.
async fn end(
    fault: Fault,
    mut tx: Trickle,
    format: &DynFormat,
    random: &mut SmallRng,
    ledger: &Shared,
) -> io::Result<()> {
    if matches!(fault, Fault::Disconnect | Fault::Reset | Fault::Stall) {
        let body = [0xee; 60];
        let mut wire = Vec::new();
        encode_frame(&mut format.clone(), &header(format, &body)?, &body, &mut wire)
            .map_err(io::Error::other)?;
        let part = random.random_range(1..wire.len());
        tx.write_all(wire.get(..part).unwrap_or_default()).await?;
        tx.flush().await?;
    }
    lock(ledger).is_final = true;
    if matches!(fault, Fault::HalfClose | Fault::Slow) {
        tx.shutdown().await?;
    }
    Ok(())
}

/// A transport that, if it is slow, accepts a few bytes at every other poll.
struct Trickle {
    tx: Tx,
    is_slow: bool,
    waits: bool,
}

impl AsyncWrite for Trickle {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.waits = self.is_slow && !self.waits;
        if self.waits {
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        let most = if self.is_slow { bytes.len().min(7) } else { bytes.len() };
        Pin::new(&mut self.tx).poll_write(cx, bytes.get(..most).unwrap_or_default())
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.tx).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.tx).poll_shutdown(cx)
    }
}
