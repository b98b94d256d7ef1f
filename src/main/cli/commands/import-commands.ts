/** import, with its receipt and its dry run. */
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { Option, type Command } from 'commander'
import { AppError } from '../../../shared/model/app-error.ts'
import type { RequestOf } from '../../../shared/ipc/contract.ts'
import { epochUnitSchema, type EpochUnit } from '../../../shared/model/profile.ts'
import { sensitiveModes, type SensitiveMode, type SourceSummary } from '../../../shared/model/source.ts'
import { createText } from '../../../shared/text/create-text.ts'
import { noteText } from '../../../shared/text/finding-text.ts'
import { parseZone } from '../arguments.ts'
import type { CommandOutcome } from '../document.ts'
import { exitCodes } from '../exit-code.ts'
import { grouped, line, shellWord } from '../output.ts'
import { printPreview } from '../preview-lines.ts'
import type { CommandRunner } from '../runner.ts'
import { keepStandardInput, standardInputName, type KeptInput } from '../standard-input.ts'
import type { CliSession } from '../session.ts'
import { counted } from '../../../shared/text/numbers.ts'

const text = createText()

interface Given {
  readonly format?: string
  readonly profile?: string
  readonly zone?: string
  readonly unit?: EpochUnit
  readonly expectSha256?: string
  readonly pan?: SensitiveMode
  readonly dryRun?: boolean
  readonly set?: boolean
  readonly name?: string
}

export function addImportCommands(program: Command, run: CommandRunner): void {
  program
    .command('import')
    .description('acquire, hash and parse files')
    .argument('<engagement>', 'the .assay file')
    .argument('<files...>', 'files to import; a folder or an archive is one source, - is standard input')
    .option('--format <format>', 'format id as `assay formats` lists them; detected without it')
    .option('--profile <profile>', 'id of a source profile, or a file that holds one; the best match without it')
    .option('--zone <zone>', 'what a time without zone means: UTC, ±hh:mm or unknown')
    .addOption(
      new Option('--unit <unit>', 'unit of bare epoch numbers; told by their magnitude without it').choices(
        epochUnitSchema.options,
      ),
    )
    .option('--expect-sha256 <hash>', 'refuse the file unless its SHA-256 is this')
    .option('--set', 'read all files as the parts of one source, in the order of their content')
    .addOption(
      new Option(
        '--pan <mode>',
        'card data: leave the bytes in the file (reference), store them blanked out (redact), or say that the numbers are no cards (none)',
      ).choices(sensitiveModes),
    )
    .option('--name <name>', 'name of the source that comes in on standard input')
    .option('--dry-run', 'show detection and mapping, store nothing')
    .addHelpText('after', '\nExample:\n  assay import shop.assay audit-2025.ndjson')
    .action((file: string, paths: string[], given: Given) =>
      run(async (session) => {
        const engagementId = await session.open(file)
        const input = await standardInputOf(paths, file, given)
        try {
          return await importFiles(session, { engagementId, file, paths, given, input })
        } finally {
          await input?.remove()
        }
      }),
    )
}

interface Chosen {
  readonly engagementId: string
  readonly file: string
  readonly paths: readonly string[]
  readonly given: Given
  readonly input: KeptInput | null
}

