/**
 * Zstandard (RFC 8878): frames and skippable frames one after the other. Frames and blocks are walked here, so that the
 * end of a frame, a cut and what follows are known exactly and a piece never becomes more than its blocks may hold;
 * blocks are decoded by Node's zstd, which also compares each frame's checksum.
 */
import type { ByteCursor } from '../byte-cursor.ts'
import type { NoteSink } from '../notes.ts'
import { noteTrailing } from './trailing.ts'
import { ZlibEngine } from './zlib-engine.ts'

const frameMagic = 0xfd2fb528
/** The lowest four bits are free. */
const skippableMagic = 0x184d2a50
/** RFC 8878 §3.1.1.2.4: no block decodes to more. */
const blockBytes = 128 * 1024
/** Blocks handed over at once; together at most 4 MiB decoded. */
const blocksAtOnce = 32
/** Node's default: a decoder need not hold more than 2^27 bytes of history. */
const maxWindowLog = 27

export async function* decodeZstd(input: ByteCursor, note: NoteSink): AsyncGenerator<Buffer> {
  // One engine for all frames (measured: 20,000 frames of one byte take 2 s with an engine each).
  const engine = new ZlibEngine('zstd')
  try {
    yield* decodeFrames(input, note, engine)
  } finally {
    engine.close()
  }
}

async function* decodeFrames(input: ByteCursor, note: NoteSink, engine: ZlibEngine): AsyncGenerator<Buffer> {
  for (let frames = 0; ; frames++) {
    if (!(await input.fill(4))) {
      const left = input.available
      if (left.length === 0) return
      if (frames > 0 && !isStartOfMagic(left)) await noteTrailing(input, note, 'zstd')
      else note('cut-zstd', true, 'the data ends within the header of a frame')
      return
    }
    const magic = input.available.readUInt32LE(0)
    if (magic >>> 4 === skippableMagic >>> 4) {
      if (!(await skipFrame(input))) {
        note('cut-zstd', true, 'the data ends within a skippable frame')
        return
      }
    } else if (magic === frameMagic) {
      if (!(yield* decodeFrame(input, note, engine, frames + 1))) return
    } else {
      if (frames === 0) note('damaged-zstd', true, 'it does not begin as zstd does')
      else await noteTrailing(input, note, 'zstd')
      return
    }
  }
}

function isStartOfMagic(left: Buffer): boolean {
  const magic = Buffer.from([0x28, 0xb5, 0x2f, 0xfd])
  return left.equals(magic.subarray(0, left.length))
}

async function skipFrame(input: ByteCursor): Promise<boolean> {
  if (!(await input.fill(8))) return false
  const length = input.take(8).readUInt32LE(4)
  return input.skip(length)
}

/** True when the frame ended as it should and another may follow. */
async function* decodeFrame(
  input: ByteCursor,
  note: NoteSink,
  engine: ZlibEngine,
  frame: number,
): AsyncGenerator<Buffer, boolean> {
  const header = await readFrameHeader(input)
  if (header !== 'cut' && header.windowLog > maxWindowLog) {
    const needed = `frame ${frame} needs a window of 2^${header.windowLog} bytes`
    note('unsupported-zstd', true, `${needed}; 2^${maxWindowLog} are read`)
    return false
  }
  let piece = header === 'cut' ? [] : [header.bytes]
  for (let isLast = false; header !== 'cut' && !isLast; piece = []) {
    const blocks = await readBlocks(input, header.hasChecksum)
    isLast = blocks.isLast
    const bytes = Buffer.concat([...piece, ...blocks.pieces])
    const step = bytes.length === 0 ? null : await engine.step(bytes)
    if (step !== null) yield* step.outputs
    const fault = step?.fault ?? blocks.fault
    if (fault !== null) {
      note('damaged-zstd', true, `frame ${frame}: ${fault}`)
      return false
    }
    if (blocks.isCut) break
    if (isLast) return true
  }
  note('cut-zstd', true, `frame ${frame} ends early`)
  return false
}

interface FrameHeader {
  readonly bytes: Buffer
  readonly windowLog: number
  readonly hasChecksum: boolean
}

async function readFrameHeader(input: ByteCursor): Promise<FrameHeader | 'cut'> {
  if (!(await input.fill(6))) return 'cut'
  const descriptor = input.available[4] ?? 0
  const length = frameHeaderBytes(descriptor)
  if (!(await input.fill(length))) return 'cut'
  const bytes = Buffer.from(input.take(length))
  return { bytes, windowLog: windowLogOf(bytes), hasChecksum: (descriptor & 4) !== 0 }
}

interface Blocks {
  readonly pieces: readonly Buffer[]
  readonly isLast: boolean
  readonly isCut: boolean
  readonly fault: string | null
}

/** The next blocks of a frame, and behind the last of them its checksum. */
async function readBlocks(input: ByteCursor, hasChecksum: boolean): Promise<Blocks> {
  const pieces: Buffer[] = []
  for (let blocks = 0; blocks < blocksAtOnce; blocks++) {
    const block = await readBlock(input)
    if (block === 'cut') return { pieces, isLast: false, isCut: true, fault: null }
    if (typeof block === 'string') return { pieces, isLast: false, isCut: false, fault: block }
    pieces.push(block.bytes)
    if (!block.isLast) continue
    if (!hasChecksum) return { pieces, isLast: true, isCut: false, fault: null }
    if (!(await input.fill(4))) return { pieces, isLast: true, isCut: true, fault: null }
    pieces.push(Buffer.from(input.take(4)))
    return { pieces, isLast: true, isCut: false, fault: null }
  }
  return { pieces, isLast: false, isCut: false, fault: null }
}

/** RFC 8878 §3.1.1.1: magic, descriptor, window, dictionary id and content size. */
function frameHeaderBytes(descriptor: number): number {
  const isSingleSegment = (descriptor & 0x20) !== 0
  const sizeFlag = descriptor >>> 6
  const sizeBytes = sizeFlag === 0 ? (isSingleSegment ? 1 : 0) : 1 << sizeFlag
  const dictionaryBytes = [0, 1, 2, 4][descriptor & 3] ?? 0
  return 5 + (isSingleSegment ? 0 : 1) + dictionaryBytes + sizeBytes
}

function windowLogOf(header: Buffer): number {
  const descriptor = header[4] ?? 0
  // A single segment's window is its content, which the block sizes and the caps on output bound.
  if ((descriptor & 0x20) !== 0) return 0
  return 10 + ((header[5] ?? 0) >>> 3)
}

type Block =
  | { readonly bytes: Buffer; readonly isLast: boolean }
  | 'cut'
  | 'an unknown kind of block'
  | 'a block is too long'

/** RFC 8878 §3.1.1.2: three bytes of header, then the block. What there is of a cut block is consumed. */
async function readBlock(input: ByteCursor): Promise<Block> {
  if (!(await input.fill(3))) return 'cut'
  const header = input.available.readUIntLE(0, 3)
  const kind = (header >>> 1) & 3
  const size = header >>> 3
  if (kind === 3) return 'an unknown kind of block'
  if (size > blockBytes) return 'a block is too long'
  const bytes = kind === 1 ? 1 : size
  if (!(await input.fill(3 + bytes))) return 'cut'
  return { bytes: Buffer.from(input.take(3 + bytes)), isLast: (header & 1) === 1 }
}
