/**
 * The events of one resource in their order: each stated old value against the last value that is known. Memory is one
 * value per field. Events of one instant count as fitting when any order of them fits.
 */
import type { OddStep } from '../../model/continuity.ts'
import { fittingOrder, type Edge } from './fitting-order.ts'
import { statementFlags, type Transitions } from './transitions.ts'
import { markValue, noValue, nullValue, type ValueTable } from './value-table.ts'

/** Old value stated by one event against the last one known from another. */
export interface FoundBreak {
  readonly field: number
  readonly knownEntry: number
  readonly knownKey: number
  readonly knownSide: 'before' | 'after'
  readonly statedEntry: number
  readonly statedKey: number
  readonly implied: boolean
}

/** What a judge tells while it goes through a resource. */
export interface JudgeSink {
  tested(field: number, held: boolean): void
  writtenDifferently(entry: number): void
  start(): void
  tie(decided: boolean): void
  found(item: FoundBreak): void
  odd(step: OddStep, entry: number): void
}

export interface JudgeContext {
  readonly transitions: Transitions
  readonly values: ValueTable
  /** Field that holds a nested one; 0 for top-level fields. */
  parentOf(field: number): number
  /** True when an entry for several resources may have changed the field between two keys, both inclusive. */
  changedInBulk(field: number, fromKey: number, toKey: number): boolean
  /** Implied old values count: the log lists every field that changed. */
  readonly withImplied: boolean
}

interface Known {
  value: number
  /** Another value that fits as well; 0 for none. */
  other: number
  entry: number
  key: number
  side: 'before' | 'after'
}

const lifeFlags = statementFlags.create | statementFlags.delete | statementFlags.restore | statementFlags.forget

export class ResourceJudge {
  readonly #context: JudgeContext
  readonly #sink: JudgeSink
  readonly #known = new Map<number, Known>()
  /** Key at which a field that held others last became something else than an object. */
  readonly #replaced = new Map<number, number>()
  #seen = false
  #ended = false

  constructor(context: JudgeContext, sink: JudgeSink) {
    this.#context = context
    this.#sink = sink
  }

  /** Judges the statements `order[from, to)`, which are all of one resource and in order. Returns the number of its fields. */
  judge(order: Uint32Array, from: number, to: number): number {
    const { key, entry } = this.#context.transitions
    this.#known.clear()
    this.#replaced.clear()
    this.#seen = false
    this.#ended = false
    const fields = new Set<number>()
    for (let at = from; at < to;) {
      const first = order[at] as number
      let end = at + 1
      let single = true
      while (end < to && key[order[end] as number] === key[first]) {
        if (entry[order[end] as number] !== entry[first]) single = false
        end += 1
      }
      const group = order.subarray(at, end)
      this.#instant(group, single)
      for (const statement of group) {
        const field = this.#context.transitions.field[statement] as number
        if (field !== 0) fields.add(field)
      }
      this.#seen = true
      at = end
    }
    return fields.size
  }

  #instant(group: Uint32Array, single: boolean): void {
    const { flags, field } = this.#context.transitions
    const { entry } = this.#context.transitions
    let life = 0
    /** At one instant, what begins a life comes first and what ends it last. */
    const begins = new Set<number>()
    const ends = new Set<number>()
    for (const statement of group) {
      if ((field[statement] as number) !== 0) continue
      const step = (flags[statement] as number) & lifeFlags
      if ((step & statementFlags.create) !== 0) begins.add(this.#entry(statement))
      if ((step & statementFlags.delete) !== 0) ends.add(this.#entry(statement))
      life |= step
      this.#step(statement, single)
    }
    if (life === 0 && this.#ended) {
      this.#ended = false
      this.#sink.odd('event-after-delete', this.#entry(group[0] as number))
    }
    if (single) for (const statement of group) this.#statement(statement)
    else {
      const isOf = (entries: ReadonlySet<number>) => (statement: number) => entries.has(entry[statement] as number)
      for (const statement of group.filter(isOf(begins))) this.#statement(statement)
      const rest = group.filter((statement) => !isOf(begins)(statement) && !isOf(ends)(statement))
      if (rest.length > 0) this.#tie(rest)
      for (const statement of group.filter(isOf(ends))) this.#statement(statement)
    }
    if ((life & (statementFlags.delete | statementFlags.forget)) !== 0) this.#known.clear()
    if ((life & statementFlags.delete) !== 0) this.#ended = true
  }

  /** Begin, end or resumption of a life, before the values of its instant. */
  #step(statement: number, single: boolean): void {
    const flags = this.#context.transitions.flags[statement] as number
    if ((flags & statementFlags.create) !== 0) {
      if (this.#seen && !this.#ended) this.#sink.odd('created-again', this.#entry(statement))
      if (single && this.#context.transitions.before[statement] !== noValue)
        this.#sink.odd('create-with-old-value', this.#entry(statement))
      this.#known.clear()
      this.#ended = false
    }
    if ((flags & statementFlags.restore) !== 0) this.#ended = false
  }

  /** One field of the only event of its instant. */
  #statement(statement: number): void {
    const { field, before, flags } = this.#context.transitions
    const name = field[statement] as number
    if (name === 0) return
    const stated = this.#stated(statement)
    const known = this.#lastKnown(name, statement)
    if (stated !== noValue) this.#compare(statement, name, stated, known, before[statement] === noValue)
    this.#learn(statement, name, known, (flags[statement] as number) & statementFlags.failed)
  }

  /** Old value, written or implied; 0 for none. */
  #stated(statement: number): number {
    const { before, after, flags } = this.#context.transitions
    const written = before[statement] as number
    if (written !== noValue) return written
    const implied = ((flags[statement] as number) & statementFlags.implied) !== 0 && this.#context.withImplied
    return implied ? (after[statement] as number) : noValue
  }

