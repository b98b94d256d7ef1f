/** Check runs, the entries a chain run did not verify, analyses. */
import type { ChainBreak, CheckResult, CheckRun, RunKind } from '../../shared/model/check-run.ts'
import type { VerdictWord } from '../../shared/model/verdict.ts'
import { parseJson } from '../../shared/core/bytes/parse-json.ts'
import type { ReadableStore, WritableStore } from './open.ts'

interface RunRow {
  run_id: number
  kind: RunKind
  source_id: number
  state: CheckRun['state']
  started_at_micros: number
  finished_at_micros: number | null
  tool_version: string
  parameters: string
  overall: VerdictWord | null
  result: string | null
  result_sha256: string | null
  repeats_run: number | null
}

function runFromRow(row: RunRow): CheckRun {
  return {
    runId: row.run_id,
    kind: row.kind,
    sourceId: row.source_id,
    startedAtMicros: row.started_at_micros,
    finishedAtMicros: row.finished_at_micros,
    state: row.state,
    toolVersion: row.tool_version,
    parameters: parseJson(row.parameters) as Record<string, unknown>,
    overall: row.overall,
    resultSha256: row.result_sha256,
    repeatsRun: row.repeats_run,
  }
}

export function startRun(
  store: WritableStore,
  run: {
    kind: RunKind
    sourceId: number
    startedAtMicros: number
    toolVersion: string
    parameters: Readonly<Record<string, unknown>>
  },
): number {
  const { lastInsertRowid } = store.db
    .prepare(
      "INSERT INTO check_runs (kind, source_id, state, started_at_micros, tool_version, parameters) VALUES (?, ?, 'running', ?, ?, ?)",
    )
    .run(run.kind, run.sourceId, run.startedAtMicros, run.toolVersion, JSON.stringify(run.parameters))
  return Number(lastInsertRowid)
}

/** `resultSha256` as `finishCheck` computes it. */
export function finishRun(
  store: WritableStore,
  runId: number,
  finishedAtMicros: number,
  result: CheckResult,
  resultSha256: string | null = null,
): void {
  store.db
    .prepare(
      "UPDATE check_runs SET state = 'finished', finished_at_micros = ?, overall = ?, result = ?, result_sha256 = ? WHERE run_id = ?",
    )
    .run(finishedAtMicros, result.verdict, JSON.stringify(result), resultSha256, runId)
}

/** Ends a run that yields no verdict: cancelled, or an internal fault. */
export function endRun(
  store: WritableStore,
  runId: number,
  finishedAtMicros: number,
  state: 'abandoned' | 'faulted',
): void {
  store.db.transaction(() => {
    store.db.prepare('DELETE FROM chain_breaks WHERE run_id = ?').run(runId)
    store.db
      .prepare('UPDATE check_runs SET state = ?, finished_at_micros = ? WHERE run_id = ?')
      .run(state, finishedAtMicros, runId)
  })()
}

/** Runs left `running` by a process that ended are abandoned. */
export function abandonRunningRuns(store: WritableStore): void {
  store.db.prepare("UPDATE check_runs SET state = 'abandoned' WHERE state = 'running'").run()
}

export function listRuns(store: ReadableStore, limit: number): CheckRun[] {
  return (store.db.prepare('SELECT * FROM check_runs ORDER BY run_id DESC LIMIT ?').all(limit) as RunRow[]).map(
    runFromRow,
  )
}

export function findRun(
  store: ReadableStore,
  runId: number,
): { readonly run: CheckRun; readonly result: CheckResult | null } | undefined {
  const row = store.db.prepare('SELECT * FROM check_runs WHERE run_id = ?').get(runId) as RunRow | undefined
  return row === undefined
    ? undefined
    : { run: runFromRow(row), result: row.result === null ? null : (parseJson(row.result) as CheckResult) }
}

/** Last finished run of one kind over one source. */
export function lastRun(
  store: ReadableStore,
  sourceId: number,
  kind: RunKind,
): { readonly run: CheckRun; readonly result: CheckResult } | undefined {
  const row = store.db
    .prepare(
      "SELECT * FROM check_runs WHERE source_id = ? AND kind = ? AND state = 'finished' ORDER BY run_id DESC LIMIT 1",
    )
    .get(sourceId, kind) as RunRow | undefined
  return row === undefined || row.result === null
    ? undefined
    : { run: runFromRow(row), result: parseJson(row.result) as CheckResult }
}

export function createBreakWriter(store: WritableStore, runId: number): (item: ChainBreak) => void {
  const statement = store.db.prepare('INSERT OR IGNORE INTO chain_breaks (run_id, entry_id, body) VALUES (?, ?, ?)')
  return (item) => {
    statement.run(runId, item.entryId, JSON.stringify(item))
  }
}

/** Finished runs, oldest first, at most `limit` of the newest. */
export function finishedRuns(store: ReadableStore, limit: number): CheckRun[] {
  return (
    store.db
      .prepare("SELECT * FROM check_runs WHERE state = 'finished' ORDER BY run_id DESC LIMIT ?")
      .all(limit) as RunRow[]
  )
    .map(runFromRow)
    .toReversed()
}

/** Says that a run repeats an earlier one. */
export function markRepeat(store: WritableStore, runId: number, repeatsRun: number): void {
  store.db.prepare('UPDATE check_runs SET repeats_run = ? WHERE run_id = ?').run(repeatsRun, runId)
}

/** Every entry a chain run did not verify, in the order of the source. */
export function* iterateBreaks(store: ReadableStore, runId: number): Generator<ChainBreak> {
  const bodies = store.db.prepare('SELECT body FROM chain_breaks WHERE run_id = ? ORDER BY entry_id').pluck()
  for (const body of bodies.iterate(runId) as IterableIterator<string>) yield parseJson(body) as ChainBreak
}

export function countBreaks(store: ReadableStore, runId: number): number {
  return store.db.prepare('SELECT count(*) FROM chain_breaks WHERE run_id = ?').pluck().get(runId) as number
}

export function pageBreaks(store: ReadableStore, runId: number, start: number, count: number): ChainBreak[] {
  return (
    store.db
      .prepare('SELECT body FROM chain_breaks WHERE run_id = ? ORDER BY entry_id LIMIT ? OFFSET ?')
      .pluck()
      .all(runId, count, start) as string[]
  ).map((body) => parseJson(body) as ChainBreak)
}

export function findBreak(store: ReadableStore, runId: number, entryId: number): ChainBreak | undefined {
  const body = store.db
    .prepare('SELECT body FROM chain_breaks WHERE run_id = ? AND entry_id = ?')
    .pluck()
    .get(runId, entryId) as string | undefined
  return body === undefined ? undefined : (parseJson(body) as ChainBreak)
}

export function saveAnalysis(store: WritableStore, atMicros: number, parameters: unknown, result: unknown): number {
  return Number(
    store.db
      .prepare('INSERT INTO analyses (at_micros, parameters, result) VALUES (?, ?, ?)')
      .run(atMicros, JSON.stringify(parameters), JSON.stringify(result)).lastInsertRowid,
  )
}

export function lastAnalysis(store: ReadableStore): unknown {
  const text = store.db.prepare('SELECT result FROM analyses ORDER BY analysis_id DESC LIMIT 1').pluck().get() as
    | string
    | undefined
  return text === undefined ? null : (parseJson(text) as unknown)
}
