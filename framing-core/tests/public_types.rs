//! Every public type is `Send`, `Sync` and `Debug` where its parameters are: asserted by the compiler.
//!
//! `xtask/tests/tidy.rs` compares the list with `api.txt`.

use std::fmt::Debug;
use std::net::TcpStream;

use bytes::Bytes;
use framing_core::typed::Json;
use framing_core::{
    Admission, FrameReader, FrameWriter, Growing, OwnedFrame, PipeReader, PipeWriter, Shared, Tracing, U32Be,
};

fn are_send_sync_debug<T: Send + Sync + Debug>() {}

#[test]
fn every_public_type_crosses_threads() {
    are_send_sync_debug::<framing_core::blocking::Body<'static, TcpStream, U32Be>>();
    are_send_sync_debug::<framing_core::blocking::FrameReader<TcpStream, U32Be>>();
    are_send_sync_debug::<framing_core::blocking::FrameWriter<TcpStream, U32Be>>();
    are_send_sync_debug::<framing_core::blocking::Frames<TcpStream, U32Be>>();
    are_send_sync_debug::<framing_core::blocking::Incoming<'static, TcpStream, U32Be>>();
    are_send_sync_debug::<framing_core::blocking::ResyncReader<TcpStream, U32Be>>();
    are_send_sync_debug::<framing_core::embedded_io::asynchronous::Body<'static, TcpStream, U32Be>>();
    are_send_sync_debug::<framing_core::embedded_io::asynchronous::FrameReader<TcpStream, U32Be>>();
    are_send_sync_debug::<framing_core::embedded_io::asynchronous::FrameWriter<TcpStream, U32Be>>();
    are_send_sync_debug::<framing_core::embedded_io::asynchronous::Incoming<'static, TcpStream, U32Be>>();
    are_send_sync_debug::<framing_core::embedded_io::ReadError<std::io::Error>>();
    are_send_sync_debug::<framing_core::embedded_io::WriteError<std::io::Error>>();
    are_send_sync_debug::<framing_core::embedded_io::Body<'static, TcpStream, U32Be>>();
    are_send_sync_debug::<framing_core::embedded_io::FrameReader<TcpStream, U32Be>>();
    are_send_sync_debug::<framing_core::embedded_io::FrameWriter<TcpStream, U32Be>>();
    are_send_sync_debug::<framing_core::embedded_io::Incoming<'static, TcpStream, U32Be>>();
    are_send_sync_debug::<framing_core::fields::RepeatedLength>();
    are_send_sync_debug::<framing_core::fields::Field<'static>>();
    are_send_sync_debug::<framing_core::fields::FieldLength>();
    are_send_sync_debug::<framing_core::fields::FieldSection>();
    are_send_sync_debug::<framing_core::fields::FieldSyntax>();
    are_send_sync_debug::<framing_core::fields::Fields<'static>>();
    are_send_sync_debug::<framing_core::fields::LengthDigits>();
    are_send_sync_debug::<framing_core::futures::Body<'static, TcpStream, U32Be>>();
    are_send_sync_debug::<framing_core::futures::FeedFrame<'static, TcpStream, U32Be, Bytes>>();
    are_send_sync_debug::<framing_core::futures::FrameReader<TcpStream, U32Be>>();
    are_send_sync_debug::<framing_core::futures::FrameWriter<TcpStream, U32Be>>();
    are_send_sync_debug::<framing_core::futures::Incoming<'static, TcpStream, U32Be>>();
    are_send_sync_debug::<framing_core::futures::SendFrame<'static, TcpStream, U32Be>>();
    are_send_sync_debug::<framing_core::leb128::Leb128>();
    are_send_sync_debug::<framing_core::number::text::Radix>();
    are_send_sync_debug::<framing_core::number::NumberEncoding>();
    are_send_sync_debug::<framing_core::number::Number>();
    are_send_sync_debug::<framing_core::registry::SettingError>();
    are_send_sync_debug::<framing_core::registry::ContentCoding>();
    are_send_sync_debug::<framing_core::registry::Declaration>();
    are_send_sync_debug::<framing_core::registry::DynFormat>();
    are_send_sync_debug::<framing_core::registry::DynHeader>();
    are_send_sync_debug::<framing_core::registry::LayoutDiagram>();
    are_send_sync_debug::<framing_core::registry::NameError>();
    are_send_sync_debug::<framing_core::registry::Part>();
    are_send_sync_debug::<framing_core::registry::Reject>();
    are_send_sync_debug::<framing_core::registry::Sample>();
    are_send_sync_debug::<framing_core::registry::SampleFrame>();
    are_send_sync_debug::<framing_core::registry::Setting<U32Be>>();
    are_send_sync_debug::<framing_core::registry::SettingInfo>();
    are_send_sync_debug::<framing_core::registry::Widths>();
    are_send_sync_debug::<framing_core::spec::BodySpec>();
    are_send_sync_debug::<framing_core::spec::CheckCovers>();
    are_send_sync_debug::<framing_core::spec::CheckKind>();
    are_send_sync_debug::<framing_core::spec::CheckPlace>();
    are_send_sync_debug::<framing_core::spec::Choose>();
    are_send_sync_debug::<framing_core::spec::Fill>();
    are_send_sync_debug::<framing_core::spec::OneOrMore>();
    are_send_sync_debug::<framing_core::spec::TextRadix>();
    are_send_sync_debug::<framing_core::spec::ToEnd>();
    are_send_sync_debug::<framing_core::spec::VarintKind>();
    are_send_sync_debug::<framing_core::spec::CheckSpec>();
    are_send_sync_debug::<framing_core::spec::EscapeSpec>();
    are_send_sync_debug::<framing_core::spec::ExtensionSpec>();
    are_send_sync_debug::<framing_core::spec::FixedSpec>();
    are_send_sync_debug::<framing_core::spec::Spec>();
    are_send_sync_debug::<framing_core::spec::SpecError>();
    are_send_sync_debug::<framing_core::spec::SpecFormat>();
    are_send_sync_debug::<framing_core::spec::SpecHeader>();
    are_send_sync_debug::<framing_core::spec::TrailerField>();
    are_send_sync_debug::<framing_core::testkit::generated::Generated>();
    are_send_sync_debug::<framing_core::testkit::Cause>();
    are_send_sync_debug::<framing_core::testkit::Effort>();
    are_send_sync_debug::<framing_core::testkit::Case>();
    are_send_sync_debug::<framing_core::testkit::Check>();
    are_send_sync_debug::<framing_core::testkit::Checker<'static>>();
    are_send_sync_debug::<framing_core::testkit::Context>();
    are_send_sync_debug::<framing_core::testkit::Driver>();
    are_send_sync_debug::<framing_core::testkit::Examined>();
    are_send_sync_debug::<framing_core::testkit::Examiner>();
    are_send_sync_debug::<framing_core::testkit::ExpectedFrame>();
    are_send_sync_debug::<framing_core::testkit::Failure>();
    are_send_sync_debug::<framing_core::testkit::Flaw>();
    are_send_sync_debug::<framing_core::testkit::FrameRange>();
    are_send_sync_debug::<framing_core::testkit::Mismatch>();
    are_send_sync_debug::<framing_core::testkit::Probe<TcpStream>>();
    are_send_sync_debug::<framing_core::testkit::Reader>();
    are_send_sync_debug::<framing_core::testkit::Reading>();
    are_send_sync_debug::<framing_core::testkit::Run<'static>>();
    are_send_sync_debug::<framing_core::testkit::Scenario>();
    are_send_sync_debug::<framing_core::testkit::Script<'static>>();
    are_send_sync_debug::<framing_core::testkit::Seen>();
    are_send_sync_debug::<framing_core::testkit::Split>();
    are_send_sync_debug::<framing_core::testkit::Subject>();
    are_send_sync_debug::<framing_core::testkit::Suite>();
    are_send_sync_debug::<framing_core::testkit::Taken>();
    are_send_sync_debug::<framing_core::testkit::Transport>();
    are_send_sync_debug::<framing_core::typed::TypedError>();
    are_send_sync_debug::<framing_core::typed::Cbor>();
    are_send_sync_debug::<framing_core::typed::Json>();
    are_send_sync_debug::<framing_core::typed::MessagePack>();
    are_send_sync_debug::<framing_core::typed::TooDeep>();
    are_send_sync_debug::<framing_core::typed::TypedReader<TcpStream, U32Be, Json>>();
    are_send_sync_debug::<framing_core::typed::TypedSink<TcpStream, U32Be, Json, u32>>();
    are_send_sync_debug::<framing_core::typed::TypedStream<TcpStream, U32Be, Json, u32>>();
    are_send_sync_debug::<framing_core::typed::TypedWriter<TcpStream, U32Be, Json>>();
    are_send_sync_debug::<framing_core::Admission>();
    are_send_sync_debug::<framing_core::BodyLen>();
    are_send_sync_debug::<framing_core::EncodeError>();
    are_send_sync_debug::<framing_core::Endian>();
    are_send_sync_debug::<framing_core::EnqueueError>();
    are_send_sync_debug::<framing_core::ErrorKind>();
    are_send_sync_debug::<framing_core::Event<'static, u32>>();
    are_send_sync_debug::<framing_core::Extent>();
    are_send_sync_debug::<framing_core::LengthCovers>();
    are_send_sync_debug::<framing_core::NumberEncoding>();
    are_send_sync_debug::<framing_core::Outcome>();
    are_send_sync_debug::<framing_core::Phase>();
    are_send_sync_debug::<framing_core::ReadError>();
    are_send_sync_debug::<framing_core::ReadExactError>();
    are_send_sync_debug::<framing_core::Resynced<'static, u32>>();
    are_send_sync_debug::<framing_core::Step<u32>>();
    are_send_sync_debug::<framing_core::TimeLimit>();
    are_send_sync_debug::<framing_core::WriteError>();
    are_send_sync_debug::<framing_core::Announced<'static, u32>>();
    are_send_sync_debug::<framing_core::Batch<'static, U32Be>>();
    are_send_sync_debug::<framing_core::Body<'static, TcpStream, U32Be>>();
    are_send_sync_debug::<framing_core::BodyCodec<U32Be>>();
    are_send_sync_debug::<framing_core::Budget>();
    are_send_sync_debug::<framing_core::Closed>();
    are_send_sync_debug::<framing_core::Condition<u32>>();
    are_send_sync_debug::<framing_core::Decoder<U32Be>>();
    are_send_sync_debug::<framing_core::Endpoint<PipeWriter<Shared>, PipeReader<Shared>>>();
    are_send_sync_debug::<framing_core::Error>();
    are_send_sync_debug::<framing_core::FeedFrame<'static, TcpStream, U32Be, Bytes>>();
    are_send_sync_debug::<framing_core::Fixed<'static>>();
    are_send_sync_debug::<framing_core::Found>();
    are_send_sync_debug::<framing_core::Frame<'static, u32>>();
    are_send_sync_debug::<framing_core::FrameBuffer<U32Be, Growing>>();
    are_send_sync_debug::<framing_core::FrameCodec<U32Be, OwnedFrame<u64>>>();
    are_send_sync_debug::<framing_core::FrameEvent<'static, u32>>();
    are_send_sync_debug::<framing_core::FrameQueue<U32Be>>();
    are_send_sync_debug::<framing_core::FrameReader<TcpStream, U32Be>>();
    are_send_sync_debug::<framing_core::FrameStream<TcpStream, U32Be>>();
    are_send_sync_debug::<framing_core::FrameWriter<TcpStream, U32Be>>();
    are_send_sync_debug::<framing_core::Frames<'static, U32Be>>();
    are_send_sync_debug::<framing_core::Growing>();
    are_send_sync_debug::<framing_core::Incoming<'static, TcpStream, U32Be>>();
    are_send_sync_debug::<framing_core::Length<4, false>>();
    are_send_sync_debug::<framing_core::LengthBuilder<5, 1, 4, false>>();
    are_send_sync_debug::<framing_core::LengthField<5, 1, 4, false>>();
    are_send_sync_debug::<framing_core::LengthHeader<5>>();
    are_send_sync_debug::<framing_core::Limits>();
    are_send_sync_debug::<framing_core::Malformed>();
    are_send_sync_debug::<framing_core::Nearby<'static>>();
    are_send_sync_debug::<framing_core::Netstring>();
    are_send_sync_debug::<framing_core::Number>();
    are_send_sync_debug::<framing_core::Observed<U32Be, Tracing>>();
    are_send_sync_debug::<framing_core::OwnedBatch<u32>>();
    are_send_sync_debug::<framing_core::OwnedFrame<u32>>();
    are_send_sync_debug::<framing_core::PartialFrame<u32>>();
    are_send_sync_debug::<framing_core::Pipe<Shared>>();
    are_send_sync_debug::<framing_core::PipeReader<Shared>>();
    are_send_sync_debug::<framing_core::PipeWriter<Shared>>();
    are_send_sync_debug::<framing_core::Preface<3>>();
    are_send_sync_debug::<framing_core::ProtocolReader>();
    are_send_sync_debug::<framing_core::Queue<u32>>();
    are_send_sync_debug::<framing_core::Resync<U32Be>>();
    are_send_sync_debug::<framing_core::ResyncReader<TcpStream, U32Be>>();
    are_send_sync_debug::<framing_core::Room>();
    are_send_sync_debug::<framing_core::Scan>();
    are_send_sync_debug::<framing_core::SendError<u32>>();
    are_send_sync_debug::<framing_core::SendFrame<'static, TcpStream, U32Be>>();
    are_send_sync_debug::<framing_core::Shared>();
    are_send_sync_debug::<framing_core::Skipped>();
    are_send_sync_debug::<framing_core::SliceSink<'static>>();
    are_send_sync_debug::<framing_core::TimedOut>();
    are_send_sync_debug::<framing_core::Timeouts>();
    are_send_sync_debug::<framing_core::Tracing>();
    are_send_sync_debug::<framing_core::Undelivered<u32>>();
    are_send_sync_debug::<framing_core::UnsentBytes<'static>>();
    are_send_sync_debug::<framing_core::UnsentFrame<u32>>();
    are_send_sync_debug::<framing_core::Varint>();
    are_send_sync_debug::<framing_core::VarintHeader>();
    are_send_sync_debug::<framing_core::Waiting>();
    are_send_sync_debug::<framing_core::Watermarks>();
}

/// Two ends in one thread share without a lock.
#[test]
fn the_types_of_one_thread_stay_there() {
    fn is_debug<T: Debug>() {}
    is_debug::<framing_core::Local>();
}

#[test]
fn the_futures_of_readers_and_writers_cross_threads() {
    fn is_send<T: Send>(_: T) {}
    let mut reader = FrameReader::new(&b""[..], U32Be);
    is_send(reader.next());
    is_send(reader.batch());
    is_send(reader.next_header());
    is_send(reader.next_admitted(|_, _| Admission::Buffer));
    let mut writer = FrameWriter::new(Vec::new(), U32Be);
    is_send(writer.ready());
    is_send(writer.feed(0, &b"body"[..]));
    is_send(writer.send(0, b"body"));
    is_send(writer.send_from(0, 0, &mut &b""[..]));
    is_send(writer.flush());
    is_send(writer.close());
}
