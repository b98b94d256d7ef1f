/**
 * What a dump's DDL says about the columns of its tables: CREATE TABLE (own columns, PARTITION OF, INHERITS), ALTER
 * TABLE … ATTACH PARTITION, CREATE DOMAIN. PostgreSQL 15, sections CREATE TABLE and ALTER TABLE, as pg_dump prints them.
 *
 * Knows no other statement and enforces nothing; a statement it cannot follow leaves columns without a type.
 */
import { postgresDialect, type SqlToken, TokenWalk } from '../parts/sql-tokens.ts'
import type { LayoutColumn } from '../tile-sink.ts'

/** A table as the DDL read so far has it. */
export interface TableInfo {
  readonly typeByColumn: Map<string, string>
  readonly parents: string[]
  /** Parents whose columns come before its own: those of PARTITION OF and INHERITS. An attached table has its own order. */
  readonly givers: string[]
  /** `FOR VALUES …` or `DEFAULT`; null unless it is a partition. */
  bounds: string | null
  /** The two ends of `FROM (…) TO (…)` over one column, unquoted; null for any other bounds. */
  range: readonly [string, string] | null
  /** Column of `PARTITION BY RANGE (column)`; null when it is partitioned otherwise or over an expression. */
  rangeKey: string | null
  partitioned: boolean
}

/** What a COPY or INSERT statement announces. */
export interface RowsStart {
  readonly table: string
  /** Empty when the statement lists no columns and the table is not known. */
  readonly columns: readonly LayoutColumn[]
  /** Text of options after FROM stdin; empty for what pg_dump prints, and for INSERT. */
  readonly options: string
  /** `child of parent, bounds`; null for a table that inherits nothing. */
  readonly partition: string | null
}

/** Parents followed at most; a cycle in hostile DDL ends here. */
const maximumAncestors = 32
const understood =
  /^(?:create\s+(?:(?:global|local|temp|temporary|unlogged|foreign)\s+)*(?:table|domain)|alter\s+table)\s/i
const tableKinds = ['global', 'local', 'temp', 'temporary', 'unlogged', 'foreign']
const constraintWords = new Set([
  'not',
  'null',
  'default',
  'constraint',
  'primary',
  'unique',
  'check',
  'references',
  'collate',
  'generated',
  'storage',
  'compression',
  'options',
  'deferrable',
  'initially',
  'with',
])
const tableConstraintWords = new Set(['constraint', 'check', 'primary', 'unique', 'foreign', 'exclude', 'like'])

export class PgCatalog {
  readonly #tables = new Map<string, TableInfo>()
  readonly #baseByDomain = new Map<string, string>()
  /** Grows with every definition that was read. */
  version = 0

  /** Reads one statement without its semicolon. */
  learn(statement: string): void {
    if (!understood.test(statement)) return
    this.version += 1
    const walk = new TokenWalk(statement, postgresDialect)
    if (walk.takeWords('alter', 'table')) this.#alter(walk)
    else if (walk.takeWords('create', 'domain')) this.#domain(walk)
    else if (walk.takeWords('create')) {
      while (tableKinds.some((kind) => walk.takeWords(kind)));
      if (walk.takeWords('table')) this.#create(walk)
    }
  }

  /** Columns and options of `COPY table (columns) FROM stdin`; null when the statement is no such COPY. */
  copyStart(statement: string): RowsStart | null {
    if (!/^copy\s/i.test(statement)) return null
    const walk = new TokenWalk(statement, postgresDialect)
    walk.skip()
    const table = walk.takeTable()
    if (table === undefined) return null
    const names = walk.next?.text === '(' ? walk.takeNames() : []
    if (names === undefined || !walk.takeWords('from', 'stdin')) return null
    return this.#rowsStart(table, names, walk.restText())
  }

  /** Columns of `INSERT INTO table (columns) VALUES`, whose tuples follow; null when the text is no such head. */
  insertStart(head: string): RowsStart | null {
    if (!/^insert\s/i.test(head)) return null
    const walk = new TokenWalk(head, postgresDialect)
    if (!walk.takeWords('insert', 'into')) return null
    const table = walk.takeTable()
    if (table === undefined) return null
    if (walk.takeWords('as')) walk.takeName()
    const names = walk.next?.text === '(' ? walk.takeNames() : []
    if (names === undefined) return null
    // pg_dump writes this for identity columns that are generated always.
    if (walk.takeWords('overriding') && !walk.takeWords('system', 'value') && !walk.takeWords('user', 'value'))
      return null
    if (!walk.takeWords('values') || !walk.ended) return null
    return this.#rowsStart(table, names, '')
  }

