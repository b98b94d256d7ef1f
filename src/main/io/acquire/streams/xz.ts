/**
 * xz (file format 1.2): any number of streams with padding between them, each of blocks, an index and a footer. Every
 * checksum is compared: headers, the check of each block, the index against the blocks that were read. Of the filters
 * only LZMA2 alone is read, which is what `xz` writes unless asked for another.
 */
import { crc32 } from 'node:zlib'
import type { ByteCursor } from '../byte-cursor.ts'
import type { NoteSink } from '../notes.ts'
import { decodeLzma2 } from './lzma2.ts'
import { isAllZero, noteTrailing } from './trailing.ts'
import { createCheck } from './xz-check.ts'

const streamMagic = Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00])

/** Ends a stream early; thrown and caught in this file. */
class XzEnd extends Error {
  readonly kind: 'cut' | 'damaged' | 'unsupported'

  constructor(kind: 'cut' | 'damaged' | 'unsupported', detail: string) {
    super(detail)
    this.kind = kind
  }
}

export async function* decodeXz(input: ByteCursor, note: NoteSink): AsyncGenerator<Buffer> {
  try {
    for (let streams = 0; ; streams++) {
      const isStart = await input.fill(streamMagic.length)
      const head = input.available.subarray(0, streamMagic.length)
      if (head.length === 0) return
      if (streams > 0 && !streamMagic.subarray(0, head.length).equals(head)) {
        await noteTrailing(input, note, 'xz')
        return
      }
      if (!isStart) throw new XzEnd('cut', 'the data ends within the header of a stream')
      yield* decodeStream(input, note)
      await skipPadding(input)
    }
  } catch (error) {
    if (!(error instanceof XzEnd)) throw error
    note(`${error.kind}-xz`, true, error.message)
  }
}

async function need(input: ByteCursor, count: number, what: string): Promise<Buffer> {
  if (!(await input.fill(count))) throw new XzEnd('cut', `the data ends within ${what}`)
  return input.take(count)
}

/** §2.2: padding is whole groups of four zeros. Zeros in any other number are left for the caller to find. */
async function skipPadding(input: ByteCursor): Promise<void> {
  while ((await input.fill(4)) && input.available.readUInt32LE(0) === 0) input.take(4)
}

/** What the index must repeat: how many blocks there were, and their sizes in order. */
interface BlockSizes {
  count: number
  crc: number
}

async function* decodeStream(input: ByteCursor, note: NoteSink): AsyncGenerator<Buffer> {
  const header = await need(input, 12, 'the header of a stream')
  const flags = Buffer.from(header.subarray(6, 8))
  if (!header.subarray(0, 6).equals(streamMagic)) throw new XzEnd('damaged', 'it does not begin as xz does')
  if (header.readUInt32LE(8) !== crc32(flags)) throw new XzEnd('damaged', 'the checksum of a stream header differs')
  const checkId = flags[1] ?? 0
  if (flags[0] !== 0 || checkId > 15) throw new XzEnd('unsupported', 'a stream uses flags that are not defined')
  const sizes: BlockSizes = { count: 0, crc: 0 }
  for (;;) {
    if (!(await input.fill(1))) throw new XzEnd('cut', 'the data ends before a block or the index')
    if (input.available[0] === 0) break
    yield* decodeBlock(input, note, checkId, sizes)
  }
  const indexBytes = await readIndex(input, sizes)
  const footer = await need(input, 12, 'the footer of a stream')
  const isSame =
    footer.readUInt32LE(0) === crc32(footer.subarray(4, 10)) &&
    (footer.readUInt32LE(4) + 1) * 4 === indexBytes &&
    footer.subarray(8, 10).equals(flags) &&
    footer.toString('latin1', 10, 12) === 'YZ'
  if (!isSame) throw new XzEnd('damaged', 'the footer of a stream differs from the stream')
}

