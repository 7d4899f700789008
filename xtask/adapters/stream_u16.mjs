// A Node stream, for the format u16-be.
import { writeSync } from 'node:fs'

const say = (line) => writeSync(1, JSON.stringify(line) + '\n')

let buffered = Buffer.alloc(0)
for await (const piece of process.stdin) {
  buffered = Buffer.concat([buffered, piece])
  while (buffered.length >= 2) {
    const end = 2 + buffered.readUInt16BE(0)
    if (buffered.length < end) break
    say({ header: buffered.toString('hex', 0, 2), body: buffered.toString('hex', 2, end) })
    buffered = buffered.subarray(end)
  }
}
say({ outcome: buffered.length > 0 ? 'truncated' : 'complete' })
