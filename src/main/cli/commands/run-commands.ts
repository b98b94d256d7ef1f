/** verify sequence; runs, rerun, schedule: check runs that are listed, repeated and due. */
import { resolve } from 'node:path'
import { Option, type Command } from 'commander'
import { AppError } from '../../../shared/model/app-error.ts'
import type { CheckRun } from '../../../shared/model/check-run.ts'
import type { CheckHistory, DueResult, HistoryEntry, Rerun, ScheduleState } from '../../../shared/model/rerun.ts'
import { isoFromMicros } from '../../../shared/core/time/instant.ts'
import { createText } from '../../../shared/text/create-text.ts'
import { printCheckResult } from '../check-lines.ts'
import { exitCodes, exitOfVerdict } from '../exit-code.ts'
import { line, shellWord, table } from '../output.ts'
import type { CommandRunner } from '../runner.ts'
import { scheduleLines } from '../schedule-lines.ts'

const text = createText()
const listedRuns = 200
/** Differences printed of one repeated run; `--json` has more. */
const printedDifferences = 20

const collect = (value: string, before: readonly string[]): string[] => [...before, value]

interface SequenceGiven {
  readonly scope: readonly string[]
  readonly wholeSource?: boolean
  readonly tolerance?: string
}

export function addRunCommands(program: Command, run: CommandRunner): void {
  addSequence(program, run)
  program
    .command('runs')
    .description('list check runs, newest first')
    .argument('<engagement>', 'the .assay file')
    .option('--history', 'every check with its finished runs, oldest first, and what changed between them')
    .addHelpText('after', '\nExample:\n  assay runs shop.assay --history')
    .action((file: string, given: { history?: boolean }) =>
      run(async (session) => {
        const engagementId = await session.open(file)
        const { runs } = await session.client.call('run.list', { engagementId, limit: listedRuns })
        const { checks } = await session.client.call('run.history', { engagementId })
        const history = given.history === true
        return {
          command: history ? 'runs.history' : 'runs',
          inputs: [file],
          parameters: { history },
          result: history ? checks : runs,
          overall: null,
          exit: exitCodes.done,
          text: () => (history ? printHistory(checks) : printRuns(runs, checks)),
        }
      }),
    )

  program
    .command('rerun')
    .description('repeat a check run with the same parameters and compare the results')
    .argument('<engagement>', 'the .assay file')
    .argument('[run]', 'number of the run in assay runs')
    .option('--due', 'repeat every check that is due by the schedule')
    .option('--key <file>', 'key of a keyed chain; keys are not stored; may be given again', collect, [])
    .addOption(new Option('--key-encoding <how>', 'how key files are read').choices(['raw', 'hex', 'base64']))
    .addHelpText('after', '\nExample:\n  assay rerun shop.assay --due')
    .action((file: string, reference: string | undefined, given: RerunGiven) =>
      run(async (session) => {
        if ((reference === undefined) === (given.due !== true))
          throw new AppError('usage', 'Give the number of a run, or --due.')
        const engagementId = await session.open(file)
        if (reference === undefined) {
          const due = await session.job('run.repeatDue', { engagementId })
          return {
            command: 'rerun.due',
            inputs: [file],
            parameters: {},
            result: due,
            overall: due.overall,
            exit: exitOfDue(due, session.options.allowIncomplete),
            text: () => printDue(due),
          }
        }
        const runId = Number(reference)
        if (!Number.isSafeInteger(runId) || runId < 1)
          throw new AppError('usage', `There is no check run ${reference}.`)
        const rerun = await session.job('run.repeat', {
          engagementId,
          runId,
          keyFiles: given.key.map((path) => resolve(path)),
          ...(given.keyEncoding === undefined ? {} : { keyEncoding: given.keyEncoding }),
        })
        return {
          command: 'rerun',
          inputs: [file],
          parameters: { run: runId },
          result: rerun,
          overall: rerun.result.verdict,
          exit: exitOfRerun(rerun, session.options.allowIncomplete),
          text: () => printRerun(rerun),
        }
      }),
    )

  program
    .command('schedule')
    .description('how often checks are repeated, and the line that has the system do it')
    .argument('<engagement>', 'the .assay file')
    .option('--every <days>', 'days between two runs of one check')
    .option('--on-open', 'also say so whenever the engagement is opened and a run is due')
    .option('--off', 'take the schedule away')
    .addHelpText('after', '\nExample:\n  assay schedule shop.assay --every 30')
    .action((file: string, given: { every?: string; onOpen?: boolean; off?: boolean }) =>
      run(async (session) => {
        const engagementId = await session.open(file)
        const everyDays = given.every === undefined ? null : daysFrom(given.every)
        if (given.off === true && (everyDays !== null || given.onOpen === true))
          throw new AppError('usage', '--off stands alone.')
        if (given.onOpen === true && everyDays === null) throw new AppError('usage', '--on-open needs --every.')
        const state =
          everyDays === null && given.off !== true
            ? await session.client.call('schedule.show', { engagementId })
            : await session.client.call('schedule.set', {
                engagementId,
                schedule: everyDays === null ? null : { everyDays, onOpen: given.onOpen ?? false },
              })
        return {
          command: 'schedule',
          inputs: [file],
          parameters: { everyDays, onOpen: given.onOpen ?? false, off: given.off ?? false },
          result: { ...state, lines: state.schedule === null ? [] : scheduleLines(resolve(file)) },
          overall: null,
          exit: exitCodes.done,
          text: () => printSchedule(state, file),
        }
      }),
    )
}

