/**
 * Which shipped recipe reproduces the first entries of a source. A trial, not an inference: it only tries what ships,
 * and a recipe that matches few entries is not chosen, so that a wrong recipe never turns into verdicts.
 */
import type { Recipe } from '../../../shared/model/recipe.ts'
import { JsonScan } from '../../../shared/core/bytes/json-scan.ts'
import { EntryCheck } from '../../../shared/core/chain/entry-check.ts'
import { shippedRecipes } from '../../../shared/core/chain/shipped-recipes.ts'
import { loadHasher } from '../../io/host/hashers.ts'

export interface RecipeTrial {
  readonly recipe: Recipe
  readonly matching: number
  readonly of: number
}

/** Entries tried; enough that a chance match is out of the question. */
export const trialEntries = 1000
/** Fewest matches that count as reproducing, or all entries when there are fewer. */
const fewestMatches = 20

/** Results of every shipped recipe over records in JSON form, best first; ties keep the shipped order, raw bytes first. */
export async function tryRecipes(records: readonly Buffer[]): Promise<readonly RecipeTrial[]> {
  const scan = new JsonScan()
  const trials: RecipeTrial[] = []
  const sample = records.slice(0, trialEntries)
  for (const recipe of shippedRecipes) {
    const check = new EntryCheck(recipe, await loadHasher(recipe.algorithm))
    let matching = 0
    for (const [index, record] of sample.entries()) {
      // A recipe that reproduces none of the first entries is not tried on the rest.
      if (index === 50 && matching === 0) break
      if (scan.scan(record, 0, record.length) && check.check(record, scan) === 'ok') matching += 1
    }
    trials.push({ recipe, matching, of: sample.length })
  }
  return trials.toSorted((a, b) => b.matching - a.matching)
}

/** The chosen trial and those that match equally well; undefined when none reproduces enough. */
export function chooseTrial(
  trials: readonly RecipeTrial[],
): { readonly best: RecipeTrial; readonly equivalent: readonly string[] } | undefined {
  const best = trials[0]
  if (best === undefined || best.matching < Math.min(fewestMatches, Math.max(1, best.of - 2))) return undefined
  return {
    best,
    equivalent: trials.filter((trial) => trial.matching === best.matching).map((trial) => trial.recipe.id),
  }
}
