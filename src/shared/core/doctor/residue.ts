/**
 * Why rows of a chain do not recompute. Takes the best recipe, or none, and the state of every row on both axes; gives
 * groups of rows, each with one named cause and what shows it. A cause that says how the rows were hashed is shown by the
 * hash itself: some bytes close to the record's reproduce it, which no chance does. The other causes are descriptions of
 * the rows, and nothing here says who did what or why.
 */
import type { Recipe } from '../../model/recipe.ts'
import type { ResidueCause, ResidueGroup } from '../../model/residue.ts'
import { jsonKinds } from '../bytes/json-scan.ts'
import { findMember, memberName, nameFrom } from '../bytes/json-member.ts'
import { shippedRecipes } from '../chain/shipped-recipes.ts'
import { blankedRows } from './residue-blanked.ts'
import { recipeDifferences } from './recipe-difference.ts'
import { coarseOrder } from './residue-links.ts'
import { memberOrders } from './residue-order.ts'
import { ResidueProbe, type Explained, type ResidueInput } from './residue-probe.ts'
import { formName, nestedVariant, otherAlgorithm, otherForm } from './residue-recipes.ts'
import { longestRun, spread } from './residue-rows.ts'
import { rewrittenValues } from './residue-rewrites.ts'
import { lostDigits, nearLostDigits } from './residue-time.ts'

export type { ResidueInput, RowState } from './residue-probe.ts'

/** Rows that a transformation is looked for on, spread over those that are open. */
const probedRows = 12
/** Rows that recipes are looked for on when there is no best one: every recipe is tried with every transformation. */
const trialRows = 3
const orderRows = 60
/** Rows shown of a group. */
const shownExamples = 5
/** Rounds of looking for transformations; every one explains at least a row. */
const mostRounds = 12
/** Fields that a group names. Hostile: every row may have names of its own. */
const mostFields = 64
/** Rows in which nested values are looked for. */
const nestedRows = 5000

type Finder = (
  probe: ResidueProbe,
  base: Recipe,
  rows: readonly number[],
  good: readonly number[],
) => Explained | undefined

/** In the order of what they cost: the first that reproduces a row explains it. */
const finders: readonly (readonly [ResidueCause, Finder])[] = [
  ['algorithm-changed', otherAlgorithm],
  // Before the nested variants: without nested values they are plain JSON, which is the simpler thing to say.
  ['form-differs', otherForm],
  ['nested-not-hashed', nestedVariant],
  ['values-rewritten', rewrittenValues],
  ['member-order-lost', memberOrders],
  ['time-precision-lost', lostDigits],
]

export interface Residue {
  readonly groups: readonly ResidueGroup[]
  /** The best recipe with what was learnt about all rows (orders, lost digits); null when there is none. */
  readonly recipe: Recipe | null
  /** Rows that were not tried because the bound on work was reached. */
  readonly untried: number
  /** True when the bound was reached: causes may have been left out. */
  readonly cut: boolean
}

/** Groups of rows with a named cause; first the explained ones in the order they were found, then what is left. */
export function classifyResidue(input: ResidueInput): Residue {
  return new Classification(input).run()
}

class Classification {
  readonly #input: ResidueInput
  readonly #probe: ResidueProbe
  readonly #groups: ResidueGroup[] = []
  /** Rows that recompute, and rows that have no cause yet. */
  #good: number[] = []
  #open: number[] = []
  #recipe: Recipe | null
  #untried = 0

  constructor(input: ResidueInput) {
    this.#input = input
    this.#probe = new ResidueProbe(input)
    this.#recipe = input.recipe
    for (let row = 0; row < input.count; row += 1) {
      const { content } = input.stateOf(row)
      if (content === 'ok' && input.recipe !== null) this.#good.push(row)
      else this.#open.push(row)
    }
  }

