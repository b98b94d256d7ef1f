/**
 * The vault: a source's bytes in zstd frames cut between tiles, so that every record lies within one frame and a lane
 * can read frames on its own. Frames carry a key id (0 = plain) so that protection can come without a new format.
 */
import { closeSync, openSync, readSync } from 'node:fs'
import { crc32, zstdDecompressSync } from 'node:zlib'
import { AppError } from '../../shared/model/app-error.ts'
import type { ReadableStore, WritableStore } from './open.ts'

export interface FrameSpan {
  readonly frame: number
  readonly byteStart: number
  readonly byteLength: number
  readonly entryStart: number
  readonly entries: number
}

export interface Frame extends FrameSpan {
  readonly tiles: Uint8Array
  readonly zstd: Uint8Array
  readonly keyId: number
  /** Where the source's bytes are when they are not in the vault. */
  readonly path: string
}

/** `key_id` of frames whose bytes stay in the file they came from; their blob is the bytes' CRC-32, big-endian. */
export const referenceKey = 1

export interface NewFrame extends Omit<Frame, 'path'> {
  /** Entry columns (`entry-columns.ts`). */
  readonly columns: Uint8Array
  /** Added to the lines in `columns`. */
  readonly lineBase: number
  /** Span of the entries' times; null when none has one. */
  readonly minMicros: number | null
  readonly maxMicros: number | null
}

export function createFrameWriter(store: WritableStore, sourceId: number): (frame: NewFrame) => void {
  const span = store.db.prepare(
    'INSERT INTO frames (source_id, frame, byte_start, byte_length, entry_start, entries, line_base, min_micros, max_micros) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
  )
  const body = store.db.prepare(
    'INSERT INTO vault_frames (source_id, frame, key_id, tiles, columns, zstd) VALUES (?, ?, ?, ?, ?, ?)',
  )
  return (frame) => {
    span.run(
      sourceId,
      frame.frame,
      frame.byteStart,
      frame.byteLength,
      frame.entryStart,
      frame.entries,
      frame.lineBase,
      frame.minMicros,
      frame.maxMicros,
    )
    body.run(sourceId, frame.frame, frame.keyId, frame.tiles, frame.columns, frame.zstd)
  }
}

const spanColumns = 'frame, byte_start AS byteStart, byte_length AS byteLength, entry_start AS entryStart, entries'

/** Frames of a source without their bytes, in order. */
export function listFrames(store: ReadableStore, sourceId: number): FrameSpan[] {
  return store.db
    .prepare(`SELECT ${spanColumns} FROM frames WHERE source_id = ? ORDER BY frame`)
    .all(sourceId) as FrameSpan[]
}

/** One frame after the other, `from <= frame < to`. */
export function* readFrames(store: ReadableStore, sourceId: number, from: number, to: number): Generator<Frame> {
  const statement = store.db.prepare(
    `SELECT f.frame, f.byte_start AS byteStart, f.byte_length AS byteLength, f.entry_start AS entryStart, f.entries, v.tiles, v.zstd,
       v.key_id AS keyId, s.path_given AS path
     FROM frames f JOIN vault_frames v ON v.source_id = f.source_id AND v.frame = f.frame LEFT JOIN sources s ON s.source_id = f.source_id
     WHERE f.source_id = ? AND f.frame = ?`,
  )
  for (let frame = from; frame < to; frame += 1) {
    const row = statement.get(sourceId, frame) as Frame | undefined
    if (row === undefined) throw new AppError('internal', `frame ${frame} of source ${sourceId} is not in the vault`)
    yield row
  }
}

/** Room that is made for a frame before it is unpacked, at most. */
const mostRoomBytes = 64 * 1024 * 1024

/** Bytes of a frame: unpacked, or read from the file they were left in. Throws `file-unreadable` when that has changed. */
export function frameBytes(frame: Frame): Buffer {
  if (frame.keyId === referenceKey) return referencedBytes(frame)
  // Room for all of it at once, and one byte that stays empty: measured 0.7 of the time of zlib's own pieces. A frame
  // that says it is huge gets no more than a large one.
  const chunkSize = Math.min(Math.max(frame.byteLength, 64), mostRoomBytes) + 1
  const bytes = zstdDecompressSync(frame.zstd, { chunkSize })
  if (bytes.length !== frame.byteLength)
    throw new AppError(
      'internal',
      `frame ${frame.frame} unpacks to ${bytes.length} bytes instead of ${frame.byteLength}`,
    )
  return bytes
}

function referencedBytes({ path, byteStart, byteLength, zstd }: Frame): Buffer {
  const changed = `${path} is not there or is not what was imported by reference. Put the file back; nothing was changed.`
  const bytes = Buffer.allocUnsafeSlow(byteLength)
  try {
    const file = openSync(path, 'r')
    try {
      if (readSync(file, bytes, 0, byteLength, byteStart) !== byteLength) throw new AppError('file-unreadable', changed)
    } finally {
      closeSync(file)
    }
  } catch (cause) {
    if (cause instanceof AppError) throw cause
    throw new AppError('file-unreadable', changed, { cause })
  }
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(bytes))
  if (!sum.equals(zstd)) throw new AppError('file-unreadable', changed)
  return bytes
}

/** Reads byte ranges of one source; keeps the last few frames unpacked. */
export class VaultReader {
  readonly #store: ReadableStore
  readonly #sourceId: number
  readonly #spans: readonly FrameSpan[]
  readonly #unpacked = new Map<number, Buffer>()

  constructor(store: ReadableStore, sourceId: number) {
    this.#store = store
    this.#sourceId = sourceId
    this.#spans = listFrames(store, sourceId)
  }

  /** Copy of `[byteStart, byteStart + byteLength)`; a range may span frames. */
  read(byteStart: number, byteLength: number): Buffer {
    const out = Buffer.allocUnsafe(byteLength)
    let done = 0
    for (let index = this.#spanAt(byteStart); done < byteLength; index += 1) {
      const span = this.#spans[index]
      if (span === undefined)
        throw new RangeError(`bytes ${byteStart}+${byteLength} are not in source ${this.#sourceId}`)
      const bytes = this.#frame(span.frame)
      const from = byteStart + done - span.byteStart
      const taken = Math.min(byteLength - done, span.byteLength - from)
      bytes.copy(out, done, from, from + taken)
      done += taken
    }
    return out
  }

  #spanAt(byte: number): number {
    let low = 0
    let high = this.#spans.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((this.#spans[middle] as FrameSpan).byteStart <= byte) low = middle
      else high = middle - 1
    }
    return low
  }

  #frame(frame: number): Buffer {
    const known = this.#unpacked.get(frame)
    if (known !== undefined) return known
    const [row] = readFrames(this.#store, this.#sourceId, frame, frame + 1)
    const bytes = frameBytes(row as Frame)
    if (this.#unpacked.size >= 8) this.#unpacked.delete(this.#unpacked.keys().next().value as number)
    this.#unpacked.set(frame, bytes)
    return bytes
  }
}
