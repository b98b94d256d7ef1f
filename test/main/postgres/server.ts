/** What the tests of dumps share: one server for each test file, its databases, and the sample's rows as COPY input. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { missingPostgres, type PostgresCluster, startPostgres } from '../../support/postgres.ts'

export const sampleDirectory = join(import.meta.dirname, '../../../resources/sample/clean')

export interface TestServer {
  /** True when no server can be started here; it was said why. */
  readonly missing: boolean
  readonly server: PostgresCluster
}

/** One server for the tests of the file that calls this. Without PostgreSQL they skip, and it is said why. */
export function serverForTests(): TestServer {
  const reason = missingPostgres()
  let running: PostgresCluster | undefined
  if (reason === undefined) {
    beforeAll(async () => {
      running = await startPostgres()
    })
    afterAll(() => running?.stop())
  } else console.warn(`SKIPPED, tests with a real PostgreSQL: ${reason}`)
  return {
    missing: reason !== undefined,
    get server() {
      if (running === undefined) throw new Error('no server is running')
      return running
    },
  }
}

/** A script of this folder. */
export function script(name: string): string {
  return readFileSync(join(import.meta.dirname, name), 'utf8')
}

/** Table `staging` (position, doc) with one row per line of an NDJSON text, in the order of the lines. */
export function stagingScript(ndjson: string): string {
  const rows = ndjson.trimEnd().split('\n')
  return [
    'CREATE TABLE staging (position INT GENERATED ALWAYS AS IDENTITY, doc JSONB NOT NULL);',
    'COPY staging (doc) FROM stdin;',
    ...rows.map((row) => row.replaceAll('\\', '\\\\')),
    '\\.\n',
  ].join('\n')
}
