/** The facts that a printed report states, and the same facts as the plain script computes them, in one shape. */
import type { PlainAdmin, PlainFacts, PlainSource } from '../../support/plain-facts.mjs'
import type { Framework } from '../../../src/shared/model/engagement.ts'
import { number, partLines, sectionLines, tableRows } from './report-text.ts'

export type SourceName = keyof PlainFacts
export const sourceNames: readonly SourceName[] = ['shop-a.ndjson', 'shop-b.ndjson']

export interface StatedFacts {
  readonly admins: Readonly<Record<SourceName, readonly PlainAdmin[]>>
  readonly changes: Readonly<Record<SourceName, Readonly<Record<string, number>>>>
  readonly days: Readonly<Record<SourceName, readonly number[]>>
  readonly emptyDays: Readonly<Record<SourceName, readonly string[]>>
  /** `kind | source | item | count or counts`. */
  readonly exceptions: readonly string[]
  /** `source rule line readings`. */
  readonly referred: readonly string[]
}

/** Where each framework prints what; `to` is the heading that follows. */
const places: Readonly<Record<Framework, Readonly<Record<'admins' | 'changes' | 'days', readonly [string, string]>>>> =
  {
    soc2: { admins: ['8D.3 ', '8D.4 '], changes: ['8D.5 ', '8D.6 '], days: ['8E ', '8G '] },
    pci: { admins: ['8D.2 ', '8E '], changes: ['8N ', '9 '], days: ['8C ', '8D '] },
    sox: { admins: ['8D.1 ', '8D.2 '], changes: ['8D.2 ', '8D.3 '], days: ['8D.3 ', '8E '] },
  }

export function statedFacts(text: string, template: Framework): StatedFacts {
  const { admins, changes, days } = places[template]
  const perSource = <T>(
    lines: readonly string[],
    title: string,
    read: (part: readonly string[]) => T,
  ): Record<SourceName, T> => ({
    'shop-a.ndjson': read(partLines(lines, `shop-a.ndjson: ${title}`, `shop-b.ndjson: ${title}`)),
    'shop-b.ndjson': read(partLines(lines, `shop-b.ndjson: ${title}`)),
  })
  const dayLines = sectionLines(text, ...days)
  return {
    admins: perSource(sectionLines(text, ...admins), 'administrator roles', readAdmins),
    changes: perSource(sectionLines(text, ...changes), 'changes per month', readChanges),
    days: perSource(dayLines, 'events per day', readDays),
    emptyDays: perSource(dayLines, 'events per day', readEmptyDays),
    exceptions: tableRows(sectionLines(text, '9 Exceptions', '9.1 '), /^E-\d{4}\s/).map(
      ([, kind = '', source = '', item = '', observed = '']) => `${kind} | ${source} | ${item} | ${countsIn(observed)}`,
    ),
    referred: tableRows(sectionLines(text, '10 Items', '11 Custody'), /^R-\d{4}\s/).map(
      ([, source, rule, line, , readings]) => [source, rule, line, readings].join(' '),
    ),
  }
}

/** The numbers of a sentence; a date, a line or a name in it is none. */
function countsIn(observed: string): string {
  const nOfM = /^([\d,]+) of ([\d,]+) /.exec(observed)
  if (nOfM !== null) return `${number(nOfM[1])} of ${number(nOfM[2])}`
  const count = /: ([\d,]+)$/.exec(observed)
  return count === null ? '' : String(number(count[1]))
}

function readAdmins(lines: readonly string[]): PlainAdmin[] {
  return tableRows(lines, /^\d{4}-\d\d-\d\dT\S+\s+(?:granted|revoked)\s/).map(
    ([time = '', change, role = '', who = '', by = '', line]) => ({
      time,
      change: change === 'granted' ? 'granted' : 'revoked',
      role,
      who,
      by,
      line: number(line),
    }),
  )
}

const monthNames = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** Cells of the month columns, `–` where the month has no such change; also checks each row's own total. */
function readChanges(lines: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  const head = lines.find((line) => /^Resource\s+Action\s/.test(line)) ?? ''
  const months = [...head.matchAll(/([A-Z][a-z]{2}) (\d\d)(?!\d)/g)].map(
    ([, name = '', year = '']) => `20${year}-${String(monthNames.indexOf(name) + 1).padStart(2, '0')}`,
  )
  for (const [resource = '', action = '', ...cells] of tableRows(lines, /\s(?:–|[\d,]+)(?:\s+(?:–|[\d,]+))*$/)) {
    if (cells.length !== months.length + 1)
      throw new Error(`a row of changes has ${cells.length} numbers: ${resource} ${action}`)
    let sum = 0
    for (const [index, month] of months.entries()) {
      if (cells[index] === '–') continue
      const value = number(cells[index])
      // A name that was broken over lines comes back with the blank of the break in it.
      counts[`${month}|${resource.replaceAll(' ', '')}|${action.replaceAll(' ', '')}`] = value
      sum += value
    }
    if (sum !== number(cells.at(-1))) throw new Error(`the total of ${resource} ${action} is not the sum of its months`)
  }
  return counts
}

