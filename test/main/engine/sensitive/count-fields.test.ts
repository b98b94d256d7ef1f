/** Counts by kind and field, against what was written into the log. */
import { describe, expect, it } from 'vitest'
import { fileWith, startEngagement } from '../../../support/temporary-engine.ts'
import { chainedLines, craftedNdjson, pans, secretValues } from './crafted-logs.ts'

describe('a count of sensitive values by field', () => {
  it('names fields, kinds and first lines, is kept, and is in the custody log and the sheet', async () => {
    const test = await startEngagement()
    const { engagementId } = test
    const lines = chainedLines(false)
    const file = fileWith(
      test.folder,
      'secrets.ndjson',
      `${lines.join('\n')}\nno record, password=${secretValues.password}\n`,
    )
    await test.job('source.import', { engagementId, file })
    expect(await test.call('source.sensitive', { engagementId, sourceId: 1 })).toEqual({ counts: null })
    const counts = await test.job('source.countSensitive', { engagementId, sourceId: 1 })
    const lineOf = (value: string): number => lines.findIndex((line) => line.includes(value)) + 1
    expect(counts).toMatchObject({ sourceId: 1, records: lines.length, recordsWithHits: 3, rejected: 1, unlisted: 0 })
    expect(counts.fields).toEqual(
      expect.arrayContaining([
        {
          kind: 'secret',
          rule: 'password',
          field: 'new_values.password',
          likely: 1,
          possible: 0,
          firstLine: lineOf(secretValues.password),
        },
        {
          kind: 'secret',
          rule: 'secret',
          field: 'reason_note',
          likely: 1,
          possible: 0,
          firstLine: lineOf(secretValues.apiKey),
        },
        {
          kind: 'national-id',
          rule: 'iban',
          field: 'new_values.iban',
          likely: 1,
          possible: 0,
          firstLine: lineOf(secretValues.iban),
        },
        { kind: 'secret', rule: 'password', field: '(rejected)', likely: 1, possible: 0, firstLine: lines.length + 1 },
      ]),
    )
    expect(counts.fields).toHaveLength(4)
    expect(await test.call('source.sensitive', { engagementId, sourceId: 1 })).toEqual({ counts })
    const { events } = await test.call('log.list', { engagementId, start: 0, count: 1 })
    expect(events[0]).toMatchObject({ action: 'source.sensitive', details: { source: 1, recordsWithHits: 3 } })
    const { sections } = await test.call('source.ipe', { engagementId, sourceId: 1 })
    const rows = sections.find((section) => section.heading === 'Accuracy')?.rows ?? []
    expect(rows).toContainEqual({ label: 'Records with sensitive values, as stored', value: `3 of ${lines.length}` })
    expect(rows.find((row) => row.label.startsWith('Secrets by field'))?.value).toContain('new_values.password 1/0')
    await test.close()
  })

  it('finds card numbers of a source that stays in its file, and none in what was redacted', async () => {
    for (const mode of ['reference', 'redact'] as const) {
      const test = await startEngagement()
      const { engagementId } = test
      const file = fileWith(test.folder, 'cards.ndjson', craftedNdjson())
      await test.job('source.import', { engagementId, file, sensitive: mode })
      const { fields } = await test.job('source.countSensitive', { engagementId, sourceId: 1 })
      const cards = fields.filter((item) => item.kind === 'pan').map((item) => item.field)
      if (mode === 'redact') expect(cards).toEqual([])
      else
        expect(cards).toEqual(
          expect.arrayContaining([
            'new_values.card_number',
            'reason_note',
            'new_values.payload',
            'user_agent',
            'actor_email',
            '(rejected)',
          ]),
        )
      expect(JSON.stringify(fields)).not.toContain(pans[0])
      await test.close()
    }
  })

  it('stays small where every record has a name of its own', async () => {
    const test = await startEngagement()
    const { engagementId } = test
    const lines = Array.from({ length: 900 }, (_, index) =>
      JSON.stringify({ id: index, timestamp: '2025-01-02T00:00:00Z', [`n${index}_password`]: 'quietHarbour' }),
    )
    const file = fileWith(test.folder, 'names.ndjson', lines.map((line) => `${line}\n`).join(''))
    await test.job('source.import', { engagementId, file })
    const counts = await test.job('source.countSensitive', { engagementId, sourceId: 1 })
    expect(counts).toMatchObject({ recordsWithHits: 900, unlisted: 400 })
    expect(counts.fields).toHaveLength(500)
    await test.close()
  })
})
