/** Which records of the sample a recipe reproduces, by the same check that a verification runs. */
import type { Recipe } from '../../model/recipe.ts'
import type { Hasher } from '../bytes/hasher.ts'
import { EntryCheck } from '../chain/entry-check.ts'
import { jsonKinds } from '../bytes/json-scan.ts'
import type { SampleRecord } from './hash-columns.ts'

export type HasherById = ReadonlyMap<string, Hasher>

/** Positions of the records whose stored hash the recipe reproduces. Undefined when its hash function was not given. */
export function matchingRows(
  recipe: Recipe,
  records: readonly SampleRecord[],
  hashers: HasherById,
  rows: readonly number[] = [...records.keys()],
): Set<number> | undefined {
  const hasher = hashers.get(recipe.algorithm)
  // A keyed hash cannot be tried without its key.
  if (hasher === undefined || recipe.mac !== undefined) return undefined
  const linkHasher = recipe.link?.algorithm === undefined ? hasher : hashers.get(recipe.link.algorithm)
  if (linkHasher === undefined) return undefined
  const check = new EntryCheck(recipe, hasher, [], linkHasher)
  const matched = new Set<number>()
  for (const row of rows) {
    const { bytes, scan } = records[row] as SampleRecord
    const state = check.check(bytes, scan)
    // With lost digits filled in the hash is reproduced; that the export alone does not give it is the verdict's matter.
    if (state === 'ok' || (state === 'not-recomputable' && check.reason === 'precision-lost')) matched.add(row)
  }
  return matched
}

/**
 * At most `limit` rows that differ most in what tells recipes apart: nulls, nested values, fractions, characters
 * outside ASCII, slashes, lengths of times, missing fields. Deterministic; the first row of each kind.
 */
export function tellingSample(records: readonly SampleRecord[], limit: number): number[] {
  const countByFeature = new Map<string, number>()
  const scored = [...records.keys()].map((row) => ({ row, features: featuresOf(records[row] as SampleRecord) }))
  for (const { features } of scored)
    for (const feature of features) countByFeature.set(feature, (countByFeature.get(feature) ?? 0) + 1)
  const covered = new Map<string, number>()
  const chosen: number[] = []
  // Rare kinds first, each up to three times.
  const rarity = (features: readonly string[]): number =>
    features.reduce((least, feature) => Math.min(least, countByFeature.get(feature) ?? 0), Infinity)
  for (const { row, features } of scored.toSorted((a, b) => rarity(a.features) - rarity(b.features) || a.row - b.row)) {
    if (chosen.length >= limit) break
    if (features.every((feature) => (covered.get(feature) ?? 0) >= 3)) continue
    for (const feature of features) covered.set(feature, (covered.get(feature) ?? 0) + 1)
    chosen.push(row)
  }
  for (const { row } of scored) if (chosen.length < limit && !chosen.includes(row)) chosen.push(row)
  return chosen.toSorted((a, b) => a - b)
}

/** What a record has that forms write differently. */
export function featuresOf({ bytes, scan }: SampleRecord): string[] {
  const found = new Set<string>()
  for (let member = 0; member < scan.count; member += 1) {
    const start = scan.valueStart[member] as number
    const end = scan.valueEnd[member] as number
    switch (scan.kind[member] as (typeof jsonKinds)[keyof typeof jsonKinds]) {
      case jsonKinds.null:
        found.add('null')
        break
      case jsonKinds.object:
      case jsonKinds.array:
        found.add('nested')
        break
      case jsonKinds.true:
      case jsonKinds.false:
        found.add('boolean')
        break
      case jsonKinds.number:
        for (let at = start; at < end; at += 1)
          if (bytes[at] === 0x2e || bytes[at] === 0x65 || bytes[at] === 0x45) found.add('fraction')
        break
      case jsonKinds.string:
        if (end - start === 2) found.add('empty')
        else if (bytes[start + 5] === 0x2d && bytes[start + 14] === 0x3a) found.add(`time ${end - start}`)
        break
    }
  }
  found.add(`members ${scan.count}`)
  for (let at = scan.objectStart; at < scan.objectEnd; at += 1) {
    const byte = bytes[at] as number
    if (byte >= 0x80) found.add('non-ascii')
    else if (byte === 0x2f) found.add('slash')
    else if (byte === 0x3c || byte === 0x3e || byte === 0x26) found.add('angle')
    else if (byte === 0x5c) found.add('escape')
  }
  return [...found]
}
