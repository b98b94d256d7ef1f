/** Whether a name stands twice among very many, in n log n: the scan compares the few of a usual record one by one. */

/** Names of one hash that are compared each with each. */
const fewNames = 32
/** Bits of a number that hold the index; more members than that do not fit into a record of 16 MiB. */
const indexRange = 2 ** 22

/** True when two of the `count` names `bytes[starts[i], ends[i])` have the same bytes. */
export function hasRepeatedName(bytes: Uint8Array, starts: Int32Array, ends: Int32Array, count: number): boolean {
  if (count > indexRange)
    return sortedHasRepeated(
      bytes,
      starts,
      ends,
      Array.from({ length: count }, (_, index) => index),
    )
  // Hash and index in one number: sorting numbers is much quicker than sorting by a function.
  const keys = new Float64Array(count)
  for (let index = 0; index < count; index += 1) {
    let hash = 5381
    for (let at = starts[index] as number; at < (ends[index] as number); at += 1)
      hash = (Math.imul(hash, 33) + (bytes[at] as number)) | 0
    keys[index] = (hash & 0x3fffffff) * indexRange + index
  }
  keys.sort()
  for (let from = 0; from < count;) {
    const hash = Math.floor((keys[from] as number) / indexRange)
    let to = from + 1
    while (to < count && Math.floor((keys[to] as number) / indexRange) === hash) to += 1
    if (to - from > 1) {
      const indexes = Array.from(keys.subarray(from, to), (key) => key % indexRange)
      // Hostile: names can be made that all have one hash.
      const repeated = indexes.length <= fewNames ? anyEqual : sortedHasRepeated
      if (repeated(bytes, starts, ends, indexes)) return true
    }
    from = to
  }
  return false
}

function anyEqual(bytes: Uint8Array, starts: Int32Array, ends: Int32Array, indexes: readonly number[]): boolean {
  return indexes.some((a, place) => indexes.slice(place + 1).some((b) => compareNames(bytes, starts, ends, a, b) === 0))
}

function sortedHasRepeated(
  bytes: Uint8Array,
  starts: Int32Array,
  ends: Int32Array,
  indexes: readonly number[],
): boolean {
  const inOrder = indexes.toSorted((a, b) => compareNames(bytes, starts, ends, a, b))
  return inOrder.some(
    (b, place) => place > 0 && compareNames(bytes, starts, ends, inOrder[place - 1] as number, b) === 0,
  )
}

/** Shorter names first, then by their bytes; 0 for equal ones. */
function compareNames(bytes: Uint8Array, starts: Int32Array, ends: Int32Array, a: number, b: number): number {
  const aStart = starts[a] as number
  const bStart = starts[b] as number
  const length = (ends[a] as number) - aStart
  const difference = length - ((ends[b] as number) - bStart)
  if (difference !== 0) return difference
  for (let at = 0; at < length; at += 1) {
    const step = (bytes[aStart + at] as number) - (bytes[bStart + at] as number)
    if (step !== 0) return step
  }
  return 0
}
