/**
 * Verify a chain: 1. choose a recipe when none is given; 2. lanes check contents and fold links over frame ranges;
 * 3. join the ranges; 4. judge; 5. record the run, every entry that is not plainly good, findings and custody event.
 */
import { AppError } from '../../../shared/model/app-error.ts'
import type { ChainBreak, ChainResult } from '../../../shared/model/check-run.ts'
import { weakAlgorithms, type Recipe } from '../../../shared/model/recipe.ts'
import type { ContentState, ReasonCode } from '../../../shared/model/verdict.ts'
import { entryIdFrom, indexOfEntry } from '../../../shared/model/digest.ts'
import { jcsFromValue } from '../../../shared/core/bytes/json-text.ts'
import { parseJson } from '../../../shared/core/bytes/parse-json.ts'
import { chainVerdict } from '../../../shared/core/chain/chain-verdict.ts'
import { joinKeyRuns, runsOfAnotherKey } from '../../../shared/core/chain/key-runs.ts'
import {
  joinRanges,
  joinSegments,
  unexplainedPrevious,
  type LinkBreak,
  type LinkResult,
  type Segment,
} from '../../../shared/core/chain/segments.ts'
import { findShippedRecipe, guideBRecipes } from '../../../shared/core/chain/shipped-recipes.ts'
import { maskedValue } from '../../../shared/core/sensitive/mask-value.ts'
import type { Layout } from '../../io/formats/record-json.ts'
import { sha256Hex } from '../../io/host/digest.ts'
import { entryFinder, redactedEntries } from '../../store/entries.ts'
import { replaceFindings } from '../../store/findings.ts'
import { createBreakWriter, endRun, startRun } from '../../store/runs.ts'
import type { StoredSource } from '../../store/sources.ts'
import { listFrames } from '../../store/vault.ts'
import { recordCustody } from '../custody/record-custody.ts'
import { orCancelled, type JobContext } from '../jobs.ts'
import type { EnginePorts, LanePool } from '../ports.ts'
import type { Session } from '../session.ts'
import { chainEnd } from './chain-end.ts'
import { chooseTrial, tryRecipes } from './choose-recipe.ts'
import { chainFindings } from './check-findings.ts'
import { recipesOfSource } from './format-recipes.ts'
import { frameRanges } from './frame-ranges.ts'
import { keyFacts } from './key-facts.ts'
import type { ChainKey } from './key-files.ts'
import type { ChainTaskResult, ContentBreak, FindHashesResult, SecondChainResult } from '../lanes/lane-task.ts'
import { sampleRecords } from './sample-records.ts'
import { finishCheck } from './finish-check.ts'

export interface ChainOptions {
  readonly recipe?: Recipe | undefined
  readonly secondOpinion?: boolean | undefined
  /** Keys of a recipe with `mac`, tried in this order. */
  readonly keys?: readonly ChainKey[] | undefined
  readonly lanes: number
}

/** Entries written to `chain_breaks` per run; more are counted, not stored, and the result says so. */
export const storedBreaks = 200_000

export function recipeHash(recipe: Recipe): string {
  return sha256Hex(jcsFromValue(recipe as never) as string)
}

/** True when the profile maps an entry hash that the records have. */
export function hasChain(source: StoredSource): boolean {
  const names = source.profile.fields.entryHash
  if (names === undefined) return false
  const layouts = parseJson(source.layouts) as Layout[]
  return layouts.some(
    (layout) => layout.kind !== 'columns' || layout.columns.some((column) => names.includes(column.name)),
  )
}

