/**
 * What a dump's CREATE TABLE statements say about columns: their names in order and whether a value is a number, text,
 * JSON or bytes. MySQL 8.0 chapter 11, MariaDB 10.11. Knows no other statement and enforces nothing.
 */
import { mysqlAnsiDialect, mysqlDialect, type SqlDialect, TokenWalk } from '../parts/sql-tokens.ts'

/** How a value is shown. `unknown`: the table is not defined in the dump. */
export type MysqlKind = 'number' | 'text' | 'json' | 'binary' | 'unknown'

export interface MysqlColumn {
  readonly name: string
  /** As written, lower case, with its arguments: `bigint(20) unsigned`; null when unknown. */
  readonly type: string | null
  readonly kind: MysqlKind
}

/** What an INSERT announces. */
export interface InsertStart {
  /** `database.table` after USE, otherwise `table`. */
  readonly table: string
  /** Empty when the statement lists no columns and the table is not known. */
  readonly columns: readonly MysqlColumn[]
  /** A listed column is a TIMESTAMP, whose text depends on the session's time zone. */
  readonly timestamps: boolean
}

const numbers = new Set(
  'tinyint smallint mediumint int integer bigint decimal numeric dec fixed float double real bool boolean serial'.split(
    ' ',
  ),
)
const bytes = new Set(
  (
    'binary varbinary tinyblob blob mediumblob longblob bit vector geometry point linestring polygon multipoint ' +
    'multilinestring multipolygon geometrycollection'
  ).split(' '),
)
const notColumns = new Set([
  'primary',
  'key',
  'unique',
  'index',
  'fulltext',
  'spatial',
  'constraint',
  'foreign',
  'check',
  'period',
])

export class MysqlCatalog {
  /** Names in double quotes: the SQL mode has ANSI_QUOTES. */
  ansiQuotes = false
  /** Grows with every definition and change of database. */
  version = 0
  readonly #tables = new Map<string, readonly MysqlColumn[]>()
  #database = ''

  get #dialect(): SqlDialect {
    return this.ansiQuotes ? mysqlAnsiDialect : mysqlDialect
  }

  /** Reads one statement without its delimiter. */
  learn(statement: string): void {
    const use = /^use\s+/i.exec(statement)
    if (use !== null) {
      this.#database = new TokenWalk(statement.slice(use[0].length), this.#dialect).takeTable() ?? ''
      this.version += 1
      return
    }
    if (!/^create\s+(?:or\s+replace\s+)?(?:temporary\s+)?table\s/i.test(statement)) return
    const walk = new TokenWalk(statement, this.#dialect)
    while (!walk.takeWords('table')) walk.skip()
    walk.takeWords('if', 'not', 'exists')
    const table = walk.takeTable()
    if (table === undefined || !walk.takeOther('(')) return
    this.version += 1
    this.#tables.set(this.#qualified(table), columnsFrom(walk))
  }

  /** Columns of `INSERT INTO table (columns) VALUES`, whose tuples follow; null when the text is no such head. */
  insertStart(head: string): InsertStart | null {
    if (!/^(?:insert|replace)\s/i.test(head)) return null
    const walk = new TokenWalk(head, this.#dialect)
    walk.skip()
    while (['low_priority', 'delayed', 'high_priority', 'ignore'].some((word) => walk.takeWords(word)));
    walk.takeWords('into')
    const written = walk.takeTable()
    if (written === undefined) return null
    if (walk.takeWords('partition') && walk.takeNames() === undefined) return null
    const names = walk.next?.text === '(' ? walk.takeNames() : []
    if (names === undefined || (!walk.takeWords('values') && !walk.takeWords('value')) || !walk.ended) return null
    const table = this.#qualified(written)
    const defined = this.#tables.get(table) ?? []
    const byName = new Map(defined.map((column) => [column.name.toLowerCase(), column]))
    const columns =
      names.length === 0
        ? defined
        : names.map((name) => ({
            type: byName.get(name.toLowerCase())?.type ?? null,
            kind: byName.get(name.toLowerCase())?.kind ?? 'unknown',
            name,
          }))
    return { table, columns, timestamps: columns.some(({ type }) => type?.startsWith('timestamp') === true) }
  }

  #qualified(table: string): string {
    return this.#database === '' || /^(?:[^`]+|(?:`[^`]*`)+)\.[^.]/.test(table) ? table : `${this.#database}.${table}`
  }
}

/** Columns of a definition, from after its opening parenthesis. */
function columnsFrom(walk: TokenWalk): MysqlColumn[] {
  const columns: { name: string; type: string | null; kind: MysqlKind }[] = []
  const checked = new Set<string>()
  while (!walk.ended && !walk.takeOther(')')) {
    const first = walk.next
    const name = first?.kind === 'word' && notColumns.has(first.text) ? undefined : walk.takeName()
    if (name !== undefined) columns.push({ name, ...typeFrom(walk) })
    skipItem(walk, checked)
    walk.takeOther(',')
  }
  // MariaDB's JSON is longtext with this check.
  for (const column of columns) if (column.kind === 'text' && checked.has(column.name)) column.kind = 'json'
  return columns
}

function typeFrom(walk: TokenWalk): { type: string | null; kind: MysqlKind } {
  const word = walk.next?.kind === 'word' ? walk.next.text : ''
  if (word === '') return { type: null, kind: 'unknown' }
  let type = word
  walk.skip()
  if (word === 'double' && walk.takeWords('precision')) type += ' precision'
  if (walk.takeOther('(')) {
    type += '('
    for (; !walk.ended && !walk.takeOther(')'); walk.skip()) type += walk.next?.text ?? ''
    type += ')'
  }
  for (const attribute of ['unsigned', 'signed', 'zerofill']) if (walk.takeWords(attribute)) type += ` ${attribute}`
  // JSON numbers have no leading zeros, and the zeros are part of what the column shows.
  const number = numbers.has(word) && !type.endsWith('zerofill')
  return { type, kind: number ? 'number' : word === 'json' ? 'json' : bytes.has(word) ? 'binary' : 'text' }
}

/** Moves to the comma or closing parenthesis that ends an item; gathers the columns of `json_valid(column)`. */
function skipItem(walk: TokenWalk, checked: Set<string>): void {
  for (let depth = 0; !walk.ended;) {
    if (walk.takeWords('json_valid') && walk.takeOther('(')) {
      depth += 1
      const name = walk.takeName()
      if (name !== undefined) checked.add(name)
    } else if (walk.takeOther('(')) depth += 1
    else if (depth === 0 && (walk.next?.text === ',' || walk.next?.text === ')') && walk.next.kind === 'other') return
    else if (walk.takeOther(')')) depth -= 1
    else walk.skip()
  }
}
