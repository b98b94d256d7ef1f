/** Counts of sensitive values per field of a source. A count names places and kinds; no value is ever stored here. */
import type { SensitiveFields } from '../../shared/model/sensitive-fields.ts'
import { parseJson } from '../../shared/core/bytes/parse-json.ts'
import type { ReadableStore, WritableStore } from './open.ts'

/** Replaces the count of the same source. */
export function saveSensitiveFields(store: WritableStore, counts: SensitiveFields): void {
  store.db
    .prepare('INSERT OR REPLACE INTO sensitive_counts (source_id, body) VALUES (?, ?)')
    .run(counts.sourceId, JSON.stringify(counts))
}

/** The last count of a source; null when none was made. */
export function readSensitiveFields(store: ReadableStore, sourceId: number): SensitiveFields | null {
  const body = store.db.prepare('SELECT body FROM sensitive_counts WHERE source_id = ?').pluck().get(sourceId) as
    | string
    | undefined
  return body === undefined ? null : (parseJson(body) as SensitiveFields)
}
