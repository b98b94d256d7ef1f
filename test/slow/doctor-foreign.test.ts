/**
 * Logs that programs of several languages sealed in habits of their own (`test/support/foreign-sealers`): the doctor finds
 * the recipe of some, and of the others it says that it has none. Which, and how that is to be read, is in the README there.
 */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { Recipe } from '../../src/shared/model/recipe.ts'
import { infer } from '../shared/core/doctor/doctor-run.ts'

const folder = join(import.meta.dirname, '../support/foreign-sealers')
const scratch = mkdtempSync(join(tmpdir(), 'assay-sealers-'))
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

const programs: Readonly<Record<string, readonly string[]>> = {
  '.py': ['python3'],
  '.php': ['php'],
  '.js': [process.execPath],
  '.go': ['go', 'run'],
  '.java': ['java'],
  '.rb': ['ruby'],
}

/**
 * What the program does, in words of the recipe language; null where these cannot say it or nobody without a key can;
 * `outside` where they can, and the grid does not go there.
 */
const designs: Readonly<Record<string, Partial<Recipe> | 'outside' | null>> = {
  'sorted_dumps.py': { algorithm: 'sha256', previous: { placement: 'inside', encoding: 'hex', separator: '' } },
  'compact_without_none.py': {
    algorithm: 'sha3-256',
    previous: { placement: 'prefix', encoding: 'hex', separator: '' },
  },
  'float_seconds.py': { algorithm: 'sha256' },
  'signed_rows.py': null,
  'escaped_slashes.php': { algorithm: 'sha256', previous: { placement: 'prefix', encoding: 'hex', separator: '' } },
  'imploded.php': null,
  'template-text.js': { algorithm: 'sha256', previous: { placement: 'prefix', encoding: 'hex', separator: '|' } },
  'block-exercise.js': { algorithm: 'sha256', previous: { placement: 'inside', encoding: 'hex', separator: '' } },
  'blank-hash.js': null,
  'twice-hashed.js': null,
  'base64-digests.js': { algorithm: 'sha512', previous: { placement: 'prefix', encoding: 'base64', separator: '' } },
  'content-and-link.js': { algorithm: 'sha256' },
  'query-text.js': { algorithm: 'sha256', previous: { placement: 'inside', encoding: 'hex', separator: '' } },
  'array-text.js': null,
  'other-names.js': { algorithm: 'sha256', previous: { placement: 'prefix', encoding: 'hex', separator: '' } },
  'struct_order.go': { algorithm: 'sha256', previous: { placement: 'inside', encoding: 'hex', separator: '' } },
  'InstantText.java': { algorithm: 'sha256' },
  'plus_signs.py': 'outside',
  'raw-previous.js': 'outside',
  'format_verbs.go': 'outside',
  'hash-of-hash.js': null,
  'map_text.rb': null,
  'query_build.php': null,
  'joined_columns.rb': { algorithm: 'sha256', previous: { placement: 'prefix', encoding: 'hex', separator: '|' } },
}

/** Lines of a program's export; null, with a warning, where its language is not installed. */
function exportOf(file: string): readonly string[] | null {
  const [program = '', ...first] = programs[extname(file)] ?? []
  const key = join(scratch, 'key')
  writeFileSync(key, createHash('sha256').update('a key of the sealing program').digest())
  const run = spawnSync(program, [...first, join(folder, file), key], { encoding: 'utf8', maxBuffer: 1 << 24 })
  if (run.error !== undefined) {
    console.warn(`${file} was not run: ${program} is not installed`)
    return null
  }
  if (run.status !== 0) throw new Error(`${file} ended with ${run.status}: ${run.stderr}`)
  return run.stdout.trimEnd().split('\n')
}

describe('a log that another program sealed', () => {
  it('has a design here', () => {
    expect(
      readdirSync(folder)
        .filter((name) => name !== 'README.md')
        .toSorted(),
    ).toEqual(Object.keys(designs).toSorted())
  })

  it.each(Object.entries(designs))('%s', async (file, design) => {
    const lines = exportOf(file)
    if (lines === null) return
    expect(lines).toHaveLength(200)
    const { outcome, recipe, sample, equivalents } = await infer(lines)
    console.info(
      `${file}: ${outcome}, ${sample.matched} of ${sample.of}, ${equivalents.total} equivalents ${JSON.stringify(recipe?.canonical ?? null)}`,
    )
    if (design === 'outside') {
      // Free to be found one day, and never by halves.
      expect(outcome === 'found').toBe(sample.matched === 200)
      return
    }
    if (design === null) {
      expect(['none', 'partly']).toContain(outcome)
      expect(sample.matched).toBeLessThan(200)
      return
    }
    expect({ outcome, ...sample }).toEqual({ outcome: 'found', matched: 200, of: 200 })
    expect(recipe).toMatchObject(design)
  })

  it('no longer recomputes where one value of its export was altered', async () => {
    const lines = exportOf('query-text.js') ?? []
    const altered = lines.map((line, index) => (index === 120 ? line.replace('"EUR"', '"USD"') : line))
    const { outcome, sample } = await infer(altered)
    expect({ outcome, ...sample }).toEqual({ outcome: 'partly', matched: 199, of: 200 })
  })
})