async function importFiles(
  session: CliSession,
  { engagementId, file, paths, given, input }: Chosen,
): Promise<CommandOutcome> {
  const pathOf = (path: string): string => (input !== null && path === standardInputName ? input.path : resolve(path))
  const options = {
    ...(given.format === undefined ? {} : { format: given.format }),
    ...(await profileFrom(session, engagementId, given.profile)),
    ...(given.zone === undefined ? {} : { zone: parseZone(given.zone, ['unknown']) }),
    ...(given.unit === undefined ? {} : { unit: given.unit }),
  }
  const results: unknown[] = []
  const prints: (() => void)[] = []
  const sources = given.set === true ? [paths] : paths.map((path) => [path])
  for (const [path = '', ...rest] of sources) {
    const chosen = {
      engagementId,
      file: pathOf(path),
      ...(rest.length === 0 ? {} : { more: rest.map(pathOf) }),
      ...options,
    }
    if (given.dryRun === true) {
      const preview = await session.client.call('source.preview', chosen)
      results.push(preview)
      prints.push(() => printPreview(preview))
      continue
    }
    try {
      const source = await session.job('source.import', {
        ...chosen,
        ...([path, ...rest].includes(standardInputName) ? { passing: true } : {}),
        ...(given.expectSha256 === undefined ? {} : { expectSha256: given.expectSha256 }),
        ...(given.pan === undefined ? {} : { sensitive: given.pan }),
      })
      results.push(source)
      prints.push(() => printReceipt(source, file))
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'source-already-imported') {
        // What was imported before the failure is stored, so its receipts are owed.
        if (!session.options.json) prints.forEach((print) => print())
        throw error
      }
      results.push({ file: path, alreadyImported: error.details['sourceId'] })
      prints.push(() => line(error.message))
    }
  }
  return {
    command: given.dryRun === true ? 'import.preview' : 'import',
    inputs: paths.map((path) =>
      input !== null && path === standardInputName ? { path, bytes: input.bytes, sha256: input.sha256 } : path,
    ),
    parameters: {
      format: given.format ?? null,
      profile: given.profile ?? null,
      zone: given.zone ?? null,
      ...(given.unit === undefined ? {} : { unit: given.unit }),
      ...(given.pan === undefined ? {} : { pan: given.pan }),
    },
    result: results,
    overall: null,
    exit: exitCodes.done,
    text: () => prints.forEach((print) => print()),
  }
}

async function standardInputOf(paths: readonly string[], file: string, given: Given): Promise<KeptInput | null> {
  const times = paths.filter((path) => path === standardInputName).length
  if (times > 1) throw new AppError('usage', 'Standard input can be imported once.')
  if (times === 0 && given.name !== undefined)
    throw new AppError('usage', '--name is the name of standard input, and no file is -.')
  return times === 0 ? null : keepStandardInput(file, given.name ?? 'standard-input')
}

/** An id that is known wins over a file of that name. */
async function profileFrom(
  session: CliSession,
  engagementId: string,
  given: string | undefined,
): Promise<Pick<RequestOf<'source.import'>, 'profile' | 'profileId'>> {
  if (given === undefined) return {}
  const { profiles } = await session.client.call('profile.list', { engagementId })
  if (profiles.some((profile) => profile.id === given)) return { profileId: given }
  if (!existsSync(given))
    throw new AppError(
      'profile-unsuitable',
      `${given} is neither the id of a source profile nor a file. Nothing was imported.`,
    )
  return { profile: (await session.client.call('profile.read', { file: resolve(given) })).profile }
}

function printReceipt({ sourceId, name, receipt, comparableWith = [] }: SourceSummary, file: string): void {
  line(`${name}: ${counted(receipt.bytes, 'bytes')}, SHA-256 ${receipt.sha256}`)
  line(
    `  ${grouped(receipt.accepted)} accepted + ${grouped(receipt.rejected)} rejected + ${grouped(receipt.blank)} blank = ${counted(receipt.physical, 'records')}`,
  )
  if (receipt.truncated) line(`  ${text.t('reason.source-truncated')}`)
  if (receipt.sensitiveMode !== undefined) {
    line(`  ${text.t('receipt.sensitiveTitle')}. ${text.t(`receipt.sensitive.${receipt.sensitiveMode}`)}`)
    if (receipt.redaction !== undefined) line(`  ${text.t('receipt.redacted', { places: receipt.redaction.places })}`)
  }
  for (const note of receipt.notes) {
    const loud = note.incomplete === true ? `${text.t('receipt.saysIncomplete')}: ` : 'noted: '
    line(`  ${loud}${noteText(text, note)} (${grouped(note.count)})`)
  }
  const [other] = comparableWith
  if (other === undefined) return
  const sources = comparableWith.map((item) => item.sourceId).join(', ')
  line(`  ${text.t('comparison.comparable', { count: comparableWith.length, sources })}`)
  line(`    assay diff ${shellWord(file)} ${other.sourceId} ${sourceId}`)
}
