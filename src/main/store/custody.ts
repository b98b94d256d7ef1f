/**
 * The custody log: everything Assay and its user did to an engagement, itself a hash chain under the shipped recipe
 * `sha256.json-stringify.inside.hex`, so that it is verified by the same code as evidence, without a special case.
 */
import type { CustodyEvent } from '../../shared/model/engagement.ts'
import type { Hasher } from '../../shared/core/bytes/hasher.ts'
import { bytesToHex } from '../../shared/core/bytes/hex.ts'
import { utf8FromText } from '../../shared/core/bytes/utf8.ts'
import { parseJson } from '../../shared/core/bytes/parse-json.ts'
import type { ReadableStore, WritableStore } from './open.ts'

export const custodyRecipeId = 'sha256.json-stringify.inside.hex'

interface CustodyRecord {
  sequence: number
  at_micros: number
  actor: string
  action: string
  details: Record<string, unknown>
  prev_hash: string
  entry_hash: string
}

/** Appends one event; call inside the transaction of the change it tells of. `sha256` is injected like every hash. */
export function appendCustodyEvent(
  store: WritableStore,
  sha256: Hasher,
  event: { atMicros: number; actor: string; action: string; details: Readonly<Record<string, unknown>> },
): void {
  const last = store.db.prepare('SELECT record FROM custody_events ORDER BY sequence DESC LIMIT 1').pluck().get() as
    | string
    | undefined
  const before = last === undefined ? undefined : (parseJson(last) as CustodyRecord)
  const body = {
    sequence: (before?.sequence ?? 0) + 1,
    at_micros: event.atMicros,
    actor: event.actor,
    action: event.action,
    details: event.details,
    prev_hash: before?.entry_hash ?? '0'.repeat(64),
  }
  const entryHash = bytesToHex(sha256.hash(utf8FromText(JSON.stringify(body))))
  store.db
    .prepare('INSERT INTO custody_events (sequence, record) VALUES (?, ?)')
    .run(body.sequence, JSON.stringify({ ...body, entry_hash: entryHash }))
}

/** Records as stored, oldest first: NDJSON lines of the log. */
export function custodyLines(store: ReadableStore): IterableIterator<string> {
  return store.db
    .prepare('SELECT record FROM custody_events ORDER BY sequence')
    .pluck()
    .iterate() as IterableIterator<string>
}

export function countCustodyEvents(store: ReadableStore): number {
  return store.db.prepare('SELECT count(*) FROM custody_events').pluck().get() as number
}

/** Newest first. */
export function pageCustodyEvents(store: ReadableStore, start: number, count: number): CustodyEvent[] {
  const lines = store.db
    .prepare('SELECT record FROM custody_events ORDER BY sequence DESC LIMIT ? OFFSET ?')
    .pluck()
    .all(count, start) as string[]
  return lines.map((line) => {
    const record = parsedRecord(line)
    return {
      sequence: record.sequence,
      atMicros: record.at_micros,
      actor: record.actor,
      action: record.action,
      details: record.details,
      previousHash: record.prev_hash,
      entryHash: record.entry_hash,
    }
  })
}

/** A stored event. One that was edited into something else is shown as it stands; `log verify` is what judges it. */
function parsedRecord(line: string): CustodyRecord {
  const broken: CustodyRecord = {
    sequence: 0,
    at_micros: 0,
    actor: '',
    action: 'unreadable',
    details: { record: line.slice(0, 4096) },
    prev_hash: '',
    entry_hash: '',
  }
  try {
    const record = parseJson(line) as Partial<CustodyRecord> | null
    return typeof record === 'object' && record !== null && typeof record.sequence === 'number'
      ? { ...broken, ...record }
      : broken
  } catch {
    return broken
  }
}
