/**
 * Erasure preview: who is affected, what would change, what that does to chains and roots. It is handed a
 * `ReadableStore` and cannot write; a preview leaves no trace in the engagement.
 */
import type { ErasurePreview } from '../../../shared/ipc/payloads.ts'
import { AppError } from '../../../shared/model/app-error.ts'
import type { Recipe } from '../../../shared/model/recipe.ts'
import type { VerdictWord } from '../../../shared/model/verdict.ts'
import { createErasureEffect } from '../../../shared/core/privacy/erasure-effect.ts'
import { createReplacement, planErasure, type ErasureTransform } from '../../../shared/core/privacy/erasure-plan.ts'
import { createKeyedDigest } from '../../../shared/core/privacy/pseudonym.ts'
import { createSubjectSearch } from '../../../shared/core/privacy/subject-search.ts'
import { findShippedRecipe } from '../../../shared/core/chain/shipped-recipes.ts'
import { leafRecipeById } from '../../../shared/core/merkle/leaf-recipes.ts'
import type { ReadableStore } from '../../store/open.ts'
import { listSources } from '../../store/sources.ts'
import type { JobContext } from '../jobs.ts'
import type { EnginePorts } from '../ports.ts'
import { lastResults } from '../query/source-summary.ts'
import { streamEntries } from '../query/stream-entries.ts'
import { chooseTrial, tryRecipes } from '../verify/choose-recipe.ts'
import { recipesOfSource } from '../verify/format-recipes.ts'
import { sampleRecords } from '../verify/sample-records.ts'
import { hasChain } from '../verify/verify-chain.ts'

/** Rows sent back; all are counted. */
const shownRows = 5000

export async function previewErasure(
  ports: EnginePorts,
  store: ReadableStore,
  request: { readonly subjects: readonly string[]; readonly transform: 'blank' | 'pseudonym' },
  job: JobContext,
): Promise<ErasurePreview> {
  if (request.subjects.some((subject) => subject.trim() === ''))
    throw new AppError(
      'usage',
      'A subject is empty. Name the id or address as the log writes it; nothing was searched.',
    )
  // The key lives for this preview only: pseudonyms of two previews cannot be joined.
  const transform: ErasureTransform =
    request.transform === 'blank'
      ? { kind: 'blank' }
      : { kind: 'pseudonym', keyedDigest: createKeyedDigest(ports.sha256, 64, ports.random(32)) }
  const preview: ErasurePreview = {
    subjects: [...request.subjects],
    transform: request.transform,
    entries: 0,
    bySource: [],
    rows: [],
    effects: [],
    warnings: [],
  }
  const warnings = new Set<string>()
  const missing = new Map(request.subjects.map((subject) => [subject, 0]))
  const sources = listSources(store)
  for (const source of sources) {
    const search = createSubjectSearch(request.subjects, source.profile)
    const replacement = createReplacement(search.identifiers, transform)
    const results = lastResults(store, source.sourceId)
    const recipe = hasChain(source) ? await recipeOf(store, source, results.chain?.recipeId ?? null) : null
    const leafRecipe =
      source.profile.batches === undefined ? null : (leafRecipeById(source.profile.batches.leafRecipe) ?? null)
    const effect = createErasureEffect({ recipe, leafRecipe })
    const counts = { asActor: 0, asObject: 0, asBoth: 0 }
    await streamEntries(store, source, job, 'search', (entry) => {
      const plan = planErasure(entry, search, replacement)
      if (plan === undefined) return
      preview.entries += 1
      if (plan.row.role === 'actor') counts.asActor += 1
      else if (plan.row.role === 'object') counts.asObject += 1
      else counts.asBoth += 1
      if (preview.rows.length < shownRows) preview.rows.push(plan.row)
      effect.add(entry, plan)
    })
    preview.bySource.push({ sourceId: source.sourceId, sourceName: source.name, ...counts })
    for (const subject of search.notFound()) missing.set(subject, (missing.get(subject) ?? 0) + 1)
    const found = effect.finish([])
    for (const warning of found.warnings) warnings.add(warning)
    const affected = { sourceId: source.sourceId, sourceName: source.name }
    if (found.chain !== null) {
      const { contentChanges } = found.chain
      const before: VerdictWord = results.chain?.verdict ?? 'not-checked'
      preview.effects.push({
        ...affected,
        check: 'chain',
        verdictBefore: before,
        verdictAfter: contentChanges > 0 ? after(before) : before,
        affected: contentChanges,
        of: source.entries,
        detail: `links-stay:${found.chain.linksStay}`,
      })
    }
    if (found.batches !== null) {
      const before: VerdictWord = results.merkle?.verdict ?? 'not-checked'
      const dates = found.batches.dates.length
      preview.effects.push({
        ...affected,
        check: 'merkle',
        verdictBefore: before,
        verdictAfter: dates > 0 ? after(before) : before,
        affected: dates,
        of: results.merkle?.batches.length ?? dates,
        detail: found.batches.dates.join(' '),
      })
    }
  }
  if ([...missing.values()].some((count) => count === sources.length)) warnings.add('subject-not-found')
  preview.warnings = [...warnings]
  return preview
}

/** What a check would say afterwards: contents that were erased no longer recompute, and a receipt does not exist yet. */
function after(before: VerdictWord): VerdictWord {
  return before === 'verified' || before === 'unanchored' ? 'not-checked' : before
}

async function recipeOf(
  store: ReadableStore,
  source: Parameters<typeof hasChain>[0],
  recipeId: string | null,
): Promise<Recipe | null> {
  if (recipeId !== null) {
    const known = findShippedRecipe(recipeId)
    if (known !== undefined) return known
  }
  return (
    chooseTrial(await tryRecipes(await sampleRecords(store, source), await recipesOfSource(store, source)))?.best
      .recipe ?? null
  )
}
