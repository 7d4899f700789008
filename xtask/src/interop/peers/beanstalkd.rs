//! beanstalkd, a queue of jobs, through the client greenstalk.

use super::{Peer, Talks, script};
use crate::interop::child::{self, Ready};
use crate::interop::needs::{PYTHON, module, program};
use crate::interop::proxy::{Begin, EachWay, Far, Place, Protocol, Proxied, Serves, Talk};

pub(super) const PEER: Peer = Peer {
    name: "beanstalkd",
    needs: &[program("beanstalkd", "beanstalkd"), PYTHON, module("greenstalk", "greenstalk==2.1.1")],
    version: || child::version("beanstalkd", "-v"),
    talks: Talks::Proxied(&[Proxied {
        serve: |place| Box::pin(async move { Ok(serve(&place)) }),
        talks: &[Talk {
            name: "jobs",
            protocol: &BEANSTALKD,
            client: |far| Box::pin(talk(far)),
            least: EachWay { to_server: 300, to_client: 300 },
        }],
    }]),
};

const BEANSTALKD: Protocol =
    Protocol { client: "beanstalkd", server: "beanstalkd", begin: Begin::AtOnce, then: None };

fn serve(place: &Place) -> Serves {
    let mut command = child::command("beanstalkd");
    command.args(["-l", "127.0.0.1", "-z", "2000000", "-p"]).arg(place.port.to_string());
    Serves::Listening(command, Ready::Connects)
}

async fn talk(far: Far) -> Result<Vec<u8>, String> {
    let mut command = script("python3", "beanstalkd_client.py");
    command.arg(far.port());
    child::say(command, &[]).await
}
