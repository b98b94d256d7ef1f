/**
 * The recipes that ship with Assay. A log design that says only "each entry's SHA-256 covers its content plus the
 * previous entry's hash" leaves the canonical form, the place of the previous hash and its encoding open; the first 24
 * are every reading of that sentence, and the PostgreSQL ones those of a trigger that seals rows in the database.
 */
import {
  recipeSchema,
  type CanonicalForm,
  type DigestEncoding,
  type PreviousPlacement,
  type Recipe,
} from '../../model/recipe.ts'
import { hmacRowsTemplate } from './presets/hmac-rows.ts'
import { legaliseRecipe } from './presets/legalise.ts'

const forms = ['raw-minus-fields', 'json-stringify', 'jcs'] as const
const placements = ['inside', 'prefix', 'suffix', 'newline-joined'] as const
const encodings = ['hex', 'bytes'] as const

const formNames: Readonly<Record<string, string>> = {
  'raw-minus-fields': 'raw bytes without the hash fields',
  'json-stringify': 'JSON.stringify',
  jcs: 'RFC 8785',
  'pg-jsonb-text': 'jsonb::text',
}
const placementNames: Readonly<Record<PreviousPlacement, string>> = {
  none: 'no previous hash',
  inside: 'previous hash inside',
  prefix: 'previous hash before',
  suffix: 'previous hash after',
  'newline-joined': 'previous hash, newline',
}

function recipeFrom(form: CanonicalForm['form'], placement: PreviousPlacement, encoding: DigestEncoding): Recipe {
  const exclude = placement === 'inside' ? ['entry_hash'] : ['entry_hash', 'prev_hash']
  return recipeSchema.parse({
    recipe: 'assay.recipe/1',
    id: `sha256.${form}.${placement}.${encoding}`,
    name: `SHA-256 over ${formNames[form] ?? form}, ${placementNames[placement]} as ${encoding}`,
    algorithm: 'sha256',
    canonical: { form, exclude },
    previous: { placement, encoding },
    // The sentence says nothing of the first entry.
    genesis: { previous: 'any' },
  })
}

/** The 24 readings of guide B's one-line description, in a fixed order: raw bytes first. */
export const guideBRecipes: readonly Recipe[] = forms.flatMap((form) =>
  placements.flatMap((placement) => encodings.map((encoding) => recipeFrom(form, placement, encoding))),
)

/** Rows sealed inside PostgreSQL over `to_jsonb(row)::text`. */
export const postgresRecipes: readonly Recipe[] = placements.flatMap((placement) =>
  encodings.map((encoding) => recipeFrom('pg-jsonb-text', placement, encoding)),
)

/** Tried on every source that comes without a recipe. */
export const shippedRecipes: readonly Recipe[] = [...guideBRecipes, ...postgresRecipes]

/**
 * Recipes of known logs and beginnings for keyed ones. They are not tried on everything: a format's own recipe is tried on
 * its sources, and a keyed one needs its key.
 */
export const presetRecipes: readonly Recipe[] = [legaliseRecipe, hmacRowsTemplate]

export function findShippedRecipe(id: string): Recipe | undefined {
  return [...shippedRecipes, ...presetRecipes].find((recipe) => recipe.id === id)
}