export async function verifyChain(
  ports: EnginePorts,
  session: Session,
  source: StoredSource,
  options: ChainOptions,
  job: JobContext,
): Promise<ChainResult> {
  const chosen =
    options.recipe === undefined
      ? chooseTrial(
          await tryRecipes(await sampleRecords(session.store, source), await recipesOfSource(session.store, source)),
        )
      : undefined
  const recipe = options.recipe ?? chosen?.best.recipe ?? null
  const keys = recipe?.mac === undefined ? [] : (options.keys ?? [])
  const parameters = {
    recipe: recipe?.id ?? null,
    recipeHash: recipe === null ? null : recipeHash(recipe),
    given: options.recipe !== undefined,
    // A recipe that ships with Assay is named by its id; one that was given, or made for this source, is kept, so that
    // a package can carry it.
    ...(recipe === null || (options.recipe === undefined && findShippedRecipe(recipe.id) !== undefined)
      ? {}
      : { document: recipe }),
    secondOpinion: options.secondOpinion ?? false,
    // Ids only: a key is handed to the lanes and kept nowhere.
    ...(recipe?.mac === undefined ? {} : { keys: keys.filter((key) => !key.withoutLineEnd).map((key) => key.id) }),
  }
  const runId = await session.write(() =>
    startRun(session.store, {
      kind: 'chain',
      sourceId: source.sourceId,
      startedAtMicros: ports.clock.nowMicros(),
      toolVersion: ports.version,
      parameters,
    }),
  )
  let pool: LanePool | undefined
  try {
    pool = ports.startLanes(session.store.path, options.lanes)
    const { result, breaks: found } = await judge(
      session,
      source,
      recipe,
      keys,
      chosen?.equivalent ?? [],
      options,
      pool,
      job,
    )
    // Hostile: a column that is taken for a hash may hold anything, and breaks and findings are stored.
    const breaks = maskedValue(found) as typeof found
    await session.transaction(() => {
      const write = createBreakWriter(session.store, runId)
      for (const item of breaks.slice(0, storedBreaks)) write(item)
      finishCheck(session.store, runId, ports.clock.nowMicros(), result)
      replaceFindings(session.store, 'chain', source.sourceId, chainFindings(result, breaks, runId))
      recordCustody(ports, session.store, 'chain.verify', {
        run: runId,
        source: source.sourceId,
        recipe: result.recipeId,
        verdict: result.verdict,
        verified: result.contentVerified,
        entries: result.entries,
      })
    })
    return result
  } catch (error) {
    const cancelled = error instanceof AppError && error.code === 'cancelled'
    await session.write(() =>
      endRun(session.store, runId, ports.clock.nowMicros(), cancelled ? 'abandoned' : 'faulted'),
    )
    throw error
  } finally {
    await pool?.close()
  }
}

