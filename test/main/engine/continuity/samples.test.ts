/**
 * The check over the bundled exports of both guides. Their old values are those that the events before left, which a plain
 * replay confirms; with some of them altered, each break that is reported is looked up again in plain code.
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
    // A run over the whole stock is no state of one resource.
    if (row.resource_id === 'all') return row
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

/** Every ninth row that states an old text or number states another one. */
function contradicted(rows: readonly Row[], before: string): Row[] {
  let seen = 0
  return rows.map((row) => {
    const old = row[before] as Values
    const [name, value] = Object.entries(old ?? {})[0] ?? []
    if (name === undefined || (typeof value !== 'string' && typeof value !== 'number')) return row
    seen += 1
    return seen % 9 === 0 ? { ...row, [before]: { ...old, [name]: `${value} altered` } } : row
  })
}

const ndjson = (rows: readonly Row[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join('')

describe.each(guides)('$file', ({ file, before, after }) => {
  const text = readFileSync(samplePath('clean', file), 'utf8')
  const written = text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Row)

  it('has no break that a plain look at its rows does not confirm', async () => {
    const rows = contradicted(written, before)
    const result = await verifyText(file, ndjson(rows))
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
    expect(confirmed).toBeGreaterThan(20)
  })

  it('has none as it is bundled, and a plain replay changes nothing in it', async () => {
    expect(ndjson(replayed(written, before, after))).toBe(text)
    const result = await verifyText(file, text)
    console.log(`${file}: ${result.held} of ${result.tested} held`)
    expect(result.holes).toEqual([])
    expect(result).toMatchObject({ verdict: 'verified', breakCount: 0 })
    expect(result.tested).toBeGreaterThan(300)
  })
})
