// Signed like a webhook: name=value pairs sorted by name and joined by &, with the previous hash among them.
import { createHash } from 'node:crypto'

let prev_hash = '0'.repeat(64)
for (let number = 1; number <= 200; number += 1) {
  const fields = {
    seq: String(number),
    ts: String(1_740_800_000 + number * 30),
    actor: `u_${number % 13}`,
    action: 'payment.capture',
    amount: String(number * 100),
    currency: 'EUR',
    prev_hash,
  }
  const text = Object.keys(fields)
    .toSorted()
    .map((name) => `${name}=${fields[name]}`)
    .join('&')
  const row_hash = createHash('sha256').update(text).digest('hex')
  console.log(JSON.stringify({ ...fields, row_hash }))
  prev_hash = row_hash
}
