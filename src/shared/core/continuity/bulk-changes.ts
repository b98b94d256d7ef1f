/**
 * Entries that cover several resources without listing them: afterwards the fields they name are not known of any
 * resource of the type. Keys are held by type and top-level field.
 */
import { topOf } from './json-fields.ts'

/** Keys held. Hostile: past it every field of every type counts as changed in between. */
const heldKeys = 1_000_000

export class BulkChanges {
  readonly #keysByField = new Map<string, number[]>()
  #held = 0
  #full = false

  /** An entry that names these paths; without any, it may have changed every field. */
  add(type: string, paths: Iterable<string>, key: number): void {
    const names = new Set([...paths].map(topOf))
    for (const name of names.size === 0 ? [''] : names) {
      if (this.#held >= heldKeys) {
        this.#full = true
        return
      }
      const field = `${type}\u0000${name}`
      const keys = this.#keysByField.get(field)
      if (keys === undefined) this.#keysByField.set(field, [key])
      else keys.push(key)
      this.#held += 1
    }
  }

  sort(): void {
    for (const keys of this.#keysByField.values()) keys.sort((a, b) => a - b)
  }

  /** True when one of the entries stands between two keys, both inclusive. `sort` must have been called. */
  between(type: string, path: string, from: number, to: number): boolean {
    if (this.#full) return true
    if (this.#held === 0) return false
    return this.#has(`${type}\u0000${topOf(path)}`, from, to) || this.#has(`${type}\u0000`, from, to)
  }

  #has(field: string, from: number, to: number): boolean {
    const keys = this.#keysByField.get(field)
    if (keys === undefined) return false
    let low = 0
    let high = keys.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((keys[middle] as number) < from) low = middle + 1
      else high = middle
    }
    const found = keys[low]
    return found !== undefined && found <= to
  }
}
