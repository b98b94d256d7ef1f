/** A place where a search for sensitive data looks closer, found by something faster than the search itself. */

/** The kind beside the class bits of `byteClass`: a sign that may follow a listed name. */
export const afterName = 64

/**
 * Finds at least: the eleventh byte of every run of eleven `digitLike` or `upperOrDigit` bytes, and the twentieth of
 * twenty `base64Like` bytes with a capital among them, again in every 64 bytes of a run that goes on; `%` and `\u`; and
 * `:`, `=`, `>` unless the name before ends like none of the listed and no `://` begins there.
 */
export interface PlaceFinder {
  /** Bytes of the longest stretch that can be looked at in one call. */
  readonly most: number
  /** Places of the last call in their order: offset in the stretch * 256 + kinds. Overwritten by the next call. */
  readonly places: Uint32Array
  /** How many places `bytes[from, limit)` has. Requires 0 <= from < limit <= bytes.length and limit - from <= most. */
  readonly find: (bytes: Uint8Array, from: number, limit: number) => number
}
