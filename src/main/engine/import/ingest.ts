/**
 * Second pass: members are parsed into frames and stored, in batches that are committed with how far they got. Formats of
 * lines are read in blocks by lanes; the rest by one reader here, with packing on the thread pool.
 */
import { promisify } from 'node:util'
import { zstdCompress } from 'node:zlib'
import { AppError } from '../../../shared/model/app-error.ts'
import { maskedText } from '../../../shared/core/sensitive/mask-value.ts'
import type { SourceProfile } from '../../../shared/model/profile.ts'
import type { FormatDefinition } from '../../io/formats/format.ts'
import type { Original } from '../../io/acquire/acquire.ts'
import { readBlocks } from '../../io/files/read-chunks.ts'
import { createReader } from '../../io/formats/reader.ts'
import type { Layout } from '../../io/formats/record-json.ts'
import { createSha256 } from '../../io/host/digest.ts'
import type { WritableStore } from '../../store/open.ts'
import { createRejectWriter, insertMember, insertRedaction, saveImportProgress } from '../../store/sources.ts'
import { createFrameWriter, referenceKey } from '../../store/vault.ts'
import type { JobContext } from '../jobs.ts'
import type { LanePool } from '../ports.ts'
import type { RedactionReceipt } from '../../../shared/core/sensitive/redact.ts'
import type { AcquiredMember } from './acquired-member.ts'
import { referenceBlob, zstdParameters, type PackedFrame } from './block.ts'
import { Intake } from './intake.ts'
import { LineBlocks, longestLine, prepended, withheld } from './pieces.ts'
import { changedWhileRead, type Surveyed } from './survey.ts'
import { addNote, addTotals, coveredBytes, emptyTotals, type Totals } from './totals.ts'

const compress = promisify(zstdCompress)

/** Bytes of a block for a lane: enough for several frames, little enough to keep a few of them in memory. */
const blockBytes = 2 * 1024 * 1024
/** Bytes stored between commits, unless the plan says otherwise. Smaller imports are one transaction. */
const defaultBatchBytes = 256 * 1024 * 1024
/** Frames packed at the same time by the thread pool. */
const inFlight = 4

/** How far an import has come: everything before `member` is stored whole, and of it `memberBytes`. */
export interface ImportProgress {
  readonly member: number
  readonly memberBytes: number
  readonly memberLines: number
  readonly byteBase: number
  readonly frames: number
  readonly entries: number
  /** Entries before the current member. */
  readonly memberEntryStart: number
  readonly layouts: readonly Layout[]
  /** Of everything stored. */
  readonly totals: Totals
  /** Of the members before the current one. */
  readonly earlier: Totals
}

export interface IngestPlan {
  readonly sourceId: number
  readonly format: FormatDefinition
  readonly profile: SourceProfile
  readonly originals: readonly Original[]
  readonly members: readonly AcquiredMember[]
  readonly surveyed: readonly Surveyed[]
  /** Unpacked bytes of all members. */
  readonly bytes: number
  readonly withhold?: 'reference' | 'redact' | undefined
  /** Bytes stored between commits. */
  readonly batchBytes?: number | undefined
}

export interface Ingested {
  readonly totals: Totals
  readonly layouts: readonly Layout[]
}

/** Stores all members, or those that an interrupted import still lacks. `commit` ends a batch and begins the next. */
export async function ingest(
  store: WritableStore,
  plan: IngestPlan,
  lanes: LanePool,
  from: ImportProgress | null,
  commit: () => void,
  job: JobContext,
): Promise<Ingested> {
  const run = new Ingest(store, plan, lanes, from, commit, job)
  try {
    for (let member = from?.member ?? 0; member < plan.members.length; member += 1) await run.readMember(member)
  } catch (error) {
    // Lanes may still answer: nothing of it may be written once the transaction is gone.
    run.stop()
    throw error
  }
  return { totals: run.totals, layouts: run.layouts }
}

class Ingest {
  totals: Totals
  layouts: readonly Layout[]
  readonly #store: WritableStore
  readonly #plan: IngestPlan
  readonly #lanes: LanePool
  readonly #commit: () => void
  readonly #job: JobContext
  readonly #writeFrame: ReturnType<typeof createFrameWriter>
  readonly #writeReject: ReturnType<typeof createRejectWriter>
  #earlier: Totals
  #byteBase: number
  #frames: number
  #entries: number
  #member: number
  #memberBytes: number
  #memberLines: number
  #memberEntryStart: number
  #batch = 0
  #stopped = false
  /** False once an import could not be taken up again from where it is. */
  #resumable = true

