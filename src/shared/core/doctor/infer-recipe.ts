/**
 * The Chain Doctor's inference over a sample of records: finds the hash columns, goes through the grid on one record,
 * and confirms what reproduces on all others. Pure: hash functions come in. Gives no verdict.
 */
import type { ChainShape, DoctorOutcome, EquivalentGroup, HashColumn, Inference, Tried } from '../../model/doctor.ts'
import type { Recipe } from '../../model/recipe.ts'
import type { Hasher } from '../bytes/hasher.ts'
import { JsonScan } from '../bytes/json-scan.ts'
import { adviseOn } from './advice.ts'
import { matchingRows, tellingSample, type HasherById } from './confirm.ts'
import { expandHit, impliedPrevious, recipeCost, type RecipeFrame } from './expand.ts'
import {
  digestColumns,
  hashPairs,
  loneEntryColumns,
  type DigestColumn,
  type HashPair,
  type SampleRecord,
} from './hash-columns.ts'
import { probesOf, withPreviousMember } from './probe-records.ts'
import type { Probe, SearchSpace } from './grid-point.ts'
import { searchProbe } from './probe-search.ts'
import { recipeDifferences, tellingRowsOf } from './recipe-difference.ts'
import { genesisOf, linkShape, memberNames, memberText } from './source-shape.ts'
import { timeFields } from './time-fields.ts'
import { searchLink } from './two-hash.ts'

export interface DoctorInput {
  /** Records in JSON form, in file order. */
  readonly records: readonly Uint8Array[]
  /** Hash functions to try, the likeliest first. */
  readonly hashers: readonly Hasher[]
  /** Names that the source profile takes for the sequence. */
  readonly sequenceNames: readonly string[]
  /** Recipe that a document states, to be tested beside. */
  readonly documented?: Recipe | undefined
  /** True when roots over batches of this source are claimed elsewhere. */
  readonly hasBatches?: boolean | undefined
}

/** Records that a recipe must reproduce before it is called found. */
export const fewestMatches = 20
/** Equivalent recipes are compared on so many records, the most different ones. */
const comparedRows = 40
const keptEquivalents = 200
const shownEquivalents = 6

interface Hypothesis {
  readonly entry: DigestColumn
  readonly pair: HashPair | null
  readonly implied: 'file' | 'reverse-file' | null
}

interface Search {
  readonly hypothesis: Hypothesis
  readonly records: readonly SampleRecord[]
  readonly space: SearchSpace
  readonly frame: RecipeFrame
  readonly recipes: readonly Recipe[]
  /** By position in `recipes`: the records that each reproduces. */
  readonly matched: readonly ReadonlySet<number>[]
}

export function inferRecipe(input: DoctorInput): Inference {
  const records = scanned(input.records)
  const columns = digestColumns(records)
  const hashers: HasherById = new Map(input.hashers.map((hasher) => [hasher.id, hasher]))
  const tried: Tried = { recipes: 0, hashes: 0, dimensions: {}, probes: [], cut: false }
  const times = timeFields(records)
  const found = hypothesesOf(columns, records)
  let best: Search | undefined
  for (const hypothesis of found) {
    const search = searchHypothesis(input, hypothesis, records, times, hashers, tried)
    if (best === undefined || matchedBy(search) > matchedBy(best)) best = search
    if (matchedBy(best) > 0) break
  }
  const recipe = best?.recipes[0] ?? null
  const matched = best?.matched[0] ?? new Set<number>()
  const chain = best === undefined ? null : shapeOf(best, recipe, records, times, input.sequenceNames)
  const of = best === undefined ? 0 : rowsWithHash(best)
  const outcome = outcomeOf(columns.length > 0 && best !== undefined, matched.size, of)
  const shown = columns.map((column): HashColumn => columnOf(column, chain, input.hashers))
  return {
    outcome,
    sampled: records.length,
    columns: shown,
    chain,
    recipe,
    previousImplied: recipe !== null && recipe.stored.previousHash === impliedPrevious,
    sample: { matched: matched.size, of },
    perChain: best === undefined ? [] : perChain(best, matched, chain?.scope ?? []),
    equivalents: best === undefined ? { total: 0, groups: [] } : equivalentsOf(best),
    tried,
    documented: documentedResult(input.documented, recipe, records, hashers),
    advice: adviseOn({
      outcome,
      records,
      columns: shown,
      chain,
      previousImplied: recipe?.stored.previousHash === impliedPrevious,
      times,
      payloadOnly: payloadOnly(recipe),
      hasBatches: input.hasBatches ?? false,
    }),
  }
}

