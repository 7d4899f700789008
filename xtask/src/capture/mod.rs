//! Packet captures: pcap and pcapng files, taken apart into the byte streams that their packets carried.
//!
//! [`file`] reads the packets, [`packet`] finds the TCP segment or UDP datagram in each, [`reassembly`] puts the segments
//! of one direction in order, and [`streams`] does that for all connections of a capture at once. Bytes are handed on as
//! soon as they are in order, so memory holds only segments that arrived too early.

mod file;
mod packet;
mod reassembly;
mod streams;

pub(crate) use self::file::is_capture;
pub(crate) use self::streams::{Event, Stream, read};
