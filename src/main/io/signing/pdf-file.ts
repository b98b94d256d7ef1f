/**
 * A PDF with classic cross-reference tables, as this program writes them (ISO 32000-1 §7.5.4 to §7.5.6): find objects by
 * number, newest revision first. Cross-reference streams and encrypted files are refused.
 */
import { inflateSync } from 'node:zlib'
import { latin1, PdfError, PdfLexer, type PdfDictionary, type PdfObject } from './pdf-objects.ts'

export interface PdfFile {
  readonly bytes: Uint8Array
  /** Trailer of the newest revision. */
  readonly trailer: PdfDictionary
  /** Where the newest cross-reference table starts. */
  readonly tableOffset: number
  /** Offset of each object by number, newest revision first. */
  readonly offsetById: ReadonlyMap<number, number>
}

const mostRevisions = 64

/** Throws PdfError when the file is not one of the kind described above. */
export function parsePdf(bytes: Uint8Array): PdfFile {
  if (latin1(bytes.subarray(0, 5)) !== '%PDF-') throw new PdfError('not a PDF')
  const tail = latin1(bytes.subarray(Math.max(0, bytes.length - 64)))
  const start = /startxref\s+(\d{1,10})\s+%%EOF\s*$/.exec(tail)?.[1]
  if (start === undefined) throw new PdfError('the end of the file is missing')
  const offsetById = new Map<number, number>()
  let newest: PdfDictionary | undefined
  let tableOffset: number | undefined = Number(start)
  for (let revision = 0; tableOffset !== undefined; revision += 1) {
    if (revision >= mostRevisions) throw new PdfError('too many revisions')
    const trailer = readTable(bytes, tableOffset, offsetById)
    newest ??= trailer
    const previous = trailer.entryByName.get('Prev')
    // Hostile: a table that points forward or at itself would loop.
    if (previous !== undefined && (typeof previous !== 'number' || previous >= tableOffset))
      throw new PdfError('revisions are out of order')
    tableOffset = previous
  }
  if (newest === undefined) throw new PdfError('no trailer')
  if (newest.entryByName.has('Encrypt')) throw new PdfError('the file is encrypted')
  return { bytes, trailer: newest, tableOffset: Number(start), offsetById }
}

function readTable(bytes: Uint8Array, offset: number, offsetById: Map<number, number>): PdfDictionary {
  const lexer = new PdfLexer(bytes, offset)
  if (!lexer.takeKeyword('xref')) throw new PdfError('no classic cross-reference table')
  while (!lexer.takeKeyword('trailer')) {
    const first = lexer.readObject()
    const count = lexer.readObject()
    if (typeof first !== 'number' || typeof count !== 'number' || count < 0 || count > 8_388_607)
      throw new PdfError('cross-reference table is damaged')
    lexer.skipBlanks()
    for (let index = 0; index < count; index += 1) {
      const line = /^(\d{10}) (\d{5}) ([nf])/.exec(latin1(bytes.subarray(lexer.position, lexer.position + 20)))
      if (line === null) throw new PdfError('cross-reference table is damaged')
      lexer.position += 20
      const id = first + index
      if (line[3] === 'n' && !offsetById.has(id)) offsetById.set(id, Number(line[1]))
    }
  }
  const trailer = lexer.readObject()
  if (!isDictionary(trailer)) throw new PdfError('trailer is damaged')
  return trailer
}

/** An indirect object with the range of its own text, `N 0 obj` and `endobj` excluded. */
export interface PdfIndirect {
  readonly object: PdfObject
  readonly start: number
  readonly end: number
}

export function readIndirect(file: PdfFile, id: number): PdfIndirect {
  const offset = file.offsetById.get(id)
  if (offset === undefined) throw new PdfError(`object ${id} is missing`)
  const lexer = new PdfLexer(file.bytes, offset)
  const number = lexer.readObject()
  lexer.readObject()
  if (number !== id || !lexer.takeKeyword('obj')) throw new PdfError(`object ${id} is not where the table says`)
  lexer.skipBlanks()
  const start = lexer.position
  const object = lexer.readObject()
  return { object, start, end: lexer.position }
}

/** The object itself, references followed once. */
export function resolve(file: PdfFile, object: PdfObject | undefined): PdfObject | undefined {
  return typeof object === 'object' && object !== null && object.kind === 'reference'
    ? readIndirect(file, object.id).object
    : object
}

/** The dictionary under a name, references followed. Throws PdfError when there is none. */
export function dictionaryAt(file: PdfFile, parent: PdfDictionary, name: string): PdfDictionary {
  const object = resolve(file, parent.entryByName.get(name))
  if (!isDictionary(object)) throw new PdfError(`${name} is missing`)
  return object
}

/** Unpacked bytes of a stream object, plain or FlateDecode. Throws PdfError, also when it unpacks to more than `mostBytes`. */
export function readStream(file: PdfFile, id: number, mostBytes: number): Uint8Array {
  const { object, end } = readIndirect(file, id)
  if (!isDictionary(object)) throw new PdfError(`object ${id} is not a stream`)
  const length = resolve(file, object.entryByName.get('Length'))
  const lexer = new PdfLexer(file.bytes, end)
  if (!lexer.takeKeyword('stream') || typeof length !== 'number') throw new PdfError(`object ${id} is not a stream`)
  const start = lexer.position + (file.bytes[lexer.position] === 0x0d ? 2 : 1)
  const raw = file.bytes.subarray(start, start + length)
  const filter = resolve(file, object.entryByName.get('Filter'))
  if (filter === undefined) return raw
  if (!isName(filter, 'FlateDecode')) throw new PdfError('stream filter is not supported')
  try {
    return Uint8Array.from(inflateSync(raw, { maxOutputLength: mostBytes }))
  } catch (error) {
    throw new PdfError(`stream ${id} does not unpack: ${error instanceof Error ? error.message : ''}`)
  }
}

export function isDictionary(object: PdfObject | undefined): object is PdfDictionary {
  return typeof object === 'object' && object !== null && object.kind === 'dictionary'
}

export function isName(object: PdfObject | undefined, name: string): boolean {
  return typeof object === 'object' && object !== null && object.kind === 'name' && object.name === name
}
