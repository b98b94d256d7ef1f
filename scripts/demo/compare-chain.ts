/** Hash chains of a set against its answer key: verdict, every break by line and sequence, and the recipe. */
import { isDeepStrictEqual } from 'node:util'
import type { AnswerKey, ChainKey } from '../sample/answer-key.ts'
import { documented, stated, statedAs } from './check.ts'
import type { Check, Statement } from './check.ts'
import type { CheckResult, InspectedRecord, Recipe } from './documents.ts'
import {
  chainKinds,
  findingsAt,
  genesisOf,
  lineOf,
  missingNumbers,
  onAxis,
  placeOf,
  resultOf,
  sourceOf,
} from './look-up.ts'
import type { SetRun } from './run-set.ts'

export function compareChains(key: AnswerKey, run: SetRun): Check[] {
  return Object.entries(key.chain).map(([file, wanted]) => {
    const chain = resultOf(run.withTrust.result, 'chain', file)
    const before = resultOf(run.beforeAnchors.result, 'chain', file)
    const equal = run.recipes
      .filter(({ id }) => chain.equivalentRecipes.includes(id))
      .map((recipe) => recipeFacts(recipe, run.firstRecords.get(file)))
    return {
      set: key.set,
      file,
      check: 'hash chain',
      verdict: chain.verdict,
      n: chain.contentVerified,
      m: chain.entries,
      statements: [
        stated('verdict', wanted.verdict, chain.verdict),
        stated('entries', wanted.entries, chain.entries),
        statedAs(
          'recipe, among those that reproduce every content equally',
          wanted.recipe,
          equal,
          equal.some((recipe) => isKeyRecipe(recipe, wanted)),
        ),
        ...chainBreaks(wanted, run, file),
        documented('the same verdict before anchors and trust', chain.verdict, before.verdict),
      ],
    }
  })
}

function chainBreaks(wanted: ChainKey, run: SetRun, file: string): Statement[] {
  const { sourceId, receipt } = sourceOf(run.sources, file)
  const breaks = findingsAt(run.findings, sourceId, ...chainKinds)
  const reordered = onAxis(breaks, 'link', 'reorder')
  const skipped = findingsAt(run.findings, sourceId, 'sequence-gap')
  const gaps = onAxis(breaks, 'link', 'gap').map((gap) => {
    const numbers = missingNumbers(skipped.filter((skip) => lineOf(skip) === lineOf(gap)))
    return { ...placeOf(gap), missing: Number(gap.details['missing']), missingSequences: numbers }
  })
  const named = new Set(
    [...wanted.contentMismatches, ...wanted.linkGaps]
      .map(({ line }) => line)
      .concat(wanted.reorders.flatMap(({ lines }) => lines)),
  )
  const rejects = findingsAt(run.findings, sourceId, 'record-rejected')
  return [
    stated('content differs at', wanted.contentMismatches, onAxis(breaks, 'content', 'mismatch').map(placeOf)),
    stated('link gaps', wanted.linkGaps, gaps),
    stated('lines out of order', wanted.reorders, neighbours(reordered.map(placeOf))),
    stated(
      'other breaks at lines',
      [],
      breaks.map(lineOf).filter((line) => !named.has(line)),
    ),
    stated(
      'sequence skips elsewhere at lines',
      [],
      skipped.map(lineOf).filter((line) => !wanted.linkGaps.some((gap) => gap.line === line)),
    ),
    stated(
      'rejected lines',
      wanted.rejects.map(({ line }) => line),
      rejects.map(lineOf),
    ),
    ...wanted.rejects.map(({ line, reasons }): Statement => {
      const reason = rejects.find((reject) => lineOf(reject) === line)?.subject ?? null
      return statedAs(
        `reason of the reject at line ${line}, one of`,
        reasons,
        reason,
        reason !== null && reasons.includes(reason),
      )
    }),
    stated(
      'the file is cut short',
      wanted.rejects.some(({ truncated }) => truncated),
      receipt.truncated,
    ),
  ]
}

/** Lines that follow each other and are out of order, two by two. */
function neighbours(
  places: readonly { readonly line: number | null; readonly sequence: string | null }[],
): { lines: (number | null)[]; sequences: (string | null)[] }[] {
  const pairs: { lines: (number | null)[]; sequences: (string | null)[] }[] = []
  for (const { line, sequence } of places) {
    const last = pairs.at(-1)
    if (last?.lines.length === 1 && last.lines[0] === (line ?? 0) - 1) {
      last.lines.push(line)
      last.sequences.push(sequence)
    } else pairs.push({ lines: [line], sequences: [sequence] })
  }
  return pairs
}

/** A shipped recipe in the key's words. */
function recipeFacts(recipe: Recipe, first: InspectedRecord | undefined): object {
  const { algorithm, canonical, previous } = recipe
  return {
    algorithm,
    canonical: canonical.form,
    // A set of names: their order has no meaning.
    exclude: (canonical.exclude ?? []).toSorted(),
    previous: previous.placement,
    encoding: previous.encoding,
    genesis: genesisOf(recipe, first),
  }
}

function isKeyRecipe(facts: object, { recipe }: ChainKey): boolean {
  return isDeepStrictEqual(facts, { ...recipe, exclude: (recipe['exclude'] as readonly string[]).toSorted() })
}

/** Verifies one chain under a recipe by its id, by both implementations: `verify chain --second-opinion`. */
export type VerifyChain = (file: string, recipeId: string) => Promise<readonly CheckResult[]>

/** The chain under exactly the recipe that the key names, computed a second time by an independent implementation. */
export async function compareKeyRecipes(key: AnswerKey, run: SetRun, verify: VerifyChain): Promise<Check[]> {
  const checks: Check[] = []
  for (const [file, wanted] of Object.entries(key.chain)) {
    const recipe = run.recipes.find((candidate) =>
      isKeyRecipe(recipeFacts(candidate, run.firstRecords.get(file)), wanted),
    )
    const chain = recipe === undefined ? undefined : resultOf(await verify(file, recipe.id), 'chain', file)
    checks.push({
      set: key.set,
      file,
      check: 'hash chain, recipe of the key',
      verdict: chain?.verdict ?? 'no such recipe',
      n: chain?.contentVerified ?? 0,
      m: chain?.entries ?? wanted.entries,
      statements: [
        stated('verdict', wanted.verdict, chain?.verdict),
        stated('contents that recompute', wanted.entries - wanted.contentMismatches.length, chain?.contentVerified),
        documented(
          'second implementation',
          { entries: wanted.entries, agrees: true },
          {
            entries: chain?.secondOpinion?.entries,
            agrees: chain?.secondOpinion?.agrees,
          },
        ),
      ],
    })
  }
  return checks
}
