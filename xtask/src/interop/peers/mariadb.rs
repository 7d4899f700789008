//! MariaDB, which speaks MySQL's protocol, through its own client.

use std::fs;

use super::{Peer, Talks};
use crate::interop::child::{self, Ready, Stream};
use crate::interop::needs::program;
use crate::interop::proxy::{Begin, EachWay, Far, Place, Protocol, Proxied, Serves, Talk};

pub(super) const PEER: Peer = Peer {
    name: "mariadb",
    needs: &[
        program("mariadbd", "mariadb-server-core"),
        program("mariadb", "mariadb-client-core"),
        program(UNSYNCED, "eatmydata"),
    ],
    version: || child::version("mariadbd", "--version"),
    talks: Talks::Proxied(&[Proxied {
        serve: |place| Box::pin(serve(place)),
        talks: &[Talk {
            name: "queries",
            protocol: &MYSQL,
            client: |far| Box::pin(query(far)),
            least: EachWay { to_server: 10, to_client: ROWS as u64 },
        }],
    }]),
};

const MYSQL: Protocol = Protocol { client: "mysql", server: "mysql", begin: Begin::AtOnce, then: None };

/// More than the longest frame, which the next one continues with.
const LARGE: usize = 20_000_000;
const PACKET: &str = "--max-allowed-packet=64M";

/// Runs a program without waiting for the disk, which takes the server's programs seconds.
const UNSYNCED: &str = "eatmydata";

async fn serve(place: Place) -> Result<Serves, String> {
    let data = place.folder.join("data");
    let mut initialise = child::command(UNSYNCED);
    initialise.args([
        "mariadb-install-db",
        "--no-defaults",
        "--auth-root-authentication-method=normal",
        "--skip-test-db",
    ]);
    initialise.arg(format!("--datadir={}", data.display()));
    child::run(initialise).await?;
    let mut command = child::command(UNSYNCED);
    command.args([
        "mariadbd",
        "--no-defaults",
        "--user=root",
        "--bind-address=127.0.0.1",
        "--local-infile",
        PACKET,
    ]);
    command.arg(format!("--port={}", place.port)).arg(format!("--datadir={}", data.display()));
    command.arg(format!("--socket={}", place.folder.join("socket").display()));
    Ok(Serves::Listening(command, Ready::Says(Stream::Error, "ready for connections")))
}

const ROWS: usize = 5000;

/// Many rows from the client's file and back, a value longer than a frame, nothing, errors, a prepared statement.
async fn query(far: Far) -> Result<Vec<u8>, String> {
    let rows: String = (0..ROWS).map(|row| format!("{row}\t{}\n", "y".repeat(row % 80))).collect();
    fs::write(far.file("rows"), rows).map_err(|error| error.to_string())?;
    let script = format!(
        "CREATE DATABASE test; USE test;\n\
         CREATE TABLE numbers (number INT, text TEXT);\n\
         LOAD DATA LOCAL INFILE 'rows' INTO TABLE numbers;\n\
         SELECT * FROM numbers ORDER BY number;\n\
         SELECT REPEAT('0123456789', {LARGE} / 10);\n\
         SELECT NULL, '', 'two\\nlines', x'00ff';\n\
         SELECT * FROM missing;\n\
         PREPARE doubled FROM 'SELECT ? * 2'; SET @number = 21; EXECUTE doubled USING @number;\n"
    );
    let mut command = child::command("mariadb");
    command.args([
        "--no-defaults",
        "--host=127.0.0.1",
        "--user=root",
        "--skip-ssl",
        "--local-infile=1",
        PACKET,
    ]);
    command.args(["--force", "--batch", "--port", &far.port()]).current_dir(&far.folder);
    child::feed(command, script.as_bytes()).await.map(|output| output.stdout)
}
