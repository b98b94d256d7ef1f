/**
 * Signs a PDF that this program wrote, as one incremental update: PAdES baseline B-B (ETSI EN 319 142-1), sub-filter
 * ETSI.CAdES.detached, time in `/M`, invisible signature field with an empty appearance so that PDF/A stays PDF/A.
 * Only files with a classic cross-reference table and no form of their own.
 */
import { concatBytes } from '../../../shared/core/bytes/hex.ts'
import { utf8FromText } from '../../../shared/core/bytes/utf8.ts'
import { longestCmsBytes, signCms } from './cms-sign.ts'
import { dictionaryAt, isDictionary, parsePdf, readIndirect, type PdfFile } from './pdf-file.ts'
import { latin1, type PdfDictionary, type PdfObject } from './pdf-objects.ts'
import type { SigningKey } from './signing-key.ts'

export interface PdfSignRequest {
  /** Signer's clock; asserted, written to whole seconds UTC. */
  readonly signedAt: Date
  /** Meaning of the signature, shown by readers. */
  readonly reason: string
}

/** The signed file. Same file, key and time, same bytes. Throws RangeError for a PDF that is not one of ours. */
export function signPdf(pdf: Uint8Array, key: SigningKey, request: PdfSignRequest): Uint8Array {
  const file = parsePdf(pdf)
  const rootId = referenceIn(file.trailer, 'Root')
  const catalog = readIndirect(file, rootId)
  const pageId = firstPage(file, catalog.object)
  const page = readIndirect(file, pageId)
  const size = file.trailer.entryByName.get('Size')
  if (typeof size !== 'number') throw new RangeError('trailer has no size')
  const [signatureId, fieldId, appearanceId] = [size, size + 1, size + 2]

  const holeDigits = longestCmsBytes(key) * 2
  const update = new Update(pdf)
  update.add(
    rootId,
    extend(
      file,
      catalog,
      ['AcroForm', 'Extensions'],
      [
        `/AcroForm << /Fields [${fieldId} 0 R] /SigFlags 3 >>`,
        // ISO 32000-1 with ETSI's extension that defines the sub-filter. EN 319 142-1 §5.
        '/Extensions << /ESIC << /BaseVersion /1.7 /ExtensionLevel 1 >> >>',
      ],
    ),
  )
  update.add(pageId, extend(file, page, ['Annots'], [`/Annots [${fieldId} 0 R]`]))
  update.add(
    appearanceId,
    '<< /Type /XObject /Subtype /Form /BBox [0 0 0 0] /Resources << >> /Length 0 >>\nstream\n\nendstream',
  )
  // 132: printed and locked. PDF/A wants every annotation printable and with an appearance.
  update.add(
    fieldId,
    `<< /Type /Annot /Subtype /Widget /FT /Sig /T (Signature1) /F 132 /Rect [0 0 0 0] /P ${pageId} 0 R /AP << /N ${appearanceId} 0 R >> /V ${signatureId} 0 R >>`,
  )
  const hole = update.addSignature(
    signatureId,
    holeDigits,
    `/Name ${pdfText(key.certificate.subject)} /Reason ${pdfText(request.reason)} /M (${pdfTime(request.signedAt)})`,
  )
  update.finish(file, size + 3, rootId)

  const bytes = update.bytes()
  const after = hole.start + holeDigits + 2
  const range = `[0 ${hole.start} ${after} ${bytes.length - after}]`
  bytes.set(utf8FromText(range.padEnd(hole.rangeLength)), hole.rangeStart)
  const cms = signCms(concatBytes(bytes.subarray(0, hole.start), bytes.subarray(after)), key)
  bytes.set(utf8FromText(Buffer.from(cms).toString('hex').padEnd(holeDigits, '0')), hole.start + 1)
  return bytes
}

/** Objects appended to a file, with the table that finds them. */
class Update {
  private readonly parts: Uint8Array[]
  private length: number
  private readonly offsetById = new Map<number, number>()

  constructor(original: Uint8Array) {
    this.parts = [original]
    this.length = original.length
    if (original.at(-1) !== 0x0a) this.write('\n')
  }

  private write(text: string): void {
    const bytes = Uint8Array.from(Buffer.from(text, 'latin1'))
    this.parts.push(bytes)
    this.length += bytes.length
  }