  table(name: string): TableInfo | undefined {
    return this.#tables.get(name)
  }

  /** Every table that the DDL read so far names, in the order in which it names them. */
  tables(): IterableIterator<[string, TableInfo]> {
    return this.#tables.entries()
  }

  #rowsStart(table: string, names: readonly string[], options: string): RowsStart {
    const ancestry = this.#ancestry(table)
    const listed = names.length > 0 ? names : this.#columnsOf(table)
    const columns = listed.map((name) => ({ name, type: this.#typeOf(ancestry, name) }))
    return { table, columns, options, partition: this.#partition(table) }
  }

  #info(table: string): TableInfo {
    const known = this.#tables.get(table)
    if (known !== undefined) return known
    const info: TableInfo = {
      typeByColumn: new Map(),
      parents: [],
      givers: [],
      bounds: null,
      range: null,
      rangeKey: null,
      partitioned: false,
    }
    this.#tables.set(table, info)
    return info
  }

  #create(walk: TokenWalk): void {
    walk.takeWords('if', 'not', 'exists')
    const table = walk.takeTable()
    if (table === undefined) return
    const info = this.#info(table)
    if (walk.takeWords('partition', 'of')) {
      addParent(info, walk.takeTable(), true)
    }
    if (walk.takeOther('(')) this.#columns(walk, info)
    if (walk.isWord('for', 'values') || walk.isWord('default')) takeBounds(walk, info)
    if (walk.takeWords('inherits') && walk.takeOther('(')) {
      do {
        addParent(info, walk.takeTable(), true)
      } while (walk.takeOther(','))
      walk.takeOther(')')
    }
    if (walk.takeWords('partition', 'by')) takeKey(walk, info)
  }

  #columns(walk: TokenWalk, info: TableInfo): void {
    while (!walk.ended) {
      const first = walk.next
      if (first?.kind === 'word' && tableConstraintWords.has(first.text)) skipItem(walk)
      else {
        const name = walk.takeName()
        const type = name === undefined ? null : typeText(walk)
        if (name !== undefined && type !== null) info.typeByColumn.set(name, type)
        skipItem(walk)
      }
      if (walk.takeOther(')')) return
      if (!walk.takeOther(',')) return
    }
  }

  #alter(walk: TokenWalk): void {
    walk.takeWords('if', 'exists')
    walk.takeWords('only')
    const parent = walk.takeTable()
    if (parent === undefined || !walk.takeWords('attach', 'partition')) return
    const child = walk.takeTable()
    if (child === undefined) return
    const info = this.#info(child)
    addParent(info, parent, false)
    takeBounds(walk, info)
  }

  #domain(walk: TokenWalk): void {
    const name = walk.takeTable()
    walk.takeWords('as')
    const base = typeText(walk)
    if (name !== undefined && base !== null) this.#baseByDomain.set(name, base)
  }

  #typeOf(ancestry: readonly string[], column: string): string | null {
    for (const name of ancestry) {
      const type = this.#tables.get(name)?.typeByColumn.get(column)
      if (type !== undefined) return this.#baseOf(type)
    }
    return null
  }

  #baseOf(type: string): string {
    let base = type
    for (let step = 0; step < maximumAncestors; step += 1) {
      const next = this.#baseByDomain.get(base)
      if (next === undefined) return base
      base = next
    }
    return base
  }

  /** Columns in definition order, inherited ones first, as a table without column list has them. */
  #columnsOf(table: string): string[] {
    const found = [table]
    for (let index = 0; index < found.length; index += 1) {
      for (const giver of this.#tables.get(found[index] as string)?.givers ?? [])
        if (found.length < maximumAncestors && !found.includes(giver)) found.push(giver)
    }
    const names = new Set<string>()
    for (const name of found.toReversed())
      for (const column of this.#tables.get(name)?.typeByColumn.keys() ?? []) names.add(column)
    return [...names]
  }

  /** The table and what it inherits from, nearest first. */
  #ancestry(table: string): string[] {
    const found = [table]
    for (let index = 0; index < found.length; index += 1) {
      for (const parent of this.#tables.get(found[index] as string)?.parents ?? []) {
        if (found.length < maximumAncestors && !found.includes(parent)) found.push(parent)
      }
    }
    return found
  }

  #partition(table: string): string | null {
    const info = this.#tables.get(table)
    if (info === undefined || info.parents.length === 0) return null
    return `${table} of ${info.parents.join(', ')}${info.bounds === null ? '' : `, ${info.bounds}`}`
  }
}

