/**
 * The tamper matrix: everything that can be done to a chain, and what each axis must say. The chains come from the cases,
 * which a plain script sealed.
 */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findShippedRecipe } from '../../../../src/shared/core/chain/shipped-recipes.ts'
import type { Recipe } from '../../../../src/shared/model/recipe.ts'
import { coreOutcome, readCase, readRecords, type Outcome } from './chain-case.ts'

const rawRecipe = findShippedRecipe('sha256.raw-minus-fields.prefix.hex') as Recipe
const recipe = findShippedRecipe('sha256.json-stringify.newline-joined.hex') as Recipe
const linesOf = (name: string): string[] => readFileSync(readCase(name).path, 'utf8').trimEnd().split('\n')
/** 25 intact rows, sequences from 1000. */
const lines = linesOf('lines-exchanged').toSorted()
const outcome = async (changed: readonly string[], given = recipe): Promise<Outcome> =>
  coreOutcome(given, readRecords('ndjson', Buffer.from(`${changed.join('\n')}\n`)))

type Row = Record<string, unknown> & { sequence: number; prev_hash: string; entry_hash: string }
const rowOf = (line: string): Row => JSON.parse(line) as Row

/** Seals a row onto a previous hash; the hashes stand last. */
function sealed(row: Row, previous: string): string {
  const { prev_hash: _before, entry_hash: _own, ...content } = row
  const hash = createHash('sha256')
    .update(`${previous}\n${JSON.stringify(content)}`)
    .digest('hex')
  return JSON.stringify({ ...content, prev_hash: previous, entry_hash: hash })
}

/** What a flipped bit made of a row. Stored digests are read in either case, so another case is the same digest. */
type Change = 'unreadable' | 'content' | 'no-hash' | 'same-digest'

function changeOf(row: Row, altered: Buffer, found: Outcome): Change {
  if (found.rejected > 0) return 'unreadable'
  const now = rowOf(altered.toString('utf8'))
  const text = JSON.stringify(now)
  const lowered = { ...now, entry_hash: now.entry_hash?.toLowerCase(), prev_hash: now.prev_hash?.toLowerCase() }
  if (text !== JSON.stringify(row) && JSON.stringify(lowered) === JSON.stringify(row)) return 'same-digest'
  return found.contents['not-recomputable'] === 1 ? 'no-hash' : 'content'
}

function isShown(change: Change, found: Outcome, line: number): boolean {
  if (change === 'same-digest') return found.verdict === 'verified'
  if (change !== 'content') return found.verdict !== 'verified'
  const own = found.breaks.find((item) => item.line === line)
  return found.verdict === 'mismatch' && found.contents.ok === 4 && own?.content === 'mismatch'
}

