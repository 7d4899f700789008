//! Bodies as values of serde types, through every payload format.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test that is wrong fails, as it should"
)]

use framing_core::typed::{Cbor, Json, MessagePack, Payload, TypedError, TypedReader, TypedWriter};
use framing_core::{FrameReader, FrameWriter, Netstring, U8, U32Be};
use futures_util::{SinkExt, StreamExt, TryStreamExt};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
struct Entry<'a> {
    #[serde(borrow)]
    name: &'a str,
    size: u64,
}

#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
struct Owned {
    name: String,
    size: u64,
}

fn entries() -> Vec<Owned> {
    let entry = |(name, size): (&str, u64)| Owned { name: name.into(), size };
    [("", 0), ("one", 1), ("größer", u64::MAX)].map(entry).to_vec()
}

async fn written<P: Payload>(payload: P) -> Vec<u8> {
    let mut writer = TypedWriter::new(FrameWriter::new(Vec::new(), U32Be::new()), payload);
    for entry in entries() {
        writer.feed(&Entry { name: &entry.name, size: entry.size }).await.unwrap();
    }
    writer.flush().await.unwrap();
    writer.into_inner().into_inner()
}

/// Written and read back, borrowed and owned, by calls, as a sink and as a stream.
async fn there_and_back<P: Payload + Copy + Unpin>(payload: P) {
    let wire = written(payload).await;
    let mut reader = TypedReader::new(FrameReader::new(&wire[..], U32Be::new()), payload);
    for entry in entries() {
        let read: Entry<'_> = reader.next().await.unwrap().unwrap();
        assert_eq!(read, Entry { name: &entry.name, size: entry.size });
    }
    assert_eq!(reader.next::<Owned>().await.unwrap(), None);

    let sink = TypedWriter::new(FrameWriter::new(Vec::new(), U32Be::new()), payload);
    let mut sink = sink.into_sink();
    for entry in entries() {
        sink.feed(entry).await.unwrap();
    }
    SinkExt::<Owned>::close(&mut sink).await.unwrap();
    let reader = TypedReader::new(FrameReader::new(&wire[..], U32Be::new()), payload);
    let read: Vec<Owned> = reader.into_stream().try_collect().await.unwrap();
    assert_eq!(read, entries());
}

#[tokio::test]
async fn json_goes_there_and_back() {
    there_and_back(Json).await;
}

#[tokio::test]
async fn message_pack_goes_there_and_back() {
    there_and_back(MessagePack).await;
}

#[tokio::test]
async fn cbor_goes_there_and_back() {
    there_and_back(Cbor).await;
}

#[tokio::test]
async fn bodies_are_what_other_implementations_write() {
    for (body, expected) in [
        (Json.encode(&entries()[1]).unwrap(), &b"{\"name\":\"one\",\"size\":1}"[..]),
        (MessagePack.encode(&entries()[1]).unwrap(), b"\x82\xa4name\xa3one\xa4size\x01"),
        (Cbor.encode(&entries()[1]).unwrap(), b"\xa2\x64name\x63one\x64size\x01"),
    ] {
        assert_eq!(body, expected);
    }
}

#[tokio::test]
async fn a_bad_body_is_named_and_the_next_frame_is_read() {
    let wire = b"2:42,5:[4,2],1:7,";
    let mut reader = TypedReader::new(FrameReader::new(&wire[..], Netstring), Json);
    assert_eq!(reader.next().await.unwrap(), Some(42));
    let error = reader.next::<u32>().await.unwrap_err();
    assert!(matches!(error, TypedError::Body { offset: 5, len: 5, .. }), "{error:?}");
    assert_eq!(
        error.to_string(),
        "the body of 5 bytes of the frame at byte 5 is no such value: \
         invalid type: sequence, expected u32 at line 1 column 0"
    );
    assert_eq!(reader.next().await.unwrap(), Some(7));
}

#[tokio::test]
async fn a_bad_body_does_not_end_a_stream() {
    let reader = TypedReader::new(FrameReader::new(&b"\x011\x01x\x012"[..], U8::new()), Json);
    let read: Vec<Result<u8, _>> = reader.into_stream().collect().await;
    assert!(matches!(read.as_slice(), [Ok(1), Err(TypedError::Body { offset: 2, .. }), Ok(2)]), "{read:?}");
}

#[test]
fn bytes_behind_the_value_are_refused() {
    assert!(Json.decode::<u8>(b"1 2").is_err());
    assert!(MessagePack.decode::<u8>(b"\x01\x02").is_err());
    assert!(Cbor.decode::<u8>(b"\x01\x02").is_err());
}

#[tokio::test]
async fn a_value_that_cannot_be_said_writes_nothing() {
    let mut writer = TypedWriter::new(FrameWriter::new(Vec::new(), U8::new()), Json);
    let no_json = std::collections::BTreeMap::from([(vec![1], 2)]);
    assert!(matches!(writer.send(&no_json).await, Err(TypedError::Value(_))), "a key is no string");
    assert!(matches!(writer.send(&"x".repeat(256)).await, Err(TypedError::Write(_))), "a body of 258 bytes");
    writer.send("ok").await.unwrap();
    assert_eq!(writer.into_inner().into_inner(), b"\x04\"ok\"");
}
