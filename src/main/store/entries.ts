/**
 * Entries: a record's place in its source and the few columns that filters need. Everything else is read from the
 * vault, so a re-mapping never has to rewrite evidence. Repeated texts are dictionary-coded in `words`.
 */
import { entriesPerSource, entryIdFrom } from '../../shared/model/digest.ts'
import type { ReadableStore, WritableStore } from './open.ts'

export interface EntryPlace {
  readonly entryId: number
  readonly byteStart: number
  readonly byteLength: number
  readonly line: number
  /** Decimal text, exact. */
  readonly sequence: string | null
  readonly occurredMicros: number | null
}

export interface NewEntry {
  readonly index: number
  readonly byteStart: number
  readonly byteLength: number
  readonly line: number
  readonly sequence: number | bigint | string | null
  readonly occurredMicros: number | null
  readonly actor: string | null
  readonly action: string | null
  readonly resourceType: string | null
  readonly resourceId: string | null
}

/** Appends entries of one source; texts go through the dictionary. */
export function createEntryWriter(store: WritableStore, sourceId: number): (entry: NewEntry) => void {
  const insert = store.db.prepare(
    'INSERT INTO entries (entry_id, byte_start, byte_length, line, sequence, occurred_micros, actor, action, resource_type, resource_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
  )
  const word = createWordCoder(store)
  return (entry) => {
    insert.run(
      entryIdFrom(sourceId, entry.index),
      entry.byteStart,
      entry.byteLength,
      entry.line,
      typeof entry.sequence === 'number' ? BigInt(entry.sequence) : entry.sequence,
      entry.occurredMicros,
      word(entry.actor),
      word(entry.action),
      word(entry.resourceType),
      entry.resourceId,
    )
  }
}

/** Id of a text in the dictionary. The map is bounded: a source may have millions of actors. */
function createWordCoder(store: WritableStore): (text: string | null) => number | null {
  const insert = store.db.prepare('INSERT INTO words (word) VALUES (?) ON CONFLICT DO NOTHING')
  const select = store.db.prepare('SELECT word_id AS id FROM words WHERE word = ?').pluck()
  const idByText = new Map<string, number>()
  return (text) => {
    if (text === null) return null
    const known = idByText.get(text)
    if (known !== undefined) return known
    insert.run(text)
    const id = select.get(text) as number
    if (idByText.size >= 200_000) idByText.clear()
    idByText.set(text, id)
    return id
  }
}

const placeColumns =
  'entry_id AS entryId, byte_start AS byteStart, byte_length AS byteLength, line, CAST(sequence AS TEXT) AS sequence, occurred_micros AS occurredMicros'

export function findEntry(store: ReadableStore, entryId: number): EntryPlace | undefined {
  return store.db.prepare(`SELECT ${placeColumns} FROM entries WHERE entry_id = ?`).get(entryId) as
    | EntryPlace
    | undefined
}

/** Places of a source's entries `[from, to)` by index, in file order. */
export function iterateEntries(
  store: ReadableStore,
  sourceId: number,
  from = 0,
  to = entriesPerSource,
): IterableIterator<EntryPlace> {
  return store.db
    .prepare(`SELECT ${placeColumns} FROM entries WHERE entry_id >= ? AND entry_id < ? ORDER BY entry_id`)
    .iterate(
      entryIdFrom(sourceId, from),
      sourceId * entriesPerSource + Math.min(to, entriesPerSource),
    ) as IterableIterator<EntryPlace>
}

export interface GridEntry extends EntryPlace {
  readonly actor: string | null
  readonly action: string | null
  readonly resourceType: string | null
  readonly resourceId: string | null
}

const gridColumns = `e.entry_id AS entryId, e.byte_start AS byteStart, e.byte_length AS byteLength, e.line, CAST(e.sequence AS TEXT) AS sequence,
  e.occurred_micros AS occurredMicros, substr(a.word, 1, 256) AS actor, substr(c.word, 1, 256) AS action, substr(t.word, 1, 256) AS resourceType, substr(e.resource_id, 1, 256) AS resourceId`