function scanned(sample: readonly Uint8Array[]): SampleRecord[] {
  const records: SampleRecord[] = []
  for (const bytes of sample) {
    const scan = new JsonScan()
    if (scan.scan(bytes, 0, bytes.length)) records.push({ bytes, scan })
  }
  return records
}

function outcomeOf(hasColumn: boolean, matched: number, of: number): DoctorOutcome {
  if (!hasColumn) return 'no-hash-column'
  if (of < fewestMatches) return 'too-few-rows'
  if (matched < fewestMatches) return 'none'
  return matched === of ? 'found' : 'partly'
}

/** At most four readings of the columns; the next one is taken only when the one before reproduces nothing. */
function hypothesesOf(columns: readonly DigestColumn[], records: readonly SampleRecord[]): Hypothesis[] {
  const [pair] = hashPairs(columns)
  if (pair !== undefined) return [{ entry: pair.entry, pair, implied: null }]
  const lone = loneEntryColumns(columns)
  const plain = lone.slice(0, 2).map((entry): Hypothesis => ({ entry, pair: null, implied: null }))
  const [first] = lone
  if (first === undefined || records.length < 2) return plain
  const before = (implied: 'file' | 'reverse-file'): Hypothesis => ({ entry: first, pair: null, implied })
  return [...plain.slice(0, 1), before('file'), before('reverse-file'), ...plain.slice(1)]
}

function searchHypothesis(
  input: DoctorInput,
  hypothesis: Hypothesis,
  plain: readonly SampleRecord[],
  times: readonly string[],
  hashers: HasherById,
  tried: Tried,
): Search {
  const { entry, pair, implied } = hypothesis
  const records = implied === null ? plain : withPreviousMember(plain, entry, implied)
  const names = memberNames(records)
  const columns = digestColumns(plain)
  const previousHash = implied === null ? (pair?.previous.name ?? null) : impliedPrevious
  const space: SearchSpace = {
    entryHash: entry.name,
    previousHash,
    encoding: entry.encoding,
    size: entry.size,
    names,
    times,
    digests: columns.map(({ name }) => name).filter((name) => name !== entry.name && name !== previousHash),
  }
  const links =
    pair === null
      ? { order: implied ?? ('file' as const), orderBy: null, scope: [], scopeDay: null }
      : linkShape(plain, pair, names, times, input.sequenceNames)
  const frame: RecipeFrame = { genesis: pair === null ? { previous: 'any' } : genesisOf(plain, pair), links }
  const sized = input.hashers.filter(({ size }) => size === entry.size)
  const recipes = new Map<string, Recipe>()
  const probes = probesOf(records, entry, pair, columns, implied)
  let matched: ReadonlySet<number> = new Set()
  for (const [round, probe] of probes.entries()) {
    // The second record is tried when the first gave nothing, or an unlike one when it gave not all.
    if (round > 0 && matched.size > 0 && matched.has(probe.index)) continue
    if (sized.length === 0) break
    const result = searchProbe(space, probe, sized, round === 0 && implied === null ? 'whole' : 'likely')
    tried.recipes = Math.max(tried.recipes, result.recipes)
    tried.hashes += result.hashes
    tried.probes.push(probe.index)
    tried.cut ||= result.cut
    for (const [name, count] of Object.entries(result.dimensions))
      tried.dimensions[name] = Math.max(tried.dimensions[name] ?? 0, count)
    for (const hit of result.hits.slice(0, 12))
      for (const recipe of expandHit(space, probe, hit, frame))
        recipes.set(JSON.stringify({ ...recipe, name: '', id: '' }), recipe)
    const linked = pair === null ? [] : linkedRecipes([...recipes.values()], pair, records, probe, space, sized, tried)
    for (const recipe of linked) recipes.set(JSON.stringify({ ...recipe, name: '', id: '' }), recipe)
    matched = unionOfMatches([...recipes.values()], records, hashers)
    if (matched.size > 0 && matched.size === entry.rows) break
  }
  return rank({ hypothesis, records, space, frame }, [...recipes.values()], hashers)
}

