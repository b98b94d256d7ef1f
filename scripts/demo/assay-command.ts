/**
 * The built command line, as a person would call it: one process for each command, JSON answers, exit code looked at by
 * the caller. Every answer is kept as a file beside the engagement.
 */
import { execFile } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { AssayDocument } from './documents.ts'
import type { Story } from './story.ts'

export interface Answer<R> {
  readonly exit: number
  readonly overall: string | null
  readonly result: R
}

/** A command that gave no answer at all: usage, unreadable input or a fault, with what it said. */
export class CommandFailed extends Error {}

export interface CommandSetting {
  /** The built program. */
  readonly program: string
  /** Where commands run; engagement and answers stand there. */
  readonly folder: string
  readonly story: Story
  /** Opens the signing key of this run; handed over in the environment only. */
  readonly passphrase: string
  /** Where Node keeps compiled code between the commands. */
  readonly compileCache: string
}

const longestAnswer = 512 * 1024 * 1024

export class AssayCommand {
  readonly folder: string
  readonly story: Story
  readonly #setting: CommandSetting
  #answers = 0

  constructor(setting: CommandSetting) {
    this.folder = setting.folder
    this.story = setting.story
    this.#setting = setting
    mkdirSync(join(setting.folder, 'json'), { recursive: true })
  }

  /** Runs one command, tells it and keeps its document. `R` is what the document's result holds. */
  async run<R>(...args: readonly string[]): Promise<Answer<R>> {
    this.story.command(`assay ${args.map(quoted).join(' ')}`)
    return this.runUntold<R>(...args)
  }

  /** The same for look-ups that would only fill the screen. */
  async runUntold<R>(...args: readonly string[]): Promise<Answer<R>> {
    const { exit, stdout, stderr } = await this.#spawn([...args, '--json', '--quiet'])
    const document = parsed<R>(stdout)
    if (document === undefined)
      throw new CommandFailed(`assay ${args.map(quoted).join(' ')} ended with ${exit}: ${stderr.trim()}`)
    this.#answers += 1
    const name = `${String(this.#answers).padStart(2, '0')}-${document.schema.replace(/^assay\.(.*)\/\d+$/, '$1')}.json`
    writeFileSync(join(this.folder, 'json', name), stdout)
    return { exit, overall: document.overall, result: document.result }
  }

  #spawn(args: readonly string[]): Promise<{ exit: number; stdout: string; stderr: string }> {
    const { program, folder, passphrase, compileCache } = this.#setting
    const env = { ...process.env, ASSAY_PASSPHRASE: passphrase, NODE_COMPILE_CACHE: compileCache }
    return new Promise((resolve) => {
      execFile(
        process.execPath,
        [program, ...args],
        { cwd: folder, env, maxBuffer: longestAnswer },
        (error, stdout, stderr) => {
          const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1
          resolve({ exit: code, stdout, stderr: code === -1 ? `${stderr}${error?.message ?? ''}` : stderr })
        },
      )
    })
  }
}

function parsed<R>(stdout: string): AssayDocument<R> | undefined {
  if (stdout === '') return undefined
  return JSON.parse(stdout) as AssayDocument<R>
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`
}
