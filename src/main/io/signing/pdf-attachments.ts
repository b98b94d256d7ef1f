/** Files embedded in a PDF (ISO 32000-1 §7.11.4), read from the name tree of the newest revision. */
import { isDictionary, parsePdf, readStream, resolve, type PdfFile } from './pdf-file.ts'
import { latin1, PdfError, type PdfDictionary, type PdfObject } from './pdf-objects.ts'

const mostBytes = 256 * 1024 * 1024

/** Bytes of the attachment with that name; null when the PDF cannot be read, has none, or has several of that name. */
export function readPdfAttachment(pdf: Uint8Array, name: string): Uint8Array | null {
  try {
    const file = parsePdf(pdf)
    const found = attachmentStreams(file).filter((attachment) => attachment.name === name)
    const [only] = found
    return only === undefined || found.length > 1 ? null : readStream(file, only.streamId, mostBytes)
  } catch (error) {
    if (error instanceof PdfError) return null
    throw error
  }
}

function attachmentStreams(file: PdfFile): { readonly name: string; readonly streamId: number }[] {
  const root = resolve(file, file.trailer.entryByName.get('Root'))
  const names = isDictionary(root) ? resolve(file, root.entryByName.get('Names')) : undefined
  const tree = isDictionary(names) ? resolve(file, names.entryByName.get('EmbeddedFiles')) : undefined
  return isDictionary(tree) ? leaves(file, tree, 0) : []
}

function leaves(
  file: PdfFile,
  node: PdfDictionary,
  depth: number,
): { readonly name: string; readonly streamId: number }[] {
  if (depth > 16) throw new PdfError('name tree is too deep')
  const found: { name: string; streamId: number }[] = []
  for (const kid of items(resolve(file, node.entryByName.get('Kids')))) {
    const child = resolve(file, kid)
    if (isDictionary(child)) found.push(...leaves(file, child, depth + 1))
  }
  const pairs = items(resolve(file, node.entryByName.get('Names')))
  for (let index = 0; index + 1 < pairs.length; index += 2) {
    const specification = resolve(file, pairs[index + 1])
    if (!isDictionary(specification)) continue
    const embedded = resolve(file, specification.entryByName.get('EF'))
    const stream = isDictionary(embedded) ? embedded.entryByName.get('F') : undefined
    const name = textOf(specification.entryByName.get('UF') ?? specification.entryByName.get('F') ?? null)
    if (name !== null && typeof stream === 'object' && stream !== null && stream.kind === 'reference')
      found.push({ name, streamId: stream.id })
  }
  return found
}

function items(object: PdfObject | undefined): readonly PdfObject[] {
  return typeof object === 'object' && object !== null && object.kind === 'array' ? object.items : []
}

/** Text of a string object, one byte per character; names of our attachments are ASCII. */
function textOf(object: PdfObject): string | null {
  return typeof object === 'object' && object !== null && object.kind === 'string' ? latin1(object.bytes) : null
}
