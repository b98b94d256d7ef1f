/**
 * What events state of fields, as columns: resource, field, place in the order, old and new value. 29 bytes a statement,
 * so that a pass over millions of events stays within a bound; the resources of a pass are told apart by a hash of their
 * names.
 */

/** What a statement says beside its values. */
export const statementFlags = {
  /** An attempt that failed: the new value may not have been taken over. */
  failed: 1,
  /** The old value was not written; the log says that what it does not list did not change. */
  implied: 2,
  /** Of the resource itself (field 0): its life begins, ends, is resumed; its values are not known from here on. */
  create: 4,
  delete: 8,
  restore: 16,
  forget: 32,
} as const

export class Transitions {
  count = 0
  resource = new Uint32Array(4096)
  field = new Uint32Array(4096)
  key = new Float64Array(4096)
  entry = new Uint32Array(4096)
  before = new Uint32Array(4096)
  after = new Uint32Array(4096)
  flags = new Uint8Array(4096)

  add(resource: number, field: number, key: number, entry: number, before: number, after: number, flags: number): void {
    const at = this.count
    if (at === this.resource.length) this.#grow()
    this.resource[at] = resource
    this.field[at] = field
    this.key[at] = key
    this.entry[at] = entry
    this.before[at] = before
    this.after[at] = after
    this.flags[at] = flags
    this.count += 1
  }

  clear(): void {
    this.count = 0
  }

  /**
   * Statements by resource, within one by key and then by place in the file, or against it where the file runs from the
   * newest to the oldest: those of resource `r` are `order[start[r], start[r + 1])`.
   */
  sorted(resources: number, descending: boolean): { readonly order: Uint32Array; readonly start: Uint32Array } {
    const start = new Uint32Array(resources + 1)
    for (let at = 0; at < this.count; at += 1) start[(this.resource[at] as number) + 1]! += 1
    for (let resource = 0; resource < resources; resource += 1) start[resource + 1]! += start[resource]!
    const order = new Uint32Array(this.count)
    const next = start.slice()
    for (let at = 0; at < this.count; at += 1) order[next[this.resource[at] as number]!++] = at
    const sign = descending ? -1 : 1
    const compare = (a: number, b: number): number =>
      (this.key[a] as number) - (this.key[b] as number) ||
      sign * ((this.entry[a] as number) - (this.entry[b] as number)) ||
      a - b
    for (let resource = 0; resource < resources; resource += 1) {
      const from = start[resource] as number
      const to = start[resource + 1] as number
      if (!this.#ascends(order, from, to, compare)) order.subarray(from, to).sort(compare)
    }
    return { order, start }
  }

  /** Most exports are in order already. */
  #ascends(order: Uint32Array, from: number, to: number, compare: (a: number, b: number) => number): boolean {
    for (let at = from + 1; at < to; at += 1)
      if (compare(order[at - 1] as number, order[at] as number) > 0) return false
    return true
  }

  #grow(): void {
    const size = this.resource.length * 2
    this.resource = widened(this.resource, new Uint32Array(size))
    this.field = widened(this.field, new Uint32Array(size))
    this.key = widened(this.key, new Float64Array(size))
    this.entry = widened(this.entry, new Uint32Array(size))
    this.before = widened(this.before, new Uint32Array(size))
    this.after = widened(this.after, new Uint32Array(size))
    this.flags = widened(this.flags, new Uint8Array(size))
  }
}

function widened<T extends { set(from: T): void }>(from: T, to: T): T {
  to.set(from)
  return to
}
