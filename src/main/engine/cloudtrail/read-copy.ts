/**
 * Reads the files of a copied trail once: hash of the uncompressed content, and of digests the content itself. Folders,
 * archives and single files are taken alike, through the same acquisition as imports.
 */
import { isDigestPath, isLogPath } from '../../../shared/core/cloudtrail/digest-key.ts'
import { looksLikeDigest } from '../../../shared/core/cloudtrail/digest-model.ts'
import { EventTimeScanner } from '../../../shared/core/cloudtrail/event-times.ts'
import type { CopiedFile, ReadingEnd } from '../../../shared/core/cloudtrail/evidence.ts'
import { pathOf } from '../../../shared/core/cloudtrail/placement.ts'
import { parseJson } from '../../../shared/core/bytes/parse-json.ts'
import { acquire, type Acquisition, type MemberNote, type SourceMember } from '../../io/acquire/acquire.ts'
import { createSha256 } from '../../io/host/digest.ts'
import type { JobContext } from '../jobs.ts'

/** Bytes of a file in which the names that a digest has must begin. */
const sniffedBytes = 64 * 1024
/** A digest of 100,000 log files has some 40 MB. Hostile: whatever is called a digest is held in memory. */
const maximumDigestBytes = 64 * 1024 * 1024
/** All digests together, uncompressed: the digests of a hundred thousand hours have some 400 MB. */
const maximumAllDigestBytes = 1024 * 1024 * 1024

export interface ReadCopy {
  readonly name: string
  readonly files: readonly CopiedFile[]
  /** Uncompressed. */
  readonly bytes: number
  readonly notes: readonly string[]
}

/** Throws AppError `file-unreadable` when something that was given is not there. */
export async function readCopy(paths: readonly string[], job: JobContext): Promise<ReadCopy> {
  const acquisition = await acquire(paths)
  const files: CopiedFile[] = []
  const budget = { left: maximumAllDigestBytes }
  let bytes = 0
  for (const [index, member] of acquisition.members.entries()) {
    const read = await readMember(acquisition, member, budget, job)
    files.push(read.file)
    bytes += read.bytes
    job.progress('read', 'files', index + 1, acquisition.members.length)
    await job.breathe()
  }
  return {
    name: acquisition.name,
    files,
    bytes,
    notes: acquisition.notes.map(({ code, detail }) => (detail === undefined ? code : `${code}: ${detail}`)),
  }
}

async function readMember(
  acquisition: Acquisition,
  member: SourceMember,
  budget: { left: number },
  job: JobContext,
): Promise<{ readonly file: CopiedFile; readonly bytes: number }> {
  const path = pathOf(member.name)
  const hash = createSha256()
  const times = new EventTimeScanner()
  let kept: Buffer[] | null = []
  let keptBytes = 0
  let bytes = 0
  let isDigest = isDigestPath(path)
  let overLimit = false
  for await (const chunk of member.open()) {
    hash.update(chunk)
    bytes += chunk.length
    if (!isDigest) times.push(chunk)
    if (kept !== null) {
      kept.push(chunk)
      keptBytes += chunk.length
      if (!isDigest && keptBytes >= sniffedBytes) {
        isDigest = mentionsDigest(kept)
        if (!isDigest) kept = null
      }
      if (keptBytes > Math.min(maximumDigestBytes, budget.left)) {
        kept = null
        overLimit = true
      }
    }
    await job.breathe()
  }
  if (kept !== null && !isDigest) isDigest = mentionsDigest(kept)
  const original = acquisition.originals[member.original]
  const facts = {
    name: member.name,
    location: original === undefined ? member.name : `${original.path}${member.name.slice(original.name.length)}`,
    sha256: hash.hex(),
    end: readingEnd(member.notes()),
    packed: member.packing.at(-1) === 'gzip',
  }
  if (isDigest) {
    if (kept === null || overLimit)
      return {
        file: {
          ...facts,
          kind: 'digest',
          value: undefined,
          end: { state: 'unread', detail: 'longer than a digest may be' },
        },
        bytes,
      }
    budget.left -= keptBytes
    const value = jsonOf(kept)
    // A name alone makes no digest of a file that holds events.
    if (value === undefined || looksLikeDigest(value) || !hasRecords(value))
      return { file: { ...facts, kind: 'digest', value }, bytes }
    for (const chunk of kept) times.push(chunk)
  }
  const found = times.end()
  if (found.hasRecords || isLogPath(path)) return { file: { ...facts, kind: 'log', times: found }, bytes }
  return { file: { ...facts, kind: 'other' }, bytes }
}

function mentionsDigest(chunks: readonly Buffer[]): boolean {
  const head = Buffer.concat(chunks).subarray(0, sniffedBytes)
  return head.includes('"digestS3Object"') && head.includes('"digestEndTime"')
}

function hasRecords(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'Records' in value
}

/** Undefined when the content is not JSON, or not UTF-8. */
function jsonOf(chunks: readonly Buffer[]): unknown {
  try {
    return parseJson(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks))) as unknown
  } catch {
    return undefined
  }
}

function readingEnd(notes: readonly MemberNote[]): ReadingEnd {
  const detailOf = (note: MemberNote): string =>
    note.detail === undefined ? note.code : `${note.code}: ${note.detail}`
  const damaged = notes.find(({ code }) => code.startsWith('cut-') || code.startsWith('damaged-'))
  const unread = notes.find((note) => note.incomplete && note !== damaged && !/^(?:cut|damaged)-/.test(note.code))
  if (unread !== undefined) return { state: 'unread', detail: detailOf(unread) }
  if (damaged !== undefined) return { state: 'damaged', detail: detailOf(damaged) }
  const trailing = notes.find(({ code }) => code === 'trailing-data' || code === 'trailing-zeros')
  if (trailing !== undefined) return { state: 'trailing', detail: detailOf(trailing) }
  return { state: 'whole', detail: '' }
}
