/**
 * The demo as a user runs it, on the built command line where the build is fresh: it must meet every statement of the bundled answer keys, and it
 * must notice when the evidence is not what a key says.
 */
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { type Ended, ended, program, repository, sample, startCli } from './run-cli.ts'

const folder = mkdtempSync(join(tmpdir(), 'assay-demo-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function runDemo(...args: readonly string[]): Promise<Ended> {
  const demo = join(repository, 'scripts/demo/main.ts')
  return ended(startCli(['--program', program, ...args], { cwd: repository, program: demo }))
}

/** The lines from a heading to the next empty line. */
function section(stdout: string, heading: string): string[] {
  const lines = stdout.split('\n')
  const start = lines.indexOf(heading)
  if (start < 0) return []
  const end = lines.indexOf('', start)
  return lines.slice(start + 2, end)
}

/** Met and stated of the last line: `338 of 338 answer-key statements met; …`. */
function statements(stdout: string): { readonly met: number; readonly all: number } {
  const [, met = '', all = ''] = /^([\d,]+) of ([\d,]+) answer-key statements met/m.exec(stdout) ?? []
  return { met: Number(met.replaceAll(',', '')), all: Number(all.replaceAll(',', '')) }
}

// The machine may be busy with other test files; alone it takes under a minute.
const patience = { timeout: 600_000 }

describe('the demo', () => {
  it('meets every statement of every answer key', patience, async () => {
    const out = join(folder, 'all')
    const { exit, stdout, stderr } = await runDemo('--out', out)
    expect({ exit, stderr, differs: section(stdout, 'What differs') }).toEqual({ exit: 0, stderr: '', differs: [] })
    const { met, all } = statements(stdout)
    expect(met).toBe(all)
    // Fewer would mean that a key or a comparison was lost on the way.
    expect(all).toBeGreaterThan(300)
    const table = section(stdout, 'Verdicts')
    const isFrom = (set: string): boolean => table.some((line) => line.startsWith(set))
    expect(['clean', 'faulty', 'defect D1 ', 'defect D18'].filter((set) => !isFrom(set))).toEqual([])
    const produced = section(stdout, 'Produced')
    expect(produced.filter((path) => path.endsWith('.evidence.zip'))).toHaveLength(4)
    expect(produced.filter((path) => !existsSync(join(repository, path)) && !existsSync(path))).toEqual([])
  })

  it('names what differs when one byte of an export is not what the key was made from', patience, async () => {
    const copy = join(folder, 'sample')
    cpSync(sample, copy, { recursive: true })
    const file = join(copy, 'clean/shop-b.ndjson')
    const lines = readFileSync(file, 'utf8').split('\n')
    const browser = '"user_agent":"M'
    const changed = 1 + lines.findIndex((line, index) => index > 1000 && line.includes(browser))
    const before = lines[changed - 1] ?? ''
    lines[changed - 1] = before.replace(browser, '"user_agent":"N')
    expect(lines[changed - 1]).not.toBe(before)
    writeFileSync(file, lines.join('\n'))

    const { exit, stdout } = await runDemo('--sample', copy, '--only', 'clean', '--out', join(folder, 'changed'))
    expect(exit).toBe(1)
    const differs = section(stdout, 'What differs')
    expect(differs).toContain('clean, shop-b.ndjson, hash chain: verdict')
    const place = differs.indexOf('clean, shop-b.ndjson, hash chain: content differs at')
    const { sequence } = JSON.parse(before) as { readonly sequence: number }
    expect(differs.slice(place, place + 3)).toEqual([
      'clean, shop-b.ndjson, hash chain: content differs at',
      '  expected []',
      `  actual   [{"line":${changed},"sequence":"${sequence}"}]`,
    ])
    const { met, all } = statements(stdout)
    expect(met).toBeLessThan(all)
    // One changed value of the ledger concerns nothing of the shop's export but the total of all checks.
    const ofShop = differs.filter((line) => line.startsWith('clean, shop-a.ndjson'))
    expect(ofShop.filter((line) => !line.includes(' verify all'))).toEqual([])
  })

  it('leaves a folder alone that holds something else', async () => {
    const out = join(folder, 'mine')
    cpSync(join(sample, 'README.md'), join(out, 'notes.md'))
    const { exit, stdout, stderr } = await runDemo('--out', out)
    expect({ exit, stdout }).toEqual({ exit: 2, stdout: '' })
    expect(stderr).toContain('holds files that no demo made')
    expect(existsSync(join(out, 'notes.md'))).toBe(true)
  })

  it('refuses a set that it does not know', async () => {
    const { exit, stderr } = await runDemo('--only', 'clean,dirty')
    expect({ exit, stderr }).toEqual({ exit: 2, stderr: '--only knows clean, faulty, defects, not dirty.\n' })
  })
})
