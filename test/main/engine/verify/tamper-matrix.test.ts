/**
 * Eight things that can be done to a chain, under three designs: what the engine says of each, at which entry and on
 * which axis. And the end cut off, which only something beside the chain can show. Sealed here with node:crypto alone.
 */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { ChainBreak, ChainResult } from '../../../../src/shared/model/check-run.ts'
import { recipeSchema, type Recipe } from '../../../../src/shared/model/recipe.ts'
import { fileWith, startEngagement, temporaryFolder } from '../../../support/temporary-engine.ts'

type Row = Readonly<Record<string, string | number>>
interface Design {
  readonly recipe: Recipe
  /** Row with its hashes, sealed onto the hash of the row before. */
  seal(row: Row, previous: string): Row
  /** Member that the next row names. */
  readonly own: string
}

const zeros = '0'.repeat(64)
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
const common = { recipe: 'assay.recipe/1', algorithm: 'sha256' }

const designs: Readonly<Record<string, Design>> = {
  json: {
    recipe: recipeSchema.parse({
      ...common,
      id: 'json',
      name: 'JSON after the previous hash',
      canonical: { form: 'json-stringify', exclude: ['prev_hash', 'entry_hash'] },
      previous: { placement: 'newline-joined' },
    }),
    seal: (row, previous) => ({
      ...row,
      prev_hash: previous,
      entry_hash: sha256(`${previous}\n${JSON.stringify(row)}`),
    }),
    own: 'entry_hash',
  },
  joined: {
    recipe: recipeSchema.parse({
      ...common,
      id: 'joined',
      name: 'values joined by bars',
      canonical: {
        form: 'fields-joined',
        fields: ['sequence', 'actor_id', 'action', 'total', 'timestamp'],
        delimiter: '|',
      },
      previous: { placement: 'suffix', separator: '|' },
    }),
    seal: (row, previous) => ({
      ...row,
      prev_hash: previous,
      entry_hash: sha256(
        [row['sequence'], row['actor_id'], row['action'], row['total'], row['timestamp'], previous].join('|'),
      ),
    }),
    own: 'entry_hash',
  },
  'two hashes': {
    recipe: recipeSchema.parse({
      ...common,
      id: 'two-hashes',
      name: 'content hash and link hash',
      canonical: { form: 'json-stringify', exclude: ['entry_hash', 'prev_hash', 'link_hash'] },
      previous: { placement: 'none' },
      link: {
        stored: 'link_hash',
        previous: 'prev_hash',
        canonical: { form: 'fields-joined', fields: ['prev_hash', 'entry_hash'], delimiter: ':' },
      },
    }),
    seal: (row, previous) => {
      const content = sha256(JSON.stringify(row))
      return { ...row, prev_hash: previous, entry_hash: content, link_hash: sha256(`${previous}:${content}`) }
    },
    own: 'link_hash',
  },
}

const plainRow = (index: number): Row => ({
  id: `e${index}`,
  sequence: 100 + index,
  actor_id: `u_${index % 5}`,
  action: 'order.update',
  resource_type: 'order',
  resource_id: `o_${index}`,
  total: index * 3 + 1,
  timestamp: `2025-03-01T09:00:${String(index % 60).padStart(2, '0')}.000000Z`,
})

function sealed(design: Design, rows: readonly Row[], from = zeros): Row[] {
  let previous = from
  return rows.map((row) => {
    const whole = design.seal(row, previous)
    previous = whole[design.own] as string
    return whole
  })
}

const bare = (row: Row): Row =>
  Object.fromEntries(Object.entries(row).filter(([name]) => !/^(?:prev|entry|link)_hash$/.test(name)))

