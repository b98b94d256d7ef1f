/** InfluxDB annotated CSV, as queries and `influx query --raw` answer. */
import { sourceProfileSchema } from '../../../../shared/model/profile.ts'
import type { Claim, FormatDefinition } from '../format.ts'
import { decodeCsv } from '../csv/csv-dialect.ts'
import { TextMembers } from '../parts/text-members.ts'
import { sampleLines } from '../parts/text-probe.ts'
import { TextSpanReader } from '../parts/text-span-reader.ts'
import type { Probe } from '../probe.ts'
import { type AnnotatedColumn, columnsOfLayout, TableGrammar } from './table-grammar.ts'
import profile from './profile.json' with { type: 'json' }

export const format: FormatDefinition = {
  id: 'influx-csv',
  title: 'InfluxDB annotated CSV',
  about:
    'Query results of InfluxDB 2.x and Flux: tables with #datatype, #group and #default rows, separated by blank lines.',
  detect,
  createReader: (sink, limits) => new TextSpanReader(sink, limits, (tiles) => new TableGrammar(tiles)),
  recordJson: (bytes, start, end, layout) =>
    renderRow(bytes.toString('utf8', start, end), columnsOfLayout(layout.data)).bytes,
  profiles: [sourceProfileSchema.parse(profile)],
  notes: {
    'query-error': {
      text: 'The answer holds an error table: the query ended before all rows were sent.',
      incomplete: true,
    },
    'unnamed-column': { text: 'A column without a name, besides the one of the annotations.' },
    'no-header': { text: 'A table without a row of column names; its rows cannot be read.' },
  },
}

/** A row as one JSON object. An empty field has its column's default; an empty one without default is null. */
function renderRow(text: string, columns: readonly AnnotatedColumn[]): TextMembers {
  const values: (string | null)[] = []
  const count = decodeCsv(text, ',', values)
  const members = new TextMembers()
  columns.forEach((column, index) => {
    if (column.skipped) return
    const value = index < count ? (values[index] ?? null) : null
    members.raw(column.name, valueJson(column, value === null || value === '' ? column.byDefault : value, value))
  })
  return members
}

/** Numbers and booleans of a typed column as such, with their digits; everything else as a string. */
function valueJson({ type }: AnnotatedColumn, value: string | null, written: string | null): string {
  if (value === null) return written === null ? 'null' : JSON.stringify(written)
  if (type === 'boolean' && (value === 'true' || value === 'false')) return value
  const number = type === 'long' || type === 'unsignedLong' || type === 'double'
  if (number && /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(value)) return value
  return JSON.stringify(value)
}

const annotation = /^"?#(group|datatype|default)"?,/

function detect(probe: Probe): Claim | null {
  const found = new Set<string>()
  for (const line of sampleLines(probe).slice(0, 4)) {
    const name = annotation.exec(line)?.[1]
    if (name === undefined) break
    found.add(`#${name}`)
  }
  if (found.size === 0) return null
  const rows = [...found].join(', ')
  return {
    confidence: found.has('#datatype') ? 100 : 70,
    evidence: [`The file begins with ${found.size} annotation rows of InfluxDB: ${rows}.`],
  }
}
