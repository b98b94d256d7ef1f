/**
 * Entries: a record's place in its source and the few values that filters need, kept as columns beside each vault frame
 * (`entry-columns.ts`). Everything else is read from the vault, so a re-mapping never has to rewrite evidence.
 */
import { entriesPerSource, entryIdFrom, indexOfEntry, sourceOfEntry } from '../../shared/model/digest.ts'
import { EntryColumns } from './entry-columns.ts'
import type { ReadableStore } from './open.ts'
import { readTiles } from './tiles.ts'

export interface EntryPlace {
  readonly entryId: number
  readonly byteStart: number
  readonly byteLength: number
  readonly line: number
  /** Decimal text, exact. */
  readonly sequence: string | null
  readonly occurredMicros: number | null
}

export interface GridEntry extends EntryPlace {
  readonly actor: string | null
  readonly action: string | null
  readonly resourceType: string | null
  readonly resourceId: string | null
}

/** Texts in lists are cut to this many characters. */
const gridText = 256

interface FrameRow {
  readonly frame: number
  readonly byteStart: number
  readonly entryStart: number
  readonly entries: number
  readonly lineBase: number
  readonly tiles: Buffer
  readonly columns: Buffer
}

const frameColumns =
  'f.frame, f.byte_start AS byteStart, f.entry_start AS entryStart, f.entries, f.line_base AS lineBase, v.tiles, v.columns'
const frameJoin = 'frames f JOIN vault_frames v ON v.source_id = f.source_id AND v.frame = f.frame'

/** The entries of one frame, with where each stands. */
class FrameEntries {
  readonly row: FrameRow
  readonly #sourceId: number
  readonly #columns: EntryColumns
  readonly #starts: Float64Array
  readonly #lengths: Float64Array

  constructor(sourceId: number, row: FrameRow) {
    this.#sourceId = sourceId
    this.row = row
    this.#columns = new EntryColumns(row.columns).readRows()
    this.#starts = new Float64Array(row.entries)
    this.#lengths = new Float64Array(row.entries)
    let at = 0
    readTiles(row.tiles, (kind, start, length) => {
      if (kind !== 'record') return
      this.#starts[at] = row.byteStart + start
      this.#lengths[at] = length
      at += 1
    })
  }

