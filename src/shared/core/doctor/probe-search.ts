/**
 * Goes through the grid on one record: every different pre-image is hashed once with every function of the digest's
 * length and compared with the digests that the record states. Forms that write this record alike are tried as one;
 * `expand.ts` tells them apart again for what was found.
 */
import type { CanonicalForm, HashAlgorithm, TimeForm } from '../../model/recipe.ts'
import type { Hasher } from '../bytes/hasher.ts'
import { concatBytes } from '../bytes/hex.ts'
import { findMember, nameFrom } from '../bytes/json-member.ts'
import { jsonKinds as memberKinds } from '../bytes/json-scan.ts'
import { utf8FromText } from '../bytes/utf8.ts'
import { ByteSink, compileForm } from '../chain/canonical.ts'
import type { StoredEncoding } from '../chain/digest-text.ts'
import {
  booleanTexts,
  domainPrefixes,
  joinKinds,
  joinPlacements,
  jsonKinds,
  jsonPlacements,
  likelyFunctions,
  mainFunctions,
  nullTexts,
  type Booleans,
  type JoinChoices,
  type JoinKind,
  type JsonKind,
  type MemberChoices,
  type Placement,
} from './grid.ts'
import { digestText, PreImages } from './pre-images.ts'
import type { SampleRecord } from './hash-columns.ts'
import { arrangedFields, arrangements, joinLists, selectionsOf, type Selection, type Selections } from './selections.ts'
import { commonTimeForms, timeForms } from './time-fields.ts'

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
  | { readonly family: 'json'; readonly kind: JsonKind; readonly selection: Selection; readonly omitNulls: boolean }
  | {
      readonly family: 'join'
      readonly kind: JoinKind
      readonly selection: Selection
      readonly nullText: string | null
      readonly booleans: Booleans | null
    }

export interface Hit {
  readonly family: Family
  readonly time: TimeForm | null
  readonly placement: Placement
  readonly algorithm: HashAlgorithm
  readonly prefix: string
  /** Column whose digest was reproduced. */
  readonly target: string
}

/** How much of the grid is gone through: all of it, or its likely part on a further record. */
export type Extent = 'whole' | 'likely'

export interface SearchResult {
  readonly hits: readonly Hit[]
  readonly recipes: number
  readonly hashes: number
  readonly dimensions: Readonly<Record<string, number>>
  readonly cut: boolean
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
  }
  return family.kind.form(choices)
}

/** The previous hash at its own column's place among the fields; at the end where they stand in another order. */
function withPrevious({ names, previousHash }: SearchSpace, keep: readonly string[]): string[] {
  if (previousHash === null) return [...keep]
  const place = names.indexOf(previousHash)
  const before = keep.findIndex((name) => names.indexOf(name) > place)
  return before < 0 ? [...keep, previousHash] : [...keep.slice(0, before), previousHash, ...keep.slice(before)]
}

/** Content of a record in a form, copied; undefined when the form gives none. */
export function contentOf({ bytes, scan }: SampleRecord, form: CanonicalForm, sink: ByteSink): Uint8Array | undefined {
  sink.reset()
  return compileForm(form).write(bytes, scan, sink) ? sink.view().slice() : undefined
}

export function searchProbe(
  space: SearchSpace,
  probe: Probe,
  hashers: readonly Hasher[],
  extent: Extent,
): SearchResult {
  return new ProbeSearch(space, probe, hashers).run(extent)
}

interface Variation {
  readonly prefix?: string
  readonly omitNulls?: boolean
  readonly functions?: number
}

class ProbeSearch {
  readonly #space: SearchSpace
  readonly #probe: Probe
  readonly #sink = new ByteSink()
  readonly #pre: PreImages
  readonly #hits: Hit[] = []
  readonly #dimensions: Record<string, number> = {}
  readonly #algorithms: number
  /** Bytes of single values, by how they are written; null where a form gives none. */
  readonly #parts = new Map<string, Uint8Array | null>()
  readonly #hasNull: boolean
  readonly #hasBoolean: boolean
  #recipes = 0

  constructor(space: SearchSpace, probe: Probe, hashers: readonly Hasher[]) {
    this.#space = space
    this.#probe = probe
    this.#pre = new PreImages(probe, hashers)
    this.#algorithms = hashers.length
    const { bytes, scan } = probe.record
    const kindOf = (name: string): number => scan.kind[findMember(bytes, scan, nameFrom(name))] ?? 0
    const kinds = space.names.filter((name) => name !== space.previousHash).map(kindOf)
    this.#hasNull = kinds.includes(memberKinds.null)
    this.#hasBoolean = kinds.includes(memberKinds.true) || kinds.includes(memberKinds.false)
  }

