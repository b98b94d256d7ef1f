/**
 * Import: what was chosen is hashed whole, then parsed into the vault. Nothing is verified here. A small import is one
 * transaction; a large one is stored in batches that nobody sees until the last, can be taken up again after a crash, and
 * is as good as gone the moment it is cancelled.
 */
import { AppError } from '../../../shared/model/app-error.ts'
import type { ImportReceipt } from '../../../shared/model/source.ts'
import { formatFrom } from '../../io/formats/reader.ts'
import { readChunks } from '../../io/files/read-chunks.ts'
import { createSha256 } from '../../io/host/digest.ts'
import type { WritableStore } from '../../store/open.ts'
import {
  beginSource,
  createOriginalWriter,
  discardSource,
  findSource,
  findSourceByDigest,
  finishSource,
  insertOriginal,
  listInterrupted,
  nextSourceId,
  pageRejects,
  sweepDiscarded,
  type InterruptedImport,
  type StoredSource,
} from '../../store/sources.ts'
import { replaceFindings, type NewFinding } from '../../store/findings.ts'
import { recordCustody } from '../custody/record-custody.ts'
import type { JobContext } from '../jobs.ts'
import type { EnginePorts } from '../ports.ts'
import type { Session } from '../session.ts'
import { startInlineLanes } from '../verify/lanes.ts'
import { changedWhileRead, ingest, type Ingested, type ImportProgress } from './ingest.ts'
import type { ImportPlan } from './plan-import.ts'
import { profileHash } from './shipped-profiles.ts'
import { surveyMembers, type Survey } from './survey.ts'
import { addNote, receiptFrom } from './totals.ts'

export interface ImportRequest {
  readonly plan: ImportPlan
  /** As the user named it; kept in the file, shown in receipts. */
  readonly pathGiven: string
  readonly expectSha256?: string | undefined
}

/** Rejects that become findings of their own; the rest is in the reject list and counted in one finding. */
const rejectFindings = 200
const importLanes = 2
/** A smaller import is read sooner than a lane has started. */
const laneBytes = 16 * 1024 * 1024

export async function importSource(
  ports: EnginePorts,
  session: Session,
  request: ImportRequest,
  job: JobContext,
): Promise<StoredSource> {
  const { plan } = request
  const survey = await surveyMembers(plan.originals, plan.members, job)
  if (request.expectSha256 !== undefined && request.expectSha256.toLowerCase() !== survey.sha256) {
    throw new AppError(
      'digest-differs',
      `${plan.name} has SHA-256 ${survey.sha256}, expected ${request.expectSha256}. Nothing was imported; ask for the file again.`,
    )
  }
  assertNotImported(session, plan.name, survey.sha256)
  let sourceId: number | undefined
  try {
    return await session.batches(async (commit) => {
      // Again inside: the same file may have been imported while this one waited for its turn.
      assertNotImported(session, plan.name, survey.sha256)
      const begun = begin(ports, session.store, request, survey)
      sourceId = begun.sourceId
      const large = survey.bytes > laneBytes
      const lanes = large ? ports.startLanes(session.store.path, importLanes) : startInlineLanes(session.store.path)
      try {
        const read = await ingest(
          session.store,
          {
            sourceId: begun.sourceId,
            format: formatFrom(plan.format),
            profile: plan.profile,
            members: plan.members,
            surveyed: survey.members,
            bytes: survey.bytes,
          },
          lanes,
          begun.progress,
          commit,
          job,
        )
        await keepOriginals(session.store, begun.sourceId, plan, survey, commit, job)
        await job.breathe()
        return finish(ports, session.store, request, survey, begun.sourceId, read)
      } finally {
        await lanes.close()
      }
    })
  } catch (error) {
    // Batches that were committed before the fault are no source: nobody saw them, and they go now.
    await discardImport(session, sourceId)
    throw error
  }
}

function assertNotImported(session: Session, name: string, sha256: string): void {
  const known = findSourceByDigest(session.store, sha256)
  if (known === undefined) return
  throw new AppError(
    'source-already-imported',
    `${name} has the same bytes as source ${known.sourceId} (${known.name}). Nothing was imported again.`,
    { details: { sourceId: String(known.sourceId) } },
  )
}

/** The row of a new source, or that of an import of the same bytes in the same way that died before its end. */
function begin(
  ports: EnginePorts,
  store: WritableStore,
  { plan, pathGiven }: ImportRequest,
  survey: Survey,
): { readonly sourceId: number; readonly progress: ImportProgress | null } {
  const hash = profileHash(plan.profile)
  for (const left of listInterrupted(store)) {
    if (left.sha256 !== survey.sha256) continue
    if (isSameImport(left, plan, hash, survey)) {
      return { sourceId: left.sourceId, progress: left.progress as ImportProgress }
    }
    discardSource(store, left.sourceId)
  }
  const sourceId = nextSourceId(store)
  beginSource(store, {
    sourceId,
    name: plan.name,
    pathGiven,
    format: plan.format,
    profile: plan.profile,
    profileHash: hash,
    bytes: survey.bytes,
    sha256: survey.sha256,
    importedAtMicros: ports.clock.nowMicros(),
  })
  for (const [original, { bytes, sha256 }] of survey.originals.entries())
    insertOriginal(store, sourceId, { original, name: plan.originals[original]?.name ?? '', bytes, sha256 })
  return { sourceId, progress: null }
}

