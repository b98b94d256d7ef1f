/** Reads an evidence package the way a recipient without Assay would: unzip it, open its tables. */
import { text } from 'node:stream/consumers'
import yauzl from 'yauzl'

/** Texts of a zip's files by path below its one top folder. Digests and signatures are the business of `package verify`. */
export async function textsOfPackage(
  path: string,
  wanted: (name: string) => boolean,
): Promise<ReadonlyMap<string, string>> {
  const zip = await opened(path)
  const texts = new Map<string, string>()
  return new Promise((resolve, reject) => {
    zip.on('error', reject)
    zip.on('end', () => resolve(texts))
    zip.on('entry', (entry: yauzl.Entry) => {
      const name = entry.fileName.slice(entry.fileName.indexOf('/') + 1)
      if (!wanted(name)) return zip.readEntry()
      textOf(zip, entry).then((text) => {
        texts.set(name, text)
        zip.readEntry()
      }, reject)
    })
    zip.readEntry()
  })
}

function opened(path: string): Promise<yauzl.ZipFile> {
  return new Promise((resolve, reject) => {
    yauzl.open(path, { lazyEntries: true }, (error, zip) => (error === null ? resolve(zip) : reject(error)))
  })
}

function textOf(zip: yauzl.ZipFile, entry: yauzl.Entry): Promise<string> {
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => (error === null ? resolve(text(stream)) : reject(error)))
  })
}

/** Rows of a CSV text (RFC 4180) as objects by the names in its first line. */
export function rowsOfCsv(text: string): Record<string, string>[] {
  const [header = [], ...rows] = cellsOfCsv(text)
  return rows.map((cells) => Object.fromEntries(header.map((name, at) => [name, cells[at] ?? ''])))
}

function cellsOfCsv(text: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  // A quoted cell, or one that runs to the next comma or line end; then what ended it.
  for (const [, quotedCell, plainCell, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    if (end === '' && row.length === 0 && quotedCell === undefined && plainCell === '') break
    row.push(quotedCell === undefined ? (plainCell ?? '') : quotedCell.replaceAll('""', '"'))
    if (end === ',') continue
    rows.push(row)
    row = []
    if (end === '') break
  }
  return rows
}
