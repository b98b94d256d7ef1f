/** Two exports of one log with planted differences, against a script of its own that compares the plain files. */
import { createHash } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { compareSources } from '../../../../src/main/engine/compare/compare-sources.ts'
import { silentJob } from '../../../../src/main/engine/jobs.ts'
import { Session } from '../../../../src/main/engine/session.ts'
import { findSource, type StoredSource } from '../../../../src/main/store/sources.ts'
import { closeStore, openStore } from '../../../../src/main/store/open.ts'
import type { Comparison } from '../../../../src/shared/model/comparison.ts'
import { forbiddenIn } from '../../../../src/shared/text/forbidden-words.ts'
import { plainCompare } from '../../../support/plain-compare.mjs'
import {
  fileWith,
  startEngagement,
  temporaryFolder,
  testPorts,
  type TestEngine,
} from '../../../support/temporary-engine.ts'

interface Row {
  id: string
  sequence: number
  timestamp: string
  actor_id: string
  actor_role: string
  action: string
  resource_type: string
  resource_id: string
  new_values: Record<string, unknown>
  note: string
}

const start = Date.UTC(2025, 0, 1)
const rowAt = (index: number): Row => ({
  id: `e${index}`,
  sequence: index + 1,
  timestamp: new Date(start + index * 60_000).toISOString(),
  actor_id: `user_${index % 5}`,
  actor_role: 'clerk',
  action: 'update',
  resource_type: 'order',
  resource_id: `ord ${index}, ü`,
  new_values: { total: index, text: 'x'.repeat(index % 40) },
  note: 'not mapped',
})
const mapped = [
  'id',
  'sequence',
  'timestamp',
  'actor_id',
  'actor_role',
  'action',
  'resource_type',
  'resource_id',
  'new_values',
]
const lines = (rows: readonly unknown[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join('')

/** The second export: everything done to it is counted by the script, not here. */
function planted(rows: readonly Row[]): Row[] {
  const out = rows.map((row) => structuredClone(row))
  const at = (index: number): Row => out[index] as Row
  at(10).actor_id = 'user_9'
  at(11).actor_role = 'admin'
  at(11).actor_id = 'user_9'
  at(12).new_values = { total: 12.5 }
  delete (at(13) as Partial<Row>).actor_role
  at(20).note = 'changed where nothing is mapped'
  const { note, ...rest } = at(21)
  out[21] = { note, ...rest }
  const [moved] = out.splice(40, 1)
  out.splice(300, 0, moved as Row)
  out.splice(100, 3)
  out.splice(200, 0, { ...rowAt(5000), timestamp: new Date(start + 200 * 60_000).toISOString() })
  out.push(rowAt(900), rowAt(901))
  return out.slice(5)
}

const original = Array.from({ length: 600 }, (_, index) => rowAt(index))
// One id twice with the same values, one id twice with other ones.
original.push({ ...rowAt(7) }, { ...rowAt(8), action: 'delete' })

let test: TestEngine & { readonly folder: string; readonly file: string; readonly engagementId: string }
let result: Comparison
let plain: ReturnType<typeof plainCompare>
let paths: readonly [string, string]

beforeAll(async () => {
  test = await startEngagement()
  const folder = temporaryFolder()
  paths = [
    fileWith(folder, 'first.ndjson', lines(original)),
    fileWith(folder, 'second.ndjson', lines(planted(original))),
  ]
  for (const file of paths)
    await test.job('source.import', { engagementId: test.engagementId, file, profileId: 'guide-b' })
  result = (await test.job('source.compare', { engagementId: test.engagementId, leftId: 1, rightId: 2 })).result
  plain = plainCompare(...paths, mapped, 'id')
  return () => test.close()
})

describe('a comparison of two exports', () => {
  it('counts what the plain script counts', () => {
    expect(plain.changed).toBeGreaterThanOrEqual(4)
    expect(plain.removedLines.length).toBeGreaterThan(3)
    expect(result).toMatchObject({
      same: plain.same,
      sameOtherBytes: plain.sameOtherBytes,
      changed: plain.changed,
      removed: plain.removedLines.length,
      added: plain.addedLines.length,
      moved: plain.moved,
    })
    expect(result.sameOtherBytes).toBe(2)
    expect(plain.moved).toBe(1)
  })

  it('names the rows by line, on both sides', () => {
    const { listed } = result
    expect(listed.changed.map((row) => [row.left.line, row.right.line])).toEqual(plain.changedLines)
    expect(listed.removed.map((row) => row.line)).toEqual(plain.removedLines)
    expect(listed.added.map((row) => row.line)).toEqual(plain.addedLines)
    expect(listed.moved.map((row) => row.line)).toEqual([41])
  })

  it('counts the fields that differ and shows both texts', () => {
    const nameOf: Readonly<Record<string, string>> = {
      actor_id: 'actorId',
      actor_role: 'actorRole',
      new_values: 'after',
    }
    const counted = Object.fromEntries(result.changedFields.map(({ field, rows }) => [field, rows]))
    expect(counted).toEqual(
      Object.fromEntries(Object.entries(plain.fields).map(([name, rows]) => [nameOf[name], rows])),
    )
    const byKey = new Map(result.listed.changed.map((row) => [row.left.key, row.fields]))
    expect(byKey.get('e10')).toEqual([{ field: 'actorId', left: 'user_0', right: 'user_9' }])
    expect(byKey.get('e12')).toEqual([
      { field: 'after', left: '{"total":12,"text":"xxxxxxxxxxxx"}', right: '{"total":12.5}' },
    ])
    expect(byKey.get('e13')).toEqual([{ field: 'actorRole', left: 'clerk', right: '(absent)' }])
  })

  it('tells rows outside the other span of time from rows that are missing inside it', () => {
    // The first five rows lie before the second export begins; its last two after the first one ends.
    expect({ removed: result.removedOutside, added: result.addedOutside }).toEqual({ removed: 5, added: 2 })
    expect(result.listed.removed.filter((row) => row.outside).map((row) => row.line)).toEqual([1, 2, 3, 4, 5])
  })

  it('says it in sentences, keeps it and tells the custody log', async () => {
    const text = result.statement.join('\n')
    for (const path of paths) expect(text).toContain(digestOf(path))
    expect(text).toContain('event id')
    expect(forbiddenIn(text)).toEqual([])
    const { comparisons } = await test.call('source.comparisons', { engagementId: test.engagementId, sourceId: 2 })
    expect(comparisons.map((item) => item.result)).toEqual([result])
    const { events } = await test.call('log.list', { engagementId: test.engagementId, start: 0, count: 1 })
    expect(events[0]).toMatchObject({
      action: 'source.compare',
      details: { left: 1, right: 2, changed: plain.changed },
    })
  })

  it('comes out the other way round from the other side', async () => {
    const { result: back } = await test.job('source.compare', {
      engagementId: test.engagementId,
      leftId: 2,
      rightId: 1,
    })
    expect({
      same: back.same,
      changed: back.changed,
      removed: back.removed,
      added: back.added,
      moved: back.moved,
    }).toEqual({
      same: result.same,
      changed: result.changed,
      removed: result.added,
      added: result.removed,
      moved: result.moved,
    })
  })

  it('refuses a source compared with itself', async () => {
    await expect(
      test.job('source.compare', { engagementId: test.engagementId, leftId: 1, rightId: 1 }),
    ).rejects.toMatchObject({ code: 'usage' })
  })
})

describe('a comparison in parts', () => {
  it('gives the same, however few rows are held at a time', async () => {
    const other = await startEngagement()
    for (const file of paths)
      await other.job('source.import', { engagementId: other.engagementId, file, profileId: 'guide-b' })
    await other.close()
    const store = openStore(other.file)
    const sides = [1, 2].map((id) => findSource(store, id) as StoredSource) as [StoredSource, StoredSource]
    for (const rowsAtOnce of [50, 333]) {
      const part = await compareSources(await testPorts(), new Session(store), ...sides, silentJob, rowsAtOnce)
      expect(part.result).toEqual(result)
    }
    closeStore(store)
  })
})

describe('what rows are matched by', () => {
  const compared = async (left: string, right: string, profileId?: string): Promise<Comparison> => {
    const engine = await startEngagement()
    const folder = temporaryFolder()
    for (const [index, content] of [left, right].entries())
      await engine.job('source.import', {
        engagementId: engine.engagementId,
        file: fileWith(folder, `part-${index}.ndjson`, content),
        ...(profileId === undefined ? {} : { profileId }),
      })
    const { result: answer } = await engine.job('source.compare', {
      engagementId: engine.engagementId,
      leftId: 1,
      rightId: 2,
    })
    await engine.close()
    return answer
  }
  const without = (rows: readonly Row[], ...names: (keyof Row)[]): unknown[] =>
    rows.map((row) => Object.fromEntries(Object.entries(row).filter(([name]) => !names.includes(name as keyof Row))))
  const few = original.slice(0, 50)
  const fewChanged = few.map((row, index) => (index === 3 ? { ...row, action: 'delete' } : row))

  it('is the sequence where one export has no event ids', async () => {
    const answer = await compared(lines(few), lines(without(fewChanged, 'id')), 'guide-b')
    expect(answer.matchedBy).toEqual({ 'event-id': 0, sequence: 50, record: 0 })
    // Every row lost its id, and one changed besides.
    expect(answer.changedFields).toEqual([
      { field: 'eventId', rows: 50 },
      { field: 'action', rows: 1 },
    ])
  })

  it('is the whole record where there is neither, and then a change is one row less and one more', async () => {
    const answer = await compared(
      lines(without(few, 'id', 'sequence')),
      lines(without(fewChanged, 'id', 'sequence')),
      'guide-b',
    )
    expect(answer).toMatchObject({ same: 49, changed: 0, removed: 1, added: 1, moved: 0 })
    expect(answer.matchedBy).toEqual({ 'event-id': 0, sequence: 0, record: 50 })
  })

  it('pairs twenty thousand rows of one key without trying each with each', async () => {
    // Hostile: every row has one id; pairing each with each would take 4 * 10^8 comparisons.
    const rows = Array.from({ length: 20_000 }, (_, index) => ({ ...rowAt(index), id: 'same', note: '' }))
    const answer = await compared(lines(rows), lines(rows.toReversed()), 'guide-b')
    expect(answer).toMatchObject({ same: 20_000, changed: 0, moved: 19_999 })
    expect(answer.left.repeatedKeys).toBe(19_999)
  })
})

describe('another export of the same period', () => {
  it('is told after the import and when asked for', async () => {
    const { sources } = await test.call('source.comparable', { engagementId: test.engagementId, sourceId: 1 })
    expect(sources).toEqual([{ sourceId: 2, name: 'second.ndjson' }])
    const folder = temporaryFolder()
    const again = fileWith(folder, 'third.ndjson', lines(original.slice(100, 200)))
    const third = await test.job('source.import', {
      engagementId: test.engagementId,
      file: again,
      profileId: 'guide-b',
    })
    expect(third.comparableWith?.map((other) => other.sourceId)).toEqual([1, 2])
    const later = original.map((row) => ({ ...row, timestamp: row.timestamp.replace('2025', '2024') }))
    const fourth = await test.job('source.import', {
      engagementId: test.engagementId,
      file: fileWith(folder, 'fourth.ndjson', lines(later)),
      profileId: 'guide-b',
    })
    expect(fourth.comparableWith).toEqual([])
    const plainProfile = await test.job('source.import', {
      engagementId: test.engagementId,
      file: fileWith(folder, 'fifth.ndjson', lines(original.slice(1))),
      profileId: 'plain',
    })
    expect(plainProfile.comparableWith).toEqual([])
  })

  it('leaves no file behind in the engagement folder', async () => {
    expect(readdirSync(test.folder).filter((name) => !name.startsWith('test.assay'))).toEqual([])
  })
})

function digestOf(path: string): string {
  const index = paths.indexOf(path)
  return createHash('sha256')
    .update(lines(index === 0 ? original : planted(original)))
    .digest('hex')
}