async function verified(
  text: string,
  recipe: Recipe,
  total?: number,
): Promise<{ result: ChainResult; breaks: ChainBreak[] }> {
  const test = await startEngagement()
  try {
    const { engagementId } = test
    const file = fileWith(temporaryFolder(), 'rows.ndjson', text)
    const { sourceId } = await test.job('source.import', { engagementId, file, profileId: 'guide-b' })
    if (total !== undefined)
      await test.job('source.setFacts', {
        engagementId,
        sourceId,
        changes: {
          totals: [{ measure: 'count', value: String(total), obtained: 'observed', how: 'SELECT count(*)' }],
        },
      })
    const { results } = await test.job('chain.verify', { engagementId, sourceId, recipe, secondOpinion: true })
    const { runs } = await test.call('run.list', { engagementId, limit: 1 })
    const runId = runs[0]?.runId ?? 0
    const { breaks } = await test.call('run.breaks', { engagementId, runId, start: 0, count: 500 })
    return { result: results[0] as ChainResult, breaks: [...breaks] }
  } finally {
    await test.close()
  }
}

const textOf = (rows: readonly (Row | string)[]): string =>
  `${rows.map((row) => (typeof row === 'string' ? row : JSON.stringify(row))).join('\n')}\n`

const size = 40
const contentAt = (...lines: number[]): object[] =>
  lines.map((line) => ({ line, link: 'ok', content: 'mismatch', reason: 'content-differs' }))

interface Deed {
  readonly name: string
  /** Lines of the file after it was done. */
  done(design: Design, rows: readonly Row[]): readonly (Row | string)[]
  readonly verdict: string
  readonly breaks: readonly object[]
  readonly rejected?: number
}

const deeds: readonly Deed[] = [
  {
    name: 'a bit of a row is flipped',
    // The lowest bit of one letter: e becomes d.
    done: (_design, rows) =>
      rows.map((row, at) => (at === 12 ? JSON.stringify(row).replace('order.update', 'order.updatd') : row)),
    verdict: 'mismatch',
    breaks: contentAt(13),
  },
  {
    name: 'a row is removed',
    done: (_design, rows) => rows.toSpliced(20, 1),
    verdict: 'gap',
    breaks: [{ line: 21, sequence: '121', link: 'gap', content: 'ok', missingBefore: '1' }],
  },
  {
    name: 'a row is inserted',
    done: (design, rows) => {
      const put = design.seal({ ...plainRow(15), note: 'put in' }, (rows[14] as Row)[design.own] as string)
      return rows.toSpliced(16, 0, put)
    },
    verdict: 'mismatch',
    breaks: [{ line: 17, sequence: '115', link: 'fork', content: 'ok', reason: 'sequence-duplicate' }],
  },
  {
    name: 'the contents of two rows are exchanged',
    done: (_design, rows) => {
      const [a, b] = [rows[5] as Row, rows[25] as Row]
      const mixed = (own: Row, other: Row): Row => ({
        ...own,
        action: 'x',
        total: other['total'] ?? 0,
        actor_id: 'u_9',
      })
      return rows.with(5, mixed(a, b)).with(25, mixed(b, a))
    },
    verdict: 'mismatch',
    breaks: contentAt(6, 26),
  },
  {
    name: 'a row is duplicated',
    done: (_design, rows) => rows.toSpliced(31, 0, rows[30] as Row),
    verdict: 'mismatch',
    breaks: [{ line: 32, sequence: '130', link: 'fork', content: 'ok', reason: 'sequence-duplicate' }],
  },
  {
    name: 'the file is cut inside a row',
    done: (_design, rows) => [...rows.slice(0, 35), JSON.stringify(rows[35]).slice(0, 90)],
    verdict: 'gap',
    breaks: [],
    rejected: 1,
  },
  {
    name: 'two rows have exchanged their lines',
    done: (_design, rows) => rows.with(7, rows[8] as Row).with(8, rows[7] as Row),
    verdict: 'verified',
    breaks: [
      { line: 8, link: 'reorder', content: 'ok' },
      { line: 9, link: 'reorder', content: 'ok' },
    ],
  },
  {
    name: 'a row is changed and its own hash made anew',
    done: (design, rows) => {
      const row = rows[18] as Row
      return rows.with(18, design.seal({ ...bare(row), total: 999 }, row['prev_hash'] as string))
    },
    verdict: 'mismatch',
    breaks: [{ line: 20, sequence: '119', link: 'broken', content: 'ok', reason: 'link-broken' }],
  },
]

