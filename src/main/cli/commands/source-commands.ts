/** ipe, facts, diff: one source as evidence. */
import { resolve } from 'node:path'
import { Option, type Command } from 'commander'
import { AppError } from '../../../shared/model/app-error.ts'
import type { Comparison } from '../../../shared/model/comparison.ts'
import {
  sourceFactNames,
  sourceFactNameSchema,
  totalOrigins,
  type ControlTotal,
  type FactChanges,
  type SourceFacts,
  type TotalOrigin,
} from '../../../shared/model/source-facts.ts'
import { createText } from '../../../shared/text/create-text.ts'
import { exitCodes } from '../exit-code.ts'
import { grouped, line, paragraph, table } from '../output.ts'
import type { CommandRunner } from '../runner.ts'
import { counted } from '../../../shared/text/numbers.ts'

const text = createText()
/** Rows of each kind that are printed; `--json` has all that are listed. */
const printedRows = 20

interface GivenFacts {
  readonly set: readonly string[]
  readonly clear: readonly string[]
  readonly total: readonly string[]
  readonly obtained?: TotalOrigin
  readonly how?: string
  readonly clearTotals?: boolean
}

const collect = (value: string, before: readonly string[]): string[] => [...before, value]

export function addSourceCommands(program: Command, run: CommandRunner): void {
  program
    .command('original')
    .description('give back a file of a source as it was handed over')
    .argument('<engagement>', 'the .assay file')
    .argument('<source>', 'number or name of the source')
    .requiredOption('-o, --out <file>', 'where to write it')
    .option('--number <n>', 'which file, where the source was made of several: 1 is the first', '1')
    .option('--force', 'replace the file if it exists')
    .addHelpText('after', '\nExample:\n  assay original shop.assay 1 -o audit-2025.ndjson')
    .action((file: string, reference: string, given: { out: string; number: string; force?: boolean }) =>
      run(async (session) => {
        const original = Number(given.number) - 1
        if (!Number.isSafeInteger(original) || original < 0)
          throw new AppError('usage', `--number counts from 1, not ${given.number}.`)
        const engagementId = await session.open(file)
        const { sourceId } = await session.source(engagementId, reference)
        const written = await session.client.call('source.original', {
          engagementId,
          sourceId,
          original,
          out: resolve(given.out),
          force: given.force ?? false,
        })
        return {
          command: 'original',
          inputs: [file],
          parameters: { source: sourceId, original },
          result: written,
          overall: null,
          exit: exitCodes.done,
          text: () => line(`${given.out}: ${counted(written.bytes, 'bytes')}, SHA-256 ${written.sha256}`),
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
        // A pass over a large source takes its time: here it shows progress and can be interrupted.
        await session.job('source.measure', { engagementId, sourceId })
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
            text: () => line(`${given.out}: ${counted(written.bytes, 'bytes')}, SHA-256 ${written.sha256}`),
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
    .command('facts')
    .description('state where a source came from and what it adds up to')
    .argument('<engagement>', 'the .assay file')
    .argument('<source>', 'number or name of the source')
    .option('--set <name=text>', `state a point: ${sourceFactNames.join(', ')}`, collect, [])
    .option('--clear <name>', 'take a point back', collect, [])
    .option('--total <total>', 'a total: count=N, sum:FIELD=N, min:FIELD=ID or max:FIELD=ID', collect, [])
    .addOption(new Option('--obtained <from>', 'where the totals come from').choices(totalOrigins))
    .option('--how <text>', 'how, from whom and when the totals were obtained')
    .option('--clear-totals', 'take every total back')
    .addHelpText(
      'after',
      "\nExample:\n  assay facts shop.assay 1 --set 'system=Shop database' --total count=600 --obtained observed --how 'count shown on screen'",
    )
    .action((file: string, reference: string, given: GivenFacts) =>
      run(async (session) => {
        const engagementId = await session.open(file)
        const { sourceId } = await session.source(engagementId, reference)
        const changes = changesFrom(given)
        const facts =
          changes === null
            ? (await session.client.call('source.facts', { engagementId, sourceId })).facts
            : await session.job('source.setFacts', { engagementId, sourceId, changes })
        return {
          command: 'facts',
          inputs: [file],
          parameters: { source: sourceId, changes },
          result: facts,
          overall: null,
          exit: facts?.totals.some((total) => total.result === 'differs') === true ? exitCodes.differs : exitCodes.done,
          text: () => printFacts(facts),
        }
      }),
    )

  program
    .command('diff')
    .alias('compare')
    .description('compare two exports of one log, record by record')
    .argument('<engagement>', 'the .assay file')
    .argument('<left>', 'number or name of a source')
    .argument('<right>', 'number or name of another export of the same log')
    .option('-o, --out <file>', 'write the statement as a PDF')
    .option('--force', 'replace the file if it exists')
    .addHelpText('after', '\nExample:\n  assay diff shop.assay 1 2 -o comparison.pdf')
    .action((file: string, left: string, right: string, given: { out?: string; force?: boolean }) =>
      run(async (session) => {
        const engagementId = await session.open(file)
        const { sourceId: leftId } = await session.source(engagementId, left)
        const { sourceId: rightId } = await session.source(engagementId, right)
        const compared = await session.job('source.compare', { engagementId, leftId, rightId })
        const { changed, removed, added, moved } = compared.result
        const written =
          given.out === undefined
            ? null
            : await session.client.call('source.comparisonReport', {
                engagementId,
                comparisonId: compared.comparisonId,
                out: resolve(given.out),
                force: given.force ?? false,
              })
        return {
          command: 'diff',
          inputs: [file],
          parameters: { left: leftId, right: rightId },
          result: compared,
          overall: null,
          exit: changed + removed + added + moved > 0 ? exitCodes.differs : exitCodes.done,
          text: () => {
            printComparison(compared.result)
            if (written !== null)
              line(`${given.out ?? ''}: ${counted(written.bytes, 'bytes')}, SHA-256 ${written.sha256}`)
          },
        }
      }),
    )
}

function changesFrom(given: GivenFacts): FactChanges | null {
  if (given.set.length + given.clear.length + given.total.length === 0 && given.clearTotals !== true) return null
  const facts: Record<string, string | null> = {}
  for (const item of given.set) {
    const at = item.indexOf('=')
    if (at < 1 || at === item.length - 1) throw new AppError('usage', `--set takes name=text, not ${item}.`)
    facts[factName(item.slice(0, at))] = item.slice(at + 1)
  }
  for (const name of given.clear) facts[factName(name)] = null
  return {
    facts,
    totals: given.total.map((item) => totalFrom(item, given)),
    ...(given.clearTotals === true ? { clearTotals: true } : {}),
  }
}

function factName(name: string): string {
  const parsed = sourceFactNameSchema.safeParse(name)
  if (!parsed.success)
    throw new AppError('usage', `There is no point ${name}; there are ${sourceFactNames.join(', ')}.`)
  return parsed.data
}

function totalFrom(item: string, { obtained, how }: GivenFacts): ControlTotal {
  const match = /^(count|sum|min|max)(?::([^=]+))?=(.+)$/.exec(item)
  if (match === null) throw new AppError('usage', `--total takes count=N or sum:FIELD=N, not ${item}.`)
  if (obtained === undefined || how === undefined)
    throw new AppError('usage', 'A total needs --obtained and --how: nobody can judge a number without them.')
  const [, measure, field, value = ''] = match
  return {
    measure: measure as ControlTotal['measure'],
    ...(field === undefined ? {} : { field }),
    value,
    obtained,
    how,
  }
}

function printFacts(facts: SourceFacts | null): void {
  if (facts === null) {
    line('Nothing was stated about this source.')
    return
  }
  const stated = sourceFactNames.filter((name) => facts.facts[name] !== undefined)
  table(stated.map((name) => [text.t(`sourceFact.${name}`), facts.facts[name] ?? '']))
  for (const { measure, field, value, imported, result, obtained, how } of facts.totals)
    line(
      `${measure}${field === undefined ? '' : ` of ${field}`}: ${text.t(`totalResult.${result}`)}, stated ${value}, imported ${imported ?? 'could not be formed'}; ${text.t(`totalOrigin.${obtained}`)}: ${how}`,
    )
}

function printComparison({ statement, listed, ...counts }: Comparison): void {
  for (const sentence of statement) paragraph(sentence)
  const kinds = [
    ['changed', counts.changed, listed.changed.map((row) => row.left)],
    ['removed', counts.removed, listed.removed],
    ['added', counts.added, listed.added],
    ['moved', counts.moved, listed.moved],
  ] as const
  for (const [kind, total, rows] of kinds) {
    if (total === 0) continue
    line()
    line(`${text.t(`comparison.kind.${kind}`)}: ${grouped(total)}`)
    for (const [index, row] of rows.slice(0, printedRows).entries()) {
      line(`  ${text.t('comparison.row', { line: row.line, key: row.key, time: row.occurredAt ?? '-' })}`)
      if (kind !== 'changed') continue
      for (const { field, left, right } of listed.changed[index]?.fields ?? [])
        line(`    ${field}: ${left} -> ${right}`)
    }
    if (total > printedRows) line(`  ${text.t('comparison.further', { rows: total - printedRows })}`)
  }
}