  constructor(
    store: WritableStore,
    plan: IngestPlan,
    lanes: LanePool,
    from: ImportProgress | null,
    commit: () => void,
    job: JobContext,
  ) {
    this.#store = store
    this.#plan = plan
    this.#lanes = lanes
    this.#commit = commit
    this.#job = job
    this.#writeFrame = createFrameWriter(store, plan.sourceId)
    this.#writeReject = createRejectWriter(store, plan.sourceId)
    this.totals = from?.totals ?? emptyTotals()
    this.#earlier = from?.earlier ?? emptyTotals()
    this.layouts = from?.layouts ?? []
    this.#byteBase = from?.byteBase ?? 0
    this.#frames = from?.frames ?? 0
    this.#entries = from?.entries ?? 0
    this.#member = from?.member ?? 0
    this.#memberBytes = from?.memberBytes ?? 0
    this.#memberLines = from?.memberLines ?? 0
    this.#memberEntryStart = from?.memberEntryStart ?? 0
  }

  /** Answers of lanes that are still to come are dropped. */
  stop(): void {
    this.#stopped = true
  }

  async readMember(index: number): Promise<void> {
    const member = this.#plan.members[index] as AcquiredMember
    const surveyed = this.#plan.surveyed[index] as Surveyed
    if (index !== this.#member) {
      this.#member = index
      this.#memberBytes = 0
      this.#memberLines = 0
      this.#memberEntryStart = this.#entries
      this.#resumable = true
      this.#earlier = structuredClone(this.totals)
    }
    const hash = createSha256()
    let bytes = 0
    const chunks = async function* (source: AsyncIterable<Uint8Array<ArrayBufferLike>>): AsyncGenerator<Buffer> {
      for await (const chunk of source) {
        hash.update(chunk)
        bytes += chunk.length
        yield Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
      }
    }
    if (this.#plan.format.lines === true) await this.#readBlocks(member, chunks(this.#blocksOf(member)))
    else await this.#readWhole(member, chunks(member.open()), this.#memberBytes, false)
    if (bytes !== surveyed.bytes || hash.hex() !== surveyed.sha256) {
      throw changedWhileRead(member.name)
    }
    for (const note of member.notes()) {
      addNote(this.totals, note.code, 1, [note.detail === undefined ? member.name : `${member.name}: ${note.detail}`])
      if (note.incomplete) this.totals.truncated = true
    }
    insertMember(this.#store, this.#plan.sourceId, {
      member: index,
      name: maskedText(member.name),
      original: member.original,
      packing: member.packing,
      byteStart: this.#byteBase,
      bytes,
      sha256: surveyed.sha256,
      entryStart: this.#memberEntryStart,
      modifiedMicros: member.modifiedMicros,
      notes: member.notes().map(({ code, detail }) => ({ code, detail })),
    })
    this.#byteBase += bytes
    if (coveredBytes(this.totals) !== this.#byteBase) {
      throw new AppError(
        'receipt-does-not-close',
        `Internal fault: ${coveredBytes(this.totals)} of ${this.#byteBase} bytes are accounted for. Nothing was imported.`,
      )
    }
  }

