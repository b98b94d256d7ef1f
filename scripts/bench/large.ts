/**
 * `npm run bench -- --large ROWS --keep DIR`: guide-B rows in the number of a large shop's year, written at disk speed
 * from the rows of a sealed sample: time and sequence are their own, the rest repeats after 4,096 rows, so that no frame
 * of the vault holds a row twice. The hashes are those of the sample, so nothing can be verified over such a file.
 */
import { closeSync, openSync, readSync, writeSync } from 'node:fs'

const templates = 4096
const bufferBytes = 8 * 1024 * 1024
const secondsBetweenRows = 0.864

/** Writes `rows` rows to `path`, from the first rows of `sample`; returns the bytes written. */
export function writeLargeLog(sample: string, path: string, rows: number): number {
  const parts = templatesFrom(sample)
  const file = openSync(path, 'w')
  let bytes = 0
  try {
    let lines: string[] = []
    let length = 0
    const start = Date.UTC(2024, 3, 1)
    for (let index = 0; index < rows; index += 1) {
      const part = parts[index % parts.length] as Template
      const time = new Date(start + Math.floor(index * secondsBetweenRows * 1000)).toISOString()
      const line = `${part.before}${time.slice(0, -1)}000Z${part.between}${index + 1}${part.after}\n`
      lines.push(line)
      length += line.length
      if (length >= bufferBytes) {
        bytes += writeSync(file, Buffer.from(lines.join('')))
        lines = []
        length = 0
      }
    }
    bytes += writeSync(file, Buffer.from(lines.join('')))
  } finally {
    closeSync(file)
  }
  return bytes
}

interface Template {
  readonly before: string
  readonly between: string
  readonly after: string
}

function templatesFrom(sample: string): Template[] {
  const buffer = Buffer.alloc(templates * 2048)
  const file = openSync(sample, 'r')
  const read = readSync(file, buffer, 0, buffer.length, 0)
  closeSync(file)
  const lines = buffer.toString('utf8', 0, read).split('\n').slice(0, templates)
  return lines.flatMap((line): Template[] => {
    const match = /^(.*"timestamp":")[^"]*(".*"sequence":)\d+(.*)$/.exec(line)
    return match === null ? [] : [{ before: match[1] ?? '', between: match[2] ?? '', after: match[3] ?? '' }]
  })
}
