/** new, sources. */
import { resolve } from 'node:path'
import type { Command } from 'commander'
import { frameworkSchema } from '../../../shared/model/engagement.ts'
import { AppError } from '../../../shared/model/app-error.ts'
import { parsePeriod } from '../arguments.ts'
import { exitCodes } from '../exit-code.ts'
import { grouped, line, table } from '../output.ts'
import type { CommandRunner } from '../runner.ts'

export function addEngagementCommands(program: Command, run: CommandRunner): void {
  program
    .command('new')
    .description('create an engagement')
    .argument('<file>', 'name of the new .assay file')
    .requiredOption('--name <name>', 'name of the engagement')
    .requiredOption('--period <from..to>', 'UTC dates, both included, for example 2025-01-01..2025-12-31')
    .option('--framework <list>', 'soc2, pci, sox; several with commas', '')
    .addHelpText(
      'after',
      "\nExample:\n  assay new shop.assay --name 'Shop 2025' --period 2025-01-01..2025-12-31 --framework soc2,pci",
    )
    .action((file: string, given: { name: string; period: string; framework: string }) =>
      run(async ({ client }) => {
        const engagement = await client.call('engagement.create', {
          file: resolve(file),
          name: given.name,
          period: parsePeriod(given.period),
          frameworks: parseFrameworks(given.framework),
        })
        return {
          command: 'new',
          inputs: [],
          parameters: { name: given.name, period: engagement.period, frameworks: engagement.frameworks },
          result: { name: engagement.name, period: engagement.period, frameworks: engagement.frameworks, file },
          overall: null,
          exit: exitCodes.done,
          text: () => line(`Created ${file}: ${engagement.name}, ${engagement.period.from} to ${engagement.period.to}`),
        }
      }),
    )

  program
    .command('sources')
    .description('list the sources of an engagement')
    .argument('<engagement>', 'the .assay file')
    .addHelpText('after', '\nExample:\n  assay sources shop.assay')
    .action((file: string) =>
      run(async (session) => {
        const { sources } = await session.client.call('source.list', { engagementId: await session.open(file) })
        return {
          command: 'sources',
          inputs: [file],
          parameters: {},
          result: sources,
          overall: null,
          exit: exitCodes.done,
          text: () =>
            table(
              [
                ['No', 'Name', 'Format', 'Entries', 'Rejected', 'Rung', 'Verdict', 'SHA-256'],
                ...sources.map((source) => [
                  String(source.sourceId),
                  source.name,
                  source.format,
                  grouped(source.receipt.accepted),
                  grouped(source.receipt.rejected),
                  source.completeness,
                  source.verdict ?? '-',
                  source.receipt.sha256,
                ]),
              ],
              ['right', 'left', 'left', 'right', 'right'],
            ),
        }
      }),
    )
}

function parseFrameworks(given: string): ('soc2' | 'pci' | 'sox')[] {
  return given
    .split(',')
    .filter((name) => name !== '')
    .map((name) => {
      const parsed = frameworkSchema.safeParse(name.trim())
      if (!parsed.success) throw new AppError('usage', `--framework knows soc2, pci and sox, not ${name}.`)
      return parsed.data
    })
}
