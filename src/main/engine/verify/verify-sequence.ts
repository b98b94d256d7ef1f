/** Tests the sequence numbers of a source and records the run. Reads columns only, and records where there is a scope. */
import { AppError } from '../../../shared/model/app-error.ts'
import type { SequenceResult } from '../../../shared/model/sequence-check.ts'
import { createSequenceCheck } from '../../../shared/core/completeness/sequence-check.ts'
import { maskedValue } from '../../../shared/core/sensitive/mask-value.ts'
import { iterateEntries } from '../../store/entries.ts'
import { replaceFindings } from '../../store/findings.ts'
import { endRun, lastRun, startRun } from '../../store/runs.ts'
import type { ReadableStore } from '../../store/open.ts'
import type { StoredSource } from '../../store/sources.ts'
import { recordCustody } from '../custody/record-custody.ts'
import type { JobContext } from '../jobs.ts'
import type { EnginePorts } from '../ports.ts'
import { streamEntries } from '../query/stream-entries.ts'
import type { Session } from '../session.ts'
import { finishCheck } from './finish-check.ts'
import { furtherFindings } from './further-findings.ts'

export interface SequenceOptions {
  /** Record fields that the numbers are counted for; none: one count over the source. */
  readonly scope: readonly string[]
  readonly toleranceMicros: number
}

const breatheEvery = 20_000

/** True when any entry has a number. */
export function hasSequence(source: StoredSource): boolean {
  return source.firstSequence !== null
}

/** The scope that the last chain check of the source used: a chain per tenant is counted per tenant too. */
export function knownScope(store: ReadableStore, source: StoredSource): readonly string[] {
  const document = lastRun(store, source.sourceId, 'chain')?.run.parameters['document']
  const scope = typeof document === 'object' && document !== null && 'scope' in document ? document.scope : null
  return Array.isArray(scope) ? scope.filter((name) => typeof name === 'string') : []
}

export async function verifySequence(
  ports: EnginePorts,
  session: Session,
  source: StoredSource,
  options: SequenceOptions,
  job: JobContext,
): Promise<SequenceResult> {
  const { store } = session
  const runId = await session.write(() =>
    startRun(store, {
      kind: 'sequence',
      sourceId: source.sourceId,
      startedAtMicros: ports.clock.nowMicros(),
      toolVersion: ports.version,
      parameters: { scope: options.scope, toleranceMicros: options.toleranceMicros },
    }),
  )
  try {
    const result = maskedValue(await judge(store, source, options, job)) as SequenceResult
    await session.transaction(() => {
      finishCheck(store, runId, ports.clock.nowMicros(), result)
      replaceFindings(store, 'sequence', source.sourceId, furtherFindings(result, runId))
      recordCustody(ports, store, 'sequence.verify', {
        run: runId,
        source: source.sourceId,
        verdict: result.verdict,
        missing: result.missing,
        duplicates: result.duplicateCount,
        inversions: result.timeOrder.inversions,
      })
    })
    return result
  } catch (error) {
    const cancelled = error instanceof AppError && error.code === 'cancelled'
    await session.write(() => endRun(store, runId, ports.clock.nowMicros(), cancelled ? 'abandoned' : 'faulted'))
    throw error
  }
}

async function judge(
  store: ReadableStore,
  source: StoredSource,
  { scope, toleranceMicros }: SequenceOptions,
  job: JobContext,
): Promise<SequenceResult> {
  const { sourceId } = source
  const check = createSequenceCheck({
    sourceId,
    sourceName: source.name,
    rejected: source.receipt.rejected,
    scopeFields: scope,
    toleranceMicros,
  })
  if (scope.length > 0)
    await streamEntries(store, source, job, 'sequence', (entry) => {
      check.add(
        entry,
        scope.map((name) => {
          const { state, text } = entry.raw(name)
          return state === 'present' ? text : `(${state})`
        }),
      )
    })
  else {
    // In steps: an open cursor must not span a turn of the event loop, in which somebody may write.
    for (let from = 0; from < source.entries; from += breatheEvery) {
      for (const place of iterateEntries(store, sourceId, from, Math.min(source.entries, from + breatheEvery)))
        check.add(
          {
            sourceId,
            entryId: place.entryId,
            line: place.line,
            sequence: place.sequence,
            occurredAtMicros: place.occurredMicros,
            byteStart: place.byteStart,
            byteLength: place.byteLength,
          },
          [],
        )
      job.progress('sequence', 'entries', Math.min(source.entries, from + breatheEvery), source.entries)
      await job.breathe()
    }
  }
  return check.finish()
}
