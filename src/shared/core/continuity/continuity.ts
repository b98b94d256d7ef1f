/**
 * State continuity over one source: whether the old value that an event states is the value that earlier events left.
 * A break is a change that is not in the log, or a statement that was changed afterwards; which of the two, and why, the
 * log does not say. Needs no key and no hash.
 *
 * Entries stream in file order. What they state of a share of the resources is held until the pass ends, put in order and
 * judged resource by resource; a source with more than one share needs further passes over the same entries.
 */
import type { Hasher } from '../bytes/hasher.ts'
import type { ContinuityResult, OddStep, StateStyle } from '../../model/continuity.ts'
import type { EntryView } from '../../model/entry.ts'
import type { SourceProfile } from '../../model/profile.ts'
import { presentText } from '../detect/mapped-value.ts'
import { BulkChanges } from './bulk-changes.ts'
import { ContinuityTally } from './continuity-tally.ts'
import { EventKinds, type EventKind } from './event-kind.ts'
import type { EventOrder } from './event-order.ts'
import type { FoundHole } from './holes.ts'
import { isStated, sidesFrom, type WrittenSides } from './entry-sides.ts'
import { parentOf } from './json-fields.ts'
import { ResourceJudge } from './judge-resource.ts'
import { isIdsName, listedIds } from './listed-ids.ts'
import { ResourceShares } from './resource-shares.ts'
import { StateStyles } from './state-style.ts'
import { statementFlags, Transitions } from './transitions.ts'
import { noValue, nullValue, ValueTable } from './value-table.ts'

export interface ContinuityParameters {
  readonly profile: SourceProfile
  readonly order: EventOrder
  /** For values of more than 64 characters. */
  readonly sha256: Hasher
  /** Entries of the source, to judge how many passes it takes. */
  readonly entries: number
  /** Statements held at a time, at 29 bytes each besides resources and values. */
  readonly statementLimit?: number
  /** Holes listed; all are counted. */
  readonly holeLimit?: number
}

/** A hole with the names of what it is about; entries by their index in the source. */
export interface NamedHole extends FoundHole {
  readonly resourceType: string
  readonly resourceId: string
  /** Paths of the breaks, in their order. */
  readonly fields: readonly string[]
}

export type ContinuityReport = Omit<
  ContinuityResult,
  | 'kind'
  | 'sourceId'
  | 'sourceName'
  | 'verdict'
  | 'reason'
  | 'entries'
  | 'rejected'
  | 'holes'
  | 'odd'
  | 'writtenDifferently'
> & {
  readonly holes: readonly NamedHole[]
  readonly odd: readonly { readonly step: OddStep; readonly count: number; readonly firstEntry: number }[]
  readonly writtenDifferently: { readonly count: number; readonly firstEntry: number | null }
  readonly passes: number
}

export interface ContinuityRun {
  /** Entries of the source in file order, from the first on in each pass. */
  add(entry: EntryView): void
  /** Judges what the pass held. True when another pass over the same entries is needed. */
  endPass(): boolean
  finish(): ContinuityReport
}

export const defaultStatementLimit = 2_500_000
const defaultHoleLimit = 1000
/** Statements of an entry with values, for the first guess of how many passes it takes. */
const usualStatements = 2.5
/** Fields (paths) told apart in one pass. */
const fieldLimit = 200_000

