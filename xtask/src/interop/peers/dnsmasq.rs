//! DNS over TCP: dnsmasq, through dig.

use super::{Peer, Talks};
use crate::interop::child::{self, Ready, Stream};
use crate::interop::needs::program;
use crate::interop::proxy::{Begin, EachWay, Far, Place, Protocol, Proxied, Serves, Talk};

pub(super) const PEER: Peer = Peer {
    name: "dnsmasq",
    needs: &[program("dnsmasq", "dnsmasq-base"), program("dig", "bind9-dnsutils")],
    version: || child::version("dnsmasq", "--version"),
    talks: Talks::Proxied(&[Proxied {
        serve: |place| Box::pin(async move { Ok(serve(&place)) }),
        talks: &[
            Talk {
                name: "one-connection",
                protocol: &DNS,
                client: |far| Box::pin(dig(far, &["+keepopen"])),
                least: EachWay { to_server: 5, to_client: 5 },
            },
            Talk {
                name: "a-connection-each",
                protocol: &DNS,
                client: |far| Box::pin(dig(far, &["+nokeepopen"])),
                least: EachWay { to_server: 5, to_client: 5 },
            },
        ],
    }]),
};

const DNS: Protocol = Protocol { client: "dns-tcp", server: "dns-tcp", begin: Begin::AtOnce, then: None };

/// How many texts a name has: their answer is longer than any in UDP.
const TEXTS: usize = 100;

fn serve(place: &Place) -> Serves {
    let mut command = child::command("dnsmasq");
    command.args(["--no-daemon", "--conf-file=/dev/null", "--no-resolv", "--no-hosts"]);
    command.args(["--listen-address=127.0.0.1", "--bind-interfaces", "--log-facility=-"]);
    command.arg(format!("--port={}", place.port)).arg("--host-record=host.test,192.0.2.1,2001:db8::1");
    command.args((0..TEXTS).map(|text| format!("--txt-record=large.test,{text}-{}", "x".repeat(200))));
    Serves::Listening(command, Ready::Says(Stream::Error, "started"))
}

async fn dig(far: Far, options: &[&str]) -> Result<Vec<u8>, String> {
    let mut command = child::command("dig");
    command
        .args(["@127.0.0.1", "-p", &far.port(), "-r", "+tcp", "+noall", "+answer", "+retry=0"])
        .args(options);
    for (name, kind) in [
        ("host.test", "A"),
        ("host.test", "AAAA"),
        ("large.test", "TXT"),
        ("no.test", "A"),
        ("host.test", "MX"),
    ] {
        command.args(["-q", name, "-t", kind]);
    }
    // The texts come in another order each time.
    let said = child::say(command, &[]).await?;
    let mut lines: Vec<_> = said.split(|byte| *byte == b'\n').collect();
    lines.sort_unstable();
    Ok(lines.join(&b'\n'))
}
