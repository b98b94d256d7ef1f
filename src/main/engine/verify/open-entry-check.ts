/** The content check of a recipe with the hashers it needs. */
import { EntryCheck } from '../../../shared/core/chain/entry-check.ts'
import type { Recipe } from '../../../shared/model/recipe.ts'
import { loadHasher } from '../../io/host/hashers.ts'

/** `keys` are those of a recipe with `mac`, tried in this order. */
export async function openEntryCheck(recipe: Recipe, keys: readonly Uint8Array[] = []): Promise<EntryCheck> {
  const hasher = await loadHasher(recipe.algorithm)
  return new EntryCheck(recipe, hasher, keys, await loadHasher(recipe.link?.algorithm ?? recipe.algorithm))
}
