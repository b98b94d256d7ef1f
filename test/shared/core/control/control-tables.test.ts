import { describe, expect, it } from 'vitest'
import { clauseTables } from '../../../../src/shared/core/control/clauses.ts'
import {
  controlTests,
  outcomeOfVerdicts,
  type ProcedureOutcome,
} from '../../../../src/shared/core/control/control-tests.ts'
import { startOfLastMonths } from '../../../../src/shared/core/control/period-dates.ts'
import { procedures, procedureTexts, type Procedure } from '../../../../src/shared/core/control/procedures.ts'
import { daySpans, weekRows } from '../../../../src/shared/core/control/week-rows.ts'
import { frameworks } from '../../../../src/shared/model/engagement.ts'
import { forbiddenIn } from '../../../../src/shared/text/forbidden-words.ts'

const counts = { n: 8, m: 10, exceptions: 2 }

describe('clause tables', () => {
  it.each(frameworks)('%s names every test once, uses known procedures and no forbidden word', (framework) => {
    const { clauses, untested, leftToAssessor } = clauseTables[framework]
    expect(new Set(clauses.map((clause) => clause.id)).size).toBe(clauses.length)
    for (const clause of clauses) expect(procedures).toContain(clause.procedure)
    expect(new Set(clauses.map((clause) => clause.procedure)).size).toBe(clauses.length)
    expect(forbiddenIn(JSON.stringify([clauses, untested, leftToAssessor]))).toEqual([])
  })

  it('hold only numbers of PCI DSS v4.0.1: none of 10.1 audit trails, 10.7 retention or 10.5.2 and later', () => {
    const { version, clauses, untested } = clauseTables.pci
    expect(version).toBe('v4.0.1')
    const byProcedure = (procedure: Procedure): string | undefined =>
      clauses.find((clause) => clause.procedure === procedure)?.clause
    expect(byProcedure('twelve-months')).toBe('10.5.1')
    expect(byProcedure('silent-spans')).toBe('10.7.2, 10.7.3')
    for (const { clause } of [...clauses, ...untested]) expect(clause).not.toMatch(/^10\.1$|10\.5\.[2-9]|10\.8|10\.9/)
  })

  it('have a text for every procedure, and no procedure that no framework uses', () => {
    expect(forbiddenIn(JSON.stringify(procedureTexts))).toEqual([])
    const used = new Set(
      frameworks.flatMap((framework) => clauseTables[framework].clauses.map((clause) => clause.procedure)),
    )
    expect([...used].toSorted()).toEqual([...procedures].toSorted())
  })
})

describe('outcomes', () => {
  it('follow the verdicts: a difference or gap is an exception, anything unchecked is not testable', () => {
    expect(outcomeOfVerdicts(['verified', 'verified'], { n: 10, m: 10, exceptions: 0 }, '').result).toBe(
      'no-exception-noted',
    )
    expect(outcomeOfVerdicts(['verified', 'mismatch'], counts, '')).toMatchObject({
      result: 'exception-noted',
      ...counts,
    })
    expect(outcomeOfVerdicts(['gap', 'not-checked'], counts, '').result).toBe('exception-noted')
    expect(outcomeOfVerdicts(['verified', 'not-checked'], counts, '').result).toBe('not-testable')
    expect(outcomeOfVerdicts(['unanchored'], counts, '').result).toBe('not-testable')
    expect(outcomeOfVerdicts([], counts, 'none')).toEqual({
      result: 'not-testable',
      n: 0,
      m: 0,
      exceptions: 0,
      detail: 'none',
    })
  })

  it('are joined to clauses in the order of the table', () => {
    const outcomes = Object.fromEntries(
      procedures.map((procedure, index) => [
        procedure,
        { result: 'not-testable', n: index, m: 0, exceptions: 0, detail: procedure },
      ]),
    ) as Record<Procedure, ProcedureOutcome>
    const tests = controlTests(clauseTables.sox.clauses, outcomes)
    expect(tests.map((test) => test.detail)).toEqual(clauseTables.sox.clauses.map((clause) => clause.procedure))
  })
})

describe('days and months', () => {
  it('arranges days as weeks from Monday, blank outside the period', () => {
    const days = [
      ['2025-03-01', 2],
      ['2025-03-02', 0],
      ['2025-03-03', 5],
    ].map(([date, count]) => ({ date: date as string, count: count as number }))
    expect(weekRows(days).map((week) => [week.monday, week.days.map((day) => day.count), week.total])).toEqual([
      ['2025-02-24', [null, null, null, null, null, 2, 0], 2],
      ['2025-03-03', [5, null, null, null, null, null, null], 5],
    ])
    expect(weekRows([{ date: '1969-12-31', count: 1 }])[0]).toMatchObject({ monday: '1969-12-29', total: 1 })
    expect(weekRows([])).toEqual([])
  })

  it('joins neighbouring dates to spans, over the end of a month', () => {
    expect(daySpans(['2024-02-28', '2024-02-29', '2024-03-01', '2024-03-03'])).toEqual([
      { from: '2024-02-28', to: '2024-03-01', days: 3 },
      { from: '2024-03-03', to: '2024-03-03', days: 1 },
    ])
  })

  it.each([
    ['2025-03-31', 3, '2025-01-01'],
    ['2025-03-31', 12, '2024-04-01'],
    ['2025-05-31', 3, '2025-03-01'],
    ['2024-05-31', 3, '2024-03-01'],
    ['2025-01-15', 3, '2024-10-16'],
    ['2025-12-31', 12, '2025-01-01'],
    ['2025-03-05', 1, '2025-02-06'],
  ])('the months up to %s, %i of them, begin on %s', (to, months, expected) => {
    expect(startOfLastMonths(to, months)).toBe(expected)
  })

  it('refuses what is no date', () => {
    expect(() => startOfLastMonths('2025-02-30', 3)).toThrow(RangeError)
  })
})
