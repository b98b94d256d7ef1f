/**
 * The central directory of a zip file, zip64 included (APPNOTE.TXT §4.3.12 to §4.3.16). Every length is compared with
 * the file before it is used; an entry that cannot be read ends the list with a note.
 */
import { ByteCursor } from '../byte-cursor.ts'
import { rangeSource } from '../byte-source.ts'
import type { RandomAccess } from '../byte-source.ts'
import type { NoteSink } from '../notes.ts'
import { nameOf, parseExtra } from './zip-fields.ts'
import type { ZipEntry } from './zip-entry.ts'

const endBytes = 22
const locatorMagic = 0x07064b50
const locatorBytes = 20
const end64Magic = 0x06064b50
const end64Bytes = 56
const entryMagic = 0x02014b50
const entryBytes = 46
const max32 = 0xffffffff

export interface ZipDirectory {
  readonly start: number
  readonly bytes: number
  /** As the end record states it; what is there counts. */
  readonly statedEntries: number
}

/** Finds the directory from the end of the file; null when there is none, as in an archive that was cut. */
export async function findDirectory(archive: RandomAccess, note: NoteSink): Promise<ZipDirectory | null> {
  const tailStart = Math.max(0, archive.bytes - (endBytes + 0xffff))
  const tail = await archive.read(tailStart, archive.bytes - tailStart)
  const at = findEnd(tail)
  if (at === null) return null
  const after = tail.length - (at + endBytes + tail.readUInt16LE(at + 20))
  if (after > 0) note('trailing-data', false, `${after} bytes after the end of the zip data`)
  const end = tailStart + at
  const narrow: ZipDirectory = {
    start: tail.readUInt32LE(at + 16),
    bytes: tail.readUInt32LE(at + 12),
    statedEntries: tail.readUInt16LE(at + 10),
  }
  const directory = (await findDirectory64(archive, end)) ?? narrow
  if (directory.start + directory.bytes <= end) return directory
  note('damaged-zip', true, 'the directory does not lie where the end record says')
  return null
}

/** The last end record whose comment ends with the file, otherwise the last whose comment fits into it. */
function findEnd(tail: Buffer): number | null {
  let fitting: number | null = null
  const magic = Buffer.from([0x50, 0x4b, 0x05, 0x06])
  for (let at = tail.lastIndexOf(magic); at !== -1; at = at === 0 ? -1 : tail.lastIndexOf(magic, at - 1)) {
    if (at + endBytes > tail.length) continue
    const commentEnd = at + endBytes + tail.readUInt16LE(at + 20)
    if (commentEnd === tail.length) return at
    if (commentEnd < tail.length) fitting ??= at
  }
  return fitting
}

async function findDirectory64(archive: RandomAccess, end: number): Promise<ZipDirectory | null> {
  if (end < locatorBytes) return null
  const locator = await archive.read(end - locatorBytes, locatorBytes)
  if (locator.length < locatorBytes || locator.readUInt32LE(0) !== locatorMagic) return null
  const position = Number(locator.readBigUInt64LE(8))
  if (position + end64Bytes > end) return null
  const record = await archive.read(position, end64Bytes)
  if (record.length < end64Bytes || record.readUInt32LE(0) !== end64Magic) return null
  return {
    statedEntries: Number(record.readBigUInt64LE(32)),
    bytes: Number(record.readBigUInt64LE(40)),
    start: Number(record.readBigUInt64LE(48)),
  }
}

/** The entries in the directory's order; at most `mostEntries`. */
export async function* readDirectory(
  archive: RandomAccess,
  directory: ZipDirectory,
  note: NoteSink,
  mostEntries: number,
): AsyncGenerator<ZipEntry> {
  const input = new ByteCursor(rangeSource(archive, directory.start, directory.bytes, 'cut-zip').stream(note))
  let count = 0
  for (; await input.fill(4); count++) {
    // A signature of the directory may follow its entries; it is not compared with anything.
    if (input.available.readUInt32LE(0) !== entryMagic) break
    if (count >= mostEntries) return note('too-many', true, `more than ${mostEntries} entries`)
    if (!(await input.fill(entryBytes))) return note('damaged-zip', true, 'the directory ends within an entry')
    const fixed = input.available.subarray(0, entryBytes)
    const nameLength = fixed.readUInt16LE(28)
    const whole = entryBytes + nameLength + fixed.readUInt16LE(30) + fixed.readUInt16LE(32)
    if (!(await input.fill(whole))) return note('damaged-zip', true, 'the directory ends within an entry')
    yield parseEntry(Buffer.from(input.take(whole)))
  }
  // 65,535 and zip64: the narrow count is then a filler.
  if (count !== directory.statedEntries && directory.statedEntries !== 0xffff) {
    note('damaged-zip', true, `the end record states ${directory.statedEntries} entries, ${count} are there`)
  }
}

function parseEntry(bytes: Buffer): ZipEntry {
  const nameEnd = entryBytes + bytes.readUInt16LE(28)
  const nameBytes = bytes.subarray(entryBytes, nameEnd)
  const extra = parseExtra(bytes.subarray(nameEnd, nameEnd + bytes.readUInt16LE(30)))
  let wideAt = 0
  const wide = (narrow: number): number => {
    if (narrow !== max32 || extra.zip64 === null || wideAt + 8 > extra.zip64.length) return narrow
    wideAt += 8
    return Number(extra.zip64.readBigUInt64LE(wideAt - 8))
  }
  // In this order (§4.5.3).
  const plainBytes = wide(bytes.readUInt32LE(24))
  const packedBytes = wide(bytes.readUInt32LE(20))
  const position = wide(bytes.readUInt32LE(42))
  return {
    name: nameOf(nameBytes, extra.unicodePath),
    nameBytes,
    method: bytes.readUInt16LE(10),
    isEncrypted: (bytes.readUInt16LE(8) & 0x41) !== 0,
    fileType: (bytes.readUInt32LE(38) >>> 16) & 0o170000,
    packedBytes,
    plainBytes,
    crc: bytes.readUInt32LE(16),
    position,
    modifiedMicros: extra.modifiedMicros,
  }
}
