/** Sources, rejects and the entries appended while importing. */
import type { FormatId, ImportReceipt, RejectReason } from '../../shared/model/source.ts'
import type { SourceProfile } from '../../shared/model/profile.ts'
import { parseJson } from '../../shared/core/bytes/parse-json.ts'
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
    profile: parseJson(row.profile) as SourceProfile,
    profileHash: row.profile_hash,
    sha256: row.sha256,
    bytes: row.bytes,
    layouts: row.layouts,
    receipt: parseJson(row.receipt) as ImportReceipt,
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
  const row = store.db
    .prepare("SELECT * FROM sources WHERE sha256 = ? AND state <> 'discarded' AND state = 'finished'")
    .get(sha256) as SourceRow | undefined
  return row === undefined ? undefined : sourceFromRow(row)
}

export function nextSourceId(store: ReadableStore): number {
  return (store.db.prepare('SELECT coalesce(max(source_id), 0) + 1 AS next FROM sources').get() as { next: number })
    .next
}

/** A source whose import has begun; invisible to every list until `finishSource`. */
export interface BegunSource {
  readonly sourceId: number
  readonly name: string
  readonly pathGiven: string
  readonly format: FormatId
  readonly profile: SourceProfile
  readonly profileHash: string
  readonly bytes: number
  readonly sha256: string
  readonly importedAtMicros: number
}

export function beginSource(store: WritableStore, source: BegunSource): void {
  store.db
    .prepare(
      `INSERT INTO sources (source_id, state, name, path_given, format, profile, profile_hash, bytes, sha256, layouts, receipt, entries, imported_at_micros)
       VALUES (?, 'importing', ?, ?, ?, ?, ?, ?, ?, '[]', '{}', 0, ?)`,
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
      source.importedAtMicros,
    )
}

/** Keeps how far the import of a source has come, with the batch that got it there. */
export function saveImportProgress(store: WritableStore, sourceId: number, progress: unknown): void {
  store.db.prepare('UPDATE sources SET progress = ? WHERE source_id = ?').run(JSON.stringify(progress), sourceId)
}

export interface InterruptedImport {
  readonly sourceId: number
  readonly name: string
  readonly format: FormatId
  readonly profileHash: string
  readonly bytes: number
  readonly sha256: string
  /** As `saveImportProgress` was given it; null when the import died before its first batch. */
  readonly progress: unknown
}

/** Imports that were begun and neither finished nor discarded, oldest first. */
export function listInterrupted(store: ReadableStore): InterruptedImport[] {
  const rows = store.db
    .prepare("SELECT * FROM sources WHERE state = 'importing' ORDER BY source_id")
    .all() as (SourceRow & { progress: string | null })[]
  return rows.map((row) => ({
    sourceId: row.source_id,
    name: row.name,
    format: row.format,
    profileHash: row.profile_hash,
    bytes: row.bytes,
    sha256: row.sha256,
    progress: row.progress === null ? null : (parseJson(row.progress) as unknown),
  }))
}

export function finishSource(
  store: WritableStore,
  source: Pick<
    StoredSource,
    | 'sourceId'
    | 'bytes'
    | 'layouts'
    | 'receipt'
    | 'entries'
    | 'firstMicros'
    | 'lastMicros'
    | 'firstSequence'
    | 'lastSequence'
  >,
): void {
  store.db
    .prepare(
      `UPDATE sources SET state = 'finished', progress = NULL, bytes = ?, layouts = ?, receipt = ?, entries = ?,
         first_micros = ?, last_micros = ?, first_sequence = ?, last_sequence = ? WHERE source_id = ?`,
    )
    .run(
      source.bytes,
      source.layouts,
      JSON.stringify(source.receipt),
      source.entries,
      source.firstMicros,
      source.lastMicros,
      source.firstSequence,
      source.lastSequence,
      source.sourceId,
    )
}

/** Makes a source that was begun as good as gone; `sweepDiscarded` takes its rows away piece by piece. */
export function discardSource(store: WritableStore, sourceId: number): void {
  store.db.prepare("UPDATE sources SET state = 'discarded' WHERE source_id = ?").run(sourceId)
}

/** Takes everything that was read of a source away and keeps its row: it is about to be read again. */
export function clearSource(store: WritableStore, sourceId: number): void {
  for (const table of ['vault_frames', 'frames', 'rejects', 'redactions', 'source_members'])
    store.db.prepare(`DELETE FROM ${table} WHERE source_id = ?`).run(sourceId)
}

/** Where the source's file lies, for one that is moved or goes. */
export function setPath(store: WritableStore, sourceId: number, path: string): void {
  store.db.prepare('UPDATE sources SET path_given = ? WHERE source_id = ?').run(path, sourceId)
}

/** Frames taken away in one step of `sweepDiscarded`. */
const sweepFrames = 128

