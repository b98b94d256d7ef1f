/**
 * The entries of a zip file that lost its directory, as every zip cut short has: found by walking the local headers from
 * the front. What the directory alone says (links, the stated count) is then unknown, which the caller notes.
 */
import { ByteCursor } from '../byte-cursor.ts'
import { rangeSource } from '../byte-source.ts'
import type { RandomAccess } from '../byte-source.ts'
import { inflate } from '../streams/gzip.ts'
import { localHeaderBytes, localHeaderMagic } from './zip-entry.ts'
import type { ZipEntry } from './zip-entry.ts'
import { nameOf, parseExtra } from './zip-fields.ts'

const descriptorMagic = 0x08074b50
const max32 = 0xffffffff

/** Yields entries up to the first header that cannot be followed; the last may be cut. At most `mostEntries`. */
export async function* salvageEntries(archive: RandomAccess, mostEntries: number): AsyncGenerator<ZipEntry> {
  let position = 0
  for (let count = 0; count < mostEntries; count++) {
    const fixed = await archive.read(position, localHeaderBytes)
    if (fixed.length < localHeaderBytes || fixed.readUInt32LE(0) !== localHeaderMagic) return
    const nameLength = fixed.readUInt16LE(26)
    const extraLength = fixed.readUInt16LE(28)
    const names = await archive.read(position + localHeaderBytes, nameLength + extraLength)
    if (names.length < nameLength + extraLength) return
    const start = position + localHeaderBytes + names.length
    const nameBytes = names.subarray(0, nameLength)
    const extra = parseExtra(names.subarray(nameLength))
    const flags = fixed.readUInt16LE(6)
    const method = fixed.readUInt16LE(8)
    const hasDescriptor = (flags & 8) !== 0
    const sizes = hasDescriptor ? null : statedSizes(fixed, extra.zip64)
    const room = archive.bytes - start
    const packedBytes = sizes === null ? await endOfDeflate(archive, start, method) : sizes.packed
    const isWhole = packedBytes !== null && packedBytes <= room
    yield {
      name: nameOf(nameBytes, extra.unicodePath),
      nameBytes,
      method,
      isEncrypted: (flags & 0x41) !== 0,
      fileType: 0,
      packedBytes: isWhole ? packedBytes : room,
      plainBytes: isWhole ? (sizes?.plain ?? null) : null,
      crc: isWhole && sizes !== null ? fixed.readUInt32LE(14) : null,
      position,
      modifiedMicros: extra.modifiedMicros,
    }
    if (!isWhole) return
    position = start + packedBytes
    if (hasDescriptor) position += await descriptorBytes(archive, position)
  }
}

function statedSizes(fixed: Buffer, zip64: Buffer | null): { readonly packed: number; readonly plain: number } {
  const packed = fixed.readUInt32LE(18)
  const plain = fixed.readUInt32LE(22)
  if (packed !== max32 || plain !== max32 || zip64 === null || zip64.length < 16) return { packed, plain }
  return { plain: Number(zip64.readBigUInt64LE(0)), packed: Number(zip64.readBigUInt64LE(8)) }
}

/** Length of deflated data of which no header says it; null when it does not end. */
async function endOfDeflate(archive: RandomAccess, start: number, method: number): Promise<number | null> {
  if (method !== 8) return null
  const input = new ByteCursor(rangeSource(archive, start, archive.bytes - start, 'cut-zip').stream(() => {}))
  let hasFailed = false
  for await (const chunk of inflate(input, () => {
    hasFailed = true
  })) {
    if (chunk === 'failed') break
  }
  return hasFailed ? null : input.position
}

/** APPNOTE §4.3.9: with or without its magic, with sizes of four or eight bytes: told by what follows. */
async function descriptorBytes(archive: RandomAccess, position: number): Promise<number> {
  const bytes = await archive.read(position, 28)
  const magicBytes = bytes.length >= 4 && bytes.readUInt32LE(0) === descriptorMagic ? 4 : 0
  for (const length of [12, 20]) {
    const next = magicBytes + length
    if (bytes.length >= next + 4 && bytes.toString('latin1', next, next + 2) === 'PK') return next
  }
  return magicBytes + 12
}
