/** Runs the generator as a user does, in a process of its own, and gives the folder to the test. */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export const repository = join(import.meta.dirname, '../..')
export const bundledRoot = join(repository, 'resources/sample')

export interface Run {
  readonly code: number | null
  readonly stderr: string
  readonly directory: string
}

const made: string[] = []

export function generate(...args: readonly string[]): Run {
  const directory = join(mkdtempSync(join(tmpdir(), 'assay-sample-')), 'out')
  made.push(join(directory, '..'))
  const result = spawnSync(
    process.execPath,
    [join(repository, 'scripts/sample/main.ts'), '--out', directory, ...args],
    { encoding: 'utf8', maxBuffer: 1 << 24 },
  )
  return { code: result.status, stderr: result.stderr, directory }
}

export function removeGenerated(): void {
  for (const directory of made.splice(0)) rmSync(directory, { recursive: true, force: true })
}

/** SHA-256 of every file below a folder, by its path there. */
export function digests(directory: string): Record<string, string> {
  const names = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const paths = names.map((entry) => join(entry.parentPath, entry.name)).sort()
  return Object.fromEntries(
    paths.map((path) => [
      path.slice(directory.length + 1),
      createHash('sha256').update(readFileSync(path)).digest('hex'),
    ]),
  )
}

// oxlint-disable-next-line typescript/no-explicit-any
export function readJson(path: string): any {
  return JSON.parse(readFileSync(path, 'utf8'))
}
