/** A hash function as a parameter. Core never imports one: the same code runs over node:crypto, WASM or noble. */
export interface Hasher {
  /** Name as in a recipe, for example `sha256`. */
  readonly id: string
  /** Digest length in bytes. */
  readonly size: number
  /** Digest of `bytes`, a fresh array of `size` bytes. */
  hash(bytes: Uint8Array): Uint8Array
  /** Writes the digest of `bytes` at `target[offset, offset + size)`. `bytes` and `target` may not overlap. */
  hashInto(bytes: Uint8Array, target: Uint8Array, offset: number): void
  /**
   * Many pairs in one call, where the function has a quicker way than one `hashInto` for each; absent where it has
   * none. Asked once for each tree; undefined for a shape of node it has no such way for. Always the same digests.
   */
  pairFolder?(shape: PairShape): PairFolder | undefined
}

/** How two neighbouring digests become one. */
export interface PairShape {
  /** Byte before the two digests, 0 to 255; null for none. */
  readonly prefix: number | null
  /** How often the function is applied: the second time to its own digest. */
  readonly rounds: 1 | 2
  /** The lesser digest comes first, compared as unsigned bytes. */
  readonly sorted: boolean
}

/** Folds neighbouring digests level upon level. */
export interface PairFolder {
  /** Levels that one call may fold, at most. */
  readonly mostLevels: number
  /**
   * Folds the `count` digests at `source[from, from + count * size)` `levels` times and writes the `count / 2^levels`
   * digests that are left at `target[to, …)`. `source` is not changed unless `target` lies in it, which is allowed.
   * Throws RangeError unless 1 <= levels <= mostLevels, `count` is a multiple of 2^levels and both ends lie inside.
   */
  fold(source: Uint8Array, from: number, count: number, levels: number, target: Uint8Array, to: number): void
}
