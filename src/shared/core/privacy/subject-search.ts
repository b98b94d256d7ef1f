/**
 * Entries in which a person occurs, as actor, as object or both: every field of the record, nested JSON, JSON held in
 * text, numbers, and names of members. The search reads the record's own texts, so that what a parser would shadow (a
 * repeated name inside a nested object) is found too.
 */
import type { EntryView } from '../../model/entry.ts'
import type { EntryField, SourceProfile } from '../../model/profile.ts'
import { compileIdentifiers, type Identifiers, type TextMatch } from './identifiers.ts'
import { decodeLiteral, jsonLeaves, looksLikeJson } from './json-text.ts'

export interface Occurrence {
  /** Dotted path as in `EntryView.leaves`. */
  readonly path: string
  /** The record's top-level field it lies in. */
  readonly field: string
  readonly kind: 'string' | 'number' | 'name'
  /** The whole text of the leaf, and what was found in it. */
  readonly text: string
  readonly found: TextMatch
}

export interface SubjectMatch {
  readonly role: 'actor' | 'object' | 'both'
  readonly occurrences: readonly Occurrence[]
}

export interface SubjectSearch {
  readonly identifiers: Identifiers
  match(entry: EntryView): SubjectMatch | undefined
  /** Identifiers that no entry matched so far. */
  notFound(): readonly string[]
}

/** Fields that name the one who acts. Everything else is what the entry is about, or its circumstances. */
export const actorFields: readonly EntryField[] = ['actorId', 'actorEmail']

/** Levels of JSON held in text that are followed. */
export const maximumTextNesting = 8

/** Throws `RangeError` when there is no identifier or an empty one. */
export function createSubjectSearch(subjects: readonly string[], profile: SourceProfile): SubjectSearch {
  const identifiers = compileIdentifiers(subjects)
  const actorPaths = actorFields.flatMap((field) => profile.fields[field] ?? [])
  const foundIdentifiers = new Set<number>()
  return {
    identifiers,
    match(entry) {
      const occurrences: Occurrence[] = []
      for (const name of entry.names()) {
        const value = entry.raw(name)
        addIfFound(occurrences, identifiers, name, name, 'name', name)
        if (value.state === 'absent' || value.state === 'null' || value.state === 'empty') continue
        if (typeof value.value === 'number') addIfFound(occurrences, identifiers, name, name, 'number', value.text)
        // An object's text is JSON of the record itself, not JSON held in text, and costs no level.
        else visitText(occurrences, identifiers, name, name, value.text, typeof value.value === 'object' ? -1 : 0)
      }
      if (occurrences.length === 0) return undefined
      for (const { found } of occurrences) for (const { identifier } of found.ranges) foundIdentifiers.add(identifier)
      const isActor = (path: string): boolean =>
        actorPaths.some((actor) => path === actor || path.startsWith(`${actor}.`))
      const asActor = occurrences.some(({ path }) => isActor(path))
      const asObject = occurrences.some(({ path }) => !isActor(path))
      return { role: asActor && asObject ? 'both' : asActor ? 'actor' : 'object', occurrences }
    },
    notFound: () => identifiers.texts.filter((_, index) => !foundIdentifiers.has(index)),
  }
}

function visitText(
  occurrences: Occurrence[],
  identifiers: Identifiers,
  field: string,
  path: string,
  text: string,
  nesting: number,
): void {
  const leaves = nesting < maximumTextNesting && looksLikeJson(text) ? jsonLeaves(text, path) : undefined
  if (leaves === undefined) {
    addIfFound(occurrences, identifiers, field, path, 'string', text)
    return
  }
  for (const leaf of leaves) {
    if (leaf.kind === 'number')
      addIfFound(occurrences, identifiers, field, leaf.path, 'number', text.slice(leaf.start, leaf.end))
    else {
      const decoded = decodeLiteral(text, leaf.start, leaf.end).text
      if (leaf.kind === 'name') addIfFound(occurrences, identifiers, field, leaf.path, 'name', decoded)
      else visitText(occurrences, identifiers, field, leaf.path, decoded, nesting + 1)
    }
  }
}

function addIfFound(
  occurrences: Occurrence[],
  identifiers: Identifiers,
  field: string,
  path: string,
  kind: Occurrence['kind'],
  text: string,
): void {
  const found = identifiers.find(text)
  // A number is an identifier as a whole or not at all: 12 is not in 12.5.
  if (found !== undefined && (kind !== 'number' || found.match === 'whole'))
    occurrences.push({ path, field, kind, text, found })
}
