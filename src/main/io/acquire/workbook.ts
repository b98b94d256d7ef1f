/**
 * An XLSX workbook as one member per sheet (ECMA-376 part 2 for the package, part 1 for what is in it). A sheet's bytes are
 * its own XML; what the rest of the workbook says about it goes along as the member's attachment.
 *
 * Only what it takes to read cells is looked at: the list of sheets, the shared strings, and which styles show a date. No
 * macros, links, charts or cached data. A document type declaration is refused, so no entity is ever expanded.
 */
import { crc32 } from 'node:zlib'
import { SaxesParser } from 'saxes'
import { fromBufferPromise, type Entry, type ZipFile } from 'yauzl'
import type { SourceMember } from './acquire.ts'
import { acquireLimits, allowedBytes } from './limits.ts'
import type { MemberNote, MemberNoteCode } from './notes.ts'

/** What a sheet's own XML does not hold. */
export interface SheetAttachment {
  readonly sheetName: string
  /** Texts that cells name by their index; the same array for every sheet of a workbook. */
  readonly sharedStrings: readonly string[]
  /** Indexes into the workbook's cell formats that show a number as a date. */
  readonly dateStyleIds: readonly number[]
  /** Days count from 1904 and not from 1900. */
  readonly date1904: boolean
  readonly state: 'visible' | 'hidden' | 'veryHidden'
}

export interface SheetMember extends SourceMember {
  readonly attachment: SheetAttachment
}

/** Packed bytes of a workbook; it is read into memory, because its directory stands at its end. */
const mostWorkbookBytes = 256 * 1024 * 1024
const mostEntries = 100_000
const mostSheets = 10_000
/** Decoded bytes of a part that is read as a whole. */
const mostPartBytes = 512 * 1024 * 1024
/** Characters of all shared strings together. */
const mostStringCharacters = 64 * 1024 * 1024
const mostStrings = 8_000_000

/**
 * The sheets of `member` when it is a workbook, in the workbook's order; otherwise `member` alone. A workbook that cannot
 * be opened stays itself too, with a note that says why. Never throws on account of the bytes.
 */
export async function expandWorkbook(member: SourceMember): Promise<readonly (SourceMember | SheetMember)[]> {
  const first = await collect(member, 4)
  if (first?.readUInt32BE(0) !== 0x504b0304) return [member]
  const bytes = await collect(member, mostWorkbookBytes + 1)
  if (bytes === null) return [member]
  const parts = await openParts(bytes.subarray(0, mostWorkbookBytes))
  if (parts === null) return [member]
  try {
    if (!parts.entries.has('[content_types].xml') || !parts.entries.has('xl/workbook.xml')) return [member]
    if (bytes.length > mostWorkbookBytes)
      return [withNote(member, 'archive-not-unpacked', `a workbook of more than ${mostWorkbookBytes} bytes`)]
    return await sheetsOf(member, parts, bytes.length)
  } catch (error) {
    if (!(error instanceof PartFault)) throw error
    return [withNote(member, error.code, error.message)]
  } finally {
    parts.zip.close()
  }
}

/** Why a part cannot be read; never leaves this file. */
class PartFault extends Error {
  readonly code: MemberNoteCode

  constructor(code: MemberNoteCode, message: string) {
    super(message)
    this.code = code
  }
}

interface Parts {
  readonly zip: ZipFile
  /** By lower-case name: names of parts differ by more than case. */
  readonly entries: ReadonlyMap<string, Entry>
}

/** First bytes of a member, at most `most`; null when there are fewer than four. */
async function collect(member: SourceMember, most: number): Promise<Buffer | null> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of member.open()) {
    chunks.push(chunk)
    length += chunk.length
    if (length >= most) break
  }
  return length < 4 ? null : Buffer.concat(chunks).subarray(0, most)
}

