// Prints, as one line of hex each, what vscode-jsonrpc writes for each JSON message of standard input, and says how
// its reader answers each line of hex that follows a line "read".

import { readFileSync } from "node:fs";
import { PassThrough } from "node:stream";
import rpc from "vscode-jsonrpc/node";

async function written(message) {
  const out = new PassThrough();
  await new rpc.StreamMessageWriter(out).write(message);
  return out.read();
}

function reading(wire) {
  const stream = new PassThrough();
  const reader = new rpc.StreamMessageReader(stream);
  const seen = { messages: [], error: null };
  reader.onError((error) => { seen.error ??= error.message.split("\n")[0]; });
  reader.listen((message) => seen.messages.push(message));
  stream.end(wire);
  return new Promise((resolve) => stream.on("close", () => setImmediate(() => resolve(seen))));
}

const { write, read } = JSON.parse(readFileSync(0, "utf8"));
const answers = { write: [], read: [] };
for (const message of write) answers.write.push((await written(message)).toString("hex"));
for (const hex of read) answers.read.push(await reading(Buffer.from(hex, "hex")));
console.log(JSON.stringify(answers));
