/** Plans of the hot queries, as text: a lost index or a full scan fails here and not in front of a million rows. */
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { pageCustodyEvents } from '../../../src/main/store/custody.ts'
import { findEntry, gridEntry, iterateEntries, pageEntries, selectEntryIds } from '../../../src/main/store/entries.ts'
import { pageFindings } from '../../../src/main/store/findings.ts'
import { closeStore, createStore, type ReadableStore, type WritableStore } from '../../../src/main/store/open.ts'
import { findBreak, lastRun, pageBreaks } from '../../../src/main/store/runs.ts'
import { findSourceByDigest, pageRejects } from '../../../src/main/store/sources.ts'
import { listFrames, readFrames } from '../../../src/main/store/vault.ts'
import { temporaryFolder } from '../../support/temporary-engine.ts'

let store: WritableStore
beforeEach(() => {
  store = createStore(join(temporaryFolder(), 'a.assay'))
})
afterEach(() => closeStore(store))

/** The plan of the one statement that `query` prepares. */
function planOf(query: (store: ReadableStore) => unknown): string[] {
  const statements: string[] = []
  const db = new Proxy(store.db, {
    get: (target, name) => {
      if (name === 'prepare') return (sql: string) => (statements.push(sql), target.prepare(sql))
      const value: unknown = Reflect.get(target, name)
      return typeof value === 'function' ? (value as () => unknown).bind(target) : value
    },
  })
  const result = query({ db, path: store.path })
  if (typeof result === 'object' && result !== null && 'next' in result) {
    // A generator prepares its statement when it is first asked.
    const rows = result as Iterator<unknown>
    rows.next()
    rows.return?.()
  }
  expect(statements).toHaveLength(1)
  const sql = statements[0] as string
  const named = Object.fromEntries([...sql.matchAll(/@(\w+)/g)].map(([, name]) => [name, null]))
  const values = Object.keys(named).length > 0 ? [named] : Array.from(sql.matchAll(/\?/g), () => null)
  const rows = store.db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...values) as { detail: string }[]
  return rows.map((row) => row.detail)
}

describe('plans of hot queries', () => {
  const body = 'SEARCH v USING PRIMARY KEY (source_id=? AND frame=?)'

  it('a page of entries and one entry are found by the frame that holds them', () => {
    const plan = ['SEARCH f USING INDEX frames_by_entry (source_id=? AND entry_start<?)', body]
    expect(planOf((readable) => pageEntries(readable, 1, 0, 100))).toEqual(plan)
    expect(planOf((readable) => findEntry(readable, 1))).toEqual(plan)
    expect(planOf((readable) => gridEntry(readable, 1))).toEqual(plan)
  })

  it('streaming reads frames in key order without sorting', () => {
    expect(planOf((readable) => iterateEntries(readable, 1))).toEqual([
      'SEARCH f USING INDEX frames_by_entry (source_id=? AND entry_start<?)',
      body,
    ])
  })

  it('a filter reads the frames of one source once, in file order', () => {
    expect(planOf((readable) => selectEntryIds(readable, { sourceId: 1, actor: 'ann', fromMicros: 1 }))).toEqual([
      'SEARCH f USING PRIMARY KEY (source_id=?)',
      body,
    ])
  })

  it('breaks, rejects, frames and runs are found by their keys', () => {
    expect(planOf((readable) => findBreak(readable, 1, 1))).toEqual([
      'SEARCH chain_breaks USING PRIMARY KEY (run_id=? AND entry_id=?)',
    ])
    expect(planOf((readable) => pageBreaks(readable, 1, 0, 10))).toEqual([
      'SEARCH chain_breaks USING PRIMARY KEY (run_id=?)',
    ])
    expect(planOf((readable) => pageRejects(readable, 1, 0, 10))).toEqual([
      'SEARCH rejects USING PRIMARY KEY (source_id=?)',
    ])
    expect(planOf((readable) => readFrames(readable, 1, 0, 0))).toEqual([
      body,
      'SEARCH f USING PRIMARY KEY (source_id=? AND frame=?)',
      'SEARCH s USING INTEGER PRIMARY KEY (rowid=?) LEFT-JOIN',
    ])
    expect(planOf((readable) => listFrames(readable, 1))).toEqual(['SEARCH frames USING PRIMARY KEY (source_id=?)'])
    expect(planOf((readable) => lastRun(readable, 1, 'chain'))).toEqual([
      'SEARCH check_runs USING INDEX check_runs_by_source (source_id=? AND kind=?)',
    ])
    expect(planOf((readable) => findSourceByDigest(readable, 'x'))).toEqual([
      'SEARCH sources USING INDEX sources_by_digest (sha256=?)',
    ])
  })

  it('findings and custody events are read in the order of an index, unsorted', () => {
    expect(planOf((readable) => pageFindings(readable, undefined, 0, 10))).toEqual([
      'SCAN findings USING INDEX findings_by_severity',
    ])
    expect(planOf((readable) => pageCustodyEvents(readable, 0, 10))).toEqual(['SCAN custody_events'])
  })
})
