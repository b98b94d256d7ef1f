/** Two exports of 100,000 rows with 37 planted edits, in one format and in two: all found with their field, none besides. */
import { createWriteStream } from 'node:fs'
import { once } from 'node:events'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { plantedCount, writeEditedCopy, type PlantedEdits } from '../../scripts/bench/plant-edits.ts'
import type { Comparison } from '../../src/shared/model/comparison.ts'
import { startEngagement, workerLanes } from '../support/temporary-engine.ts'

const rows = 100_000

async function writeLog(path: string): Promise<void> {
  const out = createWriteStream(path)
  for (let index = 0; index < rows; index += 1) {
    const row = {
      id: `event-${index}`,
      actor_id: `user_${index % 97}`,
      actor_role: index % 5 === 0 ? null : 'clerk',
      resource_type: 'order',
      resource_id: `ord_${index % 1000}`,
      action: index % 2 === 0 ? 'update' : 'create',
      old_values: index % 2 === 0 ? { total: index, status: 'open' } : null,
      new_values: { total: index + 1, status: 'paid', text: 'x'.repeat(index % 40) },
      reason_note: index % 7 === 0 ? 'asked by phone, "twice"' : null,
      ip_address: `10.0.${index % 250}.1`,
      source: 'shop',
      timestamp: new Date(Date.UTC(2025, 0, 1) + index * 250).toISOString().replace('Z', '000Z'),
      sequence: index + 1,
    }
    if (!out.write(`${JSON.stringify(row)}\n`)) await once(out, 'drain')
  }
  out.end()
  await once(out, 'finish')
}

/** Everything listed, by kind, as the script that planted it would put it. */
function foundIn({ listed }: Comparison): PlantedEdits {
  return {
    changed: listed.changed.map((row) => {
      expect(row.fields).toHaveLength(1)
      return { line: row.left.line, field: row.fields[0]?.field ?? '' }
    }),
    removed: listed.removed.map((row) => row.line),
    moved: listed.moved.map((row) => row.line),
    added: listed.added.map((row) => row.key),
  }
}

describe('two exports of 100,000 rows', () => {
  it.each(['ndjson', 'csv'] as const)(
    'differ in the planted edits and in nothing else, the copy as %s',
    async (form) => {
      const test = await startEngagement({ startLanes: workerLanes })
      const { engagementId, folder } = test
      const original = join(folder, 'log.ndjson')
      const copy = join(folder, `copy.${form}`)
      await writeLog(original)
      const planted = await writeEditedCopy(original, copy, { rows, seed: 11, form })
      expect(planted.changed.length + planted.removed.length + planted.moved.length + planted.added.length).toBe(
        plantedCount,
      )
      for (const file of [original, copy]) await test.job('source.import', { engagementId, file, profileId: 'guide-b' })
      const { result } = await test.job('source.compare', { engagementId, leftId: 1, rightId: 2 })
      expect(foundIn(result)).toEqual(planted)
      const whole = rows - planted.changed.length - planted.removed.length
      expect(form === 'csv' ? result.sameOtherBytes : result.same).toBe(whole)
      console.log(`${form}: ${plantedCount} of ${plantedCount} found, none besides; ${whole} rows the same`)
      await test.close()
    },
  )
})
