/** Ctrl+C, SIGTERM and a kill during an import of 300,000 rows: exit 130, nothing half-visible, and the next import works. */
import type { ChildProcess } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { generate, removeGenerated } from '../sample/run-generator.ts'
import { assay, assayJson, ended, startCli, succeed, workFolder } from './run-cli.ts'

// Enough that a signal on the way still meets an import that is not over.
const rows = 300_000
const { folder, remove } = workFolder()
const setting = { cwd: folder }
let source: string
let number = 0
let engagement: string

beforeAll(() => {
  const made = generate('--rows', String(rows), '--seed', '7')
  if (made.code !== 0) throw new Error(made.stderr)
  source = join(made.directory, 'shop-b.ndjson')
})
afterAll(() => {
  removeGenerated()
  remove()
})
beforeEach(async () => {
  number += 1
  engagement = `engagement-${number}.assay`
  await succeed(['new', engagement, '--name', 'Interrupted', '--period', '2025-01-01..2025-12-31'], setting)
})

/** Resolves when the child's progress has come to the step; then it is in the middle of its work. */
function reached(child: ChildProcess, step: RegExp): Promise<void> {
  let seen = ''
  return new Promise((resolve, reject) => {
    child.stderr?.on('data', (chunk: Buffer) => {
      seen += chunk.toString('utf8')
      if (step.test(seen)) resolve()
    })
    child.on('close', () => reject(new Error(`ended before ${step.source}: ${seen}`)))
  })
}

/** Starts an import and sends it a signal while it is at the step. */
async function interruptedImport(signals: readonly NodeJS.Signals[], step: RegExp) {
  const child = startCli(['import', engagement, source], setting)
  const end = ended(child)
  await reached(child, step)
  for (const signal of signals) child.kill(signal)
  return end
}

function filesOfEngagement(): string[] {
  return readdirSync(folder).filter((name) => name.startsWith(engagement))
}

async function expectUntouched(): Promise<void> {
  expect((await assayJson(['sources', engagement], setting)).result).toEqual([])
  const log = await assayJson(['log', 'show', engagement], setting)
  expect(log.result.events.map((event: { action: string }) => event.action)).toEqual(['engagement.create'])
  expect((await assayJson(['log', 'verify', engagement], setting)).overall).toBe('verified')
}

async function expectImportWorks(): Promise<void> {
  const { result, exit } = await assayJson(['import', engagement, source], setting)
  expect(exit).toBe(0)
  expect(result[0].receipt).toMatchObject({ physical: rows, accepted: rows, rejected: 0 })
}

describe('an interrupted import', () => {
  it.each([
    ['SIGINT while parsing', 'SIGINT', /^import [1-5]0 %/m],
    ['SIGINT while hashing', 'SIGINT', /^hash 0 %/m],
    ['SIGTERM while parsing', 'SIGTERM', /^import [1-5]0 %/m],
  ] as const)('%s ends with 130, leaves nothing behind, and can be repeated', async (_what, signal, step) => {
    const before = statSync(join(folder, engagement)).size
    const end = await interruptedImport([signal], step)
    expect(end).toMatchObject({ exit: 130, signal: null, stdout: '' })
    expect(end.stderr).toMatch(/^assay: Interrupted\. The step that was running left nothing behind\.$/m)
    expect(filesOfEngagement()).toEqual([engagement])
    expect(statSync(join(folder, engagement)).size).toBe(before)
    await expectUntouched()
    await expectImportWorks()
  })

  it('with --json prints no document', async () => {
    const child = startCli(['import', engagement, source, '--json'], setting)
    const end = ended(child)
    await reached(child, /^import [1-5]0 %/m)
    child.kill('SIGINT')
    expect(await end).toMatchObject({ exit: 130, stdout: '' })
  })

  it('that is killed outright shows nothing of itself at the next opening', async () => {
    const end = await interruptedImport(['SIGKILL'], /^import [1-5]0 %/m)
    expect(end).toMatchObject({ exit: null, signal: 'SIGKILL' })
    await expectUntouched()
    expect(filesOfEngagement()).toEqual([engagement])
    await expectImportWorks()
  })

  it('keeps the file that was imported before', async () => {
    const child = startCli(['import', engagement, join(folder, '..', 'none')], setting)
    expect((await ended(child)).exit).toBe(4)
    const small = join(import.meta.dirname, '../../resources/sample/clean/shop-a.ndjson')
    const both = startCli(['import', engagement, small, source], setting)
    const end = ended(both)
    // The second file is the large one.
    await reached(both, /^import [1-5]0 % .* of \d{3},\d{3},\d{3} bytes/m)
    both.kill('SIGINT')
    expect((await end).exit).toBe(130)
    const { result } = await assayJson(['sources', engagement], setting)
    expect(result.map((item: { name: string }) => item.name)).toEqual(['shop-a.ndjson'])
  })
})

describe('a finished import', () => {
  it('is not repeated, and a check of it can be interrupted without a trace of a verdict', async () => {
    await expectImportWorks()
    const again = await assay(['import', engagement, source, '--quiet'], setting)
    expect(again).toMatchObject({ exit: 0, stderr: '' })
    expect(again.stdout).toMatch(/same bytes as source 1 .*Nothing was imported again/)
    expect((await assayJson(['sources', engagement], setting)).result).toHaveLength(1)
    const log = await assayJson(['log', 'show', engagement], setting)
    expect(log.result.events.filter((event: { action: string }) => event.action === 'source.import')).toHaveLength(1)

    const child = startCli(['verify', 'chain', engagement, '--second-opinion'], setting)
    const end = ended(child)
    await reached(child, /^(?:chain|second opinion) \d+ %/m)
    child.kill('SIGINT')
    expect(await end).toMatchObject({ exit: 130, stdout: '' })
    const { result } = await assayJson(['sources', engagement], setting)
    expect(result[0].verdict).toBeNull()
    expect(filesOfEngagement()).toEqual([engagement])
    expect((await assay(['verify', 'chain', engagement, '--quiet'], setting)).exit).toBe(0)
  })
})
