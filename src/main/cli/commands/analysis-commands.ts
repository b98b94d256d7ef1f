/** detect, w5, gaps, findings, erasure preview, log, profile. */
import type { Command } from 'commander'
import { isoFromMicros } from '../../../shared/core/time/instant.ts'
import type { RuleMode } from '../../../shared/model/analysis.ts'
import { findingKinds, findingKindSchema } from '../../../shared/model/finding.ts'
import { createText } from '../../../shared/text/create-text.ts'
import { erasureRoleText, erasureWarningText, findingText } from '../../../shared/text/finding-text.ts'
import { reasonText } from '../../../shared/text/verdict-text.ts'
import { AppError } from '../../../shared/model/app-error.ts'
import { parseZone } from '../arguments.ts'
import { exitCodes, exitOfVerdict } from '../exit-code.ts'
import { grouped, line, table } from '../output.ts'
import type { CommandRunner } from '../runner.ts'
import { counted } from '../../../shared/text/numbers.ts'

const text = createText()

export function addAnalysisCommands(program: Command, run: CommandRunner): void {
  program
    .command('detect')
    .description('run the anomaly rules, as written and strict')
    .argument('<engagement>', 'the .assay file')
    .argument('[source]', 'number or name of the source')
    .option('--mode <mode>', 'as-written or strict; both without it')
    .option('--zone <zone>', 'where working hours are read: UTC or ±hh:mm', 'UTC')
    .addHelpText('after', '\nExample:\n  assay detect shop.assay --mode strict')
    .action((file: string, reference: string | undefined, given: { mode?: string; zone: string }) =>
      run(async (session) => {
        const engagementId = await session.open(file)
        const sourceId = reference === undefined ? undefined : (await session.source(engagementId, reference)).sourceId
        const modes = given.mode === undefined ? undefined : [parseMode(given.mode)]
        const zone = parseZone(given.zone)
        const { rules } = await session.job('analysis.run', {
          engagementId,
          ...(sourceId === undefined ? {} : { sourceId }),
          ...(modes === undefined ? {} : { modes }),
          zone,
        })
        const results = rules.flatMap((item) => item.results)
        const noted = results.some((rule) => rule.result === 'exception-noted')
        const untestable = results.some((rule) => rule.result === 'not-testable')
        return {
          command: 'detect',
          inputs: [file],
          parameters: { source: sourceId ?? null, modes: modes ?? ['as-written', 'strict'], zone: given.zone },
          result: rules,
          overall: null,
          exit: noted
            ? exitCodes.differs
            : untestable && !session.options.allowIncomplete
              ? exitCodes.incomplete
              : exitCodes.done,
          text: () => {
            for (const item of rules) {
              line(item.sourceName)
              table(
                [
                  ['  Rule', 'Mode', 'Result', 'Tested', 'Hits', 'Missing fields', 'Lines'],
                  ...item.results.map((rule) => [
                    `  ${rule.rule} ${rule.name}`,
                    rule.mode,
                    rule.result,
                    grouped(rule.tested),
                    grouped(rule.hitCount),
                    rule.missing.join(', ') || '-',
                    rule.hits
                      .slice(0, 12)
                      .map((hit) => hit.pointer.line)
                      .join(' ') + (rule.hitCount > 12 ? ' …' : ''),
                  ]),
                ],
                ['left', 'left', 'left', 'right', 'right'],
              )
            }
          },
        }
      }),
    )

  program
    .command('w5')
    .description('who, what, when, where, why: how far each field is filled')
    .argument('<engagement>', 'the .assay file')
    .addHelpText('after', '\nExample:\n  assay w5 shop.assay')
    .action((file: string) =>
      run(async (session) => {
        const { w5 } = await session.job('analysis.run', { engagementId: await session.open(file) })
        const rates = w5.flatMap((item) => item.rates)
        const exit = rates.some((rate) => rate.result === 'measured' && rate.filled < rate.applicable)
          ? exitCodes.differs
          : rates.some((rate) => rate.result === 'not-testable') && !session.options.allowIncomplete
            ? exitCodes.incomplete
            : exitCodes.done
        return {
          command: 'w5',
          inputs: [file],
          parameters: {},
          result: w5,
          overall: null,
          exit,
          text: () => {
            for (const item of w5) {
              line(`${item.sourceName}: ${counted(item.entries, 'entries')}`)
              table(
                [
                  ['  Dimension', 'Requirement', 'Filled', 'Applicable', 'Fields'],
                  ...item.rates.map((rate) => [
                    `  ${rate.dimension}`,
                    rate.requirement,
                    rate.result === 'measured' ? grouped(rate.filled) : 'not-testable',
                    rate.result === 'measured' ? grouped(rate.applicable) : '-',
                    rate.fields.join(', '),
                  ]),
                ],
                ['left', 'left', 'right', 'right'],
              )
            }
          },
        }
      }),
    )

  program
    .command('gaps')
    .description('events per day and days without events')
    .argument('<engagement>', 'the .assay file')
    .addHelpText('after', '\nExample:\n  assay gaps shop.assay')
    .action((file: string) =>
      run(async (session) => {
        const { coverage, rules } = await session.job('analysis.run', { engagementId: await session.open(file) })
        const empty = coverage.some((item) => item.emptyDays.length > 0)
        return {
          command: 'gaps',
          inputs: [file],
          parameters: {},
          result: coverage,
          overall: empty ? 'gap' : 'verified',
          exit: exitOfVerdict(empty ? 'gap' : 'verified', session.options.allowIncomplete),
          text: () => {
            for (const [index, item] of coverage.entries()) {
              line(
                `${rules[index]?.sourceName ?? item.sourceId}: ${grouped(item.days.length - item.emptyDays.length)} of ${grouped(item.days.length)} days have events`,
              )
              if (item.emptyDays.length > 0) line(`  without events: ${item.emptyDays.join(' ')}`)
            }
          },
        }
      }),
    )

  program
    .command('findings')
    .description('list findings with pointers, worst first')
    .argument('<engagement>', 'the .assay file')
    .option('--kind <kind>', 'only this kind')
    .addHelpText('after', '\nExample:\n  assay findings shop.assay --kind chain-mismatch')
    .action((file: string, given: { kind?: string }) =>
      run(async (session) => {
        if (given.kind !== undefined && !findingKindSchema.safeParse(given.kind).success)
          throw new AppError('usage', `--kind knows ${findingKinds.join(', ')}, not ${given.kind}.`)
        const engagementId = await session.open(file)
        const { sources } = await session.client.call('source.list', { engagementId })
        const names = new Map(sources.map((source) => [source.sourceId, source.name]))
        const filter = given.kind === undefined ? {} : { kind: given.kind }
        const first = await session.client.call('finding.list', { engagementId, ...filter, start: 0, count: 500 })
        const findings = [...first.findings]
        while (findings.length < first.total) {
          const next = await session.client.call('finding.list', {
            engagementId,
            ...filter,
            start: findings.length,
            count: 500,
          })
          if (next.findings.length === 0) break
          findings.push(...next.findings)
        }
        return {
          command: 'findings',
          inputs: [file],
          parameters: { kind: given.kind ?? null },
          result: { total: first.total, byKind: first.byKind, findings },
          overall: null,
          exit: exitCodes.done,
          text: () => {
            // Asked for one kind, a person wants all of it; asked for everything, the worst must not drown.
            const longest = given.kind === undefined ? 10 : Number.POSITIVE_INFINITY
            for (const ofKind of Map.groupBy(findings, (finding) => `${finding.severity} ${finding.kind}`).values()) {
              const kind = ofKind[0]?.kind ?? ''
              for (const finding of ofKind.slice(0, longest)) {
                const { sentence } = findingText(text, finding, names.get(finding.pointers[0]?.sourceId ?? 0))
                const mode = text.find(`rule.mode.${finding.details['mode'] ?? ''}`)
                line(
                  `${finding.severity.padEnd(9)} ${finding.kind.padEnd(20)} ${sentence}${mode === null ? '' : ` (${mode})`}`,
                )
              }
              const more = ofKind.length - longest
              if (more > 0)
                line(`${' '.repeat(10)}${kind.padEnd(20)} … and ${grouped(more)} more; --kind ${kind} lists them`)
            }
            const kinds = Object.entries(first.byKind).map(([kind, count]) => `${kind} ${grouped(count)}`)
            line(`${grouped(first.total)} findings: ${kinds.join(', ') || 'none'}`)
          },
        }
      }),
    )

  const erasure = program.command('erasure').description('erasure requests')
  erasure
    .command('preview')
    .description('what erasing a person would change; changes nothing')
    .argument('<engagement>', 'the .assay file')
    .requiredOption('--subject <id...>', 'identifiers of the person: user id, e-mail')
    .option('--transform <transform>', 'blank or pseudonym', 'blank')
    .addHelpText('after', '\nExample:\n  assay erasure preview shop.assay --subject cust_0042 maria@example.com')
    .action((file: string, given: { subject: string[]; transform: string }) =>
      run(async (session) => {
        if (given.transform !== 'blank' && given.transform !== 'pseudonym')
          throw new AppError('usage', '--transform knows blank and pseudonym.')
        const preview = await session.job('erasure.preview', {
          engagementId: await session.open(file),
          subjects: given.subject,
          transform: given.transform,
        })
        return {
          command: 'erasure.preview',
          inputs: [file],
          parameters: { subjects: given.subject, transform: given.transform },
          result: preview,
          overall: null,
          exit: exitCodes.done,
          text: () => {
            line(`Entries that name this person: ${grouped(preview.entries)}`)
            for (const item of preview.bySource)
              line(
                `  ${item.sourceName}: ${grouped(item.asActor)} as actor, ${grouped(item.asObject)} as object, ${grouped(item.asBoth)} as both`,
              )
            for (const effect of preview.effects)
              line(
                `  ${effect.sourceName}, ${effect.check}: ${effect.verdictBefore} would become ${effect.verdictAfter}; ${grouped(effect.affected)} of ${grouped(effect.of)} no longer recompute`,
              )
            for (const warning of preview.warnings) line(`  note: ${erasureWarningText(text, warning)}`)
            for (const row of preview.rows.slice(0, 20)) {
              line(`  line ${row.pointer.line ?? '?'} (${erasureRoleText(text, row.role)})`)
              for (const change of row.changes)
                line(`    ${change.path}: ${change.before} -> ${change.after === '' ? '(blank)' : change.after}`)
            }
            if (preview.rows.length > 20) line(`  … and ${grouped(preview.rows.length - 20)} more; --json lists them`)
          },
        }
      }),
    )

  const log = program.command('log').description('custody log of an engagement')
  log
    .command('show')
    .description('print the custody log, newest first')
    .argument('<engagement>', 'the .assay file')
    .addHelpText('after', '\nExample:\n  assay log show shop.assay')
    .action((file: string) =>
      run(async (session) => {
        const engagementId = await session.open(file)
        const { total, events } = await session.client.call('log.list', { engagementId, start: 0, count: 500 })
        while (events.length < total) {
          const next = await session.client.call('log.list', { engagementId, start: events.length, count: 500 })
          if (next.events.length === 0) break
          events.push(...next.events)
        }
        return {
          command: 'log.show',
          inputs: [file],
          parameters: {},
          result: { total, events },
          overall: null,
          exit: exitCodes.done,
          text: () =>
            table(
              events.map((event) => [
                String(event.sequence),
                isoFromMicros(event.atMicros, 0),
                event.actor,
                event.action,
                JSON.stringify(event.details),
              ]),
            ),
        }
      }),
    )
  log
    .command('verify')
    .description('recompute the custody log')
    .argument('<engagement>', 'the .assay file')
    .addHelpText('after', '\nExample:\n  assay log verify shop.assay')
    .action((file: string) =>
      run(async (session) => {
        const result = await session.client.call('log.verify', { engagementId: await session.open(file) })
        return {
          command: 'log.verify',
          inputs: [file],
          parameters: {},
          result,
          overall: result.verdict,
          exit: exitOfVerdict(result.verdict, session.options.allowIncomplete),
          text: () =>
            line(
              `${result.verdict.padEnd(12)} ${grouped(result.events)} custody events${result.firstBreak === null ? '' : `; first difference at event ${result.firstBreak}: ${reasonText(text, 'content-differs')}`}`,
            ),
        }
      }),
    )
}

function parseMode(given: string): RuleMode {
  if (given === 'as-written' || given === 'strict') return given
  throw new AppError('usage', '--mode knows as-written and strict.')
}
