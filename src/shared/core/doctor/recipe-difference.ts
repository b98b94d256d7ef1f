/**
 * What two recipes say differently, part by part, in words a person can compare; and which records would show the
 * difference when both reproduce everything at hand.
 */
import type { CanonicalForm, Recipe, TimeForm, ValueForm } from '../../model/recipe.ts'
import type { RecipeAspect, RecipeDifference, TellingRow } from '../../model/doctor.ts'

type Told = Partial<Record<RecipeAspect, string>>

/** Differences in the order of `recipeAspects`; empty when the two hash the same way. Names and ids do not count. */
export function recipeDifferences(left: Recipe, right: Recipe): RecipeDifference[] {
  const a = aspectsOf(left)
  const b = aspectsOf(right)
  const found: RecipeDifference[] = []
  for (const aspect of new Set([...Object.keys(a), ...Object.keys(b)]) as Set<RecipeAspect>) {
    if (a[aspect] !== b[aspect]) found.push({ aspect, left: a[aspect] ?? null, right: b[aspect] ?? null })
  }
  return found
}

/** A recipe in parts; what it does not say is missing. */
export function aspectsOf(recipe: Recipe): Told {
  const { previous, genesis, stored } = recipe
  const placed = previous.placement !== 'none'
  return withoutEmpty({
    algorithm: recipe.algorithm,
    mac: recipe.mac,
    prefix: recipe.prefix === undefined ? undefined : quoted(recipe.prefix),
    ...formAspects(recipe.canonical),
    placement: previous.placement,
    'previous-encoding': placed ? previous.encoding : undefined,
    separator:
      previous.placement === 'prefix' || previous.placement === 'suffix' ? quoted(previous.separator) : undefined,
    genesis: genesis.literal === undefined ? genesis.previous : `${genesis.previous} ${quoted(genesis.literal)}`,
    'entry-hash-column': stored.entryHash,
    'previous-hash-column': stored.previousHash ?? undefined,
    'stored-encoding': stored.encoding,
    scope: [...recipe.scope, ...(recipe.scopeDay === undefined ? [] : [`day of ${recipe.scopeDay}`])].join(', '),
    order: recipe.orderBy === undefined ? recipe.order : `${recipe.order} ${recipe.orderBy}`,
    link: recipe.link === undefined ? undefined : JSON.stringify(recipe.link),
  })
}

function formAspects(form: CanonicalForm): Record<string, string | undefined> {
  const common: Record<string, string | undefined> = { form: form.form }
  if ('dialect' in form) common['dialect'] = form.dialect
  if ('sort' in form) common['sort'] = form.sort
  if ('nested' in form) common['nested'] = form.nested
  if ('fields' in form) common['fields'] = form.fields.join(', ')
  if ('exclude' in form) common['selection'] = selectionText(form)
  if ('rename' in form && form.rename !== undefined) common['rename'] = JSON.stringify(form.rename)
  if ('delimiter' in form) common['delimiter'] = quoted(form.delimiter)
  if ('label' in form && form.label !== undefined) common['label'] = quoted(form.label)
  if (form.form === 'length-prefixed')
    common['length'] = `${form.length}, counted in ${form.unit}, ${quoted(form.mark)}`
  if ('values' in form && form.values !== undefined) Object.assign(common, valueAspects(form.values))
  if ('nulls' in form) common['nulls'] = form.nulls === 'omit' ? 'left out' : undefined
  if ('nullText' in form && form.nullText !== undefined) common['null-text'] = quoted(form.nullText)
  if ('nullPart' in form && form.nullPart !== undefined) common['null-text'] = quoted(form.nullPart)
  if ('absentText' in form && form.absentText !== undefined) common['absent-text'] = quoted(form.absentText)
  if ('absentPart' in form && form.absentPart !== undefined) common['absent-text'] = quoted(form.absentPart)
  if ('booleans' in form) common['booleans'] = form.booleans === 'true-false' ? undefined : form.booleans
  if ('memberOrder' in form && form.memberOrder !== undefined)
    common['member-order'] = form.memberOrder.map((names) => `(${names.join(', ')})`).join(' ')
  return common
}

function selectionText(form: {
  readonly exclude: readonly string[]
  readonly include?: readonly string[] | undefined
}): string {
  if (form.include !== undefined) return `only ${form.include.join(', ')}`
  return form.exclude.length === 0 ? 'all' : `all but ${form.exclude.toSorted().join(', ')}`
}

function valueAspects(values: Readonly<Record<string, ValueForm>>): Record<string, string> {
  const times: string[] = []
  const others: string[] = []
  for (const [name, value] of Object.entries(values)) {
    if ('time' in value)
      times.push(`${name}: ${timeText(value.time)}${value.lost === undefined ? '' : `, ${value.lost} digits lost`}`)
    else others.push(`${name}: ${JSON.stringify(value)}`)
  }
  return {
    ...(times.length === 0 ? {} : { times: times.toSorted().join('; ') }),
    ...(others.length === 0 ? {} : { values: others.toSorted().join('; ') }),
  }
}

/** A time form by example. */
export function timeText(form: TimeForm): string {
  if ('epoch' in form) return `epoch ${form.epoch} as ${form.as}`
  const digits = { '0': '', '3': '.123', '6': '.123456', '9': '.123456789' } as Readonly<Record<string, string>>
  const fraction = digits[form.digits] ?? ` (${form.digits})`
  return `2025-01-31${form.between}09:05:07${fraction}${form.zone === 'none' ? '' : form.zone}`
}

function quoted(text: string): string {
  return JSON.stringify(text)
}

function withoutEmpty(told: Readonly<Record<string, string | undefined>>): Told {
  return Object.fromEntries(Object.entries(told).filter(([, value]) => value !== undefined && value !== '')) as Told
}

const tellingByAspect: Readonly<Partial<Record<RecipeAspect, readonly TellingRow[]>>> = {
  form: ['non-ascii-text', 'slash-or-angle-bracket', 'number-not-integer', 'nested-value', 'other-member-order'],
  dialect: ['non-ascii-text', 'slash-or-angle-bracket', 'number-not-integer'],
  sort: ['nested-value', 'other-member-order'],
  nested: ['nested-value'],
  selection: ['field-filled', 'absent-field'],
  fields: ['field-filled', 'other-values'],
  times: ['time-with-other-precision'],
  nulls: ['null-value'],
  'null-text': ['null-value'],
  'absent-text': ['absent-field'],
  booleans: ['boolean-value'],
  'member-order': ['other-member-order'],
  length: ['non-ascii-text'],
}

/** Records that two recipes with these differences would treat differently, although none of the sample does. */
export function tellingRowsOf(aspects: readonly RecipeAspect[]): TellingRow[] {
  const rows = aspects.flatMap((aspect) => tellingByAspect[aspect] ?? ['other-values' as const])
  return [...new Set(rows)]
}
