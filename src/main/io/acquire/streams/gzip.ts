/**
 * gzip (RFC 1952): any number of members one after the other, each with its CRC-32 and length compared. Every header is
 * read here and only the deflate data is left to zlib, because zlib drops decoded bytes when it meets what it does not
 * know after a member, and does not say how much that was.
 */
import { crc32 } from 'node:zlib'
import type { ByteCursor } from '../byte-cursor.ts'
import type { NoteSink } from '../notes.ts'
import { noteTrailing } from './trailing.ts'
import { ZlibEngine } from './zlib-engine.ts'

/** Deflate makes at most 1032 bytes of one, so one piece becomes at most 17 MB. */
export const inflatePieceBytes = 16 * 1024

const flagHeaderCrc = 2
const flagExtra = 4
const flagName = 8
const flagComment = 16
const reservedFlags = 0xe0

export async function* decodeGzip(input: ByteCursor, note: NoteSink): AsyncGenerator<Buffer> {
  for (let members = 0; ; members++) {
    const header = await readHeader(input)
    if (header === 'end') return
    if (header === 'other') {
      if (members === 0) note('damaged-gzip', true, 'it does not begin as gzip does')
      else await noteTrailing(input, note, 'gzip')
      return
    }
    if (header !== 'read') {
      if (header === 'cut') note('cut-gzip', true, `the header of member ${members + 1} ends early`)
      else note('damaged-gzip', true, `the header of member ${members + 1}: ${header.fault}`)
      return
    }
    if (!(yield* decodeMember(input, note, members + 1))) return
  }
}

type Header = 'read' | 'end' | 'other' | 'cut' | { readonly fault: string }

async function readHeader(input: ByteCursor): Promise<Header> {
  if (!(await input.fill(1))) return 'end'
  if (input.available[0] !== 0x1f) return 'other'
  if (!(await input.fill(2))) return 'cut'
  if (input.available[1] !== 0x8b) return 'other'
  if (!(await input.fill(10))) return 'cut'
  const fixed = input.take(10)
  let crc = crc32(fixed)
  const method = fixed[2]
  const flags = fixed[3] ?? 0
  if (method !== 8) return { fault: `compression method ${method}` }
  if ((flags & reservedFlags) !== 0) return { fault: 'reserved flags are set' }
  const watch = (bytes: Buffer): void => {
    crc = crc32(bytes, crc)
  }
  if ((flags & flagExtra) !== 0) {
    if (!(await input.fill(2))) return 'cut'
    const length = input.take(2)
    watch(length)
    if (!(await takeBytes(input, length.readUInt16LE(0), watch))) return 'cut'
  }
  if ((flags & flagName) !== 0 && !(await takeText(input, watch))) return 'cut'
  if ((flags & flagComment) !== 0 && !(await takeText(input, watch))) return 'cut'
  if ((flags & flagHeaderCrc) !== 0) {
    if (!(await input.fill(2))) return 'cut'
    if (input.take(2).readUInt16LE(0) !== (crc & 0xffff)) return { fault: 'its checksum differs' }
  }
  return 'read'
}

async function takeBytes(input: ByteCursor, count: number, watch: (bytes: Buffer) => void): Promise<boolean> {
  if (!(await input.fill(count))) return false
  watch(input.take(count))
  return true
}

/** Takes a text up to and with its zero byte, of any length, without keeping it. */
async function takeText(input: ByteCursor, watch: (bytes: Buffer) => void): Promise<boolean> {
  for (;;) {
    const bytes = await input.next(inflatePieceBytes)
    if (bytes === null) return false
    const end = bytes.indexOf(0)
    if (end === -1) {
      watch(bytes)
      continue
    }
    watch(bytes.subarray(0, end + 1))
    input.giveBack(bytes.length - end - 1)
    return true
  }
}

/** True when the member ended as it should and another may follow. */
async function* decodeMember(input: ByteCursor, note: NoteSink, member: number): AsyncGenerator<Buffer, boolean> {
  let crc = 0
  let length = 0
  for await (const chunk of inflate(input, (kind, detail) =>
    note(kind === 'cut' ? 'cut-gzip' : 'damaged-gzip', true, `member ${member}: ${detail}`),
  )) {
    if (chunk === 'failed') return false
    crc = crc32(chunk, crc)
    length = (length + chunk.length) >>> 0
    yield chunk
  }
  if (!(await input.fill(8))) {
    note('cut-gzip', true, `member ${member} ends within its checksum`)
    return false
  }
  const trailer = input.take(8)
  const isSame = trailer.readUInt32LE(0) === crc && trailer.readUInt32LE(4) === length
  // What follows a member whose checksum differs is still found where that member ends, so reading goes on.
  if (!isSame) note('damaged-gzip', true, `member ${member}: its checksum or length differs`)
  return true
}

/**
 * Raw deflate data (RFC 1951) up to its end; the input is left behind it. `failed` is the last value after `fault` was
 * called.
 */
export async function* inflate(
  input: ByteCursor,
  fault: (kind: 'cut' | 'damaged', detail: string) => void,
): AsyncGenerator<Buffer | 'failed'> {
  const engine = new ZlibEngine('inflate')
  try {
    for (;;) {
      const piece = await input.next(inflatePieceBytes)
      const step = piece === null ? await engine.finish() : await engine.step(piece)
      yield* step.outputs
      if (step.fault !== null) {
        if (piece === null) fault('cut', 'the compressed data ends early')
        else fault('damaged', step.fault)
        yield 'failed'
        return
      }
      if (step.ended) input.giveBack(step.unused)
      if (step.ended || piece === null) return
    }
  } finally {
    engine.close()
  }
}
