/**
 * Which row of one export is which row of the other. Rows with one key are matched by their values first and then in
 * their order, so that rows whose keys repeat are neither lost nor counted twice.
 */
import type { EntryField } from '../../../shared/model/profile.ts'
import type { MatchKey } from '../../../shared/model/comparison.ts'
import type { ReadableStore } from '../../store/open.ts'
import { sha256Of } from '../../io/host/digest.ts'
import type { StoredSource } from '../../store/sources.ts'
import type { JobContext } from '../jobs.ts'
import type { RecordView } from '../query/record-view.ts'
import { streamEntries } from '../query/stream-entries.ts'
import { buckets, RowDigests } from './row-digests.ts'

export const rowStates = { alone: 0, same: 1, sameOtherBytes: 2, changed: 3 } as const

export interface MatchedSide {
  readonly source: StoredSource
  /** State of each row. */
  readonly states: Uint8Array
  /** 1 where the time of a row lies outside the other export's span. */
  readonly outside: Uint8Array
  repeatedKeys: number
}

export interface Matched {
  readonly left: MatchedSide
  readonly right: MatchedSide
  /** Row of the right export by row of the left one; -1 where none is. */
  readonly target: Int32Array
  readonly matchedBy: Record<MatchKey, number>
  readonly fields: readonly EntryField[]
  readonly keys: KeyRule
}

/** What a row is matched by: its event id or its sequence, if both exports have it, else all its mapped values. */
export class KeyRule {
  readonly #eventId: boolean
  readonly #sequence: boolean

  constructor(eventId: boolean, sequence: boolean) {
    this.#eventId = eventId
    this.#sequence = sequence
  }

  keyOf(entry: RecordView): { readonly kind: MatchKey; readonly text: string } {
    if (this.#eventId) {
      const id = entry.field('eventId')
      if (id.state === 'present') return { kind: 'event-id', text: id.text }
    }
    if (this.#sequence) {
      const sequence = entry.field('sequence')
      if (sequence.state === 'present') return { kind: 'sequence', text: sequence.text }
    }
    return { kind: 'record', text: '' }
  }
}

/** The mapped values of a record as one text that no other values have. */
export function valuesText(entry: RecordView, fields: readonly EntryField[]): string {
  let text = ''
  for (const field of fields) text += valueText(entry, field)
  return text
}

/** A value with its state; lengths keep neighbours apart. */
export function valueText(entry: RecordView, field: EntryField): string {
  const value = entry.field(field)
  return `${value.state}:${value.text.length}:${value.text};`
}

/**
 * Matches the rows of two sources. At most `rowsAtOnce` rows of both are held as digests at a time: larger exports are
 * read several times, each time for a part of the keys. Besides, memory grows by 11 bytes a row.
 */
export async function matchRows(
  store: ReadableStore,
  leftSource: StoredSource,
  rightSource: StoredSource,
  keys: KeyRule,
  rowsAtOnce: number,
  job: JobContext,
): Promise<Matched> {
  const fields = comparedFields(leftSource, rightSource)
  const left = emptySide(leftSource)
  const right = emptySide(rightSource)
  const target = new Int32Array(leftSource.entries).fill(-1)
  const matchedBy: Record<MatchKey, number> = { 'event-id': 0, sequence: 0, record: 0 }
  const parts = Math.max(1, Math.ceil((leftSource.entries + rightSource.entries) / rowsAtOnce))
  for (let part = 0; part < parts; part += 1) {
    const read = async (side: MatchedSide, other: StoredSource, isLeft: boolean): Promise<RowDigests> => {
      const { source } = side
      // Keys spread evenly unless they repeat: room for all is asked for, and pages that stay empty cost nothing.
      const digests = new RowDigests(
        parts === 1 ? source.entries : await countPart(store, source, keys, fields, part, parts, job),
      )
      const stage = isLeft ? 'compare-left' : 'compare-right'
      await streamEntries(store, source, job, stage, (entry) => {
        if (part === 0) side.outside[entry.index] = isOutside(entry.occurredAtMicros, other) ? 1 : 0
        const { kind, key, values } = keyed(entry, keys, fields)
        if (partOf(key, parts) !== part) return
        if (isLeft) matchedBy[kind] += 1
        digests.add(entry.index, key, values ?? sha256Of(valuesText(entry, fields)), sha256Of(entry.jsonText()))
      })
      return digests
    }
    await matchPart(
      await read(left, rightSource, true),
      await read(right, leftSource, false),
      { left, right, target },
      job,
    )
  }
  return { left, right, target, matchedBy, fields, keys }
}

function comparedFields(left: StoredSource, right: StoredSource): EntryField[] {
  const names = new Set([...Object.keys(left.profile.fields), ...Object.keys(right.profile.fields)]) as Set<EntryField>
  return [...names]
}

