// The payload is hashed first, and its hash, which is not kept, goes into the hash of the row.
import { createHash } from 'node:crypto'

const sha256 = (text) => createHash('sha256').update(text).digest('hex')
let prev = '0'.repeat(64)
for (let number = 1; number <= 200; number += 1) {
  const payload = { order: `ord_${number}`, cents: number * 250, items: ['a', 'b'] }
  const type = number % 2 === 0 ? 'order.paid' : 'order.placed'
  const hash = sha256(`${prev}${type}${sha256(JSON.stringify(payload))}`)
  console.log(JSON.stringify({ number, type, payload, prev, hash }))
  prev = hash
}
