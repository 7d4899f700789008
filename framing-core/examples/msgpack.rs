//! MessagePack with a 2-byte length prefix, with blocking I/O: one thread measures, another keeps the highest of each place.
//!
//! ```sh
//! cargo run --package framing-core --example msgpack
//! ```
#![expect(clippy::print_stdout, reason = "an example prints what it does")]

use std::collections::BTreeMap;
use std::error::Error;
use std::os::unix::net::UnixStream;
use std::thread;

use framing_core::U16Be;
use framing_core::blocking::{FrameReader, FrameWriter};
use serde::{Deserialize, Serialize};

type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

#[derive(Debug, Serialize, Deserialize)]
struct Measurement {
    place: String,
    celsius: f64,
}

fn main() -> Result<()> {
    let (sensor, station) = UnixStream::pair()?;
    let measuring = thread::spawn(move || measure(sensor));
    let highest = record(station)?;
    measuring.join().map_err(|_| "the sensor panicked")??;

    assert_eq!(highest.len(), 2);
    assert_eq!(highest.get("cellar"), Some(&11.5));
    assert_eq!(highest.get("roof"), Some(&31.0));
    println!("highest: {highest:?}");
    Ok(())
}

/// Sends measurements, two in one write, and hangs up.
fn measure(socket: UnixStream) -> Result<()> {
    let mut frames = FrameWriter::new(socket, U16Be::new());
    for pair in [[("cellar", 11.0), ("roof", 24.5)], [("cellar", 11.5), ("roof", 31.0)]] {
        for (place, celsius) in pair {
            let measurement = Measurement { place: place.to_owned(), celsius };
            frames.enqueue_body(&rmp_serde::to_vec(&measurement)?[..])?;
        }
        frames.flush()?;
    }
    Ok(())
}

/// The highest measurement of each place, once the sensor has hung up.
fn record(socket: UnixStream) -> Result<BTreeMap<String, f64>> {
    let mut frames = FrameReader::new(socket, U16Be::new());
    let mut highest = BTreeMap::new();
    while let Some(frame) = frames.next()? {
        let Measurement { place, celsius } = rmp_serde::from_slice(frame.body())?;
        println!("{:>2} bytes at byte {:>2}: {place} {celsius}", frame.body().len(), frame.offset());
        let known = highest.entry(place).or_insert(celsius);
        *known = celsius.max(*known);
    }
    Ok(highest)
}
