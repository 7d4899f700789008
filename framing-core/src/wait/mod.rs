//! Waiting for state, between tasks and threads: a condition, and the types built on it.
#![warn(
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss
)]

mod condition;
mod pipe;
mod protocol_reader;
mod queue;
mod sync;

pub use self::condition::{Closed, Condition};
pub use self::pipe::{
    Local, Pipe, PipeReader, PipeWriter, Share, Shared, local_pipe, local_simplex, pipe, simplex,
};
pub use self::protocol_reader::{ProtocolReader, ReadExactError};
pub use self::queue::{Endpoint, Queue, SendError, channel};
