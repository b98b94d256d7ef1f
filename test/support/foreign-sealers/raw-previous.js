// The bytes of the previous digest before the object with its names sorted at every depth; SHA3-256.
import { createHash } from 'node:crypto'

const sorted = (value) =>
  Array.isArray(value)
    ? value.map(sorted)
    : typeof value === 'object' && value !== null
      ? Object.fromEntries(
          Object.keys(value)
            .toSorted()
            .map((name) => [name, sorted(value[name])]),
        )
      : value
let prev = Buffer.alloc(32)
for (let number = 1; number <= 200; number += 1) {
  const event = {
    type: 'grant',
    subject: { role: 'editor', id: `u_${number % 15}` },
    at: 1_746_000_000 + number * 11,
    scope: number % 3 === 0 ? null : `doc_${number}`,
  }
  const digest = createHash('sha3-256')
    .update(prev)
    .update(JSON.stringify(sorted(event)))
    .digest()
  console.log(JSON.stringify({ n: number, ...event, prev: prev.toString('hex'), digest: digest.toString('hex') }))
  prev = digest
}
