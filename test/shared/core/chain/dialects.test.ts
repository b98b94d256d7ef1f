/** JSON as other programs print it: both paths against what the programs themselves printed, kept and live. */
import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { independentContent } from '../../../../src/main/io/second-opinion/plain-loop.ts'
import { JsonScan } from '../../../../src/shared/core/bytes/json-scan.ts'
import { ByteSink, compileForm } from '../../../../src/shared/core/chain/canonical.ts'
import { canonicalSchema, type CanonicalForm } from '../../../../src/shared/model/recipe.ts'
import { missingPostgres, startPostgres } from '../../../support/postgres.ts'
import { postgresJson } from '../../../support/postgres-json.ts'

const folder = join(import.meta.dirname, '../../../cases/json-dialects')
const factsSchema = z.strictObject({
  texts: z.array(z.string()),
  programs: z.array(
    z.strictObject({
      program: z.string(),
      version: z.string(),
      outputs: z.record(z.string(), z.array(z.string().nullable())),
    }),
  ),
})
const facts = factsSchema.parse(JSON.parse(readFileSync(join(folder, 'facts.json'), 'utf8')))

function content(form: CanonicalForm, text: string): string | null {
  const bytes = Buffer.from(text)
  const scan = new JsonScan()
  if (!scan.scan(bytes, 0, bytes.length)) throw new Error(`not scanned: ${text}`)
  const sink = new ByteSink()
  const first = compileForm(form).write(bytes, scan, sink) ? Buffer.from(sink.view()).toString() : null
  const second = independentContent(bytes, 0, bytes.length, form)?.toString() ?? null
  if (first !== second) throw new Error(`the paths differ for ${text}: ${first} and ${second}`)
  return first
}

/** `php sorted` is the dialect `php` with every name sorted. */
function formOf(output: string): CanonicalForm {
  const [dialect, sorted] = output.split(' ')
  // A value form that touches nothing leads through the printer that the options share.
  if (dialect === 'pg-jsonb-text') return canonicalSchema.parse({ form: dialect, values: { none: { case: 'lower' } } })
  return canonicalSchema.parse({ form: 'json-text', dialect, ...(sorted === undefined ? {} : { sort: 'deep' }) })
}

/**
 * Why a form refuses where the program on this machine prints something, by what stands in the text. Everything else has
 * to be equal.
 */
function isKnownRefusal(output: string, text: string): boolean {
  // Go writes these two characters otherwise since release 1.22.
  if (output.startsWith('go')) return /\\[bf]|\\u000[8c]/i.test(text)
  // What PHP makes of these hangs on its sorting algorithm and on numbers in disguise.
  return output.startsWith('php') && output.endsWith('sorted') && phpMixtures.includes(text)
}

const phpMixtures = ['{"10a":1,"9":2,"10":3}', '{"1.5":1,"1e0":2}', '{"9":1,"5a":2,"10":3}']

/** Doubles that Java prints with more digits than needed before release 19 (JDK-4511638). */
function isOldJavaDouble(output: string, expected: string | null, actual: string | null): boolean {
  if (!output.startsWith('jackson') || expected === null || actual === null) return false
  const { v: before } = JSON.parse(expected) as { v?: number }
  const { v: after } = JSON.parse(actual) as { v?: number }
  return typeof before === 'number' && before === after && expected.length > actual.length
}

function compare(outputs: Readonly<Record<string, readonly (string | null)[]>>, texts: readonly string[]) {
  const differences: string[] = []
  let equal = 0
  let refused = 0
  let oldJava = 0
  for (const [output, expected] of Object.entries(outputs)) {
    const form = formOf(output)
    for (const [index, text] of texts.entries()) {
      const wanted = expected[index] ?? null
      // The server was not asked for every row, and refuses U+0000 and numbers beyond its range, where the form has text.
      if (wanted === null && output.startsWith('pg-')) continue
      const actual = content(form, text)
      if (actual === wanted) equal += 1
      else if (actual === null && isKnownRefusal(output, text)) refused += 1
      else if (isOldJavaDouble(output, wanted, actual)) oldJava += 1
      else differences.push(`${output}: ${text.slice(0, 200)} gives ${actual}, the program ${wanted}`)
    }
  }
  return { differences, equal, refused, oldJava }
}

