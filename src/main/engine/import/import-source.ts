/**
 * Import: what was chosen is hashed whole, then parsed into the vault. Nothing is verified here. A small import is one
 * transaction; a large one is stored in batches that nobody sees until the last, can be taken up again after a crash, and
 * is as good as gone the moment it is cancelled.
 */
import { AppError } from '../../../shared/model/app-error.ts'
import type { ImportReceipt, SensitiveMode } from '../../../shared/model/source.ts'
import type { VerdictWord } from '../../../shared/model/verdict.ts'
import { maskedText } from '../../../shared/core/sensitive/mask-value.ts'
import { formatFrom } from '../../io/formats/reader.ts'
import { readChunks } from '../../io/files/read-chunks.ts'
import { createSha256 } from '../../io/host/digest.ts'
import type { WritableStore } from '../../store/open.ts'
import {
  beginSource,
  clearSource,
  countRedactions,
  createOriginalWriter,
  discardSource,
  findSource,
  findSourceByDigest,
  finishSource,
  insertOriginal,
  listInterrupted,
  memberSpans,
  nextSourceId,
  pageRejects,
  setPath,
  sweepDiscarded,
  type InterruptedImport,
  type StoredSource,
} from '../../store/sources.ts'
import { replaceFindings, type NewFinding } from '../../store/findings.ts'
import { recordCustody } from '../custody/record-custody.ts'
import type { JobContext } from '../jobs.ts'
import type { EnginePorts, LanePool } from '../ports.ts'
import type { Session } from '../session.ts'
import { startInlineLanes } from '../lanes/lanes.ts'
import { hasChain, verifyChain } from '../verify/verify-chain.ts'
import { ingest, type Ingested, type ImportProgress, type IngestPlan } from './ingest.ts'
import type { ImportPlan } from './plan-import.ts'
import { profileHash } from './shipped-profiles.ts'
import { setNotes } from './set-notes.ts'
import { changedWhileRead, surveyMembers, type Survey } from './survey.ts'
import { addNote, receiptFrom } from './totals.ts'

export interface ImportRequest {
  readonly plan: ImportPlan
  /** As the user named it; kept in the file, shown in receipts. Null for a file that goes after the import. */
  readonly pathGiven: string | null
  readonly expectSha256?: string | undefined
  /** The user's choice for a source that holds card data. */
  readonly sensitive?: SensitiveMode | undefined
  /** Bytes stored between commits; 256 MiB when left out. */
  readonly batchBytes?: number | undefined
}

/** Rejects that become findings of their own; the rest is in the reject list and counted in one finding. */
const rejectFindings = 200
const importLanes = 2
/** In the place of a path that leads nowhere after the import. */
const passingPath = '-'
/** A smaller import is read sooner than a lane has started. */
const laneBytes = 16 * 1024 * 1024

export async function importSource(
  ports: EnginePorts,
  session: Session,
  request: ImportRequest,
  job: JobContext,
): Promise<StoredSource> {
  const packed = request.plan.originals.reduce((sum, original) => sum + original.bytes, 0)
  const lanes =
    packed > laneBytes ? ports.startLanes(session.store.path, importLanes) : startInlineLanes(session.store.path)
  try {
    const surveyed = await surveyMembers(request.plan.originals, request.plan.members, lanes, job)
    const { plan, survey } = withoutDuplicates(request.plan, surveyed)
    if (request.expectSha256 !== undefined && request.expectSha256.toLowerCase() !== survey.sha256) {
      throw new AppError(
        'digest-differs',
        `${plan.name} has SHA-256 ${survey.sha256}, expected ${request.expectSha256}. Nothing was imported; ask for the file again.`,
      )
    }
    assertNotImported(session, plan.name, survey.sha256)
    const chosen = { ...request, plan }
    const mode = modeOf(chosen, survey)
    const context = { ports, session, request: chosen, survey, lanes, job }
    if (mode !== 'redact') return await storeSource(context, mode)
    // Verified while the bytes are whole, then stored without the card data. Packed bytes cannot be left where they are.
    if (!isReferable(plan)) return await storeSource(context, 'redact')
    const whole = await storeSource(context, 'reference')
    const verdict = hasChain(whole)
      ? (await verifyChain(ports, session, whole, { recipe: undefined, lanes: importLanes }, job)).verdict
      : null
    return await redactSource(context, whole, verdict)
  } finally {
    await lanes.close()
  }
}

