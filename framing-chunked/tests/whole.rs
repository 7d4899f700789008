//! Whole bodies, written and read again, in both formats, blocking and async.

#![cfg(test)]

use std::io::{self, BufRead, Read, Write};

use framing_chunked::{BodyReader, BodyWriter, ChunkFormat, ChunkHeader, Chunked, HttpChunked, blocking};
use framing_core::{Encode, FrameReader, TwoPhase, blocking::FrameReader as BlockingFrames};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

const BODIES: [&[u8]; 4] = [b"hello world", b"", b"\r\n0\r\n\r\n\0\0\0\0", &[b'x'; 1000]];
const CHUNK_SIZES: [usize; 4] = [1, 3, 11, 4096];

/// Gives and takes a few bytes at a time, and is interrupted now and then.
struct Slow<T> {
    transport: T,
    most: usize,
    calls: usize,
}

impl<T> Slow<T> {
    fn new(transport: T, most: usize) -> Self {
        Self { transport, most, calls: 0 }
    }

    fn interrupt(&mut self) -> io::Result<()> {
        self.calls += 1;
        if self.calls.is_multiple_of(3) { Err(io::ErrorKind::Interrupted.into()) } else { Ok(()) }
    }
}

impl<T: Read> Read for Slow<T> {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        self.interrupt()?;
        let most = self.most.min(room.len());
        self.transport.read(&mut room[..most])
    }
}

impl<T: Write> Write for Slow<T> {
    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        self.interrupt()?;
        self.transport.write(&data[..self.most.min(data.len())])
    }

    fn flush(&mut self) -> io::Result<()> {
        self.transport.flush()
    }
}

fn written<F: ChunkFormat + Encode>(format: F, size: usize, most: usize) -> Vec<u8>
where
    F::Header: Default,
{
    let mut wire = Vec::new();
    let mut writer = blocking::BodyWriter::new(Slow::new(&mut wire, most), format).with_chunk_size(size);
    for body in BODIES {
        writer.write_all(body).unwrap();
        writer.end(&F::Header::default()).unwrap();
        writer.next_body().unwrap();
    }
    wire
}

fn assert_blocking<F: ChunkFormat + Encode + Copy>(format: F)
where
    F::Header: Default,
{
    for size in CHUNK_SIZES {
        let wire = written(format, size, 5);
        assert_eq!(written(format, size, usize::MAX), wire, "short writes write the same");
        for most in [1, 2, 7, 4096] {
            let frames = BlockingFrames::new(Slow::new(&wire[..], most), format);
            let mut reader = blocking::BodyReader::new(frames);
            for (index, body) in BODIES.into_iter().enumerate() {
                let mut read = Vec::new();
                reader.read_to_end(&mut read).unwrap();
                assert_eq!(read, body, "chunks of {size}, reads of {most}");
                assert_eq!(reader.next_body().unwrap(), index + 1 < BODIES.len());
            }
        }
    }
}

#[test]
fn what_is_written_is_read_blocking() {
    assert_blocking(Chunked::new());
    assert_blocking(HttpChunked::new());
}

async fn assert_async<F: ChunkFormat + Encode + Copy + Unpin>(format: F)
where
    F::Header: Default + Unpin,
{
    for size in CHUNK_SIZES {
        let (near, far) = tokio::io::duplex(4);
        let write = async {
            let mut writer = BodyWriter::new(near, format).with_chunk_size(size);
            for (index, body) in BODIES.into_iter().enumerate() {
                writer.write_all(body).await?;
                if index + 1 < BODIES.len() {
                    writer.end(&F::Header::default()).await?;
                    writer.next_body()?;
                }
            }
            writer.shutdown().await
        };
        let read = async {
            let mut reader = BodyReader::new(FrameReader::new(far, format));
            for (index, body) in BODIES.into_iter().enumerate() {
                let mut read = Vec::new();
                reader.read_to_end(&mut read).await?;
                assert_eq!(read, body, "chunks of {size}");
                assert_eq!(reader.next_body().await?, index + 1 < BODIES.len());
            }
            Ok(())
        };
        tokio::try_join!(write, read).unwrap();
    }
}

#[tokio::test]
async fn what_is_written_is_read_async() {
    assert_async(Chunked::new()).await;
    assert_async(HttpChunked::new()).await;
}

