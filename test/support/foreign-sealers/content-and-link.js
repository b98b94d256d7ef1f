// Two hashes: one over the sorted content, one over the link before and the first.
import { createHash } from 'node:crypto'

const sha256 = (text) => createHash('sha256').update(text).digest('hex')
const sortedText = (value) => JSON.stringify(value, Object.keys(value).toSorted())
let previousChainHash = '0'.repeat(64)
for (let number = 1; number <= 200; number += 1) {
  const content = {
    sequence: number,
    tenant: 'demo',
    subject: `u_${number % 10}`,
    operation: number % 2 === 0 ? 'approve' : 'submit',
    amount: number * 1.25,
    at: new Date(1_740_800_000_000 + number * 60_500).toISOString(),
  }
  const contentHash = sha256(sortedText(content))
  const chainHash = sha256(`${previousChainHash}:${contentHash}`)
  console.log(JSON.stringify({ ...content, contentHash, previousChainHash, chainHash }))
  previousChainHash = chainHash
}
