//! One connection of a client, and the one to the server that belongs to it.

use framing_core::registry::DynFormat;
use serde_json::Map;

use super::lane::{Lane, Passage, Sink, Source};
use super::{Begin, Protocol};
use crate::registry;

/// Both directions, each of which is a lane.
pub(in crate::interop) struct Conversation {
    pub(in crate::interop) to_server: Lane,
    pub(in crate::interop) to_client: Lane,
    /// The format that it has gone over to.
    then: Option<&'static str>,
}

/// What went along both.
#[derive(Default)]
pub(super) struct Passages {
    pub(super) to_server: Passage,
    pub(super) to_client: Passage,
}

/// Where bytes come from, and where they go.
pub(super) type Ends = (Source, Sink);

impl Conversation {
    fn new(client: Ends, server: Ends, formats: [DynFormat; 2]) -> Self {
        let [of_client, of_server] = formats;
        Self {
            to_server: Lane::new(client.0, server.1, of_client),
            to_client: Lane::new(server.0, client.1, of_server),
            then: None,
        }
    }

    /// The same conversation, where what comes next in both directions is of another format.
    pub(in crate::interop) fn with_format(self, name: &'static str) -> Result<Self, String> {
        Ok(Self {
            to_server: self.to_server.with_format(format(name)?),
            to_client: self.to_client.with_format(format(name)?),
            then: Some(name),
        })
    }

    /// The same conversation, none of whose bytes is of a frame from now on.
    fn into_raw(self) -> Self {
        Self { to_server: self.to_server.into_raw(), to_client: self.to_client.into_raw(), ..self }
    }

    fn expect_then(self, expected: Option<&'static str>) -> Result<Self, String> {
        match self.then == expected {
            true => Ok(self),
            false => Err(format!("it went over to {:?} instead of {expected:?}", self.then)),
        }
    }

    /// To the end of both directions, or to the first failure in either.
    async fn run(self) -> Result<Passages, String> {
        let (to_server, to_client) = tokio::try_join!(
            async { self.to_server.run().await.map_err(|error| format!("what the client sends: {error}")) },
            async { self.to_client.run().await.map_err(|error| format!("what the server sends: {error}")) },
        )?;
        Ok(Passages { to_server, to_client })
    }
}

/// Forwards everything between the ends, by the protocol; without one, as it arrives.
pub(super) async fn converse(
    client: Ends,
    server: Ends,
    protocol: Option<&Protocol>,
) -> Result<Passages, String> {
    let Some(protocol) = protocol else {
        // The format is not asked.
        return Conversation::new(client, server, [format("u8")?, format("u8")?]).into_raw().run().await;
    };
    let formats = [format(protocol.client)?, format(protocol.server)?];
    let conversation = Conversation::new(client, server, formats);
    match protocol.begin {
        Begin::AtOnce => conversation.run().await,
        Begin::With(begin) => begin(conversation).await?.expect_then(protocol.then)?.run().await,
    }
}

fn format(name: &str) -> Result<DynFormat, String> {
    registry::make(registry::find(name)?, &Map::new(), None)
}
