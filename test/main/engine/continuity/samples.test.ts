/**
 * The check over the bundled exports of both guides. Their generator draws old values apart from earlier events, so that
 * they hold real contradictions: each one that is reported is looked up again in plain code. The same rows with their old
 * values put right by a plain replay have none.
 */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { ContinuityResult } from '../../../../src/shared/model/continuity.ts'
import { samplePath } from '../../../support/answer-key.ts'
import { fileWith, startEngagement } from '../../../support/temporary-engine.ts'

type Values = Record<string, unknown> | null
type Row = Record<string, unknown> & { readonly resource_type: string; readonly resource_id: string | null }

const guides = [
  { file: 'shop-a.ndjson', before: 'previous_state', after: 'new_state' },
  { file: 'shop-b.ndjson', before: 'old_values', after: 'new_values' },
] as const

async function verifyText(name: string, text: string): Promise<ContinuityResult> {
  const test = await startEngagement()
  const file = fileWith(test.folder, name, text)
  await test.job('source.import', { engagementId: test.engagementId, file })
  const { results } = await test.job('continuity.verify', { engagementId: test.engagementId })
  await test.close()
  return results[0] as ContinuityResult
}

/** Every old value becomes what the events before left, nested members included; nothing else is touched. */
function replayed(rows: readonly Row[], before: string, after: string): Row[] {
  const states = new Map<string, Record<string, unknown>>()
  return rows.map((row) => {
    const key = `${row.resource_type} ${row.resource_id}`
    const state = states.get(key) ?? {}
    states.set(key, state)
    const old = row[before] as Values
    const put = old === null || old === undefined ? old : structuredClone(old)
    for (const name of Object.keys(put ?? {}))
      if (Object.hasOwn(state, name)) (put as object)[name as never] = state[name] as never
    Object.assign(state, put ?? {}, (row[after] as Values) ?? {})
    return { ...row, [before]: put }
  })
}

describe.each(guides)('$file', ({ file, before, after }) => {
  const text = readFileSync(samplePath('clean', file), 'utf8')
  const rows = text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Row)

  it('has no break that a plain look at its rows does not confirm', async () => {
    const result = await verifyText(file, text)
    let confirmed = 0
    for (const hole of result.holes) {
      for (const item of hole.breaks) {
        const stated = rows[item.statedEvent.line - 1] as Row
        const known = rows
          .slice(0, item.statedEvent.line - 1)
          .findLast(
            (row) =>
              row.resource_type === hole.resourceType &&
              row.resource_id === hole.resourceId &&
              [row[after], row[before]].some(
                (side) => side !== null && Object.hasOwn((side ?? {}) as object, item.field),
              ),
          )
        const last = [known?.[after], known?.[before]].find((side) => Object.hasOwn((side ?? {}) as object, item.field))
        expect((last as Record<string, unknown>)[item.field]).not.toEqual(
          (stated[before] as Record<string, unknown>)[item.field],
        )
        expect(rows.indexOf(known as Row)).toBe(item.knownEvent.line - 1)
        confirmed += 1
      }
    }
    console.log(
      `${file}: ${result.held} of ${result.tested} held, ${confirmed} of ${result.breakCount} breaks confirmed`,
    )
    expect(confirmed).toBe(result.breakCount)
  })

  it('has none once its old values are put right by a replay', async () => {
    const put = replayed(rows, before, after)
    const result = await verifyText(file, put.map((row) => `${JSON.stringify(row)}\n`).join(''))
    console.log(`${file}, replayed: ${result.held} of ${result.tested} held`)
    expect(result.holes).toEqual([])
    expect(result).toMatchObject({ verdict: 'verified', breakCount: 0 })
    expect(result.tested).toBeGreaterThan(300)
  })
})
