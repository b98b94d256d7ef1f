/** Opens a bundled sample set: a new engagement, its exports imported, its recorded anchors added. The same calls as by hand. */
import type { Api, FileHandle } from '../../../shared/ipc/api.ts'
import type { Engagement, Period } from '../../../shared/model/engagement.ts'
import { runJob } from '../../lib/jobs.ts'

/** Periods of the bundled sets, as their generator made them. */
const periods: Readonly<Record<string, Period>> = {
  clean: { from: '2024-10-01', to: '2025-03-31' },
  faulty: { from: '2025-05-01', to: '2025-05-31' },
}
const otherwise: Period = { from: '2024-10-01', to: '2025-12-31' }

/** What a file of a set is: an export, recorded anchor material of an export, or neither. */
export function sampleRole(name: string): { readonly kind: 'export' | 'anchor' | 'other'; readonly prefix: string } {
  const anchor = /^(.*)-(?:anchors\.ndjson|transcript\.json)$/.exec(name)
  if (anchor !== null) return { kind: 'anchor', prefix: anchor[1] ?? '' }
  if (name.endsWith('-batches.ndjson')) return { kind: 'other', prefix: '' }
  const data = /^(.*)\.(?:ndjson|csv|sql)$/.exec(name)
  return data === null ? { kind: 'other', prefix: '' } : { kind: 'export', prefix: data[1] ?? '' }
}

export async function loadSample(
  api: Api,
  set: string,
  members: readonly FileHandle[],
  target: FileHandle,
  onStep: (fileName: string) => void,
): Promise<Engagement> {
  const engagement = await api.call('engagement.create', {
    file: target.handle,
    name: target.name.replace(/\.assay$/, ''),
    period: periods[set] ?? otherwise,
    frameworks: ['soc2', 'pci', 'sox'],
  })
  const { engagementId } = engagement
  const sourceByPrefix = new Map<string, number>()
  for (const file of members) {
    const { kind, prefix } = sampleRole(file.name)
    if (kind !== 'export') continue
    onStep(file.name)
    const summary = await runJob(api, 'source.import', { engagementId, file: file.handle })
    sourceByPrefix.set(prefix, summary.sourceId)
  }
  for (const file of members) {
    const { kind, prefix } = sampleRole(file.name)
    const sourceId = sourceByPrefix.get(prefix)
    if (kind !== 'anchor' || sourceId === undefined) continue
    onStep(file.name)
    await api.call('anchor.add', { engagementId, sourceId, file: file.handle })
  }
  return engagement
}
