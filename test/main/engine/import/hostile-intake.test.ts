/**
 * Hostile files, imported whole: every folder of test/cases/intake with an import.json says what is given and what must
 * come of it. New cases need no code. Each is imported in a sandbox in which nothing but the engagement may change; its
 * peak of memory is printed.
 */
import { createHash } from 'node:crypto'
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { errorCodes } from '../../../../src/shared/model/app-error.ts'
import { formatIdSchema, rejectReasonSchema, type SourceSummary } from '../../../../src/shared/model/source.ts'
import { startTestEngine, temporaryFolder, type TestEngine } from '../../../support/temporary-engine.ts'
import { fileSchema, writeGiven } from './hostile-recipe.ts'
import { expectWhole } from './source-net.ts'

const folder = join(import.meta.dirname, '../../../cases/intake')

const caseSchema = z.strictObject({
  why: z.string().min(20),
  /** What is given to the import: a name below the folder of `files`, or a path of the system. */
  given: z.string(),
  format: formatIdSchema.optional(),
  profileId: z.string().optional(),
  files: z.array(fileSchema),
  /** Why the case cannot run everywhere. */
  needs: z.enum(['posix']).optional(),
  outcome: z.union([
    z.strictObject({ error: z.enum(errorCodes), says: z.string() }),
    z.strictObject({
      format: formatIdSchema,
      profile: z.string().optional(),
      accepted: z.number(),
      rejected: z.partialRecord(rejectReasonSchema, z.number()),
      blank: z.number(),
      truncated: z.boolean(),
      /** Codes with their counts; exactly these. */
      notes: z.record(z.string(), z.number()),
      /** Codes of the notes that say that evidence is missing. */
      incomplete: z.array(z.string()),
      sequences: z.tuple([z.string(), z.string()]).optional(),
      name: z.string().optional(),
    }),
  ]),
})
type Case = z.infer<typeof caseSchema>

const names = readdirSync(folder).filter((name) => existsSync(join(folder, name, 'import.json')))
/** Archives of the cases name these places; nothing may ever stand there. */
const outside = ['/tmp/assay-escaped.ndjson', '/assay-escaped.ndjson']
const mebi = 1024 * 1024
/** No hostile file may cost more than this on top of what the process had: readers hold 16 MiB of a record at most. */
const mostGrowthBytes = 768 * mebi

const sandbox = temporaryFolder()
const at = (...parts: readonly string[]): string => join(sandbox, ...parts)
const before = { cwd: process.cwd(), temporary: process.env['TMPDIR'] }
const unhandled: unknown[] = []
const onUnhandled = (reason: unknown): void => void unhandled.push(reason)

beforeAll(() => {
  for (const name of ['cwd/deep', 'temporary', 'clients']) mkdirSync(at(name), { recursive: true })
  // What an entry that climbs out would most likely meet.
  for (const name of ['decoy.ndjson', 'cwd/decoy.ndjson', 'temporary/decoy.ndjson'])
    writeFileSync(at(name), 'untouched')
  process.chdir(at('cwd/deep'))
  process.env['TMPDIR'] = at('temporary')
  process.on('unhandledRejection', onUnhandled)
})
afterAll(() => {
  process.chdir(before.cwd)
  if (before.temporary === undefined) delete process.env['TMPDIR']
  else process.env['TMPDIR'] = before.temporary
  process.off('unhandledRejection', onUnhandled)
})

describe('hostile files', () => {
  it('are at least thirty', () => {
    expect(names.length).toBeGreaterThanOrEqual(30)
  })

  it.each(names)('%s', { timeout: 300_000 }, async (name) => {
    const wanted = caseSchema.parse(JSON.parse(readFileSync(join(folder, name, 'import.json'), 'utf8')))
    mkdirSync(at('given', name), { recursive: true })
    for (const file of wanted.files) writeGiven(at('given', name), file)
    mkdirSync(at('clients', name))
    const listed = listing(sandbox)
    const memory = startPeak()
    const test = await startTestEngine()
    const engagementId = await test.create(at('clients', name, 'test.assay'))
    const end = await test.outcome('source.import', {
      engagementId,
      file: wanted.given.startsWith('/') ? wanted.given : at('given', name, wanted.given),
      ...(wanted.format === undefined ? {} : { format: wanted.format }),
      ...(wanted.profileId === undefined ? {} : { profileId: wanted.profileId }),
    })
    const growth = memory.growth()
    await expectOutcome(test, engagementId, wanted.outcome, end)
    expect(await test.call('log.verify', { engagementId })).toMatchObject({ verdict: 'verified' })
    await test.close()
    const peak = Math.round((memory.start + growth) / mebi)
    console.info(`${name}: at most ${peak} MiB of memory, ${Math.round(memory.start / mebi)} MiB before`)
    expect(readdirSync(at('clients', name))).toEqual(['test.assay'])
    expect(listing(sandbox)).toEqual(listed)
    for (const path of outside) expect(existsSync(path), path).toBe(false)
    expect(unhandled).toEqual([])
    expect(growth).toBeLessThan(mostGrowthBytes)
    for (const part of ['given', 'clients']) rmSync(at(part, name), { recursive: true })
  })
})

