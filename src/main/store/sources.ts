/** Sources, rejects and the entries appended while importing. */
import type { FormatId, ImportReceipt, RejectReason } from '../../shared/model/source.ts'
import type { SourceProfile } from '../../shared/model/profile.ts'
import type { ReadableStore, WritableStore } from './open.ts'

export interface StoredSource {
  readonly sourceId: number
  readonly name: string
  readonly format: FormatId
  readonly profile: SourceProfile
  readonly profileHash: string
  readonly sha256: string
  readonly bytes: number
  readonly layouts: string
  readonly receipt: ImportReceipt
  readonly entries: number
  readonly firstMicros: number | null
  readonly lastMicros: number | null
  readonly firstSequence: string | null
  readonly lastSequence: string | null
  readonly importedAtMicros: number
}

interface SourceRow {
  source_id: number
  name: string
  format: string
  profile: string
  profile_hash: string
  sha256: string
  bytes: number
  layouts: string
  receipt: string
  entries: number
  first_micros: number | null
  last_micros: number | null
  first_sequence: string | null
  last_sequence: string | null
  imported_at_micros: number
}

function sourceFromRow(row: SourceRow): StoredSource {
  return {
    sourceId: row.source_id,
    name: row.name,
    format: row.format as FormatId,
    profile: JSON.parse(row.profile) as SourceProfile,
    profileHash: row.profile_hash,
    sha256: row.sha256,
    bytes: row.bytes,
    layouts: row.layouts,
    receipt: JSON.parse(row.receipt) as ImportReceipt,
    entries: row.entries,
    firstMicros: row.first_micros,
    lastMicros: row.last_micros,
    firstSequence: row.first_sequence,
    lastSequence: row.last_sequence,
    importedAtMicros: row.imported_at_micros,
  }
}

/** Finished sources in import order; one that is still being imported is invisible. */
export function listSources(store: ReadableStore): StoredSource[] {
  return (
    store.db.prepare("SELECT * FROM sources WHERE state = 'finished' ORDER BY source_id").all() as SourceRow[]
  ).map(sourceFromRow)
}

export function findSource(store: ReadableStore, sourceId: number): StoredSource | undefined {
  const row = store.db.prepare("SELECT * FROM sources WHERE source_id = ? AND state = 'finished'").get(sourceId) as
    | SourceRow
    | undefined
  return row === undefined ? undefined : sourceFromRow(row)
}

export function findSourceByDigest(store: ReadableStore, sha256: string): StoredSource | undefined {
  const row = store.db.prepare("SELECT * FROM sources WHERE sha256 = ? AND state = 'finished'").get(sha256) as
    | SourceRow
    | undefined
  return row === undefined ? undefined : sourceFromRow(row)
}

export function nextSourceId(store: ReadableStore): number {
  return (store.db.prepare('SELECT coalesce(max(source_id), 0) + 1 AS next FROM sources').get() as { next: number })
    .next
}

export interface NewSource extends Omit<StoredSource, 'profile' | 'receipt'> {
  readonly pathGiven: string
  readonly profile: SourceProfile
  readonly receipt: ImportReceipt
}

export function insertSource(store: WritableStore, source: NewSource): void {
  store.db
    .prepare(
      `INSERT INTO sources (source_id, state, name, path_given, format, profile, profile_hash, bytes, sha256, layouts, receipt, entries,
         first_micros, last_micros, first_sequence, last_sequence, imported_at_micros)
       VALUES (?, 'finished', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(
      source.sourceId,
      source.name,
      source.pathGiven,
      source.format,
      JSON.stringify(source.profile),
      source.profileHash,
      source.bytes,
      source.sha256,
      source.layouts,
      JSON.stringify(source.receipt),
      source.entries,
      source.firstMicros,
      source.lastMicros,
      source.firstSequence,
      source.lastSequence,
      source.importedAtMicros,
    )
}

export function createRejectWriter(
  store: WritableStore,
  sourceId: number,
): (byteStart: number, byteLength: number, line: number, reason: RejectReason, message: string) => void {
  const statement = store.db.prepare(
    'INSERT INTO rejects (source_id, byte_start, byte_length, line, reason, message) VALUES (?, ?, ?, ?, ?, ?)',
  )
  return (byteStart, byteLength, line, reason, message) => {
    statement.run(sourceId, byteStart, byteLength, line, reason, message)
  }
}

export interface StoredReject {
  readonly byteStart: number
  readonly byteLength: number
  readonly line: number
  readonly reason: RejectReason
  readonly message: string
}

export function pageRejects(store: ReadableStore, sourceId: number, start: number, count: number): StoredReject[] {
  return store.db
    .prepare(
      'SELECT byte_start AS byteStart, byte_length AS byteLength, line, reason, message FROM rejects WHERE source_id = ? ORDER BY byte_start LIMIT ? OFFSET ?',
    )
    .all(sourceId, count, start) as StoredReject[]
}
