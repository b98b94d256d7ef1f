/** What an import keeps: every byte, in the vault, accounted for by tiles, with a receipt that closes. */
import { createHash } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { SourceSummary, TileKind } from '../../../../src/shared/model/source.ts'
import { closeStore, openReadableStore } from '../../../../src/main/store/open.ts'
import { iterateEntries, pageEntries } from '../../../../src/main/store/entries.ts'
import { readTiles } from '../../../../src/main/store/tiles.ts'
import { listFrames, readFrames, VaultReader } from '../../../../src/main/store/vault.ts'
import { fileWith, startEngagement, temporaryFolder } from '../../../support/temporary-engine.ts'

const rows = Array.from({ length: 2500 }, (_, index) => ({
  sequence: index + 1,
  timestamp: new Date(Date.UTC(2025, 0, 1) + index * 60_000).toISOString(),
  actor_id: `user_${index % 7}`,
  action: index % 3 === 0 ? 'update' : 'create',
  resource_type: 'order',
  resource_id: `ord "${index}", ü`,
  note: 'x'.repeat(400 + (index % 50)),
}))
const columns = Object.keys(rows[0] ?? {})

const ndjson = `\ufeff${rows.map((row, index) => (index === 1200 ? '{"sequence": nope}\r\n' : '') + (index % 500 === 250 ? '\r\n' : '') + JSON.stringify(row)).join('\r\n')}\r\n{"sequence":`
const array = `[\n${rows.map((row) => `  ${JSON.stringify(row)}`).join(',\n')}\n]\n`
const csvField = (value: string | number): string => `"${String(value).replaceAll('"', '""')}"`
const csv = `${columns.join(',')}\n${rows.map((row, index) => (index === 30 ? 'too,few\n' : '') + Object.values(row).map(csvField).join(',')).join('\n')}\n`
const dump = [
  '-- PostgreSQL database dump\n',
  "SET client_encoding = 'UTF8';\n",
  `CREATE TABLE public.audit (sequence bigint, timestamp timestamp with time zone, actor_id text, action text, resource_type text, resource_id text, note text);\n`,
  `COPY public.audit (${columns.join(', ')}) FROM stdin;\n`,
  ...rows.slice(0, 1000).map((row) => `${Object.values(row).join('\t')}\n`),
  '\\.\n\n',
  `COPY public.audit (${columns.join(', ')}) FROM stdin;\n`,
  ...rows.slice(1000).map((row) => `${Object.values(row).join('\t')}\n`),
  '\\.\n\n-- PostgreSQL database dump complete\n',
].join('')

const cases = [
  { format: 'ndjson', name: 'log.ndjson', content: ndjson, accepted: 2500, rejected: 2, blank: 5, truncated: true },
  { format: 'json-array', name: 'log.json', content: array, accepted: 2500, rejected: 0, blank: 0, truncated: false },
  { format: 'csv', name: 'log.csv', content: csv, accepted: 2500, rejected: 1, blank: 0, truncated: false },
  { format: 'pg-dump', name: 'log.sql', content: dump, accepted: 2500, rejected: 0, blank: 0, truncated: false },
] as const

describe.each(cases)('an imported $format file', ({ format, name, content, ...expected }) => {
  const bytes = Buffer.from(content)
  let source: SourceSummary
  let file = ''

  beforeAll(async () => {
    const test = await startEngagement()
    file = test.file
    source = await test.job('source.import', {
      engagementId: test.engagementId,
      file: fileWith(temporaryFolder(), name, bytes),
    })
    await test.close()
  })

  it('is recognised, and its receipt closes', () => {
    const { receipt } = source
    expect(source.format).toBe(format)
    expect(receipt).toMatchObject({
      ...expected,
      bytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
    })
    expect(receipt.physical).toBe(receipt.accepted + receipt.rejected + receipt.blank)
    expect(Object.values(receipt.tileBytes).reduce((sum, part) => sum + part, 0)).toBe(bytes.length)
  })

  it('lies in the vault byte for byte, over several frames', () => {
    const store = openReadableStore(file)
    expect(listFrames(store, source.sourceId).length).toBeGreaterThan(1)
    expect(new VaultReader(store, source.sourceId).read(0, bytes.length).equals(bytes)).toBe(true)
    closeStore(store)
  })

  it('is tiled without hole or overlap, and every record lies in one frame', () => {
    const store = openReadableStore(file)
    const sums: Record<TileKind, number> = { record: 0, rejected: 0, blank: 0, framing: 0 }
    const counts: Record<TileKind, number> = { record: 0, rejected: 0, blank: 0, framing: 0 }
    const starts: number[] = []
    let at = 0
    for (const frame of readFrames(store, source.sourceId, 0, listFrames(store, source.sourceId).length)) {
      expect(frame.byteStart).toBe(at)
      expect(frame.entryStart).toBe(counts.record)
      readTiles(frame.tiles, (kind, start, length) => {
        expect(frame.byteStart + start).toBe(at)
        if (kind === 'record') starts.push(at)
        at += length
        sums[kind] += length
        counts[kind] += 1
      })
      expect(at).toBe(frame.byteStart + frame.byteLength)
      expect(counts.record).toBe(frame.entryStart + frame.entries)
    }
    expect(at).toBe(bytes.length)
    expect(sums).toEqual(source.receipt.tileBytes)
    expect(counts.record).toBe(source.receipt.accepted)
    expect(counts.rejected).toBe(source.receipt.rejected)
    expect(Array.from(iterateEntries(store, source.sourceId), (place) => place.byteStart)).toEqual(starts)
    closeStore(store)
  })

  it('takes less room than it had, entries and index included', () => {
    expect(statSync(file).size).toBeLessThan(bytes.length)
  })

  it('has every mapped value in its column', () => {
    const store = openReadableStore(file)
    const stored = pageEntries(store, source.sourceId, 0, rows.length).map((entry) => ({
      sequence: Number(entry.sequence),
      micros: entry.occurredMicros,
      actor: entry.actor,
      action: entry.action,
      type: entry.resourceType,
      id: entry.resourceId,
    }))
    expect(stored).toEqual(
      rows.map((row) => ({
        sequence: row.sequence,
        micros: Date.parse(row.timestamp) * 1000,
        actor: row.actor_id,
        action: row.action,
        type: row.resource_type,
        id: row.resource_id,
      })),
    )
    closeStore(store)
  })
})

