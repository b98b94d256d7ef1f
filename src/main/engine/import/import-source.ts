/**
 * Import: acquire a file byte for byte, hash it, then parse it. Nothing is verified here. The whole import is one
 * transaction: a cancel, a crash or a full disk leaves the engagement as it was.
 */
import { basename } from 'node:path'
import { AppError } from '../../../shared/model/app-error.ts'
import type { FormatId, ImportReceipt, RejectReason, TileKind } from '../../../shared/model/source.ts'
import type { SourceProfile } from '../../../shared/model/profile.ts'
import { JsonScan } from '../../../shared/core/bytes/json-scan.ts'
import { fileSize, readChunks } from '../../io/files/read-chunks.ts'
import { createSha256 } from '../../io/host/digest.ts'
import { createReader, type TileSink } from '../../io/formats/reader.ts'
import { recordJson, type Layout } from '../../io/formats/record-json.ts'
import { createEntryWriter } from '../../store/entries.ts'
import { createFrameWriter } from '../../store/vault.ts'
import {
  createRejectWriter,
  findSourceByDigest,
  insertSource,
  nextSourceId,
  findSource,
  type StoredSource,
} from '../../store/sources.ts'
import { replaceFindings, type NewFinding } from '../../store/findings.ts'
import { recordCustody } from '../custody/record-custody.ts'
import type { JobContext } from '../jobs.ts'
import type { EnginePorts } from '../ports.ts'
import type { Session } from '../session.ts'
import { EntryMapper } from './entry-mapper.ts'
import { profileHash } from './shipped-profiles.ts'
import { FrameBuilder } from './frame-builder.ts'

export interface ImportRequest {
  readonly path: string
  readonly format: FormatId
  readonly profile: SourceProfile
  readonly expectSha256?: string | undefined
}

/** Rejects that become findings of their own; the rest is in the reject list and counted in one finding. */
const rejectFindings = 200
/** Different details kept with one kind of note (the partitions of a dump); every note is counted. */
const noteDetails = 400

export async function importSource(
  ports: EnginePorts,
  session: Session,
  request: ImportRequest,
  job: JobContext,
): Promise<StoredSource> {
  const { bytes, sha256 } = await hashFile(request.path, job)
  if (request.expectSha256 !== undefined && request.expectSha256.toLowerCase() !== sha256) {
    throw new AppError(
      'digest-differs',
      `${basename(request.path)} has SHA-256 ${sha256}, expected ${request.expectSha256}. Nothing was imported; ask for the file again.`,
    )
  }
  assertNotImported(session, request.path, sha256)
  return session.transaction(() => {
    // Again inside: the same file may have been imported while this one waited for its turn.
    assertNotImported(session, request.path, sha256)
    return parseInto(ports, session, request, bytes, sha256, job)
  })
}

function assertNotImported(session: Session, path: string, sha256: string): void {
  const known = findSourceByDigest(session.store, sha256)
  if (known === undefined) return
  throw new AppError(
    'source-already-imported',
    `${basename(path)} has the same bytes as source ${known.sourceId} (${known.name}). Nothing was imported again.`,
    { details: { sourceId: String(known.sourceId) } },
  )
}

/** SHA-256 and size of a file, read once in chunks. */
export async function hashFile(
  path: string,
  job: JobContext,
): Promise<{ readonly bytes: number; readonly sha256: string }> {
  const size = await fileSize(path)
  const hash = createSha256()
  let done = 0
  for await (const chunk of readChunks(path)) {
    hash.update(chunk)
    done += chunk.length
    job.progress('hash', 'bytes', done, size)
    await job.breathe()
  }
  return { bytes: done, sha256: hash.hex() }
}