/** Counts of the covered days in order; `none` is 0. Each week must add up. */
function readDays(lines: readonly string[]): number[] {
  return tableRows(lines, /^\d{4}-\d\d-\d\d\s+(?:none|[\d,]+)\s/).flatMap(([, ...cells]) => {
    const numbers = cells.filter((cell) => !cell.includes(' of ')).map((cell) => (cell === 'none' ? 0 : number(cell)))
    const counts = numbers.slice(0, -1)
    if (counts.reduce((sum, count) => sum + count, 0) !== numbers.at(-1))
      throw new Error(`a week does not add up: ${cells.join(' ')}`)
    return counts
  })
}

function readEmptyDays(lines: readonly string[]): string[] {
  const at = lines.findIndex((line) => line.startsWith('Days without events in '))
  if (at < 0) {
    if (!lines.some((line) => line.startsWith('No day of the period is without events in ')))
      throw new Error('the report says nothing on days without events')
    return []
  }
  return lines
    .slice(at + 1, lines.findIndex((line, index) => index > at && /^\S.*events per day|^8/.test(line)) >>> 0)
    .flatMap((line) => (/^\d{4}-\d\d-\d\d(?:\s+\d{4}-\d\d-\d\d)*$/.test(line.trim()) ? line.trim().split(/\s+/) : []))
}

/** Facts of the plain script as a report of this framework must state them. */
export function expectedFacts(facts: PlainFacts, template: Framework, more: readonly string[] = []): StatedFacts {
  const perSource = <T>(read: (source: PlainSource) => T): Record<SourceName, T> => ({
    'shop-a.ndjson': read(facts['shop-a.ndjson']),
    'shop-b.ndjson': read(facts['shop-b.ndjson']),
  })
  return {
    admins: perSource((source) => source.admins),
    changes: perSource((source) => source.changes),
    days: perSource((source) => Object.values(source.days)),
    emptyDays: perSource((source) => source.emptyDays),
    exceptions: [...sourceNames.flatMap((name) => expectedExceptions(name, facts[name], template)), ...more].toSorted(),
    referred: sourceNames.flatMap((name) => expectedReferred(name, facts[name])),
  }
}

const sixFields = ['actor id', 'action', 'UTC time', 'outcome']

function expectedExceptions(name: SourceName, source: PlainSource, template: Framework): string[] {
  const rows: string[] = []
  const add = (kind: string, item: string, counts = ''): void =>
    void rows.push(`${kind} | ${name} | ${item} | ${counts}`)
  for (const line of source.rejected) add('record rejected', `line ${line}`)
  if (source.cut) add('source cut', 'end of file')
  for (const { line, sequence } of source.chain.contents) add('content mismatch', `line ${line}, seq. ${sequence}`)
  for (const { line, sequence } of source.chain.gaps) {
    add('link gap', `line ${line}, seq. ${sequence}`, '1')
    // Noted by the sequence check as well, which no framework's test is about.
    add('Sequence numbers are missing', `line ${line} (sequence ${sequence})`)
  }
  for (const date of source.emptyDays) add('day without events', date)
  const ofOrigin = bestOf(source, ['IP address', 'interface'])
  const ofResource = bestOf(source, ['resource id', 'resource type'])
  for (const [field, { applicable, filled }] of Object.entries(source.fields)) {
    const isReason = field.startsWith('reason ')
    const isAsked = template === 'pci' ? !isReason && [...sixFields, ofOrigin, ofResource].includes(field) : true
    if (isAsked && filled < applicable)
      add(isReason ? 'reason not given' : 'field not filled', field, `${applicable - filled} of ${applicable}`)
  }
  if (template === 'soc2') {
    for (const [key, { count, withReason }] of Object.entries(source.exports)) {
      if (withReason < count) add('export, no reason', key.replace('|', ': '), `${count - withReason} of ${count}`)
    }
  }
  if (template === 'pci') {
    if (source.withoutActor.length > 0)
      add('no actor id', `line ${source.withoutActor[0]} first`, String(source.withoutActor.length))
    if (source.first !== undefined) add('less than twelve months', source.first)
    if (source.clockAgainstSequence > 0) add('clock against sequence', '', String(source.clockAgainstSequence))
  }
  return rows
}

function bestOf(source: PlainSource, fields: readonly string[]): string {
  const rate = (field: string): number => (source.fields[field]?.filled ?? 0) / (source.fields[field]?.applicable ?? 1)
  return fields.toSorted((left, right) => rate(right) - rate(left))[0] ?? ''
}

function expectedReferred(name: SourceName, source: PlainSource): string[] {
  return ['1a', '1b', '2', '3a', '3b', '4', '5'].flatMap((rule) => {
    const { written = [], strict = [] } = source.rules[rule] ?? {}
    const lines = [...new Set([...written, ...strict])].toSorted((left, right) => left - right)
    return lines.map(
      (line) =>
        `${name} ${rule} ${line} ${written.includes(line) && strict.includes(line) ? 'both' : written.includes(line) ? 'as written' : 'strict'}`,
    )
  })
}
