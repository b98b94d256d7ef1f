// The object hashes itself while its own hash is still an empty text.
import { createHash } from 'node:crypto'

let previousHash = ''
for (let number = 1; number <= 200; number += 1) {
  const entry = {
    id: number,
    time: new Date(1_740_800_000_000 + number * 5000).toISOString(),
    who: `u_${number % 6}`,
    what: 'stock.move',
    payload: { sku: `sku-${number % 40}`, quantity: -number, from: 'A/1', to: number % 3 === 0 ? null : 'B/2' },
    previousHash,
    hash: '',
  }
  entry.hash = createHash('sha256').update(JSON.stringify(entry)).digest('hex')
  console.log(JSON.stringify(entry))
  previousHash = entry.hash
}
