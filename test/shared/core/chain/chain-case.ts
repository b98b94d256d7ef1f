/**
 * Cases of test/cases/chain, and the pure core run over one: records as the readers give them, contents, links, verdict.
 * The way from records to a verdict is written out here once more, so that the engine's own is compared with it.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { createReader, type Layout } from '../../../../src/main/io/formats/reader.ts'
import { recordJson } from '../../../../src/main/io/formats/record-json.ts'
import { loadHasher } from '../../../../src/main/io/host/hashers.ts'
import { JsonScan } from '../../../../src/shared/core/bytes/json-scan.ts'
import { chainVerdict } from '../../../../src/shared/core/chain/chain-verdict.ts'
import { EntryCheck } from '../../../../src/shared/core/chain/entry-check.ts'
import {
  LinkFold,
  joinSegments,
  scopedHash,
  unexplainedPrevious,
  type Sequence,
} from '../../../../src/shared/core/chain/segments.ts'
import { findShippedRecipe, guideBRecipes } from '../../../../src/shared/core/chain/shipped-recipes.ts'
import { recipeSchema, weakAlgorithms, type Recipe } from '../../../../src/shared/model/recipe.ts'
import { formatIdSchema, type FormatId } from '../../../../src/shared/model/source.ts'
import {
  contentSchema,
  linkSchema,
  reasonSchema,
  verdictSchema,
  type ContentState,
  type ReasonCode,
} from '../../../../src/shared/model/verdict.ts'

export const casesFolder = join(import.meta.dirname, '../../../cases/chain')

const breakSchema = z.strictObject({
  line: z.number(),
  sequence: z.string().nullable(),
  link: linkSchema.nullable(),
  content: contentSchema,
  reason: reasonSchema.nullable(),
  missing: z.number(),
})
const outcomeSchema = z.strictObject({
  verdict: verdictSchema,
  reason: reasonSchema.nullable(),
  entries: z.number(),
  contents: z.record(contentSchema, z.number()),
  links: z.record(linkSchema, z.number()),
  scopes: z.number(),
  rejected: z.number(),
  truncated: z.boolean(),
  sequenceDuplicates: z.number(),
  sequenceSkips: z.number(),
  weakAlgorithm: z.boolean(),
  breaks: z.array(breakSchema),
})
export type Outcome = z.infer<typeof outcomeSchema>

const caseSchema = z.strictObject({
  input: z.string(),
  format: formatIdSchema,
  /** Id of a shipped recipe, a recipe, or null to have the shipped ones tried. */
  recipe: z.union([z.string(), z.record(z.string(), z.unknown()), z.null()]),
  /** The recipe that is found when none is given. */
  found: z.string().optional(),
  expected: outcomeSchema,
})

export interface ChainCase {
  readonly name: string
  readonly path: string
  readonly format: FormatId
  readonly recipe: Recipe | null
  readonly found: string | undefined
  readonly expected: Outcome
}

export const caseNames = readdirSync(casesFolder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)
  // Folders with a `residue.json` are for the causes of differences, `residue-cases.test.ts`.
  .filter((name) => existsSync(join(casesFolder, name, 'case.json')))

export function readCase(name: string): ChainCase {
  const wanted = caseSchema.parse(JSON.parse(readFileSync(join(casesFolder, name, 'case.json'), 'utf8')))
  const recipe =
    wanted.recipe === null
      ? null
      : typeof wanted.recipe === 'string'
        ? findShippedRecipe(wanted.recipe)
        : recipeSchema.parse(wanted.recipe)
  if (recipe === undefined) throw new Error(`${name} names no recipe`)
  const { format, found, expected } = wanted
  return { name, path: join(casesFolder, name, wanted.input), format, recipe, found, expected }
}

export interface SourceRecords {
  /** Records in JSON form. */
  readonly records: readonly { readonly json: Buffer; readonly line: number }[]
  readonly rejected: number
  readonly truncated: boolean
}

export function readRecords(format: FormatId, source: Buffer): SourceRecords {
  const layouts: Layout[] = []
  const records: { json: Buffer; line: number }[] = []
  let rejected = 0
  let truncated = false
  const reader = createReader(format, {
    layout: (layout) => layouts.push(layout) - 1,
    record: (bytes, start, end, _byteStart, line, layout) =>
      void records.push({ json: Buffer.from(recordJson(bytes, start, end, layouts[layout] as Layout)), line }),
    rejected: () => void (rejected += 1),
    blank: () => undefined,
    framing: () => undefined,
    note: () => undefined,
    truncated: () => void (truncated = true),
  })
  reader.push(source)
  reader.end()
  return { records, rejected, truncated }
}

