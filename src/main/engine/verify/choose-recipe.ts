/**
 * Which known recipe reproduces the first entries of a source. A trial, not an inference: it only tries what ships,
 * and a recipe that matches few entries is not chosen, so that a wrong recipe never turns into verdicts.
 */
import type { Recipe } from '../../../shared/model/recipe.ts'
import { JsonScan } from '../../../shared/core/bytes/json-scan.ts'
import { shippedRecipes } from '../../../shared/core/chain/shipped-recipes.ts'
import { openEntryCheck } from './open-entry-check.ts'

export interface RecipeTrial {
  readonly recipe: Recipe
  readonly matching: number
  readonly of: number
}

/** Entries tried; enough that a chance match is out of the question. */
export const trialEntries = 1000
/** Fewest matches that count as reproducing, or all entries when there are fewer. */
const fewestMatches = 20

/**
 * Results of the recipes of a source's own format (`format-recipes.ts`) and of every shipped one over records in JSON
 * form, best first; ties keep that order, raw bytes first among the shipped.
 */
export async function tryRecipes(
  records: readonly Buffer[],
  ofFormat: readonly Recipe[] = [],
): Promise<readonly RecipeTrial[]> {
  const scan = new JsonScan()
  const trials: RecipeTrial[] = []
  const sample = records.slice(0, trialEntries)
  for (const recipe of [...ofFormat, ...shippedRecipes]) {
    const check = await openEntryCheck(recipe)
    let matching = 0
    let hashed = 0
    for (const record of sample) {
      // A recipe that reproduces none of the first entries is not tried on the rest. Rows from before the chain have no hash.
      if (hashed === 50 && matching === 0) break
      if (!scan.scan(record, 0, record.length)) continue
      if (check.check(record, scan) === 'ok') matching += 1
      if (check.hasStated) hashed += 1
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