  /** Bytes of a member in memory that is used again: of a file that is not packed straight from the disk. */
  #blocksOf(member: AcquiredMember): AsyncIterable<Uint8Array<ArrayBufferLike>> {
    const path = this.#plan.originals[member.original]?.path
    if (path === undefined || member.packing.length > 0 || member.attachment !== undefined) return member.open()
    const block = new Uint8Array(blockBytes)
    return readBlocks(path, blockBytes, () => block)
  }

  /** Cuts a member into blocks after line ends and hands them to lanes; results are stored in order. */
  async #readBlocks(member: AcquiredMember, chunks: AsyncGenerator<Buffer>): Promise<void> {
    const pending: Promise<void>[] = []
    let stored: Promise<void> = Promise.resolve()
    let skip = this.#memberBytes
    let offset = skip
    const lines = new LineBlocks()
    const send = (bytes: Uint8Array<ArrayBuffer>): void => {
      const at = offset
      offset += bytes.length
      const length = bytes.length
      const task = {
        kind: 'block' as const,
        format: this.#plan.format.id,
        profile: this.#plan.profile,
        name: member.name,
        modifiedMicros: member.modifiedMicros,
        layouts: this.layouts,
        bytes,
        continued: at > 0,
        withhold: this.#plan.withhold,
      }
      const result = this.#lanes.run(task)
      // Whoever waits for the chain hears of a fault; a result that nobody came to wait for must not end the process.
      result.catch(() => undefined)
      stored = stored.then(async () => {
        const answer = await result
        if (this.#stopped) return
        if (answer.kind !== 'block') throw new AppError('internal', 'a lane answered another task')
        lines.reuse(answer.bytes)
        this.#addLayouts(answer.layouts)
        const entryBase = this.#entries
        for (const frame of answer.frames) this.#place(frame, at, this.#memberLines, entryBase)
        for (const receipt of answer.redactions) this.#writeRedaction(receipt, this.#byteBase + at)
        addTotals(this.totals, answer.totals)
        this.#memberLines += answer.newlines
        this.#memberBytes = at + length
        this.#advance(length)
      })
      // Awaited below, but perhaps after something else has thrown.
      stored.catch(() => undefined)
      pending.push(stored)
    }
    for await (const chunk of chunks) {
      const fresh = skip >= chunk.length ? undefined : chunk.subarray(skip)
      skip = Math.max(0, skip - chunk.length)
      if (fresh === undefined) continue
      const block = lines.add(fresh)
      if (block !== undefined) send(block)
      else if (lines.held > longestLine) {
        await stored
        this.#resumable = false
        await this.#readWhole(member, prepended(lines.take(), chunks), 0, offset > 0, offset)
        return
      }
      while (pending.length > this.#lanes.size + 1) await pending.shift()
      await this.#job.breathe()
    }
    if (lines.held > 0 || offset === 0) send(lines.take())
    await stored
  }

  /**
   * One reader over the rest of a member. The first `skipped` bytes were stored before and only pass through the reader;
   * `base` is where the reader's first byte stands in the member.
   */
  async #readWhole(
    member: AcquiredMember,
    chunks: AsyncGenerator<Buffer>,
    skipped: number,
    continued: boolean,
    base = 0,
  ): Promise<void> {
    const frames: { readonly frame: Omit<PackedFrame, 'zstd'>; readonly zstd: Promise<Buffer> }[] = []
    const lineBase = base > 0 ? this.#memberLines : 0
    const entryBase = base > 0 ? this.#entries : this.#memberEntryStart
    const before = base > 0 ? structuredClone(this.totals) : this.#earlier
    const { withhold } = this.#plan
    const intake = new Intake(
      this.#plan.profile,
      this.layouts,
      ({ raw, ...frame }) => {
        if (frame.byteStart + frame.byteLength <= skipped) return
        const zstd = withhold === 'reference' ? Promise.resolve(referenceBlob(raw)) : compress(raw, zstdParameters)
        zstd.catch(() => undefined)
        frames.push({ frame, zstd })
      },
      withhold !== undefined,
    )
    const hints = {
      name: member.name,
      modifiedMicros: member.modifiedMicros,
      continued,
      ...(member.attachment === undefined ? {} : { attachment: member.attachment }),
    }
    const reader = createReader(this.#plan.format.id, intake, {}, hints)
    intake.reader = reader
    const drain = async (most: number): Promise<void> => {
      while (frames.length > most) {
        const { frame, zstd } = frames.shift() as (typeof frames)[number]
        this.#place({ ...frame, zstd: await zstd }, base, lineBase, entryBase)
        this.#memberBytes = base + frame.byteStart + frame.byteLength
        this.#addLayouts(intake.layouts)
        // Totals of a reader are those of all it read: set anew each time.
        this.totals = structuredClone(before)
        addTotals(this.totals, intake.totals)
        this.#advance(frame.byteLength)
      }
    }
    for await (const { kept, read, at, receipts } of withheld(chunks, withhold)) {
      intake.push(kept)
      reader.push(read)
      for (const receipt of receipts) this.#writeRedaction(receipt, this.#byteBase + base + at)
      await drain(inFlight)
      await this.#job.breathe()
    }
    reader.end()
    intake.end()
    await drain(0)
    this.#addLayouts(intake.layouts)
    this.totals = structuredClone(before)
    addTotals(this.totals, intake.totals)
  }

  #place(frame: PackedFrame, byteOffset: number, lineBase: number, entryBase: number): void {
    const byteBase = this.#byteBase + byteOffset
    this.#writeFrame({
      frame: this.#frames,
      byteStart: byteBase + frame.byteStart,
      byteLength: frame.byteLength,
      entryStart: entryBase + frame.entryStart,
      entries: frame.entries,
      lineBase,
      minMicros: frame.minMicros,
      maxMicros: frame.maxMicros,
      tiles: frame.tiles,
      columns: frame.columns,
      zstd: frame.zstd,
      keyId: this.#plan.withhold === 'reference' ? referenceKey : 0,
    })
    for (const reject of frame.rejects) {
      const { byteStart, byteLength, line, reason, message } = reject
      this.#writeReject(byteBase + byteStart, byteLength, lineBase + line, reason, message)
    }
    this.#frames += 1
    this.#entries = entryBase + frame.entryStart + frame.entries
  }

  #writeRedaction({ byteStart, byteLength, kind }: RedactionReceipt, offset: number): void {
    insertRedaction(this.#store, this.#plan.sourceId, { byteStart: offset + byteStart, byteLength, kind })
  }

  #addLayouts(layouts: readonly Layout[]): void {
    if (layouts.length <= this.layouts.length) return
    this.layouts = [...layouts]
  }

  #advance(bytes: number): void {
    this.#job.progress('import', 'bytes', this.#byteBase + this.#memberBytes, this.#plan.bytes)
    this.#batch += bytes
    if (this.#batch < (this.#plan.batchBytes ?? defaultBatchBytes) || !this.#resumable) return
    this.#batch = 0
    const progress: ImportProgress = {
      member: this.#member,
      memberBytes: this.#memberBytes,
      memberLines: this.#memberLines,
      byteBase: this.#byteBase,
      frames: this.#frames,
      entries: this.#entries,
      memberEntryStart: this.#memberEntryStart,
      layouts: this.layouts,
      totals: this.totals,
      earlier: this.#earlier,
    }
    saveImportProgress(this.#store, this.#plan.sourceId, progress)
    this.#commit()
  }
}
