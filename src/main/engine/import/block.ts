/**
 * A block: bytes of a member cut after a line end, read apart from its neighbours. Formats whose records are lines of
 * their own are read so, in lanes; what the blocks say adds up to what one reader of the whole says.
 */
import { constants, zstdCompressSync } from 'node:zlib'
import type { SourceProfile } from '../../../shared/model/profile.ts'
import type { FormatId } from '../../../shared/model/source.ts'
import { createReader } from '../../io/formats/reader.ts'
import type { Layout } from '../../io/formats/record-json.ts'
import { Intake, type RawFrame } from './intake.ts'
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
}

/** zstd level 1: on log frames of this size smaller than level 3, and faster (measured; see the bench). */
export const zstdParameters = { params: { [constants.ZSTD_c_compressionLevel]: 3 } }

export function runBlock(task: BlockTask): BlockResult {
  const bytes = Buffer.from(task.bytes.buffer, task.bytes.byteOffset, task.bytes.byteLength)
  const frames: PackedFrame[] = []
  const intake = new Intake(task.profile, task.layouts, ({ raw, ...frame }) =>
    frames.push({ ...frame, zstd: zstdCompressSync(raw, zstdParameters) }),
  )
  const hints = { name: task.name, modifiedMicros: task.modifiedMicros, continued: task.continued }
  const reader = createReader(task.format, intake, {}, hints)
  intake.scan = reader.scan
  intake.push(bytes)
  reader.push(bytes)
  reader.end()
  intake.end()
  let newlines = 0
  for (let at = bytes.indexOf(0x0a); at >= 0; at = bytes.indexOf(0x0a, at + 1)) newlines += 1
  return { kind: 'block', frames, layouts: intake.layouts, totals: intake.totals, newlines }
}
