/** Which batch each entry belongs to: the plans of `batch-plan.ts` over the ranges that lanes answer with. */
import { AppError } from '../../../shared/model/app-error.ts'
import { mostBatches, type BatchPlan, type BatchStatement } from '../../../shared/model/batch-plan.ts'
import { dateFromDays } from '../../../shared/core/time/instant.ts'
import type { LeavesResult } from '../lanes/lane-task.ts'

/** Key of an entry that is in no batch; an entry without a time has this day. */
export const noBatch = -0x8000_0000

export interface BatchKeys {
  /** Field that lanes must read, for plans by field. */
  readonly field: string | undefined
  /** Key of each entry of the range, `noBatch` for none. */
  keysOf(range: LeavesResult): Int32Array
  nameOf(key: number): string
}

/** Throws `profile-unsuitable` where a list of ranges cannot cut batches. */
export function batchKeys(plan: BatchPlan, statements: readonly BatchStatement[]): BatchKeys {
  switch (plan.by) {
    case 'utc-day':
      return { field: undefined, keysOf: (range) => range.days, nameOf: dateFromDays }
    case 'count':
      return {
        field: undefined,
        keysOf: ({ firstIndex, days }) => days.map((_, offset) => Math.floor((firstIndex + offset) / plan.entries)),
        nameOf: (key) => String(key + 1),
      }
    case 'field':
      return new FieldKeys(plan.field)
    case 'ranges':
      return rangeKeys(statements)
  }
}

class FieldKeys implements BatchKeys {
  readonly field: string
  readonly #names: string[] = []
  readonly #keyByName = new Map<string, number>()

  constructor(field: string) {
    this.field = field
  }

  keysOf({ groups, days }: LeavesResult): Int32Array {
    if (groups === null) return new Int32Array(days.length).fill(noBatch)
    const global = groups.names.map((name) => this.#keyOf(name))
    return groups.keys.map((local) => (local < 0 ? noBatch : (global[local] as number)))
  }

  nameOf(key: number): string {
    return this.#names[key] as string
  }

  #keyOf(name: string): number {
    const known = this.#keyByName.get(name)
    if (known !== undefined) return known
    // Hostile: a field that differs in every entry would keep a tree for each of them.
    if (this.#names.length >= mostBatches) throw tooManyBatches()
    this.#keyByName.set(name, this.#names.length)
    return this.#names.push(name) - 1
  }
}

export function tooManyBatches(): AppError {
  return new AppError(
    'profile-unsuitable',
    `There are more than ${mostBatches} batches: this field or number does not say how the entries were batched. Nothing was checked.`,
  )
}

function rangeKeys(statements: readonly BatchStatement[]): BatchKeys {
  const ranges = statements
    .map(({ batch, from, to }) => {
      if (from === undefined || to === undefined || from > to)
        throw unusable(`batch ${batch} lacks its first or last entry, or they are reversed`)
      return { batch, from: from - 1, to: to - 1 }
    })
    .toSorted((left, right) => left.from - right.from)
  const names = new Set<string>()
  for (const [at, range] of ranges.entries()) {
    const before = ranges[at - 1]
    if (before !== undefined && before.to >= range.from) throw unusable(`${before.batch} and ${range.batch} overlap`)
    if (names.has(range.batch)) throw unusable(`batch ${range.batch} is listed twice`)
    names.add(range.batch)
  }
  if (ranges.length === 0) throw unusable('it is empty')
  return {
    field: undefined,
    keysOf: ({ firstIndex, days }) => {
      let at = 0
      return days.map((_, offset) => {
        const index = firstIndex + offset
        while (at < ranges.length && (ranges[at] as { to: number }).to < index) at += 1
        const range = ranges[at]
        return range !== undefined && range.from <= index ? at : noBatch
      })
    },
    nameOf: (key) => (ranges[key] as { batch: string }).batch,
  }
}

function unusable(why: string): AppError {
  return new AppError('profile-unsuitable', `The list of batches cannot be used: ${why}. Nothing was checked.`)
}
