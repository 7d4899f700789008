//! What a pipe promises, and the bugs that other pipes had.
#![cfg(feature = "tokio")]

#[cfg(test)]
mod polled;

use std::future::poll_fn;
use std::io::{self, BufRead, ErrorKind, IoSlice, Read, Write};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};

use framing_core::{Pipe, PipeReader, PipeWriter, Share, local_pipe, local_simplex, pipe, simplex};
use polled::{Polled, Wakes, polled};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt};

fn write<'a, S: Share>(writer: &'a mut PipeWriter<S>, bytes: &'a [u8]) -> Polled<'a, io::Result<usize>> {
    polled(AsyncWriteExt::write(writer, bytes))
}

/// Reads with a buffer of `size` bytes.
#[cfg(test)]
fn read<S: Share>(reader: &mut PipeReader<S>, size: usize) -> Polled<'_, Vec<u8>> {
    polled(async move {
        let mut buffer = vec![0; size];
        let count = AsyncReadExt::read(reader, &mut buffer).await.unwrap();
        buffer.truncate(count);
        buffer
    })
}

#[track_caller]
fn is_broken<T>(result: io::Result<T>) {
    assert_eq!(result.err().map(|error| error.kind()), Some(ErrorKind::BrokenPipe));
}

#[test]
fn bytes_come_out_in_order_however_they_are_cut() {
    let sent: Vec<u8> = (0..=255).collect();
    for (capacity, write_size, read_size) in
        [(1, 1, 1), (1, 7, 3), (5, 3, 4), (7, 64, 5), (64, 5, 64), (999, 256, 3)]
    {
        let (mut writer, mut reader) = local_simplex(capacity);
        let write_all = async {
            for piece in sent.chunks(write_size) {
                AsyncWriteExt::write_all(&mut writer, piece).await.unwrap();
            }
            writer.close();
        };
        let read_all = async {
            let mut received = Vec::new();
            let mut buffer = vec![0; read_size];
            while let count @ 1.. = AsyncReadExt::read(&mut reader, &mut buffer).await.unwrap() {
                received.extend_from_slice(&buffer[..count]);
            }
            received
        };
        let mut both = polled(async { tokio::join!(write_all, read_all).1 });
        let received = loop {
            match both.poll() {
                Poll::Ready(received) => break received,
                Poll::Pending => assert!(both.wakes() > 0, "capacity {capacity}: both ends sleep"),
            }
        };
        assert_eq!(received, sent, "capacity {capacity}, writes of {write_size}, reads of {read_size}");
    }
}

#[test]
fn a_reader_that_says_what_it_needs_is_woken_once_a_phase() {
    let (mut writer, mut reader) = simplex(1 << 20);
    let wakes = Wakes::new();
    for need in [4, 1 << 20, 4, 100] {
        let before = wakes.count();
        {
            let mut fill = Box::pin(reader.fill(need));
            assert!(wakes.poll(fill.as_mut()).is_pending());
            for _ in 0..need {
                assert_eq!(write(&mut writer, b"x").ends().unwrap(), 1);
            }
            assert_eq!(
                fill.as_mut().poll(&mut Context::from_waker(Waker::noop())),
                Poll::Ready(&vec![b'x'; need][..])
            );
        }
        assert_eq!(wakes.count() - before, 1, "need {need}");
        reader.consume(need);
    }
}

#[test]
fn a_need_above_the_capacity_grows_the_reader_and_never_sleeps() {
    let (mut writer, mut reader) = simplex(4);
    let mut fill = polled(reader.fill(10));
    let mut write_all = polled(writer.write_all(b"0123456789"));
    for _ in 0..2 {
        fill.waits();
        write_all.waits();
    }
    fill.waits();
    write_all.ends().unwrap();
    assert_eq!(fill.ends(), b"0123456789");
}

#[test]
fn a_dropped_fill_has_lost_nothing() {
    let (mut writer, mut reader) = simplex(4);
    for byte in 0..10 {
        assert_eq!(write(&mut writer, &[byte]).ends().unwrap(), 1);
        let mut fill = polled(reader.fill(11));
        fill.waits();
    }
    writer.close();
    assert_eq!(polled(reader.fill(11)).ends(), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], "what there is, at the end");
}

#[test]
fn an_end_is_shown_as_often_as_it_is_asked_for() {
    let (mut writer, mut reader) = simplex(4);
    assert_eq!(write(&mut writer, b"ab").ends().unwrap(), 2);
    drop(writer);
    assert_eq!(read(&mut reader, 8).ends(), b"ab");
    assert_eq!(read(&mut reader, 8).ends(), b"");
    assert_eq!(polled(reader.fill(1)).ends(), b"");
}

