//! Every public type is `Send`, `Sync` and `Debug` where its parameters are: asserted by the compiler.
//!
//! `xtask/tests/tidy.rs` compares the list with `api.txt`.

use std::fmt::Debug;
use std::net::TcpStream;

use framing_chunked::HttpChunked;

fn are_send_sync_debug<T: Send + Sync + Debug>() {}

#[test]
fn every_public_type_crosses_threads() {
    are_send_sync_debug::<framing_chunked::blocking::BodyReader<TcpStream, HttpChunked>>();
    are_send_sync_debug::<framing_chunked::blocking::BodyWriter<TcpStream, HttpChunked>>();
    are_send_sync_debug::<framing_chunked::BodyDecoder<HttpChunked>>();
    are_send_sync_debug::<framing_chunked::BodyReader<TcpStream, HttpChunked>>();
    are_send_sync_debug::<framing_chunked::BodyWriter<TcpStream, HttpChunked>>();
    are_send_sync_debug::<framing_chunked::ChunkHeader>();
    are_send_sync_debug::<framing_chunked::ChunkLimits>();
    are_send_sync_debug::<framing_chunked::Chunked>();
    are_send_sync_debug::<framing_chunked::CodedBody>();
    are_send_sync_debug::<framing_chunked::Compacted>();
    are_send_sync_debug::<framing_chunked::Extension<'static>>();
    are_send_sync_debug::<framing_chunked::Extensions<'static>>();
    are_send_sync_debug::<framing_chunked::HttpChunked>();
    are_send_sync_debug::<framing_chunked::Piece<'static, u32>>();
    are_send_sync_debug::<framing_chunked::PlainChunk<u32>>();
    are_send_sync_debug::<framing_chunked::Slices<'static>>();
}
