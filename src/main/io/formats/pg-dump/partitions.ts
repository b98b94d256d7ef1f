/**
 * What the partitions of a dump say about each other: months that none covers, ranges that overlap, partitions without
 * data, rows outside the bounds of the table they stand in. For tables partitioned by range over one column of dates or
 * times; any other partitioning is left alone. PostgreSQL 15, section 5.11.
 *
 * PostgreSQL itself refuses overlaps and rows outside; a dump that was edited or put together need not have met it.
 */
import type { PgCatalog, TableInfo } from './pg-catalog.ts'
import { microsFromPgTime, offsetMicros } from './pg-time.ts'
import type { LayoutColumn } from '../tile-sink.ts'

interface RangePartition {
  readonly table: string
  readonly from: number
  readonly to: number
  /** Bounds as the dump prints them. */
  readonly texts: readonly [string, string]
}

/** How rows came: as a COPY block or as INSERT statements. */
type RowForm = 'copy' | 'insert'

/** Details and months that are told one by one; more of them say nothing new. */
const maximumDetails = 20
const maximumMonths = 600
/** Hostile: DDL between the rows makes the ranges be gathered again; pg_dump writes all of it before the first row. */
const maximumGatherings = 64

/** Receives notes; the same as a sink's. */
type Noter = (code: string, detail?: string) => void

export class PartitionWatch {
  readonly #catalog: PgCatalog
  readonly #note: Noter
  readonly #formByTable = new Map<string, RowForm>()
  /** Months (UTC, `2025-01`) of rows in default partitions, by parent. */
  readonly #defaultMonths = new Map<string, Set<string>>()
  #parent = ''
  #inside: RangePartition | null = null
  #siblings: readonly RangePartition[] = []
  #hasDefault = false
  #siblingsOf = ''
  #siblingsVersion = -1
  #gatherings = 0
  #isRoot = false
  #outside = 0
  /** Index of the column whose value `row` wants; -1 when rows need not be shown. */
  keyColumn = -1

  constructor(catalog: PgCatalog, note: Noter) {
    this.#catalog = catalog
    this.#note = note
  }

