/** Each defect case shows its defect: what its `case.json` states is recomputed here from its files. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { byDay, emptyDays, linesNaming, readLines, rootOf, scanRules, sha256, walkChain } from './plain-scan.ts'
import type { Read } from './plain-scan.ts'
import { bundledRoot, readJson } from './run-generator.ts'

const root = join(bundledRoot, 'defects')

interface Expectation {
  readonly check: string
  readonly file: string
  readonly verdict?: string
  readonly result?: string
  readonly reason?: string
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly details: any
}

interface Case {
  readonly folder: string
  readonly expectations: readonly Expectation[]
}

/** The entry without the named members, the others in their order. */
function without(entry: object, ...names: readonly string[]): object {
  return Object.fromEntries(Object.entries(entry).filter(([name]) => !names.includes(name)))
}

const cases: Case[] = readdirSync(root).map((name) => ({
  folder: join(root, name),
  expectations: readJson(join(root, name, 'case.json')).expectations,
}))
const caseOf = (defect: string): Case => {
  const found = cases.find(({ folder }) => folder.includes(`/${defect}-`))
  if (found === undefined) throw new RangeError(defect)
  return found
}
const ofCheck = (check: string): [string, Case, Expectation][] =>
  cases.flatMap((each) =>
    each.expectations
      .filter((expectation) => expectation.check === check)
      .map((expectation): [string, Case, Expectation] => [
        `${each.folder.slice(root.length + 1)} ${expectation.file} ${expectation.details.mode ?? ''}`,
        each,
        expectation,
      ]),
  )

