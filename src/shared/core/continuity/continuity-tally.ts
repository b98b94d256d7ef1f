/** Counts and lists of a continuity run, gathered resource by resource over all passes. Independent of their order. */
import type { ContinuityResult, OddStep, UntestedCause } from '../../model/continuity.ts'
import type { ContinuityReport, NamedHole } from './continuity.ts'
import { holesFrom } from './holes.ts'
import { topOf } from './json-fields.ts'
import type { FoundBreak, JudgeSink } from './judge-resource.ts'

/** Fields counted apart and listed. Hostile: a record may have a new name for every value. */
const countedFields = 5000
const listedFields = 200

type FieldCount = ContinuityResult['byField'][number]

export class ContinuityTally {
  events = 0
  changesWithoutValues = 0
  readonly #holeLimit: number
  #holes: NamedHole[] = []
  #holeCount = 0
  #breakCount = 0
  #resources = 0
  #fields = 0
  #resourcesWithBreaks = 0
  #tested = 0
  #held = 0
  #starts = 0
  #ties = 0
  #different = 0
  #firstDifferent: number | null = null
  readonly #untested: Partial<Record<UntestedCause, number>> = {}
  readonly #odd = new Map<OddStep, { count: number; firstEntry: number }>()
  readonly #countByField = new Map<string, FieldCount>()
  #type = ''
  #id = ''
  #nameOf: (field: number) => string = String
  #breaks: FoundBreak[] = []

  constructor(holeLimit: number) {
    this.#holeLimit = holeLimit
  }

  untested(cause: UntestedCause, count: number): void {
    this.#untested[cause] = (this.#untested[cause] ?? 0) + count
  }

  /** Begins a resource; what is told to the sink from here on is about it. */
  begin(type: string, id: string, nameOf: (field: number) => string): JudgeSink {
    this.#type = type
    this.#id = id
    this.#nameOf = nameOf
    this.#breaks = []
    return this.#sink
  }

  end(fields: number): void {
    this.#resources += 1
    this.#fields += fields
    if (this.#breaks.length === 0) return
    this.#breakCount += this.#breaks.length
    this.#resourcesWithBreaks += 1
    for (const hole of holesFrom(this.#breaks)) {
      this.#holeCount += 1
      this.#holes.push({
        ...hole,
        resourceType: this.#type,
        resourceId: this.#id,
        fields: hole.breaks.map(({ field }) => this.#nameOf(field)),
      })
    }
    if (this.#holes.length > this.#holeLimit * 2) this.#cut()
  }

  finish(): Omit<ContinuityReport, 'order' | 'types' | 'passes'> {
    this.#cut()
    return {
      events: this.events,
      changesWithoutValues: this.changesWithoutValues,
      resources: this.#resources,
      fields: this.#fields,
      tested: this.#tested,
      held: this.#held,
      writtenDifferently: { count: this.#different, firstEntry: this.#firstDifferent },
      starts: this.#starts,
      ties: this.#ties,
      breakCount: this.#breakCount,
      resourcesWithBreaks: this.#resourcesWithBreaks,
      holeCount: this.#holeCount,
      holes: this.#holes,
      untested: this.#untested,
      odd: [...this.#odd].map(([step, item]) => ({ step, ...item })).toSorted((a, b) => (a.step < b.step ? -1 : 1)),
      byField: [...this.#countByField.values()]
        .toSorted(
          (a, b) =>
            b.tested - b.held - (a.tested - a.held) ||
            b.tested - a.tested ||
            compareTexts(a.resourceType, b.resourceType) ||
            compareTexts(a.field, b.field),
        )
        .slice(0, listedFields),
    }
  }

  readonly #sink: JudgeSink = {
    tested: (field, held) => {
      this.#tested += 1
      if (held) this.#held += 1
      const count = this.#countOf(topOf(this.#nameOf(field)))
      if (count === undefined) return
      count.tested += 1
      if (held) count.held += 1
    },
    writtenDifferently: (entry) => {
      this.#different += 1
      this.#firstDifferent = Math.min(entry, this.#firstDifferent ?? entry)
    },
    start: () => {
      this.#starts += 1
    },
    tie: (decided) => {
      this.#ties += 1
      if (!decided) this.untested('undecided-tie', 1)
    },
    found: (item) => {
      this.#breaks.push(item)
    },
    odd: (step, entry) => {
      const item = this.#odd.get(step)
      if (item === undefined) this.#odd.set(step, { count: 1, firstEntry: entry })
      else {
        item.count += 1
        item.firstEntry = Math.min(item.firstEntry, entry)
      }
    },
  }

  #countOf(field: string): FieldCount | undefined {
    const key = `${this.#type}\u0000${field}`
    let count = this.#countByField.get(key)
    if (count === undefined && this.#countByField.size < countedFields) {
      count = { resourceType: this.#type, field, tested: 0, held: 0 }
      this.#countByField.set(key, count)
    }
    return count
  }

  /** Holes that come first in the file stay. */
  #cut(): void {
    this.#holes = this.#holes
      .toSorted(
        (a, b) =>
          a.untilEntry - b.untilEntry ||
          compareTexts(a.resourceType, b.resourceType) ||
          compareTexts(a.resourceId, b.resourceId),
      )
      .slice(0, this.#holeLimit)
  }
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
