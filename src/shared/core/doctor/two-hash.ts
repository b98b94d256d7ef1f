/**
 * Two-hash designs: one stored hash covers the content, a second one the first and the link before. Given the recipe
 * of the content hash, finds how the link hash is made of the two.
 */
import type { CanonicalForm, HashAlgorithm, Recipe } from '../../model/recipe.ts'
import { recipeSchema } from '../../model/recipe.ts'
import type { Hasher } from '../bytes/hasher.ts'
import { equalBytes, parseHex } from '../bytes/hex.ts'
import { ByteSink } from '../chain/canonical.ts'
import { joinKinds } from './grid.ts'
import type { HashPair, SampleRecord } from './hash-columns.ts'
import { contentOf } from './grid-point.ts'

export interface LinkSearch {
  readonly content: Recipe
  /** Columns of the link hash and of the link before. */
  readonly pair: HashPair
  readonly records: readonly SampleRecord[]
  readonly probe: number
  /** Short fields that may stand beside the hashes: sequence, scope, id, time. */
  readonly beside: readonly string[]
  readonly hashers: readonly Hasher[]
}

/** Recipes with a `link` that reproduce the probe's link hash; and how many were tried. */
export function searchLink({ content, pair, records, probe, beside, hashers }: LinkSearch): {
  readonly recipes: readonly Recipe[]
  readonly tried: number
} {
  const stated = parseHex(pair.entry.values[probe] ?? '')
  const record = records[probe]
  if (stated === undefined || record === undefined) return { recipes: [], tried: 0 }
  const hashes = [pair.previous.name, content.stored.entryHash]
  const lists = [
    ...orders(hashes),
    ...beside.flatMap((name) => orders([...hashes, name])),
    ...beside.flatMap((a, index) =>
      beside.slice(index + 1).flatMap((b) => [
        [a, b, ...hashes],
        [b, a, ...hashes],
        [...hashes, a, b],
      ]),
    ),
  ]
  const forms: CanonicalForm[] = lists.flatMap((fields) => [
    ...joinKinds.map((kind) => kind.form({ fields })),
    { form: 'json-stringify', exclude: [], include: fields },
  ])
  const prefixes = [undefined, 'link:', 'v1:', 'v1|'] as const
  forms.push(...orders(hashes).map((include): CanonicalForm => ({ form: 'jcs', exclude: [], include })))
  const sink = new ByteSink()
  const recipes: Recipe[] = []
  let tried = 0
  for (const canonical of forms) {
    const bytes = contentOf(record, canonical, sink)
    if (bytes === undefined) continue
    for (const prefix of prefixes) {
      const preimage = prefix === undefined ? bytes : withText(prefix, bytes)
      for (const hasher of hashers) {
        tried += 1
        if (!equalBytes(hasher.hash(preimage), stated)) continue
        recipes.push(
          recipeSchema.parse({
            ...content,
            id: `${content.id}.linked`,
            stored: { ...content.stored, previousHash: null },
            link: {
              stored: pair.entry.name,
              previous: pair.previous.name,
              ...(hasher.id === content.algorithm ? {} : { algorithm: hasher.id as HashAlgorithm }),
              ...(prefix === undefined ? {} : { prefix }),
              canonical,
            },
          }),
        )
      }
    }
  }
  return { recipes, tried }
}

function withText(text: string, bytes: Uint8Array): Uint8Array {
  const joined = new Uint8Array(text.length + bytes.length)
  for (let at = 0; at < text.length; at += 1) joined[at] = text.charCodeAt(at)
  joined.set(bytes, text.length)
  return joined
}

/** Every order of two or three names. */
function orders(names: readonly string[]): string[][] {
  if (names.length <= 1) return [[...names]]
  return names.flatMap((name, index) => orders(names.filter((_, at) => at !== index)).map((rest) => [name, ...rest]))
}