async function parseInto(
  ports: EnginePorts,
  session: Session,
  request: ImportRequest,
  size: number,
  sha256: string,
  job: JobContext,
): Promise<StoredSource> {
  const { store } = session
  const sourceId = nextSourceId(store)
  const intake = new Intake(session, sourceId, request.profile)
  const reader = createReader(request.format, intake)
  intake.scan = reader.scan
  const hash = createSha256()
  let done = 0
  for await (const chunk of readChunks(request.path)) {
    hash.update(chunk)
    intake.frames.push(chunk)
    reader.push(chunk)
    done += chunk.length
    await intake.frames.drain()
    job.progress('import', 'bytes', done, size)
    await job.breathe()
  }
  reader.end()
  await intake.frames.end()
  await job.breathe()
  if (done !== size || hash.hex() !== sha256) {
    throw new AppError(
      'file-unreadable',
      `${basename(request.path)} changed while it was read. Nothing was imported; copy it first, then import the copy.`,
    )
  }
  const receipt = intake.receipt(size, sha256)
  const atMicros = ports.clock.nowMicros()
  insertSource(store, {
    sourceId,
    name: basename(request.path),
    pathGiven: request.path,
    format: request.format,
    profile: request.profile,
    profileHash: profileHash(request.profile),
    bytes: size,
    sha256,
    layouts: JSON.stringify(intake.layouts),
    receipt,
    entries: receipt.accepted,
    firstMicros: intake.firstMicros,
    lastMicros: intake.lastMicros,
    firstSequence: intake.firstSequence === null ? null : String(intake.firstSequence),
    lastSequence: intake.lastSequence === null ? null : String(intake.lastSequence),
    importedAtMicros: atMicros,
  })
  recordCustody(ports, store, 'source.import', {
    source: sourceId,
    name: basename(request.path),
    bytes: size,
    sha256,
    format: request.format,
    profile: request.profile.id,
    accepted: receipt.accepted,
    rejected: receipt.rejected,
    blank: receipt.blank,
  })
  replaceFindings(store, 'import', sourceId, intake.findings())
  return findSource(store, sourceId) as StoredSource
}

/** Receives a reader's tiles and turns them into frames, entries and rejects. */
class Intake implements TileSink {
  readonly frames: FrameBuilder
  readonly layouts: Layout[] = []
  /** The reader's scan: during `record` it holds the members of a JSON record. */
  scan = new JsonScan()
  firstMicros: number | null = null
  lastMicros: number | null = null
  firstSequence: number | bigint | null = null
  lastSequence: number | bigint | null = null

  readonly #sourceId: number
  readonly #mapper: EntryMapper
  readonly #addEntry: ReturnType<typeof createEntryWriter>
  readonly #addReject: ReturnType<typeof createRejectWriter>
  readonly #own = new JsonScan()
  readonly #tileBytes: Record<TileKind, number> = { record: 0, rejected: 0, blank: 0, framing: 0 }
  readonly #notes = new Map<string, { count: number; details: string[] }>()
  readonly #rejects: NewFinding[] = []
  #accepted = 0
  #rejected = 0
  #blank = 0
  #truncated = false

  constructor(session: Session, sourceId: number, profile: SourceProfile) {
    this.#sourceId = sourceId
    this.frames = new FrameBuilder(createFrameWriter(session.store, sourceId))
    this.#mapper = new EntryMapper(profile)
    this.#addEntry = createEntryWriter(session.store, sourceId)
    this.#addReject = createRejectWriter(session.store, sourceId)
  }

  layout(layout: Layout): number {
    this.layouts.push(layout)
    return this.layouts.length - 1
  }

