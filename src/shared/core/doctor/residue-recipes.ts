/** Recipes next to a given one: other algorithm, other treatment of nested values, other serialisation. */
import { hashAlgorithms, jsonDialects, type CanonicalForm, type Recipe } from '../../model/recipe.ts'
import type { Explained, ResidueProbe } from './residue-probe.ts'

type MemberForm = Extract<CanonicalForm, { form: 'json-stringify' | 'jcs' | 'pg-jsonb-text' | 'json-text' }>

/** What the forms that take members have in common; undefined for forms that join values. */
export function memberForm(form: CanonicalForm): Omit<MemberForm, 'form'> | undefined {
  if (form.form === 'fields-joined' || form.form === 'length-prefixed') return undefined
  return form.form === 'raw-minus-fields' ? { exclude: form.exclude } : form
}

/** The members' choices of a form, without what only one serialisation has. */
function choices(form: CanonicalForm): Omit<MemberForm, 'form'> | undefined {
  const members = memberForm(form)
  if (members === undefined) return undefined
  const { exclude, include, rename, values, nulls, memberOrder } = members
  return {
    exclude,
    ...(include === undefined ? {} : { include }),
    ...(rename === undefined ? {} : { rename }),
    ...(values === undefined ? {} : { values }),
    ...(nulls === undefined ? {} : { nulls }),
    ...(memberOrder === undefined ? {} : { memberOrder }),
  }
}

/** The first of `recipes` that reproduces one of `rows`. */
function firstThatReproduces(
  probe: ResidueProbe,
  recipes: Iterable<Recipe>,
  rows: readonly number[],
): Recipe | undefined {
  for (const recipe of recipes) {
    const check = probe.check(recipe)
    if (check !== undefined && rows.some((row) => probe.reproduces(check, row))) return recipe
  }
  return undefined
}

/** The same recipe with another algorithm. */
export function otherAlgorithm(probe: ResidueProbe, base: Recipe, rows: readonly number[]): Explained | undefined {
  const others = hashAlgorithms.filter((algorithm) => algorithm !== base.algorithm)
  const recipe = firstThatReproduces(
    probe,
    others.map((algorithm) => ({ ...base, algorithm })),
    rows,
  )
  if (recipe === undefined) return undefined
  return { recipe, facts: { algorithm: base.algorithm, otherAlgorithm: recipe.algorithm }, fields: [] }
}

/** `JSON.stringify` with a list of names, or with nested values as text: nested members do not enter the hash. */
export function nestedVariant(probe: ResidueProbe, base: Recipe, rows: readonly number[]): Explained | undefined {
  const members = choices(base.canonical)
  if (members === undefined) return undefined
  const recipes: Recipe[] = []
  for (const nested of ['allow-listed', 'flattened'] as const)
    for (const sort of [undefined, 'top'] as const)
      recipes.push({
        ...base,
        canonical: { form: 'json-stringify', ...members, nested, ...(sort === undefined ? {} : { sort }) },
      })
  const recipe = firstThatReproduces(probe, recipes, rows)
  if (recipe === undefined || recipe.canonical.form !== 'json-stringify') return undefined
  return { recipe, facts: { way: recipe.canonical.nested ?? 'allow-listed' }, fields: [] }
}

/** The same members written by another serialiser, in the order they stand in or sorted. */
export function otherForm(probe: ResidueProbe, base: Recipe, rows: readonly number[]): Explained | undefined {
  const members = choices(base.canonical)
  if (members === undefined) return undefined
  const forms: CanonicalForm[] = []
  if (members.include === undefined) forms.push({ form: 'raw-minus-fields', exclude: members.exclude })
  const sorts = [undefined, 'deep', 'top'] as const
  for (const sort of sorts) {
    const sorted = sort === undefined ? {} : { sort }
    forms.push({ form: 'json-stringify', ...members, ...sorted })
    for (const dialect of jsonDialects) forms.push({ form: 'json-text', dialect, ...members, ...sorted })
  }
  forms.push({ form: 'jcs', ...members }, { form: 'pg-jsonb-text', ...members })
  const recipe = firstThatReproduces(
    probe,
    forms.map((canonical) => ({ ...base, canonical })),
    rows,
  )
  if (recipe === undefined) return undefined
  return { recipe, facts: { form: formName(base.canonical), otherForm: formName(recipe.canonical) }, fields: [] }
}

/** A form in a few words: its name, dialect and order. */
export function formName(form: CanonicalForm): string {
  const dialect = form.form === 'json-text' ? ` ${form.dialect}` : ''
  const sort = 'sort' in form && form.sort !== undefined ? `, names sorted (${form.sort})` : ''
  return `${form.form}${dialect}${sort}`
}
