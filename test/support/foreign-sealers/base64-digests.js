// Digests as base64, the previous one as text before the row; SHA-512.
import { createHash } from 'node:crypto'

let last = null
for (let number = 1; number <= 200; number += 1) {
  const row = {
    uuid: `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
    occurredAt: new Date(1_740_800_000_000 + number * 1234).toISOString(),
    actor: { id: `u_${number % 21}`, roles: ['auditor', 'reader'] },
    event: 'report.download',
    before: null,
    after: { rows: number, ratio: number / 4 },
  }
  const hasher = createHash('sha512')
  if (last !== null) hasher.update(last)
  const integrity = hasher.update(JSON.stringify(row)).digest('base64')
  console.log(JSON.stringify({ ...row, last, integrity }))
  last = integrity
}
