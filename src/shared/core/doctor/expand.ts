/**
 * From a hit to recipes: every point of the grid that writes this record alike. Which of them hold for the other
 * records is decided there.
 */
import type { CanonicalForm, Recipe } from '../../model/recipe.ts'
import { recipeSchema } from '../../model/recipe.ts'
import type { ChainShape } from '../../model/doctor.ts'
import { equalBytes } from '../bytes/hex.ts'
import { ByteSink } from '../chain/canonical.ts'
import { booleanTexts, joinKinds, jsonKinds, nullTexts } from './grid.ts'
import { contentOf, formOf, type Family, type Probe, type SearchSpace } from './grid-point.ts'
import type { Hit } from './probe-search.ts'
import { joinLists, selectionsOf } from './selections.ts'
import { timeForms } from './time-fields.ts'

/** Member that stands for the previous hash where the export has none; `@` as in everything that Assay adds to a record. */
export const impliedPrevious = '@previous_hash'

export interface RecipeFrame {
  readonly genesis: Recipe['genesis']
  readonly links: Pick<ChainShape, 'order' | 'orderBy' | 'scope' | 'scopeDay'>
}

/** More points than these that write one record alike are not told apart. */
const maximumPoints = 2500

/** Recipes of all points of the grid that give the hit's content on the probe; the simplest first. */
export function expandHit(space: SearchSpace, probe: Probe, hit: Hit, frame: RecipeFrame): Recipe[] {
  const sink = new ByteSink()
  const inside = hit.placement.placement === 'inside'
  const content = (family: Family, time: Hit['time']): Uint8Array | undefined =>
    contentOf(probe.record, formOf(space, family, time, inside), sink)
  const wanted = content(hit.family, hit.time)
  if (wanted === undefined) return []
  const same = (family: Family, time: Hit['time']): boolean => {
    const found = content(family, time)
    return found !== undefined && equalBytes(found, wanted)
  }
  const { family } = hit
  const fields = space.names.filter((name) => name !== space.entryHash && name !== space.previousHash)
  const lists = family.family === 'json' ? selectionsOf(fields, space.digests) : joinLists(fields, space.digests)
  const selections = [family.selection, ...lists.core, ...lists.wider].filter(
    ({ keep }, index) => index === 0 || JSON.stringify(keep) !== JSON.stringify(family.selection.keep),
  )
  const kept = selections.filter((selection) => same({ ...family, selection }, hit.time))
  const times = [...new Set([hit.time, ...timeForms])].filter((time) => same(family, time))
  const points: [Family, Hit['time']][] = []
  for (const selection of kept) {
    for (const time of times) {
      if (points.length >= maximumPoints) break
      const timed = space.times.some((name) => selection.keep.includes(name))
      if (time !== null && !timed) continue
      if (family.family === 'join') {
        for (const kind of joinKinds) points.push([{ ...family, kind, selection }, time])
        for (const nullText of [null, ...nullTexts])
          for (const booleans of [null, ...booleanTexts])
            points.push([{ ...family, selection, nullText, booleans }, time])
        continue
      }
      for (const kind of jsonKinds) {
        for (const omitNulls of [false, true]) {
          if (kind.parses || (time === null && !omitNulls))
            points.push([{ ...family, kind, selection, omitNulls }, time])
        }
      }
    }
  }
  return points
    .filter(([at, time]) => same(at, time))
    .map(([at, time]) => recipeFrom(space, { ...hit, family: at, time }, frame))
}

/** The recipe that a point of the grid stands for. */
export function recipeFrom(space: SearchSpace, hit: Hit, frame: RecipeFrame): Recipe {
  const form = formOf(space, hit.family, hit.time, hit.placement.placement === 'inside')
  return recipeWith(space, hit, form, frame)
}

export function recipeWith(
  space: SearchSpace,
  hit: Pick<Hit, 'placement' | 'algorithm' | 'prefix' | 'target' | 'family'>,
  canonical: CanonicalForm,
  { genesis, links }: RecipeFrame,
): Recipe {
  const order =
    links.order === 'sequence'
      ? 'sequence'
      : links.order === 'field'
        ? 'field'
        : links.order === 'file'
          ? 'file'
          : 'sequence'
  return recipeSchema.parse({
    recipe: 'assay.recipe/1',
    id: `inferred.${hit.algorithm}.${canonical.form}.${hit.placement.placement}.${hit.placement.encoding}`,
    name: `inferred: ${hit.algorithm} over ${hit.family.kind.label.replaceAll(/[^ -~]/g, ' ')}`,
    algorithm: hit.algorithm,
    ...(hit.prefix === '' ? {} : { prefix: hit.prefix }),
    canonical,
    previous: hit.placement,
    genesis,
    stored: { entryHash: hit.target, previousHash: space.previousHash, encoding: space.encoding },
    scope: [...links.scope],
    ...(links.scopeDay === null ? {} : { scopeDay: links.scopeDay }),
    order,
    ...(order === 'field' && links.orderBy !== null ? { orderBy: links.orderBy } : {}),
  })
}

/** How much a recipe asks a reader to believe; of equivalent ones the least comes first. */
export function recipeCost(recipe: Recipe): number {
  const { canonical: form, previous } = recipe
  let cost = 0
  const kind = jsonKinds.findIndex((item) => {
    const made = item.form({ exclude: [] }) as unknown as Record<string, unknown>
    return ['form', 'dialect', 'sort', 'nested'].every((name) => made[name] === (form as Record<string, unknown>)[name])
  })
  cost += kind < 0 ? 20 : kind
  if ('exclude' in form) cost += form.exclude.length * 0.6 + ('include' in form && form.include !== undefined ? 8 : 0)
  if ('fields' in form) cost -= form.fields.length * 0.1
  if ('nulls' in form && form.nulls === 'omit') cost += 6
  if ('rename' in form && form.rename !== undefined) cost += 7
  if ('label' in form && form.label !== undefined) cost += 5
  if ('nullText' in form && form.nullText !== undefined) cost += 6
  if ('booleans' in form && form.booleans !== undefined) cost += 4
  if (form.form === 'length-prefixed') cost += 3
  if ('values' in form && form.values !== undefined) {
    const first = Object.values(form.values)[0]
    const time = first !== undefined && 'time' in first ? JSON.stringify(first.time) : ''
    cost +=
      4 +
      Math.max(
        0,
        timeForms.findIndex((item) => item !== null && JSON.stringify(item) === time),
      )
  }
  if (recipe.prefix !== undefined) cost += 10
  cost += { inside: 0, prefix: 0, 'newline-joined': 0, suffix: 0.5, none: 1 }[previous.placement]
  return cost
}