async function judge(
  session: Session,
  source: StoredSource,
  recipe: Recipe | null,
  keys: readonly ChainKey[],
  equivalent: readonly string[],
  options: ChainOptions,
  pool: LanePool,
  job: JobContext,
): Promise<{ result: ChainResult; breaks: ChainBreak[] }> {
  // Without a recipe the links can still be followed: the stored hashes are read under the profile's own names.
  const effective = recipe ?? linkOnlyRecipe(source)
  // The same without the key of a keyed one: then no content can be judged.
  const keyNeeded = recipe?.mac !== undefined && keys.length === 0
  const linksOnly = recipe === null || keyNeeded
  const keyBytes = keys.map((key) => key.bytes)
  const tasks = await runRanges(session, source, pool, job, 'chain', (range) => ({
    kind: 'chain',
    ...range,
    recipe: effective,
    linksOnly,
    sequenceNames: source.profile.fields.sequence ?? [],
    keys: keyBytes,
  }))
  const results = tasks as ChainTaskResult[]
  const segments = joinRanges(results.flatMap((item) => item.segments as Segment[]))
  const wanted = [...unexplainedPrevious(segments, effective)]
  const found =
    wanted.length === 0
      ? []
      : (
          await runRanges(session, source, pool, job, 'links', (range) => ({
            kind: 'find-hashes',
            ...range,
            recipe: effective,
            wanted,
          }))
        ).flatMap((item) => (item as FindHashesResult).found)
  const links = joinSegments(segments, effective, new Set(found))
  const contents: Record<ContentState, number> = { ok: 0, mismatch: 0, 'not-recomputable': 0 }
  for (const item of results)
    for (const state of ['ok', 'mismatch', 'not-recomputable'] as const) contents[state] += item.contents[state]
  let contentBreaks = results.flatMap((item) => item.breaks as ContentBreak[])
  // What was redacted cannot recompute, which says nothing of the sealed record.
  const redacted = new Set(redactedEntries(session.store, source.sourceId).map((place) => indexOfEntry(place.entryId)))
  if (redacted.size > 0) {
    contentBreaks = contentBreaks.map((item) => {
      if (item.content !== 'mismatch' || !redacted.has(item.index)) return item
      contents.mismatch -= 1
      contents['not-recomputable'] += 1
      return { ...item, content: 'not-recomputable', reason: 'redacted-at-import' }
    })
  }
  const keyRuns = joinKeyRuns(results.map((item) => item.keyRuns))
  // A stretch of entries that no key reproduces, beside others that one does, is a change of keys before it is anything else.
  const otherKey = runsOfAnotherKey(keyRuns)
  if (otherKey.length > 0) {
    contentBreaks = contentBreaks.map((item) => {
      if (item.content !== 'mismatch' || !otherKey.some((run) => item.index >= run.first && item.index <= run.last))
        return item
      contents.mismatch -= 1
      contents['not-recomputable'] += 1
      return { ...item, content: 'not-recomputable', reason: 'key-differs' }
    })
  }
  let contentReason: ReasonCode | null =
    contentBreaks.find((item) => item.content === 'not-recomputable')?.reason ?? null
  const entries = results.reduce((sum, item) => sum + item.entries, 0)
  if (recipe === null) contentReason = options.recipe === undefined ? 'no-recipe-reproduces' : 'recipe-unsupported'
  else if (keyNeeded) contentReason = 'key-needed'
  else if (contents.ok === 0 && contents.mismatch > 1) {
    // Every content differs: that is the recipe, the key or the export's precision, not the evidence, and is said so.
    const none: ReasonCode = recipe.mac === undefined ? 'no-recipe-reproduces' : 'key-differs'
    contentReason = none
    contents['not-recomputable'] += contents.mismatch
    contents.mismatch = 0
    contentBreaks = contentBreaks.map((item) =>
      item.content === 'mismatch' ? { ...item, content: 'not-recomputable', reason: none } : item,
    )
  }
  const breaks = joinBreaks(session, source, contentBreaks, links, linksOnly ? 'not-recomputable' : 'ok')
  const end = chainEnd(session.store, source, links)
  const { verdict, reason } = chainVerdict({
    entries,
    contents,
    links: links.links,
    sequenceDuplicates: links.sequenceDuplicates,
    rejected: source.receipt.rejected,
    truncated: source.receipt.truncated,
    end: end.state,
    contentReason,
    onlyLinkHashes: contentBreaks.every((item) => item.content !== 'mismatch' || item.reason === 'link-hash-differs'),
  })
  const secondOpinion =
    options.secondOpinion === true && recipe !== null && !keyNeeded
      ? await againByPathTwo(session, source, recipe, keyBytes, contentBreaks, pool, job)
      : null
  const result: ChainResult = {
    kind: 'chain',
    sourceId: source.sourceId,
    sourceName: source.name,
    verdict,
    reason,
    recipeId: recipe?.id ?? null,
    recipeHash: recipe === null ? null : recipeHash(recipe),
    weakAlgorithm: recipe !== null && weakAlgorithms.has(recipe.algorithm),
    equivalentRecipes: [...equivalent],
    entries,
    contentVerified: contents.ok,
    links: { ...links.links },
    contents,
    scopes: links.scopes,
    rejected: source.receipt.rejected,
    sequenceDuplicates: links.sequenceDuplicates,
    sequenceSkips: links.sequenceSkips,
    startsMidChain: links.startsMidChain,
    firstBreak: breaks[0] ?? null,
    lastBreak: breaks.at(-1) ?? null,
    breakCount: breaks.length,
    headHash: links.headHash,
    end,
    ...(recipe?.mac === undefined ? {} : keyFacts(session, source, keys, keyRuns)),
    secondOpinion,
  }
  return { result, breaks }
}

type RangeTask = { sourceId: number; frameFrom: number; frameTo: number; layouts: readonly Layout[] }