describe('a chain to which something was done', () => {
  it('is intact before', async () => {
    expect(lines.map((line) => rowOf(line).sequence)).toEqual(Array.from({ length: 25 }, (_, index) => 1000 + index))
    expect(await outcome(lines)).toMatchObject({ verdict: 'verified', contents: { ok: 25 }, breaks: [] })
  })

  it('shows every flipped bit of a row sealed over its raw bytes', async () => {
    const rows = linesOf('sha256.raw-minus-fields.prefix.hex').slice(0, 5)
    const at = 1
    const original = Buffer.from(rows[at] as string)
    const row = rowOf(rows[at] as string)
    const before = Buffer.from(`${rows.slice(0, at).join('\n')}\n`)
    const after = Buffer.from(`\n${rows.slice(at + 1).join('\n')}\n`)
    const seen: Record<Change, number> = { unreadable: 0, content: 0, 'no-hash': 0, 'same-digest': 0 }
    const wrong: string[] = []
    for (let index = 0; index < original.length; index += 1) {
      for (let bit = 0; bit < 8; bit += 1) {
        const altered = Buffer.from(original)
        altered[index] = (altered[index] as number) ^ (1 << bit)
        const found = await coreOutcome(rawRecipe, readRecords('ndjson', Buffer.concat([before, altered, after])))
        const change = changeOf(row, altered, found)
        seen[change] += 1
        if (!isShown(change, found, at + 1)) wrong.push(`byte ${index}, bit ${bit}, ${change}: ${found.verdict}`)
      }
    }
    expect(wrong).toEqual([])
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(20)
  })

  it('shows a change of any field on the content axis of that row alone', async () => {
    for (const name of Object.keys(rowOf(lines[7] as string))) {
      if (name === 'sequence' || name === 'entry_hash' || name === 'prev_hash') continue
      for (const value of ['changed', null, 7.5, { changed: true }, []]) {
        const changed = JSON.stringify({ ...rowOf(lines[7] as string), [name]: value })
        if (changed === lines[7]) continue
        expect(await outcome(lines.with(7, changed))).toMatchObject({
          verdict: 'mismatch',
          reason: 'content-differs',
          contents: { ok: 24, mismatch: 1 },
          links: { genesis: 1, ok: 24 },
          breaks: [{ line: 8, sequence: '1007', link: 'ok', content: 'mismatch' }],
        })
      }
    }
  })

  it('locates every removed run of rows exactly', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(fc.nat({ max: 24 }), { maxLength: 20 }), async (removed) => {
        const kept = lines.flatMap((line, index) => (removed.includes(index) ? [] : [{ line, index }]))
        const found = await outcome(kept.map(({ line }) => line))
        const gaps = kept.flatMap(({ index }, at) => {
          const missing = at === 0 ? 0 : index - (kept[at - 1]?.index ?? 0) - 1
          return missing === 0 ? [] : [{ line: at + 1, sequence: String(1000 + index), link: 'gap', missing }]
        })
        expect(found.breaks.map(({ line, sequence, link, missing }) => ({ line, sequence, link, missing }))).toEqual(
          gaps,
        )
        expect(found.contents.ok).toBe(kept.length)
        expect(found.links.genesis).toBe(removed.includes(0) ? 0 : 1)
        expect(found.verdict).toBe(gaps.length > 0 ? 'gap' : 'verified')
      }),
      { numRuns: 300 },
    )
  })

  it('says re-ordered and nothing else of any permutation', async () => {
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(lines, { minLength: 25, maxLength: 25 }), async (shuffled) => {
        const found = await outcome(shuffled)
        const moved = dispensable(shuffled.map((line) => rowOf(line).sequence)).map(String)
        expect(found.verdict).toBe('verified')
        expect(found.contents.ok).toBe(25)
        // The genesis says that it is the genesis, wherever it stands.
        expect(found.breaks.map((item) => item.sequence)).toEqual(moved.filter((sequence) => sequence !== '1000'))
        expect(found.breaks.every((item) => item.link === 'reorder')).toBe(true)
      }),
      { numRuns: 200 },
    )
  })

  it('is verified only when its rows are those of one run of the chain, each once', async () => {
    const numbers = fc.nat({ max: 30 })
    const step = fc.oneof(
      fc.record({ kind: fc.constantFrom('remove', 'repeat', 'edit', 'rehash', 'blank'), at: numbers, to: numbers }),
      fc.record({ kind: fc.constantFrom('move', 'swap', 'insert', 'branch', 'renumber'), at: numbers, to: numbers }),
    )
    const verdicts = new Map<string, number>()
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 4 }), async (steps) => {
        let rows = [...lines]
        for (const { kind, at, to } of steps) {
          if (rows.length < 3) break
          const from = at % rows.length
          const target = to % rows.length
          const line = rows[from] as string
          const row = rowOf(line)
          if (kind === 'remove') rows = rows.toSpliced(from, 1)
          else if (kind === 'repeat') rows = rows.toSpliced(target, 0, line)
          else if (kind === 'edit') rows = rows.with(from, JSON.stringify({ ...row, note: `edited ${to}` }))
          else if (kind === 'rehash') rows = rows.with(from, sealed({ ...row, note: `forged ${to}` }, row.prev_hash))
          else if (kind === 'blank') rows = rows.with(from, JSON.stringify({ ...row, entry_hash: '' }))
          else if (kind === 'move') rows = rows.toSpliced(from, 1).toSpliced(target, 0, line)
          else if (kind === 'swap') rows = rows.with(from, rows[target] as string).with(target, line)
          else if (kind === 'insert')
            rows = rows.toSpliced(from + 1, 0, sealed({ ...row, note: 'put in' }, row.entry_hash))
          else if (kind === 'renumber') rows = rows.with(from, sealed({ ...row, sequence: 990 + to }, row.prev_hash))
          else
            rows = [
              ...rows,
              sealed({ ...row, sequence: 1025 + to, note: 'branch' }, rowOf(rows[target] as string).entry_hash),
            ]
        }
        const found = await outcome(rows)
        verdicts.set(found.verdict, (verdicts.get(found.verdict) ?? 0) + 1)
        expect(found.entries).toBe(rows.length)
        if (found.verdict !== 'verified') return
        // Verified: every row recomputes, and the links make one line out of all of them.
        const own = rows.map(rowOf)
        const hashes = own.map((row) => row.entry_hash)
        expect(new Set(hashes).size).toBe(rows.length)
        expect(new Set(own.map((row) => row.prev_hash)).size).toBe(rows.length)
        expect(own.filter((row) => !hashes.includes(row.prev_hash)).length).toBe(1)
        for (const [index, row] of own.entries()) expect(sealed(row, row.prev_hash)).toBe(rows[index])
      }),
      { numRuns: 1500 },
    )
    for (const verdict of ['verified', 'gap', 'mismatch'])
      expect([verdict, verdicts.get(verdict) ?? 0]).not.toEqual([verdict, 0])
  })

  it('is judged alike however the file is cut into ranges', async () => {
    // Two scopes by turns cut every run, as frame ranges do.
    const { path, recipe: given } = readCase('tenants-interleaved')
    const rows = readFileSync(path, 'utf8').trimEnd().split('\n')
    const grouped = rows.toSorted((a, b) =>
      (rowOf(a)['tenant_id'] as string).localeCompare(rowOf(b)['tenant_id'] as string),
    )
    const [mixed, apart] = [await outcome(rows, given as Recipe), await outcome(grouped, given as Recipe)]
    expect(apart).toEqual(mixed)
  })
})

