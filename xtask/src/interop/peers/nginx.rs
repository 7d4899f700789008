//! nginx as a proxy: our client in front of it, our server after it.

use tempfile::TempDir;

use super::{Acts, Peer, Role, Running, Talks, Task};
use crate::interop::check::Check;
use crate::interop::child::{self, Ready, Serving, Stream};
use crate::interop::needs::program;
use crate::interop::server::Server;

pub(super) const PEER: Peer = Peer {
    name: "nginx",
    needs: &[program("nginx", "nginx-light")],
    version: || child::version("nginx", "-v"),
    talks: Talks::Http(&[Role {
        name: "proxy",
        acts: Acts::Serves(start),
        cannot: &[
            (Check::TrailersUpload, "nginx drops trailers"),
            (Check::TrailersDownload, "nginx drops trailers"),
        ],
    }]),
};

fn start() -> Task<Result<Running, String>> {
    Box::pin(async {
        let upstream = Server::start().await.map_err(|error| error.to_string())?;
        let folder = TempDir::new().map_err(|error| error.to_string())?;
        let serving = child::at_free_port(async |port| listen(port, &upstream, &folder).await).await?;
        let running = Running::held(serving.address, (serving, folder));
        Ok(Running { upstream: Some(upstream), ..running })
    })
}

async fn listen(port: u16, upstream: &Server, folder: &TempDir) -> Result<Serving, String> {
    let path = folder.path();
    let configuration = configuration(port, upstream);
    std::fs::write(path.join("nginx.conf"), configuration).map_err(|error| error.to_string())?;
    let mut command = child::command("nginx");
    command.arg("-p").arg(path).args(["-c", "nginx.conf", "-e", "stderr"]);
    // It prints how it waits for events once it listens.
    child::serve_at(port, command, Ready::Says(Stream::Error, "event method")).await
}

fn configuration(port: u16, upstream: &Server) -> String {
    let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
    let temporary: String = temporary.iter().map(|name| format!("{name}_temp_path {name};\n")).collect();
    format!(
        "daemon off;\nmaster_process off;\npid nginx.pid;\nerror_log stderr notice;\nevents {{}}\n\
         http {{\naccess_log off;\nclient_max_body_size 0;\n{temporary}\
         upstream ours {{ server {}; keepalive 4; }}\n\
         server {{\nlisten 127.0.0.1:{port};\nlocation / {{\nproxy_pass http://ours;\nproxy_http_version 1.1;\n\
         proxy_set_header Connection \"\";\nproxy_request_buffering off;\nproxy_buffering off;\n}}\n}}\n}}\n",
        upstream.address
    )
}