  /** Entry at `index` of the source. */
  place(index: number): EntryPlace {
    const row = index - this.row.entryStart
    const columns = this.#columns
    const micros = columns.micros[row] as number
    return {
      entryId: entryIdFrom(this.#sourceId, index),
      byteStart: this.#starts[row] as number,
      byteLength: this.#lengths[row] as number,
      line: this.row.lineBase + (columns.lines[row] as number),
      sequence: columns.sequences[row] ?? null,
      occurredMicros: Number.isNaN(micros) ? null : micros,
    }
  }

  /** The entry whose bytes hold this one; undefined where no entry does. */
  at(byte: number): EntryPlace | undefined {
    let low = 0
    let high = this.row.entries - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((this.#starts[middle] as number) <= byte) low = middle
      else high = middle - 1
    }
    const start = this.#starts[low]
    const inside = start !== undefined && byte >= start && byte < start + (this.#lengths[low] as number)
    return inside ? this.place(this.row.entryStart + low) : undefined
  }

  grid(index: number): GridEntry {
    const row = index - this.row.entryStart
    const columns = this.#columns
    const word = (words: readonly string[], code: number | undefined): string | null =>
      code === undefined || code === 0 ? null : (words[code - 1] as string).slice(0, gridText)
    return {
      ...this.place(index),
      actor: word(columns.actors, columns.actor[row]),
      action: word(columns.actions, columns.action[row]),
      resourceType: word(columns.types, columns.type[row]),
      resourceId: columns.resources[row]?.slice(0, gridText) ?? null,
    }
  }
}

/** The frame that holds the entry at `index`; undefined past the end. */
function frameOf(store: ReadableStore, sourceId: number, index: number): FrameEntries | undefined {
  const row = store.db
    .prepare(
      `SELECT ${frameColumns} FROM ${frameJoin} WHERE f.source_id = ? AND f.entry_start <= ? AND f.entries > 0 ORDER BY f.entry_start DESC, f.frame DESC LIMIT 1`,
    )
    .get(sourceId, index) as FrameRow | undefined
  return row === undefined || index >= row.entryStart + row.entries ? undefined : new FrameEntries(sourceId, row)
}

export function findEntry(store: ReadableStore, entryId: number): EntryPlace | undefined {
  const index = indexOfEntry(entryId)
  return frameOf(store, sourceOfEntry(entryId), index)?.place(index)
}

/**
 * Finds entries one after the other, keeping the frame of the last: for many in rising order, where `findEntry` would read
 * a frame for each. Measured over 40,000 entries: 25 seconds became less than one.
 */
export function entryFinder(store: ReadableStore): (entryId: number) => EntryPlace | undefined {
  let held: { readonly sourceId: number; readonly frame: FrameEntries } | undefined
  return (entryId) => {
    const sourceId = sourceOfEntry(entryId)
    const index = indexOfEntry(entryId)
    const row = held?.frame.row
    const inside = row !== undefined && index >= row.entryStart && index < row.entryStart + row.entries
    if (held === undefined || held.sourceId !== sourceId || !inside) {
      const frame = frameOf(store, sourceId, index)
      if (frame === undefined) return undefined
      held = { sourceId, frame }
    }
    return held.frame.place(index)
  }
}

export function gridEntry(store: ReadableStore, entryId: number): GridEntry | undefined {
  return gridEntries(store, [entryId])[0]
}

/** Grid rows of these entries, in their order; a frame that holds several is read once. Ids of no entry are left out. */
export function gridEntries(store: ReadableStore, entryIds: Iterable<number>): GridEntry[] {
  const rows: GridEntry[] = []
  let held: { readonly sourceId: number; readonly frame: FrameEntries } | undefined
  for (const entryId of entryIds) {
    const sourceId = sourceOfEntry(entryId)
    const index = indexOfEntry(entryId)
    const row = held?.frame.row
    const inside = row !== undefined && index >= row.entryStart && index < row.entryStart + row.entries
    if (held === undefined || held.sourceId !== sourceId || !inside) {
      const frame = frameOf(store, sourceId, index)
      if (frame === undefined) continue
      held = { sourceId, frame }
    }
    rows.push(held.frame.grid(index))
  }
  return rows
}

function* framesOf(store: ReadableStore, sourceId: number, from: number, to: number): Generator<FrameEntries> {
  const statement = store.db.prepare(
    `SELECT ${frameColumns} FROM ${frameJoin} WHERE f.source_id = ? AND f.entry_start + f.entries > ? AND f.entry_start < ? AND f.entries > 0 ORDER BY f.entry_start`,
  )
  for (const row of statement.iterate(sourceId, from, to) as IterableIterator<FrameRow>)
    yield new FrameEntries(sourceId, row)
}

/** Places of a source's entries `[from, to)` by index, in file order. */
export function* iterateEntries(
  store: ReadableStore,
  sourceId: number,
  from = 0,
  to = entriesPerSource,
): Generator<EntryPlace> {
  for (const frame of framesOf(store, sourceId, from, to)) {
    const { entryStart, entries } = frame.row
    const last = Math.min(to, entryStart + entries)
    for (let index = Math.max(from, entryStart); index < last; index += 1) yield frame.place(index)
  }
}

/** Grid rows of consecutive entries of one source. */
export function pageEntries(store: ReadableStore, sourceId: number, from: number, count: number): GridEntry[] {
  const rows: GridEntry[] = []
  let frame = count > 0 ? frameOf(store, sourceId, from) : undefined
  for (let index = from; index < from + count && frame !== undefined; index += 1) {
    if (index >= frame.row.entryStart + frame.row.entries) frame = frameOf(store, sourceId, index)
    if (frame !== undefined) rows.push(frame.grid(index))
  }
  return rows
}

/** Times of a source's entries `[from, from + count)` in file order; NaN where an entry has none. */
export function entryMicros(store: ReadableStore, sourceId: number, from: number, count: number): Float64Array {
  const times = new Float64Array(count).fill(Number.NaN)
  const statement = store.db.prepare(
    `SELECT f.entry_start AS entryStart, v.columns FROM ${frameJoin} WHERE f.source_id = ? AND f.entry_start + f.entries > ? AND f.entry_start < ? AND f.entries > 0 ORDER BY f.entry_start`,
  )
  for (const row of statement.iterate(sourceId, from, from + count) as IterableIterator<{
    entryStart: number
    columns: Buffer
  }>) {
    const { micros } = new EntryColumns(row.columns).readTimes()
    const skipped = Math.max(0, from - row.entryStart)
    const at = row.entryStart + skipped - from
    times.set(micros.subarray(skipped, skipped + Math.min(micros.length - skipped, count - at)), at)
  }
  return times
}

/** Entries of which something was redacted at import, in file order. */
export function redactedEntries(store: ReadableStore, sourceId: number): EntryPlace[] {
  const starts = store.db
    .prepare('SELECT byte_start FROM redactions WHERE source_id = ? ORDER BY byte_start')
    .pluck()
    .all(sourceId) as number[]
  const frame = store.db.prepare(
    `SELECT ${frameColumns}, f.byte_start + f.byte_length AS byteEnd FROM ${frameJoin} WHERE f.source_id = ? AND f.byte_start <= ? ORDER BY f.frame DESC LIMIT 1`,
  )
  const places = new Map<number, EntryPlace>()
  let held: { readonly entries: FrameEntries; readonly byteEnd: number } | undefined
  for (const start of starts) {
    if (held === undefined || start >= held.byteEnd) {
      const row = frame.get(sourceId, start) as (FrameRow & { byteEnd: number }) | undefined
      if (row === undefined) continue
      held = { entries: new FrameEntries(sourceId, row), byteEnd: row.byteEnd }
    }
    const place = held.entries.at(start)
    if (place !== undefined) places.set(place.entryId, place)
  }
  return [...places.values()]
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

/**
 * Ids of the entries that match, in file order. A trailing `*` makes a prefix, anything else is exact. Frames whose span
 * of time or whose words do not fit are passed over without reading their rows.
 */
export function* selectEntryIds(store: ReadableStore, query: EntryQuery): Generator<number> {
  if (query.breakRuns !== undefined) {
    yield* selectAmongBreaks(store, query, query.breakRuns)
    return
  }
  const conditions = ['f.entries > 0']
  const values: number[] = []
  if (query.sourceId === undefined)
    conditions.push("f.source_id IN (SELECT source_id FROM sources WHERE state = 'finished')")
  else {
    conditions.push('f.source_id = ?')
    values.push(query.sourceId)
  }
  if (query.fromMicros !== undefined) {
    conditions.push('f.max_micros >= ?')
    values.push(query.fromMicros)
  }
  if (query.toMicros !== undefined) {
    conditions.push('f.min_micros < ?')
    values.push(query.toMicros)
  }
  const statement = store.db.prepare(
    `SELECT f.source_id AS sourceId, f.entry_start AS entryStart, f.entries, v.columns FROM ${frameJoin} WHERE ${conditions.join(' AND ')} ORDER BY f.source_id, f.frame`,
  )
  const rows = statement.iterate(...values) as IterableIterator<{
    sourceId: number
    entryStart: number
    entries: number
    columns: Buffer
  }>
  const test = new RowTest(query)
  for (const row of rows) {
    if (!test.begin(new EntryColumns(row.columns))) continue
    for (let index = 0; index < row.entries; index += 1)
      if (test.passes(index)) yield entryIdFrom(row.sourceId, row.entryStart + index)
  }
}

/** Starts from the breaks of the runs, of which there are few, and not from the entries. */
function* selectAmongBreaks(store: ReadableStore, query: EntryQuery, runs: readonly number[]): Generator<number> {
  const test = new RowTest(query)
  const frame = store.db.prepare(
    `SELECT f.entry_start AS entryStart, f.entries, v.columns FROM ${frameJoin} WHERE f.source_id = ? AND f.entry_start <= ? AND f.entries > 0 ORDER BY f.entry_start DESC, f.frame DESC LIMIT 1`,
  )
  let held:
    | { readonly sourceId: number; readonly from: number; readonly to: number; readonly fits: boolean }
    | undefined
  for (const entryId of breakIds(store, runs)) {
    const sourceId = sourceOfEntry(entryId)
    const index = indexOfEntry(entryId)
    if (query.sourceId !== undefined && sourceId !== query.sourceId) continue
    if (held === undefined || held.sourceId !== sourceId || index < held.from || index >= held.to) {
      const row = frame.get(sourceId, index) as { entryStart: number; entries: number; columns: Buffer } | undefined
      if (row === undefined) continue
      const fits = test.begin(new EntryColumns(row.columns))
      held = { sourceId, from: row.entryStart, to: row.entryStart + row.entries, fits }
    }
    if (held.fits && test.passes(index - held.from)) yield entryId
  }
}

/** Entries with a break of one of these runs, in file order, each once. */
function breakIds(store: ReadableStore, runs: readonly number[]): number[] {
  const statement = store.db.prepare('SELECT entry_id FROM chain_breaks WHERE run_id = ? ORDER BY entry_id').pluck()
  return [...new Set(runs.flatMap((run) => statement.all(run) as number[]))].toSorted((a, b) => a - b)
}

/** A query over the rows of one frame after the other. */
class RowTest {
  readonly #actor: TextTest | null
  readonly #action: TextTest | null
  readonly #resource: TextTest | null
  readonly #from: number
  readonly #to: number
  readonly #timed: boolean
  #columns: EntryColumns | undefined
  #actors: Uint8Array | null = null
  #actions: Uint8Array | null = null
  #types: Uint8Array | null = null

  constructor(query: EntryQuery) {
    this.#actor = textTest(query.actor)
    this.#action = textTest(query.action)
    this.#resource = textTest(query.resource)
    this.#from = query.fromMicros ?? -Infinity
    this.#to = query.toMicros ?? Infinity
    this.#timed = query.fromMicros !== undefined || query.toMicros !== undefined
  }

  /** False when no row of the frame can pass. */
  begin(columns: EntryColumns): boolean {
    this.#actors = this.#actor === null ? null : matching(columns.actors, this.#actor)
    this.#actions = this.#action === null ? null : matching(columns.actions, this.#action)
    if (this.#actors?.includes(1) === false || this.#actions?.includes(1) === false) return false
    this.#types = this.#resource === null ? null : matching(columns.types, this.#resource)
    this.#columns = columns.readRows()
    return true
  }

  passes(row: number): boolean {
    const columns = this.#columns as EntryColumns
    if (this.#actors !== null && this.#actors[columns.actor[row] as number] !== 1) return false
    if (this.#actions !== null && this.#actions[columns.action[row] as number] !== 1) return false
    if (this.#timed) {
      const micros = columns.micros[row] as number
      if (!(micros >= this.#from && micros < this.#to)) return false
    }
    if (this.#types === null || this.#types[columns.type[row] as number] === 1) return true
    const id = columns.resources[row] ?? null
    return id !== null && this.#resource?.(id) === true
  }
}

type TextTest = (text: string) => boolean

/** 1 at word + 1 for each word that passes. */
function matching(words: readonly string[], test: TextTest): Uint8Array {
  const codes = new Uint8Array(words.length + 1)
  for (const [index, word] of words.entries()) if (test(word)) codes[index + 1] = 1
  return codes
}

function textTest(text: string | undefined): TextTest | null {
  if (text === undefined || text === '') return null
  if (!text.endsWith('*')) return (value) => value === text
  const prefix = text.slice(0, -1)
  return (value) => value.startsWith(prefix)
}
