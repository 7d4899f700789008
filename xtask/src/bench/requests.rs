//! HTTP requests: where one ends and the next begins, found by us and by httparse with a search of its fields.

use std::mem::MaybeUninit;
use std::rc::Rc;

use framing_core::{Decoder, FrameReader, Step};
use framing_http::HttpRequest;
use tokio::runtime::Runtime;

use super::Fallible;
use super::clock::Clock;
use super::load::{Laps, Tally};
use super::read::timed;
use super::rounds::Group;
use super::targets::{GET_BYTES, POST_BYTES};

/// Requests that one sample frames.
const REQUESTS: usize = 16 << 10;
/// Requests that are laid out, to be repeated.
const IN_LAP: usize = 128;

/// What a browser asks, in 9 fields.
const GET: &str = "GET /articles/{}/comments?page=2&sort=newest HTTP/1.1\r\n\
    Host: www.example.com\r\n\
    User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36\r\n\
    Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8\r\n\
    Accept-Language: en-GB,en;q=0.9,de-DE;q=0.8,de;q=0.7\r\n\
    Accept-Encoding: gzip, deflate, br, zstd\r\n\
    Referer: https://www.example.com/articles/{}\r\n\
    Connection: keep-alive\r\n\
    Cookie: session=f2a9c8d17b604e3f95ab01c6d4e87f30; theme=dark; consent=necessary,statistics; visited={}\r\n\
    Cache-Control: max-age=0\r\n\
    \r\n";

/// What a program sends, in 9 fields and a short body.
const POST: &str = "POST /api/v1/events HTTP/1.1\r\n\
    Host: api.example.com\r\n\
    User-Agent: example-client/2.4.1\r\n\
    Accept: application/json\r\n\
    Accept-Encoding: gzip\r\n\
    Authorization: Bearer 8f14e45fceea167a\r\n\
    Content-Type: application/json\r\n\
    Content-Length: 67\r\n\
    X-Request-Id: 7d{}\r\n\
    Connection: keep-alive\r\n\
    \r\n\
    {\"kind\":\"opened\",\"subject\":\"article\",\"at\":1763856000,\"by\":\"f2a9c8\"}";

/// Every way to frame the requests of each kind.
pub(super) fn groups(runtime: &Rc<Runtime>) -> impl Iterator<Item = Fallible<Group>> {
    [("get", GET_BYTES, GET), ("post", POST_BYTES, POST)]
        .map(|(kind, size, request)| Ok(group(kind, size, request, runtime)))
        .into_iter()
}

fn group(kind: &'static str, size: usize, request: &str, runtime: &Rc<Runtime>) -> Group {
    let requests: Vec<String> = (0..IN_LAP).map(|number| request.replace("{}", &name(number))).collect();
    let mut lap = Tally::default();
    requests.iter().for_each(|request| lap.see(request.as_bytes()));
    let laps = REQUESTS / IN_LAP;
    let wire: Rc<[u8]> = requests.concat().into_bytes().into();
    let mut group = Group::new("request", kind, size, lap.times(laps));
    let (lent, lent_too) = (Rc::clone(&wire), Rc::clone(&wire));
    group.add("decoder", move |_| timed(Clock::processor(), || decoder(&lent, laps)));
    group.add("httparse", move |_| timed(Clock::processor(), || httparse(&lent_too, laps)));
    let runtime = Rc::clone(runtime);
    group.add("next", move |_| timed(Clock::processor(), || runtime.block_on(next(Laps::of(&wire, laps)))));
    group
}

/// Some digits, not always as many.
fn name(number: usize) -> String {
    (number * number * 31).to_string()
}

fn decoder(wire: &[u8], laps: usize) -> Fallible<Tally> {
    let mut tally = Tally::default();
    let mut decoder = Decoder::new(HttpRequest::new());
    for _ in 0..laps {
        let mut rest = std::hint::black_box(wire);
        while let Step::Done(request) = decoder.decode(rest)? {
            tally.see(request.bytes());
            rest = rest.get(request.bytes().len()..).unwrap_or_default();
        }
    }
    Ok(tally)
}

/// Fields that httparse has room for.
const FIELDS: usize = 16;

/// httparse finds the end of the head and its fields; the fields that determine the length are searched.
fn httparse(wire: &[u8], laps: usize) -> Fallible<Tally> {
    let mut tally = Tally::default();
    for _ in 0..laps {
        let mut rest = std::hint::black_box(wire);
        while !rest.is_empty() {
            let mut fields = [const { MaybeUninit::uninit() }; FIELDS];
            let mut request = httparse::Request::new(&mut []);
            let httparse::Status::Complete(head) = request.parse_with_uninit_headers(rest, &mut fields)?
            else {
                return Err("the head has no end".into());
            };
            let body = body_len(request.headers).ok_or("no length that is a number")?;
            let (message, behind) = rest.split_at_checked(head + body).ok_or("the body has no end")?;
            tally.see(message);
            rest = behind;
        }
    }
    Ok(tally)
}

/// Bytes of body. Only what these requests have is understood: no coding, one length.
fn body_len(fields: &[httparse::Header<'_>]) -> Option<usize> {
    let mut len = 0;
    for field in fields {
        if field.name.eq_ignore_ascii_case("content-length") {
            len = std::str::from_utf8(field.value).ok()?.parse().ok()?;
        } else if field.name.eq_ignore_ascii_case("transfer-encoding") {
            return None;
        }
    }
    Some(len)
}

/// The same, and as many copies of the bytes as a transport makes.
async fn next(transport: Laps<'_>) -> Fallible<Tally> {
    let mut reader = FrameReader::new(transport, HttpRequest::new());
    let mut tally = Tally::default();
    while let Some(request) = reader.next().await? {
        tally.see(request.bytes());
    }
    Ok(tally)
}
