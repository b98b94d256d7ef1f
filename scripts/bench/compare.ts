/**
 * Two exports of one log compared: the log against a copy with 37 planted edits. What is measured is the comparison; the
 * answer says how many edits came out with their field, and whether anything else did.
 */
import { rmSync } from 'node:fs'
import type { ContractName, JobName, RequestOf } from '../../src/shared/ipc/contract.ts'
import type { StoredComparison } from '../../src/shared/model/comparison.ts'
import { plantedCount, writeEditedCopy, type PlantedEdits } from './plant-edits.ts'

const seed = 37

export interface BenchEngine {
  call(name: ContractName, request: unknown): Promise<unknown>
  job<N extends JobName>(name: N, request: RequestOf<N>): Promise<unknown>
}

/** `copy` ends with `.csv` or `.ndjson`; `engagement` is made anew. `start` is called when only the comparison is left. */
export async function compareExports(
  engine: BenchEngine,
  { log, copy, engagement, rows }: { log: string; copy: string; engagement: string; rows: number },
  start: () => void,
): Promise<string> {
  const planted = await writeEditedCopy(log, copy, { rows, seed, form: copy.endsWith('.csv') ? 'csv' : 'ndjson' })
  rmSync(engagement, { force: true })
  const { engagementId } = (await engine.call('engagement.create', {
    file: engagement,
    name: 'Comparison',
    period: { from: '2024-01-01', to: '2025-12-31' },
    frameworks: ['soc2'],
  })) as { engagementId: string }
  for (const file of [log, copy]) await engine.job('source.import', { engagementId, file, profileId: 'guide-b' })
  start()
  const { result } = (await engine.job('source.compare', { engagementId, leftId: 1, rightId: 2 })) as StoredComparison
  const found = foundEdits(result, planted)
  const all = result.changed + result.removed + result.added + result.moved
  return `${found} of ${plantedCount} edits found with their field, ${all - found} besides; ${result.same + result.sameOtherBytes} rows the same`
}

function foundEdits({ listed }: StoredComparison['result'], planted: PlantedEdits): number {
  const fieldOf = new Map(listed.changed.map((row) => [row.left.line, row.fields.map(({ field }) => field).join()]))
  const [removed, moved] = [listed.removed, listed.moved].map((rows) => new Set(rows.map((row) => row.line)))
  const added = new Set(listed.added.map((row) => row.key))
  return (
    planted.changed.filter(({ line, field }) => fieldOf.get(line) === field).length +
    planted.removed.filter((line) => removed?.has(line) === true).length +
    planted.moved.filter((line) => moved?.has(line) === true).length +
    planted.added.filter((id) => added.has(id)).length
  )
}
