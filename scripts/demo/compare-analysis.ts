/** Rules, days, erasure preview, planted stories and administrators of a set against its answer key. */
import type { AnswerKey, ScenarioKey } from '../sample/answer-key.ts'
import { documented, stated, statedAs } from './check.ts'
import type { Check, Statement } from './check.ts'
import { findingsAt, lineOf, resultOf, sourceOf, spanOf } from './look-up.ts'
import { rowsOfCsv } from './package-files.ts'
import type { SetRun } from './run-set.ts'

export function compareAnalysis(key: AnswerKey, run: SetRun): Check[] {
  return [
    ...rules(key, run),
    ...coverage(key, run),
    ...erasure(key, run),
    ...administrators(key, run),
    ...stories(key, run),
  ]
}

function rules(key: AnswerKey, run: SetRun): Check[] {
  return Object.entries(key.rules).flatMap(([file, wantedRules]) => {
    const { results } = run.rules.result.find(({ sourceName }) => sourceName === file) ?? { results: [] }
    return (['as-written', 'strict'] as const).map((mode): Check => {
      const ofMode = results.filter((result) => result.mode === mode)
      const statements = Object.entries(wantedRules).flatMap(([rule, wanted]): Statement[] => {
        const result = ofMode.find((candidate) => candidate.rule === rule)
        const lines = result?.hits.map(({ pointer }) => pointer.line) ?? null
        return [
          stated(`rule ${rule} fires at lines`, wanted[mode], lines),
          documented(`rule ${rule}: every hit is listed`, result?.hitCount, lines?.length),
        ]
      })
      const fired = ofMode.reduce((sum, { hitCount }) => sum + hitCount, 0)
      return {
        set: key.set,
        file,
        check: `rules 1a to 5, ${mode === 'strict' ? 'strict' : 'as written'}`,
        verdict: fired === 0 ? 'no-exception-noted' : 'exception-noted',
        n: ofMode.filter(({ result }) => result !== 'not-testable').length,
        m: ofMode.length,
        statements,
      }
    })
  })
}

function coverage(key: AnswerKey, run: SetRun): Check[] {
  return Object.entries(key.coverage).map(([file, wanted]) => {
    const { sourceId, hasBatches } = sourceOf(run.sources, file)
    const found = run.coverage.result.find((item) => item.sourceId === sourceId)
    const span = spanOf(found?.days ?? [])
    const statements = [
      stated('first day', wanted.firstDay, span.firstDay),
      stated('last day', wanted.lastDay, span.lastDay),
      stated('days', wanted.days, span.days),
      stated('days without events', wanted.emptyDays, span.emptyDays),
      stated('entries without a day', 0, found === undefined ? null : found.untimed + found.outside),
    ]
    if (hasBatches) {
      const dates = new Set([
        ...resultOf(run.withTrust.result, 'merkle', file).batches.map(({ date }) => date),
        ...resultOf(run.withTrust.result, 'anchors', file).anchors.map(({ date }) => date),
      ])
      statements.push(
        stated(
          'of those, with batch or anchor',
          [],
          wanted.emptyDays.filter((day) => dates.has(day)),
        ),
      )
    }
    return {
      set: key.set,
      file,
      check: 'days with events',
      verdict: span.emptyDays.length === 0 ? 'no empty day' : 'gap',
      n: span.days - span.emptyDays.length,
      m: span.days,
      statements,
    }
  })
}

function erasure(key: AnswerKey, run: SetRun): Check[] {
  const checks = Object.entries(key.erasure.files).map(([file, lines]): Check => {
    const { sourceId, receipt } = sourceOf(run.sources, file)
    const found = run.erasure.rows
      .filter(({ pointer }) => pointer.sourceId === sourceId)
      .map(({ pointer }) => pointer.line)
    const near = key.erasure.nearMisses[file] ?? []
    return {
      set: key.set,
      file,
      check: 'erasure preview',
      verdict: found.length === 0 ? 'not found' : 'found',
      n: found.length,
      m: receipt.accepted,
      statements: [
        stated('lines that name the person', lines, found),
        stated(
          'of lines with a longer id or address, taken',
          [],
          near.filter((line) => found.includes(line)),
        ),
      ],
    }
  })
  const inAll = Object.values(key.erasure.files).reduce((sum, lines) => sum + lines.length, 0)
  checks.push({
    set: key.set,
    file: run.engagement,
    check: 'erasure preview changes nothing',
    verdict: run.dumpBefore === run.dumpAfter ? 'the same' : 'changed',
    n: null,
    m: null,
    statements: [
      stated('person looked for', key.erasure.subject, run.erasure.subjects),
      stated('entries in all', inAll, run.erasure.entries),
      documented('dump of every table', run.dumpBefore, run.dumpAfter),
    ],
  })
  return checks
}