function linkedRecipes(
  recipes: readonly Recipe[],
  pair: HashPair,
  records: readonly SampleRecord[],
  probe: Probe,
  space: SearchSpace,
  hashers: readonly Hasher[],
  tried: Tried,
): Recipe[] {
  const content = recipes
    .filter(
      ({ stored, previous, link }) =>
        stored.entryHash !== pair.entry.name && previous.placement === 'none' && link === undefined,
    )
    .toSorted((a, b) => recipeCost(a) - recipeCost(b))[0]
  if (content === undefined) return []
  const record = records[probe.index] as SampleRecord
  const short = space.names.filter((name) => {
    const text = memberText(record, name)
    return (
      text !== undefined &&
      text.length <= 40 &&
      !text.startsWith('{') &&
      !text.startsWith('[') &&
      !space.digests.includes(name)
    )
  })
  const beside = short.filter((name) => name !== pair.entry.name && name !== pair.previous.name).slice(0, 6)
  const found = searchLink({ content, pair, records, probe: probe.index, beside, hashers })
  tried.recipes += found.tried
  tried.hashes += found.tried
  return [...found.recipes]
}

/** Records that the recipe could reproduce: those with a hash, and with a neighbour where its hash is part of it. */
function rowsWithHash({ recipes, hypothesis, records }: Search): number {
  const stored = recipes[0]?.stored
  const named = stored?.previousHash === impliedPrevious ? impliedPrevious : stored?.entryHash
  if (named === undefined || named === hypothesis.entry.name) return hypothesis.entry.rows
  return records.filter((record) => memberText(record, named) !== undefined).length
}

function unionOfMatches(
  recipes: readonly Recipe[],
  records: readonly SampleRecord[],
  hashers: HasherById,
): Set<number> {
  const best = recipes.toSorted((a, b) => recipeCost(a) - recipeCost(b)).slice(0, 4)
  const union = new Set<number>()
  for (const recipe of best) for (const row of matchingRows(recipe, records, hashers) ?? []) union.add(row)
  return union
}

function matchedBy(search: Search): number {
  return search.matched[0]?.size ?? 0
}

/** Orders recipes by what they reproduce, then by what they ask to believe. Two-hash recipes are worth more than the content hash alone. */
function rank(search: Omit<Search, 'recipes' | 'matched'>, recipes: readonly Recipe[], hashers: HasherById): Search {
  const { records } = search
  const { space } = search
  const few = tellingSample(records, 8)
  const matches = (recipe: Recipe, rows: readonly number[]): ReadonlySet<number> =>
    matchingRows(recipe, records, hashers, rows) ?? new Set<number>()
  const costed = recipes.map((recipe) => ({
    recipe,
    cost: recipeCost(recipe),
    links: worth(recipe, space),
    first: matches(recipe, few).size,
  }))
  const most = Math.max(
    0,
    ...costed.filter(({ links }) => links === Math.max(...costed.map((item) => item.links))).map(({ first }) => first),
  )
  const rows = tellingSample(records, comparedRows)
  const scored = costed
    .filter(({ first }) => first >= most)
    .toSorted((a, b) => b.links - a.links || a.cost - b.cost)
    .slice(0, keptEquivalents)
    .map((item) => ({ ...item, compared: matches(item.recipe, rows) }))
    .toSorted((a, b) => b.links - a.links || b.compared.size - a.compared.size || a.cost - b.cost)
  // What is as good on the compared records may still fall short on the others: the leaders are checked on all.
  const leaders = scored.slice(0, 6).map((item) => ({ ...item, matched: matches(item.recipe, [...records.keys()]) }))
  leaders.sort((a, b) => b.links - a.links || b.matched.size - a.matched.size || a.cost - b.cost)
  const [best] = leaders
  if (best === undefined) return { ...search, recipes: [], matched: [] }
  const key = [...best.compared].join()
  const equal = scored.filter(
    ({ recipe, compared, links }) => recipe !== best.recipe && links === best.links && [...compared].join() === key,
  )
  return { ...search, recipes: [best.recipe, ...equal.map(({ recipe }) => recipe)], matched: [best.matched] }
}