export function createContinuity(parameters: ContinuityParameters): ContinuityRun {
  const { profile, order, sha256, entries, statementLimit = defaultStatementLimit } = parameters
  const shares = new ResourceShares(Math.ceil((entries * usualStatements) / statementLimit))
  const kinds = new EventKinds()
  const styles = new StateStyles()
  const values = new ValueTable(sha256)
  const statements = new Transitions()
  const bulk = new BulkChanges()
  const tally = new ContinuityTally(parameters.holeLimit ?? defaultHoleLimit)
  // Stripe documents it of `previous_attributes`: the names that changed, with their old values, and no others.
  const withImplied = (profile.fields.before ?? []).some((name) => /(?:^|\.)previous_attributes$/.test(name))
  const resources = new Names()
  const fields = new Names()
  let parents: number[] = []
  let key = order.keys()
  let index = 0
  let firstPass = true
  let passes = 0

  const beginPass = (): void => {
    statements.clear()
    values.clear()
    resources.clear()
    fields.clear()
    // Field 0 is the resource itself.
    fields.add('')
    parents = [0]
    key = order.keys()
    index = 0
  }

  const fieldOf = (path: string): number => {
    const known = fields.find(path)
    if (known !== undefined) return known
    const parent = parentOf(path)
    const holder = parent === '' ? 0 : fieldOf(parent)
    const field = fields.add(path)
    parents[field] = holder
    return field
  }

  const hold = (name: string, kind: EventKind, sides: WrittenSides, entryKey: number): void => {
    if (!shares.holds(name)) return
    const resource = resources.find(name) ?? resources.add(name)
    const life = lifeFlagsOf(kind, sides)
    if (life !== 0) {
      const statesOld = [...sides.values()].some(({ before }) => says(before))
      statements.add(resource, 0, entryKey, index, statesOld ? nullValue : noValue, noValue, life)
    }
    const listsChanged = withImplied && [...sides.values()].some(({ before }) => before !== null)
    // Nested fields first: what holds them may be replaced by the same event.
    for (const [path, { before, after }] of [...sides].reverse()) {
      const flags =
        (kind.failed ? statementFlags.failed : 0) | (listsChanged && before === null ? statementFlags.implied : 0)
      const old = before === null ? noValue : values.numberOf(before)
      const next = after === null ? noValue : values.numberOf(after)
      statements.add(resource, fieldOf(path), entryKey, index, old, next, flags)
    }
    if (statements.count > statementLimit || fields.size > fieldLimit) giveUpShare()
  }

  /** Nothing that the pass held is judged: its resources come again in two halves. */
  const giveUpShare = (): void => {
    if (!shares.split()) tally.untested('too-many-changes', resources.size)
    statements.clear()
  }

  const add = (entry: EntryView): void => {
    const entryKey = key(entry, index)
    const type = presentText(entry.field('resourceType'))
    const id = presentText(entry.field('resourceId'))
    const action = presentText(entry.field('action'))
    const outcome = presentText(entry.field('outcome'))
    const kind = kinds.kindOf(action, type, id, outcome, presentText(entry.field('statusCode')))
    const several = kind.bulk || id.startsWith('[')
    const name = `${type}\u0000${id}`
    if (!firstPass && !several && !shares.holds(name)) return
    const before = entry.field('before')
    const after = entry.field('after')
    if (!isStated(before) && !isStated(after)) {
      if (id === '' || several || kind.failed || (!kind.change && kind.life === null)) return
      if (firstPass && kind.life === null) tally.changesWithoutValues += 1
      hold(name, kind, noSides, entryKey)
      return
    }
    if (firstPass) tally.events += 1
    const sides = sidesFrom(before, after)
    if (typeof sides === 'string') {
      if (firstPass) tally.untested(sides, 1)
      if (id !== '' && !several) hold(name, kind, noSides, entryKey)
      return
    }
    const ids = several ? listedIds(entry) : []
    if (several && ids.length === 0) {
      if (!firstPass) return
      tally.untested('several-resources', 1)
      bulk.add(type, sides.keys(), entryKey)
      return
    }
    if (id === '' && !several) {
      if (firstPass) tally.untested('no-resource', 1)
      return
    }
    if (firstPass) styles.add(type, sides)
    if (!several) hold(name, kind, sides, entryKey)
    else {
      const own = new Map([...sides].filter(([path]) => !isIdsName(path)))
      for (const one of ids) hold(`${type}\u0000${one}`, kind, own, entryKey)
    }
  }

  beginPass()
  return {
    add(entry) {
      // Counts are those of the first pass; what a share cannot hold is looked at again.
      if (firstPass || shares.open) add(entry)
      index += 1
    },
    endPass() {
      passes += 1
      if (shares.open) {
        bulk.sort()
        const { order: sorted, start } = statements.sorted(resources.size, order.descending)
        const styleByType = new Map<string, StateStyle>(
          styles.list(withImplied).map(({ resourceType, style }) => [resourceType, style]),
        )
        for (let resource = 0; resource < resources.size; resource += 1) {
          const name = resources.textOf(resource)
          const cut = name.indexOf('\u0000')
          const type = name.slice(0, cut)
          const sink = tally.begin(type, name.slice(cut + 1), (field) => fields.textOf(field))
          const judge = new ResourceJudge(
            {
              transitions: statements,
              values,
              parentOf: (field) => parents[field] ?? 0,
              changedInBulk: (field, from, to) => bulk.between(type, fields.textOf(field), from, to),
              withImplied: styleByType.get(type) === 'changed-then-full',
            },
            sink,
          )
          tally.end(judge.judge(sorted, start[resource] as number, start[resource + 1] as number))
        }
      }
      beginPass()
      firstPass = false
      return shares.next()
    },
    finish: () => ({
      order: { by: order.by, without: order.without, descending: order.descending },
      ...tally.finish(),
      types: styles.list(withImplied),
      passes,
    }),
  }
}

const noSides: WrittenSides = new Map()

/** True of a value that is neither unstated nor null. */
function says(written: string | null): boolean {
  return written !== null && written !== 'null'
}

/** What an event says of its resource's life. One that changes something and states nothing leaves nothing known. */
function lifeFlagsOf(kind: EventKind, sides: WrittenSides): number {
  const forget = sides.size === 0 ? statementFlags.forget : 0
  if (kind.life === 'create') return statementFlags.create
  if (kind.life === 'restore') return statementFlags.restore | forget
  // A deletion that states new values is a mark on something that goes on.
  if (kind.life === 'delete') return [...sides.values()].some(({ after }) => says(after)) ? 0 : statementFlags.delete
  return forget
}

/** Texts as numbers, from 0 on. */
class Names {
  readonly #numberByText = new Map<string, number>()
  #texts: string[] = []

  get size(): number {
    return this.#texts.length
  }

  find(text: string): number | undefined {
    return this.#numberByText.get(text)
  }

  add(text: string): number {
    const number = this.#texts.length
    this.#numberByText.set(text, number)
    this.#texts.push(text)
    return number
  }

  textOf(number: number): string {
    return this.#texts[number] as string
  }

  clear(): void {
    this.#numberByText.clear()
    this.#texts = []
  }
}