const gridJoins = `entries e LEFT JOIN words a ON a.word_id = e.actor LEFT JOIN words c ON c.word_id = e.action LEFT JOIN words t ON t.word_id = e.resource_type`

/** Grid rows of consecutive entries of one source. */
export function pageEntries(store: ReadableStore, sourceId: number, from: number, count: number): GridEntry[] {
  const first = entryIdFrom(sourceId, from)
  return store.db
    .prepare(`SELECT ${gridColumns} FROM ${gridJoins} WHERE e.entry_id >= ? AND e.entry_id < ? ORDER BY e.entry_id`)
    .all(first, first + count) as GridEntry[]
}

export function gridEntry(store: ReadableStore, entryId: number): GridEntry | undefined {
  return store.db.prepare(`SELECT ${gridColumns} FROM ${gridJoins} WHERE e.entry_id = ?`).get(entryId) as
    | GridEntry
    | undefined
}

export interface EntryQuery {
  readonly sourceId?: number | undefined
  readonly actor?: string | undefined
  readonly action?: string | undefined
  readonly resource?: string | undefined
  readonly fromMicros?: number | undefined
  readonly toMicros?: number | undefined
  /** Only entries with a stored break of these runs. */
  readonly breakRuns?: readonly number[] | undefined
}

/** Ids of the entries that match, in file order. A trailing `*` makes a prefix, anything else is exact. */
export function selectEntryIds(store: ReadableStore, query: EntryQuery): IterableIterator<number> {
  const conditions: string[] = []
  const values: (string | number)[] = []
  const words = (column: string, text: string | undefined): void => {
    if (text === undefined || text === '') return
    const [operator, value] = textCondition(text)
    conditions.push(`${column} IN (SELECT word_id FROM words WHERE word ${operator} ?)`)
    values.push(value)
  }
  if (query.sourceId !== undefined) {
    conditions.push('entry_id >= ? AND entry_id < ?')
    values.push(query.sourceId * entriesPerSource, (query.sourceId + 1) * entriesPerSource)
  } else conditions.push("entry_id / 4294967296 IN (SELECT source_id FROM sources WHERE state = 'finished')")
  words('actor', query.actor)
  words('action', query.action)
  if (query.resource !== undefined && query.resource !== '') {
    const [operator, value] = textCondition(query.resource)
    conditions.push(
      `(resource_id ${operator} ? OR resource_type IN (SELECT word_id FROM words WHERE word ${operator} ?))`,
    )
    values.push(value, value)
  }
  if (query.fromMicros !== undefined) {
    conditions.push('occurred_micros >= ?')
    values.push(query.fromMicros)
  }
  if (query.toMicros !== undefined) {
    conditions.push('occurred_micros < ?')
    values.push(query.toMicros)
  }
  if (query.breakRuns !== undefined) {
    conditions.push(
      `entry_id IN (SELECT entry_id FROM chain_breaks WHERE run_id IN (${query.breakRuns.map(() => '?').join(', ') || 'NULL'}))`,
    )
    values.push(...query.breakRuns)
  }
  return store.db
    .prepare(`SELECT entry_id FROM entries WHERE ${conditions.join(' AND ')} ORDER BY entry_id`)
    .pluck()
    .iterate(...values) as IterableIterator<number>
}

function textCondition(text: string): readonly ['=' | 'GLOB', string] {
  if (!text.endsWith('*')) return ['=', text]
  return ['GLOB', `${text.slice(0, -1).replace(/[*?[]/g, (character) => `[${character}]`)}*`]
}

/** Day numbers are derived, not stored: counts of entries per UTC day, in order. */
export function countByDay(store: ReadableStore, sourceId: number): { readonly day: number; readonly count: number }[] {
  return store.db
    .prepare(
      'SELECT CAST(floor(occurred_micros / 86400000000.0) AS INTEGER) AS day, count(*) AS count FROM entries WHERE entry_id >= ? AND entry_id < ? AND occurred_micros IS NOT NULL GROUP BY day ORDER BY day',
    )
    .all(sourceId * entriesPerSource, (sourceId + 1) * entriesPerSource) as { day: number; count: number }[]
}