  record(bytes: Uint8Array, start: number, end: number, byteStart: number, line: number, layout: number): void {
    const length = end - start
    const form = this.layouts[layout] as Layout
    // White space around the object is part of the record and not of its re-serialisation.
    const stable =
      form.kind === 'json' && this.scan.stable && this.scan.objectStart === start && this.scan.objectEnd === end
    this.frames.tile('record', byteStart, length, layout, stable)
    this.#tileBytes.record += length
    let mapped
    if (form.kind === 'json')
      mapped = this.#mapper.map(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), this.scan)
    else {
      const json = recordJson(bytes, start, end, form)
      this.#own.scan(json, 0, json.length)
      mapped = this.#mapper.map(json, this.#own)
    }
    if (mapped.timeUnparseable) this.note('time-unparseable')
    this.#addEntry({ index: this.#accepted, byteStart, byteLength: length, line, ...mapped })
    this.#accepted += 1
    const micros = mapped.occurredMicros
    if (micros !== null) {
      if (this.firstMicros === null || micros < this.firstMicros) this.firstMicros = micros
      if (this.lastMicros === null || micros > this.lastMicros) this.lastMicros = micros
    }
    const sequence = typeof mapped.sequence === 'string' ? BigInt(mapped.sequence) : mapped.sequence
    if (sequence !== null) {
      if (this.firstSequence === null || sequence < this.firstSequence) this.firstSequence = sequence
      if (this.lastSequence === null || sequence > this.lastSequence) this.lastSequence = sequence
    }
  }

  rejected(
    _bytes: Uint8Array,
    _start: number,
    _end: number,
    byteStart: number,
    line: number,
    reason: RejectReason,
    message: string,
    byteLength: number,
  ): void {
    this.frames.tile('rejected', byteStart, byteLength)
    this.#tileBytes.rejected += byteLength
    this.#rejected += 1
    this.#addReject(byteStart, byteLength, line, reason, message)
    if (this.#rejects.length < rejectFindings) {
      this.#rejects.push({
        kind: 'record-rejected',
        severity: 'medium',
        subject: reason,
        details: { line: String(line), reason, message },
        pointers: [{ sourceId: this.#sourceId, entryId: null, line, sequence: null, byteStart, byteLength }],
        runId: null,
      })
    }
  }

  blank(byteStart: number, byteLength: number, _line: number): void {
    this.#blank += 1
    if (byteLength === 0) return
    this.frames.tile('blank', byteStart, byteLength)
    this.#tileBytes.blank += byteLength
  }

  framing(byteStart: number, byteLength: number): void {
    this.frames.tile('framing', byteStart, byteLength)
    this.#tileBytes.framing += byteLength
  }

  note(code: string, detail?: string): void {
    let known = this.#notes.get(code)
    if (known === undefined) {
      known = { count: 0, details: [] }
      this.#notes.set(code, known)
    }
    known.count += 1
    // Hostile: details are the source's own names, and a dump may hold any number of them.
    if (detail !== undefined && known.details.length < noteDetails && !known.details.includes(detail))
      known.details.push(detail)
  }

  truncated(): void {
    this.#truncated = true
  }

  /** The receipt; throws when it does not close, which would be our own fault. */
  receipt(bytes: number, sha256: string): ImportReceipt {
    const covered = Object.values(this.#tileBytes).reduce((sum, part) => sum + part, 0)
    if (covered !== bytes || this.frames.covered !== bytes) {
      throw new AppError(
        'receipt-does-not-close',
        `Internal fault: ${covered} of ${bytes} bytes are accounted for. Nothing was imported.`,
      )
    }
    return {
      bytes,
      sha256,
      physical: this.#accepted + this.#rejected + this.#blank,
      accepted: this.#accepted,
      rejected: this.#rejected,
      blank: this.#blank,
      tileBytes: { ...this.#tileBytes },
      truncated: this.#truncated,
      notes: [...this.#notes]
        .map(([code, { count, details }]) => ({
          code,
          count,
          ...(details.length === 0 ? {} : { detail: details.join('; ') }),
        }))
        .toSorted((a, b) => (a.code < b.code ? -1 : 1)),
    }
  }

  findings(): NewFinding[] {
    const findings = [...this.#rejects]
    if (this.#truncated) {
      findings.push({
        kind: 'source-truncated',
        severity: 'high',
        subject: 'source-truncated',
        details: { rejected: String(this.#rejected) },
        pointers: [],
        runId: null,
      })
    }
    return findings.map((finding) =>
      finding.pointers.length > 0
        ? finding
        : {
            ...finding,
            pointers: [
              {
                sourceId: this.#sourceId,
                entryId: null,
                line: null,
                sequence: null,
                byteStart: null,
                byteLength: null,
              },
            ],
          },
    )
  }
}
