/** The id check end to end: imported sources, results stored as runs. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { IdClockResult } from '../../../../src/shared/model/id-clock.ts'
import { fileWith, startEngagement, type TestEngine } from '../../../support/temporary-engine.ts'

const start = Date.UTC(2025, 2, 1)
const objectId = (millis: number, index: number): string =>
  Math.floor(millis / 1000).toString(16) + index.toString(16).padStart(16, '0')
const uuid7 = (millis: number, index: number): string => {
  const time = millis.toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7${index.toString(16).padStart(3, '0')}-9abc-${String(index).padStart(12, '0')}`
}

let test: TestEngine & { readonly folder: string; readonly engagementId: string }
beforeAll(async () => {
  test = await startEngagement()
})
afterAll(() => test.close())

async function imported(name: string, content: string): Promise<number> {
  const file = fileWith(test.folder, name, content)
  return (await test.job('source.import', { engagementId: test.engagementId, file })).sourceId
}

async function verified(sourceId: number): Promise<IdClockResult> {
  const { results } = await test.job('ids.verify', { engagementId: test.engagementId, sourceId })
  return results[0] as IdClockResult
}

const rows = (change: (index: number, row: Record<string, unknown>) => void): string =>
  Array.from({ length: 300 }, (_, index) => {
    const at = start + index * 60_000
    const row: Record<string, unknown> = {
      id: uuid7(at + 3, index),
      sequence: index + 1,
      timestamp: new Date(at).toISOString(),
      actor_id: `u_${index % 4}`,
      action: 'order.update',
    }
    change(index, row)
    return `${JSON.stringify(row)}\n`
  }).join('')

describe('verify ids', () => {
  it('verifies an honest log and gives the same bytes again', async () => {
    const sourceId = await imported(
      'honest.ndjson',
      rows(() => undefined),
    )
    const result = await verified(sourceId)
    expect(result).toMatchObject({
      verdict: 'verified',
      outcome: 'no-exception-noted',
      field: 'id',
      tested: 300,
      within: 300,
      kinds: [{ kind: 'uuid-v7', entries: 300, clock: true }],
      order: { by: 'sequence', back: 0 },
    })
    expect(JSON.stringify(await verified(sourceId))).toBe(JSON.stringify(result))
    const { runs } = await test.call('run.list', { engagementId: test.engagementId })
    expect(runs[0]).toMatchObject({ kind: 'ids', state: 'finished', overall: 'verified' })
    expect(runs[0]?.resultSha256).toBe(runs[1]?.resultSha256)
  })

  it('lists back-dated entries with both times', async () => {
    const back = new Date(start - 5 * 86_400_000).toISOString()
    const sourceId = await imported(
      'back-dated.ndjson',
      rows((index, row) => {
        if (index === 100 || index === 250) row['timestamp'] = back
      }),
    )
    const result = await verified(sourceId)
    expect(result).toMatchObject({ verdict: 'mismatch', reason: 'id-time-differs', outside: { earlier: 2, later: 0 } })
    expect(result.findings.map(({ line, stated, idTime }) => [line, stated, idTime])).toEqual([
      [101, back, '2025-03-01T01:40:00.003000Z'],
      [251, back, '2025-03-01T04:10:00.003000Z'],
    ])
  })

  it('takes a file in falling order by its sequence', async () => {
    const sourceId = await imported(
      'falling.ndjson',
      rows(() => undefined)
        .trimEnd()
        .split('\n')
        .toReversed()
        .join('\n') + '\n',
    )
    expect(await verified(sourceId)).toMatchObject({
      verdict: 'verified',
      order: { by: 'sequence', back: 0, compared: 299 },
    })
  })

  it('reads MongoDB ids, to the second', async () => {
    const lines = Array.from({ length: 50 }, (_, index) => {
      const at = start + index * 1000
      return `{"id":"${objectId(at, index)}","timestamp":"${new Date(at).toISOString()}","action":"login"}\n`
    }).join('')
    const mongo = await verified(await imported('mongo.ndjson', lines))
    expect(mongo).toMatchObject({
      verdict: 'verified',
      kinds: [{ kind: 'object-id', entries: 50 }],
      tolerance: { idResolutionMicros: 1_000_000 },
    })
  })

  it('says not-testable for random ids, and for a log without ids', async () => {
    const random = await imported(
      'random.ndjson',
      rows((index, row) => {
        row['id'] = `919108f7-52d1-4320-9bac-${String(index).padStart(12, '0')}`
      }),
    )
    expect(await verified(random)).toMatchObject({ verdict: 'not-checked', outcome: 'not-testable' })
    const none = await imported(
      'none.ndjson',
      rows((_, row) => delete row['id']),
    )
    expect(await verified(none)).toMatchObject({ outcome: 'not-testable', withoutId: 300, kinds: [] })
  })
})
