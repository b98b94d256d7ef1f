/** A million generated entries on disk, made once per run by the sample generator and removed at its end. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { repositoryRoot } from './launch.ts'

export interface LargeExport {
  readonly rows: number
  /** Guide B's export. */
  readonly file: string
  /** An engagement with that export imported, made beforehand without a window. */
  makeEngagement(): string
  remove(): void
}

export function makeLargeExport(rows = 1_000_000): LargeExport {
  const folder = mkdtempSync(join(tmpdir(), 'assay-e2e-large-'))
  const file = join(folder, 'shop-b.ndjson')
  run('scripts/sample/main.ts', '--rows', String(rows), '--seed', '7', '--out', folder)
  // The other export of the shop is as large and is not needed.
  rmSync(join(folder, 'shop-a.ndjson'))
  return {
    rows,
    file,
    makeEngagement() {
      const engagement = join(folder, 'large.assay')
      makeEngagement(engagement, '2024-04-01', '2025-03-31', file)
      return engagement
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** An engagement named `Large shop` with one source, without a window. The dates are the period. */
export function makeEngagement(engagement: string, from: string, to: string, source: string): void {
  run('test/e2e/support/import-file.ts', engagement, from, to, source)
}

function run(script: string, ...values: string[]): void {
  const { status, stderr } = spawnSync(process.execPath, [join(repositoryRoot, script), ...values], {
    encoding: 'utf8',
    cwd: repositoryRoot,
  })
  if (status !== 0) throw new Error(`${script} ended with ${status}: ${stderr}`)
}
