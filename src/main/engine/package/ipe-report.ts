/** The IPE sheet of one source as a PDF of its own, for a workpaper. Unsigned: a package is what gets signed. */
import { isoFromMicros } from '../../../shared/core/time/instant.ts'
import { writeFileAtomically } from '../../io/files/atomic-write.ts'
import { sha256Hex } from '../../io/host/digest.ts'
import { renderReport } from '../../io/report/render-report.ts'
import { readEngagement } from '../../store/engagements.ts'
import type { StoredSource } from '../../store/sources.ts'
import { recordCustody } from '../custody/record-custody.ts'
import type { EnginePorts } from '../ports.ts'
import type { JobContext } from '../jobs.ts'
import { ipeSheet } from '../query/ipe-sheet.ts'
import { measureSource } from '../query/source-measures.ts'
import type { Session } from '../session.ts'

export async function writeIpeReport(
  ports: EnginePorts,
  session: Session,
  source: StoredSource,
  request: { readonly out: string; readonly force: boolean },
  job: JobContext,
): Promise<{ path: string; bytes: number; sha256: string }> {
  const { store } = session
  const engagement = readEngagement(store)
  const atMicros = ports.clock.nowMicros()
  await measureSource(session, source, job)
  const sheet = ipeSheet(store, source)
  const pdf = await renderReport(
    {
      title: 'Information produced by the entity',
      subtitle: source.name,
      engagement: engagement.name,
      period: `${engagement.period.from} to ${engagement.period.to}`,
      template: 'IPE sheet',
      generatedAt: isoFromMicros(atMicros, 0),
      packageId: `source-${source.sourceId}-${source.sha256.slice(0, 12)}`,
      sections: sheet.map((section, index) => ({
        id: `section-${index + 1}`,
        heading: section.heading,
        blocks: [
          { kind: 'facts', rows: section.rows.map((row) => ({ ...row, mono: /^[0-9a-f]{64}$/.test(row.value) })) },
        ],
      })),
    },
    {
      createdAt: new Date(Math.floor(atMicros / 1_000_000) * 1000),
      attachments: [],
      software: `Assay ${ports.version}`,
      sha256: ports.sha256,
    },
  )
  await writeFileAtomically(request.out, [pdf], { force: request.force })
  const sha256 = sha256Hex(pdf)
  await session.transaction(() => recordCustody(ports, store, 'source.ipe', { source: source.sourceId, sha256 }))
  return { path: request.out, bytes: pdf.length, sha256 }
}
