/** One source row is changed, everything is done again, and exactly the facts that depend on it change. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { frameworks, type Framework } from '../../../src/shared/model/engagement.ts'
import { plainFacts } from '../../support/plain-facts.mjs'
import { buildSamplePackages, periods, sampleFolder } from './build-sample-package.ts'
import { reportTextOf, skipUnless } from './outside-programs.ts'
import { expectedFacts, statedFacts, type StatedFacts } from './report-facts.ts'

type Row = Record<string, unknown>

interface Change {
  readonly title: string
  readonly file: 'shop-a.ndjson' | 'shop-b.ndjson'
  readonly line: number
  readonly edit: (row: Row) => Row
  /** Groups of facts that must differ afterwards, and no other. */
  readonly differs: readonly (keyof StatedFacts)[]
  /** Exceptions that need a Merkle tree, or the states before, to be seen. */
  readonly furtherRows: readonly string[]
}

const rootOf = (date: string): string[] => [
  `Merkle mismatch | shop-a.ndjson | ${date} | `,
  `anchor mismatch | shop-a.ndjson | ${date} | `,
]

const changes: readonly Change[] = [
  {
    title: 'another person is granted the administrator role',
    file: 'shop-a.ndjson',
    line: 1032,
    edit: (row) => ({ ...row, resource_id: 'ops_second' }),
    differs: ['admins', 'exceptions'],
    furtherRows: rootOf('2024-12-30'),
  },
  {
    title: 'a role that is none of an administrator is granted instead',
    file: 'shop-b.ndjson',
    line: 120,
    edit: (row) => ({ ...row, new_values: { role: 'finance_lead' } }),
    differs: ['admins', 'exceptions'],
    // The next change of user_103 states the role before it that was granted here at first.
    furtherRows: ['Old value is not the last known one | shop-b.ndjson | line 1,717 (sequence 48292753) | '],
  },
  {
    title: 'a price change becomes one of less than half',
    file: 'shop-a.ndjson',
    line: 952,
    edit: (row) => ({ ...row, new_state: { price: 90, currency: 'USD' } }),
    differs: ['referred', 'exceptions'],
    furtherRows: rootOf('2024-12-23'),
  },
  {
    title: 'an entry moves to the day before, which had none, and to another action',
    file: 'shop-a.ndjson',
    line: 998,
    edit: (row) => ({
      ...row,
      timestamp: '2024-12-25T23:59:59.999Z',
      action: 'product.relabelled',
      previous_state: { label: 'a' },
      new_state: { label: 'b' },
    }),
    differs: ['changes', 'days', 'emptyDays', 'exceptions'],
    furtherRows: [...rootOf('2024-12-27'), 'Merkle gap | shop-a.ndjson | 2024-12-25 | '],
  },
]

const folder = mkdtempSync(join(tmpdir(), 'assay-changed-'))
const { from, to } = periods.clean
const plainOriginal = plainFacts(join(sampleFolder, 'clean'), from, to)
const original = new Map<Framework, StatedFacts>()

beforeAll(async () => {
  const built = await buildSamplePackages({ set: 'clean', folder: join(folder, 'original'), templates: frameworks })
  for (const [template, { path }] of built) {
    const text = await reportTextOf(path)
    if (text !== '') original.set(template, statedFacts(text, template))
  }
}, 600_000)

afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Facts a change adds to a list, and those it takes away. */
function difference(before: readonly string[], after: readonly string[]): { added: string[]; gone: string[] } {
  const rest = [...before]
  const added = after.filter((row) => {
    const at = rest.indexOf(row)
    if (at >= 0) rest.splice(at, 1)
    return at < 0
  })
  return { added, gone: rest }
}

describe.each(changes)('$title', ({ file, line, edit, differs, furtherRows }) => {
  it('changes exactly the dependent facts of every report', async (context) => {
    skipUnless(context, 'pdftotext')
    const place = mkdtempSync(join(folder, 'case-'))
    const exports = join(place, 'exports')
    cpSync(join(sampleFolder, 'clean'), exports, { recursive: true })
    const lines = readFileSync(join(exports, file), 'utf8').split('\n')
    lines[line - 1] = JSON.stringify(edit(JSON.parse(lines[line - 1] ?? '') as Row))
    writeFileSync(join(exports, file), lines.join('\n'))
    const plain = plainFacts(exports, from, to)

    const built = await buildSamplePackages({
      set: 'clean',
      exports,
      folder: join(place, 'built'),
      templates: frameworks,
    })
    for (const template of frameworks) {
      const before = original.get(template) as StatedFacts
      const after = statedFacts(await reportTextOf(built.get(template)?.path ?? ''), template)
      const expected = expectedFacts(plain, template, furtherRows)
      const groups = Object.keys(before) as (keyof StatedFacts)[]
      const changedGroups = groups.filter((group) => !isDeepStrictEqual(after[group], before[group]))
      expect(changedGroups.toSorted(), template).toEqual(differs.toSorted())
      const { exceptions: _, ...rest } = after
      expect(rest, template).toEqual(
        Object.fromEntries(Object.entries(expected).filter(([group]) => group !== 'exceptions')),
      )
      const foreseen = difference(expectedFacts(plainOriginal, template).exceptions, expected.exceptions)
      const stated = difference(before.exceptions, after.exceptions)
      expect(stated.added.toSorted(), template).toEqual(foreseen.added.toSorted())
      expect(stated.gone.toSorted(), template).toEqual(foreseen.gone.toSorted())
    }
  }, 600_000)
})
