/**
 * Repeats a check run with the parameters stored of it and compares what comes out with what came out then, byte for byte.
 * The later run is a run like any other and names the one that it repeats.
 */
import { AppError } from '../../../shared/model/app-error.ts'
import type { CheckResult, CheckRun, RunKind } from '../../../shared/model/check-run.ts'
import type { NotRepeatable, Rerun } from '../../../shared/model/rerun.ts'
import { recipeSchema, type Recipe } from '../../../shared/model/recipe.ts'
import { findShippedRecipe } from '../../../shared/core/chain/shipped-recipes.ts'
import { parseJson } from '../../../shared/core/bytes/parse-json.ts'
import type { ReadableStore } from '../../store/open.ts'
import { findRun, finishedRuns, iterateBreaks, markRepeat } from '../../store/runs.ts'
import { findSource, type StoredSource } from '../../store/sources.ts'
import { verifyCloudTrail } from '../cloudtrail/verify-cloudtrail.ts'
import { verifyContinuity } from '../continuity/verify-continuity.ts'
import { recordCustody } from '../custody/record-custody.ts'
import type { JobContext } from '../jobs.ts'
import type { EnginePorts } from '../ports.ts'
import type { Session } from '../session.ts'
import { verifyProofs } from '../proof/verify-proofs.ts'
import { noKeys, verifyLedgerFiles, verifySeals, type SealOptions } from '../seals/verify-seals.ts'
import { verifyIds } from '../seals/verify-ids.ts'
import type { ChainKey } from './key-files.ts'
import { choiceOfRun } from './merkle-run.ts'
import { resultDifferences } from './result-differences.ts'
import { verifyAnchors } from './verify-anchors.ts'
import { verifyChain } from './verify-chain.ts'
import { verifyMerkle } from './verify-merkle.ts'
import { verifySequence } from './verify-sequence.ts'

export interface RerunOptions {
  readonly lanes: number
  /** Keys of a keyed chain: they are stored nowhere and have to be given again. */
  readonly keys: readonly ChainKey[]
}

type Parameters = Readonly<Record<string, unknown>>

interface Given extends RerunOptions {
  readonly ports: EnginePorts
  readonly session: Session
  readonly job: JobContext
  readonly parameters: Parameters
}

/** How a check over a source is done once more. A kind that is not here is repeated by its own command. */
const ofSource: Partial<Record<RunKind, (given: Given, source: StoredSource) => Promise<CheckResult>>> = {
  chain: ({ ports, session, job, parameters, keys, lanes }, source) =>
    verifyChain(
      ports,
      session,
      source,
      { recipe: givenRecipe(parameters), secondOpinion: parameters['secondOpinion'] === true, keys, lanes },
      job,
    ),
  merkle: ({ ports, session, job, parameters, lanes }, source) =>
    verifyMerkle(
      ports,
      session,
      source,
      { lanes, secondOpinion: parameters['secondOpinion'] !== false, choice: choiceOfRun(parameters) },
      job,
    ),
  anchors: async ({ ports, session, job, lanes }, source) => {
    const merkle = await verifyMerkle(ports, session, source, { lanes, secondOpinion: true }, job)
    return verifyAnchors(ports, session, source, merkle, job)
  },
  continuity: ({ ports, session, job }, source) => verifyContinuity(ports, session, source, job),
  ids: ({ ports, session, job }, source) => verifyIds(ports, session, source, job),
  seals: ({ ports, session, job, parameters }, source) =>
    verifySeals(
      ports,
      session,
      source,
      {
        keys: noKeys,
        payload: (parameters['payload'] ?? null) as SealOptions['payload'],
        manifests: textsOf(parameters['manifests']),
      },
      job,
    ),
  proofs: ({ ports, session, job }, source) => verifyProofs(ports, session, source, job),
  sequence: ({ ports, session, job, parameters }, source) =>
    verifySequence(
      ports,
      session,
      source,
      { scope: textsOf(parameters['scope']), toleranceMicros: Number(parameters['toleranceMicros'] ?? 0) },
      job,
    ),
}

/** Checks over files that were never imported: they are read from where they lay. */
const ofFiles: Partial<Record<RunKind, (given: Given) => Promise<CheckResult>>> = {
  cloudtrail: cloudTrailAgain,
  seals: ({ ports, session, parameters }) => verifyLedgerFiles(ports, session, textsOf(parameters['digests'])),
}