/** Runs one task per frame range on all lanes; results in file order. A cancel lets running tasks end and starts no other. */
export async function runRanges(
  session: Session,
  source: StoredSource,
  pool: LanePool,
  job: JobContext,
  stage: string,
  task: (range: RangeTask) => Parameters<LanePool['run']>[0],
): Promise<Awaited<ReturnType<LanePool['run']>>[]> {
  const ranges = frameRanges(listFrames(session.store, source.sourceId))
  const layouts = parseJson(source.layouts) as Layout[]
  const results: Awaited<ReturnType<LanePool['run']>>[] = []
  let next = 0
  let done = 0
  const work = async (): Promise<void> => {
    while (next < ranges.length) {
      const index = next
      next += 1
      const range = ranges[index] as (typeof ranges)[number]
      const { frameFrom, frameTo } = range
      results[index] = await orCancelled(
        job.signal,
        pool.run(task({ sourceId: source.sourceId, frameFrom, frameTo, layouts })),
      )
      done += range.entries
      job.progress(stage, 'entries', done, source.entries)
      await job.breathe()
    }
  }
  await Promise.all(Array.from({ length: Math.min(pool.size + 1, ranges.length) }, work))
  return results
}

function linkOnlyRecipe(source: StoredSource): Recipe {
  const base = guideBRecipes[0] as Recipe
  return {
    ...base,
    stored: {
      ...base.stored,
      entryHash: source.profile.fields.entryHash?.[0] ?? base.stored.entryHash,
      previousHash: source.profile.fields.previousHash?.[0] ?? base.stored.previousHash,
    },
  }
}

/** One row per entry that is not plainly good on both axes. */
function joinBreaks(
  session: Session,
  source: StoredSource,
  contents: readonly ContentBreak[],
  links: LinkResult,
  restContent: ContentState,
): ChainBreak[] {
  const byIndex = new Map<number, { content?: ContentBreak; link?: LinkBreak }>()
  for (const content of contents) byIndex.set(content.index, { content })
  for (const link of links.breaks) {
    const count = link.link === 'reorder' ? link.entries : 1
    // Every entry of a displaced run is re-ordered, up to a bound that keeps a file in falling order from flooding the list.
    for (let offset = 0; offset < Math.min(count, 1000); offset += 1) {
      byIndex.set(link.index + offset, {
        ...byIndex.get(link.index + offset),
        link: offset === 0 ? link : { ...link, index: link.index + offset, sequence: null },
      })
    }
  }
  const find = entryFinder(session.store)
  const areJudged = Object.values(links.links).some((count) => count > 0)
  const breaks: ChainBreak[] = []
  for (const [index, { content, link }] of [...byIndex].toSorted(([a], [b]) => a - b)) {
    const place = breaks.length < storedBreaks ? find(entryIdFrom(source.sourceId, index)) : undefined
    breaks.push({
      entryId: entryIdFrom(source.sourceId, index),
      line: place?.line ?? 0,
      sequence: place?.sequence ?? null,
      // Without a hash of its own an entry takes no part in the links: they are not said to hold there.
      link: link?.link ?? (areJudged && (content === undefined || content.stored !== null) ? 'ok' : null),
      content: content?.content ?? restContent,
      reason: content?.reason ?? link?.reason ?? null,
      recomputed: content?.recomputed ?? null,
      stored: content?.stored ?? null,
      expectedPrevious: link?.expectedPrevious ?? null,
      statedPrevious: link?.statedPrevious ?? null,
      missingBefore: String(link?.missingBefore ?? 0),
    })
  }
  return breaks
}

async function againByPathTwo(
  session: Session,
  source: StoredSource,
  recipe: Recipe,
  keys: readonly Uint8Array[],
  contentBreaks: readonly ContentBreak[],
  pool: LanePool,
  job: JobContext,
): Promise<ChainResult['secondOpinion']> {
  const results = (await runRanges(session, source, pool, job, 'second-opinion', (range) => ({
    kind: 'second-chain',
    ...range,
    recipe,
    keys,
  }))) as SecondChainResult[]
  const entries = results.reduce((sum, item) => sum + item.entries, 0)
  // Entry by entry: two opposite differences must not cancel out in a count.
  const differing = new Set(results.flatMap((item) => item.differing))
  const disputed =
    contentBreaks.find((item) => !differing.delete(item.index))?.index ?? differing.values().next().value ?? null
  const { implementation, version } = results[0] ?? { implementation: '@noble/hashes, plain loop', version: '' }
  if (disputed !== null) {
    throw new AppError(
      'second-opinion-disagrees',
      `Internal fault: the two implementations disagree on entry ${disputed + 1} of ${entries}. No verdict was recorded.`,
    )
  }
  return { implementation, version, entries, agrees: true }
}
