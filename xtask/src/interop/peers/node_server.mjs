// The service on Node's http.createServer; says its port first.
import http from 'node:http';

const content = (length) => Buffer.from(Uint8Array.from({ length }, (_, index) => index % 251));

const server = http.createServer((request, response) => {
  const [, place, rest] = request.url.split('/');
  switch (place) {
    case 'length':
      response.setHeader('Content-Length', Number(rest));
      return response.end(request.method === 'HEAD' ? undefined : content(Number(rest)));
    case 'chunked':
      response.setHeader('Trailer', 'X-Check');
      response.write(content(Number(rest)));
      response.addTrailers({ 'X-Check': 'all there' });
      return response.end();
    case 'until-close':
      response.removeHeader('Transfer-Encoding');
      response.useChunkedEncodingByDefault = false;
      response.setHeader('Connection', 'close');
      return response.end(content(Number(rest)));
    case 'none':
      return response.writeHead(204).end();
    case 'cut':
      if (rest === 'length') response.setHeader('Content-Length', 1000);
      return response.write(content(100), () => request.socket.destroy());
    default:
      return echo(request, response);
  }
});

function echo(request, response) {
  const parts = [];
  request.on('data', (part) => parts.push(part));
  request.on('error', () => {});
  request.on('end', () => {
    const body = Buffer.concat(parts);
    const trailer = request.trailers['x-check'];
    if (trailer) response.setHeader('X-Check', trailer);
    if (!request.headers['transfer-encoding']) response.setHeader('Content-Length', body.length);
    response.write(body);
    response.end();
  });
}

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
