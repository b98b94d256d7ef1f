/**
 * What the search for causes adds to an inference: a recipe that only works once what the export lost is put back, and
 * which advice still stands. Advice is a guess at causes; it gives way to causes that the hashes themselves showed.
 */
import type { Advice, AdviceCode, DoctorOutcome, Inference } from '../../model/doctor.ts'
import type { Recipe } from '../../model/recipe.ts'
import type { ResidueCause, ResidueGroup } from '../../model/residue.ts'
import { JsonScan } from '../bytes/json-scan.ts'
import { matchingRows, type HasherById } from './confirm.ts'
import type { SampleRecord } from './hash-columns.ts'
import { fewestMatches } from './infer-recipe.ts'
import { recipeDifferences } from './recipe-difference.ts'

/** Advice about the form of the contents: what may be the matter where nothing was shown. */
const guesses: ReadonlySet<AdviceCode> = new Set([
  'number-form-lost',
  'key-order-lost',
  'precision-lost',
  'delimiter-form-lost',
  'fields-not-exported',
  'keyed-hash',
  'hash-may-be-random',
])
/** Causes that were shown, and the advice that says how to mend them. */
const adviceByCause: Readonly<Partial<Record<ResidueCause, readonly AdviceCode[]>>> = {
  'member-order-lost': ['key-order-lost'],
  'time-precision-lost': ['precision-lost'],
  'values-rewritten': ['number-form-lost', 'delimiter-form-lost'],
  'form-differs': ['number-form-lost', 'delimiter-form-lost'],
  'other-key': ['keyed-hash'],
}
const unnamed: readonly ResidueCause[] = ['no-cause-found', 'content-differs']
/** Guesses stay where more than one row in so many has no cause that was shown. */
const mostUnnamed = 20

/** Advice that is left once `groups` name causes of `rows` rows. */
export function adviceLeft(advice: readonly Advice[], groups: readonly ResidueGroup[], rows: number): Advice[] {
  const open = groups.reduce((sum, group) => sum + (unnamed.includes(group.cause) ? group.rows : 0), 0)
  if (open * mostUnnamed > rows) return [...advice]
  const shown = new Set(groups.flatMap(({ cause }) => adviceByCause[cause] ?? []))
  const left = advice.filter(({ code }) => !guesses.has(code) || shown.has(code))
  return left.map((item) => (item.code === 'precision-lost' ? precisionAdvice(item, groups) : item))
}

/** The field whose digits were shown to be lost, not the first time that looked coarse. */
function precisionAdvice(item: Advice, groups: readonly ResidueGroup[]): Advice {
  const facts = groups.find(({ cause }) => cause === 'time-precision-lost')?.facts
  if (facts?.['field'] === undefined || facts['digits'] === undefined) return item
  return { code: item.code, facts: { field: String(facts['field']), digits: String(facts['digits']) } }
}

/** True when the two hash alike; ids and names do not count. */
export function isSameRecipe(left: Recipe, right: Recipe): boolean {
  return recipeDifferences(left, right).length === 0
}

/**
 * The inference with a recipe that causes gave, over the same sampled records: those count as matched whose stored hash
 * it reproduces, lost digits filled in where the recipe says that some are.
 */
export function withLearntRecipe(
  inferred: Inference,
  learnt: Recipe,
  sample: readonly Uint8Array[],
  hashers: HasherById,
  documented: Recipe | undefined,
): Inference & { readonly recipe: Recipe } {
  const recipe: Recipe = {
    ...learnt,
    id: `inferred.${learnt.algorithm}.${learnt.canonical.form}.${learnt.previous.placement}.learnt`,
    name: `inferred: ${learnt.algorithm} over ${learnt.canonical.form}, with what the export lost`,
  }
  const matched = matchingRows(recipe, scanned(sample), hashers)?.size ?? 0
  const { of } = inferred.sample
  const outcome: DoctorOutcome = matched < fewestMatches ? inferred.outcome : matched === of ? 'found' : 'partly'
  return {
    ...inferred,
    outcome,
    recipe,
    sample: { matched, of },
    documented:
      inferred.documented === null || documented === undefined
        ? inferred.documented
        : { ...inferred.documented, differences: recipeDifferences(documented, recipe) },
  }
}

function scanned(sample: readonly Uint8Array[]): SampleRecord[] {
  return sample.flatMap((bytes) => {
    const scan = new JsonScan()
    return scan.scan(bytes, 0, bytes.length) ? [{ bytes, scan }] : []
  })
}
