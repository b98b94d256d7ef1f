/**
 * Verify continuity of one source: 1. look at the order of its entries; 2. stream them, in as many passes as its resources
 * take; 3. read the events of each break back; 4. judge; 5. record run, findings and custody event.
 */
import { createContinuity, type ContinuityReport } from '../../../shared/core/continuity/continuity.ts'
import { continuityVerdict } from '../../../shared/core/continuity/continuity-verdict.ts'
import { surveyEventOrder, type EventOrder } from '../../../shared/core/continuity/event-order.ts'
import { maskedValue } from '../../../shared/core/sensitive/mask-value.ts'
import { AppError } from '../../../shared/model/app-error.ts'
import type { ContinuityResult, StateHole } from '../../../shared/model/continuity.ts'
import { entryIdFrom } from '../../../shared/model/digest.ts'
import { iterateEntries } from '../../store/entries.ts'
import { replaceFindings } from '../../store/findings.ts'
import { endRun, startRun } from '../../store/runs.ts'
import type { StoredSource } from '../../store/sources.ts'
import { recordCustody } from '../custody/record-custody.ts'
import type { JobContext } from '../jobs.ts'
import type { EnginePorts } from '../ports.ts'
import { EntryReader } from '../query/entry-text.ts'
import { streamEntries } from '../query/stream-entries.ts'
import type { Session } from '../session.ts'
import { describeHoles } from './describe-holes.ts'
import { finishCheck } from '../verify/finish-check.ts'
import { furtherFindings } from '../verify/further-findings.ts'

/** Holes listed in a result; all are counted. */
const listedHoles = 1000
const surveyedAtOnce = 20_000

/** True when the profile maps old or new values and a resource: without them there is nothing to compare. */
export function hasStates({ profile }: StoredSource): boolean {
  const { before, resourceId } = profile.fields
  return before !== undefined && resourceId !== undefined
}

export async function verifyContinuity(
  ports: EnginePorts,
  session: Session,
  source: StoredSource,
  job: JobContext,
  statementLimit?: number,
): Promise<ContinuityResult> {
  const runId = await session.write(() =>
    startRun(session.store, {
      kind: 'continuity',
      sourceId: source.sourceId,
      startedAtMicros: ports.clock.nowMicros(),
      toolVersion: ports.version,
      parameters: { profile: source.profile.id, profileVersion: source.profile.version },
    }),
  )
  try {
    const result = await judge(ports, session, source, job, statementLimit)
    await session.transaction(() => {
      finishCheck(session.store, runId, ports.clock.nowMicros(), result)
      replaceFindings(session.store, 'continuity', source.sourceId, furtherFindings(result, runId))
      recordCustody(ports, session.store, 'continuity.verify', {
        run: runId,
        source: source.sourceId,
        verdict: result.verdict,
        tested: result.tested,
        held: result.held,
        holes: result.holeCount,
      })
    })
    return result
  } catch (error) {
    const cancelled = error instanceof AppError && error.code === 'cancelled'
    await session.write(() =>
      endRun(session.store, runId, ports.clock.nowMicros(), cancelled ? 'abandoned' : 'faulted'),
    )
    throw error
  }
}

async function judge(
  ports: EnginePorts,
  session: Session,
  source: StoredSource,
  job: JobContext,
  statementLimit: number | undefined,
): Promise<ContinuityResult> {
  const { store } = session
  const run = createContinuity({
    profile: source.profile,
    order: await orderOf(session, source, job),
    sha256: ports.sha256,
    entries: source.entries,
    holeLimit: listedHoles,
    ...(statementLimit === undefined ? {} : { statementLimit }),
  })
  for (let pass = 1, more = true; more; pass += 1) {
    await streamEntries(store, source, job, pass === 1 ? 'states' : `states ${pass}`, (entry) => run.add(entry))
    more = run.endPass()
  }
  const report = run.finish()
  const holes = await describeHoles(store, source, report.holes, job)
  // Hostile: names of fields and resources come from the evidence, and the result is stored.
  return maskedValue(resultFrom(store, source, report, holes)) as ContinuityResult
}

/** Order of the entries, from their columns alone. */
async function orderOf({ store }: Session, source: StoredSource, job: JobContext): Promise<EventOrder> {
  const survey = surveyEventOrder()
  let done = 0
  for (const { sequence, occurredMicros } of iterateEntries(store, source.sourceId)) {
    survey.add({ sequence, occurredAtMicros: occurredMicros })
    done += 1
    if (done % surveyedAtOnce !== 0) continue
    job.progress('order', 'entries', done, source.entries)
    await job.breathe()
  }
  return survey.finish()
}

function resultFrom(
  store: Session['store'],
  source: StoredSource,
  report: ContinuityReport,
  holes: StateHole[],
): ContinuityResult {
  const { rejected, truncated } = source.receipt
  const reader = new EntryReader(store, source)
  const placeOf = (index: number): { entryId: number; line: number } => ({
    entryId: entryIdFrom(source.sourceId, index),
    line: reader.viewAt(index)?.line ?? 0,
  })
  const { passes: _passes, writtenDifferently, odd, ...counts } = report
  return {
    kind: 'continuity',
    sourceId: source.sourceId,
    sourceName: source.name,
    ...continuityVerdict({ ...report, rejected, truncated }),
    entries: source.entries,
    rejected,
    ...counts,
    writtenDifferently: {
      count: writtenDifferently.count,
      first: writtenDifferently.firstEntry === null ? null : placeOf(writtenDifferently.firstEntry),
    },
    odd: odd.map(({ step, count, firstEntry }) => ({ step, count, first: placeOf(firstEntry) })),
    holes,
  }
}