async function expectOutcome(
  test: TestEngine,
  engagementId: string,
  wanted: Case['outcome'],
  end: Awaited<ReturnType<TestEngine['outcome']>>,
): Promise<void> {
  if ('error' in wanted) {
    expect(end).toMatchObject({
      kind: 'failed',
      error: { code: wanted.error, message: expect.stringContaining(wanted.says) },
    })
    expect(await test.call('source.list', { engagementId })).toEqual({ sources: [] })
    return
  }
  expect(end).toMatchObject({ kind: 'done' })
  const source = (end as { readonly result: unknown }).result as SourceSummary
  const { receipt } = source
  const rejected = await reasonsOf(test, engagementId, source)
  expect({
    format: source.format,
    accepted: receipt.accepted,
    rejected,
    blank: receipt.blank,
    truncated: receipt.truncated,
    notes: Object.fromEntries(receipt.notes.map(({ code, count }) => [code, count])),
    incomplete: receipt.notes.filter((note) => note.incomplete === true).map(({ code }) => code),
    ...(wanted.profile === undefined ? {} : { profile: source.profileId }),
    ...(wanted.sequences === undefined ? {} : { sequences: [source.firstSequence, source.lastSequence] }),
    ...(wanted.name === undefined ? {} : { name: source.name }),
  }).toEqual(wanted)
  await expectWhole(test, engagementId, source)
  // Whatever looks at every entry must get to the end of them too.
  expect(await test.outcome('analysis.run', { engagementId })).toMatchObject({ kind: 'done' })
  const erasure = { engagementId, subjects: ['u_17'], transform: 'blank' as const }
  expect(await test.outcome('erasure.preview', erasure)).toMatchObject({ kind: 'done' })
}

async function reasonsOf(
  test: TestEngine,
  engagementId: string,
  source: SourceSummary,
): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  const { sourceId, receipt } = source
  for (let start = 0; start < receipt.rejected; start += 500) {
    const { rejects } = await test.call('source.rejects', { engagementId, sourceId, start, count: 500 })
    for (const { reason } of rejects) counts[reason] = (counts[reason] ?? 0) + 1
  }
  return counts
}

/** Everything below a folder but the engagements: kind, length, time and content of each. */
function listing(root: string): Record<string, string> {
  const found: Record<string, string> = {}
  const walk = (below: string): void => {
    for (const name of readdirSync(join(root, below))) {
      const path = join(below, name)
      const stats = lstatSync(join(root, path))
      if (stats.isDirectory()) {
        found[path] = 'folder'
        if (path !== 'clients') walk(path)
      } else if (stats.isSymbolicLink()) found[path] = `link to ${readlinkSync(join(root, path))}`
      else if (!stats.isFile()) found[path] = 'special'
      else {
        const digest = createHash('sha256')
          .update(readFileSync(join(root, path)))
          .digest('hex')
        found[path] = `${stats.size} ${stats.mtimeMs} ${digest}`
      }
    }
  }
  walk('')
  return found
}

/** Watches how far the memory of this process rises; exact on Linux, elsewhere by looking now and then. */
function startPeak(): { readonly start: number; growth(): number } {
  let peak = process.memoryUsage.rss()
  const start = peak
  try {
    // Sets the kernel's own mark back to now (proc(5), /proc/pid/clear_refs).
    writeFileSync('/proc/self/clear_refs', '5')
    return {
      start,
      growth: () => {
        const [, kibi = '0'] = /VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8')) ?? []
        return Number(kibi) * 1024 - start
      },
    }
  } catch {
    const timer = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 10)
    return {
      start,
      growth: () => {
        clearInterval(timer)
        return peak - start
      },
    }
  }
}