  run(): Residue {
    const shipped = shippedFor(this.#input.columns)
    const named = this.#recipe ?? this.#input.documented ?? this.#input.bases?.[0] ?? shipped[0]
    if (named !== undefined) this.#withoutHash(named)
    if (this.#recipe === null) this.#adoptBase(shipped)
    for (let round = 0; round < mostRounds && this.#recipe !== null && this.#open.length > 0; round += 1)
      if (!this.#explainSome(this.#recipe)) break
    const recipe = this.#recipe ?? named
    if (recipe !== undefined) {
      this.#otherKey(recipe)
      this.#blanked(recipe)
      this.#rest(recipe)
      this.#aboutRecipe(recipe)
      this.#order(recipe)
    }
    return { groups: this.#groups, recipe: this.#recipe, untried: this.#untried, cut: this.#probe.exhausted }
  }

  /** Rows that state no hash: before the first one that does, or after. */
  #withoutHash(recipe: Recipe): void {
    const name = nameFrom(recipe.stored.entryHash)
    const without: number[] = []
    const open: number[] = []
    for (const row of this.#open) (this.#hasHashValue(row, name) ? open : without).push(row)
    if (without.length === 0 || without.length === this.#input.count) return
    const firstHashed = Math.min(open[0] ?? Infinity, this.#good[0] ?? Infinity)
    const before = without.filter((row) => row < firstHashed)
    const after = without.filter((row) => row > firstHashed)
    this.#open = open
    const genesis = this.#input.stateOf(firstHashed).link === 'genesis' ? 'yes' : 'no'
    const fields = [recipe.stored.entryHash]
    this.#add('before-the-chain', before, { facts: { begins: firstHashed + 1, genesis }, fields, recipe: null })
    this.#add('hash-missing', after, { facts: {}, fields, recipe: null })
  }

  #hasHashValue(row: number, name: ReturnType<typeof nameFrom>): boolean {
    if (!this.#probe.load(row)) return false
    const { bytes, scan } = this.#probe
    const member = findMember(bytes, scan, name)
    if (member < 0 || scan.kind[member] !== jsonKinds.string) return false
    return (scan.valueEnd[member] as number) - (scan.valueStart[member] as number) > 2
  }

  /** Without a best recipe: the first base that reproduces rows under some transformation is taken for one. */
  #adoptBase(shipped: readonly Recipe[]): void {
    const all = [this.#input.documented, ...(this.#input.bases ?? []), ...shipped]
    const rows = spread(this.#open, probedRows)
    const plain = all.filter((base) => base !== undefined)
    for (const base of plain) {
      const check = this.#probe.check(base)
      if (check === undefined || !rows.some((row) => this.#probe.reproduces(check, row))) continue
      this.#take(base)
      return
    }
    const few = spread(this.#open, trialRows)
    const given = plain.slice(0, plain.length - shipped.length)
    for (const [cause, find, bases] of [
      ...finders.slice(0, -1).map(([named, finder]) => [named, finder, plain] as const),
      ['time-precision-lost', nearLostDigits, plain] as const,
      // Every way to write a time takes long: only under what a description or the caller says.
      ['time-precision-lost', lostDigits, given] as const,
    ]) {
      const tried = new Set<string>()
      for (const base of bases) {
        if (this.#probe.exhausted) return
        const key = searchKey(base, cause)
        if (tried.has(key)) continue
        tried.add(key)
        // Orders need a row whose names are few, so they look at more rows and try few of them.
        const found = find(this.#probe, base, cause === 'member-order-lost' ? this.#open.slice(0, orderRows) : few, [])
        if (found === undefined) continue
        this.#take(base)
        return
      }
    }
  }

  /** Makes a recipe the best one: rows that it reproduces as they stand have no residue. */
  #take(recipe: Recipe): void {
    this.#recipe = recipe
    const check = this.#probe.check(recipe)
    if (check === undefined) return
    const open: number[] = []
    for (const row of this.#open) (this.#probe.reproduces(check, row) ? this.#good : open).push(row)
    this.#open = open
  }

  /** One transformation and all open rows that it explains; false when none was found. */
  #explainSome(base: Recipe): boolean {
    const rows = spread(this.#open, probedRows)
    for (const [cause, find] of finders) {
      const found = find(this.#probe, base, rows, this.#good)
      if (found === undefined) continue
      const explained = this.#explainedBy(found)
      if (explained.length === 0) continue
      const set = new Set(explained)
      this.#open = this.#open.filter((row) => !set.has(row))
      const said = cause === 'values-rewritten'
      const fields = cause === 'nested-not-hashed' ? this.#nestedFields(explained) : found.fields
      this.#add(cause, explained, { facts: found.facts, fields, recipe: said ? null : found.recipe })
      // Orders and digits that were lost are lost in every row; the others hold for some rows only.
      if (cause === 'member-order-lost' || cause === 'time-precision-lost') this.#recipe = found.recipe
      else if (this.#good.length === 0 && !said) this.#recipe = found.recipe
      return true
    }
    return false
  }

  #explainedBy(found: Explained): number[] {
    const check = this.#probe.check(found.recipe)
    if (check === undefined) return []
    const rewritten = (found as Partial<{ reproduces(row: number): boolean }>).reproduces
    const explained: number[] = []
    for (const row of this.#open) {
      if (this.#probe.exhausted) {
        this.#untried += 1
        continue
      }
      if (rewritten === undefined ? this.#probe.reproduces(check, row) : rewritten(row)) explained.push(row)
    }
    return explained
  }

  /** A keyed chain of which one long stretch does not recompute while all its links hold. */
  #otherKey(recipe: Recipe): void {
    if (recipe.mac === undefined || this.#good.length === 0) return
    const run = longestRun(this.#open)
    const linked = run.filter((row) => ['ok', 'genesis', 'reorder'].includes(this.#input.stateOf(row).link))
    if (run.length < 3 || linked.length < run.length) return
    const side = (run[0] as number) < (this.#good[0] as number) ? 'before' : 'after'
    const set = new Set(run)
    this.#open = this.#open.filter((row) => !set.has(row))
    this.#add('other-key', run, { facts: { side }, fields: [], recipe: null })
  }

  #blanked(recipe: Recipe): void {
    const { entryHash, previousHash } = recipe.stored
    const names = [entryHash, ...(previousHash === null ? [] : [previousHash])]
    const blanked = blankedRows(this.#probe, this.#open, this.#good, names)
    if (this.#good.length === 0 || blanked.length === 0) return
    const gone = new Set(blanked.map(({ row }) => row))
    this.#open = this.#open.filter((row) => !gone.has(row))
    for (const [cause, part] of [
      ['erased-with-receipt', blanked.filter(({ receipt }) => receipt !== null)],
      ['content-blanked', blanked.filter(({ receipt }) => receipt === null)],
    ] as const) {
      const fields = [...new Set(part.flatMap((item) => item.fields))]
      const receipts = new Set(part.flatMap(({ receipt }) => receipt ?? [])).size
      this.#add(
        cause,
        part.map(({ row }) => row),
        { facts: receipts === 0 ? {} : { receipts }, fields, recipe: null },
      )
    }
  }

  /** What is left: single rows of a chain that recomputes otherwise, or a source of which nothing is explained. */
  #rest(recipe: Recipe): void {
    const settled = this.#input.count - this.#open.length
    // Where most rows have no cause, the recipe is what is not known, and no row is said to differ.
    if (this.#good.length === 0 && settled <= this.#open.length) {
      this.#add('no-cause-found', this.#open, { facts: {}, fields: [], recipe: null }, recipe)
      return
    }
    const around = this.#open.filter((row) =>
      ['ok', 'genesis', 'reorder'].includes(this.#input.stateOf(row).link),
    ).length
    this.#add('content-differs', this.#open, { facts: { linked: around }, fields: [], recipe: null }, recipe)
  }

  /** What the recipe itself leaves out or says otherwise than its documentation: no row differs on account of it. */
  #aboutRecipe(recipe: Recipe): void {
    const form = recipe.canonical
    const told = this.#groups.some(({ cause }) => cause === 'nested-not-hashed')
    if (!told && form.form === 'json-stringify' && form.nested !== undefined) {
      const rows = this.#good.slice(0, nestedRows).filter((row) => this.#nestedMembers(row).length > 0)
      const fields = this.#nestedFields(rows)
      this.#add('nested-not-hashed', rows, { facts: { way: form.nested }, fields, recipe })
    }
    const { documented } = this.#input
    if (documented === undefined || this.#good.length + this.#explainedRows() === 0) return
    const differences = recipeDifferences(documented, recipe)
    const check = this.#probe.check(documented)
    if (differences.length === 0 || check === undefined) return
    const rows = spread(this.#good, probedRows * 4)
    const matching = rows.filter((row) => this.#probe.reproduces(check, row)).length
    if (matching > 0) return
    this.#add('documented-differs', this.#good, {
      facts: {
        documented: formName(documented.canonical),
        implemented: formName(form),
        tried: rows.length,
        // Codes of `recipeAspects`: what the two say in each is in the report's `documented`, and only there.
        differences: differences.map(({ aspect }) => aspect).join(', '),
      },
      fields: [],
      recipe,
    })
  }

  #explainedRows(): number {
    return this.#groups.reduce((sum, { rows, recipe }) => sum + (recipe === null ? 0 : rows), 0)
  }

  /** Top-level members of a row that hold a list or an object with something in it. */
  #nestedMembers(row: number): readonly string[] {
    if (!this.#probe.load(row)) return []
    const { bytes, scan } = this.#probe
    const names: string[] = []
    for (let member = 0; member < scan.count && names.length < mostFields; member += 1) {
      const inner = scan.kind[member] === jsonKinds.object || scan.kind[member] === jsonKinds.array
      if (inner && (scan.valueEnd[member] as number) - (scan.valueStart[member] as number) > 2)
        names.push(memberName(bytes, scan, member))
    }
    return names
  }

  #nestedFields(rows: readonly number[]): readonly string[] {
    const names = new Set<string>()
    for (const row of rows.slice(0, nestedRows)) for (const name of this.#nestedMembers(row)) names.add(name)
    return [...names].slice(0, mostFields)
  }

  /** Links that do not hold in the order given, although the stored hashes make one line of all rows. */
  #order(recipe: Recipe): void {
    let moved = 0
    for (let row = 0; row < this.#input.count; row += 1) {
      const { link } = this.#input.stateOf(row)
      if (link !== 'ok' && link !== 'genesis') moved += 1
    }
    if (moved === 0) return
    const order = coarseOrder(this.#probe, recipe)
    if (order === undefined) return
    const { field, followed, of, tied, largestTie, rows } = order
    this.#add('order-by-coarse-time', rows, {
      facts: { field, followed, of, tied, largestTie },
      fields: [field],
      recipe: null,
    })
  }

  #add(
    cause: ResidueCause,
    rows: readonly number[],
    found: { readonly facts: Explained['facts']; readonly fields: readonly string[]; readonly recipe: Recipe | null },
    shownUnder = found.recipe ?? this.#recipe,
  ): void {
    const sorted = rows.toSorted((a, b) => a - b)
    const [first] = sorted
    const last = sorted.at(-1)
    if (first === undefined || last === undefined) return
    this.#groups.push({
      cause,
      rows: sorted.length,
      first,
      last,
      contiguous: last - first + 1 === sorted.length,
      examples: sorted.slice(0, shownExamples).map((index) => this.#example(index, shownUnder)),
      facts: { ...found.facts },
      recipe: found.recipe,
      fields: found.fields.slice(0, mostFields),
    })
  }

  #example(index: number, recipe: Recipe | null): ResidueGroup['examples'][number] {
    const check = recipe === null ? undefined : this.#probe.check(recipe)
    if (check === undefined || !this.#probe.load(index)) return { index, expected: null, actual: null }
    const state = check.check(this.#probe.bytes, this.#probe.scan)
    const recomputed = state !== 'not-recomputable' || check.reason === 'precision-lost'
    return {
      index,
      expected: check.hasStated ? check.storedHex() : null,
      actual: recomputed ? check.recomputedHex() : null,
    }
  }
}

/** The shipped recipes over the members that hold the hashes here. */
function shippedFor(columns: Recipe['stored'] | undefined): readonly Recipe[] {
  if (columns === undefined) return shippedRecipes
  const { entryHash, previousHash } = columns
  return shippedRecipes.flatMap((recipe) => {
    const { canonical, previous } = recipe
    if (!('exclude' in canonical) || (previousHash === null && previous.placement !== 'none')) return []
    const names = [entryHash, ...(previousHash === null || previous.placement === 'inside' ? [] : [previousHash])]
    return [{ ...recipe, canonical: { ...canonical, exclude: names }, stored: columns }]
  })
}

/** Bases that a transformation treats alike have the same key: several start from the members and not from their spelling. */
function searchKey(base: Recipe, cause: ResidueCause): string {
  const { id: _id, name: _name, canonical, ...rest } = base
  if (cause === 'algorithm-changed') return JSON.stringify([rest, canonical])
  const members = cause === 'values-rewritten' || cause === 'nested-not-hashed' || canonical.form === 'raw-minus-fields'
  return JSON.stringify([rest, members && 'exclude' in canonical ? canonical.exclude : canonical])
}
