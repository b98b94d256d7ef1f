/**
 * Rows sealed with a keyed hash over their joined columns, as many in-app logs do it: `HMAC(key, previous|column|…)`. The
 * columns differ from log to log, so this makes a recipe from their names; one with common names ships as a beginning.
 */
import { recipeSchema, type HashAlgorithm, type Recipe } from '../../../model/recipe.ts'

export interface HmacRows {
  readonly id: string
  readonly name: string
  /** Columns in the order in which they are joined, without the previous hash. */
  readonly fields: readonly string[]
  readonly delimiter: string
  /** SHA-256 when left out. */
  readonly algorithm?: HashAlgorithm
  readonly stored: string
  /** Column of the previous HMAC, which is joined before the others; null where every row stands alone. */
  readonly previous: string | null
}

/** Recipe of such a log. Times and JSON columns are joined as they stand: state their form in `values` where it is another. */
export function hmacRowsRecipe({ id, name, fields, delimiter, algorithm, stored, previous }: HmacRows): Recipe {
  return recipeSchema.parse({
    recipe: 'assay.recipe/1',
    id,
    name,
    algorithm: algorithm ?? 'sha256',
    mac: 'hmac',
    canonical: { form: 'fields-joined', fields, delimiter },
    previous: previous === null ? { placement: 'none' } : { placement: 'prefix', separator: delimiter },
    genesis: { previous: 'any' },
    stored: { entryHash: stored, previousHash: previous },
  })
}

export const hmacRowsTemplate: Recipe = hmacRowsRecipe({
  id: 'hmac-sha256.fields-joined',
  name: 'HMAC-SHA256 over the previous hash and the columns, joined by |',
  fields: ['timestamp', 'event_type', 'actor_type', 'actor_id', 'resource', 'detail'],
  delimiter: '|',
  stored: 'row_hmac',
  previous: 'prev_hmac',
})