const changeWords: Readonly<Record<string, string>> = { granted: 'grant', revoked: 'revoke' }

/** Who was given or lost an administrator's role, as each package tells its reader. */
function administrators(key: AnswerKey, run: SetRun): Check[] {
  return run.sources.map(({ name: file }, index) => {
    const wanted = key.adminGrants
      .filter((grant) => grant.file === file)
      .map(({ kind, actor, grantee, role, line, time }) => ({ kind, actor, grantee, role, line, time: toMicros(time) }))
    const byPackage = run.packages.map(({ template, tables }) => {
      const table = tables.get(`data/extracts/source-${index + 1}-administrators.csv`)
      const rows = table === undefined ? null : rowsOfCsv(table)
      const changes = rows?.map((row) => ({
        kind: changeWords[row['change'] ?? ''] ?? row['change'],
        actor: row['by'],
        grantee: row['who'],
        role: row['role'],
        line: Number(row['line']),
        time: toMicros(row['time'] ?? ''),
      }))
      return { template, changes: changes ?? null }
    })
    const first = byPackage[0]?.changes?.length ?? 0
    return {
      set: key.set,
      file,
      check: 'administrators in packages',
      verdict: 'listed',
      n: first,
      m: wanted.length,
      statements: byPackage.map(({ template, changes }) => stated(`given and taken, ${template}`, wanted, changes)),
    }
  })
}

/** One instant has one text: `…00.000Z` and `…00.000000Z` are the same. */
function toMicros(time: string): string {
  return time.replace(/\.(\d{1,6})Z$/, (_, digits: string) => `.${digits.padEnd(6, '0')}Z`)
}

/** A story is told by entries; the demo sees that they were all read. What they mean a person concludes. */
function stories(key: AnswerKey, run: SetRun): Check[] {
  return Object.entries(Object.groupBy(key.scenarios, ({ file }) => file)).map(([file, scenarios = []]) => {
    const statements = scenarios.flatMap((scenario) => storyStatements(key, run, scenario))
    const read = scenarios.filter((scenario) => unreadLines(run, scenario).length === 0)
    return {
      set: key.set,
      file,
      check: 'planted stories, entries read',
      verdict: 'judgement-required',
      n: read.length,
      m: scenarios.length,
      statements,
    }
  })
}

function storyStatements(key: AnswerKey, run: SetRun, scenario: ScenarioKey): Statement[] {
  const { id, file, lines, roles, facts } = scenario
  const inRoles = Object.values(roles).flat()
  const statements = [
    stated(`${id}: lines that were not read as entries`, [], unreadLines(run, scenario)),
    statedAs(
      `${id}: lines with a part in it are its lines`,
      lines,
      inRoles,
      inRoles.every((line) => lines.includes(line)),
    ),
  ]
  if ('grants' in facts && 'revocations' in facts) {
    const table = run.packages[0]?.tables.get(
      `data/extracts/source-${run.sources.findIndex(({ name }) => name === file) + 1}-administrators.csv`,
    )
    const changes = rowsOfCsv(table ?? '').filter(({ line }) => lines.includes(Number(line)))
    const count = (change: string): number => changes.filter((row) => row['change'] === change).length
    statements.push(
      stated(`${id}: given and taken`, [facts['grants'], facts['revocations']], [count('granted'), count('revoked')]),
    )
  }
  if ('subject' in facts) {
    statements.push(stated(`${id}: the person`, facts['subject'], run.erasure.subjects))
    const { sourceId } = sourceOf(run.sources, file)
    const named = run.erasure.rows
      .filter(({ pointer }) => pointer.sourceId === sourceId)
      .map(({ pointer }) => pointer.line)
    statements.push(
      stated(
        `${id}: its lines name the person or nearly do`,
        lines,
        [...named, ...(key.erasure.nearMisses[file] ?? [])].toSorted((one, other) => Number(one) - Number(other)),
      ),
    )
  }
  return statements
}

function unreadLines(run: SetRun, { file, lines }: ScenarioKey): number[] {
  const { sourceId, receipt } = sourceOf(run.sources, file)
  const rejected = new Set(findingsAt(run.findings, sourceId, 'record-rejected').map(lineOf))
  return lines.filter((line) => line < 1 || line > receipt.physical || rejected.has(line))
}
