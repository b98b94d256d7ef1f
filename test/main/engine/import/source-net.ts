/** What must hold of every imported source, whatever it was made of. */
import { expect } from 'vitest'
import type { EntryDetail, EntryRow } from '../../../../src/shared/model/entry.ts'
import type { SourceSummary } from '../../../../src/shared/model/source.ts'
import type { TestEngine } from '../../../support/temporary-engine.ts'

/** Characters that move the cursor or turn the direction of writing. */
// oxlint-disable-next-line no-control-regex
const unsafe = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/

/** Receipt, entries, rejects and sheet of a source, read back through the engine's own calls. */
export async function expectWhole(test: TestEngine, engagementId: string, source: SourceSummary): Promise<void> {
  const { sourceId, receipt } = source
  const { record, rejected, blank, framing } = receipt.tileBytes
  expect(record + rejected + blank + framing, 'bytes of all tiles').toBe(receipt.bytes)
  expect(receipt.accepted + receipt.rejected + receipt.blank, 'records of all kinds').toBe(receipt.physical)
  for (const shown of [source.name, ...receipt.notes.map((note) => note.detail ?? '')]) {
    expect(unsafe.test(shown), `shown as it is: ${JSON.stringify(shown)}`).toBe(false)
    expect(shown.isWellFormed()).toBe(true)
  }
  await expectEntries(test, engagementId, source)
  await expectRejects(test, engagementId, sourceId, receipt.rejected)
  const { sections } = await test.call('source.ipe', { engagementId, sourceId })
  expect(sections.length).toBeGreaterThan(0)
  for (const { rows } of sections) expect(rows.length).toBeGreaterThan(0)
}

async function expectEntries(test: TestEngine, engagementId: string, source: SourceSummary): Promise<void> {
  const { sourceId } = source
  const { accepted, bytes } = source.receipt
  const filter = { sourceId }
  const first = await test.call('entry.page', { engagementId, filter, start: 0, count: 2 })
  expect(first.total, 'entries of the source').toBe(accepted)
  if (accepted === 0) return
  const last = await test.call('entry.page', { engagementId, filter, start: accepted - 1, count: 2 })
  expect(last.rows).toHaveLength(1)
  expect((await test.call('entry.page', { engagementId, filter, start: accepted, count: 2 })).rows).toEqual([])
  for (const row of [first.rows[0], last.rows[0]]) {
    const detail = await test.call('entry.inspect', { engagementId, entryId: row?.entryId ?? -1 })
    expect(detail).toMatchObject({
      sourceId,
      line: row?.line,
      sequence: row?.sequence,
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    })
    expect(detail.byteLength).toBeGreaterThan(0)
    expect(detail.byteStart + detail.byteLength).toBeLessThanOrEqual(bytes)
    expect(detail.rawText.length).toBeGreaterThan(0)
    expectMapped(row, detail)
  }
}

/** The columns, written at import, hold what the inspector maps from the record's bytes; a withheld part is longer. */
function expectMapped(row: EntryRow | undefined, detail: EntryDetail): void {
  const present = (name: string): string | null => {
    const field = detail.fields.find((candidate) => candidate.field === name && candidate.state === 'present')
    return field?.text ?? null
  }
  for (const field of ['action', 'resourceType', 'resourceId'] as const) {
    const mapped = present(field)
    // A truth value is shown by the inspector and is no word of a column.
    if (mapped === null || mapped === 'true' || mapped === 'false') continue
    // Half a surrogate pair reads back from a column as U+FFFD.
    expect(row?.[field], `${field} of line ${row?.line}`).toBe(mapped.toWellFormed())
  }
  const instant = present('occurredAt') ?? ''
  if (/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d{1,3})?Z$/.test(instant))
    expect(row?.occurredAtMicros, `time of line ${row?.line}`).toBe(Date.parse(instant.replace(' ', 'T')) * 1000)
}

async function expectRejects(
  test: TestEngine,
  engagementId: string,
  sourceId: number,
  rejected: number,
): Promise<void> {
  const page = async (start: number) => test.call('source.rejects', { engagementId, sourceId, start, count: 100 })
  const first = await page(0)
  expect(first.total).toBe(rejected)
  expect(first.rejects).toHaveLength(Math.min(rejected, 100))
  const last = await page(Math.max(0, rejected - 1))
  expect(last.rejects).toHaveLength(Math.min(rejected, 1))
  for (const { line, byteLength, message } of [...first.rejects, ...last.rejects]) {
    expect(line).toBeGreaterThan(0)
    expect(byteLength).toBeGreaterThan(0)
    expect(message.length).toBeLessThan(2000)
  }
}
