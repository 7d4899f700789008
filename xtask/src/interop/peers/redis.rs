//! Redis, through its own command line client.

use super::{Peer, Talks, Task};
use crate::interop::child::{self, Ready, Stream};
use crate::interop::needs::program;
use crate::interop::proxy::{Begin, EachWay, Far, Place, Protocol, Proxied, Serves, Talk};

pub(super) const PEER: Peer = Peer {
    name: "redis",
    needs: &[program("redis-server", "redis-server"), program("redis-cli", "redis-tools")],
    version: || child::version("redis-cli", "--version"),
    talks: Talks::Proxied(&[Proxied {
        serve: |place| Box::pin(async move { Ok(serve(&place)) }),
        talks: &[
            Talk {
                name: "commands",
                protocol: &RESP,
                client: |far| cli(far, &[], COMMANDS.into()),
                least: EachWay { to_server: 50, to_client: 30 },
            },
            Talk {
                name: "resp3",
                protocol: &RESP,
                client: |far| cli(far, &["-3"], RESP3.into()),
                least: EachWay { to_server: 30, to_client: 25 },
            },
            Talk {
                name: "pipelining",
                protocol: &RESP,
                client: |far| Box::pin(pipelining(far)),
                least: EachWay { to_server: 4 * PIPELINED, to_client: PIPELINED },
            },
            Talk {
                name: "large-values",
                protocol: &RESP,
                client: |far| Box::pin(large(far)),
                least: EachWay { to_server: 6, to_client: 2 },
            },
        ],
    }]),
};

const RESP: Protocol = Protocol { client: "resp", server: "resp", begin: Begin::AtOnce, then: None };

fn serve(place: &Place) -> Serves {
    let mut command = child::command("redis-server");
    command.args(["--bind", "127.0.0.1", "--save", "", "--port"]).arg(place.port.to_string());
    command.arg("--dir").arg(&place.folder);
    Serves::Listening(command, Ready::Says(Stream::Output, "eady to accept connections"))
}

/// Values with the bytes that end a token, nothing, errors, numbers, nested arrays.
const COMMANDS: &str = "\
SET greeting \"two\\r\\nlines\"
GET greeting
GET nothing
SET empty \"\"
GET empty
INCR greeting
INCR count
RPUSH list 1 2 3 \"\\x00\\xff\"
LRANGE list 0 -1
LRANGE none 0 -1
MULTI
INCR count
LRANGE list 0 1
EXEC
EVAL \"return {1, {2, {'three', false}}, redis.status_reply('fine')}\" 0
";

/// Maps, sets, doubles, nulls, booleans, verbatim strings, big numbers.
const RESP3: &str = "\
HSET hash field value other one
HGETALL hash
SADD set one
SMEMBERS set
ZADD sorted 1.5 member
ZRANGE sorted 0 -1 WITHSCORES
GET nothing
EVAL \"redis.setresp(3); return {true, false, {double = 1.25}, {map = {a = 1}}}\" 0
LOLWUT VERSION 1
";

const PIPELINED: u64 = 5000;

/// `redis-cli --pipe` sends an empty inline command in the end, which is no token of RESP.
async fn pipelining(far: Far) -> Result<Vec<u8>, String> {
    let mut command = child::command("redis-benchmark");
    command.args(["-h", "127.0.0.1", "-p", &far.port(), "-n", &PIPELINED.to_string()]);
    command.args(["-q", "-P", "100", "-c", "4", "-d", "100", "-t", "lpush"]);
    child::run(command).await?;
    cli(far, &["LRANGE", "mylist", "0", "-1"], Vec::new()).await
}

/// More than a MiB, and no round number.
const LARGE: usize = (3 << 20) + 7;

async fn large(far: Far) -> Result<Vec<u8>, String> {
    let said = cli(far.clone(), &["-x", "SET", "large"], b"\r\n".repeat(LARGE / 2)).await?;
    Ok([said, cli(far, &["GET", "large"], Vec::new()).await?].concat())
}

fn cli(far: Far, arguments: &'static [&'static str], input: Vec<u8>) -> Task<Result<Vec<u8>, String>> {
    let mut command = child::command("redis-cli");
    command.args(["-h", "127.0.0.1", "-p", &far.port()]).args(arguments);
    Box::pin(async move { child::say(command, &input).await })
}