/** Deletes up to 128 frames of discarded sources in a transaction of its own; false when nothing is left to delete. */
export function sweepDiscarded(store: WritableStore): boolean {
  const sourceId = store.db.prepare("SELECT source_id FROM sources WHERE state = 'discarded' LIMIT 1").pluck().get() as
    | number
    | undefined
  if (sourceId === undefined) return false
  store.db.transaction(() => {
    const last = store.db
      .prepare('SELECT frame FROM frames WHERE source_id = ? ORDER BY frame LIMIT 1 OFFSET ?')
      .pluck()
      .get(sourceId, sweepFrames) as number | undefined
    for (const table of ['vault_frames', 'frames'])
      store.db
        .prepare(`DELETE FROM ${table} WHERE source_id = ? AND frame < ?`)
        .run(sourceId, last ?? Number.MAX_SAFE_INTEGER)
    if (last !== undefined) return
    for (const table of ['rejects', 'redactions', 'source_members', 'source_originals', 'original_chunks', 'sources'])
      store.db.prepare(`DELETE FROM ${table} WHERE source_id = ?`).run(sourceId)
  })()
  return true
}

export interface SourceMemberRow {
  readonly member: number
  readonly name: string
  readonly original: number
  readonly packing: readonly string[]
  /** Where the member's bytes begin in the source, and how many there are, unpacked. */
  readonly byteStart: number
  readonly bytes: number
  readonly sha256: string
  readonly entryStart: number
  readonly modifiedMicros: number | null
  readonly notes: readonly { readonly code: string; readonly detail?: string | undefined }[]
}

export function insertMember(store: WritableStore, sourceId: number, member: SourceMemberRow): void {
  store.db
    .prepare(
      'INSERT INTO source_members (source_id, member, name, original, packing, byte_start, bytes, sha256, entry_start, modified_micros, notes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    )
    .run(
      sourceId,
      member.member,
      member.name,
      member.original,
      JSON.stringify(member.packing),
      member.byteStart,
      member.bytes,
      member.sha256,
      member.entryStart,
      member.modifiedMicros,
      JSON.stringify(member.notes),
    )
}

export function listMembers(store: ReadableStore, sourceId: number): SourceMemberRow[] {
  const rows = store.db
    .prepare(
      'SELECT member, name, original, packing, byte_start AS byteStart, bytes, sha256, entry_start AS entryStart, modified_micros AS modifiedMicros, notes FROM source_members WHERE source_id = ? ORDER BY member',
    )
    .all(sourceId) as (Omit<SourceMemberRow, 'packing' | 'notes'> & { packing: string; notes: string })[]
  return rows.map((row) => ({
    ...row,
    packing: parseJson(row.packing) as string[],
    notes: parseJson(row.notes) as SourceMemberRow['notes'],
  }))
}

/** Members in reading order with the span of their entries' times. */
export function memberSpans(
  store: ReadableStore,
  sourceId: number,
): { readonly name: string; readonly firstMicros: number | null; readonly lastMicros: number | null }[] {
  return store.db
    .prepare(
      `SELECT m.name, min(f.min_micros) AS firstMicros, max(f.max_micros) AS lastMicros
       FROM source_members m LEFT JOIN frames f ON f.source_id = m.source_id AND f.byte_start >= m.byte_start AND f.byte_start < m.byte_start + m.bytes
       WHERE m.source_id = ? GROUP BY m.member ORDER BY m.member`,
    )
    .all(sourceId) as { name: string; firstMicros: number | null; lastMicros: number | null }[]
}

export interface SourceOriginal {
  readonly original: number
  readonly name: string
  readonly bytes: number
  readonly sha256: string
}

export function insertOriginal(store: WritableStore, sourceId: number, original: SourceOriginal): void {
  store.db
    .prepare('INSERT INTO source_originals (source_id, original, name, bytes, sha256) VALUES (?, ?, ?, ?, ?)')
    .run(sourceId, original.original, original.name, original.bytes, original.sha256)
}

export function listOriginals(store: ReadableStore, sourceId: number): SourceOriginal[] {
  return store.db
    .prepare('SELECT original, name, bytes, sha256 FROM source_originals WHERE source_id = ? ORDER BY original')
    .all(sourceId) as SourceOriginal[]
}

export interface Redacted {
  readonly byteStart: number
  readonly byteLength: number
  readonly kind: string
}

export function insertRedaction(
  store: WritableStore,
  sourceId: number,
  { byteStart, byteLength, kind }: Redacted,
): void {
  store.db
    .prepare('INSERT OR IGNORE INTO redactions (source_id, byte_start, byte_length, kind) VALUES (?, ?, ?, ?)')
    .run(sourceId, byteStart, byteLength, kind)
}

export function countRedactions(store: ReadableStore, sourceId: number): number {
  return store.db.prepare('SELECT count(*) FROM redactions WHERE source_id = ?').pluck().get(sourceId) as number
}

/** Appends the next chunk of a packed original's own bytes. */
export function createOriginalWriter(
  store: WritableStore,
  sourceId: number,
): (original: number, chunk: number, bytes: Uint8Array) => void {
  const statement = store.db.prepare(
    'INSERT INTO original_chunks (source_id, original, chunk, bytes) VALUES (?, ?, ?, ?)',
  )
  return (original, chunk, bytes) => {
    statement.run(sourceId, original, chunk, bytes)
  }
}

/** Chunks of a packed original as handed over, in order; nothing for a plain file, whose bytes are in the vault. */
export function readOriginal(store: ReadableStore, sourceId: number, original: number): IterableIterator<Buffer> {
  return store.db
    .prepare('SELECT bytes FROM original_chunks WHERE source_id = ? AND original = ? ORDER BY chunk')
    .pluck()
    .iterate(sourceId, original) as IterableIterator<Buffer>
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
