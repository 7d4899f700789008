//! Delimited protobuf, as Java's `writeDelimitedTo` and prost write it: messages after a varint, in a `Framed`.
//!
//! ```sh
//! cargo run --package framing-core --example protobuf
//! ```
#![expect(clippy::print_stdout, reason = "an example prints what it does")]

use bytes::Bytes;
use framing_core::{FrameCodec, Varint};
use futures_util::{SinkExt, TryStreamExt};
use prost::Message;
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};
use tokio_util::codec::{FramedRead, FramedWrite};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// `message Person { string name = 1; uint32 born = 2; repeated string known_for = 3; }`
#[derive(Clone, PartialEq, Message)]
struct Person {
    #[prost(string, tag = "1")]
    name: String,
    #[prost(uint32, tag = "2")]
    born: u32,
    #[prost(string, repeated, tag = "3")]
    known_for: Vec<String>,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let people = [
        person("Ada Lovelace", 1815, &["the first program"]),
        person("Grace Hopper", 1906, &["the compiler", "the nanosecond of wire"]),
        Person::default(),
    ];
    let prosts_own: Vec<u8> = people.iter().flat_map(Message::encode_length_delimited_to_vec).collect();

    assert_eq!(write(&people).await?, prosts_own, "byte for byte what prost writes");
    assert_eq!(read(prosts_own).await?, people, "and what prost writes is read");
    println!("{} people written and read, in prost's own bytes", people.len());
    Ok(())
}

fn person(name: &str, born: u32, known_for: &[&str]) -> Person {
    let known_for = known_for.iter().map(|&what| what.to_owned()).collect();
    Person { name: name.to_owned(), born, known_for }
}

/// What a `Framed` puts on the wire.
async fn write(people: &[Person]) -> Result<Vec<u8>> {
    let (here, mut there) = duplex(1024);
    let mut frames = FramedWrite::new(here, FrameCodec::new(Varint));
    for person in people {
        frames.send(Bytes::from(person.encode_to_vec())).await?;
    }
    drop(frames);
    let mut wire = Vec::new();
    there.read_to_end(&mut wire).await?;
    Ok(wire)
}

/// What a `Framed` makes of a wire that brings seven bytes at a time.
async fn read(wire: Vec<u8>) -> Result<Vec<Person>> {
    let (mut here, there) = duplex(7);
    let send = async move { here.write_all(&wire).await };
    let (people, sent) = tokio::join!(decode(FramedRead::new(there, FrameCodec::new(Varint))), send);
    sent?;
    people
}

async fn decode(mut frames: FramedRead<DuplexStream, FrameCodec<Varint>>) -> Result<Vec<Person>> {
    let mut people = Vec::new();
    while let Some(frame) = frames.try_next().await? {
        let person = Person::decode(frame.body())?;
        println!("{:>2} bytes at byte {:>2}: {:?}", frame.body().len(), frame.offset(), person.name);
        people.push(person);
    }
    Ok(people)
}