  #compare(statement: number, field: number, stated: number, known: Known | undefined, implied: boolean): void {
    const { values } = this.#context
    if (known === undefined) {
      if (stated !== markValue && !implied) this.#sink.start()
      return
    }
    // That a field holds an object is a statement about it only where something else is known.
    if (stated === markValue && known.value === markValue) return
    const value = values.valueOf(stated)
    const held = value === values.valueOf(known.value)
    if (held || (known.other !== noValue && value === values.valueOf(known.other))) {
      this.#sink.tested(field, true)
      if (held && stated !== known.value) this.#sink.writtenDifferently(this.#entry(statement))
      return
    }
    this.#sink.tested(field, false)
    this.#sink.found({
      field,
      knownEntry: known.entry,
      knownKey: known.key,
      knownSide: known.side,
      statedEntry: this.#entry(statement),
      statedKey: this.#context.transitions.key[statement] as number,
      implied,
    })
  }

  #learn(statement: number, field: number, known: Known | undefined, failed: number): void {
    const { key, after } = this.#context.transitions
    const written = this.#stated(statement)
    const next = after[statement] as number
    const entry = this.#entry(statement)
    const place = { entry, key: key[statement] as number }
    if (next !== noValue && next !== markValue && this.#known.get(field)?.value === markValue)
      this.#replaced.set(field, place.key)
    if (failed !== 0 && next !== noValue) {
      // Before it or after it: an attempt that failed may have left either.
      if (written !== noValue) this.#known.set(field, { value: written, other: next, side: 'before', ...place })
      else if (known !== undefined) {
        if (known.other === noValue) known.other = next
        else this.#known.delete(field)
      }
    } else if (next !== noValue) this.#known.set(field, { value: next, other: noValue, side: 'after', ...place })
    // What is not listed any more is as it was, or gone.
    else if (written !== noValue) this.#known.set(field, { value: written, other: nullValue, side: 'before', ...place })
  }

  /** What is known of a field when a statement is made; undefined when nothing is, or no longer. */
  #lastKnown(field: number, statement: number): Known | undefined {
    const known = this.#known.get(field)
    if (known === undefined) return undefined
    const { transitions, parentOf, changedInBulk } = this.#context
    // The object that held the field has since become something else.
    for (let parent = parentOf(field); parent !== 0; parent = parentOf(parent))
      if ((this.#replaced.get(parent) ?? Number.NEGATIVE_INFINITY) >= known.key) return this.#lose(field)
    return changedInBulk(field, known.key, transitions.key[statement] as number) ? this.#lose(field) : known
  }

  #lose(field: number): undefined {
    this.#known.delete(field)
    return undefined
  }

  /** Several events at one instant, field by field: any order that fits counts as fit. */
  #tie(group: Uint32Array): void {
    const { field, flags, after } = this.#context.transitions
    const { values } = this.#context
    const byField = Map.groupBy(group, (statement) => field[statement] as number)
    let decided = true
    for (const [name, statements] of byField) {
      if (name === 0) continue
      const [first] = statements
      if (statements.length === 1) {
        this.#statement(first as number)
        continue
      }
      const known = this.#lastKnown(name, first as number)
      const edges = statements.map((statement): Edge => {
        const next = after[statement] as number
        const before = this.#stated(statement)
        const failed = ((flags[statement] as number) & statementFlags.failed) !== 0
        return {
          before: before === noValue ? noValue : values.valueOf(before),
          after: next === noValue ? noValue : values.valueOf(next),
          loose: failed || next === noValue,
        }
      })
      const start =
        known === undefined
          ? []
          : [known.value, known.other].filter((value) => value !== noValue).map((value) => values.valueOf(value))
      const fit = fittingOrder(edges, start)
      if (fit.kind === 'fits') {
        for (const position of fit.order) this.#quietly(statements[position] as number, name)
        if (!fit.certain) this.#known.delete(name)
      } else if (fit.kind === 'none') for (const statement of statements) this.#statement(statement)
      else {
        decided = false
        this.#known.delete(name)
      }
    }
    this.#sink.tie(decided)
  }

  /** A statement of an order that fits: counted and learnt, first mentions as such. */
  #quietly(statement: number, field: number): void {
    const { before, flags } = this.#context.transitions
    const known = this.#known.get(field)
    const stated = this.#stated(statement)
    if (stated !== noValue) {
      if (known === undefined) {
        if (before[statement] !== noValue && stated !== markValue) this.#sink.start()
      } else if (stated !== markValue || known.value !== markValue) this.#sink.tested(field, true)
    }
    this.#learn(statement, field, known, (flags[statement] as number) & statementFlags.failed)
  }

  #entry(statement: number): number {
    return this.#context.transitions.entry[statement] as number
  }
}
