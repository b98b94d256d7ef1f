/**
 * Chains that Assay did not make, verified with recipes written by hand: by a shell script with sha256sum, and inside
 * PostgreSQL. See test/cases/foreign-chain.
 */
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { script, serverForTests, stagingScript } from '../main/postgres/server.ts'
import { assay, assayJson, repository, sample, succeed, workFolder } from './run-cli.ts'

const cases = join(repository, 'test/cases/foreign-chain')
const { folder, remove } = workFolder()
const setting = { cwd: folder }

beforeAll(async () => {
  await succeed(['new', 'foreign.assay', '--name', 'Foreign', '--period', '2024-10-01..2025-04-30'], setting)
})
afterAll(remove)

/** Imports the bytes under a name; answers with what `verify chain` prints as JSON, with and without the recipe. */
async function verified(name: string, bytes: string | Uint8Array, ...recipe: readonly string[]) {
  writeFileSync(join(folder, name), bytes)
  const { result } = await assayJson(['import', 'foreign.assay', name], setting)
  expect(result[0].receipt).toMatchObject({ rejected: 0, truncated: false })
  const document = await assayJson(['verify', 'chain', 'foreign.assay', name, ...recipe], setting)
  expect(document.exit).toBe({ verified: 0, mismatch: 1, gap: 3, 'not-checked': 3 }[document.overall ?? ''])
  return document.result[0]
}

function recipe(name: string): readonly [string, string] {
  return ['--recipe', join(cases, name)]
}

describe('a chain sealed by a shell script with sha256sum', () => {
  const seal = (entries: string): string =>
    execFileSync('bash', [join(cases, 'seal.sh')], { input: entries, encoding: 'utf8' })
  const entries = readFileSync(join(cases, 'entries.tsv'), 'utf8')
  const count = entries.trimEnd().split('\n').length

  it('is verified with the recipe, one chain for each shop', async () => {
    const result = await verified('sealed.csv', seal(entries), ...recipe('seal.recipe.json'))
    expect(result).toMatchObject({
      verdict: 'verified',
      entries: count,
      contentVerified: count,
      scopes: 2,
      breakCount: 0,
    })
    expect(result.links).toMatchObject({ genesis: 2, ok: count - 2 })
  })

  it('says so on the screen', async () => {
    const ended = await assay(
      ['verify', 'chain', 'foreign.assay', 'sealed.csv', ...recipe('seal.recipe.json'), '--quiet'],
      setting,
    )
    expect(ended).toMatchObject({ exit: 0, stderr: '' })
    expect(ended.stdout).toMatch(/^verified +.*9 records of sealed\.csv/)
    expect(ended.stdout).toMatch(/^ {2}recipe +corner-shop\.seal-sh$/m)
    expect(ended.stdout).toMatch(/^ {2}chains +2$/m)
  })

  it('shows one edited value at its entry and nowhere else', async () => {
    const edited = seal(entries).replace('"ivan","refund","order_9","",', '"ivan","refund","order_8","",')
    const result = await verified('edited.csv', edited, ...recipe('seal.recipe.json'))
    expect(result).toMatchObject({ verdict: 'mismatch', contentVerified: count - 1, breakCount: 1 })
    // Line 1 is the header.
    expect(result.firstBreak).toMatchObject({ line: 7, sequence: '3', content: 'mismatch', link: 'ok' })
  })

  it('shows an entry that was taken out as a gap in its own shop', async () => {
    const lines = seal(entries).split('\n')
    const result = await verified('removed.csv', lines.toSpliced(4, 1).join('\n'), ...recipe('seal.recipe.json'))
    expect(result).toMatchObject({ verdict: 'gap', contentVerified: count - 1, breakCount: 1 })
    expect(result.firstBreak).toMatchObject({ sequence: '4', link: 'gap', missingBefore: '1' })
  })

  it('is not checked without the recipe, nor with one that differs in a separator', async () => {
    const none = await assayJson(['verify', 'chain', 'foreign.assay', 'sealed.csv'], setting)
    expect(none).toMatchObject({ overall: 'not-checked', exit: 3 })
    const text = readFileSync(join(cases, 'seal.recipe.json'), 'utf8').replace('"separator": "|"', '"separator": ""')
    writeFileSync(join(folder, 'other.json'), text)
    const other = await assayJson(['verify', 'chain', 'foreign.assay', 'sealed.csv', '--recipe', 'other.json'], setting)
    expect(other).toMatchObject({ overall: 'not-checked', exit: 3 })
    expect(other.result[0]).toMatchObject({ reason: 'no-recipe-reproduces', contentVerified: 0 })
  })
})

describe('chains sealed inside PostgreSQL', () => {
  const postgres = serverForTests()

  it.skipIf(postgres.missing)("guide B's table is verified with a recipe written by hand", async () => {
    const lines = readFileSync(join(sample, 'clean/shop-b.ndjson'), 'utf8').split('\n').slice(0, 300).join('\n')
    postgres.server.run('postgres', 'CREATE DATABASE shop;')
    postgres.server.run(
      'shop',
      script('guide-b.sql') + script('guide-b-seal.sql') + stagingScript(lines) + script('guide-b-fill.sql'),
    )
    postgres.server.run('shop', script('guide-b-awkward-rows.sql'))
    const dump = postgres.server.dump('shop', ['-t', 'audit_logs'], { zone: 'UTC' })
    const result = await verified('audit_logs.sql', dump, ...recipe('pg-trigger.recipe.json'))
    expect(result).toMatchObject({
      verdict: 'verified',
      recipeId: 'shop.audit-trigger',
      entries: 306,
      contentVerified: 306,
    })
  })

  it.skipIf(postgres.missing)('another design, unlike any shipped recipe, is verified with its own', async () => {
    postgres.server.run('postgres', 'CREATE DATABASE ledger;')
    postgres.server.run('ledger', readFileSync(join(cases, 'pg-ledger.sql'), 'utf8'))
    const dump = postgres.server.dump('ledger', ['-t', 'ledger'])
    const result = await verified('ledger.sql', dump, ...recipe('pg-ledger.recipe.json'))
    expect(result).toMatchObject({ verdict: 'verified', entries: 250, contentVerified: 250 })
    expect(result.links).toMatchObject({ genesis: 1, gap: 0, fork: 0, broken: 0 })

    postgres.server.run('ledger', 'UPDATE ledger SET amount = amount + 0.01 WHERE seq = 77;')
    const changed = await verified(
      'changed.sql',
      postgres.server.dump('ledger', ['-t', 'ledger']),
      ...recipe('pg-ledger.recipe.json'),
    )
    expect(changed).toMatchObject({ verdict: 'mismatch', contentVerified: 249, contents: { mismatch: 1 } })
    const { result: findings } = await assayJson(['findings', 'foreign.assay', '--kind', 'chain-mismatch'], setting)
    const sequences = findings.findings.map(
      (finding: { pointers: { sequence: string }[] }) => finding.pointers[0]?.sequence,
    )
    expect(sequences).toContain('77')
  })
})
