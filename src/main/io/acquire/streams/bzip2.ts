/**
 * bzip2: any number of streams one after the other, each of blocks with their own checksum and one over all blocks. A
 * block is decoded at once, because only decoding it shows where it ends; what it decodes to is handed on in chunks.
 */
import type { ByteCursor } from '../byte-cursor.ts'
import type { NoteSink } from '../notes.ts'
import { BitReader, blockBytes, blockMagic, Bzip2Fault, endMagic, mostBlockBytes, readBlock } from './bzip2-block.ts'
import type { Bzip2Block } from './bzip2-block.ts'
import { noteTrailing } from './trailing.ts'

export async function* decodeBzip2(input: ByteCursor, note: NoteSink): AsyncGenerator<Buffer> {
  for (let streams = 0; ; streams++) {
    if (!(await input.fill(4))) {
      const left = input.available
      if (left.length === 0) return
      if (streams > 0 && !'BZh'.startsWith(left.toString('latin1'))) await noteTrailing(input, note, 'bzip2')
      else note('cut-bzip2', true, 'the data ends within the header of a stream')
      return
    }
    const head = input.available
    const level = (head[3] ?? 0) - 0x30
    if (head.toString('latin1', 0, 3) !== 'BZh' || level < 1 || level > 9) {
      if (streams === 0) note('damaged-bzip2', true, 'it does not begin as bzip2 does')
      else await noteTrailing(input, note, 'bzip2')
      return
    }
    input.take(4)
    if (!(yield* decodeStream(input, note, level * 100_000))) return
  }
}

/** True when the stream ended as it should and another may follow. */
async function* decodeStream(input: ByteCursor, note: NoteSink, blockSymbols: number): AsyncGenerator<Buffer, boolean> {
  let streamCrc = 0
  // Blocks begin at any bit: this many bits of the first byte there are the block's before.
  let bitOffset = 0
  for (;;) {
    await input.fill(mostBlockBytes)
    const bits = new BitReader(input.available)
    bits.position = bitOffset
    const part = readPart(bits, blockSymbols)
    if (part.kind === 'fault') {
      // The end of the input was in sight, and decoding ran into it: the fault is that it is missing.
      if (bits.isPastEnd) note('cut-bzip2', true, 'the data ends within a block')
      else note('damaged-bzip2', true, part.detail)
      return false
    }
    if (part.kind === 'end') {
      input.take(Math.ceil(bits.position / 8))
      if (part.crc !== streamCrc) note('damaged-bzip2', true, 'the checksum over all blocks differs')
      return true
    }
    const { block } = part
    const crc = yield* blockBytes(block)
    if (crc !== block.expectedCrc) {
      // Where the next block begins was read from damaged bytes: nothing after it can be relied on.
      note('damaged-bzip2', true, 'the checksum of a block differs')
      return false
    }
    streamCrc = ((streamCrc << 1) | (streamCrc >>> 31)) >>> 0
    streamCrc = (streamCrc ^ crc) >>> 0
    input.take(bits.position >>> 3)
    bitOffset = bits.position & 7
  }
}

type Part =
  | { readonly kind: 'block'; readonly block: Bzip2Block }
  | { readonly kind: 'end'; readonly crc: number }
  | { readonly kind: 'fault'; readonly detail: string }

function readPart(bits: BitReader, blockSymbols: number): Part {
  try {
    const magic = bits.readMagic()
    const part: Part =
      magic === blockMagic
        ? { kind: 'block', block: readBlock(bits, blockSymbols) }
        : magic === endMagic
          ? { kind: 'end', crc: bits.readCrc() }
          : { kind: 'fault', detail: 'neither a block nor the end stands where one must' }
    return bits.isPastEnd ? { kind: 'fault', detail: 'the data ends early' } : part
  } catch (error) {
    if (error instanceof Bzip2Fault) return { kind: 'fault', detail: error.message }
    throw error
  }
}
