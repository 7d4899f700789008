//! Connections, written: heads, bodies and their order.

#![cfg(test)]

use framing_chunked::ChunkHeader;
use framing_core::{Decoder, Step};
use framing_http::{
    AnsweredRequest, HttpRequest, HttpResponse, MessageBody, MessageReader, MessageWriteError, MessageWriter,
    Persistence, RequestHeader, RequestMethod, ResponseHeader, blocking,
};

/// What a request says to its answer.
fn request(head: &str) -> AnsweredRequest {
    let mut decoder = Decoder::new(HttpRequest::new());
    let Ok(Step::Done(frame)) = decoder.decode(head.as_bytes()) else { panic!("{head:?} is a request") };
    AnsweredRequest::new(&frame.header, frame.header_bytes())
}

/// The answer to `head`, blocking and async, and what becomes of the connection.
fn answer(
    head: &str,
    response: &ResponseHeader,
    body: MessageBody,
    content: &[u8],
) -> Result<(String, Persistence), MessageWriteError> {
    let mut writer = blocking::MessageWriter::new(Vec::new());
    writer.answer(request(head));
    writer.start_response(response, body)?;
    writer.write_body(content)?;
    writer.end()?;
    let persistence = writer.persistence();
    let wire = writer.finish()?;
    assert_eq!(answer_async(head, response, body, content), wire, "async as blocking");
    Ok((String::from_utf8_lossy(&wire).into_owned(), persistence))
}

fn answer_async(head: &str, response: &ResponseHeader, body: MessageBody, content: &[u8]) -> Vec<u8> {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let mut writer = MessageWriter::new(Vec::new());
        writer.answer(request(head));
        writer.start_response(response, body).unwrap();
        writer.write_body(content).await.unwrap();
        writer.end().await.unwrap();
        writer.shutdown().await.unwrap();
        writer.into_inner()
    })
}

const GET: &str = "GET / HTTP/1.1\r\n\r\n";
const HEAD: &str = "HEAD / HTTP/1.1\r\n\r\n";
const OLD: &str = "GET / HTTP/1.0\r\n\r\n";
const OLD_KEPT: &str = "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n";
const CLOSE: &str = "GET / HTTP/1.1\r\nConnection: close\r\n\r\n";
const CONNECT: &str = "CONNECT a:1 HTTP/1.1\r\n\r\n";

#[test]
fn each_answer_is_framed_for_its_request() {
    use MessageBody::{Chunked, Length, None, UntilClose};
    use Persistence::{Closes, Persists, Switches};
    for (head, status, body, content, fields, persistence) in [
        (GET, 200, Length(2), "hi", "Content-Length: 2\r\n\r\nhi", Persists),
        (GET, 200, None, "", "Content-Length: 0\r\n\r\n", Persists),
        (GET, 200, Chunked, "hi", "Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n", Persists),
        (GET, 200, UntilClose, "hi", "Connection: close\r\n\r\nhi", Closes),
        (GET, 204, None, "", "\r\n", Persists),
        (GET, 304, Length(12), "", "Content-Length: 12\r\n\r\n", Persists),
        (GET, 304, None, "", "\r\n", Persists),
        (HEAD, 200, Length(12), "", "Content-Length: 12\r\n\r\n", Persists),
        (HEAD, 200, Length(2), "hi", "Content-Length: 2\r\n\r\n", Persists),
        (HEAD, 200, Chunked, "", "Transfer-Encoding: chunked\r\n\r\n", Persists),
        (OLD, 200, Length(2), "hi", "Content-Length: 2\r\nConnection: close\r\n\r\nhi", Closes),
        (OLD_KEPT, 200, Length(2), "hi", "Content-Length: 2\r\nConnection: keep-alive\r\n\r\nhi", Persists),
        (OLD_KEPT, 200, Chunked, "hi", "Connection: close\r\n\r\nhi", Closes),
        (CLOSE, 200, Length(2), "hi", "Content-Length: 2\r\nConnection: close\r\n\r\nhi", Closes),
        (CONNECT, 200, None, "", "\r\n", Switches),
        (GET, 101, None, "", "\r\n", Switches),
    ] {
        let response = ResponseHeader::new(status, "-").unwrap();
        let (wire, after) = answer(head, &response, body, content.as_bytes()).unwrap();
        assert_eq!(wire, format!("HTTP/1.1 {status} -\r\n{fields}"), "{head:?}, {status}, {body:?}");
        assert_eq!(after, persistence, "{head:?}, {status}, {body:?}");
    }
}

