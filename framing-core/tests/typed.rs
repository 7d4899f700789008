//! Bodies as values of serde types, through every payload format.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test that is wrong fails, as it should"
)]

use framing_core::typed::{
    Cbor, Json, MAX_DEPTH, MessagePack, Payload, PayloadError, TooDeep, TypedError, TypedReader, TypedWriter,
};
use framing_core::{
    Admission, EncodeError, FrameReader, FrameWriter, Limits, Netstring, Phase, ReadError, U8, U32Be,
    Watermarks, WriteError,
};
use futures_util::stream::FusedStream;
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
        "malformed value in the body of 5 bytes of the frame at byte 5: \
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

/// `depth` arrays inside one another, in each payload format, innermost `null`.
fn nested(open: u8, null: &[u8], close: &[u8], depth: usize) -> Vec<u8> {
    [vec![open; depth], null.to_vec(), close.repeat(depth)].concat()
}

#[test]
fn a_body_nested_deeper_than_the_limit_is_the_same_error_in_every_format() {
    fn check<P: Payload>(limited: impl Fn(usize) -> P, default: P, nested: impl Fn(usize) -> Vec<u8>) {
        let too_deep = |decoded: Result<serde_json::Value, PayloadError>| {
            decoded.err().map(|error| *error.downcast_ref::<TooDeep>().unwrap_or_else(|| panic!("{error}")))
        };
        for limit in [0, 1, 2, 127, 128, 129, 300] {
            let payload = limited(limit);
            assert_eq!(too_deep(payload.decode(&nested(limit))), None, "{limit}");
            assert_eq!(too_deep(payload.decode(&nested(limit + 1))), Some(TooDeep::new(limit)));
        }
        assert_eq!(too_deep(default.decode(&nested(MAX_DEPTH))), None);
        for depth in [MAX_DEPTH + 1, 5_000, 1_000_000] {
            assert_eq!(too_deep(default.decode(&nested(depth))), Some(TooDeep::new(MAX_DEPTH)), "{depth}");
        }
    }
    check(|limit| Json.with_max_depth(limit), Json, |depth| nested(b'[', b"null", b"]", depth));
    check(|limit| MessagePack.with_max_depth(limit), MessagePack, |depth| nested(0x91, b"\xc0", b"", depth));
    check(|limit| Cbor.with_max_depth(limit), Cbor, |depth| nested(0x81, b"\xf6", b"", depth));
    let indefinite = |depth| nested(0x9f, b"\xf6", b"\xff", depth);
    check(|limit| Cbor.with_max_depth(limit), Cbor, indefinite);
}

#[test]
fn what_is_not_nested_has_no_depth() {
    let flat: Vec<Vec<u8>> = vec![Vec::new(); 1000];
    let text = "[{\\\"[".repeat(1000);
    fn check<P: Payload>(payload: P, flat: &Vec<Vec<u8>>, text: &String) {
        let body = payload.encode(flat).unwrap();
        assert_eq!(payload.decode::<Vec<Vec<u8>>>(&body).unwrap(), *flat);
        let body = payload.encode(text).unwrap();
        assert_eq!(payload.decode::<String>(&body).unwrap(), *text);
        let map = std::collections::BTreeMap::from([
            (1, (2.5, text.clone(), Some(-7))),
            (2, (1.0, "".into(), None)),
        ]);
        let body = payload.encode(&map).unwrap();
        assert_eq!(
            payload.decode::<std::collections::BTreeMap<u8, (f64, String, Option<i8>)>>(&body).unwrap(),
            map
        );
    }
    check(Json.with_max_depth(2), &flat, &text);
    check(MessagePack.with_max_depth(2), &flat, &text);
    check(Cbor.with_max_depth(2), &flat, &text);
}

#[tokio::test]
async fn a_typed_writer_has_the_methods_of_an_untyped_one() {
    let mut room_for_six = [0; 6];
    let transport = std::io::Cursor::new(&mut room_for_six[..]);
    let mut writer = TypedWriter::new(FrameWriter::new(transport, U8::new()), Json)
        .with_watermarks(Watermarks::new(8, 0))
        .with_limits(Limits::DEFAULT.with_body(4));
    writer.enqueue(0, &1234).unwrap();
    let refused = EncodeError::OverLimit { part: Phase::Body, len: 5, limit: 4 };
    assert!(
        matches!(writer.enqueue(0, &12345), Err(TypedError::Write(WriteError::Encode(error))) if error == refused)
    );
    writer.enqueue(0, &5678).unwrap();
    assert!(matches!(writer.enqueue(0, &9), Err(TypedError::Write(WriteError::Full))));
    assert_eq!(writer.queue().unsent_len(), 10);
    assert!(matches!(writer.ready().await, Err(TypedError::Write(WriteError::Io(_)))));
    assert!(matches!(writer.close().await, Err(TypedError::Write(WriteError::Io(_)))));
    let undelivered = writer.undelivered();
    assert_eq!(undelivered.partial.unwrap().body.as_deref(), Some(&b"5678"[..]));
    assert!(writer.get_ref().queue().is_empty());
}

#[tokio::test]
async fn a_typed_reader_decides_after_the_header_and_has_limits() {
    let wire = b"\x011\x02-2\x0233\x041234";
    let mut reader = TypedReader::new(FrameReader::new(&wire[..], U8::new()), Json)
        .with_limits(Limits::DEFAULT.with_body(3));
    reader.next_header().await.unwrap().unwrap().skip().await.unwrap();
    let (header, value) = reader.next_with_header::<i8>().await.unwrap().unwrap();
    assert_eq!((header, value), (2, -2));
    let admitted = reader.next_admitted::<u8>(|_, len| match len {
        Some(2) => Admission::Buffer,
        _ => Admission::Refuse,
    });
    assert_eq!(admitted.await.unwrap(), Some((2, 33)));
    let error = reader.next::<u32>().await.unwrap_err();
    assert!(matches!(error, TypedError::Read(ReadError::Frame(_))), "{error}");
}

#[tokio::test]
async fn a_typed_stream_gives_a_final_error_once_and_ends() {
    let reader = TypedReader::new(FrameReader::new(&b"\x011\x05"[..], U8::new()), Json);
    let mut values = reader.into_stream::<u8>();
    assert!(matches!(values.next().await, Some(Ok(1))));
    assert!(matches!(values.next().await, Some(Err(TypedError::Read(ReadError::Frame(_))))));
    assert!(values.next().await.is_none() && FusedStream::is_terminated(&values));
}

#[cfg(feature = "time")]
#[tokio::test(start_paused = true)]
async fn typed_readers_and_writers_have_timeouts() {
    use framing_core::Timeouts;
    let long = std::time::Duration::from_secs(10);
    let (here, there) = tokio::io::duplex(2);
    let writer = FrameWriter::new(here, U8::new());
    let mut writer = TypedWriter::new(writer, Json).with_write_timeout(long);
    assert!(matches!(writer.send(&12345).await, Err(TypedError::Write(WriteError::TimedOut { unsent: 4 }))));
    let reader = FrameReader::new(there, U8::new());
    let mut reader = TypedReader::new(reader, Json).with_timeouts(Timeouts::new().frame(long));
    assert!(matches!(reader.next::<u32>().await, Err(TypedError::Read(ReadError::TimedOut(_)))));
}
