/**
 * Takes the packings off one file, as deep as the limits allow, and hands over what is inside as members. Nothing is
 * kept of the contents but the first bytes of each entry, and nothing is written.
 */
import { ByteCursor } from './byte-cursor.ts'
import { decodedSource, prefixOf, rangeSource, streamOf } from './byte-source.ts'
import type { ByteSource, Decoder, RandomAccess } from './byte-source.ts'
import { entryCostBytes } from './limits.ts'
import type { AcquireLimits, Budget } from './limits.ts'
import { magicBytes, packingOf } from './magic.ts'
import type { Packing } from './magic.ts'
import { PackedMember } from './member.ts'
import type { SourceMember } from './member.ts'
import { LoadedArchive } from './loaded-archive.ts'
import type { ArchiveMemory } from './loaded-archive.ts'
import { passedOver, plainName, refusalOf } from './names.ts'
import { shownName } from '../../../shared/text/shown-name.ts'
import type { UniqueNames } from './names.ts'
import { NoteList } from './notes.ts'
import type { MemberNote, MemberNoteCode, NoteSink } from './notes.ts'
import { SharedPass } from './shared-pass.ts'
import type { WaitingPasses } from './shared-pass.ts'
import { decodeBzip2 } from './streams/bzip2.ts'
import { decodeGzip } from './streams/gzip.ts'
import { decodeXz } from './streams/xz.ts'
import { decodeZstd } from './streams/zstd.ts'
import { listTar } from './tar/list-tar.ts'
import { findDirectory, readDirectory } from './zip/zip-directory.ts'
import { entrySource, findData, isReadableMethod } from './zip/zip-entry.ts'
import type { ZipEntry } from './zip/zip-entry.ts'
import { overlapping } from './zip/zip-overlap.ts'
import { salvageEntries } from './zip/zip-salvage.ts'

const decoderByPacking: Readonly<Partial<Record<Packing, Decoder>>> = {
  gzip: decodeGzip,
  bzip2: decodeBzip2,
  xz: decodeXz,
  zstd: decodeZstd,
}

/** What all files of one acquisition share. */
export interface Exploration {
  readonly limits: AcquireLimits
  readonly notes: NoteList
  readonly members: SourceMember[]
  readonly names: UniqueNames
  readonly waitingPasses: WaitingPasses
  readonly memory: ArchiveMemory
}

export interface Found {
  readonly name: string
  readonly original: number
  readonly originalBytes: number
  readonly budget: Budget
  readonly source: ByteSource
  readonly packing: readonly Packing[]
  readonly modifiedMicros: number | null
  /** Packings that count towards the depth. */
  readonly depth: number
  /** The first 512 bytes, when they are known. */
  readonly head: Buffer | null
}

/** Finds the members of one file or entry. Throws AppError `file-unreadable` only for the disk. */
export async function explore(found: Found, shared: Exploration): Promise<void> {
  if (shared.members.length >= shared.limits.maxMembers) return
  const head = found.head ?? (await prefixOf(found.source, magicBytes))
  const packing = packingOf(head)
  if (packing === null) return addMember(found, shared, [])
  const countsDepth = packing !== 'tar' || !isStream(found.packing.at(-1))
  const depth = found.depth + (countsDepth ? 1 : 0)
  if (depth > shared.limits.maxDepth) {
    const detail = `${packing} inside of ${shared.limits.maxDepth} other packings`
    return addMember(found, shared, [{ code: 'too-deep', incomplete: true, detail }])
  }
  const inner = { ...found, depth, packing: [...found.packing, packing], head: null }
  if (packing === 'tar') return exploreTar(inner, shared)
  if (packing === 'zip') return exploreZip(inner, found, shared)
  const decoder = decoderByPacking[packing]
  if (decoder === undefined) throw new TypeError(`no decoder for ${packing}`)
  const source = decodedSource(found.source, decoder, found.originalBytes, shared.limits)
  return explore({ ...inner, source }, shared)
}

function isStream(packing: Packing | undefined): boolean {
  return packing !== undefined && packing !== 'tar' && packing !== 'zip'
}