  run(extent: Extent): SearchResult {
    const { names, previousHash, entryHash, digests, encoding } = this.#space
    const fields = names.filter((name) => name !== entryHash && name !== previousHash)
    const selections = selectionsOf(fields, digests)
    const lists = joinLists(fields, digests)
    const places = jsonPlacements(encoding, previousHash !== null)
    const kinds = this.#kindClasses(selections.core[0])
    const main = extent === 'whole' ? places.main : places.core
    const { core, wider } = selections
    this.#json(kinds, core.slice(0, 3), commonTimeForms, places.core, { functions: this.#algorithms })
    this.#json(kinds, core, timeForms, main, extent === 'whole' ? {} : { functions: likelyFunctions })
    this.#json(kinds, core.slice(0, 3), commonTimeForms, places.core, { omitNulls: true })
    this.#joins(lists, extent)
    if (extent === 'whole') {
      this.#json(kinds, wider, commonTimeForms.slice(0, 2), places.core, { functions: likelyFunctions })
      this.#json(kinds, core.slice(0, 3), commonTimeForms, places.all)
      for (const prefix of domainPrefixes)
        this.#json(kinds, core.slice(0, 3), commonTimeForms, places.core, { prefix, functions: likelyFunctions })
      this.#arrangements(arrangedFields(fields, digests))
    }
    const total = (list: readonly unknown[]): number => list.length
    Object.assign(this.#dimensions, {
      forms: total(jsonKinds) + total(joinKinds),
      'json-selections': total(core) + total(wider),
      'joined-lists': total(lists.core) + total(lists.wider),
      times: this.#space.times.length === 0 ? 1 : total(timeForms),
      placements: total(places.all),
      prefixes: total(domainPrefixes) + 1,
      algorithms: this.#algorithms,
    })
    return {
      hits: this.#hits,
      recipes: this.#recipes,
      hashes: this.#pre.hashes,
      dimensions: this.#dimensions,
      cut: this.#pre.spent,
    }
  }

  /** JSON forms by what they write for this record: one list for each different text. */
  #kindClasses(all: Selection | undefined): readonly (readonly JsonKind[])[] {
    if (all === undefined) return []
    const classes = new Map<number, JsonKind[]>()
    for (const kind of jsonKinds) {
      const family = { family: 'json', kind, selection: all, omitNulls: false } as const
      const content = contentOf(this.#probe.record, formOf(this.#space, family, null, true), this.#sink)
      if (content === undefined) continue
      const key = this.#pre.keyOf(content)
      const found = classes.get(key)
      if (found === undefined) classes.set(key, [kind])
      else found.push(kind)
    }
    return [...classes.values()]
  }

  #json(
    classes: readonly (readonly JsonKind[])[],
    selections: readonly Selection[],
    times: readonly (TimeForm | null)[],
    placements: readonly Placement[],
    { prefix = '', omitNulls = false, functions = mainFunctions }: Variation = {},
  ): void {
    const algorithms = Math.min(functions, this.#algorithms)
    for (const selection of selections) {
      const timed = this.#space.times.some((name) => selection.keep.includes(name)) ? times : [null]
      for (const time of timed) {
        for (const kinds of classes) {
          const needsParsing = time !== null || omitNulls
          const able = needsParsing ? kinds.filter((kind) => kind.parses) : kinds
          const kind = able[0]
          if (kind === undefined) continue
          this.#recipes += able.length * placements.length * this.#pre.inUse(algorithms)
          this.#tryFamily({ family: 'json', kind, selection, omitNulls }, time, placements, prefix, algorithms)
        }
      }
    }
  }

  #joins(lists: Selections, extent: Extent): void {
    const { previousHash, encoding } = this.#space
    const plain = { nullText: null, booleans: null } as const
    for (const kind of joinKinds) {
      const places = joinPlacements(encoding, previousHash !== null, kind.delimiter)
      const go = (
        selections: readonly Selection[],
        times: readonly (TimeForm | null)[],
        placements: readonly Placement[],
        choice: { nullText: string | null; booleans: Booleans | null } = plain,
        functions = mainFunctions,
      ): void => {
        const algorithms = Math.min(functions, this.#algorithms)
        for (const selection of selections) {
          const timed = this.#space.times.some((name) => selection.keep.includes(name)) ? times : [null]
          for (const time of timed) {
            this.#recipes += placements.length * this.#pre.inUse(algorithms)
            this.#tryFamily({ family: 'join', kind, selection, ...choice }, time, placements, '', algorithms)
          }
        }
      }
      if (extent === 'likely') {
        go(lists.core.slice(0, 5), commonTimeForms, places.core, plain, likelyFunctions)
        continue
      }
      go(lists.core, timeForms, places.main)
      go(lists.core.slice(0, 5), commonTimeForms, places.all)
      go(lists.wider, commonTimeForms.slice(0, 2), places.core, plain, likelyFunctions)
      if (!kind.label.startsWith('joined')) continue
      const some = lists.core.slice(0, 6)
      if (this.#hasNull)
        for (const nullText of nullTexts) go(some, commonTimeForms, places.core, { nullText, booleans: null })
      if (this.#hasBoolean)
        for (const booleans of booleanTexts) go(some, commonTimeForms, places.core, { nullText: null, booleans })
      if (this.#hasNull && this.#hasBoolean)
        go(some, commonTimeForms, places.core, { nullText: 'None', booleans: 'True-False' })
    }
  }

  #tryFamily(
    family: Family,
    time: TimeForm | null,
    placements: readonly Placement[],
    prefix: string,
    functions: number,
  ): void {
    if (this.#pre.spent) return
    const { record } = this.#probe
    const make = (inside: boolean): Uint8Array | undefined =>
      family.family === 'join'
        ? this.#joinedContent(family, time, inside)
        : contentOf(record, formOf(this.#space, family, time, inside), this.#sink)
    const content = make(false)
    const insideOf = (): Uint8Array | undefined => make(true)
    const group = family.family === 'json' ? `json ${prefix}` : family.kind.label
    this.#pre.tryPlacements(
      { content, insideOf, placements, group, prefix, functions },
      (placement, algorithm, target) => this.#hits.push({ family, time, placement, algorithm, prefix, target }),
    )
  }

  /** Joined values put together from each field's own bytes, which are made once: joining is all that these forms do. */
  #joinedContent(
    family: Extract<Family, { family: 'join' }>,
    time: TimeForm | null,
    inside: boolean,
  ): Uint8Array | undefined {
    const { kind, selection, nullText, booleans } = family
    const fields = inside ? withPrevious(this.#space, selection.keep) : selection.keep
    const delimiter = utf8FromText(kind.delimiter)
    const sink = this.#sink
    const parts: Uint8Array[] = []
    for (const [index, name] of fields.entries()) {
      const rendered = this.#space.times.includes(name) ? time : null
      const key = `${kind.part} ${nullText ?? ''} ${booleans ?? ''} ${name} ${rendered === null ? '' : JSON.stringify(rendered)}`
      let part = this.#parts.get(key)
      if (part === undefined) {
        const one = { ...family, selection: { keep: [name], label: '' } }
        part = contentOf(this.#probe.record, formOf(this.#space, one, rendered, false), sink) ?? null
        this.#parts.set(key, part)
      }
      if (part === null) return undefined
      if (index > 0 && delimiter.length > 0) parts.push(delimiter)
      parts.push(part)
    }
    return concatBytes(...parts)
  }

  /** Every order of two to six fields, with each delimiter: for lists that follow neither columns nor names. */
  #arrangements(fields: readonly string[]): void {
    const kinds = joinKinds.filter(({ label }) => label.startsWith('joined'))
    const { encoding, previousHash } = this.#space
    const orders = arrangements(fields)
    this.#dimensions['arrangements'] = orders.length
    const times =
      this.#space.times.length === 0
        ? [null]
        : [...commonTimeForms.slice(0, 2), ...timeForms.filter((form) => form !== null && 'epoch' in form).slice(0, 1)]
    const previous = this.#probe.previous === null ? null : digestText(this.#probe.previous, encoding)
    for (const time of times) {
      const parts = fields.map((name) =>
        contentOf(
          this.#probe.record,
          {
            form: 'fields-joined',
            fields: [name],
            delimiter: '',
            ...valuesWith(this.#space.times.includes(name) ? [name] : [], time),
          },
          this.#sink,
        ),
      )
      if (parts.includes(undefined)) return
      for (const kind of kinds) {
        const delimiter = utf8FromText(kind.delimiter)
        for (const order of orders) {
          if (this.#pre.spent) return
          if (time !== null && !order.some((field) => this.#space.times.includes(fields[field] as string))) continue
          this.#recipes += previous === null ? 1 : 3
          this.#pre.tryJoined(
            order.map((field) => parts[field] as Uint8Array),
            delimiter,
            previous,
            (where, algorithm, target) => {
              const placement: Placement = {
                placement: where,
                encoding: where === 'none' ? 'hex' : encoding,
                separator: where === 'none' ? '' : kind.delimiter,
              }
              const selection = { keep: order.map((field) => fields[field] as string), label: 'arranged' }
              const family: Family = { family: 'join', kind, selection, nullText: null, booleans: null }
              if (where === 'none' || previousHash !== null)
                this.#hits.push({ family, time, placement, algorithm, prefix: '', target })
            },
          )
        }
      }
    }
  }
}
