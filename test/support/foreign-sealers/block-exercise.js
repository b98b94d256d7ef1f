// The block of many tutorials: index, previous hash, time, data and nonce put together without a delimiter.
import { createHash } from 'node:crypto'

let previousHash = '0'
for (let index = 0; index < 200; index += 1) {
  const timestamp = 1_740_800_000_000 + index * 60_000
  const data = { patient: `p_${index % 14}`, access: index % 2 === 0 ? 'read' : 'write', fields: ['name', 'dose'] }
  const nonce = (index * 7919) % 101
  const hash = createHash('sha256')
    .update(index + previousHash + timestamp + JSON.stringify(data) + nonce)
    .digest('hex')
  console.log(JSON.stringify({ index, timestamp, data, previousHash, hash, nonce }))
  previousHash = hash
}