function addMember(found: Found, shared: Exploration, known: readonly MemberNote[]): void {
  const unique = shared.names.add(found.name)
  const notes = [...known]
  if (!unique.isNew) {
    const detail = `${found.name} occurs more than once; this one is called ${unique.name}`
    notes.push({ code: 'duplicate-name', incomplete: false, detail })
  }
  // What is known before a byte is read belongs to the whole as well.
  for (const note of notes) shared.notes.add(note.code, note.incomplete, `${unique.name}: ${note.detail ?? ''}`)
  shared.members.push(new PackedMember({ ...found, name: unique.name }, found.source, found.budget, notes))
}

/** The name of an entry below `outer`, or null after saying why there is none. */
function nameBelow(outer: string, entryName: string, shared: Exploration): string | null {
  const refusal = refusalOf(entryName, shared.limits.maxNameBytes)
  const shown = `${outer}!/${shownName(entryName)}`
  if (refusal !== null) {
    shared.notes.add('name-refused', true, `${shown}: ${refusal}`)
    return null
  }
  const name = plainName(entryName)
  const why = passedOver(name)
  if (why === null && name !== '') return `${outer}!/${shownName(name)}`
  if (why !== null) shared.notes.add(why, false, shown)
  return null
}

/** Notes about an archive as a whole, with its name in front. */
function sinkFor(name: string, shared: Exploration): NoteSink {
  return (code, incomplete, detail) =>
    shared.notes.add(code, incomplete, detail === undefined ? name : `${name}: ${detail}`)
}

function isFull(shared: Exploration): boolean {
  if (shared.members.length < shared.limits.maxMembers) return false
  shared.notes.add('too-many', true, `more than ${shared.limits.maxMembers} members`)
  return true
}

const tooManyForSize = 'it lists too many entries for its size'

interface Listed {
  readonly name: string
  readonly position: number
  readonly bytes: number
  readonly modifiedMicros: number | null
  readonly head: Buffer
}

async function exploreTar(tar: Found, shared: Exploration): Promise<void> {
  const note = sinkFor(tar.name, shared)
  const { random } = tar.source
  const jump = random === null ? null : { bytes: random.bytes, from: (at: number) => streamFrom(random, at) }
  const input = new ByteCursor(tar.source.stream(note), jump)
  const listed: Listed[] = []
  let seen = 0
  try {
    for await (const entry of listTar(input, note, shared.limits.maxMembers)) {
      seen++
      const name = entry.name.endsWith('/') ? null : nameBelow(tar.name, entry.name, shared)
      if (name === null) continue
      if (shared.members.length + listed.length >= shared.limits.maxMembers) {
        note('too-many', true, `more than ${shared.limits.maxMembers} members`)
        break
      }
      if (!tar.budget.spend(entryCostBytes)) {
        note('bomb-stopped', true, tooManyForSize)
        break
      }
      const wanted = Math.min(magicBytes, entry.bytes)
      await input.fill(wanted)
      const head = Buffer.from(input.available.subarray(0, wanted))
      listed.push({ name, position: entry.position, bytes: entry.bytes, modifiedMicros: entry.modifiedMicros, head })
    }
  } finally {
    await input.close()
  }
  if (seen === 0) note('empty-archive', false)
  const pass = random === null ? new SharedPass(tar.source, shared.waitingPasses) : null
  for (const { position, bytes, ...facts } of listed) {
    if (isFull(shared)) return
    const source =
      pass === null ? rangeSource(random ?? nothing, position, bytes, 'cut-tar') : pass.range(position, bytes)
    await explore({ ...tar, ...facts, modifiedMicros: facts.modifiedMicros ?? tar.modifiedMicros, source }, shared)
  }
}

const nothing: RandomAccess = { bytes: 0, read: () => Promise.resolve(Buffer.alloc(0)) }

function streamFrom(random: RandomAccess, start: number): AsyncIterable<Buffer> {
  return streamOf({ bytes: random.bytes - start, read: (at, length) => random.read(start + at, length) }, () => {})
}