#[test]
fn a_full_pipe_takes_no_more_and_an_empty_write_needs_no_room() {
    let (mut writer, mut reader) = simplex(3);
    assert_eq!((writer.capacity(), write(&mut writer, b"abcd").ends().unwrap()), (3, 3));
    assert_eq!(write(&mut writer, b"").ends().unwrap(), 0);
    let mut full = write(&mut writer, b"d");
    full.waits();
    assert_eq!(read(&mut reader, 8).ends(), b"abc");
    assert_eq!((full.wakes(), full.ends().unwrap()), (1, 1));
}

#[test]
fn a_capacity_of_zero_counts_as_one() {
    let (mut writer, mut reader) = simplex(0);
    assert_eq!((writer.capacity(), write(&mut writer, b"ab").ends().unwrap()), (1, 1));
    assert_eq!(read(&mut reader, 8).ends(), b"a");
}

#[test]
fn a_read_into_no_room_does_not_wait() {
    let (_writer, mut reader) = simplex(4);
    assert_eq!(read(&mut reader, 0).ends(), b"");
}

#[test]
fn a_dropped_reader_wakes_a_writer_that_waits_for_room() {
    let (mut writer, reader) = simplex(1);
    assert_eq!(write(&mut writer, b"a").ends().unwrap(), 1);
    let mut full = write(&mut writer, b"b");
    full.waits();
    drop(reader);
    assert_eq!(full.wakes(), 1);
    is_broken(full.ends());
    drop(full);
    is_broken(write(&mut writer, b"").ends());
}

#[test]
fn a_writer_that_leaves_wakes_a_reader_whatever_it_needs() {
    for leave in [
        drop as fn(PipeWriter),
        |mut writer| writer.close(),
        |mut writer| polled(writer.shutdown()).ends().unwrap(),
    ] {
        let (mut writer, mut reader) = simplex(8);
        assert_eq!(write(&mut writer, b"ab").ends().unwrap(), 2);
        let mut fill = polled(reader.fill(3));
        fill.waits();
        leave(writer);
        assert_eq!((fill.wakes(), fill.ends()), (1, &b"ab"[..]));
    }
}

#[test]
fn a_closed_writer_refuses_to_write() {
    let (mut writer, mut reader) = simplex(8);
    writer.close();
    writer.close();
    is_broken(write(&mut writer, b"a").ends());
    assert_eq!(read(&mut reader, 1).ends(), b"");
}

#[test]
fn the_directions_of_a_pipe_close_one_by_one() {
    let (mut client, mut server) = pipe(8);
    polled(client.shutdown()).ends().unwrap();
    assert_eq!(polled(server.read_u8()).ends().unwrap_err().kind(), ErrorKind::UnexpectedEof);
    polled(server.write_u8(7)).ends().unwrap();
    assert_eq!(polled(client.read_u8()).ends().unwrap(), 7);
}

#[test]
fn halves_work_apart_and_join_again() {
    let (client, mut server) = pipe(8);
    let (mut reader, mut writer) = client.into_split();
    write(&mut writer, b"a").ends().unwrap();
    let (there, back) = (&mut server.reader, &mut server.writer);
    assert_eq!(read(there, 8).ends(), b"a");
    write(back, b"b").ends().unwrap();
    assert_eq!(read(&mut reader, 8).ends(), b"b");
    let mut client = Pipe { reader, writer };
    polled(AsyncWriteExt::write_all(&mut client, b"c")).ends().unwrap();
    assert_eq!(polled(AsyncBufReadExt::fill_buf(&mut server)).ends().unwrap(), b"c");
}

#[test]
fn slices_are_written_as_if_they_were_one() {
    let (mut client, mut server) = pipe(5);
    let slices = [b"ab".as_slice(), b"", b"cde", b"f"].map(IoSlice::new);
    assert!(tokio::io::AsyncWrite::is_write_vectored(&client));
    assert_eq!(polled(AsyncWriteExt::write_vectored(&mut client, &slices)).ends().unwrap(), 5);
    assert_eq!(polled(server.reader.fill(5)).ends(), b"abcde");
    assert_eq!(polled(AsyncWriteExt::write_vectored(&mut client, &[])).ends().unwrap(), 0);
}