describe('the worked example of the README', () => {
  it('gives with printf and sha256sum what it prints', () => {
    const readme = readFileSync(join(import.meta.dirname, '../../../../src/shared/core/chain/README.md'), 'utf8')
    const text = readme.slice(readme.indexOf('### Worked example'), readme.indexOf('## 6.'))
    const blocks = [...text.matchAll(/^ {4}((?:printf|\{ printf)[^]*?sha256sum)\n(?: {4}([0-9a-f]{64})$)?/gm)]
    expect(blocks.length).toBe(3)
    for (const [, command = '', printed] of blocks) {
      expect(execFileSync('bash', ['-c', command], { encoding: 'utf8' }).slice(0, 64)).toBe(printed)
    }
  })
})

/** Numbers that some longest rising selection does without, by leaving out each in turn. */
function dispensable(numbers: readonly number[]): number[] {
  const longest = risingLength(numbers)
  return numbers.filter((_, at) => risingLength(numbers.toSpliced(at, 1)) === longest)
}

function risingLength(numbers: readonly number[]): number {
  const lengths: number[] = []
  for (const [at, number] of numbers.entries()) {
    lengths.push(1 + Math.max(0, ...lengths.filter((_, before) => before < at && (numbers[before] as number) < number)))
  }
  return Math.max(0, ...lengths)
}