/** A recipe that covers the link as well explains more than one over the content alone. */
function worth(recipe: Recipe, space: SearchSpace): number {
  if (recipe.link !== undefined) return 2
  return recipe.stored.entryHash === space.entryHash ? 1 : 0
}

function equivalentsOf({ recipes }: Search): Inference['equivalents'] {
  const [best, ...others] = recipes
  if (best === undefined) return { total: 0, groups: [] }
  const groups = new Map<string, { aspects: EquivalentGroup['aspects']; recipes: Recipe[]; count: number }>()
  for (const recipe of others) {
    const aspects = recipeDifferences(best, recipe).map(({ aspect }) => aspect)
    const key = aspects.join()
    const group = groups.get(key) ?? { aspects, recipes: [], count: 0 }
    groups.set(key, group)
    group.count += 1
    if (group.recipes.length < shownEquivalents) group.recipes.push(recipe)
  }
  return {
    total: others.length,
    groups: [...groups.values()].map((group) => ({ ...group, toldApartBy: tellingRowsOf(group.aspects) })),
  }
}

function perChain({ records }: Search, matched: ReadonlySet<number>, scope: readonly string[]): Inference['perChain'] {
  const [name] = scope
  const byScope = new Map<string, { scope: string; matched: number; of: number }>()
  for (const [row, record] of records.entries()) {
    const value = name === undefined ? '' : (memberText(record, name) ?? '')
    const chain = byScope.get(value) ?? { scope: value, matched: 0, of: 0 }
    byScope.set(value, chain)
    chain.of += 1
    if (matched.has(row)) chain.matched += 1
  }
  return [...byScope.values()].toSorted((a, b) => b.of - a.of).slice(0, 20)
}

function shapeOf(
  { hypothesis, space, frame }: Search,
  recipe: Recipe | null,
  records: readonly SampleRecord[],
  times: readonly string[],
  sequenceNames: readonly string[],
): ChainShape {
  const { pair, entry } = hypothesis
  const content = recipe === null || recipe.stored.entryHash === entry.name ? null : recipe.stored.entryHash
  const chains = pair === null ? 1 : linkShape(records, pair, space.names, times, sequenceNames).chains
  return {
    entryHash: entry.name,
    previousHash: pair?.previous.name ?? null,
    contentHash: content,
    followed: pair?.followed ?? 0,
    of: pair?.of ?? 0,
    ...frame.links,
    scope: [...frame.links.scope],
    chains,
  }
}

function columnOf(column: DigestColumn, chain: ChainShape | null, hashers: readonly Hasher[]): HashColumn {
  const { name, encoding, size, rows, distinct } = column
  const role =
    name === chain?.entryHash
      ? 'entry-hash'
      : name === chain?.previousHash
        ? 'previous-hash'
        : name === chain?.contentHash
          ? 'content-hash'
          : 'other'
  const algorithms = hashers.filter((hasher) => hasher.size === size).map(({ id }) => id)
  return { name, encoding, bytes: size, rows, distinct, role, algorithms }
}

function documentedResult(
  documented: Recipe | undefined,
  inferred: Recipe | null,
  records: readonly SampleRecord[],
  hashers: HasherById,
): Inference['documented'] {
  if (documented === undefined) return null
  const matched = matchingRows(documented, records, hashers)?.size ?? 0
  return {
    id: documented.id,
    name: documented.name,
    matched,
    of: records.length,
    differences: inferred === null ? [] : recipeDifferences(documented, inferred),
  }
}

/** The one column that the hash covers, where it covers one column and no previous hash. */
function payloadOnly(recipe: Recipe | null): string | null {
  if (recipe === null || recipe.previous.placement !== 'none' || recipe.link !== undefined) return null
  const form = recipe.canonical
  return form.form === 'fields-joined' && form.fields.length === 1 ? (form.fields[0] ?? null) : null
}
