//! LDAP: OpenLDAP's server, through its own clients.

use std::fs;

use tokio::process::Command;

use super::{Peer, Talks};
use crate::interop::child::{self, Ready};
use crate::interop::needs::program;
use crate::interop::proxy::{Begin, EachWay, Far, Place, Protocol, Proxied, Serves, Talk};

pub(super) const PEER: Peer = Peer {
    name: "slapd",
    needs: &[program("slapd", "slapd"), program("ldapsearch", "ldap-utils")],
    version: || child::version("ldapsearch", "-VV"),
    talks: Talks::Proxied(&[Proxied {
        serve: |place| Box::pin(async move { serve(&place).map_err(|error| error.to_string()) }),
        talks: &[Talk {
            name: "directory",
            protocol: &LDAP,
            client: |far| Box::pin(talk(far)),
            least: EachWay { to_server: ENTRIES + 5, to_client: 2 * ENTRIES },
        }],
    }]),
};

const LDAP: Protocol = Protocol { client: "ldap", server: "ldap", begin: Begin::AtOnce, then: None };

const ENTRIES: u64 = 200;

fn serve(place: &Place) -> std::io::Result<Serves> {
    let folder = place.folder.display();
    let configuration = place.folder.join("slapd.conf");
    let text = format!(
        "include /etc/ldap/schema/core.schema\nmodulepath /usr/lib/ldap\nmoduleload back_mdb\n\
         pidfile {folder}/pid\ndatabase mdb\nmaxsize 33554432\nsuffix dc=test\nrootdn cn=root,dc=test\n\
         rootpw secret\ndirectory {folder}\n"
    );
    fs::write(&configuration, text)?;
    let mut command = child::command("slapd");
    command.arg("-d0").arg("-h").arg(format!("ldap://127.0.0.1:{}", place.port)).arg("-f").arg(configuration);
    Ok(Serves::Listening(command, Ready::Connects))
}

/// Entries are added, one of them with a large value, and found.
async fn talk(far: Far) -> Result<Vec<u8>, String> {
    let entries = (0..ENTRIES).map(|entry| {
        let description = "x".repeat(if entry == 7 { 200_000 } else { entry as usize + 1 });
        format!("dn: ou={entry},dc=test\nobjectClass: organizationalUnit\nou: {entry}\ndescription: {description}\n\n")
    });
    let top = "dn: dc=test\nobjectClass: dcObject\nobjectClass: organization\no: Test\ndc: test\n\n";
    let input: String = std::iter::once(top.to_owned()).chain(entries).collect();
    let mut add = client(&far, "ldapadd");
    add.args(["-D", "cn=root,dc=test", "-w", "secret"]);
    let added = child::say(add, input.as_bytes()).await?;
    let mut search = client(&far, "ldapsearch");
    search.args(["-LLL", "-b", "dc=test", "(ou=*)", "ou", "description"]);
    Ok([added, child::say(search, &[]).await?].concat())
}

fn client(far: &Far, program: &str) -> Command {
    let mut command = child::command(program);
    command.args(["-x", "-H", &format!("ldap://{}", far.address)]);
    command
}
