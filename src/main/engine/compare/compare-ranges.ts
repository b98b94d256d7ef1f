/** Runs comparison tasks over a source's ranges of frames on all lanes and takes their results in file order. */
import type { ValueRule } from '../../../shared/model/comparison.ts'
import type { EntryField } from '../../../shared/model/profile.ts'
import { parseJson } from '../../../shared/core/bytes/parse-json.ts'
import type { Layout } from '../../io/formats/record-json.ts'
import type { ReadableStore } from '../../store/open.ts'
import type { StoredSource } from '../../store/sources.ts'
import { listFrames } from '../../store/vault.ts'
import { orCancelled, type JobContext } from '../jobs.ts'
import type { LanePool } from '../ports.ts'
import { frameRanges } from '../verify/frame-ranges.ts'
import type { CompareResult, CompareTask } from './row-task.ts'
import type { KeyRule } from './row-values.ts'

export interface CompareWork {
  readonly store: ReadableStore
  readonly pool: LanePool
  readonly job: JobContext
  readonly fields: readonly EntryField[]
  readonly keys: KeyRule
  readonly rule: ValueRule
}

/**
 * `want` says what is asked of the entries `[from, to)`; null leaves the range out. Results are held only until those
 * before them have come, so memory does not grow with the source.
 */
export async function compareRanges(
  work: CompareWork,
  source: StoredSource,
  stage: string,
  want: (from: number, to: number) => CompareTask['want'] | null,
  take: (result: CompareResult) => void,
): Promise<void> {
  const { store, pool, job, fields, keys, rule } = work
  const spans = listFrames(store, source.sourceId)
  const ranges = frameRanges(spans)
  const layouts = parseJson(source.layouts) as Layout[]
  const held = new Map<number, CompareResult | null>()
  let next = 0
  let taken = 0
  let done = 0
  let from = 0
  const lane = async (): Promise<void> => {
    while (next < ranges.length) {
      const index = next
      next += 1
      const { frameFrom, frameTo, entries } = ranges[index] as (typeof ranges)[number]
      const asked = want(from, from + entries)
      from += entries
      const task = { kind: 'compare-rows', sourceId: source.sourceId, frameFrom, frameTo, layouts } as const
      const result =
        asked === null
          ? null
          : await orCancelled(
              job.signal,
              pool.run({ ...task, profile: source.profile, fields, keys, rule, want: asked }),
            )
      held.set(index, result as CompareResult | null)
      for (; held.has(taken); taken += 1) {
        const ready = held.get(taken)
        held.delete(taken)
        if (ready !== null && ready !== undefined) take(ready)
      }
      done += entries
      job.progress(stage, 'entries', done, source.entries)
      await job.breathe()
    }
  }
  await Promise.all(Array.from({ length: Math.min(pool.size + 1, ranges.length) }, lane))
}
