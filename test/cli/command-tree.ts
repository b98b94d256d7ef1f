/** The commands as commander has them, for tests that must not forget one. */
import type { Command } from 'commander'
import { createProgram } from '../../src/main/cli/program.ts'

export interface LeafCommand {
  /** For example `verify chain`. */
  readonly path: string
  readonly command: Command
}

/** Commands that do something; groups such as `verify` only hold others. */
export function leafCommands(program: Command = createProgram(() => undefined)): LeafCommand[] {
  return leavesOf(program, '')
}

function leavesOf(command: Command, prefix: string): LeafCommand[] {
  return command.commands.flatMap((child) => {
    const path = `${prefix}${child.name()}`
    // A group with arguments of its own, such as `doctor`, is a command too.
    const own = child.commands.length === 0 || child.registeredArguments.length > 0 ? [{ path, command: child }] : []
    return [...own, ...leavesOf(child, `${path} `)]
  })
}

/** What `--help` prints, with the text after it. */
export function helpText(command: Command): string {
  let text = ''
  command.configureOutput({
    writeOut: (part) => {
      text += part
    },
  })
  command.outputHelp()
  return text
}
