/** Leaf recipes that ship with Assay: which bytes of an entry are hashed into a leaf. */
import type { LeafRecipe } from '../../model/recipe.ts'

/** Guide A: keccak-256 of the UTF-8 bytes of `JSON.stringify(entry)`. */
export const guideALeaf: LeafRecipe = {
  recipe: 'assay.leaf/1',
  id: 'guide-a',
  name: 'keccak-256 of JSON.stringify(entry)',
  algorithm: 'keccak256',
  canonical: { form: 'json-stringify', exclude: [] },
}

export const leafRecipes: readonly LeafRecipe[] = [guideALeaf]

export function leafRecipeById(id: string): LeafRecipe | undefined {
  return leafRecipes.find((recipe) => recipe.id === id)
}