#[test]
fn a_vector_is_handed_over_without_a_copy() {
    let (mut writer, mut reader) = simplex(64);
    let bytes = vec![7; 64];
    let place = bytes.as_ptr();
    polled(writer.send(bytes)).ends().unwrap();
    assert_eq!(polled(reader.fill(64)).ends().as_ptr(), place);
}

#[test]
fn a_vector_that_is_longer_than_the_room_is_written_in_pieces() {
    let (mut writer, mut reader) = simplex(4);
    write(&mut writer, b"ab").ends().unwrap();
    let mut send = polled(writer.send(b"cdefghi".to_vec()));
    send.waits();
    assert_eq!(read(&mut reader, 9).ends(), b"abcd");
    send.waits();
    assert_eq!(read(&mut reader, 9).ends(), b"efgh");
    send.ends().unwrap();
    assert_eq!(read(&mut reader, 9).ends(), b"i");
    drop(send);
    assert_eq!(polled(writer.send(Vec::new())).ends().unwrap(), ());
}

#[test]
fn consume_stops_at_the_end_of_what_is_buffered() {
    let (mut writer, mut reader) = simplex(8);
    write(&mut writer, b"ab").ends().unwrap();
    assert_eq!(polled(reader.fill(1)).ends(), b"ab");
    reader.consume(usize::MAX);
    assert_eq!(reader.buffered(), b"");
}

/// A waker that polls the reader from within the wake, as an executor that runs tasks inline does.
struct PollsInline(std::sync::Mutex<PipeReader>);

#[cfg(test)]
impl Wake for PollsInline {
    fn wake(self: Arc<Self>) {
        let mut reader = self.0.lock().unwrap();
        assert_eq!(read(&mut reader, 8).ends(), b"a");
    }
}

#[test]
fn a_waker_is_called_after_the_lock_is_released() {
    let (mut writer, reader) = simplex(8);
    let inline = Arc::new(PollsInline(reader.into()));
    let waker = Waker::from(Arc::clone(&inline));
    assert!(inline.0.lock().unwrap().poll_fill(&mut Context::from_waker(&waker), 1).is_pending());
    assert_eq!(write(&mut writer, b"a").ends().unwrap(), 1);
    assert_eq!(inline.0.lock().unwrap().buffered(), b"");
}

#[tokio::test]
async fn a_task_that_always_finds_the_pipe_ready_lets_others_run() {
    let (mut writer, mut reader) = pipe(64);
    let other = tokio::spawn(async {});
    let mut rounds = 0;
    while !other.is_finished() {
        AsyncWriteExt::write_all(&mut writer, b"x").await.unwrap();
        reader.read_u8().await.unwrap();
        rounds += 1;
        assert!(rounds < 1000, "the other task starves");
    }
}

#[test]
fn threads_read_and_write_through_std() {
    let (mut client, mut server) = pipe(3);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut line = String::new();
            BufRead::read_line(&mut server, &mut line).unwrap();
            Write::write_all(&mut server, line.to_uppercase().as_bytes()).unwrap();
            drop(server);
        });
        Write::write_all(&mut client, b"hello\n").unwrap();
        assert_eq!(Write::write_vectored(&mut client, &[]).unwrap(), 0);
        Write::flush(&mut client).unwrap();
        let mut answer = String::new();
        Read::read_to_string(&mut client, &mut answer).unwrap();
        assert_eq!((answer.as_str(), Read::read(&mut client, &mut []).unwrap()), ("HELLO\n", 0));
        is_broken(Write::write_all(&mut client, b"gone"));
    });
}

#[test]
fn two_threads_move_every_byte() {
    let (mut writer, mut reader) = simplex(64);
    let sum = std::thread::scope(|scope| {
        scope.spawn(move || {
            for byte in 0..20_000_u32 {
                Write::write_all(&mut writer, &byte.to_be_bytes()).unwrap();
            }
        });
        let mut sum = 0;
        let mut number = [0; 4];
        while Read::read_exact(&mut reader, &mut number).is_ok() {
            sum += u64::from(u32::from_be_bytes(number));
        }
        sum
    });
    assert_eq!(sum, (0..20_000).sum::<u64>());
}

#[test]
fn the_local_pipe_does_what_the_shared_one_does() {
    let (mut here, there) = local_pipe(2);
    polled(AsyncWriteExt::write_all(&mut here, b"ab")).ends().unwrap();
    let mut full = polled(poll_fn(|context| Pin::new(&mut here.writer).get_mut().poll_write(context, b"c")));
    full.waits();
    drop(there);
    assert_eq!(full.wakes(), 1);
    is_broken(full.ends());
}
