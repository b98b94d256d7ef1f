/**
 * First member of each name of a very wide record, so that asking for every name of it is not quadratic. An open table of
 * member numbers by hash; a record whose names crowd into few places (hostile: all of one hash) gets none and is searched
 * from its start as before.
 */
const longestProbe = 64

export class NameIndex {
  #slots = new Int32Array(0)
  #mask = 0

  /** Indexes `bytes[starts[i], ends[i])` for the first `count` members; false when the names crowd. */
  build(bytes: Uint8Array, starts: Int32Array, ends: Int32Array, count: number): boolean {
    let size = 1024
    while (size < count * 2) size *= 2
    if (this.#slots.length < size) this.#slots = new Int32Array(size)
    else this.#slots.fill(0, 0, size)
    this.#mask = size - 1
    for (let member = 0; member < count; member += 1) {
      const start = starts[member] as number
      const end = ends[member] as number
      let slot = hashOf(bytes, start, end) & this.#mask
      let probes = 0
      for (; this.#slots[slot] !== 0; slot = (slot + 1) & this.#mask) {
        const other = (this.#slots[slot] as number) - 1
        // Of equal names the first stays, as in a search from the start.
        if (isSame(bytes, starts[other] as number, ends[other] as number, bytes, start, end)) break
        probes += 1
        if (probes > longestProbe) return false
      }
      if (this.#slots[slot] === 0) this.#slots[slot] = member + 1
    }
    return true
  }

  /** First member with exactly this name, or -1; the arguments are those of `build`. */
  find(bytes: Uint8Array, starts: Int32Array, ends: Int32Array, name: Uint8Array): number {
    for (let slot = hashOf(name, 0, name.length) & this.#mask; ; slot = (slot + 1) & this.#mask) {
      const member = (this.#slots[slot] as number) - 1
      if (member < 0) return -1
      if (isSame(bytes, starts[member] as number, ends[member] as number, name, 0, name.length)) return member
    }
  }
}

function isSame(a: Uint8Array, aStart: number, aEnd: number, b: Uint8Array, bStart: number, bEnd: number): boolean {
  if (aEnd - aStart !== bEnd - bStart) return false
  for (let index = aEnd - aStart - 1; index >= 0; index -= 1) if (a[aStart + index] !== b[bStart + index]) return false
  return true
}

/** FNV-1a. */
function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5
  for (let at = start; at < end; at += 1) hash = Math.imul(hash ^ (bytes[at] as number), 0x01000193)
  return hash ^ (hash >>> 15)
}
