/**
 * Which of several keys reproduces which entries of a keyed chain. Keys change rarely, so entries of one key stand
 * together and a run for each change says it for every entry.
 */

/** Consecutive entries, in file order, that one key reproduces. Entries that are not recomputable at all are passed over. */
export interface KeyRun {
  /** Index among the keys given; -1 where none reproduces the entries. */
  readonly key: number
  /** 0-based indexes in the source. */
  readonly first: number
  last: number
  entries: number
}

/** Fewest consecutive entries without a key that are taken for another key's. Fewer are differences, each by itself. */
export const fewestOfAKey = 20

export class KeyRunFold {
  readonly runs: KeyRun[] = []

  /** Adds the entry at `index`; indexes rise. */
  add(index: number, key: number): void {
    const last = this.runs.at(-1)
    if (last?.key !== key) {
      this.runs.push({ key, first: index, last: index, entries: 1 })
      return
    }
    last.last = index
    last.entries += 1
  }
}

/** Runs of consecutive ranges of one source, put together. */
export function joinKeyRuns(parts: readonly (readonly KeyRun[])[]): KeyRun[] {
  const joined: KeyRun[] = []
  for (const run of parts.flat()) {
    const last = joined.at(-1)
    if (last?.key === run.key) {
      last.last = run.last
      last.entries += run.entries
    } else joined.push({ ...run })
  }
  return joined
}

/**
 * The runs that look like those of a key that was not given: `fewestOfAKey` entries or more that no key reproduces, at an
 * end of the source or between entries of two different keys, while some key reproduces others. What lies between entries
 * of one and the same key, and a single entry anywhere, is a difference and no change of keys.
 */
export function runsOfAnotherKey(runs: readonly KeyRun[]): readonly KeyRun[] {
  if (runs.every((run) => run.key < 0)) return []
  return runs.filter((run, at) => {
    if (run.key >= 0 || run.entries < fewestOfAKey) return false
    return runs[at - 1]?.key !== runs[at + 1]?.key
  })
}
