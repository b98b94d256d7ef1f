/** Runs the check over entries held in memory, as many passes as it asks for. */
import {
  createContinuity,
  type ContinuityReport,
  type NamedHole,
} from '../../../../src/shared/core/continuity/continuity.ts'
import { surveyEventOrder } from '../../../../src/shared/core/continuity/event-order.ts'
import type { Hasher } from '../../../../src/shared/core/bytes/hasher.ts'
import type { EntryView, FieldValue, JsonValue } from '../../../../src/shared/model/entry.ts'
import type { EntryField, SourceProfile } from '../../../../src/shared/model/profile.ts'
import { entriesFrom, guideBProfile, microsFrom } from '../../../support/entry-view.ts'
import type { HistoryEvent } from './order-history.ts'

export interface RunOptions {
  readonly profile?: SourceProfile
  readonly statementLimit?: number
  readonly holeLimit?: number
}

export function runContinuity(
  sha256: Hasher,
  entries: readonly EntryView[],
  { profile = guideBProfile, ...limits }: RunOptions = {},
): ContinuityReport {
  const survey = surveyEventOrder()
  for (const entry of entries) survey.add(entry)
  const run = createContinuity({ profile, order: survey.finish(), sha256, entries: entries.length, ...limits })
  do for (const entry of entries) run.add(entry)
  while (run.endPass())
  return run.finish()
}

/** A hole by the ids of its resource, fields and events: what stays the same however the file is ordered. */
export function holeTexts(report: ContinuityReport, entries: readonly EntryView[]): string[] {
  const idOf = (index: number): string => entries[index]?.field('eventId').text ?? '?'
  return report.holes
    .map(
      (hole: NamedHole) =>
        `${hole.resourceId} ${hole.fields.toSorted().join('+')} ${idOf(hole.afterEntry)}..${idOf(hole.untilEntry)}`,
    )
    .toSorted()
}

/** Views of many events, each value's text made once: a tenth of the time of those over whole records. */
export function viewsOf(events: readonly HistoryEvent[]): EntryView[] {
  return events.map(viewOf)
}

export function viewOf(event: HistoryEvent, index: number): EntryView {
  const valueOf = (value: unknown): FieldValue =>
    value === null
      ? { state: 'null', text: 'null', value: null }
      : {
          state: 'present',
          text: typeof value === 'string' ? value : JSON.stringify(value),
          value: value as JsonValue,
        }
  const absent: FieldValue = { state: 'absent', text: '', value: null }
  const fields: Partial<Record<EntryField, FieldValue>> = {
    eventId: valueOf(event.id),
    resourceType: valueOf(event.resource_type),
    resourceId: valueOf(event.resource_id),
    action: valueOf(event.action),
    before: valueOf(event.old_values),
    after: valueOf(event.new_values),
  }
  return {
    entryId: 2 ** 32 + index,
    sourceId: 1,
    index,
    line: index + 1,
    byteStart: index,
    byteLength: 1,
    sequence: String(event.sequence),
    occurredAtMicros: microsFrom(event.timestamp),
    occurredAtText: event.timestamp,
    field: (name) => fields[name] ?? absent,
    raw: () => absent,
    names: () => [],
    leaves: () => undefined,
  }
}

/** Action, old values, new values, and what else the record has. */
export type EventRow = readonly [string, object | null, object | null, Readonly<Record<string, unknown>>?]

/** Events of one order in guide B's shape. */
export function eventsOf(...rows: EventRow[]): EntryView[] {
  return entriesFrom(
    rows.map(([action, before, after, more], index) => ({
      id: `e${index + 1}`,
      sequence: index + 1,
      timestamp: `2025-03-01T10:00:${String(index).padStart(2, '0')}Z`,
      resource_type: 'order',
      resource_id: 'ord_1',
      action,
      old_values: before,
      new_values: after,
      ...more,
    })),
    guideBProfile,
  )
}
