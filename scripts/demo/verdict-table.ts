/** The end of a demo: one line for each check, then every statement that was not met, then the count. */
import { isMet } from './check.ts'
import type { Check, Statement } from './check.ts'
import { grouped, printable } from './story.ts'
import type { Story } from './story.ts'

export interface Tally {
  readonly keyStatements: number
  readonly keyMet: number
  readonly manualStatements: number
  readonly manualMet: number
}

export function tallyOf(checks: readonly Check[]): Tally {
  const statements = checks.flatMap((check) => check.statements)
  const count = (from: Statement['from'], met: boolean): number =>
    statements.filter((statement) => statement.from === from && (!met || statement.met)).length
  return {
    keyStatements: count('key', false),
    keyMet: count('key', true),
    manualStatements: count('manual', false),
    manualMet: count('manual', true),
  }
}

export function tellTable(story: Story, checks: readonly Check[]): void {
  const rows = [
    ['Set', 'File', 'Check', 'Verdict', 'n of m', 'Compared'],
    ...checks.map((check) => [
      check.set,
      check.file,
      check.check,
      check.verdict,
      check.n === null || check.m === null ? '' : `${grouped(check.n)} of ${grouped(check.m)}`,
      outcomeOf(check),
    ]),
  ].map((row) => row.map(printable))
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? []
  for (const row of rows)
    story.line(
      row
        .map((cell, column) => (column === 4 ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
}

function outcomeOf(check: Check): string {
  if (!isMet(check)) return 'differs'
  return check.statements.some(({ from }) => from === 'key') ? 'as the key says' : 'as the manual says'
}

export function tellDifferences(story: Story, checks: readonly Check[]): void {
  for (const check of checks) {
    for (const { about, expected, actual, met } of check.statements) {
      if (met) continue
      story.line(`${check.set}, ${check.file}, ${check.check}: ${about}`)
      story.line(`  expected ${shown(expected)}`)
      story.line(`  actual   ${shown(actual)}`)
    }
  }
}

const longestShown = 600

function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing')
  return text.length > longestShown ? `${text.slice(0, longestShown)} … (${grouped(text.length)} characters)` : text
}