/** Every number of these records is exact as text: JSON.parse would round some. */
export function sequenceOf(json: Buffer): Sequence | null {
  const text = /"sequence"\s*:\s*"?(\d+)/.exec(json.toString('utf8'))?.[1]
  return text === undefined ? null : BigInt(text)
}

/** What the core says of a source, by the rules of the chain README. */
export async function coreOutcome(recipe: Recipe | null, source: SourceRecords): Promise<Outcome> {
  const effective = recipe ?? (guideBRecipes[0] as Recipe)
  const check = new EntryCheck(effective, await loadHasher(effective.algorithm))
  const scan = new JsonScan()
  const fold = new LinkFold()
  const hashes = new Set<string>()
  const takesPart = new Set<number>()
  const contents: { state: ContentState; reason: ReasonCode | null }[] = []
  for (const [index, { json }] of source.records.entries()) {
    if (!scan.scan(json, 0, json.length)) throw new Error(`record ${index} is no object`)
    const state = recipe === null ? 'not-recomputable' : check.check(json, scan)
    if (recipe === null) check.readStated(json, scan)
    contents.push({ state, reason: state === 'ok' ? null : check.reason })
    if (!check.hasStated) continue
    takesPart.add(index)
    const record = JSON.parse(json.toString('utf8')) as Record<string, unknown>
    const scope = effective.scope.map((name) => JSON.stringify(record[name])).join()
    hashes.add(scopedHash(scope, check.statedHex()))
    fold.add(index, sequenceOf(json), scope, check)
  }
  const nothingRecomputes =
    contents.every((item) => item.state !== 'ok') && contents.filter((item) => item.state === 'mismatch').length > 1
  const judged = contents.map((item) =>
    recipe === null || (nothingRecomputes && item.state === 'mismatch')
      ? { state: 'not-recomputable' as const, reason: 'no-recipe-reproduces' as const }
      : item,
  )
  const present = new Set([...unexplainedPrevious(fold.segments, effective)].filter((hash) => hashes.has(hash)))
  const links = joinSegments(fold.segments, effective, present)
  const count = (state: ContentState): number => judged.filter((item) => item.state === state).length
  const counts = { ok: count('ok'), mismatch: count('mismatch'), 'not-recomputable': count('not-recomputable') }
  const { verdict, reason } = chainVerdict({
    entries: source.records.length,
    contents: counts,
    links: links.links,
    sequenceDuplicates: links.sequenceDuplicates,
    rejected: source.rejected,
    truncated: source.truncated,
    contentReason: judged.find((item) => item.state === 'not-recomputable')?.reason ?? null,
  })
  const areJudged = Object.values(links.links).some((sum) => sum > 0)
  const linkByIndex = new Map(
    links.breaks.flatMap((item) =>
      Array.from({ length: item.link === 'reorder' ? item.entries : 1 }, (_, offset) => [item.index + offset, item]),
    ),
  )
  const breaks = source.records.flatMap(({ json, line }, index) => {
    const link = linkByIndex.get(index)
    const content = judged[index] as (typeof judged)[number]
    // Without a recipe no content is judged, so none is listed.
    if (link === undefined && (content.state === 'ok' || recipe === null)) return []
    return [
      {
        line,
        sequence: sequenceOf(json)?.toString() ?? null,
        link: link?.link ?? (areJudged && takesPart.has(index) ? ('ok' as const) : null),
        content: content.state,
        reason: content.reason ?? link?.reason ?? null,
        missing: link?.missingBefore ?? 0,
      },
    ]
  })
  return {
    verdict,
    reason,
    entries: source.records.length,
    contents: counts,
    links: { ...links.links },
    scopes: links.scopes,
    rejected: source.rejected,
    truncated: source.truncated,
    sequenceDuplicates: links.sequenceDuplicates,
    sequenceSkips: links.sequenceSkips,
    weakAlgorithm: recipe !== null && weakAlgorithms.has(recipe.algorithm),
    breaks,
  }
}
