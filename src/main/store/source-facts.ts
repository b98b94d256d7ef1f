/** What a person stated about a source, what a pass over its entries measured, and comparisons of two sources. */
import type { Comparison, StoredComparison } from '../../shared/model/comparison.ts'
import type { SourceFacts } from '../../shared/model/source-facts.ts'
import { parseJson } from '../../shared/core/bytes/parse-json.ts'
import type { ReadableStore, WritableStore } from './open.ts'

/** The newest version; null when nothing was stated. */
export function readSourceFacts(store: ReadableStore, sourceId: number): SourceFacts | null {
  const body = store.db
    .prepare('SELECT body FROM source_facts WHERE source_id = ? ORDER BY version DESC LIMIT 1')
    .pluck()
    .get(sourceId) as string | undefined
  return body === undefined ? null : (parseJson(body) as SourceFacts)
}

export function insertSourceFacts(store: WritableStore, sourceId: number, facts: SourceFacts): void {
  store.db
    .prepare('INSERT INTO source_facts (source_id, version, body) VALUES (?, ?, ?)')
    .run(sourceId, facts.version, JSON.stringify(facts))
}

/** `basis` says what the measures depend on besides the source; those of another basis are none. */
export function readMeasures(store: ReadableStore, sourceId: number, basis: string): unknown {
  const body = store.db
    .prepare('SELECT body FROM source_measures WHERE source_id = ? AND basis = ?')
    .pluck()
    .get(sourceId, basis) as string | undefined
  return body === undefined ? null : (parseJson(body) as unknown)
}

export function saveMeasures(store: WritableStore, sourceId: number, basis: string, measures: unknown): void {
  store.db
    .prepare('INSERT OR REPLACE INTO source_measures (source_id, basis, body) VALUES (?, ?, ?)')
    .run(sourceId, basis, JSON.stringify(measures))
}

export function insertComparison(
  store: WritableStore,
  atMicros: number,
  toolVersion: string,
  result: Comparison,
): number {
  return Number(
    store.db
      .prepare(
        'INSERT INTO comparisons (left_source, right_source, at_micros, tool_version, result) VALUES (?, ?, ?, ?, ?)',
      )
      .run(result.left.sourceId, result.right.sourceId, atMicros, toolVersion, JSON.stringify(result)).lastInsertRowid,
  )
}

/** Comparisons that a source took part in, newest first. */
export function listComparisons(store: ReadableStore, sourceId: number, limit: number): StoredComparison[] {
  const rows = store.db
    .prepare(
      'SELECT comparison_id AS comparisonId, at_micros AS atMicros, tool_version AS toolVersion, result FROM comparisons WHERE left_source = ? OR right_source = ? ORDER BY comparison_id DESC LIMIT ?',
    )
    .all(sourceId, sourceId, limit) as (Omit<StoredComparison, 'result'> & { result: string })[]
  return rows.map((row) => ({ ...row, result: parseJson(row.result) as Comparison }))
}

export function findComparison(store: ReadableStore, comparisonId: number): StoredComparison | undefined {
  const row = store.db
    .prepare(
      'SELECT comparison_id AS comparisonId, at_micros AS atMicros, tool_version AS toolVersion, result FROM comparisons WHERE comparison_id = ?',
    )
    .get(comparisonId) as (Omit<StoredComparison, 'result'> & { result: string }) | undefined
  return row === undefined ? undefined : { ...row, result: parseJson(row.result) as Comparison }
}

/** Rejected records of a source by reason, most first. */
export function countRejects(
  store: ReadableStore,
  sourceId: number,
): { readonly reason: string; readonly count: number }[] {
  return store.db
    .prepare(
      'SELECT reason, count(*) AS count FROM rejects WHERE source_id = ? GROUP BY reason ORDER BY count DESC, reason',
    )
    .all(sourceId) as { reason: string; count: number }[]
}
