/**
 * Lost order of names: `jsonb` sorts the members of nested objects, so text that was hashed before it was stored cannot be
 * rebuilt from the export alone. Which order it was is searched once for every set of names, on a row where little else
 * is unknown, and then holds for all rows that have an object with these names.
 */
import type { JsonValue } from '../../model/entry.ts'
import type { CanonicalForm, Recipe } from '../../model/recipe.ts'
import { memberForm } from './residue-recipes.ts'
import type { Explained, ResidueProbe } from './residue-probe.ts'

/** Names of a set whose orders are searched: 7 names have 5040. */
const mostNames = 7
/** Orders tried on one row, over all its unknown sets together. */
const ordersPerRow = 20_000
/** Rows that sets are learnt from, rows that recompute and show an order, and failures after which a set is given up. */
const learningRows = 2000
const shownRows = 200
const givenUpAfter = 3
/** Rows tried before a base under which nothing recomputes yet is given up. */
const firstFailures = 2
/** Sets that are learnt at most. Hostile: every row may have names of its own. */
const mostSets = 64

const keyOf = (names: readonly string[]): string => JSON.stringify(names.toSorted())

/** Sets of two or more names of the objects inside a record, each once, with the order they stand in. */
function nestedSets(
  value: JsonValue,
  top: boolean,
  found: Map<string, readonly string[]>,
): Map<string, readonly string[]> {
  if (Array.isArray(value)) for (const item of value as readonly JsonValue[]) nestedSets(item, false, found)
  else if (typeof value === 'object' && value !== null) {
    const names = Object.keys(value)
    if (!top && names.length > 1 && !found.has(keyOf(names))) found.set(keyOf(names), names)
    for (const item of Object.values(value)) nestedSets(item as JsonValue, false, found)
  }
  return found
}

/** Orders of nested names under which rows recompute; undefined when none was found. */
export function memberOrders(
  probe: ResidueProbe,
  base: Recipe,
  rows: readonly number[],
  good: readonly number[],
): Explained | undefined {
  const form = base.canonical
  const members = memberForm(form)
  // Sorted forms have an order of their own.
  if (members === undefined || form.form === 'jcs' || form.form === 'pg-jsonb-text') return undefined
  if ('sort' in form && form.sort === 'deep') return undefined
  const known = new Map<string, readonly string[]>()
  for (const order of members.memberOrder ?? []) known.set(keyOf(order), order)
  // A row that recomputes as it stands shows the order of its names.
  for (const row of good.slice(0, shownRows)) {
    const record = probe.parsed(row)
    if (record !== undefined) for (const [key, names] of nestedSets(record, true, new Map())) known.set(key, names)
  }
  const learnt = new Map<string, readonly string[]>()
  const failures = new Map<string, number>()
  let failed = 0
  const waiting = rows.slice(0, learningRows).flatMap((row) => {
    const record = probe.parsed(row)
    const sets = record === undefined ? [] : [...nestedSets(record, true, new Map()).values()]
    return sets.length === 0 ? [] : [{ row, sets }]
  })
  for (let progress = true; progress && !probe.exhausted && learnt.size < mostSets;) {
    progress = false
    const open = waiting
      .map(({ row, sets }) => ({ row, unknown: sets.filter((names) => !known.has(keyOf(names))) }))
      .filter(({ unknown }) => unknown.length > 0 && orders(unknown) <= ordersPerRow)
      .toSorted((left, right) => orders(left.unknown) - orders(right.unknown))
    for (const { row, unknown } of open) {
      const group = unknown.map(keyOf).toSorted().join()
      if ((failures.get(group) ?? 0) >= givenUpAfter || unknown.some((names) => known.has(keyOf(names)))) continue
      const found = searchOrders(probe, base, row, unknown, [...known.values()])
      if (found === undefined) {
        failures.set(group, (failures.get(group) ?? 0) + 1)
        failed += 1
        if (failed >= firstFailures && learnt.size === 0 && good.length === 0) return undefined
        continue
      }
      for (const order of found) {
        known.set(keyOf(order), order)
        learnt.set(keyOf(order), order)
      }
      progress = true
    }
  }
  if (learnt.size === 0) return undefined
  const canonical = withOrders(form, [...(members.memberOrder ?? []), ...learnt.values()])
  const [example] = [...learnt.values()].toSorted((left, right) => right.length - left.length)
  return {
    recipe: { ...base, canonical },
    facts: { sets: learnt.size, names: (example ?? []).join(', ') },
    fields: [],
  }
}

function orders(sets: readonly (readonly string[])[]): number {
  let product = 1
  for (const { length } of sets) {
    if (length > mostNames) return Infinity
    for (let factor = 2; factor <= length; factor += 1) product *= factor
  }
  return product
}

/** Orders of all `unknown` sets together under which the row recomputes. */
function searchOrders(
  probe: ResidueProbe,
  base: Recipe,
  row: number,
  unknown: readonly (readonly string[])[],
  known: readonly (readonly string[])[],
): readonly (readonly string[])[] | undefined {
  for (const trial of combinations(unknown)) {
    const check = probe.check({ ...base, canonical: withOrders(base.canonical, [...trial, ...known]) })
    if (check === undefined || probe.exhausted) return undefined
    if (probe.reproduces(check, row)) return trial
  }
  return undefined
}

/** The form with these orders; raw bytes become the serialisation that writes compact JSON as it stands. */
function withOrders(form: CanonicalForm, memberOrder: readonly (readonly string[])[]): CanonicalForm {
  const lists = memberOrder.map((names) => [...names])
  if (form.form === 'raw-minus-fields') return { form: 'json-stringify', exclude: form.exclude, memberOrder: lists }
  return { ...form, memberOrder: lists } as CanonicalForm
}

function* combinations(sets: readonly (readonly string[])[]): Generator<readonly (readonly string[])[]> {
  const [first, ...rest] = sets
  if (first === undefined) {
    yield []
    return
  }
  for (const order of permutations(first)) for (const others of combinations(rest)) yield [order, ...others]
}

/** All orders of a list, the one it stands in first (Heap's method). */
export function* permutations(list: readonly string[]): Generator<readonly string[]> {
  const items = [...list]
  const counters = items.map(() => 0)
  yield [...items]
  for (let at = 1; at < items.length;) {
    const counter = counters[at] as number
    if (counter >= at) {
      counters[at] = 0
      at += 1
      continue
    }
    const other = at % 2 === 0 ? 0 : counter
    const held = items[other] as string
    items[other] = items[at] as string
    items[at] = held
    yield [...items]
    counters[at] = counter + 1
    at = 1
  }
}
