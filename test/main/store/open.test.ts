import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { AppError } from '../../../src/shared/model/app-error.ts'
import { migrations } from '../../../src/main/store/migrations/index.ts'
import { applicationId, closeStore, createStore, openReadableStore, openStore } from '../../../src/main/store/open.ts'
import { fileWith, folderDigests, logicalDump, temporaryFolder } from '../../support/temporary-engine.ts'

const newest = migrations.at(-1)?.version ?? 0

function codeOf(work: () => unknown): string {
  try {
    work()
  } catch (error) {
    return error instanceof AppError ? error.code : String(error)
  }
  return 'nothing thrown'
}

/** A database of somebody else whose last rows are still in its write-ahead log, as after a crash. */
function foreignDatabaseAfterCrash(folder: string, prepare: (db: Database.Database) => void = () => undefined): string {
  const live = join(temporaryFolder(), 'live.db')
  const db = new Database(live)
  prepare(db)
  db.pragma('journal_mode = WAL')
  db.exec("CREATE TABLE theirs (text); INSERT INTO theirs VALUES ('row')")
  const path = join(folder, 'theirs.db')
  copyFileSync(live, path)
  copyFileSync(`${live}-wal`, `${path}-wal`)
  db.close()
  return path
}

describe('migrations', () => {
  it('rise in steps, each number once', () => {
    const versions = migrations.map((migration) => migration.version)
    expect(versions.length).toBeGreaterThan(0)
    expect(versions).toEqual([...new Set(versions)].toSorted((a, b) => a - b))
    expect(versions.every((version) => version > 0 && version % 10 === 0)).toBe(true)
  })

  it('bring an empty file to the newest layout, every table STRICT', () => {
    const path = join(temporaryFolder(), 'new.assay')
    closeStore(createStore(path))
    const db = new Database(path, { readonly: true })
    expect(db.pragma('user_version', { simple: true })).toBe(newest)
    expect(db.pragma('application_id', { simple: true })).toBe(applicationId)
    expect(readFileSync(path).toString('latin1', 68, 72)).toBe('ASAY')
    const tables = db
      .prepare(
        "SELECT name, strict FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%'",
      )
      .all() as { name: string; strict: number }[]
    expect(tables.map((table) => table.name)).toEqual(
      expect.arrayContaining([
        'engagement',
        'sources',
        'vault_frames',
        'frames',
        'check_runs',
        'findings',
        'custody_events',
      ]),
    )
    expect(tables.filter((table) => table.strict !== 1)).toEqual([])
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
    db.close()
  })

  it('run once: opening again changes nothing', () => {
    const path = join(temporaryFolder(), 'twice.assay')
    closeStore(createStore(path))
    const before = logicalDump(path)
    closeStore(openStore(path))
    expect(logicalDump(path)).toEqual(before)
  })

  it('are rolled back whole when one statement of a migration fails', () => {
    const folder = temporaryFolder()
    const path = join(folder, 'half.assay')
    const db = new Database(path)
    db.pragma(`application_id = ${applicationId}`)
    // A table in the way of the last statements: the first ones must not stay.
    db.exec('CREATE TABLE custody_events (sequence INTEGER)')
    db.close()
    expect(() => openStore(path)).toThrow(/custody_events/)
    const after = new Database(path, { readonly: true })
    expect(after.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all()).toEqual([
      'custody_events',
    ])
    expect(after.pragma('user_version', { simple: true })).toBe(0)
    after.close()
  })
})

