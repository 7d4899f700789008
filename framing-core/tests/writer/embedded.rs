//! The writers over `embedded-io`, blocking and async: the same bytes as the others.

use std::convert::Infallible;

use embedded_io::ErrorType;
use framing_core::embedded_io::{FrameWriter, WriteError, asynchronous};
use framing_core::{EncodeError, EnqueueError, Limits, Phase, U8};
use futures_executor::block_on;

use crate::formats::{Format, bodies, for_each_format, wire};

/// Accepts at most `takes` bytes at once, or reports `boasts` instead.
#[derive(Default)]
struct Port {
    received: Vec<u8>,
    takes: usize,
    boasts: Option<usize>,
}

impl ErrorType for Port {
    type Error = Infallible;
}

impl embedded_io::Write for Port {
    fn write(&mut self, bytes: &[u8]) -> Result<usize, Infallible> {
        let taken = bytes.len().min(self.takes);
        self.received.extend_from_slice(&bytes[..taken]);
        Ok(self.boasts.unwrap_or(taken))
    }

    fn flush(&mut self) -> Result<(), Infallible> {
        Ok(())
    }
}

impl embedded_io_async::Write for Port {
    async fn write(&mut self, bytes: &[u8]) -> Result<usize, Infallible> {
        embedded_io::Write::write(self, bytes)
    }

    async fn flush(&mut self) -> Result<(), Infallible> {
        Ok(())
    }
}

#[test]
fn frames_arrive_whole_however_the_port_takes_them() {
    fn check<F: Format>(format: F) {
        let bodies = bodies(&format);
        let (wire, _) = wire(format.clone(), &bodies);
        for takes in [1, 7, 4096, usize::MAX] {
            let port = || Port { takes, ..Port::default() };
            let mut blocking = FrameWriter::new(port(), format.clone());
            let mut waiting = asynchronous::FrameWriter::new(port(), format.clone());
            for body in &bodies {
                blocking.feed(F::Header::default(), body.clone()).unwrap();
                block_on(waiting.send(F::Header::default(), body.clone())).unwrap();
            }
            blocking.flush().unwrap();
            assert_eq!(blocking.queue().capacity() + waiting.queue().capacity(), 0);
            assert!(blocking.into_inner().received == wire && waiting.into_inner().received == wire);
        }
    }
    macro_rules! call {
        ($format:expr) => {
            check($format)
        };
    }
    for_each_format!(call);
}

#[test]
fn refusals_and_false_counts_are_errors() {
    let limits = Limits::DEFAULT.with_body(1);
    let refused = EncodeError::OverLimit { part: Phase::Body, len: 2, limit: 1 };
    let refused = Err(WriteError::Enqueue(EnqueueError::Encode(refused)));
    assert_eq!(FrameWriter::new(Port::default(), U8).with_limits(limits).send(0, &b"ab"[..]), refused);
    let mut waiting = asynchronous::FrameWriter::new(Port::default(), U8).with_limits(limits);
    assert_eq!(block_on(waiting.send(0, &b"ab"[..])), refused);
    for boasts in [0, 3, usize::MAX] {
        let port = || Port { takes: 9, boasts: Some(boasts), ..Port::default() };
        let count = Err(WriteError::Count(boasts));
        assert_eq!(FrameWriter::new(port(), U8).send(0, &b"a"[..]), count);
        assert_eq!(block_on(asynchronous::FrameWriter::new(port(), U8).send(0, &b"a"[..])), count);
    }
}
