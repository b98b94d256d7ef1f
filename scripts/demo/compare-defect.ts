/**
 * Expectations of a defect case against the answers. Every member of `details` has its comparison by name; a member
 * without one is not met, so that nothing stated goes unlooked at.
 */
import { isDeepStrictEqual } from 'node:util'
import { stated, statedAs } from './check.ts'
import type { Check, Statement } from './check.ts'
import { dayOf } from './compare-faults.ts'
import type { DefectCase, Expectation } from './defect-case.ts'
import type { InspectedRecord, Recipe } from './documents.ts'
import {
  chainKinds,
  exceptionsByDate,
  findingsAt,
  missingNumbers,
  onAxis,
  placeOf,
  resultOf,
  sourceOf,
  spanOf,
  genesisOf,
} from './look-up.ts'
import type { DefectRun } from './run-defect.ts'

/** What a check found: its words, its count, and one value for each detail it can be asked about. */
interface Found {
  readonly label: string
  readonly word: string
  readonly reason: string | null
  readonly n: number
  readonly m: number
  readonly details: Readonly<Record<string, unknown>>
}

export function compareDefect(defect: DefectCase, run: DefectRun): Check[] {
  return defect.expectations.map((expectation) => {
    const found = findIn(expectation, run)
    const statements: Statement[] = []
    const word = expectation.verdict ?? expectation.result
    if (word !== undefined)
      statements.push(stated(expectation.verdict === undefined ? 'result' : 'verdict', word, found.word))
    if (expectation.reason !== undefined) statements.push(stated('reason', expectation.reason, found.reason))
    for (const [name, wanted] of Object.entries(expectation.details)) {
      if (name === 'recipe') statements.push(recipeStatement(wanted, found.details['recipes'] as readonly object[]))
      else if (name in found.details) statements.push(stated(name, wanted, found.details[name]))
      else statements.push(statedAs(name, wanted, 'the demo has no comparison for this', false))
    }
    return {
      set: `defect ${defect.defect}`,
      file: expectation.file,
      check: found.label,
      verdict: found.word,
      n: found.n,
      m: found.m,
      statements,
    }
  })
}

function findIn(expectation: Expectation, run: DefectRun): Found {
  switch (expectation.check) {
    case 'import':
      return foundByImport(expectation.file, run)
    case 'chain':
      return foundByChain(expectation.file, run)
    case 'merkle':
      return foundByMerkle(expectation, run)
    case 'anchor':
      return foundByAnchors(expectation.file, run)
    case 'rules':
      return foundByRule(expectation, run)
    case 'coverage':
      return foundByCoverage(expectation.file, run)
    case 'w5':
      return foundByFill(expectation, run)
    case 'erasure':
      return foundByErasure(expectation.file, run)
    default:
      return { label: expectation.check, word: 'no such check', reason: null, n: 0, m: 0, details: {} }
  }
}

function foundByImport(file: string, run: DefectRun): Found {
  const { format, receipt, sourceId } = sourceOf(run.sources, file)
  const { physical, accepted, rejected, blank, truncated, notes } = receipt
  const partitions = notes.find(({ code }) => code === 'partition')?.detail?.split('; ') ?? []
  const details = {
    format,
    physical,
    accepted,
    rejected,
    blank,
    truncated,
    // `public.child of public.parent, values …`
    partitions: partitions.map((partition) => partition.replace(/ of .*$/s, '').replace(/^.*\./, '')),
    idsMissing: missingNumbers(findingsAt(run.findings, sourceId, 'sequence-gap')),
  }
  return {
    label: 'import',
    word: rejected === 0 ? 'accepted' : 'accepted in part',
    reason: null,
    n: accepted,
    m: physical,
    details,
  }
}

function foundByChain(file: string, run: DefectRun): Found {
  const chain = resultOf(run.verified?.result ?? [], 'chain', file)
  const breaks = findingsAt(run.findings, chain.sourceId, ...chainKinds)
  const details = {
    entries: chain.entries,
    recipes: run.recipes
      .filter(({ id }) => chain.equivalentRecipes.includes(id))
      .map((recipe) => recipeFacts(recipe, run.inspected.get(`${file}:1`))),
    contentMismatches: onAxis(breaks, 'content', 'mismatch').map(placeOf),
    linkGaps: onAxis(breaks, 'link', 'gap').map(placeOf),
  }
  return {
    label: 'hash chain',
    word: chain.verdict,
    reason: chain.reason,
    n: chain.contentVerified,
    m: chain.entries,
    details,
  }
}

/** A shipped recipe in the case's words. */
function recipeFacts(recipe: Recipe, first: InspectedRecord | undefined): object {
  const { algorithm, canonical, previous } = recipe
  return {
    algorithm,
    form: canonical.form,
    placement: previous.placement,
    encoding: previous.encoding,
    genesis: genesisOf(recipe, first),
  }
}

