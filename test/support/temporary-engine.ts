/**
 * A real engine over engagement files in a temporary folder: SQLite, hashers and files are the product's own, only clock
 * and randomness are fixed, so that two runs give the same bytes. Lanes run inline unless a test gives others. Folders
 * go when the test file ends.
 */
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll } from 'vitest'
import { createEngine, type EngineOptions } from '../../src/main/engine/create-engine.ts'
import type { Engine } from '../../src/main/engine/engine.ts'
import type { EnginePorts } from '../../src/main/engine/ports.ts'
import { startInlineLanes } from '../../src/main/engine/lanes/lanes.ts'
import type { Clock, RandomSource } from '../../src/main/io/host/clock.ts'
import { loadHasher } from '../../src/main/io/host/hashers.ts'
import { startWorkerLanes } from '../../src/main/worker/worker-lanes.ts'
import type {
  ContractName,
  Envelope,
  EventName,
  JobName,
  PayloadOf,
  RequestOf,
  ResponseOf,
  ResultOf,
} from '../../src/shared/ipc/contract.ts'
import { AppError, type ErrorCode } from '../../src/shared/model/app-error.ts'

const folders: string[] = []
afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

/** An empty folder of its own; removed when the test file ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'assay-test-'))
  folders.push(folder)
  return folder
}

/** Writes a file into a folder and returns its path. */
export function fileWith(folder: string, name: string, content: string | Uint8Array): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

export const startMicros = Date.UTC(2026, 0, 5, 9) * 1000

/** A clock that is one millisecond later each time it is read. */
export function steppingClock(): Clock {
  let now = startMicros
  return { nowMicros: () => (now += 1000) }
}

/** Bytes that look random and are the same in every run. */
export function fixedRandom(seed = 'assay'): RandomSource {
  let drawn = 0
  return (length) => {
    const parts: Buffer[] = []
    for (let made = 0; made < length; made += 32) {
      drawn += 1
      parts.push(createHash('sha256').update(`${seed} ${drawn}`).digest())
    }
    return new Uint8Array(Buffer.concat(parts).subarray(0, length))
  }
}

/** Lanes in worker threads, as the product starts them; Node runs the module from its source. */
export const workerLanes: EnginePorts['startLanes'] = (path, count) =>
  startWorkerLanes(new URL('../../src/main/worker/lane.ts', import.meta.url), path, count)

/** Ports for tests that call a job's function without the engine around it. */
export async function testPorts(): Promise<EnginePorts> {
  return {
    version: '0.0.0-test',
    actor: 'tester',
    clock: steppingClock(),
    random: fixedRandom(),
    sha256: await loadHasher('sha256'),
    startLanes: startInlineLanes,
  }
}

export type SeenEvent = { readonly [E in EventName]: { readonly event: E; readonly payload: PayloadOf<E> } }[EventName]
export type JobOutcome = PayloadOf<'job.finished'>['outcome']
export type Progress = PayloadOf<'job.progress'>

export interface TestEngine {
  readonly engine: Engine
  /** Every event so far, in the order emitted. */
  readonly events: readonly SeenEvent[]
  ask(name: string, request: unknown): Promise<Envelope>
  /** Value of a query or command; throws the envelope's error as `AppError`. */
  call<N extends ContractName>(name: N, request: RequestOf<N>): Promise<ResponseOf<N>>
  /** Runs a job to its end; throws unless it was done. */
  job<N extends JobName>(name: N, request: RequestOf<N>): Promise<ResultOf<N>>
  /** Starts a job: its id, and how it will end. */
  start<N extends JobName>(
    name: N,
    request: RequestOf<N>,
    onProgress?: (progress: Progress, cancel: () => void) => void,
  ): Promise<{ readonly jobId: string; readonly ended: Promise<JobOutcome> }>
  /** Runs a job and tells how it ended. `onProgress` is called inside the emitting job and may cancel it. */
  outcome<N extends JobName>(
    name: N,
    request: RequestOf<N>,
    onProgress?: (progress: Progress, cancel: () => void) => void,
  ): Promise<JobOutcome>
  /** A new engagement over the years the samples lie in; answers with its session id. */
  create(file: string): Promise<string>
  close(): Promise<void>
}