#[test]
fn a_body_that_was_not_read_to_its_end_is_passed_over() {
    let wire = b"3\r\nabc\r\n3\r\ndef\r\n0\r\n\r\n1\r\nx\r\n0\r\n\r\n";
    let mut reader = blocking::BodyReader::new(BlockingFrames::new(&wire[..], HttpChunked::new()));
    assert_eq!(reader.fill_buf().unwrap(), b"abc");
    reader.consume(1);
    assert!(reader.next_body().unwrap());
    let mut rest = String::new();
    reader.read_to_string(&mut rest).unwrap();
    assert_eq!(rest, "x");
}

#[test]
fn trailers_come_with_the_end() {
    let mut wire = Vec::new();
    let last = ChunkHeader::default().with_trailer("Digest", "abc").unwrap();
    let mut writer = blocking::BodyWriter::new(&mut wire, HttpChunked::new());
    writer.write_all(b"hi").unwrap();
    writer.end(&last).unwrap();
    let mut reader = blocking::BodyReader::new(BlockingFrames::new(&wire[..], HttpChunked::new()));
    assert!(reader.last_chunk().is_none());
    io::copy(&mut reader, &mut io::sink()).unwrap();
    let trailers: Vec<_> = reader.last_chunk().unwrap().trailers().map(|field| field.value).collect();
    assert_eq!(trailers, [b"abc"]);
}

#[test]
fn what_is_wrong_with_a_body_is_an_error() {
    for (wire, kind) in [
        ("", io::ErrorKind::UnexpectedEof),
        ("3\r\nabc\r\n", io::ErrorKind::UnexpectedEof),
        ("3\r\nab", io::ErrorKind::UnexpectedEof),
        ("3\r\nabc\r\n0\r\n", io::ErrorKind::UnexpectedEof),
        ("3\r\nabcd\r\n", io::ErrorKind::InvalidData),
        ("x", io::ErrorKind::InvalidData),
        ("3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n", io::ErrorKind::InvalidData),
    ] {
        let frames = BlockingFrames::new(wire.as_bytes(), HttpChunked::new());
        let mut reader = blocking::BodyReader::new(frames).with_limit(4);
        assert_eq!(io::copy(&mut reader, &mut io::sink()).unwrap_err().kind(), kind, "{wire:?}");
    }
}

#[tokio::test]
async fn what_follows_a_body_is_handed_on() {
    let wire = &b"2\r\nhi\r\n0\r\n\r\nCONNECTED"[..];
    let mut reader = BodyReader::new(FrameReader::new(wire, HttpChunked::new()));
    reader.read_to_end(&mut Vec::new()).await.unwrap();
    let frames = reader.into_frames();
    assert_eq!(frames.frames().buffered(), b"CONNECTED");
    assert!(frames.frames().decoder().format().may_end());
}

/// A body that ends twice is two bodies to the peer, and bytes after the end are another one.
#[tokio::test]
async fn a_body_ends_once_and_takes_nothing_after_its_end() {
    type Last = ChunkHeader;
    let mut wire = Vec::new();
    let mut writer = BodyWriter::new(&mut wire, HttpChunked::new());
    assert_eq!(writer.next_body().unwrap_err().kind(), io::ErrorKind::InvalidInput, "before the end");
    writer.write_all(b"hi").await.unwrap();
    writer.end(&Last::default()).await.unwrap();
    assert_eq!(writer.write(b"more").await.unwrap_err().kind(), io::ErrorKind::InvalidInput);
    writer.end(&Last::default()).await.unwrap();
    writer.flush().await.unwrap();
    writer.shutdown().await.unwrap();
    writer.shutdown().await.unwrap();
    assert_eq!(wire, b"2\r\nhi\r\n0\r\n\r\n");

    let mut wire = Vec::new();
    let mut writer = blocking::BodyWriter::new(&mut wire, HttpChunked::new());
    writer.end(&Last::default()).unwrap();
    writer.end(&Last::default()).unwrap();
    assert_eq!(writer.write(b"more").unwrap_err().kind(), io::ErrorKind::InvalidInput);
    writer.next_body().unwrap();
    writer.write_all(b"more").unwrap();
    writer.flush().unwrap();
    assert_eq!(wire, b"0\r\n\r\n4\r\nmore\r\n");
}
