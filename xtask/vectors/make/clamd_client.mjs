// Writes, as hex, what clamscan's NodeClamTransform makes of the pieces of standard input, a line of hex each.

import { readFileSync } from "node:fs";
import NodeClamTransform from "clamscan/lib/NodeClamTransform.js";

const transform = new NodeClamTransform({});
const wire = [];
transform.on("data", (piece) => wire.push(piece));
transform.on("end", () => console.log(Buffer.concat(wire).toString("hex")));
for (const hex of readFileSync(0, "utf8").trim().split("\n")) transform.write(Buffer.from(hex, "hex"));
transform.end();
