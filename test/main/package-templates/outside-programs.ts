/** Programs that judge a package from outside, and a package unpacked for them. A missing one skips its test by name. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { TestContext } from 'vitest'
import { packageLimits, readZip } from '../../../src/main/io/files/zip-read.ts'

export interface Ended {
  readonly code: number
  readonly text: string
}

export function run(program: string, args: readonly string[], cwd?: string): Ended {
  const result = spawnSync(program, args, {
    encoding: 'utf8',
    cwd,
    maxBuffer: 256 * 1024 * 1024,
    env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
  })
  return {
    code: result.error === undefined ? (result.status ?? -1) : 127,
    text: `${result.stdout ?? ''}${result.stderr ?? ''}`,
  }
}

const known = new Map<string, boolean>()

export function isInstalled(program: string): boolean {
  const answer = known.get(program) ?? spawnSync('sh', ['-c', `command -v ${program}`]).status === 0
  known.set(program, answer)
  return answer
}

export function skipUnless(context: TestContext, ...programs: readonly string[]): void {
  for (const program of programs) {
    if (isInstalled(program)) continue
    console.warn(`SKIPPED "${context.task.name}": the program ${program} is not installed`)
    context.skip(`${program} is not installed`)
  }
}

/** Files of a package without its top folder. */
export async function unpacked(zipPath: string): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>()
  await readZip(readFileSync(zipPath), packageLimits, (member) => {
    files.set(member.path.slice(member.path.indexOf('/') + 1), member.bytes ?? new Uint8Array(0))
  })
  return files
}

export function writeFiles(folder: string, files: ReadonlyMap<string, Uint8Array>): void {
  for (const [path, bytes] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), bytes)
  }
}

/** The report as `pdftotext -layout` prints it; empty where the program is missing, and then the tests skip. */
export async function reportTextOf(zipPath: string): Promise<string> {
  if (!isInstalled('pdftotext')) return ''
  const folder = mkdtempSync(join(tmpdir(), 'assay-report-'))
  try {
    const path = join(folder, 'report.pdf')
    writeFileSync(path, (await unpacked(zipPath)).get('data/report.pdf') ?? new Uint8Array(0))
    return run('pdftotext', ['-layout', path, '-']).text
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
