/**
 * The names of one record, kept so that the next record with the same names in the same order is compared with them
 * instead of being read letter by letter: most logs write one record like the other. What is known of each name (its
 * hash, whether it ascends) is what reading it again would say.
 */
const mostNames = 32

export class NameShape {
  /** Names kept; 0 when the last record's cannot be: too many, escaped, repeated, integer-like, or spaced from the colon. */
  count = 0
  readonly hashes = new Int32Array(mostNames)
  /** 1 where a name comes after the one before in the order of bytes, and for the first. */
  readonly ascends = new Uint8Array(mostNames)
  /** `"name":` of each name, one after the other, and where each ends. */
  #text = new Uint8Array(256)
  readonly #ends = new Int32Array(mostNames)

  /** Keeps the names `bytes[starts[i], ends[i])`, none of them escaped or repeated; `hashes` has theirs. */
  learn(
    bytes: Uint8Array,
    starts: Int32Array,
    ends: Int32Array,
    count: number,
    hashes: Int32Array,
    ascends: (member: number) => boolean,
  ): void {
    this.count = 0
    if (count > mostNames) return
    let length = 0
    for (let member = 0; member < count; member += 1) {
      const start = starts[member] as number
      const end = ends[member] as number
      if (bytes[end + 1] !== 0x3a || isIntegerLike(bytes, start, end)) return
      const next = length + end + 3 - start
      if (next > this.#text.length) this.#grow(next)
      this.#text.set(bytes.subarray(start - 1, end + 2), length)
      this.#ends[member] = next
      this.hashes[member] = hashes[member] as number
      this.ascends[member] = member === 0 || ascends(member) ? 1 : 0
      length = next
    }
    this.count = count
  }

  /** Offset after `"name":` when the name of `member` stands at `at`; 0 when it does not. Nothing from `end` on is read. */
  after(member: number, bytes: Uint8Array, at: number, end: number): number {
    if (member >= this.count) return 0
    const from = member === 0 ? 0 : (this.#ends[member - 1] as number)
    const length = (this.#ends[member] as number) - from
    if (at + length > end) return 0
    const text = this.#text
    for (let index = 0; index < length; index += 1) if (bytes[at + index] !== text[from + index]) return 0
    return at + length
  }

  #grow(needed: number): void {
    const wider = new Uint8Array(needed * 2)
    wider.set(this.#text)
    this.#text = wider
  }
}

function isIntegerLike(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at] as number
    if (byte < 0x30 || byte > 0x39) return false
  }
  return true
}