describe.each(Object.entries(designs))('under the design %s', (_name, design) => {
  const rows = sealed(
    design,
    Array.from({ length: size }, (_, index) => plainRow(index)),
  )
  const head = rows.at(-1)?.[design.own]

  it('the chain is whole before', async () => {
    const { result, breaks } = await verified(textOf(rows), design.recipe)
    expect(result).toMatchObject({
      verdict: 'verified',
      contentVerified: size,
      headHash: head,
      end: { state: 'not-provable' },
    })
    expect(result.secondOpinion?.agrees).toBe(true)
    expect(breaks).toEqual([])
  })

  it.each(deeds)('$name: located', async ({ done, verdict, breaks: wanted, rejected = 0 }) => {
    const { result, breaks } = await verified(textOf(done(design, rows)), design.recipe)
    expect(result.verdict).toBe(verdict)
    expect(breaks).toMatchObject(wanted)
    expect(breaks.length).toBe(wanted.length)
    expect(result.rejected).toBe(rejected)
    expect(result.secondOpinion?.agrees).toBe(true)
  })

  it('everything from a row on is sealed anew: only a head that was kept elsewhere shows it', async () => {
    const tail = rows.slice(22).map((row, at) => (at === 0 ? { ...bare(row), total: 999 } : bare(row)))
    const again = [...rows.slice(0, 22), ...sealed(design, tail, (rows[21] as Row)[design.own] as string)]
    const { result, breaks } = await verified(textOf(again), design.recipe)
    expect(result).toMatchObject({ verdict: 'verified', contentVerified: size, end: { state: 'not-provable' } })
    expect(breaks).toEqual([])
    expect(result.headHash).not.toBe(head)
  })

  it('its last ten rows are cut off: a gap where something says how many there were, and not provable where nothing does', async () => {
    const cut = textOf(rows.slice(0, size - 10))
    const without = await verified(cut, design.recipe)
    expect(without.result).toMatchObject({ verdict: 'verified', end: { state: 'not-provable', promises: [] } })
    const counted = await verified(cut, design.recipe, size)
    expect(counted.result).toMatchObject({
      verdict: 'gap',
      reason: 'end-missing',
      end: { state: 'missing', promises: [{ kind: 'total-count', relation: 'short', expected: '40', actual: '30' }] },
    })
    const whole = await verified(textOf(rows), design.recipe, size)
    expect(whole.result).toMatchObject({ verdict: 'verified', end: { state: 'shown' } })
  })
})

describe('a file that states its own end', () => {
  it('is a gap when its last entry is gone and its trailer is not', async () => {
    const fixture = join(
      import.meta.dirname,
      '../../../../src/main/io/formats/omadia-export/fixtures/whole/input.jsonl',
    )
    const lines = readFileSync(fixture, 'utf8').trimEnd().split('\n')
    const kept = lines.filter((line) => !(line.includes('"kind":"entry"') && line.includes('"seq":3')))
    expect(kept.length).toBe(lines.length - 1)
    for (const [text, state] of [
      [lines, 'shown'],
      [kept, 'missing'],
    ] as const) {
      const test = await startEngagement()
      const { engagementId } = test
      const file = fileWith(temporaryFolder(), 'export.jsonl', `${text.join('\n')}\n`)
      const { sourceId } = await test.job('source.import', { engagementId, file })
      const { results } = await test.job('chain.verify', { engagementId, sourceId })
      const [result] = results as ChainResult[]
      expect(result?.end.state).toBe(state)
      if (state === 'missing') {
        expect(['gap', 'mismatch']).toContain(result?.verdict)
        expect(result?.end.promises).toContainEqual(
          expect.objectContaining({ kind: 'entry-count', relation: 'short', expected: '3', actual: '2' }),
        )
      }
      await test.close()
    }
  })
})
