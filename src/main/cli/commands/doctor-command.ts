/** doctor: infers how a chain was sealed, and says what an export lacks where it cannot; doctor system. */
import { resolve } from 'node:path'
import type { Command } from 'commander'
import { AppError } from '../../../shared/model/app-error.ts'
import type { CommandOutcome } from '../document.ts'
import { printDoctorReport } from '../doctor-lines.ts'
import { exitCodes } from '../exit-code.ts'
import { line } from '../output.ts'
import type { CommandRunner } from '../runner.ts'
import type { CliSession } from '../session.ts'
import { version } from '../version.ts'
import { readRecipe } from './verify-commands.ts'

interface DoctorFlags {
  readonly sample: string
  readonly documented?: string
  readonly saveRecipe?: string
  readonly force?: boolean
}

export function addDoctorCommand(program: Command, run: CommandRunner): void {
  const command = program
    .command('doctor')
    .description('infer the recipe of a hash chain, and explain what does not recompute')
    .argument('<engagement>', 'the .assay file')
    .argument('<source>', 'number or name of the source')
    .option('--sample <n>', 'records, from the first on, that the inference looks at', '200')
    .option('--documented <file>', 'recipe that a document states, tested beside')
    .option('--save-recipe <file>', 'write the recipe that was found')
    .option('--force', 'replace the recipe file if it exists')
    .addHelpText('after', '\nExample:\n  assay doctor shop.assay 1 --save-recipe recipe.json')
    .action((file: string, reference: string, given: DoctorFlags) =>
      run((session) => doctor(session, file, reference, given)),
    )
  command
    .command('system')
    .description('environment report')
    .addHelpText('after', '\nExample:\n  assay doctor system')
    .action(() => run(systemReport))
}

async function systemReport(session: CliSession): Promise<CommandOutcome> {
  const facts = {
    assay: version,
    node: process.versions.node,
    platform: `${process.platform} ${process.arch}`,
    openssl: process.versions.openssl,
    napi: process.versions['napi'] ?? 'unknown',
    ...(await session.client.call('network.status', {})),
  }
  return {
    command: 'doctor.system',
    inputs: [],
    parameters: {},
    result: facts,
    overall: null,
    exit: exitCodes.done,
    text: () => Object.entries(facts).forEach(([name, value]) => line(`${name.padEnd(12)} ${value}`)),
  }
}

async function doctor(
  session: CliSession,
  file: string,
  reference: string,
  given: DoctorFlags,
): Promise<CommandOutcome> {
  const sample = Number(given.sample)
  if (!Number.isSafeInteger(sample) || sample < 1 || sample > 10_000)
    throw new AppError('usage', `--sample is a number from 1 to 10,000, not ${given.sample}.`)
  const documented = given.documented === undefined ? undefined : await readRecipe(given.documented)
  const engagementId = await session.open(file)
  const { sourceId } = await session.source(engagementId, reference)
  const answer = await session.job('doctor.run', {
    engagementId,
    sourceId,
    sample,
    ...(documented === undefined ? {} : { documented }),
  })
  const { report } = answer
  const found = report.outcome === 'found' || report.outcome === 'partly'
  const recipe = found ? report.recipe : null
  const saved = given.saveRecipe !== undefined && recipe !== null
  if (saved)
    await session.client.call('recipe.export', {
      recipe,
      out: resolve(given.saveRecipe),
      force: given.force ?? false,
    })
  return {
    command: 'doctor',
    inputs: given.documented === undefined ? [file] : [file, given.documented],
    parameters: {
      source: sourceId,
      sample,
      documented: given.documented ?? null,
      saveRecipe: saved ? given.saveRecipe : null,
    },
    result: answer,
    overall: null,
    exit: found ? exitCodes.done : exitCodes.incomplete,
    text: () => printDoctorReport(report, { file, reference, wanted: given.saveRecipe ?? null, saved }),
  }
}
