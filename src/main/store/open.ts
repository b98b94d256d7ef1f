/**
 * Opening engagement files. One file, STRICT tables, `user_version` migrations, refusal of newer files; WAL while open
 * and none left behind after the last close. Read and write connections have different types, so a read function cannot
 * be handed a write.
 */
import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs'
import Database from 'better-sqlite3'
import { AppError } from '../../shared/model/app-error.ts'
import { migrations } from './migrations/index.ts'

/** "ASAY" in ASCII: SQLite's application_id of an engagement file. */
export const applicationId = 0x41534159

export interface ReadableStore {
  readonly db: Database.Database
  readonly path: string
}
export interface WritableStore extends ReadableStore {
  readonly writable: true
}

/** Creates a new engagement file; refuses a path that exists. */
export function createStore(path: string): WritableStore {
  if (existsSync(path))
    throw new AppError('file-exists', `${path} exists already; nothing was changed. Choose another name or open it.`)
  const db = opened(path, {})
  db.pragma(`application_id = ${applicationId}`)
  const store = prepared(db, path)
  migrate(store)
  return store
}

export function openStore(path: string): WritableStore {
  assertEngagementFile(path)
  const db = opened(path, { fileMustExist: true })
  checkIdentity(db, path)
  const store = prepared(db, path)
  migrate(store)
  return store
}

/** Read-only connection, for lanes and for engagements on read-only media. */
export function openReadableStore(path: string): ReadableStore {
  assertEngagementFile(path)
  const db = opened(path, { readonly: true, fileMustExist: true })
  checkIdentity(db, path)
  db.pragma('query_only = ON')
  db.pragma('cache_size = -16000')
  return { db, path }
}

/** Checkpoints and closes; leaves no side files when this was the last connection and the disk had room. */
export function closeStore(store: ReadableStore): void {
  if (!store.db.open) return
  try {
    if ('writable' in store) {
      store.db.pragma('optimize')
      store.db.pragma('wal_checkpoint(TRUNCATE)')
    }
  } catch (error) {
    // A full disk: what was committed stays in the log beside the file and is folded in when it is next closed.
    if (!(error instanceof Database.SqliteError)) throw error
  } finally {
    store.db.close()
  }
}

/** True when both paths lead to one file, through links too: one file must never have two writers. */
export function isSameFile(left: string, right: string): boolean {
  const [one, other] = [left, right].map((path) => statSync(path, { bigint: true, throwIfNoEntry: false }))
  return one !== undefined && other !== undefined && one.dev === other.dev && one.ino === other.ino
}

/**
 * Reads the file's own header (SQLite file format §1.3) before SQLite sees it: merely opening a database folds a
 * write-ahead log that lies beside it into the file, and a file that is not ours must stay as it is.
 */
function assertEngagementFile(path: string): void {
  const stats = statSync(path, { throwIfNoEntry: false })
  if (stats === undefined || !stats.isFile())
    throw new AppError('file-unreadable', `${path} is not there or is no file. Check the name.`)
  const header = Buffer.alloc(100)
  try {
    const descriptor = openSync(path, 'r')
    try {
      readSync(descriptor, header, 0, header.length, 0)
    } finally {
      closeSync(descriptor)
    }
  } catch (cause) {
    throw new AppError(
      'file-unreadable',
      `${path} could not be opened: ${(cause as Error).message}. Nothing was changed.`,
      { cause },
    )
  }
  assertIdentity(
    path,
    header.toString('latin1', 0, 16) === 'SQLite format 3\u0000' ? header.readUInt32BE(68) : 0,
    header.readUInt32BE(60),
  )
}

function assertIdentity(path: string, id: unknown, version: number): void {
  const newest = migrations.at(-1)?.version ?? 0
  const oldest = migrations[0]?.version ?? 0
  if (id !== applicationId)
    throw new AppError('not-an-engagement', `${path} is not an Assay engagement. It was left as it is.`)
  if (version > 0 && version < oldest) {
    throw new AppError(
      'not-an-engagement',
      `${path} has layout ${version}, which was never released. It was left as it is; import its sources into a new engagement.`,
    )
  }
  if (version > newest) {
    throw new AppError(
      'engagement-newer',
      `${path} was written by a newer Assay (layout ${version}, this one knows ${newest}). It was left as it is; open it with that version.`,
    )
  }
}

function opened(path: string, options: Database.Options): Database.Database {
  try {
    return new Database(path, options)
  } catch (cause) {
    throw new AppError(
      'file-unreadable',
      `${path} could not be opened: ${(cause as Error).message}. Nothing was changed.`,
      { cause },
    )
  }
}

/** The same once SQLite has read the log as well: the layout number may be in it only. */
function checkIdentity(db: Database.Database, path: string): void {
  try {
    assertIdentity(
      path,
      db.pragma('application_id', { simple: true }),
      db.pragma('user_version', { simple: true }) as number,
    )
  } catch (cause) {
    db.close()
    if (cause instanceof AppError) throw cause
    throw new AppError(
      'file-unreadable',
      `${path} is an Assay engagement that is damaged: ${(cause as Error).message}. Nothing was changed; use a copy.`,
      { cause },
    )
  }
}

function prepared(db: Database.Database, path: string): WritableStore {
  db.pragma('journal_mode = WAL')
  db.pragma('synchronous = NORMAL')
  db.pragma('foreign_keys = ON')
  db.pragma('cache_size = -32000')
  db.pragma('temp_store = MEMORY')
  return { db, path, writable: true }
}

function migrate(store: WritableStore): void {
  const current = store.db.pragma('user_version', { simple: true }) as number
  for (const { version, sql } of migrations) {
    if (version <= current) continue
    store.db.transaction(() => {
      store.db.exec(sql)
      store.db.pragma(`user_version = ${version}`)
    })()
  }
}
