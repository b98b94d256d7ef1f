/** What is in an engagement file, counted from outside: rows of every table. Reads only. */
import Database from 'better-sqlite3'

/** Rows by table; tables that hold only what a reader needs to find rows are counted too. */
export function rowsByTable(file: string): Readonly<Record<string, number>> {
  const db = new Database(file, { readonly: true })
  try {
    const names = db
      .prepare<[], { name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
      .all()
    return Object.fromEntries(
      names.map(({ name }) => [
        name,
        db.prepare<[], { n: number }>(`SELECT count(*) AS n FROM "${name}"`).get()?.n ?? -1,
      ]),
    )
  } finally {
    db.close()
  }
}
