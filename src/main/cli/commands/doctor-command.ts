/** doctor: infers how a chain was sealed, and says what an export lacks where it cannot; doctor system. */
import { resolve } from 'node:path'
import type { Command } from 'commander'
import { AppError } from '../../../shared/model/app-error.ts'
import type { DoctorReport } from '../../../shared/model/doctor.ts'
import { createText, type TextKey } from '../../../shared/text/create-text.ts'
import { writeFileAtomically } from '../../io/files/atomic-write.ts'
import { residueSentence } from '../../../shared/text/residue-text.ts'
import type { CommandOutcome } from '../document.ts'
import { exitCodes } from '../exit-code.ts'
import { grouped, line, table } from '../output.ts'
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

const text = createText()
/** Groups of equivalent recipes that are printed; `--json` has all. */
const shownGroups = 12

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

async function systemReport(): Promise<CommandOutcome> {
  const facts = {
    assay: version,
    node: process.versions.node,
    platform: `${process.platform} ${process.arch}`,
    openssl: process.versions.openssl,
    napi: process.versions['napi'] ?? 'unknown',
    connections: 0,
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
  const saved = given.saveRecipe !== undefined && found && report.recipe !== null
  if (saved)
    await writeFileAtomically(resolve(given.saveRecipe), [Buffer.from(`${JSON.stringify(report.recipe, null, 2)}\n`)], {
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
    text: () => {
      printReport(report)
      if (saved) line(`written to ${given.saveRecipe}`)
    },
  }
}

/** Prints a report: what came out, the columns it rests on, the recipe, what was tried, and what is missing. */
export function printReport(report: DoctorReport): void {
  const { outcome, sample, chain, recipe, tried } = report
  line(text.t(`doctor.outcome.${outcome}` as TextKey, { n: sample.matched, m: sample.of }))
  if (report.columns.length > 0)
    table([
      ['Column', 'Role', 'Bytes', 'Written as', 'Rows'],
      ...report.columns.map((column) => [
        column.name,
        column.role,
        String(column.bytes),
        column.encoding,
        grouped(column.rows),
      ]),
    ])
  if (chain !== null && chain.previousHash !== null)
    line(
      `links: ${grouped(chain.followed)} of ${grouped(chain.of)} followed, order ${chain.orderBy ?? chain.order}, ${grouped(chain.chains)} chains${chain.scope.length > 0 ? ` by ${chain.scope.join(', ')}` : ''}`,
    )
  if (recipe !== null && outcome !== 'none') {
    line(`recipe: ${recipe.name}`)
    line(JSON.stringify(recipe))
  }
  if (report.previousImplied) line(text.t('doctor.previousImplied'))
  if (report.perChain.length > 1)
    for (const item of report.perChain) line(`  chain ${item.scope}: ${grouped(item.matched)} of ${grouped(item.of)}`)
  if (report.confirmed !== null)
    line(text.t('doctor.confirmed', { n: report.confirmed.matched, m: report.confirmed.entries }))
  printEquivalents(report)
  printDocumented(report)
  for (const group of report.residue) line(`  ${residueSentence(text, group)}`)
  for (const { code, facts } of report.advice) {
    line(text.t(`doctor.advice.${code}.cause` as TextKey, facts))
    line(`  ${text.t(`doctor.advice.${code}.change` as TextKey, facts)}`)
  }
  line(text.t('doctor.tried', { recipes: tried.recipes, hashes: tried.hashes }))
  line(
    `  ${Object.entries(tried.dimensions)
      .map(([name, count]) => `${name} ${grouped(count)}`)
      .join(', ')}`,
  )
  if (tried.cut) line(text.t('doctor.cut'))
}

function printEquivalents({ equivalents }: DoctorReport): void {
  if (equivalents.total === 0) return
  line(text.t('doctor.equivalents', { count: equivalents.total }))
  for (const group of equivalents.groups.slice(0, shownGroups)) {
    const aspects = group.aspects.map((aspect) => text.t(`doctor.aspect.${aspect}` as TextKey)).join(', ')
    const rows = group.toldApartBy.map((row) => text.t(`doctor.telling.${row}` as TextKey)).join(', ')
    line(`  ${grouped(group.count)}: ${text.t('doctor.toldApart', { aspects, rows })}`)
  }
}

function printDocumented({ documented, sample, recipe }: DoctorReport): void {
  if (documented === null) return
  line(
    text.t('doctor.documented', {
      name: documented.name,
      n: documented.matched,
      m: documented.of,
      inferred: sample.matched,
      of: sample.of,
    }),
  )
  if (recipe === null) return
  for (const { aspect, left, right } of documented.differences)
    line(
      `  ${text.t('doctor.difference', {
        aspect: text.t(`doctor.aspect.${aspect}` as TextKey),
        left: left ?? text.t('doctor.nothing'),
        right: right ?? text.t('doctor.nothing'),
      })}`,
    )
}
