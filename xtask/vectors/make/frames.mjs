// Encodes each line "format hex hex …" of standard input with Node's Buffer or protobufjs; see vectors.through.

import { readFileSync } from "node:fs";
import protobuf from "protobufjs";

const BytesValue = new protobuf.Type("BytesValue").add(new protobuf.Field("value", 1, "bytes"));
new protobuf.Root().define("vectors").add(BytesValue);

const header = {
  "u8": (n) => sized(1, (b) => b.writeUInt8(n)),
  "u16-be": (n) => sized(2, (b) => b.writeUInt16BE(n)),
  "u16-le": (n) => sized(2, (b) => b.writeUInt16LE(n)),
  "u24-be": (n) => sized(3, (b) => b.writeUIntBE(n, 0, 3)),
  "u24-le": (n) => sized(3, (b) => b.writeUIntLE(n, 0, 3)),
  "u32-be": (n) => sized(4, (b) => b.writeUInt32BE(n)),
  "u32-le": (n) => sized(4, (b) => b.writeUInt32LE(n)),
  "u64-be": (n) => sized(8, (b) => b.writeBigUInt64BE(BigInt(n))),
  "u64-le": (n) => sized(8, (b) => b.writeBigUInt64LE(BigInt(n))),
};

function sized(bytes, write) {
  const buffer = Buffer.alloc(bytes);
  write(buffer);
  return buffer;
}

function frame(format, body) {
  if (format === "protobufjs") return BytesValue.encodeDelimited({ value: body }).finish();
  return Buffer.concat([header[format](body.length), body]);
}

for (const line of readFileSync(0, "utf8").trim().split("\n")) {
  const [format, ...bodies] = line.split(" ");
  const frames = bodies.map((hex) => frame(format, Buffer.from(hex === "-" ? "" : hex, "hex")));
  console.log(Buffer.concat(frames).toString("hex"));
}