async function exploreZip(zip: Found, whole: Found, shared: Exploration): Promise<void> {
  const note = sinkFor(zip.name, shared)
  const archive = zip.source.random ?? (await LoadedArchive.load(zip.source, shared.memory, zip.budget))
  if (archive === null) {
    const detail = 'an archive inside of a packed one is too long to be held in memory'
    return addMember(whole, shared, [{ code: 'archive-not-unpacked', incomplete: true, detail }])
  }
  const entries: ZipEntry[] = []
  // Noted only if the zip is opened at all: a workbook stays what it is.
  const found = new NoteList()
  const directory = await findDirectory(archive, found.add)
  const listing =
    directory === null
      ? salvageEntries(archive, shared.limits.maxMembers)
      : readDirectory(archive, directory, found.add, shared.limits.maxMembers)
  for await (const entry of listing) entries.push(entry)
  if (isWorkbook(entries)) return addMember(whole, shared, [])
  if (directory === null)
    found.add('cut-zip', true, 'its directory is missing; entries were found by their own headers')
  for (const { code, incomplete, detail } of found.list()) note(code, incomplete, detail)
  if (entries.length === 0) note('empty-archive', false)
  await exploreEntries(entries, archive, zip, shared)
}

/** An Office Open XML workbook is one document, which the reader of spreadsheets takes apart itself. */
function isWorkbook(entries: readonly ZipEntry[]): boolean {
  const names = new Set(entries.map((entry) => entry.name))
  return names.has('[Content_Types].xml') && names.has('xl/workbook.xml')
}

async function exploreEntries(
  entries: readonly ZipEntry[],
  archive: RandomAccess,
  zip: Found,
  shared: Exploration,
): Promise<void> {
  const note = sinkFor(zip.name, shared)
  const shares = overlapping(entries)
  let stated = 0
  for (const entry of entries) {
    if (isFull(shared)) return
    const name = nameBelow(zip.name, entry.name.endsWith('/') ? entry.name.slice(0, -1) : entry.name, shared)
    if (name === null || (entry.name.endsWith('/') && entry.packedBytes === 0)) continue
    const refusal = refusalOfEntry(entry)
    if (refusal !== null) {
      // What is no file would have given no bytes.
      note(refusal.code, refusal.hasBytes, `${name}${refusal.detail}`)
      continue
    }
    stated += entry.plainBytes ?? 0
    // Hostile: entries that share their bytes unpack to the square of the archive's size and more.
    if (shares.has(entry)) {
      note('bomb-stopped', true, `${name} lies over another entry`)
      continue
    }
    if (!zip.budget.spend(entryCostBytes)) return note('bomb-stopped', true, tooManyForSize)
    if (stated > zip.budget.limit) {
      note('bomb-stopped', true, `${name} and those before it unpack to more than ${zip.budget.limit} bytes`)
      continue
    }
    const place = await findData(archive, entry)
    if (place === null) {
      note('damaged-zip', true, `${name}: its header does not stand where the directory says`)
      continue
    }
    if (!place.sameName) note('local-header-differs', false, name)
    const source = { ...entrySource(archive, entry, place.start, shared.limits), pass: zip.source.pass }
    const modifiedMicros = entry.modifiedMicros ?? zip.modifiedMicros
    await explore({ ...zip, name, source, modifiedMicros }, shared)
  }
}

interface Refusal {
  readonly code: MemberNoteCode
  readonly detail: string
  readonly hasBytes: boolean
}

function refusalOfEntry(entry: ZipEntry): Refusal | null {
  if (entry.isEncrypted)
    return { code: 'encrypted-refused', detail: ' is encrypted; unpack it with its password first', hasBytes: true }
  if (entry.fileType === 0o120000) return { code: 'link-refused', detail: '', hasBytes: false }
  // Zero where the archive was not made on Unix.
  if (![0, 0o100000, 0o040000].includes(entry.fileType)) return { code: 'device-refused', detail: '', hasBytes: false }
  if (isReadableMethod(entry.method)) return null
  return { code: 'unsupported-zip', detail: ` is packed by method ${entry.method}`, hasBytes: true }
}
