/**
 * One entry of a zip file (APPNOTE.TXT 6.3.10): what its header says, and its data unpacked. Stored and deflated data is
 * read, and bzip2, zstd and xz in a zip. The length and CRC-32 that the directory states are compared.
 */
import { crc32 } from 'node:zlib'
import { ByteCursor } from '../byte-cursor.ts'
import { rangeSource } from '../byte-source.ts'
import type { ByteSource, RandomAccess } from '../byte-source.ts'
import { allowedBytes } from '../limits.ts'
import type { AcquireLimits } from '../limits.ts'
import type { NoteSink } from '../notes.ts'
import { decodeBzip2 } from '../streams/bzip2.ts'
import { inflate } from '../streams/gzip.ts'
import { decodeXz } from '../streams/xz.ts'
import { decodeZstd } from '../streams/zstd.ts'

export interface ZipEntry {
  /** As the directory gives it: not judged yet. */
  readonly name: string
  readonly nameBytes: Buffer
  readonly method: number
  readonly isEncrypted: boolean
  /** Unix file type bits (`0o120000` is a link), 0 where the archive has none. */
  readonly fileType: number
  readonly packedBytes: number
  /** Null when only decoding shows it. */
  readonly plainBytes: number | null
  readonly crc: number | null
  /** Where its local header begins. */
  readonly position: number
  readonly modifiedMicros: number | null
}

export const localHeaderBytes = 30
export const localHeaderMagic = 0x04034b50

/** Methods by number (APPNOTE §4.4.5). */
const stored = 0
const deflated = 8
const bzip2 = 12
const zstd = 93
const xz = 95

export function isReadableMethod(method: number): boolean {
  return [stored, deflated, bzip2, zstd, xz].includes(method)
}

/** Where an entry's data begins, or why that cannot be said. */
export async function findData(
  archive: RandomAccess,
  entry: ZipEntry,
): Promise<{ readonly start: number; readonly sameName: boolean } | null> {
  const header = await archive.read(entry.position, localHeaderBytes)
  if (header.length < localHeaderBytes || header.readUInt32LE(0) !== localHeaderMagic) return null
  const nameLength = header.readUInt16LE(26)
  const start = entry.position + localHeaderBytes + nameLength + header.readUInt16LE(28)
  if (start + entry.packedBytes > archive.bytes) return null
  const name = await archive.read(entry.position + localHeaderBytes, nameLength)
  return { start, sameName: name.equals(entry.nameBytes) && header.readUInt16LE(8) === entry.method }
}

/** An entry's bytes. A stored entry can be read from any place. */
export function entrySource(archive: RandomAccess, entry: ZipEntry, start: number, limits: AcquireLimits): ByteSource {
  const packed = rangeSource(archive, start, entry.packedBytes, 'cut-zip')
  return {
    bytes: entry.plainBytes,
    random: entry.method === stored && entry.plainBytes === entry.packedBytes ? packed.random : null,
    pass: null,
    stream: (note) => unpack(packed, entry, limits, note),
  }
}

async function* unpack(
  packed: ByteSource,
  entry: ZipEntry,
  limits: AcquireLimits,
  note: NoteSink,
): AsyncGenerator<Buffer> {
  const cursor = new ByteCursor(packed.stream(note))
  const stated = entry.plainBytes ?? Number.POSITIVE_INFINITY
  const allowed = allowedBytes(entry.packedBytes, limits)
  let decoded = 0
  let crc = 0
  let isWhole = true
  // A fault of the data inside is this entry's; that it is said once is enough.
  const watch: NoteSink = (code, incomplete, detail) => {
    if (incomplete) isWhole = false
    note(code, incomplete, detail)
  }
  try {
    for await (const chunk of decode(cursor, entry.method, watch)) {
      // Hostile: the directory's length is what the budget was asked for; not a byte more comes out.
      const part = chunk.subarray(0, Math.max(0, stated - decoded))
      decoded += part.length
      if (decoded > allowed) return note('bomb-stopped', true, `it unpacks to more than ${allowed} bytes`)
      crc = crc32(part, crc)
      if (part.length > 0) yield part
      if (part.length < chunk.length) {
        return note('bomb-stopped', true, `it unpacks to more than the ${stated} bytes that the directory states`)
      }
    }
    if (!isWhole) return
    if (entry.plainBytes !== null && decoded !== entry.plainBytes)
      note('damaged-zip', true, `it unpacks to ${decoded} bytes and not to the ${entry.plainBytes} of the directory`)
    else if (entry.crc !== null && crc !== entry.crc) note('damaged-zip', true, 'its checksum differs')
  } finally {
    await cursor.close()
  }
}

async function* decode(input: ByteCursor, method: number, note: NoteSink): AsyncGenerator<Buffer> {
  if (method === deflated) {
    for await (const chunk of inflate(input, (kind, detail) =>
      note(kind === 'cut' ? 'cut-zip' : 'damaged-zip', true, detail),
    )) {
      if (chunk === 'failed') return
      yield chunk
    }
    // Hostile: what lies behind the compressed data and still inside the entry is nobody's.
    if (await input.fill(1)) note('trailing-data', false, 'bytes after the end of the compressed data')
    return
  }
  if (method === bzip2) return yield* decodeBzip2(input, note)
  if (method === zstd) return yield* decodeZstd(input, note)
  if (method === xz) return yield* decodeXz(input, note)
  for (;;) {
    const bytes = await input.next(1024 * 1024)
    if (bytes === null) return
    yield bytes
  }
}
