/** The first rows of a guide-B log once more as CSV, as a JSON array and as lines, for the readers alone. */
import { createReadStream, createWriteStream, type WriteStream } from 'node:fs'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { join } from 'node:path'

const rows = 200_000

export interface Tables {
  readonly csv: string
  readonly array: string
  readonly lines: string
}

export async function writeTables(log: string, folder: string): Promise<Tables> {
  const tables = { csv: join(folder, 'rows.csv'), array: join(folder, 'rows.json'), lines: join(folder, 'rows.ndjson') }
  const [csv, array, lines] = [tables.csv, tables.array, tables.lines].map((path) => createWriteStream(path)) as [
    WriteStream,
    WriteStream,
    WriteStream,
  ]
  let count = 0
  for await (const line of createInterface({ input: createReadStream(log), crlfDelay: Infinity })) {
    const row = JSON.parse(line) as Record<string, unknown>
    if (count === 0) csv.write(`${Object.keys(row).join(',')}\n`)
    array.write(`${count === 0 ? '[\n' : ',\n'}${line}`)
    lines.write(`${line}\n`)
    if (!csv.write(`${Object.values(row).map(csvField).join(',')}\n`)) await once(csv, 'drain')
    count += 1
    if (count === rows) break
  }
  array.write('\n]\n')
  for (const stream of [csv, array, lines]) {
    stream.end()
    await once(stream, 'finish')
  }
  return tables
}

function csvField(value: unknown): string {
  if (value === null) return ''
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