interface RerunGiven {
  readonly due?: boolean
  readonly key: readonly string[]
  readonly keyEncoding?: 'raw' | 'hex' | 'base64'
}

function addSequence(program: Command, run: CommandRunner): void {
  const verify = program.commands.find((command) => command.name() === 'verify')
  if (verify === undefined) throw new TypeError('verify is added first')
  verify
    .command('sequence')
    .description('test sequence numbers: missing, repeated, going back, and against the times')
    .argument('<engagement>', 'the .assay file')
    .argument('[source]', 'number or name of the source; every source with numbers without it')
    .option('--scope <field>', 'record field that numbers are counted for; may be given again', collect, [])
    .option('--whole-source', 'one count over the source, whatever the last chain check used')
    .option('--tolerance <ms>', 'times that go back by no more are counted apart', '0')
    .addHelpText('after', '\nExample:\n  assay verify sequence shop.assay 1 --scope tenant_id --tolerance 1000')
    .action((file: string, reference: string | undefined, given: SequenceGiven) =>
      run(async (session) => {
        const toleranceMs = Number(given.tolerance)
        if (!Number.isSafeInteger(toleranceMs) || toleranceMs < 0)
          throw new AppError('usage', `--tolerance takes whole milliseconds, not ${given.tolerance ?? ''}.`)
        if (given.wholeSource === true && given.scope.length > 0)
          throw new AppError('usage', 'Give --scope or --whole-source, not both.')
        const engagementId = await session.open(file)
        const sourceId = reference === undefined ? undefined : (await session.source(engagementId, reference)).sourceId
        const scope = given.wholeSource === true || given.scope.length > 0 ? [...given.scope] : undefined
        const answer = await session.job('sequence.verify', {
          engagementId,
          toleranceMs,
          ...(sourceId === undefined ? {} : { sourceId }),
          ...(scope === undefined ? {} : { scope }),
        })
        const noted = answer.results.some(
          (result) =>
            result.kind === 'sequence' && result.verdict === 'verified' && result.result === 'exception-noted',
        )
        const exit = exitOfVerdict(answer.overall, session.options.allowIncomplete)
        return {
          command: 'verify.sequence',
          inputs: [file],
          parameters: { source: sourceId ?? null, scope: scope ?? null, toleranceMs },
          result: answer.results,
          overall: answer.overall,
          // Numbers without a hole whose times go back: nothing is missing, and an exception is noted.
          exit: exit === exitCodes.done && noted ? exitCodes.differs : exit,
          text: () => answer.results.forEach(printCheckResult),
        }
      }),
    )
}

function daysFrom(given: string): number {
  const days = Number(given)
  if (!/^\d{1,4}$/.test(given) || days < 1 || days > 3660)
    throw new AppError('usage', `--every takes 1 to 3660 days, not ${given}.`)
  return days
}

function exitOfRerun({ outcome, result }: Rerun, allowIncomplete: boolean): number {
  return outcome === 'changed' ? exitCodes.differs : exitOfVerdict(result.verdict, allowIncomplete)
}

function exitOfDue({ reruns, notRepeated }: DueResult, allowIncomplete: boolean): number {
  const exits = reruns.map((rerun) => exitOfRerun(rerun, allowIncomplete))
  if (exits.includes(exitCodes.differs)) return exitCodes.differs
  const incomplete = notRepeated.length > 0 || exits.includes(exitCodes.incomplete)
  return incomplete && !allowIncomplete ? exitCodes.incomplete : exitCodes.done
}

function time(micros: number | null): string {
  return micros === null ? '-' : isoFromMicros(micros, 0)
}

