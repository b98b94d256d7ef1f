/** A point of the grid: which form it is over the fields of a source, and what that form makes of a record. */
import type { CanonicalForm, TimeForm } from '../../model/recipe.ts'
import { compileForm, type ByteSink } from '../chain/canonical.ts'
import type { StoredEncoding } from '../chain/digest-text.ts'
import {
  respelled,
  type Booleans,
  type JoinChoices,
  type JoinKind,
  type JsonKind,
  type MemberChoices,
  type Spelling,
} from './grid.ts'
import type { SampleRecord } from './hash-columns.ts'
import type { Selection } from './selections.ts'

/** What is known of a chain before its recipe is searched. */
export interface SearchSpace {
  readonly entryHash: string
  readonly previousHash: string | null
  readonly encoding: StoredEncoding
  readonly size: number
  /** Every field of the source in column order, the hash columns too. */
  readonly names: readonly string[]
  readonly times: readonly string[]
  /** Columns with digests besides entry and previous hash. */
  readonly digests: readonly string[]
}

/** A record with the digests it states. */
export interface Probe {
  readonly record: SampleRecord
  /** Position in the sample. */
  readonly index: number
  /** Digests by name of the columns that may hold what is searched; the entry hash first. */
  readonly targets: readonly { readonly name: string; readonly digest: Uint8Array }[]
  readonly previous: Uint8Array | null
}

export type Family =
  | {
      readonly family: 'json'
      readonly kind: JsonKind
      readonly selection: Selection
      readonly omitNulls: boolean
      /** Other spelling of the names; null for the record's own. */
      readonly spelling: Spelling | null
    }
  | {
      readonly family: 'join'
      readonly kind: JoinKind
      readonly selection: Selection
      readonly nullText: string | null
      readonly booleans: Booleans | null
    }

/** The members of a form that write these fields as times. */
export function valuesWith(names: readonly string[], time: TimeForm | null): Pick<MemberChoices, 'values'> {
  return time === null || names.length === 0
    ? {}
    : { values: Object.fromEntries(names.map((name) => [name, { time }])) }
}

/** The canonical form of a point of the grid; `inside` keeps the previous hash in it. */
export function formOf(space: SearchSpace, family: Family, time: TimeForm | null, inside: boolean): CanonicalForm {
  const { keep } = family.selection
  const timed = space.times.filter((name) => keep.includes(name))
  const rest = valuesWith(timed, time)
  if (family.family === 'join') {
    const choices: JoinChoices = {
      fields: inside ? withPrevious(space, keep) : [...keep],
      ...rest,
      ...(family.nullText === null ? {} : { nullText: family.nullText }),
      ...(family.booleans === null ? {} : { booleans: family.booleans }),
    }
    return family.kind.form(choices)
  }
  const kept = inside && space.previousHash !== null ? [...keep, space.previousHash] : keep
  const exclude = space.names.filter((name) => !kept.includes(name))
  const short = keep.length * 2 < space.names.length && family.kind.parses
  const choices: MemberChoices = {
    ...(short ? { exclude: [], include: space.names.filter((name) => kept.includes(name)) } : { exclude }),
    ...rest,
    ...(family.omitNulls ? { nulls: 'omit' as const } : {}),
    ...(family.spelling === null ? {} : { rename: respelled(kept, family.spelling) }),
  }
  return family.kind.form(choices)
}

/**
 * The previous hash at its own column's place among the fields, or by its name where they are sorted by name. Stays
 * where a list names it itself.
 */
export function withPrevious({ names, previousHash }: SearchSpace, keep: readonly string[]): string[] {
  if (previousHash === null || keep.includes(previousHash)) return [...keep]
  const rises = (rank: (name: string) => string | number): boolean =>
    keep.every((name, index) => index === 0 || rank(keep[index - 1] as string) <= rank(name))
  if (!rises((name) => names.indexOf(name)) && rises((name) => name)) return [...keep, previousHash].toSorted()
  const place = names.indexOf(previousHash)
  const before = keep.findIndex((name) => names.indexOf(name) > place)
  return before < 0 ? [...keep, previousHash] : [...keep.slice(0, before), previousHash, ...keep.slice(before)]
}

/** Content of a record in a form, copied; undefined when the form gives none. */
export function contentOf(record: SampleRecord, form: CanonicalForm, sink: ByteSink): Uint8Array | undefined {
  return contentIn(record, form, sink)?.slice()
}

/** The same where it stands in the sink: valid until the sink is used again. */
export function contentIn({ bytes, scan }: SampleRecord, form: CanonicalForm, sink: ByteSink): Uint8Array | undefined {
  sink.reset()
  return compileForm(form).write(bytes, scan, sink) ? sink.view() : undefined
}
