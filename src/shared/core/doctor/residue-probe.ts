/** Rows under trial recipes, with a bound on all hashing of one classification. */
import type { HashAlgorithm, Recipe } from '../../model/recipe.ts'
import type { ContentState, LinkState, ReasonCode } from '../../model/verdict.ts'
import type { JsonValue } from '../../model/entry.ts'
import type { Hasher } from '../bytes/hasher.ts'
import { JsonScan } from '../bytes/json-scan.ts'
import { textFromUtf8 } from '../bytes/utf8.ts'
import { parseJson } from '../bytes/parse-json.ts'
import { EntryCheck } from '../chain/entry-check.ts'

/** Both axes of a row, as the chain check judged it under the best recipe. */
export interface RowState {
  readonly content: ContentState
  readonly link: LinkState
  readonly reason?: ReasonCode | null
}

export interface ResidueInput {
  readonly count: number
  /** Record in JSON form at a 0-based position; valid until the next call. */
  record(index: number): Uint8Array
  stateOf(index: number): RowState
  /** Best recipe; null when none was found. */
  readonly recipe: Recipe | null
  /** Recipes that transformations are tried on when there is no best one: the documented one, near ones, shipped ones. */
  readonly bases?: readonly Recipe[] | undefined
  /** Members that hold the hashes, for the shipped recipes where these have other names. */
  readonly columns?: Recipe['stored'] | undefined
  /** What a description of the log states. */
  readonly documented?: Recipe | undefined
  /** Undefined for an algorithm that is not loaded; it is then not tried. */
  readonly hasherOf: (algorithm: HashAlgorithm) => Hasher | undefined
  /** Keys of a keyed recipe. */
  readonly keys?: readonly Uint8Array[] | undefined
  /** Units of work at most; rows beyond are counted as not tried. */
  readonly work?: number | undefined
}

/**
 * Units of work, each about a microsecond on one core: a record that is written and hashed, a recipe that is made ready,
 * and one value of lost digits, which are put into a pre-image that stands already. Measured; records of more than a
 * kilobyte count for more. A bound in units and not in seconds: the same rows give the same groups on every computer.
 */
const recordWork = 12
const recipeWork = 20
const defaultWork = 30_000_000

export class ResidueProbe {
  readonly input: ResidueInput
  readonly scan = new JsonScan()
  bytes: Uint8Array = new Uint8Array(0)
  #left: number
  #loaded = -1

  constructor(input: ResidueInput) {
    this.input = input
    this.#left = input.work ?? defaultWork
  }

  get exhausted(): boolean {
    return this.#left <= 0
  }

  /** Puts a row into `bytes` and `scan`; false when it is no object. */
  load(index: number): boolean {
    if (this.#loaded === index) return true
    this.bytes = this.input.record(index)
    const good = this.scan.scan(this.bytes, 0, this.bytes.length)
    this.#loaded = good ? index : -1
    return good
  }

  /** A check under `recipe`; undefined when its algorithm is not at hand. */
  check(recipe: Recipe): EntryCheck | undefined {
    const { hasherOf, keys } = this.input
    this.#left -= recipeWork
    const hasher = hasherOf(recipe.algorithm)
    const linkHasher = hasherOf(recipe.link?.algorithm ?? recipe.algorithm)
    return hasher === undefined || linkHasher === undefined
      ? undefined
      : new EntryCheck(recipe, hasher, keys, linkHasher)
  }

  /** True when the row recomputes, or does so with one of the digits that were lost. False beyond the bound. */
  reproduces(check: EntryCheck, index: number): boolean {
    return this.load(index) && this.#reproduces(check, this.bytes, this.scan)
  }

  /** The same for other bytes than the row's own, scanned by the caller. */
  reproducesBytes(check: EntryCheck, bytes: Uint8Array, scan: JsonScan): boolean {
    return this.#reproduces(check, bytes, scan)
  }

  #reproduces(check: EntryCheck, bytes: Uint8Array, scan: JsonScan): boolean {
    if (this.#left <= 0) return false
    this.#left -= (recordWork + lostValues(check.recipe)) * (1 + (bytes.length >> 10))
    const state = check.check(bytes, scan)
    return state === 'ok' || (state === 'not-recomputable' && check.reason === 'precision-lost')
  }

  /** The row parsed; undefined when it is no object. Numbers are rounded: for names and shapes, never for hashing. */
  parsed(index: number): Readonly<Record<string, JsonValue>> | undefined {
    if (!this.load(index)) return undefined
    return parseJson(textFromUtf8(this.bytes, this.scan.objectStart, this.scan.objectEnd)) as Record<string, JsonValue>
  }
}

/** Values of lost digits that one check of a row may try. */
function lostValues(recipe: Recipe): number {
  const values = 'values' in recipe.canonical ? recipe.canonical.values : undefined
  let lost = 0
  for (const value of Object.values(values ?? {})) if ('time' in value) lost = Math.max(lost, value.lost ?? 0)
  return lost === 0 ? 0 : 10 ** lost
}

/** A transformation that reproduces rows which the best recipe does not. */
export interface Explained {
  readonly recipe: Recipe
  readonly facts: Readonly<Record<string, string | number>>
  readonly fields: readonly string[]
}
