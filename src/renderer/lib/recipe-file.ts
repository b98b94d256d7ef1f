/** A chain recipe in a file that a person chooses. */
import { parseJson } from '../../shared/core/bytes/parse-json.ts'
import { recipeSchema, type Recipe } from '../../shared/model/recipe.ts'

/** A recipe is a page of text; a file of another size is none. */
const largestRecipe = 1_000_000

/** The recipe in a file, or what is wrong with it. */
export async function readRecipeFile(file: File): Promise<Recipe | string> {
  if (file.size > largestRecipe) return `${file.size} bytes`
  try {
    // A recipe names members of records, so its own names are evidence's too.
    const parsed = recipeSchema.safeParse(parseJson(await file.text()))
    if (parsed.success) return parsed.data
    return parsed.error.issues
      .slice(0, 3)
      .map((issue) => `${issue.path.join('.')}: ${issue.message}`)
      .join('; ')
  } catch (thrown) {
    return thrown instanceof Error ? thrown.message : String(thrown)
  }
}
