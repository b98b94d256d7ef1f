/**
 * Where bytes come from: a file on the disk, a part of it, memory, or a stream that is decoded. Everything can be read
 * from its start, as often as wanted; only some can be read from any place.
 */
import { open } from 'node:fs/promises'
import { AppError } from '../../../shared/model/app-error.ts'
import { allowedBytes } from './limits.ts'
import type { AcquireLimits } from './limits.ts'
import { ByteCursor } from './byte-cursor.ts'
import type { NoteSink } from './notes.ts'
import type { SharedPass } from './shared-pass.ts'

export const chunkBytes = 1024 * 1024

export interface RandomAccess {
  readonly bytes: number
  /** Bytes [position, position + length), fewer only at the end. Throws AppError `file-unreadable`. */
  read(position: number, length: number): Promise<Buffer>
}

export interface ByteSource {
  /** Null when only reading shows it. */
  readonly bytes: number | null
  readonly random: RandomAccess | null
  /** The pass over a packed archive that this source is a part of, if it is. */
  readonly pass: SharedPass | null
  /** The bytes from the start. What is wrong with them is noted, and ends the stream early; nothing is thrown. */
  stream(note: NoteSink): AsyncGenerator<Buffer>
}

/**
 * A file as it was when it was found. It is opened for each read and closed after it, so that no reader that is left
 * lying keeps a file open.
 */
export class FileAccess implements RandomAccess {
  readonly bytes: number
  readonly #path: string
  readonly #modifiedMs: number

  constructor(path: string, bytes: number, modifiedMs: number) {
    this.#path = path
    this.bytes = bytes
    this.#modifiedMs = modifiedMs
  }

  async read(position: number, length: number): Promise<Buffer> {
    const wanted = Math.max(0, Math.min(length, this.bytes - position))
    const handle = await open(this.#path, 'r').catch((cause: unknown) => {
      throw unreadable(this.#path, cause)
    })
    try {
      const buffer = Buffer.allocUnsafeSlow(wanted)
      let filled = 0
      while (filled < wanted) {
        const { bytesRead } = await handle.read(buffer, filled, wanted - filled, position + filled)
        if (bytesRead === 0) break
        filled += bytesRead
      }
      return buffer.subarray(0, filled)
    } catch (cause) {
      throw unreadable(this.#path, cause)
    } finally {
      await handle.close()
    }
  }

  /** Null, or how the file differs from what it was when it was found. */
  async change(): Promise<{ readonly detail: string; readonly onlyGrew: boolean } | null> {
    const handle = await open(this.#path, 'r').catch(() => null)
    if (handle === null) return { detail: 'the file is gone', onlyGrew: false }
    try {
      const stats = await handle.stat()
      if (stats.size === this.bytes && stats.mtimeMs === this.#modifiedMs) return null
      const onlyGrew = stats.size > this.bytes
      return { detail: `the file had ${this.bytes} bytes and now has ${stats.size}`, onlyGrew }
    } finally {
      await handle.close()
    }
  }
}

function unreadable(path: string, cause: unknown): AppError {
  const message = `${path} could not be read: ${(cause as Error).message}. Nothing was changed.`
  return new AppError('file-unreadable', message, { details: { path }, cause })
}

/** A whole file. */
export function fileSource(access: FileAccess): ByteSource {
  return {
    bytes: access.bytes,
    random: access,
    pass: null,
    async *stream(note) {
      yield* streamOf(access, note)
      const change = await access.change()
      // A log that is still written to only gets longer: what was there at first was read whole.
      if (change !== null) note('changed-while-reading', !change.onlyGrew, change.detail)
    },
  }
}

/** Bytes [start, start + length) of something that can be read from any place. */
export function rangeSource(inside: RandomAccess, start: number, length: number, cutNote: CutNote): ByteSource {
  const random: RandomAccess = {
    bytes: length,
    read: (position, count) => inside.read(start + position, Math.max(0, Math.min(count, length - position))),
  }
  return {
    bytes: length,
    random,
    pass: null,
    stream: (note) => streamOf(random, note, cutNote),
  }
}

export type CutNote = 'cut-tar' | 'cut-zip' | 'unreadable'

/** Notes `cutNote` when there are fewer bytes than the source says. */
export async function* streamOf(
  random: RandomAccess,
  note: NoteSink,
  cutNote: CutNote = 'unreadable',
): AsyncGenerator<Buffer> {
  let position = 0
  while (position < random.bytes) {
    let chunk: Buffer
    try {
      chunk = await random.read(position, chunkBytes)
    } catch (error) {
      note('unreadable', true, error instanceof Error ? error.message : String(error))
      return
    }
    if (chunk.length === 0) {
      note(cutNote, true, `${random.bytes - position} bytes at the end are not there`)
      return
    }
    position += chunk.length
    yield chunk
  }
}

export type Decoder = (input: ByteCursor, note: NoteSink) => AsyncGenerator<Buffer>

/** What `packed` decodes to, at most as much as the limits allow for its size. */
export function decodedSource(
  packed: ByteSource,
  decoder: Decoder,
  originalBytes: number,
  limits: AcquireLimits,
): ByteSource {
  const allowed = allowedBytes(Math.min(packed.bytes ?? originalBytes, originalBytes), limits)
  return {
    bytes: null,
    random: null,
    pass: packed.pass,
    async *stream(note) {
      const cursor = new ByteCursor(packed.stream(note))
      let decoded = 0
      try {
        for await (const chunk of decoder(cursor, note)) {
          decoded += chunk.length
          if (decoded > allowed) {
            note('bomb-stopped', true, `it unpacks to more than ${allowed} bytes`)
            return
          }
          yield chunk
        }
      } finally {
        await cursor.close()
      }
    },
  }
}

/** The first bytes of a source, at most `length`. What is wrong with them is not noted: reading on will find it again. */
export async function prefixOf(source: ByteSource, length: number): Promise<Buffer> {
  if (source.random !== null) return source.random.read(0, length)
  const chunks: Buffer[] = []
  let total = 0
  for await (const chunk of source.stream(() => {})) {
    chunks.push(chunk)
    total += chunk.length
    if (total >= length) break
  }
  return Buffer.concat(chunks).subarray(0, length)
}