/** Several recipes can give one file the same bytes; the stated one must be among those found. */
function recipeStatement(wanted: unknown, found: readonly object[]): Statement {
  const met = found.some((recipe) => isDeepStrictEqual(recipe, wanted))
  return statedAs('recipe, among those that reproduce every content', wanted, found, met)
}

function foundByMerkle({ file, details: wanted }: Expectation, run: DefectRun): Found {
  const merkle = resultOf(run.verified?.result ?? [], 'merkle', file)
  const exceptions = exceptionsByDate(merkle.batches)
  const lines = ((wanted['lines'] ?? []) as number[]).filter((line) => {
    const record = run.inspected.get(`${file}:${line}`)
    // A root names a day, not a line: the stated lines must lie in a day that differs.
    return record?.line === line && exceptions.some(({ date }) => date === dayOf(record))
  })
  const details = { batches: merkle.batches.length, verified: merkle.verified, exceptions, lines }
  return {
    label: 'Merkle roots',
    word: merkle.verdict,
    reason: merkle.reason,
    n: merkle.verified,
    m: merkle.batches.length,
    details,
  }
}

function foundByAnchors(file: string, run: DefectRun): Found {
  const anchors = resultOf(run.verified?.result ?? [], 'anchors', file)
  const trusted = run.withTrust === undefined ? undefined : resultOf(run.withTrust.result, 'anchors', file)
  const apart = new Set(anchors.anchors.map(({ times }) => Number(times.blockSeconds) - Number(times.assertedSeconds)))
  const details = {
    claims: anchors.anchors.length,
    withTrust: trusted?.verdict,
    exceptions: exceptionsByDate(anchors.anchors),
    blockMinusAssertedSeconds: apart.size === 1 ? [...apart][0] : [...apart],
  }
  return {
    label: 'anchors',
    word: anchors.verdict,
    reason: anchors.reason,
    n: anchors.verified,
    m: anchors.anchors.length,
    details,
  }
}

function foundByRule({ file, details: { rule, mode } }: Expectation, run: DefectRun): Found {
  const results = run.rules?.find(({ sourceName }) => sourceName === file)?.results ?? []
  const result = results.find((candidate) => candidate.rule === rule && candidate.mode === mode)
  const lines = result?.hits.map(({ pointer }) => pointer.line) ?? null
  const details = { rule: result?.rule, mode: result?.mode, lines, missing: result?.missing }
  return {
    label: `rule ${String(rule)}, ${String(mode)}`,
    word: result?.result ?? 'not run',
    reason: null,
    n: result?.hitCount ?? 0,
    m: result?.tested ?? 0,
    details,
  }
}

function foundByCoverage(file: string, run: DefectRun): Found {
  const { sourceId } = sourceOf(run.sources, file)
  const found = run.coverage?.find((item) => item.sourceId === sourceId)
  const { firstDay, lastDay, days, emptyDays } = spanOf(found?.days ?? [])
  const details = { firstDay, lastDay, emptyDays, untimed: found?.untimed }
  return {
    label: 'days with events',
    word: found === undefined ? 'not run' : 'measured',
    reason: null,
    n: days - emptyDays.length,
    m: days,
    details,
  }
}

function foundByFill({ file, details: { dimension, requirement } }: Expectation, run: DefectRun): Found {
  const rates = run.fill?.find(({ sourceName }) => sourceName === file)?.rates ?? []
  const rate = rates.find((candidate) => candidate.dimension === dimension && candidate.requirement === requirement)
  const details = {
    dimension: rate?.dimension,
    requirement: rate?.requirement,
    filled: rate?.filled,
    applicable: rate?.applicable,
    missingLines: rate?.missing.map(({ line }) => line),
  }
  return {
    label: `${String(dimension)}: ${String(requirement)}`,
    word: rate?.result ?? 'not run',
    reason: null,
    n: rate?.filled ?? 0,
    m: rate?.applicable ?? 0,
    details,
  }
}

function foundByErasure(file: string, run: DefectRun): Found {
  const { sourceId, receipt } = sourceOf(run.sources, file)
  const rows = run.erasure?.rows.filter(({ pointer }) => pointer.sourceId === sourceId) ?? []
  const details = {
    subject: run.erasure?.subjects,
    lines: rows.map(({ pointer }) => pointer.line),
    paths: rows.flatMap(({ changes }) => changes.map(({ path }) => path)),
  }
  return {
    label: 'erasure preview',
    word: rows.length === 0 ? 'not found' : 'found',
    reason: null,
    n: rows.length,
    m: receipt.accepted,
    details,
  }
}