/** Members with the bytes of an earlier one are left out: a file that was copied twice is one file. */
function withoutDuplicates(plan: ImportPlan, survey: Survey): { readonly plan: ImportPlan; readonly survey: Survey } {
  const seen = new Map<string, string>()
  const notes: ImportPlan['notes'][number][] = []
  const kept = plan.members.flatMap((member, index) => {
    const facts = survey.members[index]
    if (facts === undefined) return []
    const known = seen.get(facts.sha256)
    // Empty files are equal and say nothing.
    if (known !== undefined && facts.bytes > 0) {
      notes.push({ code: 'member-duplicate', detail: `${member.name} is ${known}`, incomplete: false })
      return []
    }
    seen.set(facts.sha256, member.name)
    return [{ member, facts }]
  })
  if (notes.length === 0) return { plan, survey }
  return {
    plan: { ...plan, members: kept.map((item) => item.member), notes: [...plan.notes, ...notes] },
    survey: {
      ...survey,
      members: kept.map((item) => item.facts),
      bytes: kept.reduce((sum, item) => sum + item.facts.bytes, 0),
    },
  }
}

/** What is done about card data: nothing where there is none. Throws `sensitive-data-found` while nobody has said. */
function modeOf({ plan, pathGiven, sensitive }: ImportRequest, survey: Survey): SensitiveMode | undefined {
  if (!survey.holdsCardData) return undefined
  if (sensitive === 'reference' && pathGiven === null) {
    throw new AppError(
      'sensitive-data-found',
      `${plan.name} came in on standard input, so there is no file to leave its bytes in. Nothing was stored; import it from a file, or redacted.`,
    )
  }
  if (sensitive === 'reference' && !isReferable(plan)) {
    throw new AppError(
      'sensitive-data-found',
      `${plan.name} is packed or made of several files, so its bytes cannot be left where they are. Nothing was stored; unpack it, or import it redacted.`,
    )
  }
  const { pan, sad } = survey.sensitive
  const likely = pan.likely + sad.likely
  // Nobody may say that what has the form and the name of a card number is none.
  if (sensitive !== undefined && !(sensitive === 'none' && likely > 0)) return sensitive
  throw new AppError(
    'sensitive-data-found',
    `${plan.name} holds what looks like card data: ${pan.likely} likely and ${pan.possible} possible card numbers, ${sad.likely + sad.possible} card codes, tracks or PINs. Nothing was stored. Import it by reference (the bytes stay in the file) or redacted (--pan reference, --pan redact)${likely > 0 ? '' : ', or say that these numbers are no cards (--pan none)'}.`,
    {
      details: {
        panLikely: String(pan.likely),
        panPossible: String(pan.possible),
        sadLikely: String(sad.likely),
        sadPossible: String(sad.possible),
      },
    },
  )
}

/** One plain file: frames can point into it. */
function isReferable(plan: ImportPlan): boolean {
  const [member] = plan.members
  return plan.members.length === 1 && member?.packing.length === 0 && member.attachment === undefined
}

interface StoreContext {
  readonly ports: EnginePorts
  readonly session: Session
  readonly request: ImportRequest
  readonly survey: Survey
  readonly lanes: LanePool
  readonly job: JobContext
}

async function storeSource(context: StoreContext, mode: SensitiveMode | undefined): Promise<StoredSource> {
  const { ports, session, request, survey, lanes, job } = context
  const { plan } = request
  let sourceId: number | undefined
  try {
    return await session.batches(async (commit) => {
      const { store } = session
      // Again inside: the same file may have been imported while this one waited for its turn.
      assertNotImported(session, plan.name, survey.sha256)
      const begun = begin(ports, store, request, survey, mode)
      sourceId = begun.sourceId
      const read = await ingest(store, ingestPlan(context, begun.sourceId, mode), lanes, begun.progress, commit, job)
      // A packed original with card data is not kept: only what was redacted of it is.
      if (mode === undefined || mode === 'none') await keepOriginals(store, begun.sourceId, plan, survey, commit, job)
      await job.breathe()
      return finish(context, begun.sourceId, read, mode, null)
    })
  } catch (error) {
    // Batches that were committed before the fault are no source: nobody saw them, and they go now.
    await discardImport(session, sourceId)
    throw error
  }
}

