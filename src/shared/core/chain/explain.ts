/**
 * One entry's hash, explained: the exact bytes that were hashed with a name for each stretch, what they hash to, what the
 * record states, where the two first differ, and a line for a shell that repeats it. Judges nothing: the states are those
 * of `EntryCheck`.
 */
import type { HashExplanation } from '../../model/explanation.ts'
import type { CanonicalForm, Recipe } from '../../model/recipe.ts'
import type { Hasher } from '../bytes/hasher.ts'
import { bytesToHex } from '../bytes/hex.ts'
import { JsonScan } from '../bytes/json-scan.ts'
import { EntryCheck } from './entry-check.ts'
import { LostDigits } from './lost-digits.ts'
import { preimageSpans } from './preimage-spans.ts'
import { shellLine, shellTool } from './shell-line.ts'

/** Bytes of a pre-image that are answered in hex. */
const shownPreimage = 65_536

const sectionByForm: Readonly<Record<CanonicalForm['form'], string>> = {
  'raw-minus-fields': '4, raw-minus-fields',
  'json-stringify': '4, json-stringify',
  jcs: '4, jcs',
  'pg-jsonb-text': '4, pg-jsonb-text',
  'json-text': '4, json-text',
  'fields-joined': '4, fields-joined',
  'length-prefixed': '4, length-prefixed',
}

/** The recipe of the second hash of a two-hash design as a recipe of its own; undefined when there is none. */
function linkRecipe(recipe: Recipe): Recipe | undefined {
  const { link, prefix: _prefix, ...rest } = recipe
  if (link === undefined) return undefined
  return {
    ...rest,
    algorithm: link.algorithm ?? recipe.algorithm,
    canonical: link.canonical,
    ...(link.prefix === undefined ? {} : { prefix: link.prefix }),
    previous: { placement: 'none', encoding: 'hex', separator: '' },
    stored: { ...recipe.stored, entryHash: link.stored, previousHash: link.previous },
  }
}

/** The part of a recipe that covers the entry's own hash. */
function entryRecipe(recipe: Recipe): Recipe {
  const { link, ...rest } = recipe
  if (link === undefined) return recipe
  return { ...rest, stored: { ...recipe.stored, previousHash: link.previous } }
}

/**
 * Explains every hash of the record `bytes` scanned by `scan`: the entry's own, then the link's where the recipe has one.
 * `hasherOf` gives the hasher of an algorithm. A keyed recipe needs `keys`; without any there is no recomputed hash.
 */
export function explainRecord(
  recipe: Recipe,
  bytes: Uint8Array,
  scan: JsonScan,
  hasherOf: (algorithm: Recipe['algorithm']) => Hasher,
  keys: readonly Uint8Array[] = [],
): readonly HashExplanation[] {
  const link = linkRecipe(recipe)
  const own = explainHash('entry', entryRecipe(recipe), bytes, scan, hasherOf, keys)
  return link === undefined ? [own] : [own, explainHash('link', link, bytes, scan, hasherOf, keys)]
}

function explainHash(
  part: HashExplanation['part'],
  recipe: Recipe,
  bytes: Uint8Array,
  scan: JsonScan,
  hasherOf: (algorithm: Recipe['algorithm']) => Hasher,
  keys: readonly Uint8Array[],
): HashExplanation {
  const keyed = recipe.mac !== undefined
  const check = new EntryCheck(recipe, hasherOf(recipe.algorithm), keys)
  const content = check.check(bytes, scan)
  const { reason } = check
  const stored = check.hasStated ? check.storedHex() : null
  const recomputable = content !== 'not-recomputable' || reason === 'precision-lost'
  const recomputed = recomputable ? check.recomputedHex() : null
  const hashed = hashedRecord(recipe, check, bytes, scan)
  // Also without a usable stored hash there are bytes to look at.
  const preimage = check.preimage(hashed.bytes, hashed.scan)?.slice()
  // The line takes the key from a variable, so it is there for whoever has the key, given here or not.
  const shell = preimage === undefined ? 'no-preimage' : lineFor(recipe, preimage)
  return {
    part,
    algorithm: recipe.algorithm,
    keyed,
    content,
    reason: content === 'ok' ? null : reason,
    form: recipe.canonical.form,
    placement: recipe.previous.placement,
    previousEncoding: recipe.previous.encoding,
    section: sectionByForm[recipe.canonical.form],
    storedField: recipe.stored.entryHash,
    stored,
    recomputed,
    firstDifference: stored === null || recomputed === null ? null : firstDifference(stored, recomputed),
    preimage:
      preimage === undefined
        ? null
        : {
            bytes: preimage.length,
            spans: [...preimageSpans(recipe, preimage, hashed.bytes, hashed.scan)],
            hex: preimage.length > shownPreimage ? null : bytesToHex(preimage),
          },
    shell: typeof shell === 'string' ? null : shell,
    noShell: typeof shell === 'string' ? shell : null,
  }
}

/** The record as it was hashed: with the digits that the export lacks, where some value of them reproduces the hash. */
function hashedRecord(
  recipe: Recipe,
  check: EntryCheck,
  bytes: Uint8Array,
  scan: JsonScan,
): { readonly bytes: Uint8Array; readonly scan: JsonScan } {
  const record =
    check.foundDigits === null ? undefined : LostDigits.create(recipe.canonical)?.record(bytes, scan, check.foundDigits)
  const own = new JsonScan()
  return record !== undefined && own.scan(record, 0, record.length) ? { bytes: record, scan: own } : { bytes, scan }
}

function lineFor(recipe: Recipe, preimage: Uint8Array): NonNullable<HashExplanation['shell']> | 'no-tool' | 'too-long' {
  const tool = shellTool(recipe.algorithm, recipe.mac !== undefined)
  if (tool === undefined) return 'no-tool'
  // A line shows all bytes, so it is given only where all bytes are looked at before they are shown.
  const line = preimage.length > shownPreimage ? undefined : shellLine(preimage, tool)
  return line === undefined ? 'too-long' : { line, tool: tool.tool }
}

/** 0-based index of the first digit in which two digests differ; null when none does. */
function firstDifference(stored: string, recomputed: string): number | null {
  for (let index = 0; index < stored.length; index += 1) if (stored[index] !== recomputed[index]) return index
  return null
}