function isSameImport(left: InterruptedImport, plan: ImportPlan, hash: string, survey: Survey): boolean {
  return (
    left.progress !== null && left.format === plan.format && left.profileHash === hash && left.bytes === survey.bytes
  )
}

async function discardImport(session: Session, sourceId: number | undefined): Promise<void> {
  if (sourceId === undefined) return
  await session.write(() => {
    const left = listInterrupted(session.store).some((source) => source.sourceId === sourceId)
    if (left) discardSource(session.store, sourceId)
  })
  void sweep(session)
}

/** Takes rows of discarded imports away, a piece at a time, between other work. */
export async function sweep(session: Session): Promise<void> {
  for (;;) {
    const more = await session.write(() => session.store.db.open && sweepDiscarded(session.store))
    if (!more) return
    await new Promise((resolve) => setImmediate(resolve))
  }
}

function finish(
  ports: EnginePorts,
  store: WritableStore,
  { plan }: ImportRequest,
  survey: Survey,
  sourceId: number,
  { totals, layouts }: Ingested,
): StoredSource {
  for (const { code, detail } of plan.notes) addNote(totals, code, 1, [detail])
  const receipt = receiptFrom(totals, formatFrom(plan.format), survey.bytes, survey.sha256)
  finishSource(store, {
    sourceId,
    bytes: survey.bytes,
    layouts: JSON.stringify(layouts),
    receipt,
    entries: totals.accepted,
    firstMicros: totals.firstMicros,
    lastMicros: totals.lastMicros,
    firstSequence: totals.firstSequence,
    lastSequence: totals.lastSequence,
  })
  recordCustody(ports, store, 'source.import', {
    source: sourceId,
    name: plan.name,
    bytes: survey.bytes,
    sha256: survey.sha256,
    format: plan.format,
    profile: plan.profile.id,
    accepted: receipt.accepted,
    rejected: receipt.rejected,
    blank: receipt.blank,
    ...(survey.originals.length === 1 ? {} : { files: survey.originals.length }),
  })
  replaceFindings(store, 'import', sourceId, findingsOf(store, sourceId, receipt))
  return findSource(store, sourceId) as StoredSource
}

/** Stores packed originals as they were handed over; plain ones are in the vault already, byte for byte. */
async function keepOriginals(
  store: WritableStore,
  sourceId: number,
  plan: ImportPlan,
  survey: Survey,
  commit: () => void,
  job: JobContext,
): Promise<void> {
  const write = createOriginalWriter(store, sourceId)
  for (const [index, original] of plan.originals.entries()) {
    const packed = plan.members.some((member) => member.original === index && member.packing.length > 0)
    if (!packed) continue
    const hash = createSha256()
    let chunk = 0
    for await (const bytes of readChunks(original.path)) {
      hash.update(bytes)
      write(index, chunk, bytes)
      chunk += 1
      if (chunk % 256 === 0) commit()
      await job.breathe()
    }
    if (hash.hex() !== survey.originals[index]?.sha256) throw changedWhileRead(original.name)
  }
}

function findingsOf(store: WritableStore, sourceId: number, receipt: ImportReceipt): NewFinding[] {
  const place = { sourceId, entryId: null, line: null, sequence: null, byteStart: null, byteLength: null }
  const findings: NewFinding[] = pageRejects(store, sourceId, 0, rejectFindings).map((reject) => ({
    kind: 'record-rejected',
    severity: 'medium',
    subject: reject.reason,
    details: { line: String(reject.line), reason: reject.reason, message: reject.message },
    pointers: [{ ...place, line: reject.line, byteStart: reject.byteStart, byteLength: reject.byteLength }],
    runId: null,
  }))
  if (receipt.truncated) {
    findings.push({
      kind: 'source-truncated',
      severity: 'high',
      subject: 'source-truncated',
      details: { rejected: String(receipt.rejected) },
      pointers: [place],
      runId: null,
    })
  }
  for (const note of receipt.notes) {
    if (note.incomplete !== true) continue
    findings.push({
      kind: 'source-incomplete',
      severity: 'high',
      subject: note.text ?? note.code,
      details: { count: String(note.count), detail: note.detail ?? '' },
      pointers: [place],
      runId: null,
    })
  }
  return findings
}
