/**
 * Where the records of an envelope stand, as paths from the root, matched while the text streams by. Only places that a
 * record may still be found under are entered, so the depth is that of the longest path and not of the input.
 */
import { Buffer } from 'node:buffer'
import { byte, isJsonSpace } from './source-text.ts'

/** Names from the root; `*` stands for every element of an array. */
export type RecordPath = readonly string[]

/** What a value is: a record, a container that may hold records, or something beside them. */
export interface Place {
  readonly role: 'record' | 'descend' | 'member'
  /** Paths that go on below it. */
  readonly live: readonly RecordPath[]
}

/**
 * What may follow in a container. Object: `name` a name or the end, `colon`, `value`. Array: `element` an element or the
 * end. Both: `next` a comma or the end; `resync` after damage, where anything may follow.
 */
export type FrameState = 'name' | 'colon' | 'value' | 'element' | 'next' | 'resync'

/** A container that has been entered. */
export interface Frame {
  readonly array: boolean
  /** Paths that match down to this container, in their order. */
  readonly live: readonly RecordPath[]
  /** What the elements are, arrays only. */
  readonly element: Place
  state: FrameState
  /** Nothing has been read in it but its bracket. */
  fresh: boolean
  /** Index of the last element begun, arrays only. */
  index: number
}

const every = '*'
/** Bytes from a brace on in which a first name shows an envelope. */
const restartBytes = 96

/** A container that stands at `depth`: 0 for the root. */
export function frameOf(array: boolean, live: readonly RecordPath[], depth: number): Frame {
  const element = placeOf(live, depth, every)
  return { array, live, element, state: array ? 'element' : 'name', fresh: true, index: -1 }
}

/** What the value at `part` of a container at `depth` is. The first path that fits decides. */
export function placeOf(live: readonly RecordPath[], depth: number, part: string): Place {
  const fitting = live.filter((path) => path[depth] === part)
  const first = fitting[0]
  if (first === undefined) return { role: 'member', live: [] }
  if (first.length === depth + 1) return { role: 'record', live: [] }
  return { role: 'descend', live: fitting.filter((path) => path.length > depth + 1) }
}

/** Of the paths that go into a container at `depth`, those that fit its first byte; none when it can hold no records. */
export function pathsInto(live: readonly RecordPath[], depth: number, code: number): readonly RecordPath[] {
  if (code === byte.openBracket) return live.filter((path) => path[depth] === every)
  if (code === byte.openBrace) return live.filter((path) => path[depth] !== every)
  return []
}

/** Whether no value may follow where the container stands. */
export function isUnexpected({ array, state }: Frame): boolean {
  return array ? state === 'next' || state === 'resync' : state !== 'value'
}

/**
 * Whether the brace `chunk[from]` is followed by one of `openings`, names in quotation marks; null when more bytes are
 * needed to tell, which is never the case once the source has `ended`.
 */
export function showsRestart(chunk: Buffer, from: number, openings: readonly Buffer[], ended: boolean): boolean | null {
  const limit = from + restartBytes
  let at = from + 1
  while (at < limit && isJsonSpace(chunk[at])) at += 1
  const seen = chunk.subarray(at, limit)
  if (openings.some((opening) => seen.subarray(0, opening.length).equals(opening))) return true
  if (ended || chunk.length >= limit) return false
  return openings.some((opening) => seen.equals(opening.subarray(0, seen.length))) ? null : false
}

/** First names of the paths, in quotation marks: what a new envelope shows. */
export function openingsOf(records: readonly RecordPath[]): readonly Buffer[] {
  return records.flatMap(([first]) =>
    first === undefined || first === every ? [] : [Buffer.from(JSON.stringify(first))],
  )
}