describe('the record of an import', () => {
  it('says name, bytes, digest, format, profile and span in source list, custody log and event', async () => {
    const test = await startEngagement()
    const file = fileWith(temporaryFolder(), 'log.csv', csv)
    const imported = await test.job('source.import', { engagementId: test.engagementId, file, zone: '+02:00' })
    const { sources } = await test.call('source.list', { engagementId: test.engagementId })
    const { comparableWith, ...summary } = imported
    expect(comparableWith).toEqual([])
    expect(sources).toEqual([summary])
    expect(imported).toMatchObject({
      sourceId: 1,
      name: 'log.csv',
      verdict: null,
      firstSequence: '1',
      lastSequence: '2500',
      firstMicros: Date.UTC(2025, 0, 1) * 1000,
      lastMicros: Date.parse(rows.at(-1)?.timestamp ?? '') * 1000,
    })
    const { events } = await test.call('log.list', { engagementId: test.engagementId, start: 0, count: 1 })
    expect(events[0]).toMatchObject({
      action: 'source.import',
      actor: 'tester',
      details: {
        source: 1,
        name: 'log.csv',
        bytes: statSync(file).size,
        sha256: imported.receipt.sha256,
        format: 'csv',
        accepted: 2500,
        rejected: 1,
        blank: 0,
      },
    })
    expect(test.events).toContainEqual({
      event: 'engagement.changed',
      payload: { engagementId: test.engagementId, what: 'sources' },
    })
    await test.close()
  })

  it('lists what was rejected with its line, bytes and reason, and a finding for each', async () => {
    const test = await startEngagement()
    const { engagementId } = test
    const file = fileWith(temporaryFolder(), 'log.ndjson', ndjson)
    await test.job('source.import', { engagementId, file })
    const { total, rejects } = await test.call('source.rejects', { engagementId, sourceId: 1, start: 0, count: 10 })
    const raw = readFileSync(file)
    expect(total).toBe(2)
    expect(
      rejects.map((reject) => raw.toString('utf8', reject.byteStart, reject.byteStart + reject.byteLength)),
    ).toEqual(rejects.map((reject) => reject.text))
    expect(rejects.map((reject) => [reject.text, reject.reason])).toEqual([
      ['{"sequence": nope}', 'json-syntax'],
      ['{"sequence":', 'truncated'],
    ])
    const lines = ndjson.split('\r\n')
    expect(rejects.map((reject) => reject.line)).toEqual([lines.indexOf('{"sequence": nope}') + 1, lines.length])
    const { findings, byKind } = await test.call('finding.list', { engagementId, start: 0, count: 10 })
    expect(byKind).toEqual({ 'record-rejected': 2, 'source-truncated': 1 })
    expect(
      findings.filter((finding) => finding.kind === 'record-rejected').map((finding) => finding.pointers[0]?.byteStart),
    ).toEqual(rejects.map((reject) => reject.byteStart))
    await test.close()
  })

  it('keeps two sources apart in one engagement', async () => {
    const test = await startEngagement()
    const { engagementId } = test
    await test.job('source.import', { engagementId, file: fileWith(temporaryFolder(), 'a.csv', csv) })
    await test.job('source.import', { engagementId, file: fileWith(temporaryFolder(), 'b.sql', dump) })
    await test.close()
    const store = openReadableStore(join(test.folder, 'test.assay'))
    expect(new VaultReader(store, 1).read(0, Buffer.byteLength(csv)).toString()).toBe(csv)
    expect(new VaultReader(store, 2).read(0, Buffer.byteLength(dump)).toString()).toBe(dump)
    closeStore(store)
  })
})