  /** A COPY block or INSERT statement with these columns begins. */
  enter(table: string, columns: readonly LayoutColumn[], form: RowForm): void {
    this.keyColumn = -1
    this.#formByTable.set(table, form)
    const info = this.#catalog.table(table)
    if (info === undefined) return
    this.#isRoot = info.rangeKey !== null
    const parent = this.#isRoot ? table : info.parents.find((each) => this.#keyOf(each) !== null)
    const key = parent === undefined ? null : this.#keyOf(parent)
    if (parent === undefined || key === null) return
    if (!this.#isRoot && info.bounds === null) return
    this.#parent = parent
    this.#inside = this.#isRoot ? null : rangeOf(table, info)
    if (!this.#isRoot && this.#inside === null && info.bounds !== 'default') return
    if (this.#inside === null && !this.#gather(parent)) return
    this.keyColumn = columns.findIndex((column) => column.name === key)
  }

  /** The key of a row; null for SQL NULL, which only a default partition takes. */
  row(text: string | null, line: number): void {
    const at = text === null ? null : microsFromPgTime(text)
    if (text === null || at === null) return
    const inside = this.#inside
    if (inside !== null) {
      if (at < inside.from || at >= inside.to) this.#outsideOf(inside.table, inside.texts, text, line)
      return
    }
    const found = this.#siblings.find((each) => at >= each.from && at < each.to)
    if (this.#isRoot) {
      if (found === undefined && !this.#hasDefault) this.#outsideOf(this.#parent, null, text, line)
      return
    }
    if (found !== undefined) this.#outsideOf(found.table, null, text, line)
    const months = this.#defaultMonths.get(this.#parent) ?? new Set()
    this.#defaultMonths.set(this.#parent, months)
    if (months.size < maximumMonths && Number.isFinite(at)) months.add(monthOf(at))
  }

  /** Notes what the whole dump shows; call once, at its end. */
  report(): void {
    const partitionsByParent = new Map<string, [string, TableInfo][]>()
    for (const [table, info] of this.#catalog.tables()) {
      if (info.bounds === null) continue
      for (const parent of info.parents) {
        const partitions = partitionsByParent.get(parent)
        if (partitions === undefined) partitionsByParent.set(parent, [[table, info]])
        else partitions.push([table, info])
      }
    }
    // pg_dump writes a COPY block for an empty table and no INSERT: only the former tells absence from emptiness.
    const forms = new Set(this.#formByTable.values())
    const code = forms.has('insert') && !forms.has('copy') ? 'partition-without-rows' : 'partition-without-data'
    for (const [parent, partitions] of partitionsByParent) {
      for (const [table, info] of partitions) {
        if (info.bounds === 'default') this.#note('partition-default', `${table} of ${parent}`)
        if (!this.#hasData(table, info)) this.#note(code, table)
      }
      this.#reportRanges(parent, rangesOf(partitions))
    }
    this.#reportNames()
  }

  #keyOf(table: string): string | null {
    return this.#catalog.table(table)?.rangeKey ?? null
  }

  #outsideOf(table: string, bounds: readonly [string, string] | null, text: string, line: number): void {
    this.#outside += 1
    if (this.#outside > maximumDetails) return this.#note('row-outside-partition')
    const where = bounds === null ? '' : `, ${bounds[0]} to ${bounds[1]}`
    const said = this.#isRoot
      ? `no partition of ${table}`
      : bounds === null
        ? `it belongs to ${table}`
        : `not in ${table}`
    this.#note('row-outside-partition', `line ${line}: ${text.slice(0, 64)}, ${said}${where}`)
  }

  /** The ranges of a parent's partitions into `#siblings`; false when they were gathered too often. */
  #gather(parent: string): boolean {
    if (this.#siblingsOf === parent && this.#siblingsVersion === this.#catalog.version) return true
    this.#gatherings += 1
    if (this.#gatherings > maximumGatherings) return false
    const children = [...this.#catalog.tables()].filter(([, info]) => info.parents.includes(parent))
    this.#siblings = rangesOf(children)
    this.#hasDefault = children.some(([, info]) => info.bounds === 'default')
    this.#siblingsOf = parent
    this.#siblingsVersion = this.#catalog.version
    return true
  }

  /** Of a table loaded through its root no partition has rows of its own. */
  #hasData(table: string, info: TableInfo): boolean {
    if (info.partitioned || this.#formByTable.has(table)) return true
    return info.parents.some((parent) => this.#formByTable.has(parent))
  }

  #reportRanges(parent: string, ranges: readonly RangePartition[]): void {
    const inDefault = this.#defaultMonths.get(parent)
    let furthest = ranges[0]
    let told = 0
    for (const range of ranges.slice(1)) {
      if (furthest === undefined) break
      if (range.from < furthest.to) this.#note('partition-overlap', `${range.table} and ${furthest.table} of ${parent}`)
      else if (range.from > furthest.to && told < maximumMonths) {
        for (const month of monthsBetween(furthest, range)) {
          if (inDefault?.has(month.slice(0, 7)) === true) continue
          told += 1
          this.#note('partition-missing', `${parent}: ${month}`)
        }
      }
      if (range.to > furthest.to) furthest = range
    }
  }

  /** Tables named by month (`audit_logs_y2025m01`) whose bounds the dump does not state. */
  #reportNames(): void {
    const monthsByPrefix = new Map<string, Set<number>>()
    const names = new Set(this.#formByTable.keys())
    for (const [table] of this.#catalog.tables()) names.add(table)
    for (const name of names) {
      const match = /^(.*)_y(\d{4})m(0[1-9]|1[0-2])$/.exec(name)
      const [, prefix, year, month] = match ?? []
      if (prefix === undefined || (this.#catalog.table(name)?.bounds ?? null) !== null) continue
      const months = monthsByPrefix.get(prefix) ?? new Set()
      months.add(Number(year) * 12 + Number(month) - 1)
      monthsByPrefix.set(prefix, months)
    }
    let told = 0
    for (const [prefix, months] of monthsByPrefix) {
      const [first = 0, ...rest] = [...months].toSorted((a, b) => a - b)
      const last = rest.at(-1) ?? first
      for (let month = first + 1; month < last && told < maximumMonths; month += 1) {
        if (months.has(month)) continue
        told += 1
        const [year, number] = [Math.floor(month / 12), (month % 12) + 1]
        const name = `${prefix}_y${String(year).padStart(4, '0')}m${String(number).padStart(2, '0')}`
        // A partition of that name may state its bounds.
        if (!names.has(name)) this.#note('partition-missing', `${name}, by the names of its neighbours`)
      }
    }
  }
}

function rangesOf(tables: readonly [string, TableInfo][]): RangePartition[] {
  return tables
    .map(([table, info]) => rangeOf(table, info))
    .filter((range) => range !== null)
    .toSorted((a, b) => a.from - b.from || a.to - b.to)
}

function rangeOf(table: string, info: TableInfo): RangePartition | null {
  if (info.range === null) return null
  const [from, to] = info.range.map(microsFromPgTime)
  if (from === undefined || from === null || to === undefined || to === null) return null
  return { table, from, to, texts: info.range }
}

/**
 * The months between two partitions, `2025-02`, with the exact bounds where a month is only partly missing. Months are
 * those of the zone in which the bounds are printed, when they begin there, and of UTC otherwise.
 */
function monthsBetween(before: RangePartition, after: RangePartition): string[] {
  if (!Number.isFinite(before.to) || !Number.isFinite(after.from)) return []
  const printed = offsetMicros(before.texts[1])
  const shift = !isMonthStart(before.to) && isMonthStart(before.to + printed) ? printed : 0
  const [from, to] = [before.to + shift, after.from + shift]
  const whole = isMonthStart(from) && isMonthStart(to)
  const months: string[] = []
  for (let at = from; at < to && months.length < maximumMonths; at = nextMonth(at)) {
    const partial = whole ? '' : `, between ${before.texts[1]} and ${after.texts[0]}`
    months.push(`${monthOf(at)}${partial}`)
  }
  return months
}

function monthOf(micros: number): string {
  const date = new Date(micros / 1000)
  return `${String(date.getUTCFullYear()).padStart(4, '0')}-${String(date.getUTCMonth() + 1).padStart(2, '0')}`
}

function isMonthStart(micros: number): boolean {
  const date = new Date(micros / 1000)
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth()) * 1000 === micros
}

function nextMonth(micros: number): number {
  const date = new Date(micros / 1000)
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1) * 1000
}
