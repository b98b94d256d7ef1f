/**
 * Large exports for tests of progress and cancel, one day to every 2,000 rows: guide A's shape for batches, rules and
 * erasure, guide B's for a chain (SHA-256 over previous hash, newline, `JSON.stringify` of the rest).
 */
import { createHash } from 'node:crypto'
import { closeSync, openSync, writeSync } from 'node:fs'

const rowsPerDay = 2000
const firstDay = Date.UTC(2024, 5, 1)

function timeOf(index: number): string {
  return new Date(firstDay + Math.floor(index / rowsPerDay) * 86_400_000 + (index % rowsPerDay) * 1000).toISOString()
}

/** Writes rows in blocks: a string of 200,000 rows would only fill memory. */
function writeLines(path: string, rows: number, lineOf: (index: number) => string): void {
  const file = openSync(path, 'w')
  let block = ''
  for (let index = 0; index < rows; index += 1) {
    block += `${lineOf(index)}\n`
    if (block.length > 1_000_000 || index === rows - 1) {
      writeSync(file, block)
      block = ''
    }
  }
  closeSync(file)
}

export function writeLargeShop(path: string, rows: number): void {
  writeLines(path, rows, (index) =>
    JSON.stringify({
      event_id: `e${index}`,
      timestamp: timeOf(index),
      user_id: `user_${index % 500}`,
      user_roles: ['customer'],
      action: 'order.viewed',
      resource_type: 'order',
      resource_id: `ord_${index}`,
      metadata: { ip_address: '192.0.2.7' },
    }),
  )
}

export function writeLargeLedger(path: string, rows: number): void {
  let previous = '0'.repeat(64)
  writeLines(path, rows, (index) => {
    const body = {
      actor_id: `user_${index % 500}`,
      action: 'update',
      resource_type: 'refund',
      timestamp: timeOf(index),
      sequence: index + 1,
    }
    const entryHash = createHash('sha256')
      .update(`${previous}\n${JSON.stringify(body)}`)
      .digest('hex')
    const line = JSON.stringify({ ...body, prev_hash: previous, entry_hash: entryHash })
    previous = entryHash
    return line
  })
}

/** One claim for each day of `writeLargeShop`, with roots that differ: enough for path two to run. */
export function claimsOfLargeShop(rows: number): string {
  const days = Math.ceil(rows / rowsPerDay)
  return Array.from({ length: days }, (_, day) =>
    JSON.stringify({
      date: timeOf(day * rowsPerDay).slice(0, 10),
      blockchain_tx: `0x${'ab'.repeat(32)}`,
      merkle_root: 'cd'.repeat(32),
      timestamp: 1_700_000_000,
      block_number: day,
    }),
  ).join('\n')
}
