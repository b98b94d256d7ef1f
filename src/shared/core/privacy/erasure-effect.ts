/**
 * What an erasure would do to the evidence's own proofs, predicted from plans, as codes and counts. Stored hashes are
 * kept by an erasure, so links stay and the erased value stays guessable: whoever holds the rest of a record can try
 * candidates until a plain hash fits. The word for the result is therefore `pseudonymised` wherever such a hash remains.
 */
import type { EntryView, Pointer } from '../../model/entry.ts'
import { pointerFrom } from '../../model/entry.ts'
import type { CanonicalForm, LeafRecipe, Recipe } from '../../model/recipe.ts'
import { dateFromDay, dayFromMicros } from '../completeness/utc-day.ts'
import type { ErasurePlan } from './erasure-plan.ts'

/** Stable codes; their sentences are in the catalogue. */
export type ErasureWarning =
  | 'stored-hash-is-an-oracle'
  | 'merkle-leaf-is-an-oracle'
  | 'chain-no-longer-recomputes'
  | 'anchored-root-remains'
  | 'pseudonym-is-personal-data'
  | 'identifier-inside-text'
  | 'subject-not-found'

export interface ErasureEffect {
  /** Entries that would change. */
  readonly entries: number
  readonly chain: ChainEffect | null
  readonly batches: BatchEffect | null
  /** `values-erased` speaks of the listed values only, never of the person. */
  readonly classification: 'values-erased' | 'pseudonymised'
  readonly warnings: readonly ErasureWarning[]
}

export interface ChainEffect {
  /** Entries whose own hash would no longer recompute: content axis `not-recomputable`. */
  readonly contentChanges: number
  /** Entries whose changed fields the recipe does not cover. */
  readonly contentStays: number
  /** Entries whose stored hashes stay as they are, so that the link axis stays too. */
  readonly linksStay: number
  /** Entries whose stored hash fields would themselves change; 0 unless an identifier stands in one. */
  readonly linksChange: number
  readonly firstPointers: readonly Pointer[]
}

export interface BatchEffect {
  /** UTC dates of the batches whose root would no longer recompute, ascending. */
  readonly dates: readonly string[]
  readonly leaves: number
  /** Changed entries that no batch can be named for, because they have no usable time. */
  readonly undated: number
}

export interface ErasureEffectParameters {
  /** The chain's recipe; null when the source has no chain. */
  readonly recipe: Recipe | null
  /** The leaf recipe of daily batches; null when the source has none. */
  readonly leafRecipe: LeafRecipe | null
  readonly pointerLimit?: number
}

export interface ErasureEffectReducer {
  add(entry: EntryView, plan: ErasurePlan): void
  /** `notFound`: identifiers that occur nowhere, from the search. */
  finish(notFound: readonly string[]): ErasureEffect
}

export function createErasureEffect(parameters: ErasureEffectParameters): ErasureEffectReducer {
  const { recipe, leafRecipe, pointerLimit = 20 } = parameters
  const hashFields: ReadonlySet<string | null> = new Set(
    recipe === null
      ? []
      : [
          recipe.stored.entryHash,
          recipe.stored.previousHash,
          recipe.link?.stored ?? null,
          recipe.link?.previous ?? null,
        ],
  )
  const chain = { contentChanges: 0, contentStays: 0, linksStay: 0, linksChange: 0 }
  const firstPointers: Pointer[] = []
  const days = new Set<number>()
  let leaves = 0
  let undated = 0
  let entries = 0
  let usesPseudonyms = false
  let standsInside = false

  const addToChain = (entry: EntryView, plan: ErasurePlan, { canonical, link }: Recipe): void => {
    const covers = (field: string): boolean =>
      coversField(canonical, field) || (link !== undefined && coversField(link.canonical, field))
    if (plan.fields.some(covers)) {
      chain.contentChanges += 1
      if (firstPointers.length < pointerLimit) firstPointers.push(pointerFrom(entry))
    } else chain.contentStays += 1
    if (plan.fields.some((field) => hashFields.has(field))) chain.linksChange += 1
    else chain.linksStay += 1
  }

  const addToBatch = (entry: EntryView, plan: ErasurePlan, canonical: CanonicalForm): void => {
    if (!plan.fields.some((field) => coversField(canonical, field))) return
    leaves += 1
    if (entry.occurredAtMicros === null) undated += 1
    else days.add(dayFromMicros(entry.occurredAtMicros))
  }

  return {
    add(entry, plan) {
      entries += 1
      if (plan.replacement.kind === 'pseudonym') usesPseudonyms = true
      if (plan.row.changes.some((change) => change.match === 'inside')) standsInside = true
      if (recipe !== null) addToChain(entry, plan, recipe)
      if (leafRecipe !== null) addToBatch(entry, plan, leafRecipe.canonical)
    },
    finish(notFound) {
      const keepsHash = chain.contentChanges > 0
      const keepsRoot = leaves > 0
      const candidates: ReadonlyArray<readonly [boolean, ErasureWarning]> = [
        [keepsHash, 'chain-no-longer-recomputes'],
        [keepsHash, 'stored-hash-is-an-oracle'],
        [keepsRoot, 'anchored-root-remains'],
        [keepsRoot, 'merkle-leaf-is-an-oracle'],
        [usesPseudonyms, 'pseudonym-is-personal-data'],
        [standsInside, 'identifier-inside-text'],
        [notFound.length > 0, 'subject-not-found'],
      ]
      const dates = [...days].toSorted((left, right) => left - right).map(dateFromDay)
      return {
        entries,
        chain: recipe === null ? null : { ...chain, firstPointers },
        batches: leafRecipe === null ? null : { dates, leaves, undated },
        classification: keepsHash || keepsRoot || usesPseudonyms ? 'pseudonymised' : 'values-erased',
        warnings: candidates.filter(([holds]) => holds).map(([, warning]) => warning),
      }
    },
  }
}

/** True when a change of a top-level field changes the bytes that a canonical form gives. */
export function coversField(canonical: CanonicalForm, field: string): boolean {
  if (canonical.form === 'fields-joined' || canonical.form === 'length-prefixed')
    return canonical.fields.some((name) => name === field || name.startsWith(`${field}.`))
  if (canonical.exclude.includes(field)) return false
  return canonical.form === 'raw-minus-fields' || canonical.include === undefined || canonical.include.includes(field)
}
