/**
 * A block: bytes of a member cut after a line end, read apart from its neighbours. Formats whose records are lines of
 * their own are read so, in lanes; what the blocks say adds up to what one reader of the whole says.
 */
import { constants, crc32, zstdCompressSync } from 'node:zlib'
import type { RedactionReceipt } from '../../../shared/core/sensitive/redact.ts'
import type { SourceProfile } from '../../../shared/model/profile.ts'
import type { FormatId } from '../../../shared/model/source.ts'
import { createReader } from '../../io/formats/reader.ts'
import type { Layout } from '../../io/formats/record-json.ts'
import { Intake, type RawFrame } from './intake.ts'
import { countLines, redactCardData } from './scan-block.ts'
import type { Totals } from './totals.ts'

export interface BlockTask {
  readonly kind: 'block'
  readonly format: FormatId
  readonly profile: SourceProfile
  readonly name: string
  readonly modifiedMicros: number | null
  readonly layouts: readonly Layout[]
  readonly bytes: Uint8Array
  /** The member goes on before this block. */
  readonly continued: boolean
  /** Keep card data out: leave the bytes where they are, or store them redacted. */
  readonly withhold?: 'reference' | 'redact' | undefined
}

export interface PackedFrame extends Omit<RawFrame, 'raw'> {
  readonly zstd: Uint8Array
}

export interface BlockResult {
  readonly kind: 'block'
  readonly frames: readonly PackedFrame[]
  readonly layouts: readonly Layout[]
  readonly totals: Totals
  readonly newlines: number
  readonly redactions: readonly RedactionReceipt[]
  /** The memory of the task, to be used again. */
  readonly bytes: Uint8Array
}

/** zstd level 1: on log frames of this size smaller than level 3, and faster (measured; see the bench). */
export const zstdParameters = { chunkSize: 128 * 1024, params: { [constants.ZSTD_c_compressionLevel]: 1 } }

/** What stands in a frame's place in the vault when its bytes stay in their file: their CRC-32, big-endian. */
export function referenceBlob(raw: Uint8Array): Buffer {
  const blob = Buffer.alloc(4)
  blob.writeUInt32BE(crc32(raw))
  return blob
}

export function runBlock(task: BlockTask): BlockResult {
  const bytes = viewOf(task.bytes)
  const { withhold } = task
  const clean = withhold === undefined ? undefined : redactCardData(bytes)
  const read = clean === undefined ? bytes : viewOf(clean.bytes)
  const frames: PackedFrame[] = []
  const intake = new Intake(
    task.profile,
    task.layouts,
    ({ raw, ...frame }) =>
      frames.push({
        ...frame,
        zstd: withhold === 'reference' ? referenceBlob(raw) : zstdCompressSync(raw, zstdParameters),
      }),
    withhold !== undefined,
  )
  const hints = { name: task.name, modifiedMicros: task.modifiedMicros, continued: task.continued }
  const reader = createReader(task.format, intake, {}, hints)
  intake.reader = reader
  intake.push(withhold === 'reference' ? bytes : read)
  reader.push(read)
  reader.end()
  intake.end()
  return {
    kind: 'block',
    frames,
    layouts: intake.layouts,
    totals: intake.totals,
    newlines: countLines(bytes),
    redactions: clean?.receipts ?? [],
    bytes: task.bytes,
  }
}

function viewOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
