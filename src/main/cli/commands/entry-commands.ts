/** inspect, entry show, sensitive: one record for people, masked unless a reason is given; where values of that kind stand. */
import type { Command } from 'commander'
import { AppError } from '../../../shared/model/app-error.ts'
import { entryIdFrom } from '../../../shared/model/digest.ts'
import type { EntryDetail } from '../../../shared/model/entry.ts'
import type { CommandOutcome } from '../document.ts'
import { exitCodes } from '../exit-code.ts'
import { block, grouped, line, table } from '../output.ts'
import type { CommandRunner } from '../runner.ts'
import type { CliSession } from '../session.ts'
import { counted } from '../../../shared/text/numbers.ts'

interface ShowOptions {
  readonly record: string
  readonly unmask?: boolean
  readonly reason?: string
}

export function addEntryCommands(program: Command, run: CommandRunner): void {
  addSensitiveCommand(program, run)
  program
    .command('inspect')
    .description('bytes, mapping and pre-image facts of one record')
    .argument('<engagement>', 'the .assay file')
    .argument('<source>', 'number or name of the source')
    .requiredOption('--record <n>', 'number of the entry in the source, from 1')
    .addHelpText('after', '\nExample:\n  assay inspect shop.assay 1 --record 204')
    .action((file: string, reference: string, given: ShowOptions) =>
      run((session) => showEntry('inspect', session, file, reference, given)),
    )

  program
    .command('entry')
    .description('single records')
    .command('show')
    .description('one record like inspect; secrets and identity numbers in full when a reason is given')
    .argument('<engagement>', 'the .assay file')
    .argument('<source>', 'number or name of the source')
    .requiredOption('--record <n>', 'number of the entry in the source, from 1')
    .option('--unmask', 'show what is masked otherwise, except card data; goes into the custody log')
    .option('--reason <text>', 'why it has to be seen; needed with --unmask')
    .addHelpText(
      'after',
      '\nExample:\n  assay entry show shop.assay 1 --record 204 --unmask --reason "ticket 311: which key was logged"',
    )
    .action((file: string, reference: string, given: ShowOptions) =>
      run((session) => showEntry('entry.show', session, file, reference, given)),
    )
}

function addSensitiveCommand(program: Command, run: CommandRunner): void {
  program
    .command('sensitive')
    .description('count card data, secrets and identity numbers of a source by kind and field')
    .argument('<engagement>', 'the .assay file')
    .argument('<source>', 'number or name of the source')
    .addHelpText('after', '\nExample:\n  assay sensitive shop.assay 1')
    .action((file: string, reference: string) =>
      run(async (session) => {
        const engagementId = await session.open(file)
        const { sourceId, receipt } = await session.source(engagementId, reference)
        const counts = await session.job('source.countSensitive', { engagementId, sourceId })
        return {
          command: 'sensitive',
          inputs: [file],
          parameters: { source: sourceId },
          result: counts,
          overall: null,
          exit: exitCodes.done,
          text: () => {
            line(
              `Records with such values: ${grouped(counts.recordsWithHits)} of ${grouped(counts.records)}; rejected stretches searched as well: ${grouped(counts.rejected)} of ${grouped(receipt.rejected)}`,
            )
            if (counts.fields.length > 0)
              table(
                [
                  ['  Kind', 'Rule', 'Likely', 'Possible', 'First line', 'Field'],
                  ...counts.fields.map((item) => [
                    `  ${item.kind}`,
                    item.rule,
                    grouped(item.likely),
                    grouped(item.possible),
                    String(item.firstLine),
                    item.field === '' ? '-' : item.field,
                  ]),
                ],
                ['left', 'left', 'right', 'right', 'right'],
              )
            if (counts.unlisted > 0) line(`In further fields: ${counted(counts.unlisted, 'values')}`)
          },
        }
      }),
    )
}

async function showEntry(
  command: string,
  session: CliSession,
  file: string,
  reference: string,
  given: ShowOptions,
): Promise<CommandOutcome> {
  const unmask = given.unmask === true
  const reason = given.reason?.trim() ?? ''
  if (unmask !== (reason !== '')) throw new AppError('usage', 'Give --unmask and --reason together. Nothing was shown.')
  const engagementId = await session.open(file)
  const { sourceId, receipt } = await session.source(engagementId, reference)
  const number = /^\d{1,15}$/.test(given.record) ? Number(given.record) : 0
  if (number < 1 || number > receipt.accepted)
    throw new AppError('usage', `--record takes a number from 1 to ${receipt.accepted}.`)
  const target = { engagementId, entryId: entryIdFrom(sourceId, number - 1) }
  const entry = unmask
    ? await session.client.call('entry.unmask', { ...target, reason })
    : await session.client.call('entry.inspect', target)
  return {
    command,
    inputs: [file],
    parameters: { source: sourceId, record: number, ...(unmask ? { reason } : {}) },
    result: entry,
    overall: null,
    exit: exitCodes.done,
    text: () => printEntry(entry),
  }
}

function printEntry(entry: EntryDetail): void {
  table([
    ['Line', String(entry.line)],
    ['Bytes', `${entry.byteStart} to ${entry.byteStart + entry.byteLength}`],
    ['SHA-256', entry.sha256],
    ['Sequence', entry.sequence ?? '-'],
    ['Link, content', `${entry.link ?? 'not checked'}, ${entry.content ?? 'not checked'}`],
  ])
  line()
  table([
    ['Field', 'From', 'State', 'Text'],
    ...entry.fields.map((field) => [field.field, field.from ?? '-', field.state, field.text]),
  ])
  line()
  block(entry.rawText, '  ')
}
