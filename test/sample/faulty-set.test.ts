/** Every fault of the faulty set stands where the key says, found again by the plain scan. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  byDay,
  emptyDays,
  linesContaining,
  linesNaming,
  readLines,
  rootOf,
  scanRules,
  walkChain,
} from './plain-scan.ts'
import { bundledRoot, readJson } from './run-generator.ts'

const directory = join(bundledRoot, 'faulty')
const key = readJson(join(directory, 'answer-key.json'))
const shop = readLines(join(directory, 'shop-a.ndjson'))
const ledger = readLines(join(directory, 'shop-b.ndjson'))
const chain = key.chain['shop-b.ndjson']
const linesOf = (places: readonly { line: number }[]): number[] => places.map(({ line }) => line)
const fault = (name: string): { line: number; sequence: string }[] =>
  key.faults.filter((each: { fault: string }) => each.fault === name)

describe("guide B's faulty export", () => {
  it('has three entries whose content differs: one edited, two exchanged', () => {
    expect(walkChain(ledger).contentMismatches).toEqual(linesOf(chain.contentMismatches))
    expect(
      [...fault('edited-row'), ...fault('contents-exchanged')].map(({ line }) => line).sort((a, b) => a - b),
    ).toEqual(linesOf(chain.contentMismatches))
  })

  it('has two entries that verify when their contents are put back', () => {
    const [one, other] = fault('contents-exchanged').map(({ line }) => ledger[line - 1]?.entry)
    const back = {
      ...other,
      id: one.id,
      timestamp: one.timestamp,
      sequence: one.sequence,
      prev_hash: one.prev_hash,
      entry_hash: one.entry_hash,
    }
    expect(walkChain([{ line: 1, text: '', entry: back }]).contentMismatches).toEqual([])
  })

  it('has one hole, at the entry after the deleted row', () => {
    expect(walkChain(ledger).unlinked).toEqual(linesOf(chain.linkGaps))
    const [gap] = chain.linkGaps
    const before = ledger[gap.line - 2]?.entry.sequence
    const after = ledger[gap.line - 1]?.entry.sequence
    expect(String(after)).toBe(gap.sequence)
    expect(after - before).toBe(2)
    expect(gap.missingSequences).toEqual([String(before + 1)])
  })

  it('has one pair of lines in the wrong order', () => {
    const [pair] = chain.reorders
    expect(walkChain(ledger).regressions).toEqual([pair.lines[1]])
    expect(pair.lines.map((line: number) => String(ledger[line - 1]?.entry.sequence))).toEqual(pair.sequences)
    expect(Number(pair.sequences[0])).toBe(Number(pair.sequences[1]) + 1)
  })

  it('ends in the middle of a record, without a line feed', () => {
    const text = readFileSync(join(directory, 'shop-b.ndjson'), 'utf8')
    expect(text.endsWith('\n')).toBe(false)
    expect(ledger.filter(({ entry }) => entry === undefined).map(({ line }) => line)).toEqual(linesOf(chain.rejects))
    expect(chain.rejects[0].line).toBe(ledger.length)
    expect(key.files['shop-b.ndjson']).toEqual({ rows: 600, physical: 599, accepted: 598, rejected: 1, blank: 0 })
    expect(chain.entries).toBe(598)
  })

  it('states every place with the sequence that stands there', () => {
    for (const place of [...chain.contentMismatches, ...chain.linkGaps])
      expect(String(ledger[place.line - 1]?.entry.sequence)).toBe(place.sequence)
  })
})

describe("guide A's faulty export", () => {
  const batches = readLines(join(directory, 'shop-a-batches.ndjson')).map(({ entry }) => entry)
  const claims = readLines(join(directory, 'shop-a-anchors.ndjson')).map(({ entry }) => entry)
  const { date } = key.merkle['shop-a.ndjson'].exceptions[0]

  it('has one day anchored twice: the first root differs from the rows, the second is theirs', () => {
    const root = rootOf((byDay(shop).get(date) ?? []).map(({ text }) => text))
    const roots = batches.filter((batch) => batch.date === date).map((batch) => batch.merkle_root)
    expect(roots).toHaveLength(2)
    expect(roots[0]).not.toBe(root)
    expect(roots[1]).toBe(root)
    const times = batches.map(({ timestamp }) => timestamp)
    expect(times).toEqual([...times].sort((a, b) => a - b))
    const again = batches.filter((batch) => batch.date === date).map(({ timestamp }) => timestamp)
    expect(again[1] - again[0]).toBeGreaterThan(6.5 * 86_400)
  })

  it('verifies on every other day', () => {
    const days = byDay(shop)
    for (const batch of batches.filter((each) => each.date !== date))
      expect(batch.merkle_root).toBe(rootOf((days.get(batch.date) ?? []).map(({ text }) => text)))
    expect(key.merkle['shop-a.ndjson']).toMatchObject({ verdict: 'mismatch', batches: 31, verified: 30 })
  })

  it('has one claim per anchored line, in the same order', () => {
    expect(claims.map(({ date: day, merkle_root: root }) => `${day} ${root}`)).toEqual(
      batches.map(({ date: day, merkle_root: root }) => `${day} ${root}`),
    )
  })

  it('still agrees with its key on rules, subject and days', () => {
    expect(scanRules(shop)).toEqual(key.rules['shop-a.ndjson'])
    for (const [name, rows] of [
      ['shop-a.ndjson', shop],
      ['shop-b.ndjson', ledger],
    ] as const) {
      expect(linesNaming(rows, key.erasure.subject)).toEqual(key.erasure.files[name])
      expect(linesContaining(rows, key.erasure.subject)).toEqual([
        ...key.erasure.files[name],
        ...key.erasure.nearMisses[name],
      ])
      expect(emptyDays(rows)).toEqual(key.coverage[name].emptyDays)
    }
  })
})