describe('JSON as other programs print it', () => {
  it.each(facts.programs)('agrees with $program $version', ({ program, version, outputs }) => {
    const { differences, equal, refused, oldJava } = compare(outputs, facts.texts)
    expect(differences).toEqual([])
    console.info(`${program} ${version}: ${equal} equal, ${refused} refused as documented, ${oldJava} of an older Java`)
    expect(equal).toBeGreaterThan(facts.texts.length * 0.9)
  })

  it('has facts of every dialect', () => {
    const dialects = new Set(
      facts.programs.flatMap(({ outputs }) => Object.keys(outputs).map((name) => name.split(' ')[0] ?? '')),
    )
    expect([...dialects].toSorted((left, right) => (left < right ? -1 : 1))).toEqual([
      'go',
      'go-plain',
      'jackson',
      'pg-json',
      'pg-jsonb-text',
      'php',
      'php-plain',
      'python',
      'python-compact',
      'python-compact-utf8',
      'python-utf8',
      'ruby',
    ])
  })

  const python = spawnSync('python3', ['--version'])
  if (python.error !== undefined)
    console.warn('SKIPPED: python3 is not installed, its JSON is compared with kept facts only')
  it.skipIf(python.error !== undefined)('agrees with the python3 of this machine', () => {
    const answer = execFileSync('python3', [join(folder, 'generate/print.py')], { input: JSON.stringify(facts.texts) })
    const { outputs } = z
      .object({ outputs: z.record(z.string(), z.array(z.string().nullable())) })
      .parse(JSON.parse(answer.toString()))
    const { differences, equal } = compare(outputs, facts.texts)
    expect(differences).toEqual([])
    expect(equal).toBe(facts.texts.length * 8)
  })

  const missing = missingPostgres()
  if (missing !== undefined) console.warn(`SKIPPED: ${missing}; row_to_json and jsonb::text are not compared`)
  it.skipIf(missing !== undefined)(
    'agrees with row_to_json and jsonb::text of PostgreSQL 15',
    async () => {
      const postgres = await startPostgres()
      try {
        const { differences, equal } = compare({ ...postgresJson(postgres, facts.texts) }, facts.texts)
        expect(differences).toEqual([])
        expect(equal).toBeGreaterThan(facts.texts.length)

        // A row of every kind of column: the table as an export with to_jsonb has it, row_to_json as a trigger hashes it.
        const rows = `
        CREATE TABLE row (id bigint, note text, total numeric, ratio float8, ok boolean, at timestamptz, doc json, meta jsonb, gone text);
        INSERT INTO row VALUES
          (1, E'a/b "q" \\\\ \\n\\t\\b\\f\\r \\x01 é 😀 <&>', 79.90, 1e-7, true, '2024-05-01 10:00:00.123456+02', '{"b" : 1.0, "a": [ ]}', '{"b":1.0,"a":[]}', NULL),
          (9007199254740993, '', 1e20, 1e300, false, '2024-05-01 10:00:00Z', '[1,  2]', '"x"', '');`
        postgres.run('postgres', rows)
        const read = (expression: string): string[] =>
          postgres
            .run(
              'postgres',
              `SET timezone = 'UTC'; SELECT encode(convert_to(${expression}::text, 'UTF8'), 'hex') FROM row r ORDER BY id`,
            )
            .split('\n')
            .map((line) => Buffer.from(line, 'hex').toString())
        const written = read('row_to_json(r)')
        expect(written).toHaveLength(2)
        for (const line of written) {
          expect(content({ form: 'json-text', dialect: 'pg-json', exclude: [] }, line)).toBe(line)
          const respelled = line
            .replace('"id":', ' "\\u0069d" : ')
            .replace('😀', '\\ud83d\\ude00')
            .replace('a/b', 'a\\/b')
          expect(content({ form: 'json-text', dialect: 'pg-json', exclude: [] }, respelled)).toBe(line)
        }
      } finally {
        await postgres.stop()
      }
    },
    60_000,
  )
})
