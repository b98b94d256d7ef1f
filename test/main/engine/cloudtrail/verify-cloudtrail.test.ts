/** The job around the check: archives, what is stored, hostile input, and what is refused. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it, onTestFinished } from 'vitest'
import { readKeyList } from '../../../../src/shared/core/cloudtrail/key-list.ts'
import type { CloudTrailResult } from '../../../../src/shared/model/cloudtrail.ts'
import { readRsaPublicKey } from '../../../../src/main/io/host/rsa-keys.ts'
import { keyList, makeKey, makeTrail, TrailCopy } from '../../../support/cloudtrail-chain.ts'
import { writeCopy, writeMetadata } from '../../../support/cloudtrail-case.ts'
import { vectorSet } from '../../../support/public-vectors.ts'
import { startEngagement } from '../../../support/temporary-engine.ts'

const key = makeKey()

async function prepared(hours = 3) {
  const engine = await startEngagement()
  onTestFinished(() => engine.close())
  const objects = makeTrail([key, key], { hours })
  const copy = new TrailCopy(objects)
  const folder = join(engine.folder, 'copy')
  const keys = join(engine.folder, 'keys.json')
  writeFileSync(keys, JSON.stringify(keyList([key])))
  const newest = objects.filter(({ label }) => label === `digest ${hours - 1}`)
  const [metadata = ''] = writeMetadata(newest, join(engine.folder, 'metadata'))
  const verify = async (files: readonly string[], given: object = {}): Promise<CloudTrailResult> => {
    const request = {
      engagementId: engine.engagementId,
      files: [...files],
      keys: [keys],
      metadata: [metadata],
      ...given,
    }
    return (await engine.job('cloudtrail.verify', request)).results[0] as CloudTrailResult
  }
  return { engine, objects, copy, folder, keys, metadata, verify }
}

describe('verifying a copied trail', () => {
  it('gives the same verdicts from a packed tar as from the folder', async () => {
    const { copy, folder, engine, verify } = await prepared()
    writeCopy(copy, folder)
    const tar = join(engine.folder, 'copy.tgz')
    execFileSync('tar', ['-czf', tar, '-C', folder, 'AWSLogs'])
    const plain = await verify([folder])
    expect(plain.verdict).toBe('verified')
    const packed = await verify([tar])
    expect(packed.verdict).toBe('verified')
    expect(packed.relocations).toEqual([])
    expect(packed.logs.map(({ key: of, actual }) => [of, actual])).toEqual(
      plain.logs.map(({ key: of, actual }) => [of, actual]),
    )
  })

  it('is stored as a run of the engagement, is the same each time, and is in the custody log', async () => {
    const { copy, folder, engine, verify } = await prepared()
    copy.apply({ do: 'alter', what: 'log 1.0' })
    writeCopy(copy, folder)
    const first = await verify([folder])
    const second = await verify([folder])
    expect(JSON.stringify(second)).toBe(JSON.stringify(first))
    const { runs } = await engine.call('run.list', { engagementId: engine.engagementId })
    expect(runs.map(({ kind, overall, sourceId, state }) => ({ kind, overall, sourceId, state }))).toEqual(
      [1, 2].map(() => ({ kind: 'cloudtrail', overall: 'mismatch', sourceId: 0, state: 'finished' })),
    )
    const stored = await engine.call('run.result', { engagementId: engine.engagementId, runId: runs[0]?.runId ?? 0 })
    expect(stored.result).toEqual(first)
    const { events } = await engine.call('log.list', { engagementId: engine.engagementId, start: 0, count: 10 })
    expect(events[0]).toMatchObject({
      action: 'cloudtrail.verify',
      details: { verdict: 'mismatch', logs: 6, logsVerified: 5 },
    })
  })

  it('finds the sealed hash and the recomputed one of an altered log file', async () => {
    const { copy, folder, objects, verify } = await prepared()
    copy.apply({ do: 'alter', what: 'log 1.0' })
    writeCopy(copy, folder)
    const { logs } = await verify([folder])
    const sealed = objects.find(({ label }) => label === 'log 1.0')
    const row = logs.find(({ key: of }) => of === sealed?.key)
    expect(row).toMatchObject({ verdict: 'mismatch', reason: 'file-differs' })
    expect(row?.expected).toMatch(/^[0-9a-f]{64}$/)
    expect(row?.actual).toMatch(/^[0-9a-f]{64}$/)
    expect(row?.actual).not.toBe(row?.expected)
  })

  it('verifies no file with one bit of its content flipped, wherever it is', async () => {
    const { objects, engine, verify } = await prepared()
    for (const [index, object] of objects.entries()) {
      for (const part of [0.1, 0.35, 0.6, 0.97]) {
        const copy = new TrailCopy(objects)
        copy.apply({ do: 'flip', what: object.label, with: Math.floor(object.content.length * part) })
        const folder = join(engine.folder, `flip-${index}-${part}`)
        writeCopy(copy, folder)
        const result = await verify([folder])
        const path = copy.pathByLabel.get(object.label)
        const row = [...result.digests, ...result.logs].find(({ file }) => file === path)
        expect([object.label, part, row?.verdict]).not.toEqual([object.label, part, 'verified'])
        expect(result.verdict).not.toBe('verified')
        // A log file stands for itself: nothing else is touched by it.
        if (object.label.includes('log')) expect(result.counts).toMatchObject({ digestsVerified: 3, logsVerified: 5 })
      }
    }
  })

  it('does not check real log files without digests, and says why', async (context) => {
    const realLogs = join(vectorSet(context, 'cloudtrail-real'), 'CloudTrail')
    const { verify } = await prepared()
    const result = await verify([realLogs], { metadata: [] })
    expect(result).toMatchObject({
      verdict: 'not-checked',
      reason: 'no-digest',
      files: { read: 55, logs: 55, digests: 0 },
    })
    expect(result.counts.unlisted).toBe(55)
    expect(result.unlisted.every(({ reason }) => reason === 'no-digest')).toBe(true)
  })

  it('takes metadata without a key when the signature verifies over the newest digest', async () => {
    const { copy, folder, engine, objects, verify } = await prepared()
    writeCopy(copy, folder)
    const bare = join(engine.folder, 'reply.json')
    writeFileSync(bare, JSON.stringify({ ETag: 'x', Metadata: objects.at(-1)?.metadata }))
    expect((await verify([folder], { metadata: [bare] })).verdict).toBe('verified')
    const none = await verify([folder], { metadata: [] })
    expect(none.digests.at(-1)).toMatchObject({ verdict: 'not-checked', reason: 'signature-not-available' })
  })

  it('refuses keys and metadata that are something else, and a relocation that nothing lies below', async () => {
    const { copy, folder, keys, engine, verify } = await prepared()
    writeCopy(copy, folder)
    await expect(verify([folder], { keys: [join(folder, '..', 'none.json')] })).rejects.toMatchObject({
      code: 'file-unreadable',
    })
    writeFileSync(keys, '{"Keys":[]}')
    await expect(verify([folder])).rejects.toMatchObject({ code: 'key-unreadable' })
    writeFileSync(keys, JSON.stringify(keyList([key])))
    await expect(verify([folder], { metadata: [keys] })).rejects.toMatchObject({ code: 'file-unreadable' })
    await expect(
      verify([folder], { relocated: [{ bucket: 'b', prefix: '' }], relocatedTo: [join(engine.folder, 'nowhere')] }),
    ).rejects.toMatchObject({ code: 'usage' })
  })

  it('stays whole over hostile files that are called digests', async () => {
    const { copy, folder, verify } = await prepared()
    writeCopy(copy, folder)
    const digests = join(folder, 'AWSLogs/123456789012/CloudTrail-Digest/eu-central-1/2024/03/01')
    mkdirSync(digests, { recursive: true })
    const [first] = [...copy.files.keys()].filter((path) => path.includes('-Digest'))
    const base = JSON.stringify({
      digestS3Bucket: 'b',
      digestS3Object: first,
      digestStartTime: '0001-01-01T00:00:00Z',
      digestEndTime: '9999-12-31T23:59:59Z',
      logFiles: [[], null, { s3Object: '../../etc/passwd', s3Bucket: 'b', hashValue: 'x' }],
    })
    for (const [index, text] of [
      '',
      'null',
      '[]',
      '{',
      '"x"',
      base,
      base.replace('"b"', '{}'),
      `${'['.repeat(50_000)}`,
    ].entries())
      writeFileSync(
        join(digests, `h${index}_CloudTrail-Digest_x.json.gz`),
        index % 2 === 0 ? gzipSync(Buffer.from(text)) : text,
      )
    const result = await verify([folder])
    expect(result.counts.digestsVerified).toBe(3)
    expect(result.counts.digests).toBeGreaterThanOrEqual(10)
    expect(result.verdict).not.toBe('verified')
  })
})

describe('a list of keys', () => {
  it('gives the fingerprint of a real key: MD5 of the DER', () => {
    // The sample key and fingerprint of the vendor's documentation of list-public-keys.
    const value =
      'MIIBCgKCAQEAlSS3cl92HDycr/MTj0moOhas8habjrraXw+KzlWF0axSI2tcF+3iJ9BKQAVSKxGwxwu3m0wG3J+kUl1xboEcEPHYoIYMbgfSw7KGnuDKwkLzsQWhUJ0cIbOHASox1vv/5fNXkrHhGbDCHeVXm804c83nvHUEFYThr1PfyP/8HwrCtR3FX5OANtQCP61C1nJtSSkC8JSQUOrIP4CuwJjc+4WGDk+BGH5m9iuiAKkipEHWmUl8/P7XpfpWQuk4h8g3pXZOrNXr08lbh4d39svj7UqdhvOXoBISp9t/EXYuePGEtBdrKD9Dz+VHwyUPtBQvYr9BnkF88qBnaPNhS44rzwIDAQAB'
    const read = readRsaPublicKey(value)
    expect(typeof read === 'string' ? read : read.fingerprint).toBe('7f3f401420072e50a65a141430817ab3')
  })

  it('says what is wrong with a key that is none', () => {
    expect(readRsaPublicKey('not base64!')).toBe('Value is not base64')
    expect(readRsaPublicKey('AAAA')).toBe('Value is no RSA public key in PKCS#1 DER')
    const [entry] = readKeyList([{ Fingerprint: 'x' }], readRsaPublicKey) ?? []
    expect(entry?.fault).toBe('Value is absent')
    expect(readKeyList({ Keys: [] }, readRsaPublicKey)).toBeNull()
  })
})
