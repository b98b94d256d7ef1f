import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { forbiddenIn } from '../../../src/shared/text/forbidden-words.ts'
import { frameworks, type Framework } from '../../../src/shared/model/engagement.ts'
import { plainFacts, type PlainFacts } from '../../support/plain-facts.mjs'
import { buildSamplePackages, periods, sampleFolder, type SampleSet } from './build-sample-package.ts'
import { reportTextOf, skipUnless } from './outside-programs.ts'
import { expectedFacts, sourceNames, statedFacts } from './report-facts.ts'
import { number, partLines, sectionLines, tableRows } from './report-text.ts'

const folder = mkdtempSync(join(tmpdir(), 'assay-templates-'))
const texts = new Map<string, string>()
const facts = new Map<SampleSet, PlainFacts>()

/** Rows that only the tree of the day can show; the plain script has no keccak-256. From the set's answer key. */
const treeRows: Readonly<Record<SampleSet, readonly string[]>> = {
  clean: [],
  faulty: [
    'Merkle mismatch | shop-a.ndjson | 2025-05-16 | ',
    ...Array.from({ length: 2 }, () => 'anchor mismatch | shop-a.ndjson | 2025-05-16 | '),
  ],
}

beforeAll(async () => {
  for (const set of ['clean', 'faulty'] as const) {
    const built = await buildSamplePackages({ set, folder: join(folder, set), templates: frameworks })
    for (const [template, result] of built) texts.set(`${set} ${template}`, await reportTextOf(result.path))
    facts.set(set, plainFacts(join(sampleFolder, set), periods[set].from, periods[set].to))
  }
}, 600_000)

afterAll(() => rmSync(folder, { recursive: true, force: true }))

const textOf = (set: SampleSet, template: Framework): string => texts.get(`${set} ${template}`) ?? ''
const factsOf = (set: SampleSet): PlainFacts => facts.get(set) as PlainFacts

