/**
 * The Chain Doctor at the command line, on logs that do not recompute as they stand: the recipe that it writes is taken
 * by `verify chain`, line by line as printed, and gives what the report promised.
 */
import { createHash } from 'node:crypto'
import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DoctorReport } from '../../src/shared/model/doctor.ts'
import { casesFolder } from '../shared/core/chain/chain-case.ts'
import { readResidueCase, residueNames } from '../shared/core/doctor/residue-run.ts'
import { assay, assayJson, sample, succeed, workFolder } from './run-cli.ts'

const { folder, remove } = workFolder()
const setting = { cwd: folder }
const quiet = (args: readonly string[]) => assay([...args, '--quiet'], setting)

beforeAll(async () => {
  for (const name of residueNames)
    copyFileSync(join(casesFolder, name, readResidueCase(name).input), join(folder, `${name}.ndjson`))
  copyFileSync(join(sample, 'faulty/shop-b.ndjson'), join(folder, 'shop-b.ndjson'))
  await succeed(['new', 'r.assay', '--name', 'R', '--period', '2025-01-01..2025-12-31'], setting)
  await succeed(['import', 'r.assay', ...residueNames.map((name) => `${name}.ndjson`), 'shop-b.ndjson'], setting)
})
afterAll(remove)

/** Lines below `Next:`, as words for the program. */
function nextSteps(stdout: string): string[][] {
  const [, steps = ''] = /^Next:\n((?: {2}assay .*\n)+)$/m.exec(stdout) ?? []
  return steps
    .trimEnd()
    .split('\n')
    .filter((step) => step !== '')
    .map((step) => step.trim().split(' ').slice(1))
}

describe.each([...residueNames, 'shop-b'])('doctor --save-recipe over %s', (name) => {
  it('writes a recipe with which the printed next step gives what was promised', { timeout: 120_000 }, async () => {
    const saved = `${name}.json`
    const source = `${name}.ndjson`
    const { exit, stdout, stderr } = await quiet(['doctor', 'r.assay', source, '--save-recipe', saved])
    expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' })
    expect(stdout).toContain(`\nThe recipe is in ${saved}.\n`)
    const { result } = await assayJson(['doctor', 'r.assay', source], setting)
    const report = result.report as DoctorReport
    expect(JSON.parse(readFileSync(join(folder, saved), 'utf8'))).toEqual(report.recipe)

    const [verify, explain] = nextSteps(stdout)
    expect(verify).toEqual(['verify', 'chain', 'r.assay', source, '--recipe', saved])
    const { result: checks } = await assayJson(verify ?? [], setting)
    const promised = report.confirmed
    if (promised === null) throw new Error('nothing was promised')
    expect(checks[0]).toMatchObject({
      entries: promised.entries,
      contents: {
        ok: promised.matched,
        mismatch: promised.mismatch,
        'not-recomputable': promised.notRecomputable,
      },
      links: promised.links,
      recipeHash: report.recipeHash,
    })
    // Some record recomputes, or does so with its lost digits filled in: the recipe is one of this log.
    const lost = report.residue.find(({ cause }) => cause === 'time-precision-lost')?.rows ?? 0
    expect(promised.matched + lost).toBeGreaterThanOrEqual(20)
    if (explain !== undefined) expect(await quiet(explain)).toMatchObject({ exit: 0, stderr: '' })
  })
})

describe('a recipe that puts back what the export lost', () => {
  it('is the one written for orders that were lost: all records recompute with it', async () => {
    const { result } = await assayJson(['doctor', 'r.assay', 'residue-jsonb-member-order.ndjson'], setting)
    expect(result.report).toMatchObject({
      outcome: 'found',
      sample: { matched: 200, of: 200 },
      confirmed: { entries: 500, matched: 500, mismatch: 0 },
    })
    expect(result.report.recipe.canonical.memberOrder).toHaveLength(5)
    // What was shown stays as advice; what might have been the matter does not.
    expect(result.report.advice.map(({ code }: { code: string }) => code)).toEqual(['key-order-lost'])
  })

  it('does not call records recomputable whose digits are lost', async () => {
    const name = 'residue-nanoseconds-stored-as-microseconds.ndjson'
    const { stdout } = await quiet(['doctor', 'r.assay', name])
    expect(stdout).toMatch(/^A recipe was found: .* 200 of 200 sampled records\.$/m)
    expect(stdout).toMatch(/, 0 recompute from the export alone\. 992 more lack digits/)
    expect((await quiet(['verify', 'chain', 'r.assay', name, '--recipe', `${name.slice(0, -7)}.json`])).exit).toBe(3)
  })
})

describe('what the report leaves unsaid or says once', () => {
  it('begins no chain at rows that state no hash', async () => {
    const { result } = await assayJson(['doctor', 'r.assay', 'residue-rows-before-the-chain.ndjson'], setting)
    expect(result.report.chain).toMatchObject({ chains: 1, scope: [] })
    expect(result.report.recipe.genesis).toEqual({ previous: 'zeros' })
  })

  it('compares with a document part by part, once', async () => {
    const name = 'residue-documented-formula'
    writeFileSync(join(folder, 'documented.json'), JSON.stringify(readResidueCase(name).documented))
    const { stdout } = await quiet(['doctor', 'r.assay', `${name}.ndjson`, '--documented', 'documented.json'])
    expect(stdout.match(/reproduces (?:none|0) of/g)).toHaveLength(1)
    expect(stdout).toMatch(/^ {2}form of the content: the document says fields-joined, the records say \S+$/m)
  })

  it('writes no file where no recipe was found, and names no next step', async () => {
    const hash = (text: string) => createHash('sha256').update(text).digest('hex')
    const rows = Array.from({ length: 30 }, (_, index) =>
      JSON.stringify({ sequence: index + 1, prev_hash: hash(`x${index}`), entry_hash: hash(`x${index + 1}`) }),
    )
    writeFileSync(join(folder, 'random.ndjson'), `${rows.join('\n')}\n`)
    await succeed(['import', 'r.assay', 'random.ndjson'], setting)
    const { exit, stdout } = await quiet(['doctor', 'r.assay', 'random.ndjson', '--save-recipe', 'none.json'])
    expect(exit).toBe(3)
    expect(stdout).toContain('\nNo recipe was found, so none.json was not written.\n')
    expect(stdout).not.toContain('Next:')
    expect(existsSync(join(folder, 'none.json'))).toBe(false)
  })
})