/** Puts redacted bytes in the place of those that a source by reference points to; the whole of it or nothing. */
async function redactSource(
  context: StoreContext,
  source: StoredSource,
  verdictBefore: VerdictWord | null,
): Promise<StoredSource> {
  const { session, lanes, job } = context
  try {
    return await session.transaction(async () => {
      clearSource(session.store, source.sourceId)
      if (context.request.pathGiven === null) setPath(session.store, source.sourceId, passingPath)
      const plan = ingestPlan(context, source.sourceId, 'redact')
      const read = await ingest(session.store, plan, lanes, null, () => undefined, job)
      await job.breathe()
      return finish(context, source.sourceId, read, 'redact', verdictBefore)
    })
  } catch (error) {
    await session.write(() => discardSource(session.store, source.sourceId))
    void sweep(session)
    throw error
  }
}

function ingestPlan({ request, survey }: StoreContext, sourceId: number, mode: SensitiveMode | undefined): IngestPlan {
  const { plan } = request
  return {
    sourceId,
    format: formatFrom(plan.format),
    profile: plan.profile,
    originals: plan.originals,
    members: plan.members,
    surveyed: survey.members,
    bytes: survey.bytes,
    withhold: mode === 'none' ? undefined : mode,
    batchBytes: request.batchBytes,
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
  mode: SensitiveMode | undefined,
): { readonly sourceId: number; readonly progress: ImportProgress | null } {
  const hash = profileHash(plan.profile)
  for (const left of listInterrupted(store)) {
    if (left.sha256 !== survey.sha256) continue
    if (isSameImport(left, plan, hash, survey)) {
      return { sourceId: left.sourceId, progress: left.progress as ImportProgress }
    }
    discardSource(store, left.sourceId)
  }
  const [only, ...others] = plan.originals
  // Frames of a source by reference are read through this path, also while it is only on its way to being redacted.
  const isNamed = pathGiven !== null || mode === 'reference'
  const path = isNamed && only !== undefined && others.length === 0 ? only.path : (pathGiven ?? passingPath)
  if (mode === 'reference' && maskedText(path) !== path) {
    throw new AppError(
      'sensitive-data-found',
      'The name of the file itself holds what looks like a card number, and a source by reference keeps it. Nothing was stored; rename the file or its folder.',
    )
  }
  const sourceId = nextSourceId(store)
  beginSource(store, {
    sourceId,
    // A name is stored like a byte of the source: what it holds of a card number goes.
    name: maskedText(plan.name),
    pathGiven: maskedText(path),
    format: plan.format,
    profile: plan.profile,
    profileHash: hash,
    bytes: survey.bytes,
    sha256: survey.sha256,
    importedAtMicros: ports.clock.nowMicros(),
  })
  for (const [original, { bytes, sha256 }] of survey.originals.entries())
    insertOriginal(store, sourceId, {
      original,
      name: maskedText(plan.originals[original]?.name ?? ''),
      bytes,
      sha256,
    })
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
  { ports, session, request, survey }: StoreContext,
  sourceId: number,
  { totals, layouts }: Ingested,
  mode: SensitiveMode | undefined,
  verdictBefore: VerdictWord | null,
): StoredSource {
  const { plan } = request
  const { store } = session
  for (const { code, detail, incomplete } of plan.notes) addNote(totals, code, 1, [detail], incomplete)
  for (const { code, detail } of setNotes(memberSpans(store, sourceId))) addNote(totals, code, 1, [detail])
  const places = countRedactions(store, sourceId)
  const found = Object.values(survey.sensitive).some(({ likely, possible }) => likely + possible > 0)
  const receipt: ImportReceipt = {
    ...receiptFrom(totals, formatFrom(plan.format), survey.bytes, survey.sha256),
    ...(found ? { sensitive: survey.sensitive } : {}),
    ...(mode === undefined ? {} : { sensitiveMode: mode }),
    ...(mode === 'redact' ? { redaction: { places, verdictBefore } } : {}),
  }
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
    ...(mode === undefined ? {} : { cardData: mode, places, verdictBefore }),
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
