/** A source that holds card data: nothing is stored until somebody has chosen, and then only what the choice allows. */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { JobName, RequestOf } from '../../../../src/shared/ipc/contract.ts'
import { fileWith, logicalDump, startEngagement, temporaryFolder } from '../../../support/temporary-engine.ts'

const pan = '4111111111111111'

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** Guide B rows sealed over their raw bytes, so that a chain check of the whole source verifies. */
function sealedRows(count: number, noteOf: (index: number) => string): string {
  let previous = '0'.repeat(64)
  const lines: string[] = []
  for (let index = 0; index < count; index += 1) {
    const body = {
      id: `e${index}`,
      actor_id: `u_${index % 7}`,
      action: 'update',
      resource_type: 'order',
      resource_id: `o_${index}`,
      reason_note: noteOf(index),
      timestamp: `2025-03-01T09:00:${String(index % 60).padStart(2, '0')}.000000Z`,
      sequence: index + 1,
    }
    const entry = hash(`${previous}\n${JSON.stringify(body)}`)
    lines.push(JSON.stringify({ ...body, prev_hash: previous, entry_hash: entry }))
    previous = entry
  }
  return `${lines.join('\n')}\n`
}

const text = sealedRows(120, (index) => (index % 40 === 3 ? `card number ${pan} exp 12/27` : `note ${index}`))

function bytesOf(file: string): Buffer {
  return Buffer.concat([file, `${file}-wal`, `${file}-shm`].filter(existsSync).map((path) => readFileSync(path)))
}

/** None of it: the digits, or a plain hash of them in the usual spellings. */
function expectNoTrace(bytes: Buffer): void {
  expect(bytes.includes(pan)).toBe(false)
  for (const algorithm of ['sha256', 'sha1', 'md5']) {
    const digest = createHash(algorithm).update(pan).digest()
    expect(bytes.includes(digest)).toBe(false)
    expect(bytes.includes(digest.toString('hex'))).toBe(false)
    expect(bytes.includes(digest.toString('base64'))).toBe(false)
  }
  expect(bytes.includes(Buffer.from(pan).toString('base64').slice(0, 20))).toBe(false)
}

async function importWith(sensitive: 'reference' | 'redact' | 'none' | undefined, file: string) {
  const test = await startEngagement()
  const { engagementId } = test
  const request = { engagementId, file, ...(sensitive === undefined ? {} : { sensitive }) }
  const end = await test.outcome('source.import', request as RequestOf<JobName & 'source.import'>)
  return { test, engagementId, end }
}

describe('an import of a source with card numbers', () => {
  it('stops before a byte is stored and says what it found', async () => {
    const file = fileWith(temporaryFolder(), 'log.ndjson', text)
    const test = await startEngagement()
    const before = logicalDump(test.file)
    const end = await test.outcome('source.import', { engagementId: test.engagementId, file })
    expect(end).toMatchObject({
      kind: 'failed',
      error: { code: 'sensitive-data-found', details: { panLikely: '3', sadLikely: '0' } },
    })
    expect(JSON.stringify(end)).not.toContain(pan)
    expect(logicalDump(test.file)).toEqual(before)
    expectNoTrace(bytesOf(test.file))
    await test.close()
  })

  it('cannot be told that likely card numbers are none', async () => {
    const { test, end } = await importWith('none', fileWith(temporaryFolder(), 'log.ndjson', text))
    expect(end).toMatchObject({ kind: 'failed', error: { code: 'sensitive-data-found' } })
    await test.close()
  })

  it('by reference keeps no byte of it, verifies from the file, and says so when the file is gone', async () => {
    const folder = temporaryFolder()
    const file = fileWith(folder, 'log.ndjson', text)
    const { test, engagementId, end } = await importWith('reference', file)
    expect(end).toMatchObject({
      kind: 'done',
      result: { receipt: { accepted: 120, sensitiveMode: 'reference', sensitive: { pan: { likely: 3 } } } },
    })
    const verified = await test.job('chain.verify', { engagementId, secondOpinion: true })
    expect(verified).toMatchObject({ overall: 'verified', results: [{ contentVerified: 120 }] })
    expectNoTrace(bytesOf(test.file))
    expect(bytesOf(test.file).includes('note 17')).toBe(false)
    renameSync(file, join(folder, 'elsewhere.ndjson'))
    const gone = await test.outcome('chain.verify', { engagementId })
    expect(gone).toMatchObject({ kind: 'failed' })
    writeFileSync(file, text.replace('note 17', 'note 71'))
    const changed = await test.outcome('chain.verify', { engagementId })
    expect(changed).toMatchObject({ kind: 'failed' })
    await test.close()
  })

  it('redacted is verified first, then stored without them, and the redacted entries are not mismatches', async () => {
    const { test, engagementId, end } = await importWith('redact', fileWith(temporaryFolder(), 'log.ndjson', text))
    expect(end).toMatchObject({
      kind: 'done',
      result: {
        receipt: { accepted: 120, sensitiveMode: 'redact', redaction: { places: 3, verdictBefore: 'verified' } },
      },
    })
    expectNoTrace(bytesOf(test.file))
    expect(bytesOf(test.file).length).toBeGreaterThan(0)
    const verified = await test.job('chain.verify', { engagementId, secondOpinion: true })
    expect(verified).toMatchObject({
      overall: 'not-checked',
      results: [
        {
          reason: 'redacted-at-import',
          contents: { ok: 117, mismatch: 0, 'not-recomputable': 3 },
          links: { ok: 119, genesis: 1, broken: 0, gap: 0 },
        },
      ],
    })
    await test.close()
    expectNoTrace(bytesOf(test.file))
  })

  it('inside a gzip is found too, can only be redacted, and the packed file is not kept', async () => {
    const file = fileWith(temporaryFolder(), 'log.ndjson.gz', gzipSync(text))
    const refused = await importWith('reference', file)
    expect(refused.end).toMatchObject({ kind: 'failed', error: { code: 'sensitive-data-found' } })
    await refused.test.close()
    const { test, end } = await importWith('redact', file)
    expect(end).toMatchObject({ kind: 'done', result: { receipt: { redaction: { places: 3, verdictBefore: null } } } })
    expect(logicalDump(test.file)).toMatchObject({ original_chunks: [] })
    expectNoTrace(bytesOf(test.file))
    await test.close()
  })
})

describe('numbers that only have the form', () => {
  it('few of them do not stop an import', async () => {
    const rows = sealedRows(200, (index) => (index === 7 ? `batch ${pan}` : `note ${index}`)).replaceAll('card', 'c')
    const { test, end } = await importWith(undefined, fileWith(temporaryFolder(), 'log.ndjson', rows))
    expect(end).toMatchObject({ kind: 'done', result: { receipt: { sensitive: { pan: { likely: 0, possible: 1 } } } } })
    await test.close()
  })

  it('a column of them does, and may be said to be none', async () => {
    const rows = `id,c1\n${Array.from({ length: 30 }, (_, index) => `${index},${pan}`).join('\n')}\n`
    const file = fileWith(temporaryFolder(), 'log.csv', rows)
    const stopped = await importWith(undefined, file)
    expect(stopped.end).toMatchObject({ kind: 'failed', error: { code: 'sensitive-data-found' } })
    await stopped.test.close()
    const { test, end } = await importWith('none', file)
    expect(end).toMatchObject({ kind: 'done', result: { receipt: { sensitiveMode: 'none' } } })
    await test.close()
  })
})