function printRuns(runs: readonly CheckRun[], checks: readonly CheckHistory[]): void {
  if (runs.length === 0) {
    line(text.t('rerun.none'))
    return
  }
  // Columns that say the same of every run are left out.
  const versions = new Set(runs.map((run) => run.toolVersion)).size > 1
  const repeats = runs.some((run) => run.repeatsRun !== null)
  table(
    [
      [
        'Run',
        'Check',
        'Source',
        'Started',
        'Verdict',
        ...(versions ? ['Version'] : []),
        ...(repeats ? ['Repeats'] : []),
        'Result SHA-256',
      ],
      ...runs.map((run) => [
        String(run.runId),
        run.kind,
        run.sourceId === 0 ? '-' : String(run.sourceId),
        time(run.startedAtMicros),
        run.overall ?? run.state,
        ...(versions ? [run.toolVersion] : []),
        ...(repeats ? [run.repeatsRun === null ? '' : `run ${run.repeatsRun}`] : []),
        run.resultSha256 === null ? '-' : `${run.resultSha256.slice(0, 12)}…`,
      ]),
    ],
    ['right', 'left', 'right'],
  )
  checks.forEach(printVerdictChanges)
}

function printHistory(checks: readonly CheckHistory[]): void {
  if (checks.length === 0) line(text.t('rerun.none'))
  for (const check of checks) {
    line(`${check.kind}, ${check.sourceId === 0 ? '-' : `source ${check.sourceId} ${check.sourceName}`}`)
    table(
      check.runs.map((entry) => [
        `  ${entry.run.runId}`,
        time(entry.run.finishedAtMicros),
        (entry.run.overall ?? '-').padEnd(11),
        text.t(`rerun.change.${entry.change}`),
        [
          ...(entry.sameParameters ? [] : [text.t('rerun.otherParameters')]),
          ...(entry.sameVersion ? [] : [text.t('rerun.otherVersion', { version: entry.run.toolVersion })]),
        ].join(', '),
      ]),
      ['right'],
    )
    if (check.dueMicros !== null) line(`  ${text.t('schedule.next', { at: time(check.dueMicros) })}`)
    printVerdictChanges(check)
  }
}

/** A changed verdict between two runs is a fact to look into, whichever way it went. */
function printVerdictChanges({ runs }: CheckHistory): void {
  for (const [index, entry] of runs.entries()) {
    const before = runs[index - 1]
    if (entry.change === 'verdict' && before !== undefined) line(`! ${verdictChange(before, entry)}`)
  }
}

function verdictChange(before: HistoryEntry, entry: HistoryEntry): string {
  return text.t(entry.sameParameters ? 'rerun.verdictChanged' : 'rerun.verdictOther', {
    run: String(before.run.runId),
    later: String(entry.run.runId),
    before: before.run.overall ?? '-',
    after: entry.run.overall ?? '-',
  })
}

function printRerun({ before, after, outcome, verdictChanged, parametersChanged, ...rerun }: Rerun): void {
  printCheckResult(rerun.result)
  const run = String(before.runId)
  if (before.toolVersion !== after.toolVersion)
    line(text.t('rerun.version', { run, before: before.toolVersion, after: after.toolVersion }))
  if (outcome === 'unchanged') {
    line(text.t('rerun.unchanged', { run }))
    return
  }
  line(text.t('rerun.changed', { run, count: rerun.differenceCount }))
  for (const { path, before: left, after: right } of rerun.differences.slice(0, printedDifferences))
    line(`  ${text.t('rerun.difference', { path, before: left, after: right })}`)
  if (rerun.breaksChanged) line(`  ${text.t('rerun.breaks', { run })}`)
  if (parametersChanged) line(`  ${text.t('rerun.otherParameters')}`)
  if (verdictChanged)
    line(
      `! ${text.t(parametersChanged ? 'rerun.verdictOther' : 'rerun.verdictChanged', {
        run,
        later: String(after.runId),
        before: before.overall ?? '-',
        after: after.overall ?? '-',
      })}`,
    )
}

function printDue({ reruns, notRepeated, nextMicros }: DueResult): void {
  reruns.forEach(printRerun)
  for (const { runId, reason, message } of notRepeated)
    line(
      `${text.t('rerun.notRepeatable', { run: String(runId), why: text.t(`rerun.why.${reason}`) })}${message === null ? '' : ` ${message}`}`,
    )
  if (reruns.length === 0) line(text.t('rerun.nothingDue', { next: time(nextMicros) }))
}

function printSchedule({ schedule, nextMicros, dueRuns }: ScheduleState, shown: string): void {
  const file = resolve(shown)
  if (schedule === null) {
    line(text.t('rerun.noSchedule'))
    line(`  assay schedule ${shellWord(shown)} --every 30`)
    return
  }
  const every = text.t('schedule.every', { count: schedule.everyDays })
  line(schedule.onOpen ? `${every}, ${text.t('schedule.onOpen')}` : every)
  if (nextMicros === null) line(text.t('schedule.never'))
  else line(dueRuns.length > 0 ? text.t('schedule.due') : text.t('schedule.next', { at: time(nextMicros) }))
  line()
  line(text.t('schedule.nothingRuns'))
  for (const { system, command } of scheduleLines(file)) {
    line(`${system}:`)
    line(`  ${command}`)
  }
}
