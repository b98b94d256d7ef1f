/**
 * One entry's hash, explained from the store. What is sensitive is masked like everywhere else; then neither exact bytes
 * nor a line for a shell are given, because both would hold what is masked, and a changed one would give another hash.
 */
import { AppError } from '../../../shared/model/app-error.ts'
import { indexOfEntry, sourceOfEntry } from '../../../shared/model/digest.ts'
import type { Explanation, HashExplanation } from '../../../shared/model/explanation.ts'
import { recipeSchema, type HashAlgorithm, type Recipe } from '../../../shared/model/recipe.ts'
import type { Hasher } from '../../../shared/core/bytes/hasher.ts'
import { parseHex } from '../../../shared/core/bytes/hex.ts'
import { JsonScan } from '../../../shared/core/bytes/json-scan.ts'
import { textFromUtf8 } from '../../../shared/core/bytes/utf8.ts'
import { explainRecord } from '../../../shared/core/chain/explain.ts'
import { findShippedRecipe } from '../../../shared/core/chain/shipped-recipes.ts'
import {
  cardDataOnly,
  maskedByDefault,
  maskedText,
  maskedValue,
  type MaskPolicy,
} from '../../../shared/core/sensitive/mask-value.ts'
import { loadHasher } from '../../io/host/hashers.ts'
import { redactedEntries } from '../../store/entries.ts'
import { lastRun } from '../../store/runs.ts'
import { findSource, type StoredSource } from '../../store/sources.ts'
import { recordCustody } from '../custody/record-custody.ts'
import type { EnginePorts } from '../ports.ts'
import { EntryReader } from '../query/entry-text.ts'
import type { Session } from '../session.ts'
import { chooseTrial, tryRecipes } from '../verify/choose-recipe.ts'
import { recipesOfSource } from '../verify/format-recipes.ts'
import { sampleRecords } from '../verify/sample-records.ts'
import { recipeHash } from '../verify/verify-chain.ts'

export interface ExplainOptions {
  readonly recipe?: Recipe | undefined
  readonly keys: readonly Uint8Array[]
  /** Shows what is masked otherwise, except card data; goes into the custody log. */
  readonly reason?: string
}

/** Shown in the place of a stretch when only the whole, and not one stretch of it, gives what is masked away. */
const hidden = '•••'

/**
 * Throws `not-found` when there is no such entry and `recipe-invalid` when no recipe is given and none is known; nothing
 * is recorded then.
 */
export async function explainEntry(
  ports: EnginePorts,
  session: Session,
  entryId: number,
  options: ExplainOptions,
): Promise<Explanation> {
  const source = findSource(session.store, sourceOfEntry(entryId))
  const view = source === undefined ? undefined : new EntryReader(session.store, source).view(entryId)
  if (source === undefined || view === undefined)
    throw new AppError('not-found', `There is no entry ${indexOfEntry(entryId) + 1} in this source.`)
  // Kept, because looking for a recipe reads other entries.
  const bytes = Uint8Array.from(view.jsonBytes())
  const { line, sequence } = view
  const recipe = options.recipe ?? (await knownRecipe(session, source))
  const scan = new JsonScan()
  scan.scan(bytes, 0, bytes.length)
  const hashers = new Map<HashAlgorithm, Hasher>()
  for (const algorithm of [recipe.algorithm, recipe.link?.algorithm ?? recipe.algorithm])
    hashers.set(algorithm, await loadHasher(algorithm))
  const redacted = redactedEntries(session.store, source.sourceId).some((place) => place.entryId === entryId)
  const hashes = explainRecord(recipe, bytes, scan, (algorithm) => hashers.get(algorithm) as Hasher, options.keys).map(
    (hash) => (redacted && hash.content === 'mismatch' ? redactedHash(hash) : hash),
  )
  const explanation: Explanation = {
    entryId,
    line,
    sequence,
    recipeId: recipe.id,
    recipeName: recipe.name,
    recipeHash: recipeHash(recipe),
    masked: false,
    hashes: [...hashes],
  }
  const { reason } = options
  if (reason !== undefined) {
    await session.transaction(() =>
      recordCustody(ports, session.store, 'entry.unmask', {
        source: source.sourceId,
        record: indexOfEntry(entryId) + 1,
        line,
        reason,
      }),
    )
  }
  return maskedExplanation(explanation, reason === undefined ? maskedByDefault : cardDataOnly)
}

/** Card data that the import took out cannot recompute, which says nothing of the sealed record. */
function redactedHash(hash: HashExplanation): HashExplanation {
  return { ...hash, content: 'not-recomputable', reason: 'redacted-at-import' }
}

/** Recipe of the last chain check of the source, or of the trial of known ones. */
async function knownRecipe(session: Session, source: StoredSource): Promise<Recipe> {
  const run = lastRun(session.store, source.sourceId, 'chain')?.run
  const document = recipeSchema.safeParse(run?.parameters['document'])
  if (document.success) return document.data
  const id = run?.parameters['recipe']
  const ofFormat = await recipesOfSource(session.store, source)
  const known =
    typeof id === 'string' ? (ofFormat.find((recipe) => recipe.id === id) ?? findShippedRecipe(id)) : undefined
  if (known !== undefined) return known
  const tried = chooseTrial(await tryRecipes(await sampleRecords(session.store, source), ofFormat))
  if (tried !== undefined) return tried.best.recipe
  throw new AppError(
    'recipe-invalid',
    'No known recipe reproduces this source, so there is none to explain the entry with. Give one.',
  )
}

/** The explanation with what `policy` masks taken out of its stretches, and the exact bytes left out if anything was. */
function maskedExplanation(explanation: Explanation, policy: MaskPolicy): Explanation {
  const hashes = explanation.hashes.map((hash) => maskedHash(hash, policy))
  const touched = hashes.some((hash, at) => hash !== explanation.hashes[at])
  const shown: Explanation = touched ? { ...explanation, masked: true, hashes } : explanation
  // The same again as the answer is masked when it leaves the engine: what would be changed there is not given as exact.
  if (shown.masked || maskedValue(shown, policy) === shown) return shown
  return { ...shown, masked: true, hashes: shown.hashes.map(withoutBytes) }
}

function maskedHash(hash: HashExplanation, policy: MaskPolicy): HashExplanation {
  const { preimage } = hash
  if (preimage === null) return hash
  // Spans show at most their beginning, so what is looked at is all of it.
  const whole = preimage.hex === null ? undefined : textFromUtf8(parseHex(preimage.hex) ?? new Uint8Array(0))
  const spans = preimage.spans.map((span) => {
    const text = maskedText(span.text, span.name ?? undefined, policy)
    return text === span.text ? span : { ...span, text }
  })
  const alone = spans.some((span, at) => span !== preimage.spans[at])
  const together = whole !== undefined && maskedText(whole, undefined, policy) !== whole
  if (!alone && !together) return hash
  const blanked = alone
    ? spans
    : spans.map((span) => (span.kind === 'field' || span.kind === 'content' ? { ...span, text: hidden } : span))
  return withoutBytes({ ...hash, preimage: { ...preimage, spans: blanked } })
}

function withoutBytes(hash: HashExplanation): HashExplanation {
  const preimage = hash.preimage === null ? null : { ...hash.preimage, hex: null }
  return { ...hash, preimage, shell: null, noShell: hash.preimage === null ? hash.noShell : 'masked' }
}
