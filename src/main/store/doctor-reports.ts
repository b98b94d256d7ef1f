/** Reports of the Chain Doctor: kept so that they can be shown again, every run beside the ones before. */
import type { DoctorReport, StoredDoctorReport } from '../../shared/model/doctor.ts'
import { parseJson } from '../../shared/core/bytes/parse-json.ts'
import type { ReadableStore, WritableStore } from './open.ts'

export function insertDoctorReport(
  store: WritableStore,
  atMicros: number,
  toolVersion: string,
  parameters: StoredDoctorReport['parameters'],
  report: DoctorReport,
): number {
  return Number(
    store.db
      .prepare(
        'INSERT INTO doctor_reports (source_id, at_micros, tool_version, parameters, report) VALUES (?, ?, ?, ?, ?)',
      )
      .run(report.sourceId, atMicros, toolVersion, JSON.stringify(parameters), JSON.stringify(report)).lastInsertRowid,
  )
}

/** The newest report about a source; null when there is none. */
export function lastDoctorReport(store: ReadableStore, sourceId: number): StoredDoctorReport | null {
  const row = store.db
    .prepare(
      'SELECT doctor_id AS doctorId, at_micros AS atMicros, tool_version AS toolVersion, parameters, report FROM doctor_reports WHERE source_id = ? ORDER BY doctor_id DESC LIMIT 1',
    )
    .get(sourceId) as
    | { doctorId: number; atMicros: number; toolVersion: string; parameters: string; report: string }
    | undefined
  if (row === undefined) return null
  return {
    ...row,
    parameters: parseJson(row.parameters) as StoredDoctorReport['parameters'],
    report: parseJson(row.report) as DoctorReport,
  }
}