describe('opening an engagement file', () => {
  it('leaves no side file after the last close, and has them while open', () => {
    const folder = temporaryFolder()
    const path = join(folder, 'a.assay')
    const store = createStore(path)
    store.db.exec("INSERT INTO profiles (profile_id, body, hash, saved_at_micros) VALUES ('w', '', '', 0)")
    const reader = openReadableStore(path)
    expect(reader.db.prepare('SELECT profile_id FROM profiles').pluck().get()).toBe('w')
    expect(readdirSync(folder).toSorted()).toEqual(['a.assay', 'a.assay-shm', 'a.assay-wal'])
    closeStore(reader)
    closeStore(store)
    expect(readdirSync(folder)).toEqual(['a.assay'])
    closeStore(store)
  })

  it('hands out a connection for reading that cannot write', () => {
    const path = join(temporaryFolder(), 'a.assay')
    const store = createStore(path)
    const reader = openReadableStore(path)
    expect(() =>
      reader.db.exec("INSERT INTO profiles (profile_id, body, hash, saved_at_micros) VALUES ('w', '', '', 0)"),
    ).toThrow(/readonly|read-only/i)
    expect(() => reader.db.exec('CREATE TEMP TABLE t (x)')).toThrow(/readonly|read-only/i)
    closeStore(reader)
    closeStore(store)
  })

  it('refuses to create over a file that is there', () => {
    const path = fileWith(temporaryFolder(), 'there.assay', 'something')
    expect(codeOf(() => createStore(path))).toBe('file-exists')
    expect(readFileSync(path, 'utf8')).toBe('something')
  })

  it('refuses a file of a newer layout and does not touch it', () => {
    const folder = temporaryFolder()
    const path = join(folder, 'newer.assay')
    closeStore(createStore(path))
    const db = new Database(path)
    db.pragma(`user_version = ${newest + 10}`)
    db.close()
    const before = folderDigests(folder)
    expect(codeOf(() => openStore(path))).toBe('engagement-newer')
    expect(codeOf(() => openReadableStore(path))).toBe('engagement-newer')
    expect(folderDigests(folder)).toEqual(before)
  })

  it.each([
    ['an empty file', ''],
    ['text', 'event,actor\n1,2\n'],
    ['a file shorter than a header', 'SQLite format 3\u0000'],
    ['a header and noise', `SQLite format 3\u0000${'x'.repeat(5000)}`],
  ])('refuses %s as no engagement and does not touch it', (_what, content) => {
    const folder = temporaryFolder()
    const path = fileWith(folder, 'foreign', content)
    const before = folderDigests(folder)
    expect(codeOf(() => openStore(path))).toBe('not-an-engagement')
    expect(codeOf(() => openReadableStore(path))).toBe('not-an-engagement')
    expect(folderDigests(folder)).toEqual(before)
  })

  it("does not fold another program's write-ahead log into its database", () => {
    const folder = temporaryFolder()
    const path = foreignDatabaseAfterCrash(folder)
    const before = folderDigests(folder)
    expect(Object.keys(before)).toEqual(['theirs.db', 'theirs.db-wal'])
    expect(codeOf(() => openStore(path))).toBe('not-an-engagement')
    expect(codeOf(() => openReadableStore(path))).toBe('not-an-engagement')
    expect(folderDigests(folder)).toEqual(before)
  })

  it('does not fold the write-ahead log of a newer engagement into it either', () => {
    const folder = temporaryFolder()
    const path = foreignDatabaseAfterCrash(folder, (db) => {
      db.pragma(`application_id = ${applicationId}`)
      db.pragma(`user_version = ${newest + 10}`)
    })
    const before = folderDigests(folder)
    expect(codeOf(() => openStore(path))).toBe('engagement-newer')
    expect(folderDigests(folder)).toEqual(before)
  })

  it('recovers what was committed before a crash', () => {
    const folder = temporaryFolder()
    const live = join(temporaryFolder(), 'live.assay')
    const store = createStore(live)
    store.db.pragma('wal_checkpoint(TRUNCATE)')
    store.db.exec("INSERT INTO profiles (profile_id, body, hash, saved_at_micros) VALUES ('committed', '', '', 0)")
    const path = join(folder, 'crashed.assay')
    copyFileSync(live, path)
    copyFileSync(`${live}-wal`, `${path}-wal`)
    closeStore(store)
    const again = openStore(path)
    expect(again.db.prepare('SELECT profile_id FROM profiles').pluck().all()).toEqual(['committed'])
    closeStore(again)
    expect(readdirSync(folder)).toEqual(['crashed.assay'])
  })

  it('says which file is not there, and makes none', () => {
    const folder = temporaryFolder()
    const path = join(folder, 'absent.assay')
    expect(codeOf(() => openStore(path))).toBe('file-unreadable')
    expect(codeOf(() => openStore(folder))).toBe('file-unreadable')
    expect(codeOf(() => createStore(join(folder, 'no', 'such', 'folder.assay')))).toBe('file-unreadable')
    expect(existsSync(path)).toBe(false)
  })

  it('reports a truncated engagement as an error and not as an empty one', () => {
    const folder = temporaryFolder()
    const path = join(folder, 'cut.assay')
    const store = createStore(path)
    for (let index = 0; index < 2000; index += 1)
      store.db
        .prepare("INSERT INTO profiles (profile_id, body, hash, saved_at_micros) VALUES (?, '', '', 0)")
        .run(`word ${index} ${'x'.repeat(50)}`)
    closeStore(store)
    const bytes = readFileSync(path)
    writeFileSync(path, bytes.subarray(0, bytes.length >> 1))
    expect(codeOf(() => openReadableStore(path))).toBe('file-unreadable')
    expect(codeOf(() => openStore(path))).toBe('file-unreadable')
  })
})
