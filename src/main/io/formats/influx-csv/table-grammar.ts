/**
 * The tables of an annotated CSV source (InfluxDB documentation, "Annotated CSV"): annotation rows, one row of column
 * names, rows, a blank line. What a row means depends on what came before it in its table.
 */
import { decodeCsv } from '../csv/csv-dialect.ts'
import { CsvCursor } from '../csv/csv-record.ts'
import { syntax } from '../parts/text-line-reader.ts'
import type { SpanGrammar, SpanJudgement } from '../parts/text-span-reader.ts'
import type { TileWriter } from '../tile-sink.ts'

export interface AnnotatedColumn {
  readonly name: string
  /** As `#datatype` has it; null without that annotation. */
  readonly type: string | null
  readonly group: boolean
  /** Value of empty fields, from `#default`; null when there is none. */
  readonly byDefault: string | null
  /** The column of the annotations, which has no values. */
  readonly skipped: boolean
}

/** Columns of a layout that this grammar declared. */
export function columnsOfLayout(data: unknown): readonly AnnotatedColumn[] {
  return typeof data === 'object' && data !== null && 'columns' in data && Array.isArray(data.columns)
    ? (data.columns as readonly AnnotatedColumn[])
    : []
}

type Annotations = Map<string, readonly string[]>
const annotationNames = new Set(['#group', '#datatype', '#default'])
/** Hostile: every table declares a layout, and a file can have a table per row. */
const maximumLayouts = 4096

export class TableGrammar implements SpanGrammar {
  readonly cursor = new CsvCursor()
  readonly #tiles: TileWriter
  readonly #layouts = new Map<string, number>()
  readonly #fields: (string | null)[] = []
  #annotations: Annotations = new Map()
  /** Columns of the table whose rows are being read; 0 before its header. */
  #columns = 0
  #layout = -1
  #isError = false

  constructor(tiles: TileWriter) {
    this.#tiles = tiles
  }

  blank(): void {
    this.#annotations = new Map()
    this.#columns = 0
  }

  judge(text: string, line: number, complete: boolean): SpanJudgement {
    const { cursor } = this
    const fault = cursor.fault
    const count = cursor.delimiters + 1
    if (fault !== null) {
      const message = fault === 'bare-quote' ? 'a quote inside an unquoted field' : 'text after a closing quote'
      return { reason: 'csv-quote', message }
    }
    if (text.startsWith('#') || text.startsWith('"#')) return this.#annotation(text)
    if (this.#columns === 0) return this.#header(text, count)
    if (count !== this.#columns) {
      if (!complete && count < this.#columns)
        return { reason: 'truncated', message: `the source ends after field ${count} of ${this.#columns}` }
      return { reason: 'wrong-column-count', message: `${count} fields, the table has ${this.#columns}` }
    }
    if (this.#isError) {
      this.#tiles.note('query-error', this.#errorText(text, line))
      return 'framing'
    }
    return this.#layout
  }

  #annotation(text: string): SpanJudgement {
    const values = this.#decode(text)
    const name = values[0] as string
    if (!annotationNames.has(name)) return { reason: 'unsupported', message: `the annotation ${name.slice(0, 64)}` }
    // Annotations begin a table also where no blank line ends the one before.
    if (this.#columns > 0) this.blank()
    this.#annotations.set(name, values)
    return 'framing'
  }

  #header(text: string, count: number): SpanJudgement {
    const names = this.#decode(text)
    for (const [annotation, values] of this.#annotations)
      if (values.length !== count) return syntax(`${count} column names, ${annotation} has ${values.length}`)
    const types = this.#annotations.get('#datatype')
    const groups = this.#annotations.get('#group')
    const defaults = this.#annotations.get('#default')
    const annotated = this.#annotations.size > 0 || names[0] === ''
    const columns = names.map((name, index): AnnotatedColumn => ({
      name,
      type: types?.[index] ?? null,
      group: groups?.[index] === 'true',
      byDefault: defaults?.[index] === '' ? null : (defaults?.[index] ?? null),
      skipped: index === 0 && annotated && name === '',
    }))
    const shown = columns.filter(({ skipped }) => !skipped).map(({ name }) => name)
    if (shown.includes('')) this.#tiles.note('unnamed-column')
    if (new Set(shown).size < shown.length) this.#tiles.note('duplicate-columns')
    this.#columns = count
    this.#isError = shown.length <= 2 && shown[0] === 'error'
    if (this.#isError) return 'framing'
    return this.#declare(columns) ? 'framing' : { reason: 'unsupported', message: 'more kinds of tables than are read' }
  }

  /** Declares the layout of a table unless an earlier table has the same. */
  #declare(columns: readonly AnnotatedColumn[]): boolean {
    const key = JSON.stringify(columns)
    const known = this.#layouts.get(key)
    if (known === undefined && this.#layouts.size >= maximumLayouts) {
      this.#columns = 0
      return false
    }
    this.#layout =
      known ?? this.#tiles.layout({ kind: 'rendered', format: 'influx-csv', table: null, data: { columns } })
    this.#layouts.set(key, this.#layout)
    return true
  }

  #errorText(text: string, line: number): string {
    const values = this.#decode(text).filter((value) => value !== '')
    return `line ${line}: ${values.join(', ').slice(0, 200)}`
  }

  #decode(text: string): readonly string[] {
    const count = decodeCsv(text, ',', this.#fields)
    return this.#fields.slice(0, count).map((value) => value ?? '')
  }
}
