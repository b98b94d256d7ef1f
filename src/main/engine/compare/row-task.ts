/**
 * What a lane does for a comparison: digests of the rows of a range of frames. Of two exports in one form, keys and bytes
 * are hashed for every row and mapped values only where the bytes already differ, because most rows are the same to the
 * byte; of two forms, keys and values.
 */
import type { MatchKey, ValueRule } from '../../../shared/model/comparison.ts'
import type { EntryField, SourceProfile } from '../../../shared/model/profile.ts'
import type { Layout } from '../../io/formats/record-json.ts'
import { sha256Of } from '../../io/host/digest.ts'
import { iterateEntries } from '../../store/entries.ts'
import type { ReadableStore } from '../../store/open.ts'
import { readTiles } from '../../store/tiles.ts'
import { frameBytes, readFrames } from '../../store/vault.ts'
import { RecordView } from '../query/record-view.ts'
import { numbersPerRow } from './row-digests.ts'
import { keyOf, valuesText, valueText, type KeyRule } from './row-values.ts'

export interface CompareTask {
  readonly kind: 'compare-rows'
  readonly sourceId: number
  readonly frameFrom: number
  readonly frameTo: number
  readonly layouts: readonly Layout[]
  readonly profile: SourceProfile
  readonly fields: readonly EntryField[]
  readonly keys: KeyRule
  readonly rule: ValueRule
  readonly want:
    | {
        readonly kind: 'keys'
        /** Rows of keys of this part only, of so many. */
        readonly part: number
        readonly parts: number
        /** Span of the other export. */
        readonly firstMicros: number | null
        readonly lastMicros: number | null
      }
    /** Value digests, or a digest of each field, of the rows named by their index. Ascending. */
    | { readonly kind: 'values' | 'fields'; readonly rows: Int32Array }
}

export interface CompareResult {
  readonly kind: 'compare-rows'
  readonly entries: number
  /** 0-based indexes of the rows that `numbers` is about; ascending. */
  readonly rows: Int32Array
  /** Keys: as `RowDigests` holds them. Values: 4 a row. Fields: 2 a field and row. */
  readonly numbers: Uint32Array
  /** For `keys`: rows outside the span of the other export, and rows by what they are matched by. */
  readonly outside: Int32Array
  readonly matchedBy: Readonly<Record<MatchKey, number>>
}

export function runCompareTask(store: ReadableStore, task: CompareTask): CompareResult {
  return task.want.kind === 'keys' ? digestKeys(store, task, task.want) : digestWanted(store, task, task.want)
}

function digestKeys(
  store: ReadableStore,
  task: CompareTask,
  { part, parts, firstMicros, lastMicros }: Extract<CompareTask['want'], { kind: 'keys' }>,
): CompareResult {
  const rows: number[] = []
  const outside: number[] = []
  const numbers = new Numbers()
  const matchedBy: Record<MatchKey, number> = { 'event-id': 0, sequence: 0, record: 0 }
  const hasSpan = firstMicros !== null && lastMicros !== null
  const entries = eachRow(store, task, null, (view) => {
    const micros = view.occurredAtMicros
    if (hasSpan && micros !== null && (micros < firstMicros || micros > lastMicros)) outside.push(view.index)
    const { kind, text } = keyOf(view, task.keys)
    // Two forms have no bytes in common: their rows are told apart by their values, and a second reading is saved.
    const byMeaning = task.rule === 'meaning'
    const values = kind === 'record' || byMeaning ? sha256Of(valuesText(view, task.fields, task.rule)) : null
    const key = kind === 'record' && values !== null ? values : sha256Of(`${kind} ${text}`)
    // Part by bytes of the digest that say nothing of its bucket.
    if (parts > 1 && key.readUInt32BE(12) % parts !== part) return
    matchedBy[kind] += 1
    rows.push(view.index)
    numbers.add(key, 2)
    numbers.add(byMeaning ? values : sha256Of(view.jsonBytes()), 4)
    numbers.add(values, 4)
  })
  return {
    kind: 'compare-rows',
    entries,
    rows: Int32Array.from(rows),
    numbers: numbers.take(rows.length * numbersPerRow),
    outside: Int32Array.from(outside),
    matchedBy,
  }
}

function digestWanted(
  store: ReadableStore,
  task: CompareTask,
  want: Extract<CompareTask['want'], { rows: Int32Array }>,
): CompareResult {
  const numbers = new Numbers()
  const { fields, rule } = task
  const entries = eachRow(store, task, want.rows, (view) => {
    if (want.kind === 'values') numbers.add(sha256Of(valuesText(view, fields, rule)), 4)
    else for (const field of fields) numbers.add(sha256Of(valueText(view, field, rule)), 2)
  })
  const perRow = want.kind === 'values' ? 4 : fields.length * 2
  return {
    kind: 'compare-rows',
    entries,
    rows: want.rows,
    numbers: numbers.take(want.rows.length * perRow),
    outside: new Int32Array(0),
    matchedBy: { 'event-id': 0, sequence: 0, record: 0 },
  }
}

/** Calls `visit` for every row of the range, or for the wanted ones. Answers with the entries of the range. */
function eachRow(
  store: ReadableStore,
  task: CompareTask,
  wanted: Int32Array | null,
  visit: (view: RecordView) => void,
): number {
  const view = new RecordView(task.profile)
  let entries = 0
  let next = 0
  for (const frame of readFrames(store, task.sourceId, task.frameFrom, task.frameTo)) {
    const end = frame.entryStart + frame.entries
    entries += frame.entries
    if (wanted !== null && (next === wanted.length || (wanted[next] as number) >= end)) continue
    const bytes = frameBytes(frame)
    const places = iterateEntries(store, task.sourceId, frame.entryStart, end)
    let index = frame.entryStart
    readTiles(frame.tiles, (kind, start, length, layout) => {
      if (kind !== 'record') return
      const place = places.next().value
      if (place === undefined) throw new Error(`source ${task.sourceId} has fewer entries than records`)
      if (wanted === null || wanted[next] === index) {
        next += 1
        view.show(place, task.sourceId, index, bytes, start, start + length, task.layouts[layout] as Layout)
        visit(view)
      }
      index += 1
    })
    places.return(undefined)
  }
  return entries
}

/** Digests cut to so many 32-bit numbers, one after the other. */
class Numbers {
  #numbers = new Uint32Array(1024)
  #count = 0

  /** Zeros where there is no digest yet. */
  add(digest: Buffer | null, count: number): void {
    if (this.#count + count > this.#numbers.length) {
      const wider = new Uint32Array(this.#numbers.length * 2)
      wider.set(this.#numbers)
      this.#numbers = wider
    }
    for (let index = 0; index < count; index += 1)
      this.#numbers[this.#count + index] = digest === null ? 0 : digest.readUInt32BE(index * 4)
    this.#count += count
  }

  /** `count` is what was added. */
  take(count: number): Uint32Array {
    return this.#numbers.slice(0, count)
  }
}
