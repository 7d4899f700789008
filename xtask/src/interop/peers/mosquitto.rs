//! Mosquitto, a broker of MQTT, through its own clients.

use std::fs;

use tokio::process::Command;

use super::{Peer, Talks};
use crate::interop::child::{self, Ready, Stream};
use crate::interop::needs::program;
use crate::interop::proxy::{Begin, EachWay, Far, Place, Protocol, Proxied, Serves, Talk};
use crate::interop::service::{LARGE, content};

pub(super) const PEER: Peer = Peer {
    name: "mosquitto",
    needs: &[program("mosquitto", "mosquitto"), program("mosquitto_sub", "mosquitto-clients")],
    version: || child::version("mosquitto_sub", "--version"),
    talks: Talks::Proxied(&[Proxied {
        serve: |place| Box::pin(async move { serve(&place).map_err(|error| error.to_string()) }),
        talks: &[
            Talk {
                name: "mqtt-3.1.1",
                protocol: &MQTT,
                client: |far| Box::pin(publish_and_receive(far, "mqttv311")),
                least: EachWay { to_server: 2 * LINES, to_client: 2 * LINES },
            },
            Talk {
                name: "mqtt-5",
                protocol: &MQTT,
                client: |far| Box::pin(publish_and_receive(far, "mqttv5")),
                least: EachWay { to_server: 2 * LINES, to_client: 2 * LINES },
            },
        ],
    }]),
};

const MQTT: Protocol = Protocol { client: "mqtt", server: "mqtt", begin: Begin::AtOnce, then: None };

fn serve(place: &Place) -> std::io::Result<Serves> {
    let configuration = place.folder.join("mosquitto.conf");
    let listener = format!("listener {} 127.0.0.1\nallow_anonymous true\n", place.port);
    fs::write(&configuration, format!("{listener}max_queued_messages 0\nmax_inflight_messages 0\n"))?;
    let mut command = child::command("mosquitto");
    command.arg("-c").arg(configuration);
    Ok(Serves::Listening(command, Ready::Says(Stream::Error, "running")))
}

const LINES: u64 = 200;

/// A subscriber that leaves, messages of all three qualities for it, and the subscriber again, who gets them.
async fn publish_and_receive(far: Far, version: &str) -> Result<Vec<u8>, String> {
    let command = |program: &str| client(&far, program, version);
    let subscriber = || {
        let mut subscriber = command("mosquitto_sub");
        subscriber.args(["-i", "subscriber", "-c", "-q", "2", "-t", "news/#"]);
        if version == "mqttv5" {
            subscriber.args(["-x", "60"]);
        }
        subscriber
    };
    let mut subscribe = subscriber();
    subscribe.arg("-E");
    child::run(subscribe).await?;

    let mut lines = command("mosquitto_pub");
    lines.args(["-q", "1", "-t", "news/lines", "-l"]);
    let text: String = (0..LINES).map(|line| format!("{line} {}\n", "x".repeat(line as usize))).collect();
    child::say(lines, text.as_bytes()).await?;
    let mut large = command("mosquitto_pub");
    large.args(["-q", "2", "-t", "news/large", "-s"]);
    child::say(large, &content(LARGE)).await?;

    let mut receive = subscriber();
    receive.args(["-C", &(LINES + 1).to_string()]);
    child::say(receive, &[]).await
}

fn client(far: &Far, program: &str, version: &str) -> Command {
    let mut command = child::command(program);
    command.args(["-h", "127.0.0.1", "-p", &far.port(), "-V", version]);
    command
}