function addParent(info: TableInfo, parent: string | undefined, gives: boolean): void {
  if (parent === undefined || info.parents.includes(parent) || info.parents.length >= maximumAncestors) return
  info.parents.push(parent)
  if (gives) info.givers.push(parent)
}

/** `RANGE (column)` after PARTITION BY. */
function takeKey(walk: TokenWalk, info: TableInfo): void {
  info.partitioned = true
  if (!walk.takeWords('range') || !walk.takeOther('(')) return
  const column = walk.takeName()
  if (column !== undefined && walk.takeOther(')')) info.rangeKey = column
}

/** Moves to the comma or closing parenthesis that ends an item of a list. */
function skipItem(walk: TokenWalk): void {
  while (!walk.ended) {
    if (walk.next?.kind === 'other' && (walk.next.text === ',' || walk.next.text === ')')) return
    if (walk.takeOther('(')) walk.skipParentheses()
    else walk.skip()
  }
}

/** A type as SQL prints it: `timestamp(3) with time zone`, `numeric(10,2)`, `public.mood`, `text[]`; null when none stands here. */
function typeText(walk: TokenWalk): string | null {
  let text = ''
  let depth = 0
  let before: SqlToken | undefined
  for (; walk.next !== undefined; walk.skip()) {
    const token = walk.next
    if (token.kind === 'string') break
    if (token.kind === 'other' && token.text === '(') depth += 1
    else if (token.kind === 'other' && token.text === ')') {
      if (depth === 0) break
      depth -= 1
    } else if (depth === 0) {
      if (token.kind === 'other' && !['.', '[', ']'].includes(token.text) && !/^\d+$/.test(token.text)) break
      const timeZone = token.text === 'with' && /^time(?:stamp)?\b/.test(text)
      if (token.kind === 'word' && constraintWords.has(token.text) && !timeZone) break
    }
    const quoted = token.kind === 'name' && !/^[a-z_][a-z0-9_$]*$/.test(token.text)
    const spaced = before !== undefined && before.kind !== 'other' && (token.kind === 'word' || token.kind === 'name')
    const closed = before?.text === ')' && token.kind === 'word'
    text += `${spaced || closed ? ' ' : ''}${quoted ? `"${token.text.replaceAll('"', '""')}"` : token.text}`
    before = token
  }
  return text === '' ? null : text
}

/** Takes the bounds of a partition and leaves the walk where it was: `PARTITION BY` may follow. */
function takeBounds(walk: TokenWalk, info: TableInfo): void {
  info.bounds = null
  if (walk.takeWords('default')) info.bounds = 'default'
  if (!walk.takeWords('for', 'values')) return
  const text = walk
    .restText()
    .replaceAll('( ', '(')
    .replaceAll(/ (?=[),])/g, '')
  info.bounds = `values ${text.replace(/ partition by .*$/, '')}`
  const from = walk.takeWords('from') ? takeBound(walk) : null
  const to = from !== null && walk.takeWords('to') ? takeBound(walk) : null
  info.range = from !== null && to !== null ? [from, to] : null
  while (!walk.ended && !walk.isWord('partition', 'by')) walk.skip()
}

/** `('2025-01-01')`, `(MINVALUE)`, `(17)`; null for bounds over several columns. */
function takeBound(walk: TokenWalk): string | null {
  if (!walk.takeOther('(')) return null
  const text = walk.next?.text ?? ''
  walk.skip()
  if (!walk.takeOther(')')) return null
  return text.startsWith("'") ? text.slice(1, -1).replaceAll("''", "'") : text
}
