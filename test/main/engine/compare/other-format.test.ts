/** The same rows as JSON lines, as CSV and out of a PostgreSQL dump: compared by what they say, and said so. */
import { describe, expect, it } from 'vitest'
import type { Comparison } from '../../../../src/shared/model/comparison.ts'
import { forbiddenIn } from '../../../../src/shared/text/forbidden-words.ts'
import { fileWith, startEngagement } from '../../../support/temporary-engine.ts'

interface Row {
  readonly id: string
  readonly timestamp: string
  readonly actor_id: string
  readonly action: string
  readonly reason_note: string | null
  readonly new_values: Readonly<Record<string, unknown>> | null
}

const rows: readonly Row[] = Array.from({ length: 300 }, (_, index) => ({
  id: `e${index}`,
  timestamp: `2025-03-01T10:${String(index % 60).padStart(2, '0')}:00.000250Z`,
  actor_id: `user_${index % 7}`,
  action: 'update',
  reason_note: index % 3 === 0 ? null : `said "yes", then\tno ${index}`,
  new_values: index % 10 === 0 ? null : { total: index + 0.5, lines: [{ sku: 'a', count: 2 }], note: 'ü' },
}))
/** Three rows with another value, one row less, one more. */
const edited = rows
  .map((row, index): Row => {
    if (index === 11) return { ...row, actor_id: 'user_x' }
    if (index === 12) return { ...row, new_values: { ...row.new_values, total: 1 } }
    return index === 13 ? { ...row, timestamp: '2025-03-01T10:13:00.000251Z' } : row
  })
  .toSpliced(40, 1)
  .concat({ ...(rows[0] as Row), id: 'e900' })

const names = ['id', 'timestamp', 'actor_id', 'action', 'reason_note', 'new_values'] as const
const asLines = (list: readonly Row[]): string => list.map((row) => `${JSON.stringify(row)}\n`).join('')
const asCsv = (list: readonly Row[]): string =>
  [names.join(','), ...list.map((row) => names.map((name) => csvField(row[name])).join(','))].join('\r\n')
/** A plain dump as pg_dump writes it: its own form of times, names of `jsonb` by length, `\N` for null. */
const asDump = (list: readonly Row[]): string =>
  [
    "--\n-- PostgreSQL database dump\n--\n\nSET client_encoding = 'UTF8';\n",
    'CREATE TABLE public.audit_trail (id text, "timestamp" timestamp with time zone, actor_id text, action text, reason_note text, new_values jsonb);\n',
    `COPY public.audit_trail (id, "timestamp", actor_id, action, reason_note, new_values) FROM stdin;`,
    ...list.map((row) => names.map((name) => copyField(name, row[name])).join('\t')),
    '\\.\n\n--\n-- PostgreSQL database dump complete\n--\n',
  ].join('\n')

function csvField(value: unknown): string {
  if (value === null) return ''
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

function copyField(name: string, value: unknown): string {
  if (value === null) return String.raw`\N`
  const text =
    typeof value !== 'string'
      ? jsonbText(value)
      : name === 'timestamp'
        ? value.replace('T', ' ').replace('Z', '+00')
        : value
  return text.replaceAll('\\', '\\\\').replaceAll('\t', '\\t')
}

function jsonbText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(jsonbText).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value).toSorted(([a], [b]) => a.length - b.length || (a < b ? -1 : 1))
  return `{${members.map(([name, child]) => `${JSON.stringify(name)}: ${jsonbText(child)}`).join(', ')}}`
}

async function compared(left: string, right: string, rightName: string): Promise<Comparison> {
  const test = await startEngagement()
  const { engagementId } = test
  for (const [name, content] of [
    ['first.ndjson', left],
    [rightName, right],
  ] as const)
    await test.job('source.import', { engagementId, file: fileWith(test.folder, name, content), profileId: 'guide-b' })
  const { result } = await test.job('source.compare', { engagementId, leftId: 1, rightId: 2 })
  await test.close()
  return result
}

describe.each([
  ['CSV', 'second.csv', asCsv],
  ['a PostgreSQL dump', 'second.sql', asDump],
] as const)('JSON lines against %s', (_, name, write) => {
  it('are the same where the rows are, with other bytes, and the statement says how', async () => {
    const result = await compared(asLines(rows), write(rows), name)
    expect(result).toMatchObject({ comparedBy: 'meaning', same: 0, sameOtherBytes: 300, changed: 0, removed: 0 })
    expect(result).toMatchObject({ added: 0, moved: 0, changedFields: [] })
    const said = result.statement.join('\n')
    expect(said).toContain('compared by what they say')
    expect(forbiddenIn(said)).toEqual([])
  })

  it('differ where the rows do, with the field named', async () => {
    const result = await compared(asLines(rows), write(edited), name)
    expect(result).toMatchObject({ sameOtherBytes: 296, changed: 3, removed: 1, added: 1, moved: 0 })
    expect(result.listed.changed.map((row) => [row.left.key, row.fields.map(({ field }) => field)])).toEqual([
      ['e11', ['actorId']],
      ['e12', ['after']],
      ['e13', ['occurredAt']],
    ])
    expect(result.listed.removed.map((row) => row.key)).toEqual(['e40'])
    expect(result.listed.added.map((row) => row.key)).toEqual(['e900'])
  })
})

describe('JSON lines against a JSON array', () => {
  it('are compared to the letter: both can say null and empty', async () => {
    const emptied = rows.map((row, index) => (index === 3 ? { ...row, reason_note: '' } : row))
    const result = await compared(asLines(rows), JSON.stringify(emptied), 'second.json')
    expect(result).toMatchObject({ comparedBy: 'text', same: 299, changed: 1 })
    expect(result.listed.changed[0]?.fields).toEqual([{ field: 'reasonNote', left: '(null)', right: '(empty)' }])
  })
})
