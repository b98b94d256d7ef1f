/**
 * Rows of one export as digests, for matching them with those of another: the key at 64 bits, bytes and mapped values at
 * 128 bits each, in typed arrays. 64 bits would do against chance; two rows made to agree in them take an afternoon.
 */

/** Uint32 numbers of one row: key, bytes, values. */
export const numbersPerRow = 10
const keyAt = 0
const bytesAt = 2
export const valuesAt = 6

/** 44 bytes a row. */
export class RowDigests {
  count = 0
  #numbers: Uint32Array
  rows: Int32Array

  /** `limit` rows are expected; more are taken as well. */
  constructor(limit: number) {
    this.#numbers = new Uint32Array(limit * numbersPerRow)
    this.rows = new Int32Array(limit)
  }

  /** Rows in ascending order, with `numbersPerRow` numbers each. */
  append(rows: Int32Array, numbers: Uint32Array): void {
    this.#reserve(this.count + rows.length)
    this.rows.set(rows, this.count)
    this.#numbers.set(numbers, this.count * numbersPerRow)
    this.count += rows.length
  }

  /** Sets the value digests, 4 numbers each, of rows that are held; ascending. */
  setValues(rows: Int32Array, values: Uint32Array): void {
    let item = this.#itemOf(rows[0] ?? 0)
    for (let index = 0; index < rows.length; index += 1) {
      while (this.rows[item] !== rows[index]) item += 1
      this.#numbers.set(values.subarray(index * 4, index * 4 + 4), item * numbersPerRow + valuesAt)
    }
  }

  /** Items by key, then bytes, then row, in buckets of like keys: `bucketStart[b] <= position < bucketStart[b + 1]`. */
  async sorted(breathe: () => Promise<void>): Promise<{ order: Uint32Array; bucketStart: Uint32Array }> {
    const bucketStart = new Uint32Array(buckets + 1)
    for (let item = 0; item < this.count; item += 1) bucketStart[this.#bucket(item) + 1]! += 1
    for (let bucket = 0; bucket < buckets; bucket += 1) bucketStart[bucket + 1]! += bucketStart[bucket]!
    const order = new Uint32Array(this.count)
    const next = bucketStart.slice()
    for (let item = 0; item < this.count; item += 1) order[next[this.#bucket(item)]!++] = item
    for (let bucket = 0; bucket < buckets; bucket += 1) {
      const part = order.subarray(bucketStart[bucket], bucketStart[bucket + 1])
      if (part.length > 1) part.sort((a, b) => this.compareKeys(a, this, b) || this.compareBytes(a, this, b) || a - b)
      if (bucket % 64 === 0) await breathe()
    }
    return { order, bucketStart }
  }

  compareKeys(item: number, other: RowDigests, otherItem: number): number {
    return this.#compare(item, other, otherItem, keyAt, bytesAt)
  }

  compareBytes(item: number, other: RowDigests, otherItem: number): number {
    return this.#compare(item, other, otherItem, bytesAt, valuesAt)
  }

  compareValues(item: number, other: RowDigests, otherItem: number): number {
    return this.#compare(item, other, otherItem, valuesAt, numbersPerRow)
  }

  #bucket(item: number): number {
    return (this.#numbers[item * numbersPerRow] as number) >>> 20
  }

  #compare(item: number, other: RowDigests, otherItem: number, from: number, to: number): number {
    const left = item * numbersPerRow
    const right = otherItem * numbersPerRow
    for (let at = from; at < to; at += 1) {
      const order = (this.#numbers[left + at] as number) - (other.#numbers[right + at] as number)
      if (order !== 0) return order
    }
    return 0
  }

  #itemOf(row: number): number {
    let low = 0
    let high = this.count
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.rows[middle] as number) < row) low = middle + 1
      else high = middle
    }
    return low
  }

  #reserve(count: number): void {
    if (count <= this.rows.length) return
    const room = Math.max(count, Math.ceil(this.rows.length * 1.25))
    const [numbers, rows] = [new Uint32Array(room * numbersPerRow), new Int32Array(room)]
    numbers.set(this.#numbers)
    rows.set(this.rows)
    this.#numbers = numbers
    this.rows = rows
  }
}

export const buckets = 4096

/**
 * Members of the longest run of matches whose order agrees: `target[row]` is where a row stands in the other export, -1
 * where nowhere. The rest of the matched rows are the fewest that stand elsewhere. Takes n log n steps.
 */
export function inOrder(target: Int32Array): Uint8Array {
  const before = new Int32Array(target.length).fill(-1)
  const tails = new Int32Array(target.length)
  let length = 0
  for (let row = 0; row < target.length; row += 1) {
    const at = target[row] as number
    if (at < 0) continue
    let low = 0
    let high = length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((target[tails[middle] as number] as number) < at) low = middle + 1
      else high = middle
    }
    if (low > 0) before[row] = tails[low - 1] as number
    tails[low] = row
    if (low === length) length += 1
  }
  const members = new Uint8Array(target.length)
  for (let row = length === 0 ? -1 : (tails[length - 1] as number); row >= 0; row = before[row] as number)
    members[row] = 1
  return members
}
