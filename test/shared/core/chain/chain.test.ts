import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import canonicalize from 'canonicalize'
import { loadHasher } from '../../../../src/main/io/host/hashers.ts'
import { JsonScan } from '../../../../src/shared/core/bytes/json-scan.ts'
import { EntryCheck } from '../../../../src/shared/core/chain/entry-check.ts'
import {
  LinkFold,
  joinSegments,
  unexplainedPrevious,
  type LinkResult,
} from '../../../../src/shared/core/chain/segments.ts'
import { guideBRecipes } from '../../../../src/shared/core/chain/shipped-recipes.ts'
import type { Recipe } from '../../../../src/shared/model/recipe.ts'

type Row = Record<string, unknown> & { sequence: number; prev_hash: string; entry_hash: string }

/** Seals rows by a plain reading of the recipe's name; shares no code with the product. */
function sealedLines(recipe: Recipe, count: number): string[] {
  const lines: string[] = []
  let previous = '0'.repeat(64)
  for (let index = 0; index < count; index += 1) {
    const row = {
      id: `e${index}`,
      sequence: 100 + index,
      note: `naïve "${index}"`,
      nested: { b: [1, null, true], a: 79.9 },
      total: 10 + index,
      prev_hash: previous,
    }
    const { prev_hash: _omitted, ...without } = row
    const encoding = recipe.previous.encoding
    const previousBytes = encoding === 'bytes' ? Buffer.from(previous, 'hex') : Buffer.from(previous)
    const inside = recipe.previous.placement === 'inside'
    const source = inside ? row : without
    const content = recipe.canonical.form === 'jcs' ? (canonicalize(source) as string) : JSON.stringify(source)
    let preimage: Buffer
    if (inside) {
      if (encoding === 'bytes') {
        const [head, tail] = content.split(previous) as [string, string]
        preimage = Buffer.concat([Buffer.from(head), previousBytes, Buffer.from(tail)])
      } else preimage = Buffer.from(content)
    } else if (recipe.previous.placement === 'suffix') preimage = Buffer.concat([Buffer.from(content), previousBytes])
    else if (recipe.previous.placement === 'prefix') preimage = Buffer.concat([previousBytes, Buffer.from(content)])
    else preimage = Buffer.concat([previousBytes, Buffer.from('\n'), Buffer.from(content)])
    const hash = createHash('sha256').update(preimage).digest('hex')
    lines.push(JSON.stringify({ ...row, entry_hash: hash }))
    previous = hash
  }
  return lines
}

async function check(recipe: Recipe, lines: readonly string[]): Promise<{ contents: string[]; links: LinkResult }> {
  const entryCheck = new EntryCheck(recipe, await loadHasher(recipe.algorithm))
  const scan = new JsonScan()
  const fold = new LinkFold()
  const hashes = new Set<string>()
  const contents = lines.map((line, index) => {
    const bytes = new TextEncoder().encode(line)
    expect(scan.scan(bytes, 0, bytes.length)).toBe(true)
    const content = entryCheck.check(bytes, scan)
    hashes.add(entryCheck.statedHex())
    fold.add(index, (JSON.parse(line) as Row).sequence, '', entryCheck)
    return content
  })
  const wanted = unexplainedPrevious(fold.segments, recipe)
  return {
    contents,
    links: joinSegments(fold.segments, recipe, new Set([...wanted].filter((hash) => hashes.has(hash)))),
  }
}

const recipe = guideBRecipes.find((candidate) => candidate.id === 'sha256.json-stringify.newline-joined.hex') as Recipe

function edited(lines: readonly string[], at: number, change: (row: Row) => void): string[] {
  return lines.map((line, index) => {
    if (index !== at) return line
    const row = JSON.parse(line) as Row
    change(row)
    return JSON.stringify(row)
  })
}

