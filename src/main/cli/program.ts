/** The command tree. Commands have no logic of their own beyond arguments, contract request and printing. */
import { Command, CommanderError, Option } from 'commander'
import { AppError } from '../../shared/model/app-error.ts'
import { addAnalysisCommands } from './commands/analysis-commands.ts'
import { addCloudTrailCommand } from './commands/cloudtrail-command.ts'
import { addEngagementCommands } from './commands/engagement-commands.ts'
import { addEntryCommands } from './commands/entry-commands.ts'
import { addDoctorCommand } from './commands/doctor-command.ts'
import { addExplainCommand } from './commands/explain-command.ts'
import { addImportCommands } from './commands/import-commands.ts'
import { addPackageCommands } from './commands/package-commands.ts'
import { addProfileCommands } from './commands/profile-commands.ts'
import { addProofCommands } from './commands/proof-commands.ts'
import { addRunCommands } from './commands/run-commands.ts'
import { addSealCommands } from './commands/seal-commands.ts'
import { addSourceCommands } from './commands/source-commands.ts'
import { addAnchorCommands } from './commands/anchor-commands.ts'
import { addTlogCommand } from './commands/tlog-command.ts'
import { addVerifyCommands } from './commands/verify-commands.ts'
import { exitCodes, exitOfError } from './exit-code.ts'
import { fault, message, progressForms } from './output.ts'
import { createRunner } from './runner.ts'
import { version } from './version.ts'

/** The whole tree; `finish` receives the exit code of the command that ran. */
export function createProgram(finish: (exit: number) => void): Command {
  const program = new Command('assay')
    .description("the auditor's side of every audit log: offline, cross-vendor, re-performable")
    .version(version)
    .option('--json', 'print one JSON document')
    .option('--reproducible', 'leave out times in JSON')
    .option('--quiet', 'no progress')
    .addOption(new Option('--progress <how>', 'on stderr').choices(progressForms).default('auto'))
    .option('--allow-incomplete', 'exit 0 where something was not checked, is a gap or is unanchored')
    .addHelpText(
      'after',
      '\nExit codes: 0 done and nothing differs, 1 a check differs or an exception was noted, 2 usage, 3 incomplete,\n4 an input is unreadable, 5 internal fault, 130 interrupted.',
    )
    .configureOutput({
      // Hostile: an argument that is not understood is printed, and may come from a file name.
      outputError: (text) => message(`assay: ${text.replace(/^error: /, '').trimEnd()}`),
    })
    .exitOverride()
  const run = createRunner(program, finish)
  addEngagementCommands(program, run)
  addImportCommands(program, run)
  addProfileCommands(program, run)
  addEntryCommands(program, run)
  addExplainCommand(program, run)
  addDoctorCommand(program, run)
  addSourceCommands(program, run)
  addVerifyCommands(program, run)
  addAnchorCommands(program, run)
  addProofCommands(program, run)
  addCloudTrailCommand(program, run)
  addTlogCommand(program, run)
  addSealCommands(program, run)
  addRunCommands(program, run)
  addAnalysisCommands(program, run)
  addPackageCommands(program, run)
  inherit(program)
  return program
}

/** Global options may stand after the command as well; a usage error is an exit code, never an exit. */
function inherit(command: Command): void {
  for (const child of command.commands) {
    child.exitOverride()
    child.configureHelp({ showGlobalOptions: true })
    inherit(child)
  }
}

export async function runProgram(argv: readonly string[]): Promise<number> {
  let exit = exitCodes.done as number
  const program = createProgram((code) => {
    exit = code
  })
  try {
    await program.parseAsync(globalsFirst(argv), { from: 'user' })
    return exit
  } catch (error) {
    // Asked-for help and version end with 0; help that stands in for a missing command is a usage error.
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage
    if (error instanceof AppError) {
      message(`assay: ${error.message}`)
      return exitOfError(error.code)
    }
    fault(error)
    return exitCodes.internal
  }
}

const globalFlags = new Set(['--json', '--reproducible', '--quiet', '--allow-incomplete'])

/** commander reads global options only before the command; people write them at the end. */
function globalsFirst(argv: readonly string[]): string[] {
  const globals: string[] = []
  const rest: string[] = []
  for (let index = 0; index < argv.length; index += 1) {
    const word = argv[index] as string
    if (word === '--') {
      rest.push(...argv.slice(index))
      break
    }
    if (globalFlags.has(word) || word.startsWith('--progress=')) globals.push(word)
    else if (word === '--progress' && argv[index + 1] !== undefined) {
      globals.push(word, argv[index + 1] as string)
      index += 1
    } else rest.push(word)
  }
  return [...globals, ...rest]
}
