/** Types of the plain checker; the checker itself stays plain. */
import type { Recipe } from '../../src/shared/model/recipe.ts'

export type IndependentContent = 'ok' | 'mismatch' | 'not-recomputable'
export type IndependentLink = 'ok' | 'genesis' | 'gap' | 'fork' | 'reorder' | 'broken'

export interface IndependentResult {
  readonly verdict: 'verified' | 'mismatch' | 'gap' | 'not-checked'
  readonly reason: string | null
  /** Chains that were followed; 0 when no link was judged. */
  readonly scopes: number
  /** Lines, from 1, that hold no JSON object. */
  readonly rejected: readonly number[]
  readonly entries: readonly {
    /** From 1; empty lines count. */
    readonly line: number
    readonly content: IndependentContent
    /** Null for an entry that takes no part in the link axis. */
    readonly link: IndependentLink | null
    /** Of the content and of the link. */
    readonly reasons: readonly [string | null, string | null]
  }[]
}

/** A part of the recipe language that the checker does not speak. */
export class DeclinedError extends Error {}

/**
 * Judges a source after the README of the recipe language. `lines` are JSON texts without line ends; `recipe` has its
 * defaults filled in; `sequenceNames` are the names a profile reads the sequence from; `keys` those of a keyed chain.
 * Wrong records are states, never errors; throws `DeclinedError` alone.
 */
export function checkChain(input: {
  readonly lines: readonly string[]
  readonly recipe: Recipe
  readonly sequenceNames: readonly string[]
  readonly keys?: readonly Uint8Array[]
}): IndependentResult
