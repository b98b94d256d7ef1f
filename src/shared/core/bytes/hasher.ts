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
}
