/** How much a source may unpack to. The caps hold for what really comes out, whatever a header promises. */
export interface AcquireLimits {
  /** Members of one acquisition, and entries looked at in one archive. */
  readonly maxMembers: number
  /** Decoded bytes for each packed byte, judged once more than 64 MiB have come out. */
  readonly maxRatio: number
  /** Decoded bytes that one file given by the user may become. */
  readonly maxDecodedBytes: number
  /** Packings around one member; a tar directly inside a compressed stream counts with it. */
  readonly maxDepth: number
  /** UTF-8 bytes of a member's name. */
  readonly maxNameBytes: number
}

export const acquireLimits: AcquireLimits = {
  maxMembers: 100_000,
  maxRatio: 1000,
  maxDecodedBytes: 2 ** 40,
  maxDepth: 4,
  maxNameBytes: 4096,
}

/** Below this many decoded bytes no ratio is judged: a short text of equal lines packs very well. */
const unjudgedBytes = 64 * 1024 * 1024

/**
 * What an entry costs of the budget before a byte of it is read. Hostile: a zip of zips of zips of 20 kB lists 65,536
 * entries (measured: 540 MiB of memory and 25 s without this).
 */
export const entryCostBytes = 4096

/** Decoded bytes that `packedBytes` may become. */
export function allowedBytes(packedBytes: number, limits: AcquireLimits): number {
  return Math.min(Math.max(unjudgedBytes, packedBytes * limits.maxRatio), limits.maxDecodedBytes)
}

/**
 * What one original file has become so far, over all its members. Hostile: ten thousand entries that each stay just
 * under the limit of one would together still fill a disk.
 */
export class Budget {
  readonly limit: number
  #spent = 0

  constructor(originalBytes: number, limits: AcquireLimits) {
    this.limit = allowedBytes(originalBytes, limits)
  }

  /** Takes `bytes` from the budget; false, and nothing taken, when they are more than is left. */
  spend(bytes: number): boolean {
    if (this.#spent + bytes > this.limit) return false
    this.#spent += bytes
    return true
  }
}
