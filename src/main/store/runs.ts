/** Check runs, the entries a chain run did not verify, analyses. */
import type { ChainBreak, CheckKind, CheckResult, CheckRun } from '../../shared/model/check-run.ts'
import type { VerdictWord } from '../../shared/model/verdict.ts'
import type { ReadableStore, WritableStore } from './open.ts'

interface RunRow {
  run_id: number
  kind: CheckKind
  source_id: number
  state: CheckRun['state']
  started_at_micros: number
  finished_at_micros: number | null
  tool_version: string
  parameters: string
  overall: VerdictWord | null
  result: string | null
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
    parameters: JSON.parse(row.parameters) as Record<string, unknown>,
    overall: row.overall,
  }
}

export function startRun(
  store: WritableStore,
  run: {
    kind: CheckKind
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

export function finishRun(store: WritableStore, runId: number, finishedAtMicros: number, result: CheckResult): void {
  store.db
    .prepare(
      "UPDATE check_runs SET state = 'finished', finished_at_micros = ?, overall = ?, result = ? WHERE run_id = ?",
    )
    .run(finishedAtMicros, result.verdict, JSON.stringify(result), runId)
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
    : { run: runFromRow(row), result: row.result === null ? null : (JSON.parse(row.result) as CheckResult) }
}

/** Last finished run of one kind over one source. */
export function lastRun(
  store: ReadableStore,
  sourceId: number,
  kind: CheckKind,
): { readonly run: CheckRun; readonly result: CheckResult } | undefined {
  const row = store.db
    .prepare(
      "SELECT * FROM check_runs WHERE source_id = ? AND kind = ? AND state = 'finished' ORDER BY run_id DESC LIMIT 1",
    )
    .get(sourceId, kind) as RunRow | undefined
  return row === undefined || row.result === null
    ? undefined
    : { run: runFromRow(row), result: JSON.parse(row.result) as CheckResult }
}

export function createBreakWriter(store: WritableStore, runId: number): (item: ChainBreak) => void {
  const statement = store.db.prepare('INSERT OR IGNORE INTO chain_breaks (run_id, entry_id, body) VALUES (?, ?, ?)')
  return (item) => {
    statement.run(runId, item.entryId, JSON.stringify(item))
  }
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
  ).map((body) => JSON.parse(body) as ChainBreak)
}

export function findBreak(store: ReadableStore, runId: number, entryId: number): ChainBreak | undefined {
  const body = store.db
    .prepare('SELECT body FROM chain_breaks WHERE run_id = ? AND entry_id = ?')
    .pluck()
    .get(runId, entryId) as string | undefined
  return body === undefined ? undefined : (JSON.parse(body) as ChainBreak)
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
  return text === undefined ? null : (JSON.parse(text) as unknown)
}
