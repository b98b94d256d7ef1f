/** Tables that several frameworks use: days as weeks, administrator roles, changes per month, fill rates, reviews. */
import type { ReportBlock, ReportColumn } from '../../../../shared/model/report.ts'
import { weekRows } from '../../../../shared/core/control/week-rows.ts'
import { parseJson } from '../../../../shared/core/bytes/parse-json.ts'
import type { SourceFacts } from '../package-facts.ts'
import { count, cutTable, maskedId, nOfM, sourceTag, time } from '../report-parts.ts'

const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const
/** Months side by side in the change table; fewer where counts are long. */
const monthsPerTable = (largest: number): number => (largest < 10_000 ? 6 : 4)
const monthNames = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const

/** `Oct 24` of `2024-10`: narrow enough for six beside each other. */
function monthLabel(month: string): string {
  const name = monthNames[Number(month.slice(5)) - 1]
  return name === undefined ? month : `${name} ${month.slice(2, 4)}`
}

/** Days of the period per week, with the roots of each week where the source is batched. */
export function weekBlocks({ source, coverage, results }: SourceFacts, index: number): ReportBlock[] {
  const verdictByDate = new Map(results.anchors?.anchors.map((anchor) => [anchor.date, anchor.verdict]) ?? [])
  const isAnchored = verdictByDate.size > 0
  const rows = weekRows(coverage.days).map((week) => {
    const anchored = week.days.filter((day) => verdictByDate.has(day.date))
    const verified = anchored.filter((day) => verdictByDate.get(day.date) === 'verified').length
    return [
      week.monday,
      ...week.days.map((day) => (day.count === null ? '' : day.count === 0 ? 'none' : count(day.count))),
      count(week.total),
      isAnchored ? nOfM(verified, anchored.length) : '',
    ]
  })
  const { from, to } = { from: coverage.days[0]?.date ?? '', to: coverage.days.at(-1)?.date ?? '' }
  return [
    { kind: 'subheading', text: `${source.name}: events per day` },
    {
      kind: 'paragraph',
      text:
        coverage.days.length === 0
          ? 'No entry has a usable time in the period.'
          : `Days with events: ${nOfM(coverage.days.length - coverage.emptyDays.length, coverage.days.length)}, ${from} to ${to}. Days without events: ${coverage.emptyDays.length === 0 ? 'none' : `${count(coverage.emptyDays.length)}, marked`}. Entries without usable time: ${count(coverage.untimed)}; outside the period: ${count(coverage.outside)}.`,
    },
    ...cutTable(
      [
        { label: 'Week from', width: 62 },
        ...weekdays.map((label): ReportColumn => ({ label, align: 'right', width: 44 })),
        { label: 'Events', align: 'right', width: 56 },
        { label: isAnchored ? 'Anchors verified' : '', align: 'right', width: 57 },
      ],
      rows,
      'No day.',
      { extract: `data/extracts/${sourceTag(index)}-coverage.csv` },
    ),
    ...(coverage.spanTooLong
      ? [
          {
            kind: 'note' as const,
            text: 'The span is too long to list day by day: only days with events are shown, and days without are not counted.',
          },
        ]
      : []),
    ...cutTable(
      [{ label: `Days without events in ${source.name}` }],
      emptyDayRows(coverage.emptyDays),
      `No day of the period is without events in ${source.name}.`,
      { extract: `data/extracts/${sourceTag(index)}-coverage.csv` },
    ),
  ]
}

/** Five dates to a row: a long silence stays readable. */
function emptyDayRows(dates: readonly string[]): string[][] {
  return Array.from({ length: Math.ceil(dates.length / 5) }, (_, row) => [
    dates.slice(row * 5, row * 5 + 5).join('   '),
  ])
}

export function adminBlocks({ source, admins }: SourceFacts, index: number): ReportBlock[] {
  if (admins.result === 'not-testable')
    return [{ kind: 'note', text: `${source.name}: not testable, no entry records a role or a change of role.` }]
  return [
    { kind: 'subheading', text: `${source.name}: administrator roles` },
    {
      kind: 'paragraph',
      text: `Grants and revocations of administrator roles: ${count(admins.changeCount)}. Attempts that the entry says failed: ${count(admins.failedAttempts)}. Rebuilt from the log, to be compared with the system’s own list; a grant before the period is not in it.`,
    },
    ...cutTable(
      [
        { label: 'Time' },
        { label: 'Change' },
        { label: 'Role' },
        { label: 'Who' },
        { label: 'By' },
        { label: 'Line', align: 'right' },
      ],
      admins.changes.map((change) => [
        time(change.occurredAtMicros),
        change.change,
        change.role,
        change.grantee,
        change.actor,
        String(change.pointer.line ?? ''),
      ]),
      'No grant or revocation of an administrator role in the log.',
      { total: admins.changeCount, extract: `data/extracts/${sourceTag(index)}-administrators.csv` },
    ),
    ...cutTable(
      [
        { label: 'Acted with an administrator role' },
        { label: 'Role' },
        { label: 'First' },
        { label: 'Last' },
        { label: 'Entries', align: 'right' },
      ],
      admins.seen.map((seen) => [
        seen.actor,
        seen.role,
        time(seen.firstMicros),
        time(seen.lastMicros),
        count(seen.entries),
      ]),
      'No entry was made with an administrator role.',
      { extract: `data/extracts/${sourceTag(index)}-administrators-seen.csv` },
      500,
    ),
  ]
}

