/** Findings. Each job that yields findings owns an origin and replaces its own on every run, so nothing is listed twice. */
import type { Finding } from '../../shared/model/finding.ts'
import { severities } from '../../shared/model/finding.ts'
import { parseJson } from '../../shared/core/bytes/parse-json.ts'
import type { ReadableStore, WritableStore } from './open.ts'

export type NewFinding = Omit<Finding, 'findingId'>

interface FindingRow {
  finding_id: number
  kind: string
  severity: number
  subject: string
  details: string
  pointers: string
  run_id: number | null
}

/** Replaces the findings of one origin and source. `origin` is the job's name, for example `chain`. */
export function replaceFindings(
  store: WritableStore,
  origin: string,
  sourceId: number,
  findings: readonly NewFinding[],
): void {
  store.db.transaction(() => {
    store.db.prepare('DELETE FROM findings WHERE origin = ? AND source_id = ?').run(origin, sourceId)
    const insert = store.db.prepare(
      'INSERT INTO findings (kind, severity, subject, details, pointers, origin, source_id, run_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    )
    for (const finding of findings) {
      insert.run(
        finding.kind,
        severities.indexOf(finding.severity),
        finding.subject,
        JSON.stringify(finding.details),
        JSON.stringify(finding.pointers),
        origin,
        sourceId,
        finding.runId,
      )
    }
  })()
}

export function countFindings(store: ReadableStore): Record<string, number> {
  const rows = store.db.prepare('SELECT kind, count(*) AS count FROM findings GROUP BY kind ORDER BY kind').all() as {
    kind: string
    count: number
  }[]
  return Object.fromEntries(rows.map((row) => [row.kind, row.count]))
}

/** Worst first. */
export function pageFindings(store: ReadableStore, kind: string | undefined, start: number, count: number): Finding[] {
  const rows = store.db
    .prepare(
      'SELECT * FROM findings WHERE @kind IS NULL OR kind = @kind ORDER BY severity, finding_id LIMIT @count OFFSET @start',
    )
    .all({ kind: kind ?? null, count, start }) as FindingRow[]
  return rows.map((row) => ({
    findingId: row.finding_id,
    kind: row.kind as Finding['kind'],
    severity: severities[row.severity] ?? 'note',
    subject: row.subject,
    details: parseJson(row.details) as Finding['details'],
    pointers: parseJson(row.pointers) as Finding['pointers'],
    runId: row.run_id,
  }))
}