describe.each(['clean', 'faulty'] as const)('reports on the %s set', (set) => {
  describe.each(frameworks)('%s', (template) => {
    it('holds the administrators, change counts, days, empty days, exceptions and referred items that a plain script computes, no more and no fewer', (context) => {
      skipUnless(context, 'pdftotext')
      const stated = statedFacts(textOf(set, template), template)
      const expected = expectedFacts(factsOf(set), template, treeRows[set])
      expect(stated.admins).toEqual(expected.admins)
      expect(stated.changes).toEqual(expected.changes)
      expect(stated.days).toEqual(expected.days)
      expect(stated.emptyDays).toEqual(expected.emptyDays)
      expect(stated.referred).toEqual(expected.referred)
      // Which pair of neighbours is named first is the product's choice; how many there are is not.
      expect(
        stated.exceptions
          .map((row) => row.replace(/(clock against sequence \| \S+ \|) line \d+ first/, '$1 '))
          .toSorted(),
      ).toEqual(expected.exceptions)
    })

    it('uses no word that a report may not use, and prints no value that is none', (context) => {
      skipUnless(context, 'pdftotext')
      const text = textOf(set, template)
      expect(forbiddenIn(text)).toEqual([])
      expect(text.match(/undefined|NaN|\[object|Infinity/g) ?? []).toEqual(
        // Entries without user id share this counter in the printed rule, and its key is printed as it is.
        set === 'clean' ? ['undefined', 'undefined'] : [],
      )
      expect(text).toContain('expresses no opinion or assurance')
    })

    it('counts in its results what its register lists', (context) => {
      skipUnless(context, 'pdftotext')
      const text = textOf(set, template)
      const results = tableRows(sectionLines(text, '3 Results', '4 Scope'), /^(?:S2|PC|SX)-\S+\s/)
      expect(results.length).toBeGreaterThan(9)
      const register = statedFacts(text, template).exceptions
      const said = /Exceptions in the register: ([\d,]+)\. Items referred for review: ([\d,]+)\./.exec(
        text.replaceAll(/\s+/g, ' '),
      )
      expect(number(said?.[1])).toBe(register.length)
      expect(number(said?.[2])).toBe(statedFacts(text, template).referred.length)
      for (const row of results) {
        const [without, tested] = row.slice(-4, -2).map(number)
        expect(without, row.join(' ')).toBeLessThanOrEqual(tested ?? Number.NaN)
      }
    })
  })

  it('SOC 2: exports with and without a reason, and records of review', (context) => {
    skipUnless(context, 'pdftotext')
    const lines = sectionLines(textOf(set, 'soc2'), '8D.4 ', '8D.5 ')
    const groups = sourceNames.flatMap((name) =>
      Object.entries(factsOf(set)[name].exports).map(([key, { count, withReason }]) =>
        [...key.split('|'), String(count), String(withReason)].join(' '),
      ),
    )
    expect(
      tableRows(lines, /^\S+\s+\S+\s+[\d,]+\s+[\d,]+$/)
        .map((row) => row.join(' ').replaceAll(',', ''))
        .toSorted(),
    ).toEqual(groups.toSorted())
    const reviews = sectionLines(textOf(set, 'soc2'), '8H ', '9 Exceptions')
    const listed = tableRows(reviews, /^\d{4}-\d\d-\d\dT/).map((row) => number(row.at(-1)))
    expect(listed).toEqual(sourceNames.flatMap((name) => factsOf(set)[name].reviews))
  })

  it('PCI DSS: events per class and source, ids of persons and programs, twelve months', (context) => {
    skipUnless(context, 'pdftotext')
    const lines = partLines(sectionLines(textOf(set, 'pci'), '8D ', '8D.2 '), 'Class ', 'Examples:')
    const stated = tableRows(lines, /^10\.2\.1\.\d\s/).map((row) => [row[0], ...row.slice(-2).map(number)])
    const [a, b] = [factsOf(set)['shop-a.ndjson'], factsOf(set)['shop-b.ndjson']]
    expect(stated).toEqual(Object.keys(a.classes).map((id) => [id, a.classes[id], b.classes[id]]))
    const ids = tableRows(sectionLines(textOf(set, 'pci'), '8L ', '8M '), /^shop-[ab]\.ndjson\s+[\d,]+\s/).map((row) =>
      row.slice(1, 5).map(number),
    )
    expect(ids).toEqual(
      [a, b].map((source) => [source.entries, source.withoutActor.length, source.persons, source.programs]),
    )
    expect(textOf(set, 'pci')).toMatch(/PC-10\.5\.1\s+10\.5\.1\s+Twelve months kept\s+exception-noted/)
  })

  it('SOX: roll-forward, control totals to the cent, and adjustments per criterion', (context) => {
    skipUnless(context, 'pdftotext')
    const rollForward = sectionLines(textOf(set, 'sox'), '8C ', '8D.1 ')
    const months = tableRows(rollForward, /^\d{4}-\d\d\s+[\d,]+\s+[\d,]+\s+[\d,]+$/).map((row) =>
      row.map((cell, index) => (index === 0 ? cell : number(cell))),
    )
    const expectedMonths = sourceNames.flatMap((name) => {
      let opening = 0
      return Object.entries(factsOf(set)[name].months).map(([month, added]) => [
        month,
        opening,
        added,
        (opening += added),
      ])
    })
    expect(months).toEqual(expectedMonths)
    const totals = tableRows(rollForward, /^\d{4}-\d\d\s+(?:refund|price|stock|discount)\s/).map(
      ([month, kind, unit, entries, withAmount, total]) =>
        `${month}|${kind}|${unit} ${number(entries)} ${number(withAmount)} ${total}`,
    )
    expect(totals.toSorted()).toEqual(
      sourceNames.flatMap((name) => expectedTotals(factsOf(set)[name].adjustments.totals)).toSorted(),
    )
    const criteria = tableRows(sectionLines(textOf(set, 'sox'), '8F ', '8G '), /^JE\d+\s{2,}/).map((row) => [
      row[0],
      ...row.slice(-2).map(number),
    ])
    const countOf = (name: (typeof sourceNames)[number], id: string): number =>
      factsOf(set)[name].adjustments.selected.filter((item) => item.criteria.includes(id)).length
    expect(criteria).toEqual(
      ['JE2', 'JE3', 'JE5', 'JE6', 'JE7', 'JE10'].map((id) => [
        id,
        countOf('shop-a.ndjson', id),
        countOf('shop-b.ndjson', id),
      ]),
    )
  })
})

function expectedTotals(totals: PlainFacts['shop-a.ndjson']['adjustments']['totals']): string[] {
  return Object.entries(totals).map(([key, { entries, withAmount, cents }]) => {
    const [month, kind, unit] = key.split('|')
    const sum = kind === 'refund' ? (cents / 100).toFixed(2).replace(/\B(?=(\d{3})+\.)/g, ',') : String(cents / 100)
    return `${month}|${kind}|${unit === '' ? 'none stated' : unit} ${entries} ${withAmount} ${kind === 'refund' || kind === 'stock' ? sum : 'not added'}`
  })
}