function emptySide(source: StoredSource): MatchedSide {
  return { source, states: new Uint8Array(source.entries), outside: new Uint8Array(source.entries), repeatedKeys: 0 }
}

function isOutside(micros: number | null, { firstMicros, lastMicros }: StoredSource): boolean {
  return micros !== null && firstMicros !== null && lastMicros !== null && (micros < firstMicros || micros > lastMicros)
}

function keyed(
  entry: RecordView,
  keys: KeyRule,
  fields: readonly EntryField[],
): { readonly kind: MatchKey; readonly key: Buffer; readonly values: Buffer | null } {
  const { kind, text } = keys.keyOf(entry)
  if (kind !== 'record') return { kind, key: sha256Of(`${kind} ${text}`), values: null }
  const values = sha256Of(valuesText(entry, fields))
  return { kind, key: values, values }
}

/** Part by the last byte read of a digest, which says nothing of its bucket. */
function partOf(key: Buffer, parts: number): number {
  return parts === 1 ? 0 : key.readUInt32BE(12) % parts
}

async function countPart(
  store: ReadableStore,
  source: StoredSource,
  keys: KeyRule,
  fields: readonly EntryField[],
  part: number,
  parts: number,
  job: JobContext,
): Promise<number> {
  let count = 0
  await streamEntries(store, source, job, 'compare-count', (entry) => {
    if (partOf(keyed(entry, keys, fields).key, parts) === part) count += 1
  })
  return count
}

async function matchPart(
  left: RowDigests,
  right: RowDigests,
  into: Pick<Matched, 'left' | 'right' | 'target'>,
  job: JobContext,
): Promise<void> {
  const breathe = (): Promise<void> => job.breathe()
  const a = await left.sorted(breathe)
  const b = await right.sorted(breathe)
  for (let bucket = 0; bucket < buckets; bucket += 1) {
    let i = a.bucketStart[bucket] as number
    let j = b.bucketStart[bucket] as number
    const iEnd = a.bucketStart[bucket + 1] as number
    const jEnd = b.bucketStart[bucket + 1] as number
    while (i < iEnd || j < jEnd) {
      const order = i >= iEnd ? 1 : j >= jEnd ? -1 : left.compareKeys(a.order[i] as number, right, b.order[j] as number)
      const iNext = order <= 0 ? groupEnd(left, a.order, i, iEnd) : i
      const jNext = order >= 0 ? groupEnd(right, b.order, j, jEnd) : j
      into.left.repeatedKeys += Math.max(0, iNext - i - 1)
      into.right.repeatedKeys += Math.max(0, jNext - j - 1)
      if (order === 0) matchGroup(left, a.order.subarray(i, iNext), right, b.order.subarray(j, jNext), into)
      i = iNext
      j = jNext
    }
    if (bucket % 64 === 0) await job.breathe()
  }
}

function groupEnd(digests: RowDigests, order: Uint32Array, from: number, end: number): number {
  let at = from + 1
  while (at < end && digests.compareKeys(order[from] as number, digests, order[at] as number) === 0) at += 1
  return at
}

/** Rows of one key, both sides by values and then by row: equal ones first, what is left in the order of the exports. */
function matchGroup(
  left: RowDigests,
  leftItems: Uint32Array,
  right: RowDigests,
  rightItems: Uint32Array,
  into: Pick<Matched, 'left' | 'right' | 'target'>,
): void {
  const leftRest: number[] = []
  const rightRest: number[] = []
  const join = (item: number, other: number, state: number): void => {
    const row = left.rows[item] as number
    const otherRow = right.rows[other] as number
    into.target[row] = otherRow
    into.left.states[row] = state
    into.right.states[otherRow] = state
  }
  let i = 0
  let j = 0
  while (i < leftItems.length || j < rightItems.length) {
    const item = leftItems[i] as number
    const other = rightItems[j] as number
    const order = i >= leftItems.length ? 1 : j >= rightItems.length ? -1 : left.compareValues(item, right, other)
    if (order === 0) {
      const same = left.compareBytes(item, right, other) === 0
      join(item, other, same ? rowStates.same : rowStates.sameOtherBytes)
    } else if (order < 0) leftRest.push(item)
    else rightRest.push(other)
    if (order <= 0) i += 1
    if (order >= 0) j += 1
  }
  const byRow = (a: number, b: number): number => a - b
  leftRest.sort(byRow)
  rightRest.sort(byRow)
  for (let index = 0; index < Math.min(leftRest.length, rightRest.length); index += 1)
    join(leftRest[index] as number, rightRest[index] as number, rowStates.changed)
}