  add(id: number, body: string): void {
    this.offsetById.set(id, this.length)
    this.write(`${id} 0 obj\n${body}\nendobj\n`)
  }

  /** The signature dictionary; answers where its value and its byte range stand. */
  addSignature(
    id: number,
    holeDigits: number,
    entries: string,
  ): { start: number; rangeStart: number; rangeLength: number } {
    const rangeLength = 48
    this.offsetById.set(id, this.length)
    this.write(
      `${id} 0 obj\n<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached ${entries} /ByteRange `,
    )
    const rangeStart = this.length
    this.write(`${' '.repeat(rangeLength)} /Contents `)
    const start = this.length
    this.write(`<${'0'.repeat(holeDigits)}>`)
    this.write(' >>\nendobj\n')
    return { start, rangeStart, rangeLength }
  }

  finish(file: PdfFile, size: number, rootId: number): void {
    const table = this.length
    const ids = [...this.offsetById.keys()].toSorted((left, right) => left - right)
    let text = 'xref\n0 1\n0000000000 65535 f \n'
    for (let from = 0; from < ids.length;) {
      let to = from + 1
      while (to < ids.length && ids[to] === (ids[to - 1] as number) + 1) to += 1
      text += `${ids[from]} ${to - from}\n`
      for (const id of ids.slice(from, to)) text += `${String(this.offsetById.get(id)).padStart(10, '0')} 00000 n \n`
      from = to
    }
    const info = file.trailer.entryByName.get('Info')
    const id = file.trailer.entryByName.get('ID')
    text += `trailer\n<< /Size ${size} /Root ${rootId} 0 R${info === undefined ? '' : ` /Info ${pdfSource(info)}`}${id === undefined ? '' : ` /ID ${pdfSource(id)}`} /Prev ${file.tableOffset} >>\n`
    this.write(`${text}startxref\n${table}\n%%EOF\n`)
  }

  bytes(): Uint8Array {
    return concatBytes(...this.parts)
  }
}

/** The dictionary's own text with entries added at its end. */
function extend(
  file: PdfFile,
  indirect: { object: PdfObject; start: number; end: number },
  absent: readonly string[],
  entries: readonly string[],
): string {
  if (!isDictionary(indirect.object)) throw new RangeError('not a dictionary')
  for (const name of absent)
    if (indirect.object.entryByName.has(name))
      throw new RangeError(`the PDF has ${name} already; only files written here are signed`)
  const text = latin1(file.bytes.subarray(indirect.start, indirect.end))
  return `${text.slice(0, text.lastIndexOf('>>'))}${entries.join('\n')}\n>>`
}

function firstPage(file: PdfFile, catalog: PdfObject): number {
  if (!isDictionary(catalog)) throw new RangeError('no catalog')
  const kids = dictionaryAt(file, catalog, 'Pages').entryByName.get('Kids')
  const first = typeof kids === 'object' && kids !== null && kids.kind === 'array' ? kids.items[0] : undefined
  if (typeof first !== 'object' || first === null || first.kind !== 'reference') throw new RangeError('no first page')
  return first.id
}

function referenceIn(dictionary: PdfDictionary, name: string): number {
  const object = dictionary.entryByName.get(name)
  if (typeof object !== 'object' || object === null || object.kind !== 'reference')
    throw new RangeError(`${name} is not a reference`)
  return object.id
}

function pdfSource(object: PdfObject): string {
  if (typeof object !== 'object' || object === null) throw new RangeError('trailer entry of an unexpected kind')
  if (object.kind === 'reference') return `${object.id} 0 R`
  if (object.kind === 'string') return `<${Buffer.from(object.bytes).toString('hex')}>`
  if (object.kind === 'array') return `[${object.items.map(pdfSource).join(' ')}]`
  throw new RangeError('trailer entry of an unexpected kind')
}

/** A text string in UTF-16BE as hex: no escapes to get wrong. ISO 32000-1 §7.9.2.2. */
function pdfText(text: string): string {
  let hex = 'feff'
  for (let index = 0; index < text.length; index += 1) hex += text.charCodeAt(index).toString(16).padStart(4, '0')
  return `<${hex}>`
}

/** ISO 32000-1 §7.9.4, always UTC. */
function pdfTime(time: Date): string {
  return `D:${time.toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z`
}
