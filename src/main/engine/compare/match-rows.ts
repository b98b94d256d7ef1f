/**
 * Matches the rows of two exports by what they have in common: first by key and bytes, then, among what is left of a key,
 * by their mapped values, and last in the order of the exports.
 */
import type { MatchKey } from '../../../shared/model/comparison.ts'
import type { StoredSource } from '../../store/sources.ts'
import { compareRanges, type CompareWork } from './compare-ranges.ts'
import { buckets, RowDigests } from './row-digests.ts'

/** States of one row: not matched, the same bytes, the same mapped values, other values. */
export const rowStates = { alone: 0, same: 1, sameOtherBytes: 2, changed: 3 } as const
/** While matching: another row has the same key, and none the same bytes. */
const open = 4

/** One export while it is compared: 2 bytes a row. */
export interface MatchedSide {
  readonly source: StoredSource
  readonly states: Uint8Array
  /** 1 where the row's time lies outside the span of the other export. */
  readonly outside: Uint8Array
  /** Rows that share their key with one before them. */
  repeatedKeys: number
}

export interface Matched {
  readonly left: MatchedSide
  readonly right: MatchedSide
  /** Row of the right export that a left row was matched with, -1 for none. */
  readonly target: Int32Array
  readonly matchedBy: Record<MatchKey, number>
}

interface SortedSide {
  readonly side: MatchedSide
  readonly digests: RowDigests
  readonly order: Uint32Array
  readonly bucketStart: Uint32Array
}

/**
 * At most `rowsAtOnce` rows of both are held as digests at a time: larger exports are read several times, each time for a
 * part of the keys. Besides, memory grows by 10 bytes a row.
 */
export async function matchRows(
  work: CompareWork,
  leftSource: StoredSource,
  rightSource: StoredSource,
  rowsAtOnce: number,
): Promise<Matched> {
  const left = emptySide(leftSource)
  const right = emptySide(rightSource)
  const target = new Int32Array(leftSource.entries).fill(-1)
  const matchedBy: Record<MatchKey, number> = { 'event-id': 0, sequence: 0, record: 0 }
  const parts = Math.max(1, Math.ceil((leftSource.entries + rightSource.entries) / rowsAtOnce))
  const breathe = (): Promise<void> => work.job.breathe()
  // Of two forms the lanes hash values in the place of bytes: a row of a table is put into JSON only to be read.
  const sameState = work.rule === 'meaning' ? rowStates.sameOtherBytes : rowStates.same
  for (let part = 0; part < parts; part += 1) {
    const read = async (side: MatchedSide, other: StoredSource, isLeft: boolean): Promise<SortedSide> => {
      const { source } = side
      const digests = new RowDigests(Math.ceil((source.entries / parts) * (parts === 1 ? 1 : 1.1)))
      const { firstMicros, lastMicros } = other
      const stage = isLeft ? 'compare-left' : 'compare-right'
      await compareRanges(
        work,
        source,
        stage,
        () => ({ kind: 'keys', part, parts, firstMicros, lastMicros }),
        (result) => {
          digests.append(result.rows, result.numbers)
          for (const row of result.outside) side.outside[row] = 1
          if (isLeft) for (const [kind, rows] of Object.entries(result.matchedBy)) matchedBy[kind as MatchKey] += rows
        },
      )
      return { side, digests, ...(await digests.sorted(breathe)) }
    }
    const one = await read(left, rightSource, true)
    const other = await read(right, leftSource, false)
    await eachKey(one, other, breathe, (leftItems, rightItems) => {
      left.repeatedKeys += Math.max(0, leftItems.length - 1)
      right.repeatedKeys += Math.max(0, rightItems.length - 1)
      if (leftItems.length > 0 && rightItems.length > 0)
        matchBytes(one, leftItems, other, rightItems, target, sameState)
    })
    const leftOpen = await readValues(work, one, 'compare-left')
    const rightOpen = await readValues(work, other, 'compare-right')
    if (leftOpen && rightOpen)
      await eachKey(one, other, breathe, (leftItems, rightItems) =>
        matchRest(one, leftItems, other, rightItems, target),
      )
  }
  return { left, right, target, matchedBy }
}

function emptySide(source: StoredSource): MatchedSide {
  return { source, states: new Uint8Array(source.entries), outside: new Uint8Array(source.entries), repeatedKeys: 0 }
}

/** Value digests of the rows that are left open. Answers whether there are any. */
async function readValues(work: CompareWork, { side, digests }: SortedSide, stage: string): Promise<boolean> {
  let some = false
  await compareRanges(
    work,
    side.source,
    stage,
    (from, to) => {
      const rows = rowsInState(side.states, open, from, to)
      some ||= rows.length > 0
      return rows.length === 0 ? null : { kind: 'values', rows }
    },
    (result) => digests.setValues(result.rows, result.numbers),
  )
  return some
}

/** Indexes of `[from, to)` that are in a state. */
export function rowsInState(states: Uint8Array, state: number, from: number, to: number): Int32Array {
  const rows: number[] = []
  for (let row = states.indexOf(state, from); row >= 0 && row < to; row = states.indexOf(state, row + 1)) rows.push(row)
  return Int32Array.from(rows)
}

