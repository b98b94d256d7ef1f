/** new, import, sources, ipe, inspect. */
import { resolve } from 'node:path'
import type { Command } from 'commander'
import { frameworkSchema } from '../../../shared/model/engagement.ts'
import { entryIdFrom } from '../../../shared/model/digest.ts'
import { AppError } from '../../../shared/model/app-error.ts'
import { createText } from '../../../shared/text/create-text.ts'
import { noteText } from '../../../shared/text/finding-text.ts'
import { parsePeriod, parseZone } from '../arguments.ts'
import { exitCodes } from '../exit-code.ts'
import { block, grouped, line, table } from '../output.ts'
import type { CommandRunner } from '../runner.ts'

const text = createText()

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
    .command('import')
    .description('acquire, hash and parse files')
    .argument('<engagement>', 'the .assay file')
    .argument('<files...>', 'files to import; a folder or an archive is one source')
    .option('--format <format>', 'format id as `assay formats` lists them; detected without it')
    .option('--profile <profile>', 'source profile; the best match without it')
    .option('--zone <zone>', 'what a time without zone means: UTC, ±hh:mm or unknown')
    .option('--expect-sha256 <hash>', 'refuse the file unless its SHA-256 is this')
    .option('--set', 'read all files as the parts of one source, in the order of their content')
    .option('--dry-run', 'show detection and mapping, store nothing')
    .addHelpText('after', '\nExample:\n  assay import shop.assay audit-2025.ndjson')
    .action(
      (
        file: string,
        paths: string[],
        given: {
          format?: string
          profile?: string
          zone?: string
          expectSha256?: string
          dryRun?: boolean
          set?: boolean
        },
      ) =>
        run(async (session) => {
          const options = {
            ...(given.format === undefined ? {} : { format: given.format }),
            ...(given.profile === undefined ? {} : { profileId: given.profile }),
            ...(given.zone === undefined ? {} : { zone: parseZone(given.zone, ['unknown']) }),
          }
          const engagementId = await session.open(file)
          const results: unknown[] = []
          const prints: (() => void)[] = []
          const sources = given.set === true ? [paths] : paths.map((path) => [path])
          for (const [path = '', ...rest] of sources) {
            const more = rest.length === 0 ? {} : { more: rest.map((part) => resolve(part)) }
            if (given.dryRun === true) {
              const preview = await session.client.call('source.preview', {
                engagementId,
                file: resolve(path),
                ...more,
                ...options,
              })
              results.push(preview)
              prints.push(() => printPreview(preview))
              continue
            }
            try {
              const source = await session.job('source.import', {
                engagementId,
                file: resolve(path),
                ...more,
                ...options,
                ...(given.expectSha256 === undefined ? {} : { expectSha256: given.expectSha256 }),
              })
              results.push(source)
              prints.push(() => printReceipt(source))
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
            inputs: paths,
            parameters: { format: given.format ?? null, profile: given.profile ?? null, zone: given.zone ?? null },
            result: results,
            overall: null,
            exit: exitCodes.done,
            text: () => prints.forEach((print) => print()),
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

  program
    .command('ipe')
    .description('information-produced-by-the-entity sheet of a source')
    .argument('<engagement>', 'the .assay file')
    .argument('<source>', 'number or name of the source')
    .option('-o, --out <file>', 'write the sheet as a PDF')
    .option('--force', 'replace the file if it exists')
    .addHelpText('after', '\nExample:\n  assay ipe shop.assay 1 -o ipe-1.pdf')
    .action((file: string, reference: string, given: { out?: string; force?: boolean }) =>
      run(async (session) => {
        const engagementId = await session.open(file)
        const { sourceId } = await session.source(engagementId, reference)
        if (given.out !== undefined) {
          const written = await session.client.call('source.ipeReport', {
            engagementId,
            sourceId,
            out: resolve(given.out),
            force: given.force ?? false,
          })
          return {
            command: 'ipe.report',
            inputs: [file],
            parameters: { source: sourceId },
            result: written,
            overall: null,
            exit: exitCodes.done,
            text: () => line(`${given.out}: ${grouped(written.bytes)} bytes, SHA-256 ${written.sha256}`),
          }
        }
        const sheet = await session.client.call('source.ipe', { engagementId, sourceId })
        return {
          command: 'ipe',
          inputs: [file],
          parameters: { source: sourceId },
          result: sheet,
          overall: null,
          exit: exitCodes.done,
          text: () => {
            for (const section of sheet.sections) {
              line(section.heading)
              table(section.rows.map((row) => [`  ${row.label}`, row.value]))
              line()
            }
          },
        }
      }),
    )

  program
    .command('inspect')
    .description('bytes, mapping and pre-image facts of one record')
    .argument('<engagement>', 'the .assay file')
    .argument('<source>', 'number or name of the source')
    .requiredOption('--record <n>', 'number of the entry in the source, from 1')
    .addHelpText('after', '\nExample:\n  assay inspect shop.assay 1 --record 204')
    .action((file: string, reference: string, given: { record: string }) =>
      run(async (session) => {
        const engagementId = await session.open(file)
        const { sourceId, receipt } = await session.source(engagementId, reference)
        const number = /^\d{1,15}$/.test(given.record) ? Number(given.record) : 0
        if (number < 1 || number > receipt.accepted)
          throw new AppError('usage', `--record takes a number from 1 to ${receipt.accepted}.`)
        const entry = await session.client.call('entry.inspect', {
          engagementId,
          entryId: entryIdFrom(sourceId, number - 1),
        })
        return {
          command: 'inspect',
          inputs: [file],
          parameters: { source: sourceId, record: number },
          result: entry,
          overall: null,
          exit: exitCodes.done,
          text: () => {
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
          },
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

type Receipt = {
  name: string
  receipt: {
    bytes: number
    sha256: string
    physical: number
    accepted: number
    rejected: number
    blank: number
    truncated: boolean
    notes: readonly { code: string; count: number; text?: string | undefined }[]
  }
}

function printReceipt({ name, receipt }: Receipt): void {
  line(`${name}: ${grouped(receipt.bytes)} bytes, SHA-256 ${receipt.sha256}`)
  line(
    `  ${grouped(receipt.accepted)} accepted + ${grouped(receipt.rejected)} rejected + ${grouped(receipt.blank)} blank = ${grouped(receipt.physical)} records`,
  )
  if (receipt.truncated) line(`  ${text.t('reason.source-truncated')}`)
  for (const note of receipt.notes) line(`  noted: ${noteText(text, note)} (${grouped(note.count)})`)
}

type Preview = {
  fileName: string
  format: string
  evidence: readonly string[]
  profile: { name: string }
  mapping: readonly { field: string; from: string | null; sample: string | null }[]
  records: number
  rejected: number
  time: { text: string; utc: string; reading: string } | null
  chainTrial: { recipeId: string; matching: number; of: number } | null
}

function printPreview(preview: Preview): void {
  line(`${preview.fileName}: ${preview.format}`)
  for (const sentence of preview.evidence) line(`  ${sentence}`)
  line(
    `  profile: ${preview.profile.name}; ${grouped(preview.records)} records read, ${grouped(preview.rejected)} rejected`,
  )
  if (preview.time !== null) line(`  time: ${preview.time.text} read as ${preview.time.utc} (${preview.time.reading})`)
  if (preview.chainTrial !== null)
    line(
      `  chain: ${preview.chainTrial.recipeId} matches ${grouped(preview.chainTrial.matching)} of ${grouped(preview.chainTrial.of)}`,
    )
  table([
    ['  Field', 'From', 'Sample'],
    ...preview.mapping
      .filter((item) => item.from !== null)
      .map((item) => [`  ${item.field}`, item.from ?? '', item.sample ?? '']),
  ])
}
