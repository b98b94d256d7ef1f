/** How a command runs: options, session, outcome, exit code. */
import type { Command } from 'commander'
import { printOutcome, type CommandOutcome } from './document.ts'
import { progressForms, type GlobalOptions } from './output.ts'
import { withSession, type CliSession } from './session.ts'

export type CommandRunner = (work: (session: CliSession) => Promise<CommandOutcome>) => Promise<void>

/** `finish` receives the exit code. */
export function createRunner(program: Command, finish: (exit: number) => void): CommandRunner {
  return async (work) => {
    const given = program.opts<{
      json?: boolean
      reproducible?: boolean
      quiet?: boolean
      progress?: string
      allowIncomplete?: boolean
    }>()
    const options: GlobalOptions = {
      json: given.json ?? false,
      reproducible: given.reproducible ?? false,
      quiet: given.quiet ?? false,
      progress: progressForms.find((form) => form === given.progress) ?? 'auto',
      allowIncomplete: given.allowIncomplete ?? false,
    }
    const outcome = await withSession(options, work)
    finish(await printOutcome(outcome, options))
  }
}
