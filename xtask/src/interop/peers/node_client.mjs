// node_client.mjs CHECK PORT: one check with Node's http.request.
import assert from 'node:assert';
import http from 'node:http';

const [check, port] = process.argv.slice(2);
const LARGE = (1 << 20) + 7;
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
const content = (length) => Buffer.from(Uint8Array.from({ length }, (_, index) => index % 251));

// Sends a request; `write` writes its body. Gives the response with its content.
function ask(method, path, headers = {}, write = (request) => request.end()) {
  return new Promise((resolve, reject) => {
    const request = http.request({ port, host: '127.0.0.1', agent, method, path, headers });
    request.on('error', reject);
    request.on('response', (response) => {
      const parts = [];
      response.on('data', (part) => parts.push(part));
      response.on('error', reject);
      response.on('end', () => resolve(Object.assign(response, { content: Buffer.concat(parts) })));
    });
    write(request);
  });
}

const chunked = (body, trailers) => (request) => {
  for (let at = 0; at < body.length; at += 9973) request.write(body.subarray(at, at + 9973));
  if (trailers) request.addTrailers(trailers);
  request.end();
};

const expect = (response, length) => assert.ok(response.content.equals(content(length)), `content of ${length} bytes`);

const checks = {
  'keep-alive': async () => {
    for (const length of [10, 0, 1000]) {
      expect(await ask('GET', `/length/${length}`), length);
      expect(await ask('GET', `/chunked/${length}`), length);
    }
  },
  'length-upload': async () => {
    const headers = { 'Content-Length': LARGE };
    expect(await ask('POST', '/echo', headers, (request) => request.end(content(LARGE))), LARGE);
  },
  'length-download': async () => expect(await ask('GET', `/length/${LARGE}`), LARGE),
  'chunked-upload': async () => {
    const headers = { 'Transfer-Encoding': 'chunked' };
    expect(await ask('POST', '/echo', headers, chunked(content(LARGE))), LARGE);
  },
  'chunked-download': async () => expect(await ask('GET', `/chunked/${LARGE}`), LARGE),
  'trailers-upload': async () => {
    const headers = { 'Transfer-Encoding': 'chunked', Trailer: 'X-Check' };
    const response = await ask('POST', '/echo', headers, chunked(content(100), { 'X-Check': 'all there' }));
    assert.strictEqual(response.headers['x-check'], 'all there');
  },
  'trailers-download': async () => {
    const response = await ask('GET', '/chunked/100');
    assert.strictEqual(response.trailers['x-check'], 'all there');
  },
  'no-body': async () => {
    expect(await ask('HEAD', '/length/10'), 0);
    assert.strictEqual((await ask('GET', '/none')).statusCode, 204);
    expect(await ask('GET', '/length/7'), 7);
  },
  'until-close': async () => expect(await ask('GET', `/until-close/${LARGE}`), LARGE),
  continue: async () => {
    let continued = false;
    const headers = { Expect: '100-continue', 'Content-Length': 50 };
    const response = await ask('POST', '/echo', headers, (request) => {
      request.on('continue', () => {
        continued = true;
        request.end(content(50));
      });
      request.flushHeaders();
    });
    assert.ok(continued);
    expect(response, 50);
  },
  'cut-download': async () => {
    await assert.rejects(ask('GET', '/cut/length'));
    await assert.rejects(ask('GET', '/cut/chunked'));
  },
  'cut-upload': async () => {
    const headers = { 'Content-Length': 1000 };
    const cut = (request) => request.write(content(100), () => request.destroy());
    await assert.rejects(ask('POST', '/echo', headers, cut));
  },
};

try {
  await checks[check]();
  process.exit(0);
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
