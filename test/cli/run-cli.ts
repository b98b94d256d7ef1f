/**
 * The command line as a person has it: a process of its own, its exit code and its two streams. The build is used when
 * it is newer than every source it was made of, which it is after set-up; otherwise the sources themselves, so that a
 * test never judges an old build.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export const repository = join(import.meta.dirname, '../..')
export const sample = join(repository, 'resources/sample')
const builtProgram = join(repository, 'out/main/cli.js')
const sourceProgram = join(repository, 'src/main/cli/main.ts')
/** What the tests run. */
export const program = isFresh(builtProgram) ? builtProgram : sourceProgram

export interface Ended {
  readonly exit: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

export interface CliSetting {
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
  readonly program?: string
  /** What comes in on standard input; nothing without it. */
  readonly stdin?: string | Uint8Array
}

/** An environment in which nothing of the caller's changes what is printed: only what programs need to run is handed on. */
export function cliEnvironment(extra: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => /^(?:PATH|HOME|TMPDIR|LANG|LC_\w+)$/.test(name))
  return { ...Object.fromEntries(kept), NODE_COMPILE_CACHE: join(tmpdir(), 'assay-test-compile-cache'), ...extra }
}

export function startCli(args: readonly string[], setting: CliSetting = {}): ChildProcess {
  const child = spawn(process.execPath, [setting.program ?? program, ...args], {
    cwd: setting.cwd,
    env: cliEnvironment(setting.env),
    stdio: [setting.stdin === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  })
  // A program that refuses what it was asked ends before it has read all.
  child.stdin?.on('error', () => undefined).end(setting.stdin)
  return child
}

/** Collects a child's streams until it has ended. */
export function ended(child: ChildProcess): Promise<Ended> {
  const chunks = { stdout: [] as Buffer[], stderr: [] as Buffer[] }
  child.stdout?.on('data', (chunk: Buffer) => chunks.stdout.push(chunk))
  child.stderr?.on('data', (chunk: Buffer) => chunks.stderr.push(chunk))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (exit, signal) => {
      const text = (parts: readonly Buffer[]): string => Buffer.concat(parts).toString('utf8')
      resolve({ exit, signal, stdout: text(chunks.stdout), stderr: text(chunks.stderr) })
    })
  })
}

export function assay(args: readonly string[], setting: CliSetting = {}): Promise<Ended> {
  return ended(startCli(args, setting))
}

/** Runs a command that only prepares a test: anything but exit 0 is an error of the test. */
export async function succeed(args: readonly string[], setting: CliSetting = {}): Promise<void> {
  const { exit, stderr } = await assay(args, setting)
  if (exit !== 0) throw new Error(`assay ${args.join(' ')} ended with ${exit}: ${stderr}`)
}

/** The document of a command with `--json`, whatever its exit code. */
export interface Document {
  readonly schema: string
  readonly tool: { readonly name: string; readonly version: string }
  readonly inputs: readonly { readonly path: string; readonly bytes?: number; readonly sha256?: string }[]
  readonly parameters: Readonly<Record<string, unknown>>
  // oxlint-disable-next-line typescript/no-explicit-any -- each command has its own result, and tests look into it
  readonly result: any
  readonly overall: string | null
  readonly exit: number
}

/** Runs with `--json`; throws what was printed instead when there is no document. */
export async function assayJson(args: readonly string[], setting: CliSetting = {}): Promise<Document> {
  const { stdout, stderr, exit } = await assay([...args, '--json', '--quiet'], setting)
  if (stdout === '') throw new Error(`no document, exit ${exit}: ${stderr}`)
  return JSON.parse(stdout) as Document
}

/** A new folder, and how to take it away again. */
export function workFolder(): { readonly folder: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'assay-cli-'))
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

function isFresh(built: string): boolean {
  if (!existsSync(built)) return false
  const builtAt = statSync(built).mtimeMs
  const sources = ['src/main', 'src/shared'].flatMap((folder) =>
    readdirSync(join(repository, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name)),
  )
  return sources.every((file) => statSync(file).mtimeMs <= builtAt)
}