describe('shipped recipes', () => {
  it('are 24 distinct readings', () => {
    expect(new Set(guideBRecipes.map((candidate) => candidate.id)).size).toBe(24)
  })

  it.each(guideBRecipes.map((candidate) => [candidate.id, candidate] as const))(
    '%s verifies a chain sealed by a plain script and finds one altered byte',
    async (_id, candidate) => {
      const lines = sealedLines(candidate, 30)
      const good = await check(candidate, lines)
      expect(good.contents.every((content) => content === 'ok')).toBe(true)
      expect(good.links.links).toMatchObject({ genesis: 1, ok: 29, gap: 0, broken: 0, fork: 0, reorder: 0 })
      const altered = await check(
        candidate,
        edited(lines, 17, (row) => (row['total'] = 999)),
      )
      expect(altered.contents.flatMap((content, index) => (content === 'ok' ? [] : [index]))).toEqual([17])
      expect(altered.links.links.ok).toBe(29)
    },
  )

  it('tell each other apart: no recipe but its raw-bytes twin verifies a chain', async () => {
    for (const sealed of guideBRecipes.filter((candidate) => candidate.canonical.form === 'jcs')) {
      const lines = sealedLines(sealed, 3)
      for (const other of guideBRecipes) {
        const { contents } = await check(other, lines)
        expect([sealed.id, other.id, contents.every((content) => content === 'ok')]).toEqual([
          sealed.id,
          other.id,
          other.id === sealed.id,
        ])
      }
    }
  })
})

describe('link axis', () => {
  const lines = sealedLines(recipe, 20)

  it('calls a removed row a gap and says how many are missing', async () => {
    const { contents, links } = await check(recipe, lines.toSpliced(7, 2))
    expect(contents.every((content) => content === 'ok')).toBe(true)
    expect(links.links).toMatchObject({ gap: 1, broken: 0 })
    expect(links.breaks).toMatchObject([{ index: 7, sequence: 109, link: 'gap', missingBefore: 2 }])
  })

  it('reports two exchanged lines as re-ordered and lowers nothing else', async () => {
    const swapped = lines.with(5, lines[6] as string).with(6, lines[5] as string)
    const { contents, links } = await check(recipe, swapped)
    expect(contents.every((content) => content === 'ok')).toBe(true)
    expect(links.links).toMatchObject({ reorder: 2, gap: 0, broken: 0, fork: 0, genesis: 1 })
    expect(links.breaks.map((item) => item.index)).toEqual([5, 6])
  })

  it('reads a file in falling order as one intact chain', async () => {
    const { links } = await check(recipe, lines.toReversed())
    expect(links.links).toMatchObject({ genesis: 1, gap: 0, broken: 0, fork: 0 })
  })

  it('calls a row whose own hash was recomputed a broken link at the next row', async () => {
    const forged = edited(lines, 9, (row) => {
      row['total'] = 1
      const { entry_hash: _hash, prev_hash, ...content } = row
      row.entry_hash = createHash('sha256')
        .update(`${prev_hash}\n${JSON.stringify(content)}`)
        .digest('hex')
    })
    const { contents, links } = await check(recipe, forged)
    expect(contents.every((content) => content === 'ok')).toBe(true)
    expect(links.breaks).toMatchObject([{ index: 10, link: 'broken', reason: 'link-broken' }])
    expect(links.breaks[0]?.expectedPrevious).toBe((JSON.parse(forged[9] as string) as Row).entry_hash)
  })

  it('calls two entries with one predecessor a fork, and a repeated row a duplicate', async () => {
    const { links } = await check(recipe, lines.toSpliced(4, 0, lines[4] as string))
    expect(links).toMatchObject({ sequenceDuplicates: 1 })
    expect(links.links.fork).toBe(1)
  })

  it('does not hold the first entry of a part of a chain against it', async () => {
    const { links } = await check(recipe, lines.slice(6))
    expect(links).toMatchObject({ startsMidChain: true })
    expect(links.breaks).toEqual([])
  })

  it('holds over any split of the file into ranges', async () => {
    const whole = await check(recipe, lines)
    expect(whole.links.headHash).toBe((JSON.parse(lines[19] as string) as Row).entry_hash)
  })
})
