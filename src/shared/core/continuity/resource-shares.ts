/**
 * Shares of the resources of a source, one for each pass, by a hash of their names: what one pass holds in memory is
 * bounded, and every event of a resource is in the same pass. A share that turns out too large is split in two and comes
 * again.
 */

interface Share {
  readonly bits: number
  readonly value: number
}

/** A share of one part in 2^20 that is still too large is one resource with too many changes. */
const maximumBits = 20

export class ResourceShares {
  #pending: Share[]
  #current: Share
  /** False once the share of this pass was given up. */
  open = true

  /** Begins with the first of `count` shares, rounded up to a power of two. */
  constructor(count: number) {
    const bits = Math.min(10, Math.max(0, Math.ceil(Math.log2(Math.max(1, count)))))
    this.#pending = Array.from({ length: 2 ** bits }, (_, value) => ({ bits, value }))
    this.#current = this.#pending.shift() as Share
  }

  holds(name: string): boolean {
    if (!this.open) return false
    const { bits, value } = this.#current
    return bits === 0 || hashOf(name) >>> (32 - bits) === value
  }

  /** Gives up the share of this pass. False when it cannot be split any further, so that its resources stay untested. */
  split(): boolean {
    const { bits, value } = this.#current
    this.open = false
    if (bits >= maximumBits) return false
    this.#pending.push({ bits: bits + 1, value: value * 2 }, { bits: bits + 1, value: value * 2 + 1 })
    return true
  }

  /** Goes on to the next share; false when there is none. */
  next(): boolean {
    const share = this.#pending.shift()
    if (share === undefined) return false
    this.#current = share
    this.open = true
    return true
  }
}

/** FNV-1a over UTF-16 units, with its bits mixed so that the upper ones depend on all. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  hash ^= hash >>> 16
  hash = Math.imul(hash, 0x85ebca6b)
  hash ^= hash >>> 13
  return Math.imul(hash, 0xc2b2ae35) >>> 0
}