async function* decodeBlock(
  input: ByteCursor,
  note: NoteSink,
  checkId: number,
  sizes: BlockSizes,
): AsyncGenerator<Buffer> {
  const start = input.position
  await input.fill(1)
  const header = parseBlockHeader(await need(input, ((input.available[0] ?? 0) + 1) * 4, 'the header of a block'))
  const dataStart = input.position
  const check = createCheck(checkId)
  let plainBytes = 0
  let end: XzEnd | null = null
  for await (const chunk of decodeLzma2(input, header.dictionaryBytes, (kind, detail) => {
    end = new XzEnd(kind, detail)
  })) {
    if (chunk === 'failed') break
    check.update(chunk)
    plainBytes += chunk.length
    yield chunk
  }
  if (end !== null) throw end as XzEnd
  const packedBytes = input.position - dataStart
  if (header.packedBytes !== null && header.packedBytes !== packedBytes)
    throw new XzEnd('damaged', 'a block is not as long as its header says')
  if (header.plainBytes !== null && header.plainBytes !== plainBytes)
    throw new XzEnd('damaged', 'a block decodes to another length than its header says')
  const padding = await need(input, (4 - (packedBytes % 4)) % 4, 'the padding of a block')
  if (!isAllZero(padding)) throw new XzEnd('damaged', 'the padding of a block is not zero')
  const unpaddedBytes = dataStart - start + packedBytes + check.bytes
  const stored = (await need(input, check.bytes, 'the check of a block')).toString('hex')
  // The block ended where it should, so what follows can still be read.
  if (check.isKnown && stored !== check.hex()) note('damaged-xz', true, 'the check of a block differs')
  if (!check.isKnown) note('unsupported-xz', false, `blocks carry a check of kind ${checkId}, which was not compared`)
  countBlock(sizes, unpaddedBytes, plainBytes)
}

function countBlock(sizes: BlockSizes, unpaddedBytes: number, plainBytes: number): void {
  sizes.count++
  // A running checksum instead of a list: a hostile file may have as many blocks as it likes.
  sizes.crc = crc32(`${unpaddedBytes},${plainBytes};`, sizes.crc)
}

interface BlockHeader {
  readonly packedBytes: number | null
  readonly plainBytes: number | null
  readonly dictionaryBytes: number
}

/** §3.1. */
function parseBlockHeader(bytes: Buffer): BlockHeader {
  const fieldsEnd = bytes.length - 4
  if (bytes.readUInt32LE(fieldsEnd) !== crc32(bytes.subarray(0, fieldsEnd)))
    throw new XzEnd('damaged', 'the checksum of a block header differs')
  const flags = bytes[1] ?? 0
  if ((flags & 0x3c) !== 0) throw new XzEnd('unsupported', 'a block uses flags that are not defined')
  let at = 2
  const number = (): number => {
    let value = 0
    for (let i = 0; i < 9 && at < fieldsEnd; i++) {
      const byte = bytes[at++] ?? 0
      value += (byte & 0x7f) * 2 ** (7 * i)
      if (byte < 0x80) return value
    }
    throw new XzEnd('damaged', 'a number in a block header has no end')
  }
  const packedBytes = (flags & 0x40) === 0 ? null : number()
  const plainBytes = (flags & 0x80) === 0 ? null : number()
  const filter = number()
  const propertyBytes = number()
  if ((flags & 3) !== 0 || filter !== 0x21)
    throw new XzEnd('unsupported', 'a block uses another filter than LZMA2 alone')
  const property = bytes[at] ?? 0
  at += propertyBytes
  if (propertyBytes !== 1 || property > 40 || at > fieldsEnd || !isAllZero(bytes.subarray(at, fieldsEnd)))
    throw new XzEnd('damaged', 'the header of a block is not well formed')
  return { packedBytes, plainBytes, dictionaryBytes: dictionaryBytesOf(property) }
}

/** §5.3.1: 4 KiB, 6 KiB, 8 KiB, 12 KiB, … 3 GiB, and 4 GiB less one byte. */
function dictionaryBytesOf(property: number): number {
  return property === 40 ? 2 ** 32 - 1 : (2 | (property & 1)) * 2 ** ((property >>> 1) + 11)
}

/** §4: compares the index with the blocks that were read; its length in bytes. */
async function readIndex(input: ByteCursor, sizes: BlockSizes): Promise<number> {
  const start = input.position
  let crc = crc32(await need(input, 1, 'the index'))
  const number = async (): Promise<number> => {
    let value = 0
    for (let i = 0; i < 9; i++) {
      const bytes = await need(input, 1, 'the index')
      crc = crc32(bytes, crc)
      const byte = bytes[0] ?? 0
      value += (byte & 0x7f) * 2 ** (7 * i)
      if (byte < 0x80) return value
    }
    throw new XzEnd('damaged', 'a number in the index has no end')
  }
  const count = await number()
  if (count !== sizes.count) throw new XzEnd('damaged', `the index names ${count} blocks, ${sizes.count} were read`)
  const seen: BlockSizes = { count: 0, crc: 0 }
  while (seen.count < count) countBlock(seen, await number(), await number())
  if (seen.crc !== sizes.crc) throw new XzEnd('damaged', 'the index differs from the blocks')
  const padding = await need(input, (4 - ((input.position - start) % 4)) % 4, 'the index')
  crc = crc32(padding, crc)
  if (!isAllZero(padding)) throw new XzEnd('damaged', 'the padding of the index is not zero')
  const stored = await need(input, 4, 'the index')
  if (stored.readUInt32LE(0) !== crc) throw new XzEnd('damaged', 'the checksum of the index differs')
  return input.position - start
}
