/**
 * Goes through the grid on one record: every different pre-image is hashed once with every function of the digest's
 * length and compared with the digests that the record states. Forms that write this record alike are tried as one;
 * `expand.ts` tells them apart again for what was found.
 */
import type { HashAlgorithm, TimeForm } from '../../model/recipe.ts'
import type { Hasher } from '../bytes/hasher.ts'
import { findMember, nameFrom } from '../bytes/json-member.ts'
import { jsonKinds as memberKinds } from '../bytes/json-scan.ts'
import { utf8FromText } from '../bytes/utf8.ts'
import { ByteSink } from '../chain/canonical.ts'
import {
  booleanTexts,
  domainPrefixes,
  innerDelimiters,
  joinKinds,
  joinPlacements,
  jsonKinds,
  jsonPlacements,
  labelledKinds,
  likelyFunctions,
  mainFunctions,
  nullTexts,
  respelled,
  spellings,
  type Booleans,
  type JoinKind,
  type JsonKind,
  type Placement,
  type Spelling,
} from './grid.ts'
import { digestText, PreImages } from './pre-images.ts'
import {
  contentIn,
  contentOf,
  formOf,
  valuesWith,
  withPrevious,
  type Family,
  type Probe,
  type SearchSpace,
} from './grid-point.ts'
import { arrangedFields, arrangements, joinLists, selectionsOf, type Selection, type Selections } from './selections.ts'
import { commonTimeForms, timeForms } from './time-fields.ts'

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

export function searchProbe(
  space: SearchSpace,
  probe: Probe,
  hashers: readonly Hasher[],
  extent: Extent,
): SearchResult {
  return new ProbeSearch(space, probe, hashers).run(extent)
}

/** Bytes of a value by its field; null where a form gives none. */
type PartByName = Map<string, Uint8Array | null>

interface Variation {
  readonly prefix?: string
  readonly omitNulls?: boolean
  readonly spelling?: Spelling
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
  /** Bytes of single values, by time form and by how they are written. */
  readonly #parts = new Map<TimeForm | null, Map<string, PartByName>>()
  readonly #delimiters = new Map<string, Uint8Array>()
  readonly #insideSink = new ByteSink()
  readonly #partSink = new ByteSink()
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
      for (const spelling of spellings)
        if (Object.keys(respelled(names, spelling)).length > 0)
          this.#json(kinds, core.slice(0, 3), commonTimeForms, places.core, { spelling, functions: likelyFunctions })
      this.#named(lists.core)
      this.#arrangements(arrangedFields(fields, digests))
    }
    const total = (list: readonly unknown[]): number => list.length
    Object.assign(this.#dimensions, {
      forms: total(jsonKinds) + total(joinKinds) + total(labelledKinds),
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
      const family = { family: 'json', kind, selection: all, omitNulls: false, spelling: null } as const
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
    { prefix = '', omitNulls = false, spelling, functions = mainFunctions }: Variation = {},
  ): void {
    const algorithms = Math.min(functions, this.#algorithms)
    for (const selection of selections) {
      const timed = this.#space.times.some((name) => selection.keep.includes(name)) ? times : [null]
      for (const time of timed) {
        for (const kinds of classes) {
          const needsParsing = time !== null || omitNulls || spelling !== undefined
          const able = needsParsing ? kinds.filter((kind) => kind.parses) : kinds
          const kind = able[0]
          if (kind === undefined) continue
          this.#recipes += able.length * placements.length * this.#pre.inUse(algorithms)
          const family: Family = { family: 'json', kind, selection, omitNulls, spelling: spelling ?? null }
          this.#tryFamily(family, time, placements, prefix, algorithms)
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

  /** Values after their names. */
  #named(selections: readonly Selection[]): void {
    const { previousHash, encoding, times } = this.#space
    const functions = Math.min(likelyFunctions, this.#algorithms)
    for (const kind of labelledKinds) {
      const { core } = joinPlacements(encoding, previousHash !== null, kind.delimiter)
      for (const selection of selections) {
        for (const time of times.some((name) => selection.keep.includes(name)) ? commonTimeForms : [null]) {
          this.#recipes += core.length * this.#pre.inUse(functions)
          const family: Family = { family: 'join', kind, selection, nullText: null, booleans: null }
          this.#tryFamily(family, time, core, '', functions)
        }
      }
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
    const make = (inside: boolean, sink: ByteSink): Uint8Array | undefined =>
      family.family === 'join'
        ? this.#joinedContent(family, time, inside, sink)
        : contentIn(record, formOf(this.#space, family, time, inside), sink)
    // Both are in use at once, so neither is copied out of its sink.
    const content = make(false, this.#sink)
    const insideOf = (): Uint8Array | undefined => make(true, this.#insideSink)
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
    sink: ByteSink,
  ): Uint8Array | undefined {
    const { kind, selection } = family
    const fields = inside ? withPrevious(this.#space, selection.keep) : selection.keep
    const delimiter = this.#delimiterOf(kind)
    const plain = this.#partsOf(family, null)
    const timed = time === null ? plain : this.#partsOf(family, time)
    sink.reset()
    for (let index = 0; index < fields.length; index += 1) {
      const name = fields[index] as string
      const isTime = time !== null && this.#space.times.includes(name)
      const parts = isTime ? timed : plain
      let part = parts.get(name)
      if (part === undefined) {
        const one = { ...family, selection: { keep: [name], label: '' } }
        part =
          contentOf(this.#probe.record, formOf(this.#space, one, isTime ? time : null, false), this.#partSink) ?? null
        parts.set(name, part)
      }
      if (part === null) return undefined
      if (index > 0) appendShort(sink, delimiter)
      appendShort(sink, part)
    }
    return sink.view()
  }

  /** Bytes of single values by field, of the kinds that write a value alike. */
  #partsOf({ kind, nullText, booleans }: Extract<Family, { family: 'join' }>, time: TimeForm | null): PartByName {
    let byKind = this.#parts.get(time)
    if (byKind === undefined) this.#parts.set(time, (byKind = new Map()))
    const key = `${kind.part} ${nullText ?? ''} ${booleans ?? ''}`
    let parts = byKind.get(key)
    if (parts === undefined) byKind.set(key, (parts = new Map()))
    return parts
  }

  #delimiterOf({ delimiter }: JoinKind): Uint8Array {
    let bytes = this.#delimiters.get(delimiter)
    if (bytes === undefined) this.#delimiters.set(delimiter, (bytes = utf8FromText(delimiter)))
    return bytes
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
          if (previous === null || previousHash === null || !innerDelimiters.includes(kind.delimiter)) continue
          for (const place of new Set([1, order.length - 1])) {
            const around = order.map((field) => parts[field] as Uint8Array)
            this.#recipes += 1
            this.#pre.tryJoined(around.toSpliced(place, 0, previous), delimiter, null, (_where, algorithm, target) => {
              const keep = order.map((field) => fields[field] as string).toSpliced(place, 0, previousHash)
              const selection = { keep, label: 'arranged' }
              const family: Family = { family: 'join', kind, selection, nullText: null, booleans: null }
              const placement: Placement = { placement: 'inside', encoding, separator: '' }
              this.#hits.push({ family, time, placement, algorithm, prefix: '', target })
            })
          }
        }
      }
    }
  }
}

/** Values are short: measured twice as fast as a view for each. */
function appendShort(sink: ByteSink, part: Uint8Array): void {
  sink.reserve(part.length)
  const { bytes, length } = sink
  for (let at = 0; at < part.length; at += 1) bytes[length + at] = part[at] as number
  sink.length = length + part.length
}
