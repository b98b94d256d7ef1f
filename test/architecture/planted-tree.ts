/**
 * A throw-away tree with the product's folder names, the real lint configuration and the real tsc projects, in which
 * the guard tests plant violations. It never holds product code: what is tested is the guard, not the code.
 */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

const repository = path.resolve(import.meta.dirname, '../..')

/** One line of oxlint's report: `rule` as `plugin(name)`, `line` 1-based, `file` relative to the tree with `/`. */
export interface Diagnostic {
  readonly file: string
  readonly line: number
  readonly rule: string
  readonly message: string
}

export interface LintReport {
  readonly diagnostics: readonly Diagnostic[]
  readonly filesScanned: number
}

interface RawReport {
  readonly number_of_files: number
  readonly diagnostics: readonly {
    readonly code?: string
    readonly message: string
    readonly filename: string
    readonly labels: readonly { readonly span: { readonly line: number } }[]
  }[]
}

export interface PlantedTree {
  readonly root: string
  /** Writes one file, folders included. `file` is relative to the tree. */
  plant(file: string, text: string): void
  /** Runs oxlint as `npm run lint` does, over the whole tree, and returns everything it reported. */
  lint(): LintReport
  /** Runs one of the real tsc projects over the tree; the lines of its output. */
  compile(project: string): readonly string[]
  remove(): void
}

export function createPlantedTree(): PlantedTree {
  const root = mkdtempSync(path.join(tmpdir(), 'assay-planted-'))
  for (const name of ['.oxlintrc.json', 'package.json', 'tsconfig.base.json', 'tsconfig.json']) copy(name)
  for (const name of ['shared', 'main', 'preload', 'web', 'e2e']) copy(`tsconfig.${name}.json`)
  copy('scripts/lint')
  symlinkSync(path.join(repository, 'node_modules'), path.join(root, 'node_modules'), 'dir')

  function copy(name: string): void {
    cpSync(path.join(repository, name), path.join(root, name), { recursive: true })
  }

  return {
    root,
    plant(file, text) {
      mkdirSync(path.dirname(path.join(root, file)), { recursive: true })
      writeFileSync(path.join(root, file), text)
    },
    lint() {
      const result = runTool('oxlint', ['--type-aware', '--format=json', 'src', 'test', 'scripts'], root)
      const report = parseReport(result.stdout, result.stderr)
      return {
        filesScanned: report.number_of_files,
        diagnostics: report.diagnostics.map((raw) => ({
          file: raw.filename.split(path.sep).join('/'),
          line: raw.labels[0]?.span.line ?? 0,
          rule: raw.code ?? 'none',
          message: raw.message,
        })),
      }
    },
    compile(project) {
      const result = runTool('tsc', ['--build', project, '--pretty', 'false'], root)
      return result.stdout.split('\n').filter((line) => line !== '')
    },
    remove() {
      rmSync(root, { recursive: true, force: true })
    },
  }
}

function parseReport(stdout: string, stderr: string): RawReport {
  try {
    return JSON.parse(stdout) as RawReport
  } catch {
    // A configuration that oxlint refuses is printed as text: show it instead of a JSON error.
    throw new Error(`oxlint gave no report:\n${stdout}\n${stderr}`)
  }
}

function runTool(name: string, args: readonly string[], cwd: string): { stdout: string; stderr: string } {
  const bin = path.join(repository, 'node_modules/.bin')
  const result = spawnSync(path.join(bin, name), args, {
    cwd,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    env: { ...process.env, PATH: `${bin}${path.delimiter}${process.env['PATH'] ?? ''}` },
  })
  if (result.error) throw result.error
  return { stdout: result.stdout, stderr: result.stderr }
}
