/**
 * One digest over everything an engagement holds: the statements that make its tables, and every row. Bytes of the file
 * may move when it is opened; this may not.
 */
import { createHash } from 'node:crypto'
import Database from 'better-sqlite3'

/** SHA-256, hex. The file is opened for reading only. */
export function logicalDump(path: string): string {
  const database = new Database(path, { readonly: true, fileMustExist: true })
  try {
    database.defaultSafeIntegers(true)
    const hash = createHash('sha256')
    const objects = database.prepare('SELECT name, type, sql FROM sqlite_schema ORDER BY name').all() as SchemaRow[]
    for (const { name, type, sql } of objects) {
      hash.update(`${type} ${name} ${sql ?? ''}\n`)
      if (type !== 'table') continue
      // No order is promised without ORDER BY, and tables without rowid have none; digests of rows put in order do.
      const rows = database
        .prepare(`SELECT * FROM "${name.replaceAll('"', '""')}"`)
        .raw()
        .all() as unknown[][]
      for (const row of rows.map(rowDigest).toSorted()) hash.update(row)
    }
    return hash.digest('hex')
  } finally {
    database.close()
  }
}

interface SchemaRow {
  readonly name: string
  readonly type: string
  readonly sql: string | null
}

function rowDigest(row: readonly unknown[]): string {
  const hash = createHash('sha256')
  for (const value of row) {
    if (Buffer.isBuffer(value)) hash.update(`blob ${value.length} `).update(value)
    else hash.update(`${typeof value} ${String(value).length} ${String(value)}\n`)
  }
  return hash.digest('hex')
}
