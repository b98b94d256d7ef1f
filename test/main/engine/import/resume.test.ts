/** An import that dies between two commits: nobody sees what it left, and the same import again goes on from there. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { importSource } from '../../../../src/main/engine/import/import-source.ts'
import { planImport } from '../../../../src/main/engine/import/plan-import.ts'
import type { JobContext } from '../../../../src/main/engine/jobs.ts'
import { Session } from '../../../../src/main/engine/session.ts'
import { insertEngagement } from '../../../../src/main/store/engagements.ts'
import { closeStore, createStore, openStore } from '../../../../src/main/store/open.ts'
import { listInterrupted, listSources, sweepDiscarded } from '../../../../src/main/store/sources.ts'
import { logicalDump, temporaryFolder, testPorts } from '../../../support/temporary-engine.ts'

/** Below the size of a block that a lane reads, so that each is a batch. */
const batchBytes = 4_000_000
const row = (index: number, part: number): string =>
  JSON.stringify({
    sequence: index + 1,
    timestamp: `2025-03-0${part}T00:00:00Z`,
    actor_id: `user_${index % 50}`,
    action: index % 3 === 0 ? 'create' : 'update',
    resource_id: `o${index}`,
    note: `${'words between numbers '.repeat(30)}${index}`,
  })
const rows = (from: number, count: number, part: number): string[] =>
  Array.from({ length: count }, (_, index) => row(from + index, part))

function newSession(path: string): Session {
  const session = new Session(createStore(path))
  insertEngagement(session.store, {
    engagementId: 'e',
    name: 'E',
    period: { from: '2025-01-01', to: '2025-12-31' },
    frameworks: [],
    createdAtMicros: 0,
  })
  return session
}

/** Bytes done at each report of the stage that stores. */
function recordingJob(reports: number[], onReport: () => void = () => undefined): JobContext {
  return {
    signal: new AbortController().signal,
    progress: (stage, _unit, done) => {
      if (stage !== 'import') return
      reports.push(done)
      onReport()
    },
    breathe: () => new Promise((resolve) => setImmediate(resolve)),
  }
}

/** Everything but times and what the two folders are called. */
function comparable(path: string): Record<string, string[]> {
  const { custody_events: _custody, sources, ...rest } = logicalDump(path)
  return { ...rest, sources: (sources ?? []).map((text) => text.replace(/,"\d+n",null\]$/, ']')) }
}

const forms: readonly (readonly [string, (folder: string) => string])[] = [
  [
    'JSON lines',
    (folder) => {
      writeFileSync(join(folder, 'log.ndjson'), `${rows(0, 32_000, 1).join('\n')}\nno json\n`)
      return join(folder, 'log.ndjson')
    },
  ],
  [
    'a JSON array',
    (folder) => {
      writeFileSync(join(folder, 'log.json'), `[\n${rows(0, 32_000, 1).join(',\n')}\n]\n`)
      return join(folder, 'log.json')
    },
  ],
  [
    'a folder of parts',
    (folder) => {
      mkdirSync(join(folder, 'parts'))
      for (const part of [1, 2, 3])
        writeFileSync(
          join(folder, 'parts', `log.${part}`),
          `${rows(part * 20_000, 11_000, part).join('\n')}\n${part === 2 ? 'no json\n' : ''}`,
        )
      return join(folder, 'parts')
    },
  ],
]

describe.each(forms)('an import of %s', (_name, write) => {
  let folder = ''
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  it.each([1, 2, 4])('that dies after commit %i is invisible, and goes on where it was', async (dying) => {
    folder = temporaryFolder()
    const path = write(folder)
    const plan = await planImport([path], {})
    const request = { plan, pathGiven: path, batchBytes }
    const ports = await testPorts()

    const broken = newSession(join(folder, 'broken.assay'))
    const reports: number[] = []
    // A process that dies leaves the file as its last commit left it: the connection goes away in the middle of a batch.
    const dead = importSource(
      ports,
      broken,
      request,
      recordingJob(reports, () => {
        if ((reports.at(-1) ?? 0) > dying * 1.1 * batchBytes && broken.store.db.open) broken.store.db.close()
      }),
    )
    await expect(dead).rejects.toThrow('The database connection is not open')
    const store = openStore(join(folder, 'broken.assay'))
    expect(listSources(store)).toEqual([])
    const [left] = listInterrupted(store)
    expect(left?.progress).toMatchObject({ frames: expect.any(Number) })
    const session = new Session(store)
    const again: number[] = []
    const source = await importSource(ports, session, request, recordingJob(again))
    // It does not begin anew.
    expect(again[0]).toBeGreaterThan(batchBytes)
    closeStore(store)

    const whole = newSession(join(folder, 'whole.assay'))
    const wanted = await importSource(ports, whole, request, recordingJob([]))
    closeStore(whole.store)
    expect({ ...source, importedAtMicros: 0 }).toEqual({ ...wanted, importedAtMicros: 0 })
    expect(comparable(join(folder, 'broken.assay'))).toEqual(comparable(join(folder, 'whole.assay')))
  })

  it('that is cancelled after a commit is gone at once, and its rows are taken away', async () => {
    folder = temporaryFolder()
    const path = write(folder)
    const plan = await planImport([path], {})
    const session = newSession(join(folder, 'a.assay'))
    const before = logicalDump(join(folder, 'a.assay'))
    let cancelled = false
    const reports: number[] = []
    const job: JobContext = {
      ...recordingJob(reports, () => (cancelled = (reports.at(-1) ?? 0) > 2 * batchBytes)),
      breathe: async () => {
        if (cancelled) throw new Error('cancelled by the test')
        await new Promise((resolve) => setImmediate(resolve))
      },
    }
    await expect(importSource(await testPorts(), session, { plan, pathGiven: path, batchBytes }, job)).rejects.toThrow(
      'cancelled by the test',
    )
    expect(listSources(session.store)).toEqual([])
    expect(listInterrupted(session.store)).toEqual([])
    while (sweepDiscarded(session.store)) continue
    await session.write(() => undefined)
    closeStore(session.store)
    expect(logicalDump(join(folder, 'a.assay'))).toEqual(before)
  })
})
