/**
 * Order by a time that is too coarse: a verifier that sorts by whole seconds finds most links broken, and in the order that
 * the stored hashes give all of them follow. Looks at stated hashes only; no content is judged here.
 */
import { bytesToHex } from '../bytes/hex.ts'
import { jsonKinds } from '../bytes/json-scan.ts'
import { memberName } from '../bytes/json-member.ts'
import { textFromUtf8 } from '../bytes/utf8.ts'
import type { Recipe } from '../../model/recipe.ts'
import { parseInstant } from '../time/instant.ts'
import type { ResidueProbe } from './residue-probe.ts'

/** Rows whose hashes are kept at once; a longer source is not looked at. */
const mostRows = 200_000
/** Fields that are looked at as order keys. */
const mostKeys = 12

export interface CoarseOrder {
  readonly field: string
  /** Rows that follow the row before them when sorted by the field, and of how many. */
  readonly followed: number
  readonly of: number
  /** Rows that share their time with another one. */
  readonly tied: number
  /** Largest number of rows with one time. */
  readonly largestTie: number
  /** Rows that do not follow the row before them in that order, ascending. */
  readonly rows: readonly number[]
}

/** The field whose ties take apart a chain that is whole; undefined when the links are not whole or no field does. */
export function coarseOrder(probe: ResidueProbe, recipe: Recipe): CoarseOrder | undefined {
  const { count } = probe.input
  const check = probe.check(recipe)
  if (check === undefined || count > mostRows || count < 3) return undefined
  const rowByHash = new Map<string, number>()
  const hashes: string[] = []
  const previous: (string | null)[] = []
  const keys = orderKeys(probe, count)
  for (let row = 0; row < count; row += 1) {
    if (!probe.load(row) || !check.readStated(probe.bytes, probe.scan)) return undefined
    const hash = check.statedHex()
    // A hash that two rows state makes two orders possible.
    if (rowByHash.has(hash)) return undefined
    rowByHash.set(hash, row)
    hashes.push(hash)
    previous.push(check.previousKind === 'digest' ? bytesToHex(check.previous) : null)
  }
  const chain = chainOrder(previous, rowByHash)
  if (chain === undefined) return undefined
  for (const [field, values] of keys) {
    // The chain itself must rise with the field, otherwise the field says nothing about its order.
    if (chain.some((row, at) => at > 0 && (values[row] as number) < (values[chain[at - 1] as number] as number)))
      continue
    const sizeByValue = new Map<number, number>()
    for (const value of values) sizeByValue.set(value, (sizeByValue.get(value) ?? 0) + 1)
    const tied = values.filter((value) => (sizeByValue.get(value) as number) > 1).length
    if (tied === 0) continue
    const sorted = values
      .map((_, row) => row)
      .toSorted((a, b) => (values[a] as number) - (values[b] as number) || a - b)
    const rows = sorted.filter((row, at) => at > 0 && previous[row] !== hashes[sorted[at - 1] as number])
    if (rows.length === 0) continue
    const largestTie = Math.max(...sizeByValue.values())
    // The first row has nothing before it and counts as in its place.
    return { field, followed: count - rows.length, of: count, tied, largestTie, rows: rows.toSorted((a, b) => a - b) }
  }
  return undefined
}

/** Rows in the order of their links, when these make one line of all of them. */
function chainOrder(
  previous: readonly (string | null)[],
  rowByHash: ReadonlyMap<string, number>,
): number[] | undefined {
  const followerOf = new Map<number, number>()
  let first: number | undefined
  for (const [row, hash] of previous.entries()) {
    const before = hash === null ? undefined : rowByHash.get(hash)
    if (before === undefined) {
      if (first !== undefined) return undefined
      first = row
    } else {
      if (followerOf.has(before)) return undefined
      followerOf.set(before, row)
    }
  }
  const chain: number[] = []
  for (let row = first; row !== undefined; row = followerOf.get(row)) chain.push(row)
  return chain.length === previous.length ? chain : undefined
}

/** Times and numbers of the rows by top-level field, for fields that every row has; in microseconds or as they stand. */
function orderKeys(probe: ResidueProbe, count: number): ReadonlyMap<string, readonly number[]> {
  const valuesByName = new Map<string, number[]>()
  for (let row = 0; row < count; row += 1) {
    if (!probe.load(row)) return new Map()
    const { bytes, scan } = probe
    for (let member = 0; member < scan.count; member += 1) {
      const kind = scan.kind[member]
      if (kind !== jsonKinds.string && kind !== jsonKinds.number) continue
      const [start, end] = [scan.valueStart[member] as number, scan.valueEnd[member] as number]
      if (end - start > 40) continue
      const quoted = kind === jsonKinds.string ? 1 : 0
      const text = textFromUtf8(bytes, start + quoted, end - quoted)
      const value =
        quoted === 1 ? (parseInstant(text, { zone: 'UTC', epochUnit: 's' })?.micros ?? Number.NaN) : Number(text)
      if (Number.isNaN(value)) continue
      const name = memberName(bytes, scan, member)
      const values = valuesByName.get(name) ?? (row === 0 && valuesByName.size < mostKeys ? [] : undefined)
      if (values === undefined || values.length !== row) continue
      values.push(value)
      valuesByName.set(name, values)
    }
  }
  return new Map([...valuesByName].filter(([, values]) => values.length === count))
}