#[test]
fn what_is_written_is_read() {
    let mut writer = blocking::MessageWriter::new(Vec::new());
    let methods = [RequestMethod::Head, RequestMethod::Other, RequestMethod::Other];
    for head in [HEAD, GET, GET] {
        writer.answer(request(head));
    }
    for body in [MessageBody::Length(5), MessageBody::Chunked, MessageBody::Length(5)] {
        writer.start_response(&ResponseHeader::new(100, "Continue").unwrap(), MessageBody::None).unwrap();
        writer.start_response(&ResponseHeader::default(), body).unwrap();
        writer.write_body(b"hel").unwrap();
        writer.flush().unwrap();
        writer.write_body(b"lo").unwrap();
        writer.end_with_trailers(&ChunkHeader::default().with_trailer("A", "b").unwrap()).unwrap();
    }
    let wire = writer.finish().unwrap();
    let mut reader = blocking::MessageReader::new(&wire[..], HttpResponse::new());
    for method in methods {
        reader.expect(method);
    }
    let mut contents = Vec::new();
    while let Some(head) = reader.next_head().unwrap() {
        if !head.header.is_interim() {
            let mut content = Vec::new();
            reader.copy_body(&mut content).unwrap();
            contents.push(String::from_utf8(content).unwrap());
        }
    }
    assert_eq!(contents, ["", "hello", "hello"]);
}

#[test]
fn a_body_of_another_length_is_refused() {
    let start = |body| {
        let mut writer = blocking::MessageWriter::new(Vec::new());
        writer.start_request(&RequestHeader::new("PUT", "/").unwrap(), body).unwrap();
        writer
    };
    let mut writer = start(MessageBody::Length(2));
    let refused = writer.write_body(b"more").unwrap_err();
    assert!(matches!(refused, MessageWriteError::BodyTooLong { left: 2, len: 4 }), "{refused}");
    writer.write_body(b"hi").unwrap();
    writer.end().unwrap();
    assert_eq!(writer.persistence(), Persistence::Persists);
    assert_eq!(writer.finish().unwrap(), b"PUT / HTTP/1.1\r\nContent-Length: 2\r\n\r\nhi");

    let mut writer = start(MessageBody::Length(2));
    writer.write_body(b"h").unwrap();
    let refused = writer.end().unwrap_err();
    assert!(matches!(refused, MessageWriteError::BodyTooShort { left: 1 }), "{refused}");
    assert_eq!(writer.persistence(), Persistence::Closes);
    let again = writer.start_request(&RequestHeader::default(), MessageBody::None).unwrap_err();
    assert!(matches!(again, MessageWriteError::Unusable), "{again}");

    let mut writer = start(MessageBody::None);
    assert!(matches!(writer.write_body(b"x"), Err(MessageWriteError::BodyTooLong { left: 0, len: 1 })));
}

#[test]
fn messages_come_one_after_the_other() {
    let header = RequestHeader::default();
    let mut writer = blocking::MessageWriter::new(Vec::new());
    assert!(matches!(writer.write_body(b"x"), Err(MessageWriteError::OutsideMessage)));
    assert!(matches!(writer.end(), Err(MessageWriteError::OutsideMessage)));
    writer.start_request(&header, MessageBody::Chunked).unwrap();
    let refused = writer.start_request(&header, MessageBody::None);
    assert!(matches!(refused, Err(MessageWriteError::InsideMessage)));
    writer.end().unwrap();
    assert!(matches!(
        writer.start_request(&header, MessageBody::UntilClose),
        Err(MessageWriteError::Invalid(_))
    ));
    writer.start_request(&header, MessageBody::Length(9)).unwrap();
    writer.abandon();
    writer.end().unwrap();
    assert!(matches!(writer.start_request(&header, MessageBody::None), Err(MessageWriteError::Unusable)));
    assert!(writer.finish().is_ok());
}

/// A client that waits for a 100 before it sends the body, and a server that gives it.
#[tokio::test]
async fn both_sides_of_100_continue() {
    let (client, server) = tokio::io::duplex(1 << 10);
    let (client_in, client_out) = tokio::io::split(client);
    let (server_in, server_out) = tokio::io::split(server);
    let serving = async {
        let (mut requests, mut responses) =
            (MessageReader::new(server_in, HttpRequest::new()), MessageWriter::new(server_out));
        let head = requests.next_head().await.unwrap().unwrap();
        responses.answer(AnsweredRequest::new(&head.header, head.bytes));
        assert!(requests.awaits_continue());
        responses.start_response(&ResponseHeader::new(100, "Continue").unwrap(), MessageBody::None).unwrap();
        responses.flush().await.unwrap();
        let mut body = Vec::new();
        requests.copy_body(&mut body).await.unwrap();
        responses.start_response(&ResponseHeader::default(), MessageBody::Length(body.len() as u64)).unwrap();
        responses.write_body(&body).await.unwrap();
        responses.end().await.unwrap();
        responses.flush().await.unwrap();
    };
    let asking = async {
        let (mut responses, mut requests) =
            (MessageReader::new(client_in, HttpResponse::new()), MessageWriter::new(client_out));
        let head = RequestHeader::new("PUT", "/").unwrap().with_field("Expect", "100-continue").unwrap();
        requests.start_request(&head, MessageBody::Chunked).unwrap();
        requests.flush().await.unwrap();
        assert_eq!(responses.next_head().await.unwrap().unwrap().header.status, 100);
        requests.write_body(b"hello").await.unwrap();
        requests.end().await.unwrap();
        requests.flush().await.unwrap();
        assert_eq!(responses.next_head().await.unwrap().unwrap().header.status, 200);
        let mut body = Vec::new();
        responses.copy_body(&mut body).await.unwrap();
        assert_eq!(body, b"hello");
    };
    tokio::join!(serving, asking);
}
