/** The engagement row. */
import type { Framework, Period } from '../../shared/model/engagement.ts'
import { parseJson } from '../../shared/core/bytes/parse-json.ts'
import type { ReadableStore, WritableStore } from './open.ts'

export interface StoredEngagement {
  readonly engagementId: string
  readonly name: string
  readonly period: Period
  readonly frameworks: readonly Framework[]
  readonly createdAtMicros: number
}

export function insertEngagement(store: WritableStore, engagement: StoredEngagement): void {
  store.db
    .prepare(
      'INSERT INTO engagement (only_row, engagement_id, name, period_from, period_to, frameworks, created_at_micros) VALUES (1, ?, ?, ?, ?, ?, ?)',
    )
    .run(
      engagement.engagementId,
      engagement.name,
      engagement.period.from,
      engagement.period.to,
      JSON.stringify(engagement.frameworks),
      engagement.createdAtMicros,
    )
}

export function readEngagement(store: ReadableStore): StoredEngagement {
  const row = store.db.prepare('SELECT * FROM engagement').get() as {
    engagement_id: string
    name: string
    period_from: string
    period_to: string
    frameworks: string
    created_at_micros: number
  }
  return {
    engagementId: row.engagement_id,
    name: row.name,
    period: { from: row.period_from, to: row.period_to },
    frameworks: parseJson(row.frameworks) as Framework[],
    createdAtMicros: row.created_at_micros,
  }
}
