// Reads streams in hex, one a line, with Node's llhttp: requests, or the answer to one request. Says what it makes of each
// in JSON.

const lines = require("node:readline").createInterface({ input: process.stdin });
const { HTTPParser } = process.binding("http_parser");

function read(method, stream) {
  const isRequest = method === "-";
  const parser = new HTTPParser();
  parser.initialize(isRequest ? HTTPParser.REQUEST : HTTPParser.RESPONSE, {});
  const contents = [];
  let open = false;
  let status = 0;
  let answered;
  parser[HTTPParser.kOnMessageBegin] = () => (open = true);
  parser[HTTPParser.kOnHeadersComplete] = (...head) => {
    contents.push(Buffer.alloc(0));
    status = head[5];
    const tunnels = method === "CONNECT" && status >= 200 && status < 300;
    return tunnels ? 2 : method === "HEAD" ? 1 : 0;
  };
  parser[HTTPParser.kOnBody] = (piece) => contents.push(Buffer.concat([contents.pop(), piece]));
  parser[HTTPParser.kOnMessageComplete] = () => {
    open = false;
    // What follows the final answer is nobody's: only that answer is asked about.
    if (!isRequest && (status < 100 || status === 101 || status >= 200)) answered ??= contents.at(-1);
  };
  const told = (error) => ({ refused: `${error.code} ${error.reason}` });
  const executed = parser.execute(stream);
  if (executed instanceof Error && !answered) return told(executed);
  const finished = answered ? undefined : parser.finish();
  if (finished instanceof Error) return finished.code === "HPE_INVALID_EOF_STATE" ? "cut" : told(finished);
  if (isRequest) return open ? "cut" : { whole: contents.map((content) => content.toString("hex")) };
  return answered ? { whole: [answered.toString("hex")] } : "cut";
}

lines.on("line", (line) => {
  const [method, stream] = line.split(" ");
  console.log(JSON.stringify(read(method, Buffer.from(stream, "hex"))));
});
