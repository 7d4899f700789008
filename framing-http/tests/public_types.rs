//! Every public type is `Send`, `Sync` and `Debug` where its parameters are: asserted by the compiler.
//!
//! `xtask/tests/tidy.rs` compares the list with `api.txt`.

use std::fmt::Debug;
use std::net::TcpStream;

use framing_http::HttpRequest;

fn are_send_sync_debug<T: Send + Sync + Debug>() {}

#[test]
fn every_public_type_crosses_threads() {
    are_send_sync_debug::<framing_http::ambiguity::Action>();
    are_send_sync_debug::<framing_http::ambiguity::Change>();
    are_send_sync_debug::<framing_http::ambiguity::End>();
    are_send_sync_debug::<framing_http::ambiguity::Evidence>();
    are_send_sync_debug::<framing_http::ambiguity::Place>();
    are_send_sync_debug::<framing_http::ambiguity::Reader>();
    are_send_sync_debug::<framing_http::ambiguity::Risk>();
    are_send_sync_debug::<framing_http::ambiguity::Boundary>();
    are_send_sync_debug::<framing_http::ambiguity::Combination>();
    are_send_sync_debug::<framing_http::ambiguity::Difference>();
    are_send_sync_debug::<framing_http::ambiguity::Framing>();
    are_send_sync_debug::<framing_http::ambiguity::HeadVerdict>();
    are_send_sync_debug::<framing_http::ambiguity::Judge>();
    are_send_sync_debug::<framing_http::ambiguity::Normalized>();
    are_send_sync_debug::<framing_http::ambiguity::Product>();
    are_send_sync_debug::<framing_http::ambiguity::Readers>();
    are_send_sync_debug::<framing_http::ambiguity::Reading>();
    are_send_sync_debug::<framing_http::ambiguity::Report<'static>>();
    are_send_sync_debug::<framing_http::ambiguity::Sourced>();
    are_send_sync_debug::<framing_http::ambiguity::UnknownReader>();
    are_send_sync_debug::<framing_http::blocking::MessageReader<TcpStream, HttpRequest>>();
    are_send_sync_debug::<framing_http::blocking::MessageWriter<TcpStream>>();
    are_send_sync_debug::<framing_http::MessageBody>();
    are_send_sync_debug::<framing_http::MessageWriteError>();
    are_send_sync_debug::<framing_http::Part<u32>>();
    are_send_sync_debug::<framing_http::Persistence>();
    are_send_sync_debug::<framing_http::RequestMethod>();
    are_send_sync_debug::<framing_http::AnsweredRequest>();
    are_send_sync_debug::<framing_http::ContentLength>();
    are_send_sync_debug::<framing_http::ContentLengthHeader>();
    are_send_sync_debug::<framing_http::HttpRequest>();
    are_send_sync_debug::<framing_http::HttpResponse>();
    are_send_sync_debug::<framing_http::InParts<HttpRequest>>();
    are_send_sync_debug::<framing_http::Leniency>();
    are_send_sync_debug::<framing_http::LineHeader>();
    are_send_sync_debug::<framing_http::LineProtocol>();
    are_send_sync_debug::<framing_http::MessageHead<'static, u32>>();
    are_send_sync_debug::<framing_http::MessageReader<TcpStream, HttpRequest>>();
    are_send_sync_debug::<framing_http::MessageWriter<TcpStream>>();
    are_send_sync_debug::<framing_http::Request<'static>>();
    are_send_sync_debug::<framing_http::RequestHeader>();
    are_send_sync_debug::<framing_http::Resp>();
    are_send_sync_debug::<framing_http::RespHeader>();
    are_send_sync_debug::<framing_http::Response<'static>>();
    are_send_sync_debug::<framing_http::ResponseHeader>();
    are_send_sync_debug::<framing_http::Rtsp>();
    are_send_sync_debug::<framing_http::Scgi>();
    are_send_sync_debug::<framing_http::Stomp>();
    are_send_sync_debug::<framing_http::TextHeader>();
    are_send_sync_debug::<framing_http::UnknownLeniency>();
    are_send_sync_debug::<framing_http::WebSocket>();
    are_send_sync_debug::<framing_http::WebSocketHeader>();
}