describe('the defect cases', () => {
  it('cover every defect that a file can show', () => {
    expect(cases.map(({ folder }) => readJson(join(folder, 'case.json')).defect)).toEqual([
      'D1',
      'D2',
      'D3',
      'D4',
      'D5',
      'D6',
      'D7',
      'D8',
      'D9',
      'D10',
      'D13',
      'D14',
      'D15',
      'D18',
    ])
  })

  it('list exactly the files that are there', () => {
    for (const { folder } of cases) {
      const { files } = readJson(join(folder, 'case.json'))
      expect(new Set([...files, 'README.md', 'case.json'])).toEqual(new Set(readdirSync(folder)))
      expect(readFileSync(join(folder, 'README.md'), 'utf8').trim().split('\n')).toHaveLength(2)
    }
  })

  it.each(ofCheck('merkle').filter(([, , { file }]) => file.endsWith('.ndjson')))(
    '%s: roots of the lines against the anchored ones',
    (_, { folder }, { file, verdict, details }) => {
      const days = byDay(readLines(join(folder, file)))
      const batches = readLines(join(folder, 'shop-a-batches.ndjson')).map(({ entry }) => entry)
      const differing = batches.filter(
        (batch) => batch.merkle_root !== rootOf((days.get(batch.date) ?? []).map(({ text }) => text)),
      )
      expect(differing.map(({ date }) => date)).toEqual(
        (details.exceptions ?? []).map(({ date }: { date: string }) => date),
      )
      expect(verdict).toBe(differing.length === 0 ? 'verified' : 'mismatch')
      expect([details.batches, details.verified]).toEqual([batches.length, batches.length - differing.length])
    },
  )

  it.each(ofCheck('rules').filter(([, , { file }]) => file.endsWith('.ndjson')))(
    '%s: the rule fires where stated',
    (_, { folder }, { file, result, details }) => {
      const lines = scanRules(readLines(join(folder, file)))[details.rule]?.[details.mode as 'strict']
      expect(lines).toEqual(details.lines)
      expect(result).toBe(details.lines.length === 0 ? 'no-exception-noted' : 'exception-noted')
    },
  )

  it('D3: the middle day is empty and has no batch', () => {
    const { folder, expectations } = caseOf('D03')
    expect(emptyDays(readLines(join(folder, 'shop-a.ndjson')))).toEqual(expectations[0]?.details.emptyDays)
    expect(readLines(join(folder, 'shop-a-anchors.ndjson')).map(({ entry }) => entry.date)).toEqual([
      '2025-02-11',
      '2025-02-13',
    ])
  })

  it('D4: every block comes exactly as late as stated', () => {
    const { folder, expectations } = caseOf('D04')
    const blocks: { block: { number: string; timestamp: string } }[] = readJson(
      join(folder, 'shop-a-transcript.json'),
    ).blocks
    for (const { entry: claim } of readLines(join(folder, 'shop-a-anchors.ndjson'))) {
      const block = blocks.find((each) => Number(each.block.number) === claim.block_number)
      expect(Number(block?.block.timestamp) - claim.timestamp).toBe(
        expectations.find(({ check }) => check === 'anchor')?.details.blockMinusAssertedSeconds,
      )
    }
  })

  it('D5: putting the two lines back gives the anchored root', () => {
    const { folder } = caseOf('D05')
    const rows = readLines(join(folder, 'shop-a.ndjson'))
    const [third, fourth] = [rows[2], rows[3]] as [Read, Read]
    expect(third.entry.timestamp).toBe(fourth.entry.timestamp)
    const day = rows
      .with(2, fourth)
      .with(3, third)
      .filter(({ entry }) => entry.timestamp.startsWith('2025-02-20'))
    expect(rootOf(day.map(({ text }) => text))).toBe(
      readLines(join(folder, 'shop-a-batches.ndjson'))[0]?.entry.merkle_root,
    )
  })

  it('D9: the table has neither user_roles nor an address in the metadata, and twelve failures from one address', () => {
    const lines = readFileSync(join(caseOf('D09').folder, 'audit-logs.csv'), 'utf8')
      .trim()
      .split('\n')
    expect(lines[0]?.split(',')).toHaveLength(22)
    expect(lines[0]).not.toContain('user_roles')
    expect(lines.join('\n')).not.toContain('""ip_address""')
    expect(
      lines.slice(1).filter((line) => line.includes('user.login.failed') && line.includes(',203.0.113.8,')),
    ).toHaveLength(12)
  })

  it('D13: nine of twelve actions are in the vocabulary', () => {
    const { folder, expectations } = caseOf('D13')
    const nine = ['create', 'update', 'delete', 'approve', 'reject', 'archive', 'restore', 'export', 'bulk_update']
    const outside = readLines(join(folder, 'shop-b.ndjson')).filter(({ entry }) => !nine.includes(entry.action))
    expect(outside.map(({ line }) => line)).toEqual(expectations[0]?.details.missingLines)
  })

  it.each(['D13', 'D15', 'D18'])('%s: the chain is as stated', (defect) => {
    const { folder, expectations } = caseOf(defect)
    const stated = expectations.find(({ check }) => check === 'chain')
    const { contentMismatches, unlinked } = walkChain(readLines(join(folder, 'shop-b.ndjson')))
    expect(contentMismatches).toEqual(
      (stated?.details.contentMismatches ?? []).map(({ line }: { line: number }) => line),
    )
    expect(unlinked).toEqual([])
  })

  it('D14: each file is sealed by its own recipe and by neither of the others', () => {
    const { folder } = caseOf('D14')
    const sorted = (value: unknown): unknown => {
      if (value === null || typeof value !== 'object' || Array.isArray(value)) return value
      return Object.fromEntries(
        Object.entries(value)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([name, member]) => [name, sorted(member)]),
      )
    }
    const recipes: Record<string, (row: Read) => string> = {
      'raw-suffix-hex.ndjson': ({ text, entry }) =>
        sha256(text.replace(/,"prev_hash":"[0-9a-f]{64}","entry_hash":"[0-9a-f]{64}"\}$/, '}'), entry.prev_hash),
      'jcs-prefix-bytes.ndjson': ({ entry }) =>
        sha256(Buffer.from(entry.prev_hash, 'hex'), JSON.stringify(sorted(without(entry, 'prev_hash', 'entry_hash')))),
      'stringify-inside-hex.ndjson': ({ entry }) => sha256(JSON.stringify(without(entry, 'entry_hash'))),
    }
    for (const name of Object.keys(recipes)) {
      const rows = readLines(join(folder, name))
      expect(rows).toHaveLength(20)
      for (const [recipe, seal] of Object.entries(recipes)) {
        expect(
          rows.filter((row) => seal(row) === row.entry.entry_hash),
          `${name} under ${recipe}`,
        ).toHaveLength(recipe === name ? 20 : 0)
      }
      expect(
        rows.every(({ entry }, at) => entry.prev_hash === (at === 0 ? '0'.repeat(64) : rows[at - 1]?.entry.entry_hash)),
      ).toBe(true)
    }
  })

  it('D14: the raw file holds numbers that a parser would print differently', () => {
    const rows = readLines(join(caseOf('D14').folder, 'raw-suffix-hex.ndjson'))
    expect(rows.filter(({ text, entry }) => JSON.stringify(entry) !== text).length).toBeGreaterThan(0)
  })

  it('D15: the person is still in the row whose e-mail was blanked', () => {
    const { folder, expectations } = caseOf('D15')
    const stated = expectations.find(({ check }) => check === 'erasure')
    const rows = readLines(join(folder, 'shop-b.ndjson'))
    expect(linesNaming(rows, stated?.details.subject)).toEqual(stated?.details.lines)
    expect(rows[1]?.entry).toMatchObject({ actor_email: '', new_values: { email: stated?.details.subject[0] } })
  })

  it('D18: three of five addresses are private', () => {
    const { folder, expectations } = caseOf('D18')
    const isPrivate = (ip: string): boolean => /^(?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.)/.test(ip)
    const rows = readLines(join(folder, 'shop-b.ndjson'))
    expect(rows.filter(({ entry }) => isPrivate(entry.ip_address)).map(({ line }) => line)).toEqual(
      expectations[0]?.details.missingLines,
    )
  })
})
