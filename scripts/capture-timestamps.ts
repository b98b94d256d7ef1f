/**
 * Writes the stored time-stamp cases (test/cases/timestamp) anew with the openssl program of this computer:
 *
 *     node scripts/capture-timestamps.ts
 *
 * Keys are fresh each time and are not kept, so every byte changes; the cases stay what their names say.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { TimestampAuthority } from '../test/support/timestamp-authority.ts'
import { caseToText, makeTimestampCases } from '../test/support/timestamp-cases.ts'

const folder = join(import.meta.dirname, '../test/cases/timestamp')
const workplace = mkdtempSync(join(tmpdir(), 'timestamps-'))
try {
  for (const one of makeTimestampCases(new TimestampAuthority(workplace)))
    writeFileSync(join(folder, `${one.name}.json`), caseToText(one))
} finally {
  rmSync(workplace, { recursive: true })
}
