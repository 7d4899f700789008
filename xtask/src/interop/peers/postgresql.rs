//! PostgreSQL, through psql: in the clear, and encrypted after the one-byte answer.

use framing_core::Preface;
use tokio::process::Command;

use super::{Peer, Talks, Task};
use crate::interop::child::{self, Ready, Stream};
use crate::interop::needs::{self, Need, program, program_under};
use crate::interop::proxy::{
    Begin, Begun, Conversation, EachWay, Far, Place, Protocol, Proxied, Serves, Talk,
};

pub(super) const PEER: Peer = Peer {
    name: "postgresql",
    needs: &[SERVER, INITDB, program("psql", "postgresql-client"), super::OPENSSL],
    version: || child::version("psql", "--version"),
    talks: Talks::Proxied(&[
        Proxied {
            serve: |place| Box::pin(serve(place, Encryption::No)),
            talks: &[
                Talk {
                    name: "queries",
                    protocol: &POSTGRES,
                    client: |far| psql(far, QUERIES),
                    least: EachWay { to_server: 10, to_client: 1000 },
                },
                Talk {
                    name: "copy",
                    protocol: &POSTGRES,
                    client: |far| psql(far, COPY),
                    least: EachWay { to_server: 5, to_client: 10_000 },
                },
            ],
        },
        Proxied {
            serve: |place| Box::pin(serve(place, Encryption::Yes)),
            talks: &[Talk {
                name: "encrypted",
                protocol: &ENCRYPTED,
                client: |far| psql(far, QUERIES),
                least: EachWay { to_server: 10, to_client: 10 },
            }],
        },
    ]),
};

const SERVER: Need = program_under("/usr/lib/postgresql", "postgres", "postgresql");
const INITDB: Need = program_under("/usr/lib/postgresql", "initdb", "postgresql");

const POSTGRES: Protocol = Protocol {
    client: "postgres-frontend",
    server: "postgres-backend",
    begin: Begin::With(begin),
    then: None,
};
const ENCRYPTED: Protocol = Protocol { then: Some("tls"), ..POSTGRES };

/// Requests for encryption, each of which is answered by one byte that is no message.
const REQUESTS: [[u8; 4]; 2] = [80_877_103_u32.to_be_bytes(), 80_877_104_u32.to_be_bytes()];

fn begin(mut conversation: Conversation) -> Begun {
    Box::pin(async move {
        while let Some(first) = conversation.to_server.pass().await? {
            if !REQUESTS.iter().any(|request| first.body == request) {
                break;
            }
            let (to_client, answer) = conversation.to_client.pass_preface(Preface::any()).await?;
            conversation.to_client = to_client;
            match answer {
                None | Some([b'N']) => {}
                // What comes next belongs to TLS, whoever sends it.
                Some([b'S']) => return conversation.with_format("tls"),
                Some([other]) => {
                    let answer = other.escape_ascii();
                    return Err(format!("the answer to a request for encryption is '{answer}'"));
                }
            }
        }
        Ok(conversation)
    })
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Encryption {
    No,
    Yes,
}

async fn serve(place: Place, encryption: Encryption) -> Result<Serves, String> {
    let data = place.folder.join("data");
    if needs::is_root() {
        let mut give_away = child::command("chown");
        give_away.arg(USER).arg(&place.folder);
        child::run(give_away).await?;
    }
    let mut initialise = unprivileged(&INITDB)?;
    initialise.args(["--no-sync", "--no-locale", "--encoding=UTF8", "--auth=trust", "--username=postgres"]);
    initialise.arg("-D").arg(&data);
    child::run(initialise).await?;

    let mut command = unprivileged(&SERVER)?;
    command.arg("-D").arg(&data).arg("-p").arg(place.port.to_string()).args(["-h", "127.0.0.1", "-k", ""]);
    command.args(["-c", "fsync=off", "-c", "autovacuum=off"]);
    if encryption == Encryption::Yes {
        let mut openssl = unprivileged(&super::OPENSSL)?;
        super::certify(&mut openssl, &data.join("server.key"), &data.join("server.crt"));
        child::run(openssl).await?;
        command.args(["-c", "ssl=on"]);
    }
    Ok(Serves::Listening(command, Ready::Says(Stream::Error, "ready to accept connections")))
}

/// Who the server is where it would be root, which it refuses. The package makes this user.
const USER: &str = "postgres";

fn unprivileged(program: &Need) -> Result<Command, String> {
    let path = program.path().ok_or("a program of the server is missing")?;
    if !needs::is_root() {
        return Ok(child::command(path));
    }
    let mut command = child::command("setpriv");
    command.args(["--reuid", USER, "--regid", USER, "--init-groups"]).arg(path);
    Ok(command)
}

/// Many rows, a large value, nulls, notices, errors, an empty query, parameters.
const QUERIES: &str = "\
SELECT number, repeat('x', number % 50) FROM generate_series(1, 1000) AS number;
SELECT repeat('0123456789', 300000);
SELECT NULL, '', E'two\\nlines', '\\x00ff'::bytea;
DO $$ BEGIN RAISE NOTICE 'noticed'; END $$;
SELECT 1/0;
;
PREPARE doubled(int) AS SELECT $1 * 2;
EXECUTE doubled(21);
LISTEN news;
NOTIFY news, 'heard';
";

/// Rows in and out by COPY.
const COPY: &str = "\
CREATE TABLE copied (number int, text text);
INSERT INTO copied SELECT number, repeat('y', number % 80) FROM generate_series(1, 10000) AS number;
COPY copied TO STDOUT;
CREATE TABLE again (LIKE copied);
\\copy copied TO PROGRAM 'cat > copied.txt'
\\copy again FROM 'copied.txt'
SELECT count(*), sum(number), sum(length(text)) FROM again;
COPY copied TO STDOUT (FORMAT binary);
";

fn psql(far: Far, script: &'static str) -> Task<Result<Vec<u8>, String>> {
    let mut command = child::command("psql");
    command.args(["-h", "127.0.0.1", "-p", &far.port(), "-U", "postgres", "--no-psqlrc", "--quiet"]);
    command.current_dir(&far.folder).env("PGCLIENTENCODING", "UTF8");
    Box::pin(async move {
        let said = child::say(command, script.as_bytes()).await?;
        // The process that is heard of is another one each time.
        let lines = said.split(|byte| *byte == b'\n').filter(|line| !line.starts_with(b"Asynchronous"));
        Ok(lines.collect::<Vec<_>>().join(&b'\n'))
    })
}