/** Calls `visit` once for every key of either export, with the items of both that have it. */
async function eachKey(
  left: SortedSide,
  right: SortedSide,
  breathe: () => Promise<void>,
  visit: (leftItems: Uint32Array, rightItems: Uint32Array) => void,
): Promise<void> {
  for (let bucket = 0; bucket < buckets; bucket += 1) {
    let i = left.bucketStart[bucket] as number
    let j = right.bucketStart[bucket] as number
    const iEnd = left.bucketStart[bucket + 1] as number
    const jEnd = right.bucketStart[bucket + 1] as number
    while (i < iEnd || j < jEnd) {
      const order =
        i >= iEnd
          ? 1
          : j >= jEnd
            ? -1
            : left.digests.compareKeys(left.order[i] as number, right.digests, right.order[j] as number)
      const iNext = order <= 0 ? groupEnd(left, i, iEnd) : i
      const jNext = order >= 0 ? groupEnd(right, j, jEnd) : j
      visit(left.order.subarray(i, iNext), right.order.subarray(j, jNext))
      i = iNext
      j = jNext
    }
    if (bucket % 64 === 0) await breathe()
  }
}

function groupEnd({ digests, order }: SortedSide, from: number, end: number): number {
  let at = from + 1
  while (at < end && digests.compareKeys(order[from] as number, digests, order[at] as number) === 0) at += 1
  return at
}

type Compare = (item: number, other: number) => number

/** Pairs items of two sorted lists that compare as equal; what is left of each goes to `rest`. */
function pair(
  leftItems: ArrayLike<number>,
  rightItems: ArrayLike<number>,
  compare: Compare,
  join: (item: number, other: number) => void,
  rest: { left(item: number): void; right(item: number): void },
): void {
  let i = 0
  let j = 0
  while (i < leftItems.length || j < rightItems.length) {
    const item = leftItems[i] as number
    const other = rightItems[j] as number
    const order = i >= leftItems.length ? 1 : j >= rightItems.length ? -1 : compare(item, other)
    if (order === 0) join(item, other)
    else if (order < 0) rest.left(item)
    else rest.right(other)
    if (order <= 0) i += 1
    if (order >= 0) j += 1
  }
}

function joiner(
  left: SortedSide,
  right: SortedSide,
  target: Int32Array,
): (a: number, b: number, state: number) => void {
  return (item, other, state) => {
    const row = left.digests.rows[item] as number
    const otherRow = right.digests.rows[other] as number
    target[row] = otherRow
    left.side.states[row] = state
    right.side.states[otherRow] = state
  }
}

/** Rows of one key with the same bytes; the rest is left open where both sides have some. */
function matchBytes(
  left: SortedSide,
  leftItems: Uint32Array,
  right: SortedSide,
  rightItems: Uint32Array,
  target: Int32Array,
  sameState: number,
): void {
  const join = joiner(left, right, target)
  const leftRest: number[] = []
  const rightRest: number[] = []
  pair(
    leftItems,
    rightItems,
    (item, other) => left.digests.compareBytes(item, right.digests, other),
    (item, other) => join(item, other, sameState),
    { left: (item) => leftRest.push(item), right: (item) => rightRest.push(item) },
  )
  if (leftRest.length === 0 || rightRest.length === 0) return
  for (const item of leftRest) left.side.states[left.digests.rows[item] as number] = open
  for (const item of rightRest) right.side.states[right.digests.rows[item] as number] = open
}

/** Open rows of one key: those with the same values first, what is left in the order of the exports. */
function matchRest(
  left: SortedSide,
  leftItems: Uint32Array,
  right: SortedSide,
  rightItems: Uint32Array,
  target: Int32Array,
): void {
  const leftOpen = openItems(left, leftItems)
  const rightOpen = openItems(right, rightItems)
  if (leftOpen.length === 0 || rightOpen.length === 0) return
  const join = joiner(left, right, target)
  const leftRest: number[] = []
  const rightRest: number[] = []
  pair(
    leftOpen,
    rightOpen,
    (item, other) => left.digests.compareValues(item, right.digests, other),
    (item, other) => join(item, other, rowStates.sameOtherBytes),
    { left: (item) => leftRest.push(item), right: (item) => rightRest.push(item) },
  )
  // Items of one export are numbered in the order of its rows.
  const byRow = (a: number, b: number): number => a - b
  leftRest.sort(byRow)
  rightRest.sort(byRow)
  for (let index = 0; index < Math.max(leftRest.length, rightRest.length); index += 1) {
    const [item, other] = [leftRest[index], rightRest[index]]
    if (item !== undefined && other !== undefined) join(item, other, rowStates.changed)
    else if (item !== undefined) left.side.states[left.digests.rows[item] as number] = rowStates.alone
    else if (other !== undefined) right.side.states[right.digests.rows[other] as number] = rowStates.alone
  }
}

function openItems({ side, digests }: SortedSide, items: Uint32Array): number[] {
  const found: number[] = []
  for (const item of items) if (side.states[digests.rows[item] as number] === open) found.push(item)
  return found.length < 2 ? found : found.sort((a, b) => digests.compareValues(a, digests, b) || a - b)
}