export async function startTestEngine(options: Partial<EngineOptions> = {}): Promise<TestEngine> {
  const engine = await createEngine({
    version: '0.0.0-test',
    actor: 'tester',
    clock: steppingClock(),
    random: fixedRandom(),
    ...options,
  })
  const events: SeenEvent[] = []
  const watchers = new Map<string, (event: SeenEvent) => void>()
  engine.subscribe((event, payload) => {
    const seen = { event, payload } as SeenEvent
    events.push(seen)
    if ('jobId' in payload) watchers.get(payload.jobId)?.(seen)
  })
  const call: TestEngine['call'] = async (name, request) => valueOf(await engine.call(name, request)) as never
  const start: TestEngine['start'] = async (name, request, onProgress) => {
    const { jobId } = valueOf(await engine.call(name, request)) as { jobId: string }
    // The id comes before the first event, so a watcher set here misses none.
    const ended = new Promise<JobOutcome>((resolve) => {
      const cancel = (): void => void engine.call('job.cancel', { jobId })
      watchers.set(jobId, ({ event, payload }) => {
        if (event === 'job.progress') onProgress?.(payload, cancel)
        if (event === 'job.finished') resolve(payload.outcome)
      })
    })
    return { jobId, ended }
  }
  const outcome: TestEngine['outcome'] = async (...job) => (await start(...job)).ended
  return {
    engine,
    events,
    ask: (name, request) => engine.call(name as ContractName, request),
    call,
    start,
    outcome,
    async job(name, request) {
      const end = await outcome(name, request)
      if (end.kind === 'failed') throw appErrorFrom(end.error)
      if (end.kind === 'cancelled') throw new AppError('cancelled', 'The job was cancelled.')
      return end.result as never
    },
    async create(file) {
      const period = { from: '2024-01-01', to: '2025-12-31' }
      return (await call('engagement.create', { file, name: 'Test', period, frameworks: ['soc2'] })).engagementId
    },
    close: () => engine.close(),
  }
}

function valueOf(envelope: Envelope): unknown {
  if (envelope.ok) return envelope.value
  throw appErrorFrom(envelope.error)
}

function appErrorFrom(error: {
  readonly code: string
  readonly message: string
  readonly details: Readonly<Record<string, string>>
}): AppError {
  return new AppError(error.code as ErrorCode, error.message, { details: error.details })
}

/** An engine with one engagement in a folder of its own. */
export async function startEngagement(
  options: Partial<EngineOptions> = {},
): Promise<TestEngine & { readonly folder: string; readonly file: string; readonly engagementId: string }> {
  const folder = temporaryFolder()
  const file = join(folder, 'test.assay')
  const test = await startTestEngine(options)
  return { ...test, folder, file, engagementId: await test.create(file) }
}

/**
 * Everything an engagement file says, table by table: its schema, identity and every row in an order of its own. Blobs
 * as digests, integers exact. Equal dumps mean equal content, whatever the pages look like. Tables in `counted` are too
 * large for that and give their number of rows only.
 */
export function logicalDump(path: string, counted: readonly string[] = []): Record<string, string[]> {
  const db = new Database(path, { readonly: true, fileMustExist: true })
  try {
    db.defaultSafeIntegers(true)
    const tables = db
      .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
      .pluck()
      .all() as string[]
    const dump: Record<string, string[]> = {
      schema: db.prepare('SELECT type, name, sql FROM sqlite_schema ORDER BY type, name').all().map(rowText),
      identity: [
        String(db.pragma('application_id', { simple: true })),
        String(db.pragma('user_version', { simple: true })),
      ],
    }
    for (const table of tables) {
      if (counted.includes(table)) {
        dump[table] = [String(db.prepare(`SELECT count(*) FROM ${table}`).pluck().get())]
        continue
      }
      const columns = (db.pragma(`table_info(${table})`) as { name: string }[]).map((column) => column.name)
      dump[table] = db
        .prepare(`SELECT * FROM ${table} ORDER BY ${columns.join(', ')}`)
        .all()
        .map(rowText)
    }
    return dump
  } finally {
    db.close()
  }
}

function rowText(row: unknown): string {
  return JSON.stringify(
    Object.values(row as object).map((value: unknown) => {
      if (typeof value === 'bigint') return `${value}n`
      return Buffer.isBuffer(value) ? `sha256:${createHash('sha256').update(value).digest('hex')}` : value
    }),
  )
}

/** Names and digests of the files in a folder: what an outsider sees of "left as it was". */
export function folderDigests(folder: string): Record<string, string> {
  const names = readdirSync(folder).toSorted()
  return Object.fromEntries(
    names.map((name) => [
      name,
      createHash('sha256')
        .update(readFileSync(join(folder, name)))
        .digest('hex'),
    ]),
  )
}