/** Why a run cannot be repeated from what is stored; null when it can. */
export function notRepeatable(
  store: ReadableStore,
  run: CheckRun,
  keys: readonly ChainKey[] = [],
): NotRepeatable | null {
  if (run.state !== 'finished') return 'unfinished'
  if (ofFiles[run.kind] !== undefined && run.sourceId === 0) return null
  if (ofSource[run.kind] === undefined) return 'kind'
  if (findSource(store, run.sourceId) === undefined) return 'source'
  const needsKey = textsOf(run.parameters['keys']).length > 0
  // Keys are read for chains here; seals read theirs in other forms, by their own command.
  return needsKey && (keys.length === 0 || run.kind !== 'chain') ? 'key' : null
}

/** Throws `not-found` for no such run and `usage` for one that cannot be repeated. */
export async function rerunCheck(
  ports: EnginePorts,
  session: Session,
  runId: number,
  options: RerunOptions,
  job: JobContext,
): Promise<Rerun> {
  const { store } = session
  const found = findRun(store, runId)
  if (found === undefined) throw new AppError('not-found', `There is no check run ${runId}.`)
  const { run: before, result: earlier } = found
  const reason = notRepeatable(store, before, options.keys)
  if (reason !== null || earlier === null)
    throw new AppError('usage', `Run ${runId} cannot be repeated: ${whyNot[reason ?? 'unfinished']}`)
  const newest = finishedRuns(store, 1).at(-1)?.runId ?? 0
  const given = { ...options, ports, session, job, parameters: before.parameters }
  const result = await performed(given, before)
  return session.transaction(() => {
    const after = finishedRuns(store, 50).findLast(
      (run) => run.runId > newest && run.kind === before.kind && run.sourceId === before.sourceId,
    )
    if (after === undefined) throw new Error(`the repeated run ${runId} left no run`)
    markRepeat(store, after.runId, runId)
    const { count, listed } = resultDifferences(earlier, parseJson(JSON.stringify(result)))
    const breaksChanged = !sameBreaks(store, runId, after.runId)
    const unchanged =
      before.resultSha256 === null ? count === 0 && !breaksChanged : before.resultSha256 === after.resultSha256
    const rerun: Rerun = {
      before,
      after: { ...after, repeatsRun: runId },
      outcome: unchanged ? 'unchanged' : 'changed',
      verdictChanged: before.overall !== after.overall,
      parametersChanged: JSON.stringify(before.parameters) !== JSON.stringify(after.parameters),
      breaksChanged,
      differenceCount: count,
      differences: [...listed],
      result,
    }
    recordCustody(ports, store, 'run.repeat', {
      run: after.runId,
      repeats: runId,
      outcome: rerun.outcome,
      before: before.resultSha256,
      after: after.resultSha256,
    })
    return rerun
  })
}

const whyNot: Readonly<Record<NotRepeatable, string>> = {
  key: 'it needs a key, and keys are not stored. Give it with --key.',
  kind: 'a check of this kind is repeated by its own command.',
  source: 'its source is no longer in the engagement.',
  unfinished: 'it did not finish.',
  failed: 'something that it needs is not to be had.',
}

async function performed(given: Given, { kind, sourceId }: CheckRun): Promise<CheckResult> {
  const again = sourceId === 0 ? ofFiles[kind] : undefined
  if (again !== undefined) return again(given)
  const source = findSource(given.session.store, sourceId)
  const perform = ofSource[kind]
  if (source === undefined || perform === undefined)
    throw new Error(`run of ${kind} over ${sourceId} is not repeatable`)
  return perform(given, source)
}

/** A file that is gone ends the run with an error that names it. */
function cloudTrailAgain({ ports, session, job, parameters }: Given): Promise<CheckResult> {
  const filesOf = (name: string): string[] =>
    (parameters[name] as { file: string }[] | undefined)?.map(({ file }) => file) ?? []
  return verifyCloudTrail(
    ports,
    session,
    {
      files: textsOf(parameters['files']),
      keys: filesOf('keys'),
      metadata: filesOf('metadata'),
      relocations: (parameters['relocations'] ?? []) as never,
    },
    job,
  )
}

/** The recipe that was given then. Without one the choice is made anew, as it was. */
function givenRecipe(parameters: Parameters): Recipe | undefined {
  if (parameters['given'] !== true) return undefined
  const document = recipeSchema.safeParse(parameters['document'])
  if (document.success) return document.data
  const shipped = findShippedRecipe(String(parameters['recipe']))
  if (shipped === undefined) throw new AppError('recipe-invalid', `The recipe of the run is not stored with it.`)
  return shipped
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
}

function sameBreaks(store: ReadableStore, left: number, right: number): boolean {
  const one = iterateBreaks(store, left)
  const other = iterateBreaks(store, right)
  try {
    for (;;) {
      const [a, b] = [one.next(), other.next()]
      if (a.done === true || b.done === true) return a.done === b.done
      if (JSON.stringify(a.value) !== JSON.stringify(b.value)) return false
    }
  } finally {
    one.return(undefined)
    other.return(undefined)
  }
}