/** The directory of the zip; null when it cannot be trusted to mean one thing. */
async function openParts(bytes: Buffer): Promise<Parts | null> {
  let zip: ZipFile
  try {
    zip = await fromBufferPromise(bytes, { lazyEntries: true, autoClose: false, validateEntrySizes: true })
  } catch {
    return null
  }
  const entries = new Map<string, Entry>()
  try {
    if (zip.entryCount > mostEntries) return null
    for await (const entry of zip.eachEntry()) {
      const name = entry.fileName.toLowerCase().replace(/^\//, '')
      // Hostile: a part that is there twice is one workbook to one program and another to the next.
      if (entries.has(name)) return null
      entries.set(name, entry)
    }
  } catch {
    return null
  }
  return { zip, entries }
}

async function sheetsOf(member: SourceMember, parts: Parts, packedBytes: number): Promise<readonly SheetMember[]> {
  const workbook = await readWorkbook(parts)
  const targets = await readTargets(parts)
  const dateStyleIds = await readDateStyles(parts, targets)
  const { strings, complete } = await readSharedStrings(parts, targets)
  const sheets: SheetMember[] = []
  let decoded = 0
  for (const { name, relation, state } of workbook.sheets.slice(0, mostSheets)) {
    const target = targets.byId.get(relation)
    // Chart and dialogue sheets have no cells.
    if (target === undefined || !target.type.endsWith('/worksheet')) continue
    const entry = parts.entries.get(target.path.toLowerCase())
    if (entry === undefined) throw new PartFault('damaged-zip', `the sheet ${name} has no part ${target.path}`)
    decoded += entry.uncompressedSize
    const attachment = { sheetName: name, sharedStrings: strings, dateStyleIds, date1904: workbook.date1904, state }
    sheets.push(sheetMember(member, entry.fileName.replace(/^\//, ''), attachment, complete))
  }
  if (sheets.length === 0) throw new PartFault('empty-archive', 'a workbook without sheets')
  if (decoded > allowedBytes(packedBytes, acquireLimits))
    throw new PartFault('bomb-stopped', `its sheets are said to unpack to ${decoded} bytes`)
  return sheets
}

function sheetMember(member: SourceMember, path: string, attachment: SheetAttachment, complete: boolean): SheetMember {
  let faults: MemberNote[] = []
  return {
    name: `${member.name}!/${path}`,
    original: member.original,
    packing: [...member.packing, 'zip'],
    modifiedMicros: member.modifiedMicros,
    attachment,
    async *open() {
      faults = complete ? [] : [note('archive-not-unpacked', 'shared strings past the limit were not read')]
      const bytes = await collect(member, mostWorkbookBytes)
      const parts = bytes === null ? null : await openParts(bytes)
      const entry = parts?.entries.get(path.toLowerCase())
      if (parts === null || entry === undefined) {
        faults.push(note('damaged-zip', `${path} is no longer there`))
        return
      }
      try {
        yield* partBytes(parts.zip, entry, allowedBytes(entry.compressedSize, acquireLimits))
      } catch (error) {
        if (!(error instanceof PartFault)) throw error
        faults.push(note(error.code, error.message))
      } finally {
        parts.zip.close()
      }
    },
    notes: () => [...member.notes(), ...faults],
  }
}

/** Decoded bytes of a part, as far as they can be had. Throws `PartFault` at the end of what is readable. */
async function* partBytes(zip: ZipFile, entry: Entry, most: number): AsyncGenerator<Buffer> {
  if (entry.isEncrypted()) throw new PartFault('encrypted-refused', `${entry.fileName} is encrypted`)
  let length = 0
  let sum = 0
  try {
    for await (const chunk of await zip.openReadStreamPromise(entry)) {
      const bytes = chunk as Buffer
      length += bytes.length
      if (length > most) throw new PartFault('bomb-stopped', `${entry.fileName} unpacks to more than ${most} bytes`)
      sum = crc32(bytes, sum)
      yield bytes
    }
  } catch (error) {
    if (error instanceof PartFault) throw error
    throw new PartFault('damaged-zip', `${entry.fileName}: ${error instanceof Error ? error.message : String(error)}`)
  }
  if (sum !== entry.crc32) throw new PartFault('damaged-zip', `the checksum of ${entry.fileName} is wrong`)
}

type TagHandler = (name: string, attributes: Readonly<Record<string, string>>, path: readonly string[]) => void

interface PartHandler {
  readonly open: TagHandler
  readonly close?: (name: string, path: readonly string[]) => void
  readonly text?: (text: string, path: readonly string[]) => void
}

/** Parses a part of the package; `path` are the local names of the open elements, the one at hand last. */
async function parsePart(parts: Parts, path: string, handler: PartHandler): Promise<void> {
  const entry = parts.entries.get(path.toLowerCase())
  if (entry === undefined) return
  const refuse = (why: string): never => {
    throw new PartFault('damaged-zip', `${path}: ${why}`)
  }
  const parser = new SaxesParser({ position: false })
  const open: string[] = []
  parser.on('error', (error) => refuse(error.message))
  parser.on('doctype', () => refuse('it has a document type declaration'))
  parser.on('opentag', (tag) => {
    const attributes: Record<string, string> = {}
    for (const [name, value] of Object.entries(tag.attributes)) attributes[localName(name)] ??= String(value)
    open.push(localName(tag.name))
    handler.open(open.at(-1) as string, attributes, open)
  })
  parser.on('closetag', () => {
    handler.close?.(open.at(-1) as string, open)
    open.pop()
  })
  const text = (value: string): void => handler.text?.(value, open)
  parser.on('text', text)
  parser.on('cdata', text)
  const most = Math.min(mostPartBytes, allowedBytes(entry.compressedSize, acquireLimits))
  const decoder = new TextDecoder('utf-8', { fatal: true })
  try {
    for await (const chunk of partBytes(parts.zip, entry, most)) parser.write(decoder.decode(chunk, { stream: true }))
    parser.write(decoder.decode()).close()
  } catch (error) {
    if (error instanceof PartFault || !(error instanceof TypeError)) throw error
    refuse('it is not UTF-8')
  }
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1)
}

interface Workbook {
  readonly date1904: boolean
  readonly sheets: readonly {
    readonly name: string
    readonly relation: string
    readonly state: SheetAttachment['state']
  }[]
}

async function readWorkbook(parts: Parts): Promise<Workbook> {
  let date1904 = false
  const sheets: { name: string; relation: string; state: SheetAttachment['state'] }[] = []
  await parsePart(parts, 'xl/workbook.xml', {
    open(name, attributes) {
      if (name === 'workbookPr') date1904 = ['1', 'true'].includes(attributes['date1904'] ?? '')
      if (name !== 'sheet' || sheets.length > mostSheets) return
      const state = attributes['state']
      sheets.push({
        name: attributes['name'] ?? '',
        relation: attributes['id'] ?? '',
        state: state === 'hidden' || state === 'veryHidden' ? state : 'visible',
      })
    },
  })
  return { date1904, sheets }
}

interface Targets {
  readonly byId: ReadonlyMap<string, { readonly type: string; readonly path: string }>
  /** Path of the part of a kind, or its usual name. */
  pathOf(kind: string, usual: string): string
}

async function readTargets(parts: Parts): Promise<Targets> {
  const byId = new Map<string, { type: string; path: string }>()
  await parsePart(parts, 'xl/_rels/workbook.xml.rels', {
    open(name, { Id: id = '', Type: type = '', Target: target = '', TargetMode: mode }) {
      if (name === 'Relationship' && mode !== 'External') byId.set(id, { type, path: partPath(target) })
    },
  })
  return {
    byId,
    pathOf: (kind, usual) => [...byId.values()].find(({ type }) => type.endsWith(`/${kind}`))?.path ?? usual,
  }
}

/** A target is relative to `xl/`, or absolute in the package. Only ever looked up among the package's own names. */
function partPath(target: string): string {
  if (target.startsWith('/')) return target.slice(1)
  const path: string[] = ['xl']
  for (const step of target.split('/')) {
    if (step === '..') path.pop()
    else if (step !== '.' && step !== '') path.push(step)
  }
  return path.join('/')
}

async function readDateStyles(parts: Parts, targets: Targets): Promise<number[]> {
  const codeById = new Map<number, string>()
  const formats: number[] = []
  await parsePart(parts, targets.pathOf('styles', 'xl/styles.xml'), {
    open(name, attributes, path) {
      const id = Number(attributes['numFmtId'] ?? '0')
      if (name === 'numFmt') codeById.set(id, attributes['formatCode'] ?? '')
      else if (name === 'xf' && path.at(-2) === 'cellXfs' && formats.length < 65_536) formats.push(id)
    },
  })
  return formats.flatMap((id, index) => {
    const code = codeById.get(id)
    return (code === undefined ? isDateFormatId(id) : isDateFormatCode(code)) ? [index] : []
  })
}

async function readSharedStrings(
  parts: Parts,
  targets: Targets,
): Promise<{ readonly strings: readonly string[]; readonly complete: boolean }> {
  const strings: string[] = []
  let text = ''
  let characters = 0
  let complete = true
  await parsePart(parts, targets.pathOf('sharedStrings', 'xl/sharedStrings.xml'), {
    open(name) {
      if (name === 'si') text = ''
    },
    text(value, path) {
      // A phonetic hint is no part of the text.
      if (!complete || path.at(-1) !== 't' || path.includes('rPh')) return
      characters += value.length
      if (characters > mostStringCharacters || strings.length > mostStrings) complete = false
      else text += value
    },
    close(name) {
      if (name === 'si' && complete) strings.push(unescapeXstring(text))
    },
  })
  return { strings, complete }
}

/** Text with its `_xHHHH_` escapes read (ST_Xstring, ECMA-376 part 1, section 22.9.2.19). */
function unescapeXstring(text: string): string {
  if (!text.includes('_x')) return text
  return text.replaceAll(/_x([\dA-Fa-f]{4})_/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}

/**
 * Ids of number formats that show a date, and perhaps a time with it (ECMA-376 part 1, section 18.8.30): the built-in
 * ones, those that East Asian versions add included. Durations and times of day alone are not among them.
 */
export function isDateFormatId(id: number): boolean {
  return (id >= 14 && id <= 17) || id === 22 || (id >= 27 && id <= 31) || id === 36 || (id >= 50 && id <= 58)
}

/** Whether a format code shows a date: its first section has a year or a day outside quotes, brackets and escapes. */
export function isDateFormatCode(code: string): boolean {
  const shown = code
    .slice(0, 1024)
    .replaceAll(/"[^"]*"?|\\.|_.|\*.|\[[^\]]*\]?/g, '')
    .split(';')[0] as string
  return /[yd]/i.test(shown) && !/^general$/i.test(shown)
}

function note(code: MemberNoteCode, detail: string): MemberNote {
  return { code, detail, incomplete: true }
}

function withNote(member: SourceMember, code: MemberNoteCode, detail: string): SourceMember {
  return {
    name: member.name,
    original: member.original,
    packing: member.packing,
    modifiedMicros: member.modifiedMicros,
    open: () => member.open(),
    notes: () => [...member.notes(), note(code, detail)],
  }
}
