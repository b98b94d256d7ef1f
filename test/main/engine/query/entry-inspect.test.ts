/** The inspector: an entry's own bytes, its mapping with states, what changed, and where the entry stands in its chain. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { EntryDetail } from '../../../../src/shared/model/entry.ts'
import { entryIdFrom } from '../../../../src/shared/model/digest.ts'
import { samplePath } from '../../../support/answer-key.ts'
import { fileWith, startEngagement, temporaryFolder } from '../../../support/temporary-engine.ts'

async function detailOf(content: string, name: string, index: number): Promise<EntryDetail> {
  const test = await startEngagement()
  const { engagementId } = test
  await test.job('source.import', { engagementId, file: fileWith(temporaryFolder(), name, content) })
  const detail = await test.call('entry.inspect', { engagementId, entryId: entryIdFrom(1, index) })
  await test.close()
  return detail
}

const fieldsOf = (detail: EntryDetail): Record<string, readonly [string, string]> =>
  Object.fromEntries(detail.fields.map(({ field, state, text }) => [field, [state, text]]))

describe('an inspected entry', () => {
  it('is its own bytes, with their digest and place', async () => {
    const path = samplePath('faulty', 'shop-b.ndjson')
    const bytes = readFileSync(path)
    const test = await startEngagement()
    const { engagementId } = test
    await test.job('source.import', { engagementId, file: path })
    for (const index of [0, 123, 597]) {
      const detail = await test.call('entry.inspect', { engagementId, entryId: entryIdFrom(1, index) })
      const line = bytes.toString('utf8').split('\n')[index] ?? ''
      expect(detail).toMatchObject({
        line: index + 1,
        rawText: line,
        rawCut: false,
        byteLength: Buffer.byteLength(line),
        sha256: createHash('sha256').update(line).digest('hex'),
        link: null,
        content: null,
      })
      expect(bytes.subarray(detail.byteStart, detail.byteStart + detail.byteLength).toString()).toBe(line)
    }
    await test.job('chain.verify', { engagementId })
    expect(await test.call('entry.inspect', { engagementId, entryId: entryIdFrom(1, 123) })).toMatchObject({
      link: 'ok',
      content: 'mismatch',
      reason: 'content-differs',
    })
    expect(await test.call('entry.inspect', { engagementId, entryId: entryIdFrom(1, 0) })).toMatchObject({
      content: 'ok',
      reason: null,
    })
    for (const entryId of [entryIdFrom(1, 598), entryIdFrom(2, 0), -1]) {
      expect(await test.ask('entry.inspect', { engagementId, entryId })).toMatchObject({
        ok: false,
        error: { code: 'not-found' },
      })
    }
    await test.close()
  })

  it('tells absent, null, empty and present apart, and keeps the text of numbers', async () => {
    const detail = await detailOf(
      '{"id":1.0,"sequence":9007199254740993,"timestamp":"2025-01-01T00:00:00Z","user_id":null,"action":"","old_values":{"n":1e400},"status":"ok"}\n',
      'log.ndjson',
      0,
    )
    const fields = fieldsOf(detail)
    expect(fields['eventId']).toEqual(['present', '1.0'])
    expect(fields['sequence']).toEqual(['present', '9007199254740993'])
    expect(fields['actorId']).toEqual(['null', 'null'])
    expect(fields['action']).toEqual(['empty', ''])
    expect(fields['actorEmail']).toEqual(['absent', ''])
    expect(fields['before']).toEqual(['present', '{"n":1e400}'])
    expect(detail).toMatchObject({ sequence: '9007199254740993', outcome: 'ok' })
  })

  it('names the field of the record that each value came from', async () => {
    const detail = await detailOf(
      '{"metadata":{"ip_address":"192.0.2.1"},"event_id":"e","user_roles":["a"],"user_id":"u","timestamp":"2025-01-01T00:00:00Z","action":"a.b","status_code":201,"trace_id":"t"}\n',
      'log.ndjson',
      0,
    )
    expect(detail.fields.find((field) => field.field === 'ip')).toEqual({
      field: 'ip',
      from: 'metadata.ip_address',
      state: 'present',
      text: '192.0.2.1',
    })
    expect(detail.outcome).toBe('success')
  })

  it('lists leaves that differ between before and after, added and removed ones included', async () => {
    const detail = await detailOf(
      '{"sequence":1,"action":"update","old_values":{"a":1,"b":{"c":"x","d":[1,2]},"gone":true},"new_values":{"a":1,"b":{"c":"y","d":[1,3]},"came":null}}\n',
      'log.ndjson',
      0,
    )
    expect(detail.changes.toSorted((a, b) => (a.path < b.path ? -1 : 1))).toEqual([
      { path: 'b.c', before: 'x', after: 'y' },
      { path: 'b.d.1', before: '2', after: '3' },
      { path: 'came', before: null, after: 'null' },
      { path: 'gone', before: 'true', after: null },
    ])
  })

  it('is cut on screen when it is long, and hashed whole', async () => {
    const line = JSON.stringify({ sequence: 1, action: 'a', note: 'ü'.repeat(70_000) })
    const detail = await detailOf(`${line}\n`, 'log.ndjson', 0)
    expect(detail).toMatchObject({
      rawCut: true,
      rawText: line.slice(0, 65_536),
      byteLength: Buffer.byteLength(line),
      sha256: createHash('sha256').update(line).digest('hex'),
    })
  })

  it('of a dump is read under the columns of its own COPY block', async () => {
    const dump =
      'CREATE TABLE t (sequence bigint, action text);\nCREATE TABLE u (action text, user_id text);\nCOPY t (sequence, action) FROM stdin;\n1\tone\n\\.\n\nCOPY u (action, user_id) FROM stdin;\ntwo\tann\n\\.\n\n-- PostgreSQL database dump complete\n'
    const first = await detailOf(dump, 'log.sql', 0)
    const second = await detailOf(dump, 'log.sql', 1)
    expect([first.rawText, first.action, fieldsOf(first)['sequence']]).toEqual(['1\tone', 'one', ['present', '1']])
    expect([second.rawText, second.action, second.actor, fieldsOf(second)['sequence']]).toEqual([
      'two\tann',
      'two',
      'ann',
      ['absent', ''],
    ])
  })
})