/** Changes by resource and action with the months side by side. */
export function changeBlocks({ source, changes }: SourceFacts, index: number): ReportBlock[] {
  if (changes.result === 'not-testable')
    return [{ kind: 'note', text: `${source.name}: not testable, no entry records values before or after.` }]
  const months = [...new Set(changes.groups.map((group) => group.month ?? 'no time'))].toSorted()
  const byKey = new Map<string, Map<string, number>>()
  for (const { month, resourceType, action, count: number } of changes.groups) {
    const key = JSON.stringify([resourceType, action])
    const row = byKey.get(key) ?? new Map<string, number>()
    row.set(month ?? 'no time', number)
    byKey.set(key, row)
  }
  const keys = [...byKey.keys()].toSorted()
  const perTable = monthsPerTable(
    Math.max(0, ...[...byKey.values()].map((row) => [...row.values()].reduce((sum, value) => sum + value, 0))),
  )
  const blocks: ReportBlock[] = [
    { kind: 'subheading', text: `${source.name}: changes per month` },
    {
      kind: 'paragraph',
      text: `Entries that carry a value before or after: ${nOfM(changes.changes, source.entries)}. What an entry says it did without carrying either is not counted.`,
    },
  ]
  for (let start = 0; start < Math.max(1, months.length); start += perTable) {
    const part = months.slice(start, start + perTable)
    const isLast = start + perTable >= months.length
    const rows = keys.flatMap((key) => {
      const row = byKey.get(key) ?? new Map<string, number>()
      if (!isLast && !part.some((month) => row.has(month))) return []
      const [resourceType, action] = parseJson(key) as [string, string]
      const total = [...row.values()].reduce((sum, value) => sum + value, 0)
      return [
        [
          resourceType,
          action,
          ...part.map((month) => (row.has(month) ? count(row.get(month) ?? 0) : '–')),
          ...(isLast ? [count(total)] : []),
        ],
      ]
    })
    blocks.push(
      ...cutTable(
        [
          { label: 'Resource', width: 74 },
          { label: 'Action', width: 121 },
          ...part.map((month): ReportColumn => ({ label: monthLabel(month), align: 'right', width: 246 / perTable })),
          ...(isLast ? [{ label: 'All', align: 'right' as const, width: 42 }] : []),
        ],
        rows,
        'No change.',
        { extract: `data/extracts/${sourceTag(index)}-changes.csv` },
      ),
    )
  }
  if (changes.unlisted > 0)
    blocks.push({
      kind: 'note',
      text: `Further changes of groups beyond the limit of groups: ${count(changes.unlisted)}.`,
    })
  return blocks
}

export function fieldBlocks({ source, fillRates }: SourceFacts): ReportBlock[] {
  return [
    { kind: 'subheading', text: `${source.name}: fields of an entry` },
    {
      kind: 'table',
      columns: [
        { label: 'W' },
        { label: 'Requirement' },
        { label: 'Filled', align: 'right' },
        { label: 'Applicable', align: 'right' },
        { label: 'Rate', align: 'right' },
        { label: 'Undecided', align: 'right' },
        { label: 'First lines without' },
      ],
      rows: fillRates.map((rate) =>
        rate.result === 'not-testable'
          ? [rate.dimension, rate.requirement, '', '', '', '', `not-testable: no field ${rate.fields.join(', ')}`]
          : [
              rate.dimension,
              rate.requirement,
              count(rate.filled),
              count(rate.applicable),
              percent(rate.filled, rate.applicable),
              count(rate.undecided),
              firstLines(rate.missing),
            ],
      ),
      emptyText: 'No requirement.',
    },
    {
      kind: 'note',
      text: 'Filled of applicable; a field that is not in the source is not-testable and no 0 %. Undecided: entries of the kind whose amount or state is not recorded.',
    },
  ]
}

export function firstLines(pointers: readonly { readonly line: number | null }[], limit = 6): string {
  const lines = pointers.flatMap((pointer) => (pointer.line === null ? [] : [String(pointer.line)]))
  return lines.length === 0 ? '' : `${lines.slice(0, limit).join(', ')}${lines.length > limit ? ' …' : ''}`
}

/** `96.55%`, rounded down: only the whole is 100 %. */
export function percent(part: number, whole: number): string {
  return whole === 0 ? '' : `${(Math.floor((part * 10_000) / whole) / 100).toFixed(2)}%`
}

export function reviewBlocks({ source, registers }: SourceFacts, index: number): ReportBlock[] {
  const { reviews } = registers
  return [
    { kind: 'subheading', text: `${source.name}: records of review` },
    {
      kind: 'paragraph',
      text: `Entries that name a review in action, resource, note or new values: ${nOfM(reviews.count, source.entries)}, on ${count(reviews.days)} days. A review that left no entry here is not seen.`,
    },
    ...cutTable(
      [
        { label: 'Time', width: 108 },
        { label: 'By', width: 46 },
        { label: 'Action', width: 56 },
        { label: 'Resource', width: 112 },
        { label: 'Reason as recorded', width: 121 },
        { label: 'Line', align: 'right', width: 40 },
      ],
      reviews.entries.map((entry) => [
        time(entry.occurredAtMicros),
        maskedId(entry.actor),
        entry.action,
        entry.resource,
        entry.reason,
        String(entry.pointer.line ?? ''),
      ]),
      'None.',
      { total: reviews.count, extract: `data/extracts/${sourceTag(index)}-reviews.csv` },
      60,
    ),
  ]
}
